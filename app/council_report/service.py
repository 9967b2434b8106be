"""Building the documents of an edition: as the public will see it, one tree, three writers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, cast

from sqlmodel import Session

from app.catalogue.queries import get_index
from app.core.clock import BRUSSELS
from app.core.errors import Refused
from app.core.i18n import available_locales, locale_name
from app.core.settings import PROJECT_ROOT, Settings
from app.council_report import messages  # noqa: F401 - registers the sentences
from app.council_report.annex_workbook import annex_workbook
from app.council_report.compose import council_report
from app.council_report.contents import EditionKind, ReportContents, ReporterPart
from app.council_report.desk import load_written
from app.council_report.document import Document
from app.council_report.keeping import Made, find_bytes, keep
from app.council_report.parts import Part, part_document, parts_of
from app.council_report.stages import Watch, nobody
from app.council_report.writers import docx, pdf
from app.council_report.written import Written
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import UnionScope
from app.domain.seen import seen_by
from app.domain.visibility import Stage, Viewer, may_see
from app.domain.workflow import EditionStatus
from app.editions.queries import AnyScope, EditionInfo, load_facts
from app.reporting.submissions import submissions_by_sequence

Format = Literal["docx", "pdf", "xlsx"]
Find = Callable[[str, str], bytes | None]  # by manifest and format: what is kept
WRITER_VERSION = 7  # raised whenever the same contents would give other bytes


@dataclass(frozen=True)
class BuiltReport:
    """A built document and what it was made from."""

    format: str
    language: str
    manifest_sha256: str
    file_sha256: str
    size: int
    contents: bytes = field(repr=False)


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
        on = found.submitted_at.astimezone(BRUSSELS).date().isoformat() if found else ""
        parts.append(ReporterPart(entry.code, entry.printed, data, version, sha256, on))
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
        embargo=_embargo(edition),
        written=load_written(session, scope, edition, index, stored),
    )


def _embargo(edition: EditionInfo) -> str:
    """Return until when a decided publication is held back; empty before the decision."""
    moments = [at for at in (edition.publishes_at, edition.embargo_until) if at is not None]
    is_decided = edition.status is EditionStatus.PUBLISHED or edition.publishes_at is not None
    if edition.is_published or edition.is_training or not is_decided or not moments:
        return ""
    return max(moments).isoformat()


def report_manifest(
    contents: ReportContents, kind: Format, language: str, base_url: str, part: str = ""
) -> dict[str, Any]:
    """Return everything the bytes of a report depend on."""
    return {
        "schema": "science-diplomacy-report/1",
        "edition": contents.code,
        "edition_manifest_sha256": contents.manifest_sha256,
        "published": contents.published,
        **({"embargo": contents.embargo} if contents.embargo else {}),
        "format": kind,
        **({"part": part} if part else {}),
        "language": language,
        "base_url": base_url,
        "writer": WRITER_VERSION,
        "dependencies_sha256": _dependency_lock(),
        # A part prints no text of the Commission and no quotation, nor does the annex of data.
        **_written(contents if kind != "xlsx" and not part else None, language),
    }


def _written(contents: ReportContents | None, language: str) -> dict[str, Any]:
    """Name the texts and quotations that are printed."""
    written = contents.written if contents else Written()
    sections = sorted({text.section for text in written.texts})
    texts = (written.text(section, language) for section in sections)
    return {
        "texts": [text.as_manifest() for text in texts if text is not None],
        "quotations": [quoted.as_manifest() for quoted in written.quotations],
    }


@cache
def _dependency_lock() -> str:
    return sha256_hex((Path(PROJECT_ROOT) / "requirements.lock").read_text(encoding="utf-8"))


def check_language(language: str) -> None:
    """Refuse a language whose catalogue is not complete: a document is never half translated."""
    offered = available_locales()
    if language not in offered:
        names = ", ".join(locale_name(code) for code in offered)
        raise Refused("language_not_offered", language=language, offered=names)


def write_report(
    contents: ReportContents,
    kind: Format,
    language: str,
    base_url: str,
    watch: Watch = nobody,
) -> bytes:
    """Write one document; the same contents give the same bytes."""
    if kind == "xlsx":
        watch("writing", 0, 0)
        return annex_workbook(contents, language)
    document = council_report(contents, language, watch)
    watch("writing", 0, 0)
    if kind == "docx":
        return docx.write(document, base_url)
    return pdf.write(document, contents.code, base_url)


def write_part(document: Document, part: Part, base_url: str) -> bytes:
    """Write one fiche or annex of a report as a PDF of its own."""
    return pdf.write(part_document(document, part), document.code, base_url, with_cover=False)


def make_report(
    contents: ReportContents,
    base_url: str,
    find: Find,
    kind: Format,
    language: str = "en",
    watch: Watch = nobody,
) -> Made:
    """Return a document, written now unless `find` has it from the same manifest."""
    write = partial(write_report, contents, kind, language, base_url, watch)
    manifest = report_manifest(contents, kind, language, base_url)
    return _made(manifest, find, write)


def _made(manifest: dict[str, Any], find: Find, write: Callable[[], bytes]) -> Made:
    text = canonical_json(manifest)
    sha256 = sha256_hex(text)
    kind, language, part = manifest["format"], manifest["language"], manifest.get("part", "")
    known = find(sha256, kind)
    made = write() if known is None else known
    return Made(kind, language, part, text, sha256, manifest["published"], made)


def make_parts(
    contents: ReportContents,
    base_url: str,
    find: Find,
    language: str = "en",
    watch: Watch = nobody,
) -> tuple[Made, ...]:
    """Return every fiche and every annex as a PDF of its own."""
    made = []
    document = council_report(contents, language)
    parts = parts_of(document)
    for done, part in enumerate(parts.values()):
        watch("parts", done, len(parts))
        manifest = report_manifest(contents, "pdf", language, base_url, part.name)
        made.append(_made(manifest, find, partial(write_part, document, part, base_url)))
    return tuple(made)


def build_report(
    session: Session,
    scope: UnionScope,
    settings: Settings,
    edition: EditionInfo,
    kind: Format,
    language: str = "en",
) -> BuiltReport:
    """Build a document of an edition, or return the one already built from the same manifest."""
    check_language(language)
    contents = report_contents(session, scope, edition)
    find = partial(find_bytes, session, settings, edition)
    made = make_report(contents, settings.public_url, find, kind, language)
    stored = made.store(settings)
    keep(session, scope.account_id, edition, made, stored)
    return BuiltReport(
        kind, language, made.manifest_sha256, stored.sha256, stored.size, made.contents
    )
