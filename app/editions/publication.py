"""Publication at a set time: proposed by one report editor, confirmed by another.

The moment is a column; whoever reads compares it with the clock (`app.editions.queries`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.core.i18n import country_name, format_datetime
from app.core.i18n import gettext as _
from app.domain.roles import CountryScope, UnionScope
from app.domain.workflow import (
    PUBLICATION_MOVES,
    EditionStatus,
    PublicationMove,
    PublicationState,
    Status,
)
from app.editions.models import Edition, EditionProgress, PublicationStep
from app.editions.official import documents_mark, refuse_differing_documents
from app.editions.queries import EditionInfo, every_edition, get_edition, list_editions
from app.editions.service import refuse_same_hand, refuse_superseded
from app.editions.settling import lock_contributions, settle_publications
from app.identity.queries import account_names
from app.reporting.queries import Head
from app.reporting.service.signing import on_withdrawal
from app.reporting.submissions import submission_heads

_ROWS = {
    "propose": "proposed",
    "change": "changed",
    "withdraw": "withdrawn",
    "confirm": "confirmed",
    "stop": "stopped",
}
_STATES = {
    "proposed": PublicationState.PROPOSED,
    "changed": PublicationState.PROPOSED,
    "confirmed": PublicationState.CONFIRMED,
}


@dataclass(frozen=True)
class Step:
    """One act on a publication, with the name of whoever did it."""

    id: int
    act: str
    at: datetime | None
    reason: str
    said_at: datetime
    said_by: int | None
    name: str


@dataclass(frozen=True)
class Planned:
    """How a publication stands; `seen` names everything that a confirmation confirms."""

    state: PublicationState
    steps: tuple[Step, ...]
    seen: str

    @property
    def last(self) -> Step | None:
        """The act that says how things stand."""
        return self.steps[-1] if self.steps else None

    @property
    def at(self) -> datetime | None:
        """The time proposed or confirmed; None: the moment of the confirmation."""
        is_set = self.last is not None and self.state is not PublicationState.UNSET
        return self.last.at if is_set and self.last else None


@dataclass(frozen=True)
class Said:
    """What somebody says with an act."""

    at: datetime | None = None
    reason: str = ""
    seen: str | None = None  # what the page showed; None: nobody looked at a page


def planned(session: Session, scope: UnionScope, edition: EditionInfo) -> Planned:
    """Return how the publication of an edition stands, with every act so far."""
    rows = session.execute(
        select(PublicationStep)
        .where(col(PublicationStep.edition_id) == edition.id)
        .order_by(col(PublicationStep.id))
    ).scalars()
    found = list(rows)
    names = account_names(session, [row.said_by for row in found])
    steps = tuple(
        Step(
            row.id or 0,
            row.act,
            row.at,
            row.reason,
            row.said_at,
            row.said_by,
            names.get(row.said_by, "") if row.said_by is not None else "",
        )
        for row in found
    )
    state = _STATES.get(steps[-1].act, PublicationState.UNSET) if steps else PublicationState.UNSET
    last = steps[-1].id if steps else 0
    return Planned(state, steps, f"{last}.{documents_mark(session, edition)}")


def refused_to_confirm(scope: UnionScope, plan: Planned) -> str:
    """Return the refusal for whoever proposed the time; empty for others: publishing takes two."""
    who = plan.last.said_by if plan.last else None
    is_same = who is not None and who == scope.account_id
    return "publication_by_two" if is_same else ""


def take_publication_step(
    session: Session, scope: UnionScope, code: str, act: str, said: Said
) -> None:
    """Do one act of the table on the publication of an edition."""
    edition = get_edition(session, scope, code)
    if edition.is_training:
        raise Refused("training_is_never_published")
    if act == "confirm":
        lock_contributions(session, scope, edition)
    lock_progress(session, edition)
    edition = get_edition(session, scope, code)
    plan = planned(session, scope, edition)
    found = PUBLICATION_MOVES.get((plan.state, act))
    if found is None or edition.status is not EditionStatus.APPROVED:
        raise Conflict("publication_cannot_move", code=code)
    _check_said(found, said)
    if act == "confirm":
        _check_confirmation(session, scope, edition, plan, said)
    elif act == "propose":
        refuse_superseded(session, edition)
    at = plan.at if act in ("confirm", "stop", "withdraw") else said.at
    _keep_step(session, scope.account_id, edition, act, at, said.reason)
    if act == "confirm":
        _set_moment(session, scope, edition, at)
    elif act == "stop":
        _clear_moment(session, edition)


def publish(
    session: Session, scope: UnionScope, code: str, at: datetime | None = None
) -> EditionInfo:
    """Publish an approved edition at a time, or now: the operator's way, without a proposal."""
    edition = get_edition(session, scope, code)
    if edition.is_training:
        raise Refused("training_is_never_published")
    lock_contributions(session, scope, edition)
    lock_progress(session, edition)
    edition = get_edition(session, scope, code)
    if edition.status is not EditionStatus.APPROVED or edition.publishes_at is not None:
        raise Conflict("edition_cannot_move", code=code)
    refuse_same_hand(scope, edition, "publish")
    if at is not None and at <= now():
        raise Refused("publication_in_the_past")
    _check_contents(session, scope, edition)
    _keep_step(session, scope.account_id, edition, "confirm", at, "")
    _set_moment(session, scope, edition, at)
    return get_edition(session, scope, code)


def lock_progress(session: Session, edition: EditionInfo) -> None:
    """Let nobody else act on the way of this edition until the transaction ends."""
    session.execute(
        select(col(EditionProgress.status))
        .where(col(EditionProgress.edition_id) == edition.id)
        .with_for_update()
    )


def _check_said(move: PublicationMove, said: Said) -> None:
    if move.takes_a_time and said.at is not None and said.at <= now():
        raise Refused("publication_in_the_past")
    if move.needs_reason and not said.reason.strip():
        raise Refused("publication_needs_reason")


def _check_confirmation(
    session: Session, scope: UnionScope, edition: EditionInfo, plan: Planned, said: Said
) -> None:
    refusal = refused_to_confirm(scope, plan)
    if refusal:
        raise Forbidden(refusal)
    if said.seen is not None and said.seen != plan.seen:
        raise Conflict("publication_changed_meanwhile")
    if plan.at is not None and plan.at <= now():
        raise Refused("publication_time_is_over", at=format_datetime(plan.at))
    _check_contents(session, scope, edition)


def _check_contents(session: Session, scope: UnionScope, edition: EditionInfo) -> None:
    """Refuse what must not come out, or not before something else."""
    refuse_superseded(session, edition)
    waiting = [
        other
        for other in list_editions(session, scope)
        if other.cycle_id == edition.cycle_id and other.number < edition.number
        if other.publishes_at is not None
    ]
    if waiting:
        raise Conflict("publication_of_older_waits", code=edition.code, older=waiting[0].code)
    _refuse_withdrawn(session, scope, edition)
    refuse_differing_documents(session, edition)


def _refuse_withdrawn(session: Session, scope: UnionScope, edition: EditionInfo) -> None:
    """What a country took back before publication is not published."""
    included = {entry["reporter"] for entry in edition.manifest["submissions"]}
    gone = [
        country_name(head.reporter)
        for head in submission_heads(session, scope, edition.cycle_id)
        if head.reporter in included and head.status is Status.WITHDRAWN
    ]
    if gone:
        raise Refused("submission_withdrawn", code=edition.code, countries=", ".join(gone))


def _keep_step(
    session: Session,
    account_id: int | None,
    edition: EditionInfo,
    act: str,
    at: datetime | None,
    reason: str,
) -> None:
    row = _ROWS[act]
    session.execute(
        insert(PublicationStep).values(
            edition_id=edition.id,
            act=row,
            at=at,
            reason=reason.strip(),
            said_at=now(),
            said_by=account_id,
        )
    )
    record(
        session,
        f"cycle:{edition.cycle_code}",
        f"publication_{row}",
        account_id=account_id,
        subject=edition.code,
        at=at.isoformat() if at else "",
    )


def _set_moment(
    session: Session, scope: UnionScope, edition: EditionInfo, at: datetime | None
) -> None:
    session.execute(
        update(EditionProgress)
        .where(col(EditionProgress.edition_id) == edition.id)
        .values(published_at=at or now(), published_by=scope.account_id)
    )
    settle_publications(session)


def _clear_moment(session: Session, edition: EditionInfo) -> None:
    cleared = session.execute(
        update(EditionProgress)
        .where(
            col(EditionProgress.edition_id) == edition.id,
            col(EditionProgress.status) == EditionStatus.APPROVED,
        )
        .values(published_at=None, published_by=None)
        .returning(col(EditionProgress.edition_id))
    ).first()
    if cleared is None:
        raise Conflict("state_changed")


def stop_for_withdrawal(session: Session, scope: CountryScope, head: Head) -> None:
    """A country that takes its submission back stops the publication that would hold it.

    Once the moment has come, nothing is taken back any more.
    """
    for code in _waiting(session, head):
        edition = every_edition(session, code)
        if scope.reporter not in {entry["reporter"] for entry in edition.manifest["submissions"]}:
            continue
        lock_progress(session, edition)
        edition = every_edition(session, code)
        if edition.is_published:
            raise Conflict("published_meanwhile")
        if edition.publishes_at is None:
            continue
        country = country_name(scope.reporter)
        reason = _("%(country)s withdrew its submission.") % {"country": country}
        _keep_step(session, None, edition, "stop", edition.publishes_at, reason)
        _clear_moment(session, edition)


def _waiting(session: Session, head: Head) -> list[str]:
    query = (
        select(col(Edition.code))
        .join(EditionProgress, col(EditionProgress.edition_id) == col(Edition.id))
        .where(
            col(Edition.cycle_id) == head.cycle.id,
            col(EditionProgress.status) == EditionStatus.APPROVED,
            col(EditionProgress.published_at).is_not(None),
        )
    )
    return list(session.execute(query).scalars())


on_withdrawal.append(stop_for_withdrawal)
