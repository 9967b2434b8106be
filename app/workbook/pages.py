"""The pages of the Excel round trip: what can be downloaded, what came back, what would change."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import N_, format_datetime
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.asked import home_of
from app.domain.diff import Segment, redline
from app.domain.observations import parse_key
from app.domain.qc.findings import Finding
from app.reporting import words
from app.reporting.addresses import workbook_url
from app.reporting.pages.around import Around, around
from app.reporting.work import Work
from app.web.pages import Page
from app.workbook import messages
from app.workbook.answer_lines import answer_columns
from app.workbook.difference import ChangeKind, Difference, FieldChange
from app.workbook.layout import Line
from app.workbook.measure_lines import NEW_MEASURE, measure_columns
from app.workbook.states import SEPARATOR
from app.workbook.uploads import Preview, UploadInfo
from app.workbook.value_lines import value_columns

__all__ = ["messages"]  # registers the sentences

Names = Mapping[int, str]

_KINDS: dict[ChangeKind, tuple[str, str]] = {
    "new": (N_("New"), "done"),
    "changed": (N_("Changed"), "active"),
    "cleared": (N_("Emptied"), "quiet"),
    "conflict": (N_("Changed on both sides"), "warning"),
    "refused": (N_("Cannot be taken"), "stop"),
}


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


def _row(upload: UploadInfo, url: str, names: Names) -> UploadRow:
    count = len(upload.taken)
    taken = _("Nothing taken over yet")
    if upload.applied_at is not None:
        taken = _("%(count)s taken over, last on %(time)s") % {
            "count": count,
            "time": format_datetime(upload.applied_at),
        }
    return UploadRow(
        name=upload.file_name,
        url=f"{url}/{upload.id}",
        at=format_datetime(upload.uploaded_at),
        by=names.get(upload.uploaded_by, ""),
        taken=taken,
    )


@dataclass(frozen=True)
class FieldView:
    """One field that differs: as a redline, or with the three texts where both sides changed it."""

    label: str
    at: str
    segments: tuple[Segment, ...]
    texts: tuple[tuple[str, str], ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class DifferenceView:
    """One subject that the workbook says differently."""

    id: str
    choice: str  # subject and the revision that is shown
    title: str
    place: str
    kind: ChangeKind
    word: str
    tone: str
    fields: tuple[FieldView, ...]
    faults: tuple[tuple[str, str], ...]  # cell, why
    is_ticked: bool
    language: str = ""


@dataclass(frozen=True)
class PointView:
    """The differences of one point."""

    id: str
    title: str
    differences: tuple[DifferenceView, ...]


@dataclass(frozen=True, kw_only=True)
class DifferencePage(Page):
    """What a workbook would change, to be taken over or left."""

    template: ClassVar[str] = "workbook/difference.html"

    around: Around
    url: str
    back_url: str
    file_name: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[int, str], ...]
    points: tuple[PointView, ...]
    unread: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    has_choice: bool
    error: str = ""
    done: str = ""


def difference_page(
    work: Work, shown: Preview, names: Names, findings: tuple[Finding, ...], error: str = ""
) -> DifferencePage:
    """Return the page; `findings` are those that taking everything over would add."""
    upload, incoming = shown.upload, shown.incoming
    url = workbook_url(work.cycle, work.reporter)
    listed = [one for one in incoming.differences if one.kind != "same"]
    same = len(incoming.differences) - len(listed)
    lines = shown.layout.by_subject()
    counted = Counter(one.kind for one in listed)
    return DifferencePage(
        around=around(work, "workbook", upload.file_name),
        url=f"{url}/{upload.id}",
        back_url=url,
        file_name=upload.file_name,
        facts=(
            (_("Uploaded"), format_datetime(upload.uploaded_at)),
            (_("By"), names.get(upload.uploaded_by, "")),
            (_("Not touched"), str(incoming.untouched)),
            (_("As on the portal already"), str(same)),
        ),
        figures=tuple((counted[kind], _(word)) for kind, (word, _tone) in _KINDS.items()),
        points=_points(work, listed, lines),
        unread=tuple(
            (f"{sheet}, {cell}" if cell else sheet, sentence(why))
            for sheet, cell, why in incoming.unread
        ),
        warnings=tuple(words.finding_text(work.index, finding) for finding in findings),
        has_choice=any(one.kind != "refused" for one in listed),
        error=error,
        done=_row(upload, url, names).taken if upload.applied_at else "",
    )


def _points(
    work: Work, listed: list[Difference], lines: Mapping[str, Line]
) -> tuple[PointView, ...]:
    titles = {a.id: f"{a.point.number}. {words.point_title(a.point)}" for a in work.points}
    grouped: dict[str, list[DifferenceView]] = {}
    labels = _labels()
    for one in listed:
        grouped.setdefault(point_of(work, one), []).append(_view(work, one, lines, labels))
    order = ["", *titles]
    return tuple(
        PointView(f"point-{point or 'all'}", titles.get(point, _other()), tuple(grouped[point]))
        for point in sorted(grouped, key=lambda p: order.index(p) if p in order else 0)
    )


def _other() -> str:
    return _("The report as a whole, and measures")


def point_of(work: Work, one: Difference) -> str:
    """Return the point under which a difference is listed; empty for measures and the whole."""
    what, _colon, name = one.subject.partition(":")
    key = parse_key(name) if what == "observation" else None
    if key is not None:
        return home_of(work.index, key)
    return name.partition(".")[0] if what == "answer" and not name.startswith("header.") else ""


def _view(
    work: Work, one: Difference, lines: Mapping[str, Line], labels: Mapping[str, str]
) -> DifferenceView:
    word, tone = _KINDS[one.kind]
    what = one.subject.partition(":")[0]
    line = lines.get(one.subject) or lines.get(NEW_MEASURE if what == "measure" else "")
    return DifferenceView(
        id=one.subject.replace(":", "-").replace("/", "-").replace("@", "-"),
        choice=f"{one.subject}|{one.revision}",
        title=subject_title(work, one),
        place=_("%(sheet)s, row %(row)s") % {"sheet": one.sheet, "row": one.row},
        kind=one.kind,
        word=_(word),
        tone=tone,
        fields=tuple(_field(change, line, labels) for change in one.changes),
        faults=tuple((fault.at, problem_sentence(fault.problem)) for fault in one.faults),
        is_ticked=one.kind not in ("conflict", "refused"),
        language=one.result.get("language", ""),
    )


def subject_title(work: Work, one: Difference) -> str:
    """Return what a difference is about."""
    what, _colon, name = one.subject.partition(":")
    if what == "measure":
        title = one.result.get("title") or _("without a title")
        return _("Measure: %(title)s") % {"title": title}
    return words.label_of(work.index, work.reporter, name)


def _field(change: FieldChange, line: Line | None, labels: Mapping[str, str]) -> FieldView:
    base, theirs, mine = (
        _shown(line, change.name, text) for text in (change.base, change.theirs, change.mine)
    )
    texts: tuple[tuple[str, str], ...] = ()
    if change.is_conflict:
        texts = (
            (_("When the file was downloaded"), base),
            (_("On the portal now"), theirs),
            (_("In the file"), mine),
        )
    return FieldView(
        label=labels[change.name],
        at=change.at,
        segments=redline(theirs, mine),
        texts=texts,
        remark=_("The result of a formula") if change.is_formula else "",
    )


def _labels() -> dict[str, str]:
    columns = (*value_columns(), *measure_columns(), *answer_columns())
    return {column.name: column.title for column in columns}


def _shown(line: Line | None, name: str, text: str) -> str:
    """Return a field as the cell shows it."""
    options = line.fields[name].options if line and name in line.fields else ()
    if not options:
        return text
    labels = dict(options)
    return "; ".join(labels.get(part, part) for part in text.split(SEPARATOR) if part)


def problem_sentence(problem: Problem) -> str:
    """Return why something is not taken, in words."""
    if problem.code == "workbook_unfit":
        return sentence(problem.params["why"])
    return sentence(problem.code, **problem.params)
