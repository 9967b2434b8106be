"""Charts with their finding: coverage, who answered what, dots, changes over time, milestones.

Each returns nothing where the edition has nothing to draw for this reader. The sentence beside a
chart is made of facts; no number in it is worked out here.
"""

from collections.abc import Sequence
from datetime import date

from app.core.i18n import country_name, printed_code
from app.core.i18n import gettext as _
from app.dashboards.drawn import DrawnChart, drawn
from app.dashboards.findings import (
    full_by_group,
    half_of,
    joined,
    upper_steps_of_group,
    whole_of,
)
from app.dashboards.view import Sentence, View, n_of_27, said
from app.domain.facts import EU27, MEMBER_STATES, Fact, FactKey
from app.domain.index_figures import CHANGE, DRAWN_BY, INDEX
from app.domain.indicators import Indicator
from app.domain.points import PointGroup
from app.domain.roles import COMMISSION
from app.domain.suppression import is_shown
from app.editions.addressed import is_ours
from app.editions.charts import title_of
from app.editions.charts.countries import (
    MOST_STEPS,
    answers_by_country,
    numbers_by_country,
    over_time,
    status_by_country,
    values_with_median,
)
from app.editions.charts.groups import status_by_group
from app.editions.charts.milestones import commission_milestones
from app.editions.words import figure_text
from app.reporting.words import period_word

TOTAL = ""  # the series of everything together


def coverage_map_chart(view: View, note: str) -> DrawnChart | None:
    """Return on how many of its points something is known of each Member State."""
    points = [p for p in view.catalogue.instrument.points if not is_ours(p)]
    axis = _("Points with information, of %(num)d") % {"num": len(points)}
    chart = numbers_by_country(
        "chart-coverage",
        _("Points with information, by Member State"),
        axis,
        view.facts,
        view.catalogue,
        ("coverage/", f"/points@{view.period}"),
        len(points),
        view.shapes,
    )
    if view.is_baseline:
        template = _("Public sources cover %(n)s of 27 Member States.")
        sentence = said(template, n=view.at("coverage", "covered"))
    else:
        reported = view.at("coverage", "reported")
        template = _("%(n)s of 27 Member States reported; the others are marked as such.")
        if reported.count == MEMBER_STATES:
            template = _("%(n)s of 27 Member States reported.")
        sentence = said(template, n=reported)
    return drawn(view, chart, sentence, _("Country"), note, folded=True)


def group_panels_chart(view: View, note: str) -> DrawnChart | None:
    """Return the statuses given in each group of points, side by side."""
    chart = status_by_group(
        "chart-by_group",
        _("Progress statuses by group of points"),
        view.facts,
        view.catalogue,
        view.period,
    )
    reported = said(_("%(n)s of 27 Member States reported."), n=view.at("coverage", "reported"))
    sentence = joined(full_by_group(view), reported)
    return drawn(view, chart, sentence, _("Group of points"), note)


def status_matrix_chart(
    view: View, note: str, group: PointGroup | None = None
) -> DrawnChart | None:
    """Return the status at each point by Member State, where its visibility allows it.

    At all points of the Member States, or at those of one group.
    """
    numbers = [
        p.number
        for p in view.catalogue.instrument.points
        if not is_ours(p) and (group is None or p.group == group.id)
    ]
    title = _("Progress status by Member State and point")
    if group is not None:
        title = f"{title}: {title_of(group)}"
    chart = status_by_country(
        f"chart-matrix-{group.id}" if group else "chart-matrix",
        title,
        view.facts,
        view.catalogue,
        numbers,
        view.period,
    )
    blank = said(
        _(
            "%(n)s of 27 Member States reported. A blank cell is a status that was not given or "
            "that its country does not show by itself."
        ),
        n=view.at("coverage", "reported"),
    )
    found = upper_steps_of_group(view, group) if group else full_by_group(view)
    return drawn(view, chart, joined(found, blank), _("Country"), note, folded=True)


def milestones_chart(view: View, note: str) -> DrawnChart | None:
    """Return when the measures of the Commission began, at each of its points."""
    data = view.reports.get(COMMISSION)
    if data is None:
        return None
    chart = commission_milestones(
        "chart-milestones",
        _("Measures of the Commission on a line of time"),
        view.facts,
        view.catalogue,
        data.measures,
        view.period,
    )
    template = _("Measures of the Commission in this edition: %(count)s. Those with a date are on the line.")  # fmt: skip  # noqa: E501
    sentence = said(template, count=view.at("measures", "count", COMMISSION))
    return drawn(view, chart, sentence, _("Measure"), note)


def answer_map_chart(
    view: View, indicator: Indicator, values: Sequence[tuple[str, Fact]], period: str, note: str
) -> DrawnChart | None:
    """Return who gave which answer, from the answers this reader may see one by one."""
    options = view.index.options(indicator)
    answers = {r: (f, figure_text(view.index, f)) for r, f in values if f.text}
    if not answers or not 1 < len(options) <= MOST_STEPS:
        return None
    chart = answers_by_country(
        f"chart-{indicator.id}-{period}-map",
        _("Answers by Member State, %(period)s") % {"period": period_word(period)},
        view.catalogue,
        answers,
        options,
        view.shapes,
    )
    given = view.fact(f"{indicator.id}/{EU27}/n@{period}")
    template = _("%(n)s of 27 Member States gave an answer; the map has those shown one by one.")
    if view.is_baseline:
        template = _("Public sources show an answer for %(n)s of 27 Member States.")
    sentence = said(template, n=view.figure(given))
    return drawn(view, chart, sentence, _("Country"), note, behind=given, folded=True)


def dots_chart(
    view: View,
    indicator: Indicator,
    values: Sequence[tuple[str, Fact]],
    period: str,
    coverage: tuple[Fact | None, Sentence],
    note: str,
) -> DrawnChart | None:
    """Return the value of each country that shows one, and the median of all that gave one."""
    median = view.fact(f"{indicator.id}/{EU27}/median@{period}")
    n = n_of_27(view, median)
    chart = values_with_median(
        f"chart-{indicator.id}-{period}",
        _("Values by country, %(period)s") % {"period": period_word(period)},
        indicator.unit,
        values,
        median,
        n.text,
    )
    behind, sentence = coverage
    total = view.fact(f"{indicator.id}/{EU27}/sum@{period}")
    found = half_of(view, median, behind) or whole_of(view, total, behind, _short(period))
    return drawn(view, chart, found or sentence, _("Country"), note, behind=behind)


def change_chart(
    view: View, indicator: Indicator, note: str, reporter: str = ""
) -> DrawnChart | None:
    """Return the series of an indicator by partner region, the first period counting as 100.

    Of the Union, or of one country by its stored code.
    """
    where = printed_code(reporter) if reporter else EU27
    told = _of(view, indicator, where, CHANGE).items()
    changes = {key: fact for (key, _period), fact in told if is_shown(fact)}
    index = _of(view, indicator, where, INDEX).items()
    found = {at: fact for at, fact in index if at[0] in changes and is_shown(fact)}
    periods = sorted({period for _key, period in found})
    if len(periods) < 2 or not changes:
        return None
    names = _names(view, indicator, {key for key, _period in found})
    base = {"period": _short(periods[0])}
    chart = over_time(
        f"chart-{indicator.id}-index" + (f"-{where}" if reporter else ""),
        indicator.name if reporter else _("Change since %(period)s") % base,
        _("Index, %(period)s = 100") % base,
        names,
        [(period, _short(period)) for period in periods],
        found,
        changes,
    )
    key, words = next(name for name in names if name[0] in changes)
    sentence = _change_sentence(view, words, changes[key])
    return drawn(view, chart, sentence, _("Period"), note, behind=changes[key])


def _change_sentence(view: View, words: str, fact: Fact) -> Sentence:
    change, period = view.figure(fact), period_word(fact.key.period)
    if fact.key.set != EU27:
        template = _("%(what)s: %(change)s percent %(period)s.")
        return said(template, what=words, change=change, period=period)
    template = _("%(what)s: %(change)s percent %(period)s, from %(n)s Member States with both.")
    return said(template, what=words, change=change, period=period, n=n_of_27(view, fact))


def region_chart(
    view: View, indicator: Indicator, note: str, reporter: str = ""
) -> DrawnChart | None:
    """Return a small chart for each partner region with the figures of each period."""
    where = printed_code(reporter) if reporter else EU27
    measures = ("value",) if reporter else ("sum", "median")
    found: dict[tuple[str, str], Fact] = {}
    for measure in measures:
        found = found or _of(view, indicator, where, measure)
    totals = {period: fact for (key, period), fact in found.items() if key == TOTAL}
    found = {(key, period): fact for (key, period), fact in found.items() if key}
    periods = sorted({period for _key, period in found})
    if len({key for key, _period in found}) < 2:
        return None
    names = _names(view, indicator, {key for key, _period in found})
    title = _("%(name)s: each partner region") % {"name": indicator.name}
    chart = over_time(
        f"chart-{indicator.id}-regions" + (f"-{where}" if reporter else ""),
        title,
        indicator.unit,
        names,
        [(period, _short(period)) for period in periods],
        found,
    )
    given = None if reporter else view.fact(f"{indicator.id}/{EU27}/n@{periods[-1]}")
    total = totals.get(periods[-1])
    if reporter:
        told = said(_("As reported by %(country)s."), country=country_name(reporter))
        sentence = joined(whole_of(view, total, None, _short(periods[-1])), told)
    elif total is not None and total.key.measure == "median":
        sentence = half_of(view, total, given)
    else:
        sentence = whole_of(view, total, given, _short(periods[-1]))
    sentence = sentence or said(_("%(n)s of 27 Member States gave a value."), n=view.figure(given))
    return drawn(view, chart, sentence, _("Partner region"), note, behind=given, folded=True)


def _of(view: View, indicator: Indicator, where: str, measure: str) -> dict[tuple[str, str], Fact]:
    """Return the figures of a measure by partner region and period; the total under nothing."""
    periods = {f.key.period for f in view.facts.values() if f.key.subject == indicator.id}
    codes = [code for code, _label in view.index.codes.get(DRAWN_BY, ())]
    found = {}
    for period in periods:
        for code in (TOTAL, *codes):
            by = ((DRAWN_BY, code),) if code else ()
            fact = view.fact(str(FactKey(indicator.id, where, measure, period, by)))
            if fact is not None:
                found[code, period] = fact
    return found


def _names(view: View, indicator: Indicator, keys: set[str]) -> list[tuple[str, str]]:
    """Return the series in the order of the catalogue, everything together first."""
    known = [(TOTAL, _("All together")), *view.index.codes.get(DRAWN_BY, ())]
    return [(key, words) for key, words in known if key in keys]


def _short(period: str) -> str:
    """Return a period as it stands at an axis."""
    try:
        return str(date.fromisoformat(period).year)
    except ValueError:
        return period.replace("-", "/") if len(period) == 7 else period.replace("-", "–")
