"""Building the documents of an edition: as the public will see it, one tree, three writers."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.queries import get_index
from app.core import files
from app.core.clock import now
from app.core.errors import Refused
from app.core.i18n import available_locales
from app.core.settings import PROJECT_ROOT, Settings
from app.council_report import messages  # noqa: F401 - registers the sentences
from app.council_report.annex_workbook import annex_workbook
from app.council_report.compose import council_report
from app.council_report.contents import EditionKind, ReportContents, ReporterPart
from app.council_report.desk import load_written
from app.council_report.models import CouncilReport
from app.council_report.writers import docx, pdf
from app.council_report.written import Written
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import UnionScope
from app.domain.seen import seen_by
from app.domain.visibility import Stage, Viewer, may_see
from app.editions.queries import AnyScope, EditionInfo, load_facts
from app.reporting.submissions import submissions_by_sequence

Format = Literal["docx", "pdf", "xlsx"]
WRITER_VERSION = 5  # raised whenever the same contents would give other bytes


@dataclass(frozen=True)
class BuiltReport:
    """A built document and what it was made from."""

    format: str
    language: str
    manifest_sha256: str
    file_sha256: str
    size: int
    contents: bytes


def report_contents(session: Session, scope: AnyScope, edition: EditionInfo) -> ReportContents:
    """Return what the report of an edition may print: no more than the public will see."""
    index = get_index(session, edition.catalogue_version_id)
    sequences = [entry["sequence"] for entry in edition.manifest["submissions"]]
    stored = {s.reporter: s for s in submissions_by_sequence(session, scope, sequences)}
    parts = []
    for entry in sorted(index.catalogue.reporters, key=lambda entry: entry.protocol_order):
        found = stored.get(entry.code)
        data = seen_by(index, found.data, Viewer.PUBLIC, Stage.PUBLISHED) if found else None
        version, sha256 = (found.version, found.sha256) if found else (0, "")
        parts.append(ReporterPart(entry.code, entry.printed, data, version, sha256))
    facts = load_facts(session, scope, edition)
    return ReportContents(
        code=edition.code,
        title=edition.cycle_title,
        cycle=edition.cycle_code,
        kind=cast(EditionKind, str(edition.kind)),
        cutoff=date.fromisoformat(edition.manifest["cycle"]["cutoff"]),
        frozen_at=edition.frozen_at.isoformat(),
        manifest_sha256=edition.sha256,
        catalogue=index.catalogue,
        facts={
            name: fact
            for name, fact in facts.items()
            if not fact.suppressed and may_see(Viewer.PUBLIC, fact.visibility, Stage.PUBLISHED)
        },
        reporters=tuple(parts),
        published=edition.is_published,
        written=load_written(session, scope, edition, index, stored),
    )


def report_manifest(
    contents: ReportContents, kind: Format, language: str, base_url: str
) -> dict[str, Any]:
    """Return everything the bytes of a report depend on."""
    return {
        "schema": "science-diplomacy-report/1",
        "edition": contents.code,
        "edition_manifest_sha256": contents.manifest_sha256,
        "published": contents.published,
        "format": kind,
        "language": language,
        "base_url": base_url,
        "writer": WRITER_VERSION,
        "dependencies_sha256": _dependency_lock(),
        **_written(contents, kind, language),
    }


def _written(contents: ReportContents, kind: Format, language: str) -> dict[str, Any]:
    """Name the texts and quotations that are printed; the annex of data prints neither."""
    written = contents.written if kind != "xlsx" else Written()
    sections = sorted({text.section for text in written.texts})
    texts = (written.text(section, language) for section in sections)
    return {
        "texts": [text.as_manifest() for text in texts if text is not None],
        "quotations": [quoted.as_manifest() for quoted in written.quotations],
    }


@cache
def _dependency_lock() -> str:
    return sha256_hex((Path(PROJECT_ROOT) / "requirements.lock").read_text(encoding="utf-8"))


def write_report(contents: ReportContents, kind: Format, language: str, base_url: str) -> bytes:
    """Write one document; the same contents give the same bytes."""
    if kind == "xlsx":
        return annex_workbook(contents, language)
    document = council_report(contents, language)
    return docx.write(document) if kind == "docx" else pdf.write(document, contents.code, base_url)


def build_report(
    session: Session,
    scope: UnionScope,
    settings: Settings,
    edition: EditionInfo,
    kind: Format,
    language: str = "en",
) -> BuiltReport:
    """Build a document of an edition, or return the one already built from the same manifest."""
    if language not in available_locales():
        raise Refused("language_not_offered", language=language)
    contents = report_contents(session, scope, edition)
    manifest = report_manifest(contents, kind, language, settings.public_url)
    text = canonical_json(manifest)
    sha256 = sha256_hex(text)
    known = find_report(session, edition, sha256, kind)
    if known is not None:
        return BuiltReport(
            kind,
            language,
            sha256,
            known.file_sha256,
            known.size,
            files.read(settings.data_dir, known.file_sha256),
        )
    written = write_report(contents, kind, language, settings.public_url)
    stored = files.store(settings.data_dir, written)
    session.execute(
        insert(CouncilReport).values(
            edition_id=edition.id,
            format=kind,
            language=language,
            manifest=text,
            manifest_sha256=sha256,
            file_sha256=stored.sha256,
            size=stored.size,
            final=edition.is_published,
            built_at=now(),
            built_by=scope.account_id,
        )
    )
    record(
        session,
        f"cycle:{edition.cycle_code}",
        "report_built",
        account_id=scope.account_id,
        subject=edition.code,
        format=kind,
        language=language,
        sha256=stored.sha256,
    )
    return BuiltReport(kind, language, sha256, stored.sha256, stored.size, written)


def find_report(
    session: Session, edition: EditionInfo, manifest_sha256: str, kind: str
) -> CouncilReport | None:
    """Return the document built from this manifest, None when there is none."""
    query = select(CouncilReport).where(
        col(CouncilReport.edition_id) == edition.id,
        col(CouncilReport.manifest_sha256) == manifest_sha256,
        col(CouncilReport.format) == kind,
    )
    return session.execute(query).scalars().first()
