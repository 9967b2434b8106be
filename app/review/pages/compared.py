"""A submission beside another one: what changed since an earlier version, and the last cycle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_datetime
from app.core.i18n import gettext as _
from app.domain.asked import AskedPoint, asked_points, find_question, home_of
from app.domain.contribution import ReportData
from app.domain.diff import Segment, differences, redline, told
from app.domain.indicators import PROGRESS
from app.domain.last_time import LastTime, Pair, pairs
from app.domain.observations import CatalogueIndex
from app.domain.points import question_code
from app.reporting import words
from app.reporting.addresses import board_url, desk_changes_url, desk_last_cycle_url, desk_url
from app.reporting.pages.before import change_text
from app.reporting.pages.compare import PointChanges, change_figures, changed_points
from app.reporting.submissions import StoredSubmission, VersionHead
from app.web.pages import Page

CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class VersionsPage(Page):
    """What changed from one version to a later one."""

    template: ClassVar[str] = "review/versions.html"

    country: str
    crumbs: tuple[tuple[str, str], ...]
    lead: str
    url: str
    versions: tuple[tuple[str, str], ...]
    earlier: str
    facts: tuple[tuple[str, str], ...]
    reason: str  # why there is a further version, as the country signed it
    figures: tuple[tuple[int, str], ...]
    points: tuple[PointChanges, ...]


@dataclass(frozen=True)
class BesideRow:
    """One thing then and now."""

    label: str
    then: str
    now: str
    change: str
    is_changed: bool
    language_then: str = ""
    language_now: str = ""
    redline: tuple[Segment, ...] = ()  # of a text that differs


@dataclass(frozen=True)
class BesidePoint:
    """What was said at one point then and now."""

    id: str
    title: str
    rows: tuple[BesideRow, ...]


@dataclass(frozen=True, kw_only=True)
class LastCyclePage(Page):
    """A submission beside the one of the last cycle of the same kind."""

    template: ClassVar[str] = "review/last_cycle.html"

    country: str
    crumbs: tuple[tuple[str, str], ...]
    lead: str
    url: str
    only: str
    then: str  # what the columns are called
    now: str
    has_last: bool
    points: tuple[BesidePoint, ...]


def versions_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    stored: StoredSubmission,
    before: StoredSubmission,
    versions: Sequence[VersionHead],
) -> VersionsPage:
    """Return the redline from `before` to `stored`."""
    place = (cycle.code, stored.reporter, stored.version)
    found = differences(index, told(before.document), told(stored.document))
    lead = _("From version %(old)s to version %(new)s")
    earlier = (head for head in versions if head.version < stored.version)
    return VersionsPage(
        country=country_name(stored.reporter),
        crumbs=_crumbs(cycle, stored, _("What changed")),
        lead=lead % {"old": before.version, "new": stored.version},
        url=desk_changes_url(*place),
        versions=tuple((str(head.version), _version(head.version)) for head in earlier),
        earlier=str(before.version),
        facts=tuple(
            (_version(one.version), format_datetime(one.submitted_at)) for one in (before, stored)
        ),
        reason=str(stored.document.get("resubmission_reason", "")),
        figures=change_figures(found),
        points=changed_points(index, stored.reporter, found),
    )


def last_cycle_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    stored: StoredSubmission,
    last: LastTime | None,
    only: str = "",
) -> LastCyclePage:
    """Return both cycles side by side; `only` leaves out what did not change."""
    now = _("%(cycle)s, version %(version)s") % {"cycle": cycle.code, "version": stored.version}
    then = ""
    if last is not None:
        then = _("%(cycle)s, version %(version)s") % {"cycle": last.cycle, "version": last.version}
    return LastCyclePage(
        country=country_name(stored.reporter),
        crumbs=_crumbs(cycle, stored, _("Beside the last cycle")),
        lead=_("What the country itself submitted last, beside what it submits now."),
        url=desk_last_cycle_url(cycle.code, stored.reporter, stored.version),
        only=only,
        then=then,
        now=now,
        has_last=last is not None,
        points=tuple(_points(index, last, stored.data, only)) if last else (),
    )


def _crumbs(cycle: CycleInfo, stored: StoredSubmission, here: str) -> tuple[tuple[str, str], ...]:
    submission = f"{country_name(stored.reporter)}, {_version(stored.version)}"
    url = desk_url(cycle.code, stored.reporter, stored.version)
    return ((_("Desk"), board_url(cycle.code)), (submission, url), (here, ""))


def _version(version: int) -> str:
    return _("Version %(version)s") % {"version": version}


def _points(
    index: CatalogueIndex, last: LastTime, now: ReportData, only: str
) -> Iterator[BesidePoint]:
    cells: dict[str, list[Pair]] = {}
    places = {indicator: at for at, indicator in enumerate(index.indicators)} | {PROGRESS: -1}
    for pair in sorted(pairs(index, last, now), key=lambda one: _order(places, one)):
        cells.setdefault(_home(index, last, pair), []).append(pair)
    for asked in asked_points(index, now.reporter):
        rows = (
            *_as_a_whole(last, now, asked.id),
            *(_cell_row(index, last, pair) for pair in cells.get(asked.id, ())),
            *_answer_rows(index, last, now, asked),
            *_measure_rows(last, now, asked.id),
        )
        shown = tuple(row for row in rows if row.is_changed or only != CHANGED)
        if shown:
            title = f"{asked.point.number}. {words.point_title(asked.point)}"
            yield BesidePoint(f"beside-{asked.id}", title, shown)


def _home(index: CatalogueIndex, last: LastTime, pair: Pair) -> str:
    if pair.key is not None:
        return home_of(index, pair.key)
    key = pair.key_then
    return home_of(last.index, key) if key and key.indicator in last.index.indicators else ""


def _order(places: Mapping[str, int], pair: Pair) -> tuple[int, bool, str, str]:
    """Sort as the catalogue does, totals before their parts; the status is what comes first."""
    key = pair.key or pair.key_then
    if key is None:
        return 0, False, "", ""
    place = places.get(key.indicator, len(places))
    return place, not key.is_total, key.breakdown, str(key)


def _cell_row(index: CatalogueIndex, last: LastTime, pair: Pair) -> BesideRow:
    then = now = label = ""
    if pair.key_then is not None:
        then = words.observation_text(last.index, pair.key_then, pair.then)
        label = words.cell_label(last.index, pair.key_then)
        if pair.key is not None and pair.key.period != pair.key_then.period:
            then = f"{then} ({words.period_word(pair.key_then.period)})"
    if pair.key is not None:
        now = words.observation_text(index, pair.key, pair.now)
        label = words.cell_label(index, pair.key)
    if pair.key is None or pair.then is None or pair.now is None:
        return BesideRow(label, then, now, _came_or_went(then), is_changed=True)
    is_same = (pair.then.value, pair.then.missing) == (pair.now.value, pair.now.missing)
    change = change_text(index, pair.key, pair.then, pair.now) or _("Changed")
    return BesideRow(label, then, now, change, is_changed=not is_same)


def _answer_rows(
    index: CatalogueIndex, last: LastTime, now: ReportData, asked: AskedPoint
) -> Iterator[BesideRow]:
    for question in asked.questions:
        code = question_code(asked.id, question.key)
        before, answer = last.answer(code), now.answers.get(code)
        asked_then = find_question(last.index, now.reporter, code)
        known = asked_then[1] if asked_then else question
        then = words.answer_text(known, before.value) if before else ""
        text = words.answer_text(question, answer.value) if answer else ""
        if then or text:
            spoken = (before.language if before else "", answer.language if answer else "")
            yield _text_row(question.label, then, text, spoken[0] or "", spoken[1] or "")


def _text_row(
    label: str, then: str, now: str, language_then: str = "", language_now: str = ""
) -> BesideRow:
    if then == now:
        change = _("No change")
    elif then and now:
        change = _("Changed")
    else:
        change = _came_or_went(then)
    languages = (language_then, language_now)
    is_reworded = bool(then and now and then != now) and language_then == language_now
    parts = redline(then, now) if is_reworded else ()
    return BesideRow(label, then, now, change, then != now, *languages, parts)


def _came_or_went(then: str) -> str:
    return _("No longer said") if then else _("New")


def _as_a_whole(last: LastTime, now: ReportData, point: str) -> Iterator[BesideRow]:
    def said(left_out: Iterable[str]) -> str:
        return _("Left out") if point in left_out else _("Reported on")

    if (point in now.left_out) is not (point in last.data.left_out):
        then, present = said(last.data.left_out), said(now.left_out)
        yield BesideRow(_("The point as a whole"), then, present, _("Changed"), is_changed=True)


def _measure_rows(last: LastTime, now: ReportData, point: str) -> Iterator[BesideRow]:
    then = "\n".join(sorted(one.title for one in last.data.measures_at(point)))
    titles = "\n".join(sorted(one.title for one in now.measures_at(point)))
    if then or titles:
        yield _text_row(_("Measures"), then, titles)
