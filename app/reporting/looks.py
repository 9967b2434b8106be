"""Leave of a country for a desk officer to look at its draft: who has it, what was opened, and the
scope it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.catalogue.models import Cycle
from app.core.clock import now
from app.core.errors import NotFound
from app.domain.roles import CountryScope, LookScope, Role, UnionScope
from app.domain.workflow import Status
from app.identity.models import Account
from app.identity.queries import list_accounts_with_role
from app.reporting.leaves import leave_holds
from app.reporting.models import Contribution
from app.reporting.queries import Draft, Head
from app.reporting.team_models import Look, LookGrant

# States in which there is a draft that nobody outside the country reads.
SHOWN = frozenset(
    {
        Status.NOT_STARTED,
        Status.IN_PREPARATION,
        Status.AWAITING_SIGN_OFF,
        Status.SIGNED_OFF,
        Status.CLARIFICATION_REQUESTED,
    }
)


@dataclass(frozen=True)
class RunningLook:
    """A leave that holds now."""

    name: str
    ends_at: datetime


@dataclass(frozen=True)
class Leave:
    """A leave as the country sees it, running or over."""

    id: int
    name: str
    reason: str
    granted_at: datetime
    granted_by: str
    ends_at: datetime
    revoked_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Tell whether it holds now, as far as its dates go."""
        return self.revoked_at is None and self.ends_at > now()


@dataclass(frozen=True)
class Opened:
    """One page of the draft that a desk officer opened."""

    name: str
    page: str
    at: datetime


@dataclass(frozen=True)
class ShownDraft:
    """A draft that a country shows to the desk officer who asks."""

    reporter: str
    cycle: str
    cycle_title: str
    reason: str
    ends_at: datetime


def desk_officers(session: Session, scope: CountryScope) -> list[tuple[int, str]]:
    """Return the people a draft can be shown to: desk officers, and never an administrator."""
    officers = list_accounts_with_role(session, Role.DESK_OFFICER, None, without=Role.ADMINISTRATOR)
    return [(account, name) for account, name, _ in officers]


def running_looks(
    session: Session, scope: CountryScope, draft: Draft | Head
) -> tuple[RunningLook, ...]:
    """Return who of the Commission may read the draft of the scope's reporter now."""
    if draft.status not in SHOWN or not draft.is_shown:
        return ()
    query = (
        select(col(Account.name), col(LookGrant.ends_at))
        .join(Account, col(Account.id) == col(LookGrant.account_id))
        .where(col(LookGrant.contribution_id) == draft.id, leave_holds())
        .order_by(col(LookGrant.id))
    )
    return tuple(RunningLook(*row) for row in session.execute(query))


def list_leaves(session: Session, scope: CountryScope, contribution_id: int) -> list[Leave]:
    """Return every leave the scope's reporter gave for a contribution, the newest first."""
    giver = aliased(Account)
    query = (
        select(LookGrant, col(Account.name), col(giver.name))
        .join(Account, col(Account.id) == col(LookGrant.account_id))
        .outerjoin(giver, col(giver.id) == col(LookGrant.granted_by))
        .where(col(LookGrant.contribution_id) == contribution_id)
        .order_by(col(LookGrant.id).desc())
    )
    return [
        Leave(
            id=grant.id or 0,
            name=name,
            reason=grant.reason,
            granted_at=grant.granted_at,
            granted_by=by or "",
            ends_at=grant.ends_at,
            revoked_at=grant.revoked_at,
        )
        for grant, name, by in session.execute(query)
    ]


def list_opened(session: Session, scope: CountryScope, contribution_id: int) -> Sequence[Opened]:
    """Return every page of the draft that was opened, the newest first."""
    query = (
        select(col(Account.name), col(Look.page), col(Look.looked_at))
        .join(LookGrant, col(LookGrant.id) == col(Look.grant_id))
        .join(Account, col(Account.id) == col(Look.account_id))
        .where(col(LookGrant.contribution_id) == contribution_id)
        .order_by(col(Look.id).desc())
    )
    return [Opened(*row) for row in session.execute(query)]


def list_shown(session: Session, scope: UnionScope) -> list[ShownDraft]:
    """Return the drafts that countries show to the desk officer of this scope now."""
    if scope.has(Role.ADMINISTRATOR):
        return []
    return [ShownDraft(*row[1:]) for row in session.execute(_shown_to(scope))]


def get_leave(
    session: Session, scope: UnionScope, cycle: str, reporter: str
) -> tuple[LookScope, ShownDraft]:
    """Return the scope in which the desk officer reads this draft, or raise NotFound.

    Whether a country works on a draft, shows it to others or has ended a leave looks the same.
    """
    if scope.has(Role.ADMINISTRATOR) or not scope.has(Role.DESK_OFFICER):
        raise NotFound
    query = _shown_to(scope).where(col(Cycle.code) == cycle, col(Contribution.reporter) == reporter)
    row = session.execute(query.with_for_update(read=True, of=LookGrant)).first()
    if row is None:
        raise NotFound
    leave = LookScope(reporter, scope.account_id, row[0] or 0)
    return leave, ShownDraft(*row[1:])


def _shown_to(scope: UnionScope) -> Select[int | None, str, str, str, str, datetime]:
    return (
        select(
            col(LookGrant.id),
            col(Contribution.reporter),
            col(Cycle.code),
            col(Cycle.title),
            col(LookGrant.reason),
            col(LookGrant.ends_at),
        )
        .join(Contribution, col(Contribution.id) == col(LookGrant.contribution_id))
        .join(Cycle, col(Cycle.id) == col(Contribution.cycle_id))
        .where(
            col(LookGrant.account_id) == scope.account_id,
            col(Contribution.status).in_(SHOWN),
            leave_holds(),
        )
        .order_by(col(LookGrant.id))
    )
