"""Keeping built documents: final ones for ever, drafts as long as somebody may want them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Select, insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.core import files
from app.core.clock import now
from app.core.settings import Settings
from app.council_report.models import CouncilReport
from app.council_report.queries import ReportInfo
from app.editions.official import list_official
from app.editions.queries import EditionInfo

DRAFTS_KEPT = 3  # of each document of an edition; any other is built again from its edition


@dataclass(frozen=True)
class Made:
    """A document that was made, and everything its bytes depend on."""

    format: str
    language: str
    part: str
    manifest: str
    manifest_sha256: str
    final: bool
    contents: bytes = field(repr=False)

    def store(self, settings: Settings) -> files.StoredFile:
        """Put the bytes on the disk, whole or not at all."""
        return files.store(room_of(settings, self.final), self.contents)


def room_of(settings: Settings, final: bool) -> Path:
    """Return where files are kept: drafts apart, because they are cleared away."""
    return settings.data_dir if final else settings.data_dir / "drafts"


def _built_from(edition: EditionInfo, manifest_sha256: str, kind: str) -> Select[CouncilReport]:
    return select(CouncilReport).where(
        col(CouncilReport.edition_id) == edition.id,
        col(CouncilReport.manifest_sha256) == manifest_sha256,
        col(CouncilReport.format) == kind,
    )


def sha256_of(contents: bytes) -> str:
    """Return the hash under which contents are kept."""
    return hashlib.sha256(contents).hexdigest()


def still_kept(settings: Settings, reports: list[ReportInfo]) -> list[ReportInfo]:
    """Return the documents that can be sent: drafts that were cleared away cannot."""
    return [
        report
        for report in reports
        if report.final or files.path_of(room_of(settings, False), report.file_sha256).exists()
    ]


def find_final_part(session: Session, edition: EditionInfo, part: str, language: str) -> str:
    """Return the hash of the first final file of a part, which is the published one; or nothing."""
    query = (
        select(col(CouncilReport.file_sha256))
        .where(
            col(CouncilReport.edition_id) == edition.id,
            col(CouncilReport.part) == part,
            col(CouncilReport.language) == language,
            col(CouncilReport.final).is_(True),
        )
        .order_by(col(CouncilReport.id))
    )
    return session.execute(query).scalars().first() or ""


def final_files(session: Session, edition: EditionInfo) -> list[tuple[str, str]]:
    """Return name and hash of each compiled document that everybody may have, the first of its kind
    as published; an official report stands for the compiled one."""
    query = (
        select(CouncilReport)
        .where(col(CouncilReport.edition_id) == edition.id, col(CouncilReport.final).is_(True))
        .order_by(col(CouncilReport.id))
    )
    stands = bool(list_official(session, edition))
    found: dict[str, str] = {}
    for one in session.execute(query).scalars():
        if stands and not one.part and one.format != "xlsx":
            continue
        stem = one.part or "science-diplomacy-report-as-compiled"
        found.setdefault(f"report/{stem}_{one.language}.{one.format}", one.file_sha256)
    return sorted(found.items())


def find_kept(
    session: Session, edition: EditionInfo, manifest_sha256: str, kind: str
) -> CouncilReport | None:
    """Return what was built from this manifest, None when nothing was."""
    return session.execute(_built_from(edition, manifest_sha256, kind)).scalars().first()


def find_bytes(
    session: Session, settings: Settings, edition: EditionInfo, manifest_sha256: str, kind: str
) -> bytes | None:
    """Return the bytes built from this manifest; None too for a draft that was cleared away."""
    report = find_kept(session, edition, manifest_sha256, kind)
    if report is None:
        return None
    try:
        return files.read(room_of(settings, report.final), report.file_sha256)
    except files.FileDamaged:
        if report.final:
            raise
        return None


def keep(
    session: Session,
    account_id: int | None,
    edition: EditionInfo,
    made: Made,
    stored: files.StoredFile,
) -> int:
    """Note a document whose bytes are stored, unless it is noted; return its number."""
    known = find_kept(session, edition, made.manifest_sha256, made.format)
    if known is not None and known.id is not None:
        return known.id
    added = insert(CouncilReport).values(
        edition_id=edition.id,
        format=made.format,
        language=made.language,
        part=made.part,
        manifest=made.manifest,
        manifest_sha256=made.manifest_sha256,
        file_sha256=stored.sha256,
        size=stored.size,
        final=made.final,
        built_at=now(),
        built_by=account_id,
    )
    number: int = session.execute(added.returning(col(CouncilReport.id))).scalar_one()
    record(
        session,
        f"cycle:{edition.cycle_code}",
        "report_built",
        account_id=account_id,
        subject=edition.code,
        format=made.format,
        language=made.language,
        sha256=stored.sha256,
        **({"part": made.part} if made.part else {}),
    )
    return number


def clear_old_drafts(
    session: Session, settings: Settings, edition: EditionInfo, spared: Sequence[int]
) -> None:
    """Remove the files of drafts that newer ones replaced; their rows stay."""
    rows = session.execute(
        select(
            col(CouncilReport.id),
            col(CouncilReport.format),
            col(CouncilReport.language),
            col(CouncilReport.part),
            col(CouncilReport.file_sha256),
        )
        .where(col(CouncilReport.edition_id) == edition.id, col(CouncilReport.final).is_(False))
        .order_by(col(CouncilReport.id).desc())
    )
    newest: dict[tuple[str, str, str], list[str]] = {}
    wanted = set()
    for number, kind, language, part, sha256 in rows:
        same = newest.setdefault((kind, language, part), [])
        if number in spared or len(same) < DRAFTS_KEPT:
            wanted.add(sha256)
        same.append(sha256)
    for sha256 in {one for same in newest.values() for one in same} - wanted:
        files.remove(room_of(settings, final=False), sha256)
