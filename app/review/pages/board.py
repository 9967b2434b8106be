"""The board: every reporter by every point, made from submitted work alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_date, format_datetime, ngettext, pgettext
from app.core.i18n import gettext as _
from app.domain.asked import home_of, progress_key
from app.domain.completeness import Completeness, completeness
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.points import Addressee, Point
from app.domain.roles import COMMISSION
from app.domain.workflow import Status
from app.reporting import words
from app.reporting.addresses import asked_list_url, board_url, desk_url
from app.reporting.pages.questionnaire import questionnaire_links
from app.reporting.submissions import SubmissionHead
from app.review.queries import Submitted, next_waiting
from app.web.pages import Link, Page

LEFT_OUT, NOT_REPORTED = "left_out", "not_reported"


@dataclass(frozen=True)
class BoardCell:
    """One point of one reporter: a mark, a letter, and all of it in words."""

    name: str  # the whole accessible name; empty where the point is not asked of this reporter
    letter: str = ""
    mark: str = ""
    url: str = ""


@dataclass(frozen=True)
class BoardRow:
    """One reporter with its state and its cells."""

    reporter: str
    code: str
    status: str
    status_word: str
    version: int
    is_late: bool
    at: str
    url: str
    cells: tuple[BoardCell, ...]
    total: str
    left_out: str
    extended: str = ""


@dataclass(frozen=True)
class Column:
    """A point at the head of the board."""

    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """The board of a cycle; without a cycle only the sentence that there is none."""

    template: ClassVar[str] = "review/board.html"

    url: str = ""
    title: str = ""
    cycles: tuple[tuple[str, str, bool], ...] = ()
    is_baseline: bool = False
    summary: tuple[tuple[str, str, str], ...] = ()  # value, label, note
    has_submissions: bool = False
    columns: tuple[Column, ...] = ()
    rows: tuple[BoardRow, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    state: str = ""
    group: str = ""
    letters: tuple[tuple[str, str, str], ...] = ()  # mark, letter, word
    next_label: str = ""
    next_url: str = ""
    asked: tuple[Link, ...] = ()  # what is asked, on paper
    questions_url: str = ""  # what countries were asked


def board_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    cycles: Iterable[CycleInfo],
    found: Submitted,
    *,
    state: str = "",
    group: str = "",
) -> BoardPage:
    """Return the board, narrowed to a state and to a group of points where they are chosen."""
    is_baseline = cycle.is_baseline
    points = [p for p in index.catalogue.instrument.points if group in ("", p.group)]
    heads = {head.reporter: head for head in found.heads}
    rows = tuple(
        _row(index, cycle, heads[entry.code], found, points)
        for entry in index.catalogue.reporters
        if entry.code in heads and state in ("", heads[entry.code].status)
    )
    waiting = next_waiting(found.heads)
    present = dict.fromkeys(head.status for head in found.heads)
    return BoardPage(
        url=board_url(cycle.code),
        title=cycle.title,
        cycles=tuple((c.title, board_url(c.code), c.code == cycle.code) for c in cycles),
        is_baseline=is_baseline,
        summary=_summary(found, is_baseline),
        has_submissions=bool(found.documents),
        columns=tuple(Column(p.number, words.point_title(p)) for p in points),
        rows=rows,
        states=tuple((str(s), state_word(s)) for s in present),
        groups=tuple((g.id, words.in_language(g.title)) for g in index.catalogue.instrument.groups),
        state=state,
        group=group,
        letters=() if is_baseline else _legend(index),
        next_label=country_name(waiting.reporter) if waiting else "",
        next_url=desk_url(cycle.code, waiting.reporter) if waiting else "",
        asked=() if is_baseline else questionnaire_links(cycle),
        questions_url="" if is_baseline else asked_list_url(cycle.code),
    )


def state_word(status: Status) -> str:
    """Return the state of a contribution as it looks from outside."""
    if status is Status.NOT_STARTED:
        return _("Nothing submitted")
    return words.status_word(status)


def _summary(found: Submitted, is_baseline: bool) -> tuple[tuple[str, str, str], ...]:
    there = sum(reporter != COMMISSION for reporter in found.documents)
    of = sum(head.reporter != COMMISSION for head in found.heads)
    count = _("%(n)d of %(of)d") % {"n": there, "of": of}
    ours = _("and the Commission") if COMMISSION in found.documents else ""
    if is_baseline:
        reported = _("%(n)d of %(of)d") % {"n": 0, "of": of}
        return (
            (count, _("Member States covered by public sources"), ours),
            (reported, _("Member States reported"), ""),
        )
    waiting = sum(head.status is Status.SUBMITTED for head in found.heads)
    accepted = sum(head.status in (Status.ACCEPTED, Status.PUBLISHED) for head in found.heads)
    return (
        (count, _("Member States have submitted"), ours),
        (str(waiting), _("waiting for acceptance"), ""),
        (str(accepted), _("accepted"), ""),
    )


def _row(
    index: CatalogueIndex,
    cycle: CycleInfo,
    head: SubmissionHead,
    found: Submitted,
    points: list[Point],
) -> BoardRow:
    stored = found.documents.get(head.reporter)
    data = stored.data if stored else None
    until = found.extended_until.get(head.reporter)
    make = _compiled_cell if cycle.is_baseline else _status_cell
    asked = [_is_asked(head.reporter, point) for point in points]
    cells = tuple(
        _cell(index, cycle, head.reporter, data, point, make) if is_asked else BoardCell("")
        for point, is_asked in zip(points, asked, strict=True)
    )
    shown = {point.id for point, is_asked in zip(points, asked, strict=True) if is_asked}
    judged = completeness(index, data).among(shown) if data else Completeness(())
    # Nobody reported what was compiled: there it counts how many points sources say something of.
    said = sum(bool(cell.letter) for cell in cells) if cycle.is_baseline else judged.complete
    return BoardRow(
        reporter=country_name(head.reporter),
        code=head.reporter,
        status=str(head.status),
        status_word=state_word(head.status),
        version=stored.version if stored else 0,
        is_late=bool(stored and stored.late),
        at=format_datetime(stored.submitted_at, "medium") if stored else "",
        url=desk_url(cycle.code, head.reporter) if stored else "",
        cells=cells,
        total=_("%(n)d of %(of)d") % {"n": said, "of": sum(asked)} if stored else "",
        left_out=str(len(judged.left_out)) if stored else "",
        extended=_("more time until %(day)s") % {"day": format_date(until)} if until else "",
    )


def _is_asked(reporter: str, point: Point) -> bool:
    return (reporter == COMMISSION) is (point.addressee is Addressee.COMMISSION)


MakeCell = Callable[[CatalogueIndex, ReportData, Point], tuple[str, str, str]]


def _cell(
    index: CatalogueIndex,
    cycle: CycleInfo,
    reporter: str,
    data: ReportData | None,
    point: Point,
    make: MakeCell,
) -> BoardCell:
    if data is None:
        mark, letter, said = NOT_REPORTED, "", _("no report")
    elif point.id in data.left_out:
        mark, letter, said = LEFT_OUT, pgettext("letter for left out", "O"), _("left out")
    else:
        mark, letter, said = make(index, data, point)
    name = _("%(country)s, point %(number)d: %(said)s") % {
        "country": country_name(reporter),
        "number": point.number,
        "said": said,
    }
    url = desk_url(cycle.code, reporter, point=point.id) if data is not None else ""
    return BoardCell(name, letter, mark, url)


def _status_cell(index: CatalogueIndex, data: ReportData, point: Point) -> tuple[str, str, str]:
    """Return mark, letter and words of the reported status."""
    seen = data.observations.get(progress_key(point.id, data.cutoff))
    if seen is None or not seen.is_given:
        return "", "", _("no status given")
    if seen.missing is not None:
        reason = words.missing_word(index, seen.missing.code)
        return "", "", _("no status given (%(reason)s)") % {"reason": reason}
    value = str(seen.value)
    return value, _letter(value), words.progress_word(index, value)


def _compiled_cell(index: CatalogueIndex, data: ReportData, point: Point) -> tuple[str, str, str]:
    """Return how many things public sources say at a point; nobody assessed its progress."""
    values = sum(home_of(index, key) == point.id for key in data.observations)
    count = values + len(data.measures_at(point.id)) + len(data.evidence_at(point.id))
    if not count:
        return "", "", _("nothing found in public sources")
    said = ngettext(
        "%(num)d entry from public sources", "%(num)d entries from public sources", count
    )
    return "", str(count), said % {"num": count}


def _letter(value: str) -> str:
    return {
        "none": pgettext("letter for no progress", "N"),
        "limited": pgettext("letter for limited progress", "L"),
        "some": pgettext("letter for some progress", "S"),
        "substantial": pgettext("letter for substantial progress", "B"),
        "full": pgettext("letter for full implementation", "F"),
        "not_pursued": pgettext("letter for examined, not pursued", "X"),
        "not_applicable": pgettext("letter for not applicable", "A"),
    }[value]


def _legend(index: CatalogueIndex) -> tuple[tuple[str, str, str], ...]:
    scale = index.catalogue.progress_scale
    steps = [(o.value, _letter(o.value), words.progress_word(index, o.value)) for o in scale]
    left_out = (LEFT_OUT, pgettext("letter for left out", "O"), _("Left out"))
    return (*steps, left_out, ("", "", _("No status given")), (NOT_REPORTED, "", _("No report")))
