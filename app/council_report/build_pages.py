"""Pages of a build: how far it is, and what came of it."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import gettext as _
from app.core.i18n import locale_name, ngettext
from app.core.messages import sentence
from app.council_report.builds import ATTEMPTS, BuildInfo
from app.editions.addresses import edition_url, reports_url
from app.editions.queries import EditionInfo
from app.web.pages import Page

_STAGES = {
    "docx": ("facts", "chapters", "fiches", "writing", "keeping"),
    "pdf": ("facts", "chapters", "fiches", "writing", "keeping"),
    "xlsx": ("facts", "writing", "keeping"),
    "parts": ("facts", "parts", "keeping"),
}


@dataclass(frozen=True)
class StageRow:
    """One stage: what is done in it, how far it is."""

    label: str
    state: str  # a mark: ready, in_progress or not_started
    note: str


@dataclass(frozen=True, kw_only=True)
class BuildPage(Page):
    """One build."""

    template: ClassVar[str] = "council_report/build.html"
    blocks: ClassVar[tuple[str, ...]] = ("look", "progress", "spoken")

    title: str
    over: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    is_going: bool
    state: str
    tone: str
    told: str  # what it comes to, in a sentence
    detail: str = ""
    stages: tuple[StageRow, ...] = ()
    file_url: str = ""
    file_label: str = ""
    cancel_url: str = ""
    again_url: str = ""
    again_format: str = ""
    again_language: str = ""
    documents_url: str


def wish_word(wish: str) -> str:
    """Return what is built, in words."""
    return {
        "docx": _("Report (Word)"),
        "pdf": _("Report (PDF)"),
        "xlsx": _("Annex of data (Excel)"),
        "parts": _("Fiches and annexes (a PDF each)"),
    }[wish]


def build_url(code: str, number: int, act: str = "") -> str:
    """Return the page of a build, or an act on it."""
    tail = f"/{act}" if act else ""
    return reports_url(code, f"builds/{number}{tail}")


def build_page(edition: EditionInfo, build: BuildInfo) -> BuildPage:
    """Return the page of a build."""
    code = edition.code
    told, detail, tone = _said(build)
    documents = reports_url(code)
    is_over = not build.is_going and build.state != "done"
    return BuildPage(
        title=wish_word(build.format),
        over=_("Edition %(code)s, %(language)s")
        % {"code": code, "language": locale_name(build.language)},
        crumbs=(
            (_("Editions"), "/editions"),
            (code, edition_url(code)),
            (_("Documents"), documents),
            (wish_word(build.format), ""),
        ),
        url=build_url(code, build.id),
        is_going=build.is_going,
        state=build.state,
        tone=tone,
        told=told,
        detail=detail,
        stages=tuple(_stages(build)) if build.is_going else (),
        file_url=_file_url(code, build),
        file_label=_("Download the document") if build.report_id else _("Go to the documents"),
        cancel_url=build_url(code, build.id, "cancel") if build.is_going else "",
        again_url=reports_url(code, "build") if is_over else "",
        again_format=build.format,
        again_language=build.language,
        documents_url=documents,
    )


def _file_url(code: str, build: BuildInfo) -> str:
    if build.state != "done":
        return ""
    return reports_url(code, f"files/{build.report_id}" if build.report_id else "")


def _said(build: BuildInfo) -> tuple[str, str, str]:
    """Return what to tell of a build, more about it, and how grave it is."""
    match build.state:
        case "waiting":
            return _("Waiting for its turn"), _turn(build), "info"
        case "running":
            again = _("It broke off once; this is the second and last attempt.")
            return stage_word(build.stage), again if build.attempt == ATTEMPTS else "", "info"
        case "done":
            detail = _("The same edition with the same texts always gives the same file.")
            return _("Ready"), detail, "success"
        case "cancelled":
            return _("Cancelled"), _("Nothing of it was kept."), "info"
        case "broken":
            detail = _(
                "The portal was restarted while it was built, or the builder was ended, twice. "
                "Nothing of it was kept. Build it again."
            )
            return _("Broken off"), detail, "error"
    return _("Not built"), sentence(build.error), "error"


def _turn(build: BuildInfo) -> str:
    again = _("It broke off once and is begun again.") if build.attempt else ""
    if not build.ahead:
        return again or _("It begins in a moment.")
    text = ngettext(
        "%(num)s build comes first; two are worked on at once.",
        "%(num)s builds come first; two are worked on at once.",
        build.ahead,
    )
    return f"{text % {'num': build.ahead}} {again}".strip()


def stage_word(stage: str) -> str:
    """Return what is done in a stage, in words."""
    return {
        "": _("Starting"),
        "facts": _("Reading the facts"),
        "chapters": _("Composing the chapters"),
        "fiches": _("Composing the fiches"),
        "writing": _("Writing the file"),
        "parts": _("Writing fiches and annexes"),
        "keeping": _("Keeping the file"),
    }[stage]


def _stages(build: BuildInfo) -> list[StageRow]:
    names = _STAGES[build.format]
    at = names.index(build.stage) if build.stage in names else -1
    rows = []
    for place, name in enumerate(names):
        is_now = place == at
        note = _("done") if place < at else _("now") if is_now else _("to come")
        if is_now and build.of:
            note = _("%(done)s of %(of)s") % {"done": build.done, "of": build.of}
        state = "ready" if place < at else "in_progress" if is_now else "not_started"
        rows.append(StageRow(stage_word(name), state, note))
    return rows
