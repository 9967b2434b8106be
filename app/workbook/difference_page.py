"""The page that shows what a workbook would change, before anything changes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import N_, format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.reporting import words
from app.reporting.addresses import workbook_url
from app.reporting.pages.around import Around, around
from app.reporting.pages.findings import FindingRow
from app.reporting.work import Work
from app.web.pages import Page
from app.workbook.choosing import Choice, listing, units
from app.workbook.difference import ChangeKind, Difference
from app.workbook.layout import Line
from app.workbook.pages import Names, taken_text
from app.workbook.remedies import problem_sentence, remedy
from app.workbook.unit_views import UnitView, column_titles, unit_view
from app.workbook.uploads import ELSEWHERE, Preview, point_of

_KINDS: dict[ChangeKind, tuple[str, str]] = {
    "new": (N_("New"), "done"),
    "changed": (N_("Changed"), "active"),
    "cleared": (N_("Emptied"), "quiet"),
    "conflict": (N_("Changed on both sides"), "warning"),
    "refused": (N_("Cannot be taken"), "stop"),
}


@dataclass(frozen=True)
class FaultView:
    """A cell that cannot be taken: what is wrong, and what to do."""

    label: str
    at: str
    why: str
    remedy: str


@dataclass(frozen=True)
class DifferenceView:
    """One subject that the workbook says differently."""

    id: str
    title: str
    place: str
    word: str
    tone: str
    units: tuple[UnitView, ...]
    faults: tuple[FaultView, ...]
    language: str = ""


@dataclass(frozen=True)
class PointView:
    """The differences of one point."""

    id: str
    code: str
    title: str
    differences: tuple[DifferenceView, ...]
    takeable: int  # on one side only: what one button takes


@dataclass(frozen=True, kw_only=True)
class DifferencePage(Page):
    """What a workbook would change, to be taken over or left."""

    template: ClassVar[str] = "workbook/difference.html"
    blocks: ClassVar[tuple[str, ...]] = ("findings",)

    around: Around
    url: str
    back_url: str
    file_name: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[int, str], ...]
    points: tuple[PointView, ...]
    unread: tuple[tuple[str, str], ...]
    findings: tuple[FindingRow, ...]
    shown: str  # tells whether the page still lists what it listed
    takeable: int
    has_choice: bool
    can_take: bool
    has_problems: bool
    choice: Choice | None
    error: str = ""
    done: str = ""


def difference_page(
    work: Work,
    shown: Preview,
    names: Names,
    findings: tuple[FindingRow, ...],
    choice: Choice | None = None,
    error: str = "",
) -> DifferencePage:
    """Return the page; `findings` are those that taking over what is ticked would add.

    `choice` is what somebody had chosen when nothing could be taken over, with the reason.
    """
    upload, incoming = shown.upload, shown.incoming
    url = workbook_url(work.cycle, work.reporter)
    listed = [one for one in incoming.differences if one.kind != "same"]
    same = len(incoming.differences) - len(listed)
    counted = Counter(one.kind for one in listed)
    points = _points(work, listed, shown.layout.by_subject(), choice)
    return DifferencePage(
        around=around(work, "workbook", upload.file_name),
        url=f"{url}/{upload.id}",
        back_url=url,
        file_name=upload.file_name,
        facts=(
            (_("Uploaded"), format_datetime(upload.uploaded_at)),
            (_("By"), names.get(upload.uploaded_by, "")),
            (_("Unchanged"), _cells(incoming.untouched)),
            (_("As on the portal already"), _cells(same)),
        ),
        figures=tuple((counted[kind], _(word)) for kind, (word, _tone) in _KINDS.items()),
        points=points,
        unread=tuple(
            (f"{sheet}, {cell}" if cell else sheet, sentence(why))
            for sheet, cell, why in incoming.unread
        ),
        findings=findings,
        shown=listing(incoming.differences),
        takeable=sum(point.takeable for point in points),
        has_choice=any(view.units for point in points for view in point.differences),
        can_take=any(work.can_write(a.id) for a in work.points),
        has_problems=bool(incoming.unread) or counted["refused"] > 0,
        choice=choice,
        error=error,
        done=taken_text(upload) if upload.applied_at else "",
    )


def _cells(count: int) -> str:
    return ngettext("%(num)s line", "%(num)s lines", count) % {"num": count}


def _points(
    work: Work, listed: list[Difference], lines: Mapping[str, Line], choice: Choice | None
) -> tuple[PointView, ...]:
    titles = {a.id: f"{a.point.number}. {words.point_title(a.point)}" for a in work.points}
    titles = {ELSEWHERE: _("The report as a whole, measures and new links"), **titles}
    grouped: dict[str, list[Difference]] = {}
    for one in listed:
        grouped.setdefault(point_of(work, one.subject), []).append(one)
    return tuple(
        PointView(
            id=f"point-{code}",
            code=code,
            title=titles[code],
            differences=tuple(_view(work, one, lines, choice) for one in grouped[code]),
            takeable=sum(not u.is_conflict for one in grouped[code] for u in units(one)),
        )
        for code in titles
        if code in grouped
    )


def _view(
    work: Work,
    one: Difference,
    lines: Mapping[str, Line],
    choice: Choice | None,
) -> DifferenceView:
    word, tone = _KINDS[one.kind]
    line, labels = line_of(lines, one), column_titles(one.subject)
    name = one.subject.replace(":", "-").replace("/", "-").replace("@", "-")
    return DifferenceView(
        id=name,
        title=subject_title(work, one),
        place=_("%(sheet)s, row %(row)s") % {"sheet": one.sheet, "row": one.row},
        word=_(word),
        tone=tone,
        units=tuple(
            unit_view(unit, f"{name}-{number}", line, labels, choice)
            for number, unit in enumerate(units(one), start=1)
        ),
        faults=tuple(
            FaultView(
                label=labels.get(fault.name, ""),
                at=fault.at,
                why=problem_sentence(fault.problem),
                remedy=remedy(fault.problem, line.fields.get(fault.name) if line else None),
            )
            for fault in one.faults
        ),
        language=one.result.get("language", ""),
    )


def line_of(lines: Mapping[str, Line], one: Difference) -> Line | None:
    """Return the line a difference is about; one that was added looks like an empty one."""
    what = one.subject.partition(":")[0]
    return lines.get(one.subject) or lines.get(f"{what}:new-1")


def subject_title(work: Work, one: Difference) -> str:
    """Return what a difference is about."""
    what, _colon, name = one.subject.partition(":")
    if what == "measure":
        title = one.result.get("title") or _("without a title")
        return _("Measure: %(title)s") % {"title": title}
    if what == "evidence":
        title = one.result.get("title") or _("without a title")
        return _("Link: %(title)s") % {"title": title}
    return words.label_of(work.index, work.reporter, name)
