"""Two editions side by side, by point and by indicator: what stands behind each, and what broke."""

from dataclasses import dataclass, replace
from typing import ClassVar

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.dashboards.addresses import COMPARE, OVERVIEW, indicator_url, point_url
from app.dashboards.pages.around import PublicPage, around
from app.dashboards.pages.asked_differently import (
    MEANING,
    Difference,
    changed_parts,
    differences,
)
from app.dashboards.pages.indicator_rows import main_figure
from app.dashboards.view import Figure, View, n_of_27
from app.domain.facts import EU27, Fact
from app.domain.indicators import PROGRESS, Indicator
from app.domain.points import Point
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours
from app.editions.addresses import edition_url
from app.editions.words import flag_words, measure_word
from app.reporting.words import period_word, point_title, progress_word


@dataclass(frozen=True)
class Side:
    """What one edition says."""

    figure: Figure
    n: Figure
    note: str
    steps: tuple[tuple[str, str, Figure], ...] = ()  # step, its word, Member States


@dataclass(frozen=True)
class ComparedLine:
    """One point or indicator in both editions."""

    name: str
    url: str
    unit: str
    before: Side
    after: Side
    both: str  # how many Member States stand behind both
    breaks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ComparePage(PublicPage):
    """Two editions side by side."""

    template: ClassVar[str] = "dashboards/compare.html"

    url: str
    editions: tuple[tuple[str, str], ...]
    before: str
    after: str
    titles: tuple[str, str]
    warning: str
    changes_url: str  # of a correction: every figure that reads differently
    is_same_questions: bool
    differences: tuple[Difference, ...]
    counted: str  # what the numbers at points are
    points: tuple[ComparedLine, ...]
    indicators: tuple[ComparedLine, ...]


def compare_page(view: View, other: View | None) -> ComparePage:
    """Return this edition beside another, the earlier one first; None when there is no other."""
    asked = {"with": other.info.code} if other else {}
    before, after = sorted((other, view), key=_place) if other else (view, view)
    found = differences(before.catalogue, after.catalogue)
    is_correction = other is not None and before.info.cycle_id == after.info.cycle_id
    return ComparePage(
        around=replace(around(view, COMPARE, _("Two editions compared"), asked), newer=None),
        crumbs=((_("Overview"), view.url(OVERVIEW)), (_("Compare"), "")),
        url=COMPARE,
        editions=tuple((e.code, f"{e.code}, {e.cycle_title}") for e in view.editions),
        before=before.info.code if other else "",
        after=after.info.code,
        titles=(before.info.code, after.info.code),
        warning=_warning(after, before) if other else "",
        changes_url=edition_url(after.info.code, "changes") if is_correction else "",
        is_same_questions=not found,
        differences=found,
        counted=_counted(after, before),
        points=_points(after, before) if other else (),
        indicators=_indicators(after, before) if other else (),
    )


def _place(view: View) -> tuple[str, int]:
    """Return where an edition stands in time: by the cut-off of its round, then as frozen."""
    return view.period, view.info.id


def _topic(view: View, other: View) -> str:
    return "coverage" if view.is_baseline or other.is_baseline else "progress"


def _counted(view: View, other: View) -> str:
    if _topic(view, other) == "coverage":
        return _("Member States of which an edition holds information at the point, of 27.")
    return _("Member States by the progress status they gave at the point.")


def _warning(view: View, other: View) -> str:
    if view.is_baseline != other.is_baseline:
        return _(
            "One of the two was compiled from public sources and the other reported by the Member "
            "States: that is a break for every figure. Nothing here says that something grew."
        )
    if view.info.cycle_id == other.info.cycle_id:
        return _("Both editions are of the same round: a difference is a correction.")
    return ""


def _points(view: View, other: View) -> tuple[ComparedLine, ...]:
    known = {p.id: p for p in other.catalogue.instrument.points}
    return tuple(
        _point(view, other, point, known.get(point.id))
        for point in view.catalogue.instrument.points
        if not is_ours(point)
    )


def _point(view: View, other: View, point: Point, then: Point | None) -> ComparedLine:
    breaks = []
    if then is None:
        breaks.append(_("Not a point of the earlier round"))
    elif then.anchors != point.anchors:
        breaks.append(_("The steps of the scale were described otherwise"))
    topic = _topic(view, other)
    sides = [_point_side(one, point, topic) for one in (other, view)]
    facts = [one.fact(f"{point.id}.{topic}/{EU27}/n@{one.period}") for one in (other, view)]
    return ComparedLine(
        name=f"{point.number}. {point_title(point)}",
        url=view.url(point_url(point.id)),
        unit="",
        before=sides[0],
        after=sides[1],
        both=_both(*facts),
        breaks=tuple(breaks),
    )


def _point_side(view: View, point: Point, topic: str) -> Side:
    n = view.at(f"{point.id}.{topic}", "n")
    steps: tuple[tuple[str, str, Figure], ...] = ()
    if topic == "progress":
        scale = [option.value for option in view.catalogue.progress_scale]
        found = ((step, view.at(f"{point.id}.progress", f"count/{step}")) for step in scale)
        counted = ((step, progress_word(view.index, step), count) for step, count in found)
        steps = tuple(step for step in counted if step[2].count)
    return Side(n, n, "", steps)


def _both(before: Fact | None, after: Fact | None) -> str:
    if before is None or after is None:
        return _("Only in one of the two") if before or after else ""
    count = len(set(before.inputs) & set(after.inputs))
    return ngettext(
        "%(num)s Member State stands behind both",
        "%(num)s Member States stand behind both",
        count,
    ) % {"num": count}


def _indicators(view: View, other: View) -> tuple[ComparedLine, ...]:
    lines = []
    for indicator in view.catalogue.indicators:
        then = other.index.indicators.get(indicator.id)
        after = _main(view, indicator)
        before = _main(other, then) if then else None
        if indicator.id == PROGRESS or (after is None and before is None):
            continue
        lines.append(
            ComparedLine(
                name=indicator.name,
                url=view.url(indicator_url(indicator.id)),
                unit=indicator.unit,
                before=_side(other, before),
                after=_side(view, after),
                both=_both(before, after),
                breaks=_breaks(view, indicator, then, (before, after)),
            )
        )
    return tuple(lines)


def _main(view: View, indicator: Indicator) -> Fact | None:
    return main_figure(
        fact
        for fact in view.facts.values()
        if fact.key.subject == indicator.id
        and not fact.key.codes
        and (fact.key.set == EU27 or (fact.key.set == COMMISSION and fact.key.measure == "value"))
    )


def _side(view: View, fact: Fact | None) -> Side:
    if fact is None:
        return Side(view.figure(None), Figure(""), "")
    is_ours_ = fact.key.set == COMMISSION
    rule = _("value of the Union") if is_ours_ else measure_word(view.index, fact)
    n = Figure("") if is_ours_ else n_of_27(view, fact)
    return Side(view.figure(fact), n, f"{rule}, {period_word(fact.key.period)}")


def _breaks(
    view: View,
    indicator: Indicator,
    then: Indicator | None,
    facts: tuple[Fact | None, Fact | None],
) -> tuple[str, ...]:
    if then is None:
        return (_("Not asked in the earlier round"),)
    found = []
    if changed := changed_parts(then, indicator, MEANING):
        found.append(
            _("Changed: %(parts)s. The two figures are not the same thing")
            % {"parts": ", ".join(changed)}
        )
    before, after = facts
    if before and after and before.key.measure != after.key.measure:
        found.append(_("The two figures were made by different rules"))
    if after is not None and "b" in after.flags:
        found += flag_words(view.index, after)
    if before and after and set(before.inputs) != set(after.inputs) and after.key.set == EU27:
        found.append(_("Not the same Member States"))
    return tuple(dict.fromkeys(found))
