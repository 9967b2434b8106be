"""The list of indicators, and the page of one: definition, figures, chart, values, breakdowns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import country_name, ngettext
from app.core.i18n import gettext as _
from app.dashboards.addresses import INDICATORS, OVERVIEW, country_url, indicator_url, point_url
from app.dashboards.charts import answers_of_countries
from app.dashboards.drawn import DrawnChart, drawn
from app.dashboards.figures import answer_map_chart, change_chart, dots_chart, region_chart
from app.dashboards.findings import most_given
from app.dashboards.pages.around import PublicPage, around, source_note
from app.dashboards.pages.indicator_rows import RULES, IndicatorRow, indicator_rows, tier_word
from app.dashboards.view import Figure, Sentence, View, n_of_27, said
from app.domain.facts import EU27, Fact
from app.domain.index_figures import CHANGE, INDEX
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import CatalogueIndex
from app.domain.points import Option
from app.domain.roles import COMMISSION
from app.editions.charts import title_of
from app.editions.sentences import rule_of
from app.editions.words import codes_word, flag_words, measure_word, missing_words
from app.reporting.words import dimension_word, period_word, point_title
from app.web.pages import Link


@dataclass(frozen=True, kw_only=True)
class IndicatorsPage(PublicPage):
    """All indicators by group of points."""

    template: ClassVar[str] = "dashboards/indicators.html"

    groups: tuple[tuple[str, tuple[IndicatorRow, ...]], ...]


@dataclass(frozen=True)
class EuFigure:
    """One figure of the Member States together."""

    figure: Figure
    label: str
    note: str


@dataclass(frozen=True)
class ValueRow:
    """The value of one country."""

    country: Link
    figure: Figure
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Breakdown:
    """The figures of the Member States together by the codes of one breakdown."""

    title: str
    rows: tuple[tuple[str, Figure, Figure], ...]  # code in words, figure, n of 27


@dataclass(frozen=True)
class PeriodPart:
    """Everything about one period."""

    title: str
    coverage: Sentence
    figures: tuple[EuFigure, ...]
    rules: tuple[str, ...]
    flags: tuple[str, ...]
    missing: tuple[tuple[str, int], ...]
    chart: DrawnChart | None
    map: DrawnChart | None
    values: tuple[ValueRow, ...]
    hidden: str
    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True, kw_only=True)
class IndicatorPage(PublicPage):
    """One indicator."""

    template: ClassVar[str] = "dashboards/indicator.html"

    title: str
    over: str
    definition: str
    unit: str
    about: tuple[tuple[str, str], ...]
    points: tuple[Link, ...]
    options: tuple[str, ...]
    periods: tuple[PeriodPart, ...]
    series: tuple[DrawnChart, ...]  # over all periods

    @property
    def every_chart(self) -> tuple[DrawnChart, ...]:
        """The charts of the page, in order."""
        charts = [chart for part in self.periods for chart in (part.chart, part.map)]
        return (*self.series, *(chart for chart in charts if chart))


def indicators_page(view: View) -> IndicatorsPage:
    """Return the list of indicators, each at its first point."""
    groups = []
    for group in view.catalogue.instrument.groups:
        here = [i for i in view.catalogue.indicators if i.home_point in group.points]
        rows = indicator_rows(view, [i for i in here if not i.cross_cutting])
        groups.append((title_of(group), rows))
    crossing = [i for i in view.catalogue.indicators if i.cross_cutting]
    groups.append((_("Across points"), indicator_rows(view, crossing)))
    return IndicatorsPage(
        around=around(view, INDICATORS, _("Indicators")),
        crumbs=((_("Overview"), view.url(OVERVIEW)), (_("Indicators"), "")),
        groups=tuple((title, rows) for title, rows in groups if rows),
    )


def find_indicator(index: CatalogueIndex, written: str) -> Indicator | None:
    """Return an indicator by its id; the progress status has no page of its own."""
    found = index.indicators.get(written.upper())
    return None if found is None or found.id == PROGRESS else found


def indicator_page(view: View, indicator: Indicator) -> IndicatorPage:
    """Return the page of one indicator."""
    facts = [
        fact
        for fact in view.facts.values()
        if fact.key.subject == indicator.id and fact.key.measure not in (INDEX, CHANGE)
    ]
    periods = sorted({fact.key.period for fact in facts}, reverse=True)
    parts = tuple(_period_part(view, indicator, facts, period) for period in periods)
    note = source_note(view)
    series = tuple(
        c for build in (change_chart, region_chart) if (c := build(view, indicator, note))
    )
    return IndicatorPage(
        around=around(view, indicator_url(indicator.id), indicator.name),
        crumbs=(
            (_("Overview"), view.url(OVERVIEW)),
            (_("Indicators"), view.url(INDICATORS)),
            (indicator.id, ""),
        ),
        has_charts=bool(series) or any(part.chart or part.map for part in parts),
        title=indicator.name,
        over=indicator.id,
        definition=indicator.definition,
        unit=_unit(indicator),
        about=_about(view, indicator),
        points=tuple(_point_link(view, number) for number in indicator.points),
        options=tuple(option.label for option in view.index.options(indicator)),
        periods=parts,
        series=series,
    )


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit(indicator: Indicator) -> str:
    """Return the unit of numbers; answers in words have none."""
    return "" if _as_list(indicator) else indicator.unit


def _point_link(view: View, number: int) -> Link:
    point = view.catalogue.point(number)
    title = f"{number}. {point_title(point)}" if point else str(number)
    return title, view.url(point_url(f"P{number:02d}"))


def _about(view: View, indicator: Indicator) -> tuple[tuple[str, str], ...]:
    known = [
        (_("Unit"), _unit(indicator)),
        (_("Period"), _reference_word(indicator)),
        (_("For the Union"), _rule_word(indicator)),
        (_("Kind"), _level_word(indicator)),
        (_("Asked as"), tier_word(indicator)),
        (_("Sources"), "; ".join(indicator.data_sources)),
        (_("Comparability"), indicator.comparability_note or ""),
        (_("On the figure of the Union"), indicator.aggregation_note or ""),
        (_("Who may see single values"), _sensitivity_word(indicator)),
    ]
    return tuple((term, text) for term, text in known if text)


def _reference_word(indicator: Indicator) -> str:
    return {
        "as_of_cutoff": _("Situation on the cut-off day"),
        "biennium": _("The 24 months before the cut-off day"),
        "calendar_year": _("Each of the last two calendar years"),
        "academic_year": _("Each of the last two academic years"),
        "latest_available": _("The latest year the source has"),
    }[indicator.reference_period]


def _rule_word(indicator: Indicator) -> str:
    if indicator.subject == "union":
        return _("One value for the Union, supplied by the Commission")
    return {
        "sum": _("Sum over the Member States that gave a value"),
        "median": _("Median of the Member States that gave a value"),
        "mean": _("Mean of the Member States that gave a value"),
        "count_yes": _("Number of Member States that say yes"),
        "distribution": _("Number of Member States for each answer; nothing is averaged"),
        "weighted_mean": _("Sum of the parts divided by the sum of the wholes"),
        "none": _("No figure for the Union: the values are read country by country"),
    }[indicator.aggregation]


def _level_word(indicator: Indicator) -> str:
    return {
        "structure": _("What is in place"),
        "process": _("How it is done"),
        "output": _("What is produced"),
        "outcome": _("What comes of it"),
    }[indicator.measurement_level]


def _sensitivity_word(indicator: Indicator) -> str:
    return {
        "public": "",
        "subgroup": _("The ERA Forum subgroup and the Commission"),
        "commission": _("The Commission"),
        "aggregate_only": _("The Commission; everybody else sees figures of the Union only"),
    }[indicator.sensitivity]


def _period_part(
    view: View, indicator: Indicator, facts: Iterable[Fact], period: str
) -> PeriodPart:
    here = [fact for fact in facts if fact.key.period == period]
    together = [fact for fact in here if _is_together(fact)]
    totals = [fact for fact in together if not fact.key.codes]
    count = next((fact for fact in totals if fact.key.measure == "n"), None)
    mains = [f for rule in (*RULES, "value") for f in totals if f.key.measure == rule]
    values = _values(view, here)
    given = count.n if count else len(values)
    return PeriodPart(
        title=_sentence_case(period_word(period)),
        coverage=_coverage(view, count),
        figures=tuple(_eu_figure(view, fact) for fact in mains),
        rules=tuple(dict.fromkeys(rule_of(fact, view.is_baseline) for fact in mains)),
        flags=flag_words(view.index, count) if count and count.n else (),
        missing=missing_words(view.index, count, view.is_baseline) if count else (),
        chart=_chart(view, indicator, totals, values, period) if given else None,
        map=answer_map_chart(view, indicator, values, period, source_note(view)),
        values=_value_rows(view, values) if _as_list(indicator) else (),
        hidden=_hidden(given - len(values)),
        breakdowns=_breakdowns(view, indicator, together),
    )


def _is_together(fact: Fact) -> bool:
    return fact.key.set == EU27 or (fact.key.set == COMMISSION and fact.key.measure == "value")


def _coverage(view: View, count: Fact | None) -> Sentence:
    if count is None:
        return ()
    n = view.figure(count)
    if view.is_baseline:
        return said(_("Public sources give a value for %(n)s of 27 Member States."), n=n)
    return said(
        ngettext(
            "%(n)s of 27 Member States gave a value.",
            "%(n)s of 27 Member States gave a value.",
            n.count,
        ),
        n=n,
    )


def _eu_figure(view: View, fact: Fact) -> EuFigure:
    is_union = fact.key.set == COMMISSION
    return EuFigure(
        figure=view.figure(fact),
        label=_("value of the Union") if is_union else measure_word(view.index, fact),
        note="" if is_union else _("from %(n)s Member States") % {"n": n_of_27(view, fact).text},
    )


def _values(view: View, facts: Iterable[Fact]) -> list[tuple[str, Fact]]:
    """Return the countries' own totals that this reader may see, in protocol order."""
    own = {
        fact.inputs[0]: fact
        for fact in facts
        if fact.key.measure == "value" and fact.key.set != COMMISSION and not fact.key.codes
    }
    return [(reporter, own[reporter]) for reporter in view.member_states if reporter in own]


def _as_list(indicator: Indicator) -> bool:
    """Values that are no numbers stand in a list; numbers stand in the table of the chart."""
    return indicator.value_type in ("boolean", "categorical", "date", "text") or (
        indicator.is_counted_by_option
    )


def _value_rows(view: View, values: Iterable[tuple[str, Fact]]) -> tuple[ValueRow, ...]:
    return tuple(
        ValueRow(
            country=(country_name(reporter), view.url(country_url(reporter))),
            figure=view.figure(fact),
            flags=flag_words(view.index, fact),
        )
        for reporter, fact in values
    )


def _hidden(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext(
        "%(num)s Member State gave a value that is not shown by itself.",
        "%(num)s Member States gave values that are not shown one by one.",
        count,
    ) % {"num": count}


def _chart(
    view: View,
    indicator: Indicator,
    totals: list[Fact],
    values: list[tuple[str, Fact]],
    period: str,
) -> DrawnChart | None:
    counts = [fact for fact in totals if fact.key.measure.startswith("count/")]
    chart_id = f"chart-{indicator.id}-{period}"
    count = next((fact for fact in totals if fact.key.measure == "n"), None)
    if counts:
        options, facts = _in_order(view, indicator, counts)
        title = _("How many Member States gave each answer, %(period)s")
        if view.is_baseline:
            title = _("How many Member States public sources show at each answer, %(period)s")
        chart = answers_of_countries(chart_id, title % _word(period), options, facts)
        coverage = _coverage(view, count)
        answers = list(zip((option.label for option in options), facts, strict=True))
        found = most_given(view, answers, count) or coverage
        return drawn(view, chart, found, _("Answer"), source_note(view), behind=count)
    numbers = [(reporter, fact) for reporter, fact in values if fact.number is not None]
    if not numbers or _as_list(indicator):
        return None
    note = _("Countries stand in protocol order. %(source)s") % {"source": source_note(view)}
    return dots_chart(view, indicator, numbers, period, (count, _coverage(view, count)), note)


def _word(period: str) -> dict[str, str]:
    return {"period": period_word(period)}


def _in_order(
    view: View, indicator: Indicator, counts: list[Fact]
) -> tuple[list[Option], list[Fact]]:
    """Return the answers in the order of the catalogue, years in the order of time."""
    by_answer = {fact.key.measure.partition("/")[2]: fact for fact in counts}
    known = {option.value: option for option in view.index.options(indicator)}
    names = [name for name in known if name in by_answer]
    names += sorted(by_answer.keys() - known.keys())
    options = [known.get(name) or Option(value=name, label=name) for name in names]
    return options, [by_answer[name] for name in names]


def _breakdowns(view: View, indicator: Indicator, together: list[Fact]) -> tuple[Breakdown, ...]:
    found: dict[tuple[str, ...], list[Fact]] = {}
    for fact in together:
        if fact.key.codes and fact.key.measure in (*RULES, "value"):
            found.setdefault(tuple(d for d, _code in fact.key.codes), []).append(fact)
    return tuple(
        Breakdown(
            title=", ".join(dimension_word(view.index, dimension) for dimension in dimensions),
            rows=tuple(
                (codes_word(view.index, fact), view.figure(fact), n_of_27(view, fact))
                for fact in _by_code(view, indicator, facts)
            ),
        )
        for dimensions, facts in sorted(found.items())
    )


def _by_code(view: View, indicator: Indicator, facts: list[Fact]) -> list[Fact]:
    def order(fact: Fact) -> tuple[int, ...]:
        return tuple(
            [code for code, _label in view.index.dimension_codes(indicator, dimension)].index(code)
            for dimension, code in fact.key.codes
        )

    return sorted(facts, key=order)
