"""Accepting by two: above a bound one desk officer proposes to accept, and another one accepts."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.domain.answers import HARD_TEXT_LIMIT, clean_text
from app.domain.canonical import canonical_json
from app.domain.four_eyes import FigureAbove, figures_above
from app.domain.roles import UnionScope
from app.domain.workflow import Action, Status
from app.identity.models import Account
from app.reporting.clarifications import count_open
from app.reporting.models import Contribution, Submission
from app.reporting.queries import Head
from app.reporting.submissions import StoredSubmission, get_stored
from app.review import messages  # noqa: F401 - registers the sentences
from app.review.bounds import current_bounds
from app.review.heads import locked_head, seen_status
from app.review.models import Acceptance, AcceptanceProposal
from app.review.telling import tell_ended, tell_proposed

REASON_LIMIT = 2000


@dataclass(frozen=True)
class Proposal:
    """That a desk officer would accept a version; `ended_at` is None while a second is waited for.

    `figures` are the keys of those that were above their bounds at that moment.
    """

    id: int
    reporter: str
    version: int
    remarks: str
    figures: tuple[str, ...]
    proposed_at: datetime
    proposed_by: int | None
    ended_at: datetime | None
    ended_by: int | None
    reason: str
    name: str  # of who proposed

    @property
    def is_open(self) -> bool:
        """Tell whether a second desk officer is still waited for."""
        return self.ended_at is None


def needed_for(
    session: Session, scope: UnionScope, cycle: CycleInfo, stored: StoredSubmission
) -> tuple[FigureAbove, ...]:
    """Return the figures for which one desk officer alone cannot accept this submission."""
    bounds = current_bounds(session, cycle.id)
    return figures_above(stored.data.observations, bounds) if bounds else ()


def list_proposals(session: Session, scope: UnionScope, submission_id: int) -> tuple[Proposal, ...]:
    """Return the proposals to accept one submission, the newest first."""
    query = _proposals().where(col(Submission.id) == submission_id)
    return tuple(map(_read, session.execute(query)))


def list_waiting(session: Session, scope: UnionScope, cycle_id: int) -> dict[str, Proposal]:
    """Return the proposals of a cycle that wait for a second desk officer, by reporter."""
    query = (
        _proposals()
        .join(Contribution, col(Contribution.id) == col(Submission.contribution_id))
        .where(
            col(Contribution.cycle_id) == cycle_id,
            col(Contribution.status) == Status.SUBMITTED,
            col(Contribution.version) == col(Submission.version),
            col(AcceptanceProposal.withdrawn_at).is_(None),
        )
    )
    return {row.reporter: _read(row) for row in session.execute(query)}


def propose(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    version: int,
    remarks: str = "",
) -> None:
    """Propose to accept exactly this version; a second desk officer decides.

    Raises Conflict when a newer version exists, when questions are open, when somebody has proposed
    it already, and when no figure is above its bound: then one person accepts.
    """
    head = locked_head(session, scope, cycle, reporter)
    _check_waits_for_acceptance(session, scope, head, version)
    stored = get_stored(session, scope, cycle.id, reporter, version)
    above = needed_for(session, scope, cycle, stored)
    if not above:
        raise Conflict("no_second_officer_needed")
    if find_open(session, scope, stored.id) is not None:
        raise Conflict("proposed_already")
    text = clean_text(remarks)[:HARD_TEXT_LIMIT]
    proposal_id: int = session.execute(
        insert(AcceptanceProposal)
        .values(
            submission_id=stored.id,
            remarks=text,
            figures=canonical_json([str(figure.key) for figure in above]),
            proposed_at=now(),
            proposed_by=scope.account_id,
            reason="",
        )
        .returning(col(AcceptanceProposal.id))
    ).scalar_one()
    _note(session, scope, head, "acceptance.proposed", proposal_id, figures=len(above))
    tell_proposed(session, scope, cycle, reporter, proposal_id)


def end_proposal(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    proposal_id: int,
    reason: str,
) -> None:
    """Take one's own proposal back, or decline that of a colleague; both with a reason."""
    text = clean_text(reason)
    if not text:
        raise Refused("reason_needed")
    if len(text) > REASON_LIMIT:
        raise Refused("text_too_long_to_store", limit=REASON_LIMIT, length=len(text))
    head = locked_head(session, scope, cycle, reporter)
    waiting = list_waiting(session, scope, cycle.id).get(reporter)
    if waiting is None or waiting.id != proposal_id:
        raise Conflict("proposal_over")
    _end(session, scope, proposal_id, text)
    is_own = waiting.proposed_by == scope.account_id
    act = "acceptance.proposal_withdrawn" if is_own else "acceptance.proposal_declined"
    _note(session, scope, head, act, proposal_id)
    if not is_own:
        tell_ended(session, scope, cycle, reporter, proposal_id, waiting.proposed_by)


def end_open_proposals(session: Session, scope: UnionScope, head: Head) -> None:
    """End what was proposed because the country is asked again; the caller holds the lock."""
    query = (
        select(col(AcceptanceProposal.id))
        .join(Submission, col(Submission.id) == col(AcceptanceProposal.submission_id))
        .outerjoin(Acceptance, col(Acceptance.submission_id) == col(Submission.id))
        .where(
            col(Submission.contribution_id) == head.id,
            col(AcceptanceProposal.withdrawn_at).is_(None),
            col(Acceptance.id).is_(None),
        )
        .order_by(col(AcceptanceProposal.id))
    )
    for proposal_id in session.execute(query).scalars().all():
        _end(session, scope, proposal_id, "")
        _note(session, scope, head, "acceptance.proposal_withdrawn", proposal_id)


def second_of_two(
    session: Session, scope: UnionScope, cycle: CycleInfo, stored: StoredSubmission
) -> int | None:
    """Return who proposed what this person accepts now, None where one person is enough.

    The caller holds the lock of the contribution. Raises Conflict where nobody has proposed it yet,
    or nobody but the person who would accept it.
    """
    proposal = find_open(session, scope, stored.id)
    first = proposal.proposed_by if proposal else None
    if needed_for(session, scope, cycle, stored):
        if proposal is None:
            raise Conflict("second_officer_needed")
        if first is None or first == scope.account_id:
            raise Conflict("another_officer_needed")
    return None if first == scope.account_id else first


def find_open(session: Session, scope: UnionScope, submission_id: int) -> Proposal | None:
    """Return the proposal to accept this submission that waits for a second desk officer."""
    proposals = list_proposals(session, scope, submission_id)
    return next((one for one in proposals if one.is_open), None)


def _check_waits_for_acceptance(
    session: Session, scope: UnionScope, head: Head, version: int
) -> None:
    if head.row.version != version:
        raise Conflict("newer_version_exists", version=head.row.version)
    if seen_status(head) is not Status.SUBMITTED:
        raise Conflict("act_not_possible", status=seen_status(head), action=Action.ACCEPT)
    if still_open := count_open(session, scope, head.id):
        raise Conflict("clarifications_open", count=still_open)


def _end(session: Session, scope: UnionScope, proposal_id: int, reason: str) -> None:
    session.execute(
        update(AcceptanceProposal)
        .where(col(AcceptanceProposal.id) == proposal_id)
        .values(withdrawn_at=now(), withdrawn_by=scope.account_id, reason=reason)
        .execution_options(synchronize_session=False)
    )


def _note(
    session: Session, scope: UnionScope, head: Head, act: str, proposal_id: int, figures: int = 0
) -> None:
    """Write an act into the record of the cycle: what the desk weighs is not the country's log."""
    record(
        session,
        f"cycle:{head.cycle.code}",
        act,
        account_id=scope.account_id,
        subject=f"{head.row.reporter}:{proposal_id}",
        version=head.row.version,
        figures=figures,
    )


def _proposals() -> Select[Any]:
    columns: Any = (
        col(AcceptanceProposal.id),
        col(Submission.reporter),
        col(Submission.version),
        col(AcceptanceProposal.remarks),
        col(AcceptanceProposal.figures),
        col(AcceptanceProposal.proposed_at),
        col(AcceptanceProposal.proposed_by),
        col(AcceptanceProposal.withdrawn_at),
        col(AcceptanceProposal.withdrawn_by),
        col(AcceptanceProposal.reason),
        col(Account.name),
    )
    made: Select[Any] = (
        select(*columns)
        .select_from(AcceptanceProposal)
        .join(Submission, col(Submission.id) == col(AcceptanceProposal.submission_id))
        .outerjoin(Account, col(Account.id) == col(AcceptanceProposal.proposed_by))
        .order_by(col(AcceptanceProposal.id).desc())
    )
    return made


def _read(row: Any) -> Proposal:
    return Proposal(
        id=row.id,
        reporter=row.reporter,
        version=row.version,
        remarks=row.remarks,
        figures=tuple(json.loads(row.figures)),
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        ended_at=row.withdrawn_at,
        ended_by=row.withdrawn_by,
        reason=row.reason,
        name=row.name or "",
    )
