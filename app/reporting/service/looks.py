"""A lead's verbs on showing the draft to a desk officer, and the log of the pages opened."""

from datetime import timedelta

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.db import open_session
from app.core.errors import Conflict, NotFound, Refused
from app.domain.answers import clean_text
from app.domain.roles import CountryScope, LookScope, UnionScope
from app.identity.colleagues import end_of
from app.reporting.leaves import leave_holds
from app.reporting.looks import SHOWN, ShownDraft, desk_officers, get_leave
from app.reporting.queries import get_head
from app.reporting.service.keeping import stream_of
from app.reporting.team_models import Look, LookGrant

LONGEST = timedelta(days=93)


def grant_look(
    session: Session, scope: CountryScope, cycle: str, officer: int, reason: str, last_day: str
) -> None:
    """Let one desk officer read the draft until the end of a day."""
    head = get_head(session, scope, cycle, lock=True)
    if head.row.status not in SHOWN:
        raise Conflict("nothing_to_show")
    if officer not in {account for account, _name in desk_officers(session, scope)}:
        raise Refused("officer_needed")
    if not clean_text(reason):
        raise Refused("reason_needed")
    ends_at = end_of(last_day)
    if ends_at is None:
        raise Refused("look_end_missing")
    if ends_at - now() > LONGEST:
        raise Refused("look_end_too_late")
    same = select(col(LookGrant.id)).where(
        col(LookGrant.contribution_id) == head.id,
        col(LookGrant.account_id) == officer,
        leave_holds(),
    )
    if session.execute(same).first() is not None:
        raise Refused("look_granted_already")
    grant = LookGrant(
        contribution_id=head.id,
        account_id=officer,
        reason=clean_text(reason),
        granted_at=now(),
        granted_by=scope.account_id,
        ends_at=ends_at,
    )
    session.add(grant)
    session.flush()
    _record(session, scope, stream_of(head), "look_granted", grant)


def revoke_look(session: Session, scope: CountryScope, cycle: str, grant_id: int) -> None:
    """End a leave now: the next page the desk officer opens is not there."""
    head = get_head(session, scope, cycle)
    query = (
        select(LookGrant)
        .where(col(LookGrant.id) == grant_id, col(LookGrant.contribution_id) == head.id)
        .with_for_update()
    )
    grant = session.scalars(query).one_or_none()
    if grant is None:
        raise NotFound
    if grant.revoked_at is None:
        grant.revoked_at, grant.revoked_by = now(), scope.account_id
        session.flush()
        _record(session, scope, stream_of(head), "look_revoked", grant)


def open_look(
    engine: Engine, scope: UnionScope, cycle: str, reporter: str, page: str
) -> tuple[LookScope, ShownDraft]:
    """Note in the country's log that a page of its draft is opened, and return the scope to read.

    A transaction of its own, kept before anything is read: what cannot be noted is not shown.
    """
    with open_session(engine, write=True) as session:
        leave, shown = get_leave(session, scope, cycle, reporter)
        session.add(
            Look(
                grant_id=leave.grant_id,
                account_id=scope.account_id or 0,
                page=page,
                looked_at=now(),
            )
        )
    return leave, shown


def _record(session: Session, scope: CountryScope, stream: str, act: str, grant: LookGrant) -> None:
    """Record in the country's own stream who may look or no longer may; never the reason."""
    record(
        session,
        stream,
        act,
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=f"account:{grant.account_id}",
        grant=grant.id,
    )
