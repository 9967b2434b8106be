"""Reads what the reporter submitted last time: found with the contribution, its text read once."""

import json
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.catalogue.models import Cycle, CycleKind
from app.catalogue.queries import get_index
from app.domain.last_time import LastTime, explanations_of
from app.domain.roles import DraftScope
from app.domain.submission import report_data
from app.domain.workflow import Status
from app.reporting.models import Contribution, Submission

# A contribution whose newest version stands. What was withdrawn was taken back, and what is
# prepared again after that says nothing yet; one that is signed after a question was submitted.
_STANDS = (Status.SUBMITTED, Status.CLARIFICATION_REQUESTED, Status.ACCEPTED, Status.PUBLISHED)
_SIGNED_AGAIN = (Status.AWAITING_SIGN_OFF, Status.SIGNED_OFF)
_KEPT = 32  # countries whose last submission stays read in a process

# A submission never changes, so its id leads to the same content for ever in this database.
_read: WeakKeyDictionary[object, dict[int, LastTime]] = WeakKeyDictionary()


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
    session: Session, scope: DraftScope, submission_id: int | None
) -> LastTime | None:
    """Return a submission that `submission_before` found, read once per process."""
    if submission_id is None:
        return None
    known = _read.setdefault(session.get_bind(), {})
    if submission_id not in known:
        row = session.execute(
            select(
                col(Submission.version),
                col(Submission.catalogue_version_id),
                col(Submission.document),
                col(Cycle.code),
            )
            .join(Cycle, col(Cycle.id) == col(Submission.cycle_id))
            .where(col(Submission.id) == submission_id, col(Submission.reporter) == scope.reporter)
        ).one()
        index = get_index(session, row.catalogue_version_id)
        document = json.loads(row.document)
        data, explained = report_data(document), explanations_of(document["findings"])
        while len(known) >= _KEPT:
            known.pop(next(iter(known)), None)
        known[submission_id] = LastTime(row.code, row.version, data, index, explained)
    return known[submission_id]
