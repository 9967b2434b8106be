"""Reads what the reporter submitted last time: found with the contribution, its text read once."""

import json
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.catalogue.models import Cycle, CycleKind
from app.catalogue.queries import CycleInfo, get_index
from app.domain.last_time import LastTime, continued, explanations_of
from app.domain.roles import DraftScope, UnionScope
from app.domain.submission import report_data
from app.domain.workflow import Status
from app.reporting.models import Contribution, Submission

# A contribution whose newest version stands. What was withdrawn was taken back, and what is
# prepared again after that says nothing yet; one that is signed after a question was submitted.
_STANDS = (Status.SUBMITTED, Status.CLARIFICATION_REQUESTED, Status.ACCEPTED, Status.PUBLISHED)
_SIGNED_AGAIN = (Status.AWAITING_SIGN_OFF, Status.SIGNED_OFF)
_KEPT = 32  # countries whose last submission stays read in a process

# A submission never changes, nor which points of a cycle continue which: both lead to the same
# content for ever in this database.
_read: WeakKeyDictionary[object, dict[tuple[int, int], LastTime]] = WeakKeyDictionary()


def submission_before() -> ScalarSelect[int]:
    """Return the column that finds, beside a contribution and its cycle, what was submitted before.

    The newest version in the last earlier cycle of the same kind. A baseline is compiled from
    public sources and was never said by the reporter, so it neither has nor is a last time.
    """
    theirs: Any = aliased(Contribution)
    earlier: Any = aliased(Cycle)
    stands = theirs.status.in_(_STANDS) | (
        theirs.status.in_(_SIGNED_AGAIN)
        & (theirs.came_from == Status.CLARIFICATION_REQUESTED.value)
    )
    return (
        select(col(Submission.id))
        .join(theirs, theirs.id == col(Submission.contribution_id))
        .join(earlier, earlier.id == theirs.cycle_id)
        .where(
            col(Submission.reporter) == col(Contribution.reporter),
            col(Cycle.kind) != CycleKind.BASELINE,
            earlier.kind == col(Cycle.kind),
            earlier.cutoff < col(Cycle.cutoff),
            stands,
        )
        .order_by(earlier.cutoff.desc(), col(Submission.version).desc())
        .limit(1)
        .correlate(Contribution, Cycle)
        .scalar_subquery()
    )


def read_last_time(
    session: Session, scope: DraftScope, submission_id: int | None, cycle: CycleInfo
) -> LastTime | None:
    """Return a submission that `submission_before` found, read once per process, under the points
    of this cycle."""
    return _read_once(session, scope.reporter, submission_id, cycle.id)


def last_time_of(session: Session, scope: UnionScope, contribution_id: int) -> LastTime | None:
    """Return what was submitted before a contribution that lies before the Commission."""
    query = (
        select(submission_before(), col(Contribution.reporter), col(Cycle.id))
        .join(Cycle, col(Cycle.id) == col(Contribution.cycle_id))
        .where(col(Contribution.id) == contribution_id, col(Contribution.version) > 0)
    )
    found = session.execute(query).first()
    return _read_once(session, found[1], found[0], found[2]) if found else None


def _read_once(
    session: Session, reporter: str, submission_id: int | None, cycle_id: int
) -> LastTime | None:
    """Return a submission by its id; the caller found it by the scope of the reader."""
    if submission_id is None:
        return None
    known = _read.setdefault(session.get_bind(), {})
    place = (submission_id, cycle_id)
    if place not in known:
        row = session.execute(
            select(
                col(Submission.version),
                col(Submission.catalogue_version_id),
                col(Submission.document),
                col(Cycle.code),
                col(Cycle.id),
            )
            .join(Cycle, col(Cycle.id) == col(Submission.cycle_id))
            .where(col(Submission.id) == submission_id, col(Submission.reporter) == reporter)
        ).one()
        index = get_index(session, row.catalogue_version_id)
        document = json.loads(row.document)
        data, explained = report_data(document), explanations_of(document["findings"])
        while len(known) >= _KEPT:
            known.pop(next(iter(known)), None)
        found = LastTime(row.code, row.version, data, index, explained)
        for mapping in _mappings(session, row.id, cycle_id):
            found = continued(found, mapping)
        known[place] = found
    return known[place]


def _mappings(session: Session, then: int, now: int) -> list[dict[str, str]]:
    """Return how the points go on from cycle to cycle, from one to a later one made from it."""
    query = select(col(Cycle.id), col(Cycle.previous_id), col(Cycle.mapping))
    before = {number: (previous, mapping) for number, previous, mapping in session.execute(query)}
    steps: list[dict[str, str]] = []
    at: int | None = now
    while at is not None and at != then:
        at, mapping = before[at]
        steps.insert(0, json.loads(mapping))
    return steps if at == then else []
