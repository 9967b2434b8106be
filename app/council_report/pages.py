"""Pages of the report: the documents of one edition, what they are, and building them."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import format_datetime, locale_name
from app.core.i18n import gettext as _
from app.council_report.queries import ReportInfo
from app.editions.addresses import edition_url, reports_url
from app.editions.queries import EditionInfo
from app.web.pages import Page


@dataclass(frozen=True)
class FileRow:
    """One document to take away."""

    label: str
    url: str
    size: str
    made: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ReportsPage(Page):
    """The documents of an edition."""

    template: ClassVar[str] = "council_report/reports.html"

    title: str
    lead: str
    crumbs: tuple[tuple[str, str], ...]
    is_restricted: bool
    files: tuple[FileRow, ...]
    data: tuple[tuple[str, str], ...]
    build_url: str  # empty where the reader may not build
    refresh_url: str  # likewise
    desk_url: str  # likewise
    formats: tuple[tuple[str, str], ...]


def format_word(kind: str) -> str:
    """Return what a document is, in words."""
    names = {
        "docx": _("Report (Word)"),
        "pdf": _("Report (PDF)"),
        "xlsx": _("Annex of data (Excel)"),
    }
    return names[kind]


def size_word(size: int) -> str:
    """Return a file size in words."""
    return f"{max(1, round(size / 1024))} kB"


def reports_page(
    edition: EditionInfo, reports: list[ReportInfo], *, may_build: bool
) -> ReportsPage:
    """Return the documents of an edition as a page."""
    code = edition.code
    files = tuple(
        FileRow(
            label=f"{format_word(r.format)}, {locale_name(r.language)}",
            url=reports_url(code, f"files/{r.id}"),
            size=size_word(r.size),
            made=format_datetime(r.built_at),
            sha256=r.file_sha256,
        )
        for r in reports
        if may_build or r.final
    )
    if edition.is_published:
        lead = _("Every figure in these documents leads back to this edition.")
    else:
        lead = _("Drafts: the edition is not published, and every page of them says so.")
    return ReportsPage(
        title=_("Documents of edition %(code)s") % {"code": code},
        lead=lead,
        crumbs=(
            (_("Editions"), "/editions"),
            (code, edition_url(code)),
            (_("Documents"), ""),
        ),
        is_restricted=not edition.is_published,
        files=files,
        data=(
            (_("Subgroup workbook (Excel)"), edition_url(code, "data.xlsx")),
            (_("All tables (CSV)"), edition_url(code, "data.csv.zip")),
            (_("All tables (JSON)"), edition_url(code, "data.json")),
        ),
        build_url=reports_url(code, "build") if may_build else "",
        refresh_url=reports_url(code, "refresh") if may_build else "",
        desk_url=reports_url(code, "desk") if may_build else "",
        formats=tuple((kind, format_word(kind)) for kind in ("docx", "pdf", "xlsx")),
    )
