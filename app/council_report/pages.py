"""Pages of the report: the documents of one edition, what they are, and building them."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import available_locales, format_datetime, locale_name
from app.core.i18n import gettext as _
from app.council_report.build_pages import build_url, stage_word, wish_word
from app.council_report.builds import BuildInfo
from app.council_report.parts import part_word
from app.council_report.queries import ReportInfo
from app.editions.addresses import edition_url, reports_url
from app.editions.official import Official
from app.editions.pages.edition import document_word
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
    formats: tuple[dict[str, str], ...]
    languages: tuple[tuple[str, str], ...]  # whose translation is complete
    parts: tuple[FileRow, ...] = ()
    official: tuple[FileRow, ...] = ()  # the drafters' finished files
    going: tuple[tuple[str, str, str], ...] = ()  # what, its page, how far


def size_word(size: int) -> str:
    """Return a file size in words."""
    return f"{max(1, round(size / 1024))} kB"


def reports_page(
    edition: EditionInfo,
    reports: list[ReportInfo],
    going: list[BuildInfo],
    official: list[Official],
    *,
    may_build: bool,
) -> ReportsPage:
    """Return the documents of an edition as a page; an official report stands for a built one."""
    code = edition.code
    official = official if may_build or edition.is_published else []
    shown = [report for report in reports if may_build or report.final]
    if official and not may_build:
        shown = [report for report in shown if report.part or report.format == "xlsx"]
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
        files=tuple(_row(code, report) for report in shown if not report.part),
        official=tuple(_official_row(code, one) for one in official),
        parts=tuple(_row(code, report) for report in _newest_parts(shown)),
        going=tuple(
            (
                f"{wish_word(build.format)}, {locale_name(build.language)}",
                build_url(code, build.id),
                stage_word(build.stage) if build.state == "running" else _("Waiting for its turn"),
            )
            for build in going
        ),
        data=(
            (_("Subgroup workbook (Excel)"), edition_url(code, "data.xlsx")),
            (_("All tables (CSV)"), edition_url(code, "data.csv.zip")),
            (_("All tables (JSON)"), edition_url(code, "data.json")),
            (_("What each column means (CSV)"), edition_url(code, "dictionary.csv")),
            (_("Structures and figures (SDMX)"), edition_url(code, "data.sdmx.zip")),
            (_("The whole edition with a manifest (ZIP)"), edition_url(code, "archive.zip")),
            (_("JSON interface"), f"/api/v1/editions/{code}"),
        ),
        build_url=reports_url(code, "build") if may_build else "",
        refresh_url=reports_url(code, "refresh") if may_build else "",
        desk_url=reports_url(code, "desk") if may_build else "",
        formats=tuple(
            {"value": kind, "label": wish_word(kind)} for kind in ("docx", "pdf", "xlsx", "parts")
        ),
        languages=tuple((code, locale_name(code)) for code in available_locales()),
    )


def _official_row(code: str, one: Official) -> FileRow:
    return FileRow(
        label=document_word(one),
        url=reports_url(code, f"official/{one.id}/file"),
        size=size_word(one.size),
        made=format_datetime(one.uploaded_at),
        sha256=one.sha256,
    )


def _row(code: str, report: ReportInfo) -> FileRow:
    what = part_word(report.part) if report.part else wish_word(report.format)
    return FileRow(
        label=f"{what}, {locale_name(report.language)}",
        url=reports_url(code, f"files/{report.id}"),
        size=size_word(report.size),
        made=format_datetime(report.built_at),
        sha256=report.file_sha256,
    )


def _newest_parts(reports: list[ReportInfo]) -> list[ReportInfo]:
    """Return each part once in each language, in the order of the report."""
    newest: dict[tuple[str, str], ReportInfo] = {}
    for report in sorted(reports, key=lambda one: one.id):
        if report.part:
            newest[report.part, report.language] = report
    return list(newest.values())
