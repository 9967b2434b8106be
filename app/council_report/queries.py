"""Reads of built documents."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.council_report.models import CouncilReport
from app.editions.queries import AnyScope, EditionInfo


@dataclass(frozen=True)
class ReportInfo:
    """One built document."""

    id: int
    format: str
    language: str
    manifest_sha256: str
    file_sha256: str
    size: int
    final: bool
    built_at: datetime
    part: str = ""


def list_reports(session: Session, scope: AnyScope, edition: EditionInfo) -> list[ReportInfo]:
    """Return the documents built from an edition, the newest first."""
    rows = session.execute(
        select(
            col(CouncilReport.id),
            col(CouncilReport.format),
            col(CouncilReport.language),
            col(CouncilReport.manifest_sha256),
            col(CouncilReport.file_sha256),
            col(CouncilReport.size),
            col(CouncilReport.final),
            col(CouncilReport.built_at),
            col(CouncilReport.part),
        )
        .where(col(CouncilReport.edition_id) == edition.id)
        .order_by(col(CouncilReport.id).desc())
    )
    return [ReportInfo(*row) for row in rows]
