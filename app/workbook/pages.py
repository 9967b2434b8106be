"""The page of the Excel round trip: what can be downloaded, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.reporting.addresses import workbook_url
from app.reporting.pages.around import Around, around
from app.reporting.work import Work
from app.web.pages import Page
from app.workbook import messages
from app.workbook.remedies import problem_sentence
from app.workbook.uploads import UploadInfo

__all__ = ["messages"]  # registers the sentences

Names = Mapping[int, str]


@dataclass(frozen=True)
class UploadRow:
    """A workbook that came back."""

    name: str
    url: str
    at: str
    by: str
    taken: str


@dataclass(frozen=True, kw_only=True)
class WorkbookPage(Page):
    """What can be downloaded, the form to upload, and what came back so far."""

    template: ClassVar[str] = "workbook/workbook.html"

    around: Around
    url: str
    downloads: tuple[tuple[str, str, str], ...]
    colleagues: tuple[tuple[str, str], ...]
    can_upload: bool
    locked: str
    uploads: tuple[UploadRow, ...]
    error: str = ""


def workbook_page(
    work: Work,
    uploads: tuple[UploadInfo, ...],
    names: Names,
    colleagues: tuple[tuple[int, str], ...],
    problem: Problem | None = None,
) -> WorkbookPage:
    """Return the page; `problem` says why a file was not taken."""
    url = workbook_url(work.cycle, work.reporter)
    writable = tuple(a.id for a in work.points if work.can_write(a.id))
    return WorkbookPage(
        around=around(work, "workbook", _("Excel")),
        url=url,
        downloads=tuple(_downloads(url, work, bool(writable))),
        colleagues=tuple(
            (name, f"{url}/contribution.xlsx?of={account}") for account, name in colleagues
        ),
        can_upload=bool(writable),
        locked="" if writable else _why(work),
        uploads=tuple(_row(one, url, names) for one in uploads),
        error=problem_sentence(problem) if problem else "",
    )


def _why(work: Work) -> str:
    code = work.why_locked(work.points[0].id) if work.points else ""
    return sentence(code) if code else ""


def _downloads(url: str, work: Work, can_write: bool) -> list[tuple[str, str, str]]:
    whole = (
        _("The whole contribution"),
        f"{url}/contribution.xlsx",
        _("Every question, indicator and measure with what stands on the portal now."),
    )
    mine = (
        _("What is handed to you"),
        f"{url}/contribution.xlsx?of=me",
        _("Only the points you can write now."),
    )
    empty = (
        _("The empty questionnaire"),
        f"{url}/empty.xlsx",
        _("The same sheets without answers, to look at or to collect from others."),
    )
    some = can_write and not all(work.can_write(a.id) for a in work.points)
    return [whole, mine, empty] if some else [whole, empty]


def taken_text(upload: UploadInfo) -> str:
    """Return what was taken over of a workbook, and when."""
    if upload.applied_at is None:
        return _("Nothing taken over yet")
    count = len(upload.taken)
    said = ngettext(
        "%(num)s answer taken over, last on %(time)s",
        "%(num)s answers taken over, last on %(time)s",
        count,
    )
    return said % {"num": count, "time": format_datetime(upload.applied_at)}


def _row(upload: UploadInfo, url: str, names: Names) -> UploadRow:
    return UploadRow(
        name=upload.file_name,
        url=f"{url}/{upload.id}",
        at=format_datetime(upload.uploaded_at),
        by=names.get(upload.uploaded_by, ""),
        taken=taken_text(upload),
    )
