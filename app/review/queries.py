"""Reads of the Commission's desk: submitted work only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.catalogue.models import Cycle
from app.catalogue.queries import CycleInfo, get_index, list_extensions
from app.domain.observations import CatalogueIndex
from app.domain.roles import CountryScope, UnionScope
from app.domain.workflow import Status
from app.reporting.clarifications import list_open
from app.reporting.models import Submission
from app.reporting.submissions import (
    StoredSubmission,
    SubmissionHead,
    latest_submissions,
    submission_heads,
)
from app.review.cases import Case, list_cases
from app.review.digests import digests
from app.review.models import Acceptance
from app.review.standing import Standing, with_more_time

# States of a contribution in which a submission lies before the Commission; the two of sign-off
# belong to it after a clarification, while the country signs the next version.
_BEFORE_THE_COMMISSION = frozenset(
    {
        Status.SUBMITTED,
        Status.CLARIFICATION_REQUESTED,
        Status.AWAITING_SIGN_OFF,
        Status.SIGNED_OFF,
        Status.ACCEPTED,
        Status.COMPILED,
        Status.PUBLISHED,
    }
)
_TAKEN_BACK = frozenset({Status.NOT_STARTED, Status.WITHDRAWN})
_NOT_THERE = _TAKEN_BACK | {Status.DECLINED}


@dataclass(frozen=True)
class AcceptanceInfo:
    """When a submission was accepted, by whom, with which remarks."""

    accepted_at: datetime
    accepted_by: int | None
    remarks: str


@dataclass(frozen=True)
class Board:
    """Every reporter of a cycle in protocol order, and the catalogue they answer."""

    cycle: CycleInfo
    index: CatalogueIndex
    standings: tuple[Standing, ...]

    @property
    def heads(self) -> tuple[SubmissionHead, ...]:
        """The state and latest submission of every reporter."""
        return tuple(standing.head for standing in self.standings)


@dataclass(frozen=True)
class Submitted:
    """What lies before the Commission in a cycle: every reporter's state, and what was said."""

    heads: tuple[SubmissionHead, ...]
    documents: dict[str, StoredSubmission]  # by reporter; without those that were withdrawn


def load_submitted(session: Session, scope: UnionScope, cycle: CycleInfo) -> Submitted:
    """Return the state of every reporter and its latest submission, unless it was withdrawn."""
    heads = tuple(submission_heads(session, scope, cycle.id))
    gone = {head.reporter for head in heads if head.status in _TAKEN_BACK}
    stored = latest_submissions(session, scope, cycle.id, statuses=_BEFORE_THE_COMMISSION)
    return Submitted(heads, {s.reporter: s for s in stored if s.reporter not in gone})


def load_board(session: Session, scope: UnionScope, cycle: CycleInfo) -> Board:
    """Return where every reporter stands; of drafts nothing is read."""
    index = get_index(session, cycle.catalogue_version_id)
    heads = {head.reporter: head for head in submission_heads(session, scope, cycle.id)}
    there = [h for h in heads.values() if h.status not in _NOT_THERE]
    read = digests(session, scope, index, there)
    asked = list_open(session, scope, cycle.id)
    extensions = list_extensions(session, cycle.id)
    cases = list_cases(session, scope, cycle.id)
    standings = []
    for reporter in (entry.code for entry in index.catalogue.reporters if entry.code in heads):
        extension = extensions.get(reporter)
        standings.append(
            Standing(
                head=heads[reporter],
                cycle=with_more_time(cycle, extension.until if extension else None),
                digest=read.get(reporter),
                questions=asked.get(reporter, ()),
                case=cases.get(reporter, Case()),
            )
        )
    return Board(cycle, index, tuple(standings))


def find_acceptance(
    session: Session, scope: UnionScope, submission_id: int
) -> AcceptanceInfo | None:
    """Return the acceptance of a submission, None when it is not accepted."""
    row = session.execute(
        select(
            col(Acceptance.accepted_at), col(Acceptance.accepted_by), col(Acceptance.remarks)
        ).where(col(Acceptance.submission_id) == submission_id)
    ).first()
    return None if row is None else AcceptanceInfo(*row)


def list_own_acceptances(
    session: Session, scope: CountryScope, cycle: str
) -> dict[int, AcceptanceInfo]:
    """Return the acceptances of what the scope's own country submitted, by version."""
    query = (
        select(
            col(Submission.version),
            col(Acceptance.accepted_at),
            col(Acceptance.accepted_by),
            col(Acceptance.remarks),
        )
        .join(Submission, col(Submission.id) == col(Acceptance.submission_id))
        .join(Cycle, col(Cycle.id) == col(Submission.cycle_id))
        .where(col(Submission.reporter) == scope.reporter, col(Cycle.code) == cycle)
    )
    return {version: AcceptanceInfo(*given) for version, *given in session.execute(query)}


def next_waiting(heads: tuple[SubmissionHead, ...], besides: str = "") -> SubmissionHead | None:
    """Return the submission that has waited longest for acceptance."""
    waiting = [h for h in heads if h.status is Status.SUBMITTED and h.reporter != besides]
    return min(waiting, key=_waiting_since, default=None)


def _waiting_since(head: SubmissionHead) -> tuple[float, str]:
    return (head.submitted_at.timestamp() if head.submitted_at else 0.0, head.reporter)
