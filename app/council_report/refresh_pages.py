"""The page on which a drafter's file is refreshed: the form, and the list of what became of it."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.csv_files import csv_text
from app.core.i18n import gettext as _
from app.council_report.refresh.outcome import OF_CONCERN, Outcome, Refreshed
from app.council_report.refresh_words import Names, kind_advice, kind_word, problem_sentence
from app.council_report.refreshing import in_order
from app.domain.answers import Problem
from app.editions.addresses import edition_url, reports_url
from app.editions.queries import EditionInfo
from app.web.downloads import DOCX
from app.web.pages import Page

MOST_SHOWN = 100  # of one kind; the list as a file holds all


@dataclass(frozen=True)
class Line:
    """One figure, table or chart: what it is, where it stands, old and new."""

    label: str
    place: str
    old: str
    new: str


@dataclass(frozen=True)
class Group:
    """Everything that became of figures in one way."""

    kind: str
    title: str
    advice: str
    count: int
    lines: tuple[Line, ...]
    is_open: bool


@dataclass(frozen=True)
class Download:
    """A file within the page itself: nothing of it is kept on the portal."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class RefreshPage(Page):
    """The form; after a file was sent also what became of it."""

    template: ClassVar[str] = "council_report/refresh.html"

    title: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    edition: str
    error: str = ""
    sent: str = ""  # name of the file
    before: str = ""
    is_unchanged: bool = False
    same: int = 0
    groups: tuple[Group, ...] = ()
    edited: tuple[dict[str, str], ...] = ()  # choices: what was edited by hand and left
    file: Download | None = None
    listing: Download | None = None

    @property
    def has_concerns(self) -> bool:
        """Tell whether figures in the file are not those of the edition."""
        return any(group.kind in OF_CONCERN for group in self.groups)


def refresh_page(edition: EditionInfo, problem: Problem | None = None) -> RefreshPage:
    """Return the form; `problem` says why a file was not taken."""
    code = edition.code
    return RefreshPage(
        title=_("Refresh a document"),
        crumbs=(
            (_("Editions"), "/editions"),
            (code, edition_url(code)),
            (_("Documents"), reports_url(code)),
            (_("Refresh a document"), ""),
        ),
        url=reports_url(code, "refresh"),
        edition=code,
        error=problem_sentence(problem) if problem else "",
    )


def refreshed_page(
    edition: EditionInfo, name: str, sent: bytes, done: Refreshed, names: Names
) -> RefreshPage:
    """Return what became of a file, with the refreshed file in the page."""
    form = refresh_page(edition)
    stem = name.rpartition(".")[0] or name or "report"
    suffix = edition.code.replace("/", "-")
    return RefreshPage(
        title=form.title,
        crumbs=form.crumbs,
        url=form.url,
        edition=edition.code,
        sent=name,
        before=done.before,
        is_unchanged=done.contents == sent,
        same=done.same,
        groups=tuple(_group(kind, found, names) for kind, found in in_order(done)),
        edited=_edited(done, names),
        file=_held(f"{stem}_{suffix}.docx", DOCX, done.contents),
        listing=_held(f"{stem}_{suffix}.csv", "text/csv", _listing(done, names)),
    )


def _edited(done: Refreshed, names: Names) -> tuple[dict[str, str], ...]:
    """Return each figure, table or chart once that somebody edited, with its old and new text."""
    found: dict[str, list[Outcome]] = {}
    for one in done.of("edited"):
        if one.new:  # a row of somebody's own has nothing in the edition
            found.setdefault(one.name, []).append(one)
    return tuple(
        {"value": name, "label": names.label(name), "help": _both(some)}
        for name, some in list(found.items())[:MOST_SHOWN]
    )


def _both(some: list[Outcome]) -> str:
    params = {"old": some[0].old or "–", "new": some[0].new}
    if len(some) == 1:
        return _("In your file: %(old)s. In the edition: %(new)s.") % params
    text = _("%(number)d places edited, the first: %(old)s in your file, %(new)s in the edition.")
    return text % {**params, "number": len(some)}


def _group(kind: str, found: tuple[Outcome, ...], names: Names) -> Group:
    return Group(
        kind=kind,
        title=kind_word(found[0].kind),
        advice=kind_advice(found[0].kind),
        count=len(found),
        lines=tuple(_lines(found[:MOST_SHOWN], names)),
        is_open=kind in OF_CONCERN,
    )


def _lines(found: Iterable[Outcome], names: Names) -> Iterable[Line]:
    for one in found:
        yield Line(names.label(one.name), one.place, one.old, one.new)


def _listing(done: Refreshed, names: Names) -> bytes:
    heads = (_("What became of it"), _("Figure, table or chart"), _("Where"), _("In your file"),
             _("In the edition"))  # fmt: skip
    rows = [
        (kind_word(one.kind), names.label(one.name), one.place, one.old, one.new)
        for _kind, found in in_order(done)
        for one in found
    ]
    return csv_text(heads, rows).encode("utf-8-sig")


def _held(name: str, media_type: str, contents: bytes) -> Download:
    packed = base64.b64encode(contents).decode("ascii")
    return Download(name, f"data:{media_type};base64,{packed}")
