"""Reads of what was submitted: the frozen versions and their receipts, exactly as stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.catalogue.models import Cycle
from app.catalogue.queries import get_index
from app.core.errors import NotFound
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.roles import CountryScope, UnionScope
from app.domain.submission import report_data
from app.reporting.models import Receipt, Submission


@dataclass(frozen=True)
class SubmissionInfo:
    """One submission of the scope's reporter with its documents as stored."""

    version: int
    sequence: int
    sha256: str
    late: bool
    submitted_at: datetime
    catalogue_version_id: int
    number: str
    document: str
    receipt: str

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """The document, read once."""
        document: dict[str, Any] = json.loads(self.document)
        return document

    @cached_property
    def data(self) -> ReportData:
        """What the reporter says in it, read once."""
        return report_data(self.content)


@dataclass(frozen=True)
class SubmissionHead:
    """What identifies a submission, without its content."""

    reporter: str
    version: int
    sequence: int
    number: str
    sha256: str
    late: bool
    submitted_at: datetime


_DOCUMENTS: tuple[Any, ...] = (
    col(Submission.version),
    col(Submission.sequence),
    col(Submission.sha256),
    col(Submission.late),
    col(Submission.submitted_at),
    col(Submission.catalogue_version_id),
    col(Receipt.number),
    col(Submission.document),
    col(Receipt.document),
)


def _own(scope: CountryScope, cycle: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*_DOCUMENTS)
        .join(Receipt, col(Receipt.submission_id) == col(Submission.id))
        .join(Cycle, col(Cycle.id) == col(Submission.cycle_id))
        .where(col(Cycle.code) == cycle, col(Submission.reporter) == scope.reporter)
        .order_by(col(Submission.version).desc())
    )


def list_submissions(session: Session, scope: CountryScope, cycle: str) -> list[SubmissionInfo]:
    """Return the submissions of the scope's reporter in a cycle, the newest first."""
    return [SubmissionInfo(*row) for row in session.execute(_own(scope, cycle))]


def get_submission(
    session: Session, scope: CountryScope, cycle: str, version: int
) -> SubmissionInfo:
    """Return one submission, or raise NotFound."""
    query = _own(scope, cycle).where(col(Submission.version) == version)
    row = session.execute(query).first()
    if row is None:
        raise NotFound
    return SubmissionInfo(*row)


def submitted_index(session: Session, scope: CountryScope, info: SubmissionInfo) -> CatalogueIndex:
    """Return the catalogue under which a submission was made."""
    return get_index(session, info.catalogue_version_id)


def list_all_submissions(session: Session, scope: UnionScope, cycle: str) -> list[SubmissionHead]:
    """Return what every reporter submitted in a cycle, in the order of submission."""
    query = (
        select(
            col(Submission.reporter),
            col(Submission.version),
            col(Submission.sequence),
            col(Receipt.number),
            col(Submission.sha256),
            col(Submission.late),
            col(Submission.submitted_at),
        )
        .join(Receipt, col(Receipt.submission_id) == col(Submission.id))
        .join(Cycle, col(Cycle.id) == col(Submission.cycle_id))
        .where(col(Cycle.code) == cycle)
        .order_by(col(Submission.sequence))
    )
    return [SubmissionHead(*row) for row in session.execute(query)]
