"""The one door through which everyone downstream reads submissions: frozen, never drafts."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.errors import NotFound
from app.domain.contribution import ReportData
from app.domain.roles import PublicScope, UnionScope
from app.domain.submission import report_data
from app.domain.workflow import Status
from app.reporting.models import Contribution, Submission


@dataclass(frozen=True)
class StoredSubmission:
    """A frozen submission, or a compilation from public sources in a baseline cycle."""

    id: int
    contribution_id: int
    reporter: str
    version: int
    sequence: int
    sha256: str
    late: bool
    submitted_at: datetime
    status: Status  # of the contribution now
    document: Mapping[str, Any]

    @property
    def data(self) -> ReportData:
        """The reported content."""
        return report_data(self.document)

    @property
    def is_reported(self) -> bool:
        """Tell whether the reporter itself said this, and not a compilation."""
        return self.document["sign_off"] is not None


@dataclass(frozen=True)
class SubmissionHead:
    """What the board shows of a reporter: its state and its latest submission, without content."""

    reporter: str
    status: Status
    version: int
    late: bool
    submitted_at: datetime | None
    submission_id: int | None = None
    sha256: str = ""


def submission_heads(session: Session, scope: UnionScope, cycle_id: int) -> list[SubmissionHead]:
    """Return the latest submission of every reporter of a cycle.

    Before a first submission only "nothing submitted" (or that a country declined) can be seen:
    whether a country has begun to write is its own business.
    """
    query = (
        select(
            col(Contribution.reporter),
            col(Contribution.status),
            col(Contribution.version),
            col(Contribution.came_from),
            col(Submission.late),
            col(Submission.submitted_at),
            col(Submission.id),
            col(Submission.sha256),
        )
        .outerjoin(
            Submission,
            (col(Submission.contribution_id) == col(Contribution.id))
            & (col(Submission.version) == col(Contribution.version)),
        )
        .where(col(Contribution.cycle_id) == cycle_id)
        .order_by(col(Contribution.reporter))
    )
    return [
        SubmissionHead(
            reporter=row.reporter,
            status=seen_from_outside(row.status, row.version, row.came_from),
            version=row.version,
            late=bool(row.late),
            submitted_at=row.submitted_at,
            submission_id=row.id,
            sha256=row.sha256 or "",
        )
        for row in session.execute(query)
    ]


_SEALED = frozenset({Status.IN_PREPARATION, Status.AWAITING_SIGN_OFF, Status.SIGNED_OFF})


def seen_from_outside(status: Status, version: int, came_from: str) -> Status:
    """Return the state as others may know it: national work in progress looks like none.

    After a submission the last state that others saw stays: asked for clarification, or withdrawn.
    """
    if status not in _SEALED:
        return status
    if version == 0:
        return Status.NOT_STARTED
    was_asked = came_from == Status.CLARIFICATION_REQUESTED and status is not Status.IN_PREPARATION
    return Status.CLARIFICATION_REQUESTED if was_asked else Status.WITHDRAWN


@dataclass(frozen=True)
class VersionHead:
    """One frozen version of a reporter, without content."""

    id: int
    version: int
    sha256: str
    late: bool
    submitted_at: datetime


def list_versions(
    session: Session, scope: UnionScope, cycle_id: int, reporter: str
) -> list[VersionHead]:
    """Return every version a reporter submitted in a cycle, the newest first."""
    query = (
        select(
            col(Submission.id),
            col(Submission.version),
            col(Submission.sha256),
            col(Submission.late),
            col(Submission.submitted_at),
        )
        .where(col(Submission.cycle_id) == cycle_id, col(Submission.reporter) == reporter)
        .order_by(col(Submission.version).desc())
    )
    return [VersionHead(*row) for row in session.execute(query)]


def latest_submissions(
    session: Session, scope: UnionScope, cycle_id: int, *, statuses: frozenset[Status]
) -> list[StoredSubmission]:
    """Return the latest submission of each reporter whose contribution is in one of the states."""
    query = _joined().where(
        col(Contribution.cycle_id) == cycle_id,
        col(Contribution.status).in_(statuses),
        col(Submission.version) == col(Contribution.version),
    )
    rows = session.execute(query.order_by(col(Submission.reporter)))
    return [_stored(row) for row in rows]


def submitted_documents(
    session: Session, scope: UnionScope, submission_ids: Iterable[int]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield hash and document of these submissions, one after the other: they are large."""
    query = select(col(Submission.sha256), col(Submission.document)).where(
        col(Submission.id).in_(list(submission_ids))
    )
    for sha256, document in session.execute(query):
        yield sha256, json.loads(document)


def get_stored(
    session: Session, scope: UnionScope, cycle_id: int, reporter: str, version: int | None = None
) -> StoredSubmission:
    """Return a submission of a reporter, the latest without `version`; raises NotFound."""
    query = _joined().where(
        col(Contribution.cycle_id) == cycle_id, col(Contribution.reporter) == reporter
    )
    if version is not None:
        query = query.where(col(Submission.version) == version)
    row = session.execute(query.order_by(col(Submission.version).desc()).limit(1)).first()
    if row is None:
        raise NotFound
    return _stored(row)


def submissions_by_sequence(
    session: Session, scope: UnionScope | PublicScope, sequences: list[int]
) -> list[StoredSubmission]:
    """Return these submissions; the caller has them from an edition that the reader may see.

    What of them may be shown is for `domain.visibility`, value by value.
    """
    rows = session.execute(
        _joined().where(col(Submission.sequence).in_(sequences)).order_by(col(Submission.reporter))
    )
    return [_stored(row) for row in rows]


def _joined() -> Any:
    return select(
        col(Submission.id),
        col(Submission.contribution_id),
        col(Submission.reporter),
        col(Submission.version),
        col(Submission.sequence),
        col(Submission.sha256),
        col(Submission.late),
        col(Submission.submitted_at),
        col(Submission.document),
        col(Contribution.status),
    ).join(Contribution, col(Contribution.id) == col(Submission.contribution_id))


def _stored(row: Any) -> StoredSubmission:
    return StoredSubmission(
        id=row.id,
        contribution_id=row.contribution_id,
        reporter=row.reporter,
        version=row.version,
        sequence=row.sequence,
        sha256=row.sha256,
        late=row.late,
        submitted_at=row.submitted_at,
        status=row.status,
        document=json.loads(row.document),
    )
