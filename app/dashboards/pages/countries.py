"""The list of countries, and what an edition holds of one of them."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import country_name, ngettext, printed_code
from app.core.i18n import gettext as _
from app.dashboards.addresses import COUNTRIES, OVERVIEW, country_url, indicator_url, point_url
from app.dashboards.drawn import DrawnChart
from app.dashboards.figures import change_chart, milestones_chart, region_chart
from app.dashboards.pages.around import PublicPage, around, language_note, source_note
from app.dashboards.pages.overview import KeyFigure
from app.dashboards.pages.records import (
    LinkRow,
    MeasureRow,
    link_rows,
    measure_rows,
    shown_evidence,
)
from app.dashboards.pages.spoken import Spoken, spoken
from app.dashboards.view import Figure, View, n_of_27
from app.domain.contribution import ReportData
from app.domain.facts import EU27, Fact, FactKey
from app.domain.indicators import PROGRESS, Indicator
from app.domain.points import Point, PointGroup
from app.domain.roles import COMMISSION
from app.domain.seen import narrative_codes
from app.editions.addressed import is_ours
from app.editions.addresses import reports_url
from app.editions.charts import title_of
from app.editions.words import figure_text, flag_words, measure_word
from app.identity.reporters import find_reporter
from app.reporting.translated import translations_of
from app.reporting.words import answer_text, period_word, point_title
from app.web.pages import Link

# How a value of one country is compared with the others: by the middle, or by who said the same.
_COMPARED = ("median", "mean", "ratio_of_sums", "count_yes")
DRAWN_FOR_COUNTRIES = ("SD-05.4", "SD-05.5")  # co-publications, doctoral admissions: by region


@dataclass(frozen=True)
class CountryRow:
    """One country in the list."""

    name: str
    code: str
    url: str
    points: Figure
    measures: Figure


@dataclass(frozen=True, kw_only=True)
class CountriesPage(PublicPage):
    """The countries of an edition, in protocol order, and the Commission."""

    template: ClassVar[str] = "dashboards/countries.html"

    rows: tuple[CountryRow, ...]
    commission: CountryRow | None
    sentence: str
    of_points: str


@dataclass(frozen=True)
class Square:
    """One point in the strip."""

    number: int
    state: str
    url: str
    name: str


@dataclass(frozen=True)
class Strip:
    """The points of one group."""

    title: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class ComparedRow:
    """A value of the country beside the figure of the Member States together."""

    name: str
    url: str
    unit: str
    period: str
    figure: Figure
    flags: tuple[str, ...]
    together: Figure
    rule: str
    n: Figure


@dataclass(frozen=True)
class OwnWords:
    """What the country says itself at one point."""

    point: Link
    texts: tuple[tuple[str, Spoken, str], ...]  # question, text, its language in words


@dataclass(frozen=True, kw_only=True)
class CountryPage(PublicPage):
    """One country, or the Commission."""

    template: ClassVar[str] = "dashboards/country.html"

    title: str
    over: str
    is_ours: bool
    is_known: bool
    figures: tuple[KeyFigure, ...]
    strip: tuple[Strip, ...]
    states: tuple[str, ...]
    values: tuple[ComparedRow, ...]
    charts: tuple[DrawnChart, ...]
    measures: tuple[MeasureRow, ...]
    words: tuple[OwnWords, ...]
    links: tuple[LinkRow, ...]
    current_url: str  # what the country keeps current beside the edition; empty for the Commission
    fiche_url: str  # its fiche as a PDF; empty where there is none or it is not published
    missing_note: str  # for the Commission only: why nothing is here


def countries_page(view: View) -> CountriesPage:
    """Return the list of countries."""
    rows = tuple(_row(view, reporter) for reporter in view.member_states)
    return CountriesPage(
        around=around(view, COUNTRIES, _("Countries")),
        crumbs=((_("Overview"), view.url(OVERVIEW)), (_("Countries"), "")),
        rows=rows,
        commission=_row(view, COMMISSION) if COMMISSION in view.reports else None,
        sentence=ngettext(
            "This edition holds information on %(num)s of 27 Member States.",
            "This edition holds information on %(num)s of 27 Member States.",
            len(rows),
        )
        % {"num": len(rows)},
        of_points=_("of %(num)d") % {"num": len(_points(view, ""))},
    )


def _row(view: View, reporter: str) -> CountryRow:
    code = printed_code(reporter)
    return CountryRow(
        name=country_name(reporter),
        code=code,
        url=view.url(country_url(reporter)),
        points=view.at("coverage", "points", code),
        measures=view.at("measures", "count", code),
    )


def find_country(written: str) -> str | None:
    """Return the stored code of what somebody wrote; GR and EL are the same."""
    return find_reporter(written)


def country_page(view: View, reporter: str) -> CountryPage:
    """Return the page of one country; without information it says just that."""
    code, data = printed_code(reporter), view.reports.get(reporter)
    strip = _strip(view, reporter) if data is not None and not view.is_baseline else ()
    charts = _charts(view, reporter) if data is not None else ()
    return CountryPage(
        around=around(view, country_url(reporter), country_name(reporter)),
        crumbs=(
            (_("Overview"), view.url(OVERVIEW)),
            (_("Countries"), view.url(COUNTRIES)),
            (country_name(reporter), ""),
        ),
        title=country_name(reporter),
        current_url="" if reporter == COMMISSION else f"{country_url(reporter)}/current",
        fiche_url=_fiche_url(view, code) if data is not None else "",
        missing_note=_missing_note(view, reporter) if data is None else "",
        over=_range(view) if reporter == COMMISSION else code,
        is_ours=reporter == COMMISSION,
        is_known=data is not None,
        figures=_key_figures(view, reporter, code),
        strip=strip,
        states=_states(view, strip),
        values=_values(view, reporter, code),
        charts=charts,
        has_charts=bool(charts),
        measures=_measures(view, reporter, data) if data else (),
        words=_words(view, data) if data and not view.is_baseline else (),
        links=_links(view, reporter, data) if data else (),
    )


def _fiche_url(view: View, code: str) -> str:
    return reports_url(view.info.code, f"fiches/{code}") if view.info.is_published else ""


def _missing_note(view: View, reporter: str) -> str:
    """Return for those who may know it that nothing of this reporter is in the edition."""
    if not view.knows_who or view.is_baseline:
        return ""
    return _("No submission of %(country)s was accepted when this edition was frozen.") % {
        "country": country_name(reporter)
    }


def _charts(view: View, reporter: str) -> tuple[DrawnChart, ...]:
    """Return the small charts of a country: co-publications and doctoral admissions by region."""
    if reporter == COMMISSION:
        return _milestones(view)
    indicators = [i for i in view.catalogue.indicators if i.id in DRAWN_FOR_COUNTRIES]
    note = source_note(view)
    found = [
        build(view, indicator, note, reporter)
        for indicator in indicators
        for build in (change_chart, region_chart)
    ]
    return tuple(chart for chart in found if chart)


def _milestones(view: View) -> tuple[DrawnChart, ...]:
    chart = milestones_chart(view, source_note(view))
    return (chart,) if chart else ()


def _key_figures(view: View, reporter: str, code: str) -> tuple[KeyFigure, ...]:
    points = view.at("coverage", "points", code)
    measures = view.at("measures", "count", code)
    shown = []
    if points.url:
        label = _("of %(num)d points with information") % {"num": len(_points(view, reporter))}
        shown.append(KeyFigure(points, label))
    if measures.url:
        label = ngettext("measure", "measures", measures.count)
        shown.append(KeyFigure(measures, label))
    return tuple(shown)


def _range(view: View) -> str:
    numbers = [point.number for point in _points(view, COMMISSION)]
    return _("Points %(first)d to %(last)d") % {"first": min(numbers), "last": max(numbers)}


def _points(view: View, reporter: str) -> tuple[Point, ...]:
    ours = reporter == COMMISSION
    return tuple(p for p in view.catalogue.instrument.points if is_ours(p) == ours)


def _strip(view: View, reporter: str) -> tuple[Strip, ...]:
    points = _points(view, reporter)
    return tuple(
        Strip(title_of(group), tuple(_square(view, reporter, p) for p in here))
        for group in view.catalogue.instrument.groups
        if (here := _in_group(points, group))
    )


def _in_group(points: tuple[Point, ...], group: PointGroup) -> tuple[Point, ...]:
    return tuple(p for p in points if p.number in group.points)


def _square(view: View, reporter: str, point: Point) -> Square:
    key = FactKey(f"{point.id}.progress", printed_code(reporter), "value", view.period)
    fact = view.fact(str(key))
    left_out = point.id in view.reports[reporter].left_out
    state = (fact.text or "") if fact else "left_out" if left_out else "not_reported"
    word = figure_text(view.index, fact) if fact else ""
    if not fact:
        word = _("left out") if left_out else _("no status to show")
    name = _("Point %(number)d, %(title)s: %(status)s") % {
        "number": point.number,
        "title": point_title(point),
        "status": word,
    }
    return Square(point.number, state, view.url(point_url(point.id)), name)


def _states(view: View, strip: tuple[Strip, ...]) -> tuple[str, ...]:
    """Return the states that occur, for the legend: in the order of the scale."""
    met = {square.state for part in strip for square in part.squares}
    scale = [option.value for option in view.catalogue.progress_scale]
    return tuple(s for s in (*scale, "left_out", "not_reported") if s in met)


def _values(view: View, reporter: str, code: str) -> tuple[ComparedRow, ...]:
    """Return the country's own totals beside the figure of the Member States together."""
    own: dict[str, list[Fact]] = {}
    for fact in view.facts.values():
        if fact.key.set == code and fact.key.measure == "value" and not fact.key.codes:
            own.setdefault(fact.key.subject, []).append(fact)
    return tuple(
        _compared(view, indicator, fact)
        for indicator in view.catalogue.indicators
        if indicator.id != PROGRESS
        for fact in sorted(own.get(indicator.id, []), key=lambda f: f.key.period, reverse=True)
    )


def _compared(view: View, indicator: Indicator, fact: Fact) -> ComparedRow:
    measures = (*_COMPARED, f"count/{fact.text}")
    keys = [FactKey(indicator.id, EU27, measure, fact.key.period) for measure in measures]
    together = next((f for f in map(view.fact, map(str, keys)) if f is not None), None)
    return ComparedRow(
        name=indicator.name,
        url=view.url(indicator_url(indicator.id)),
        unit=indicator.unit if fact.number is not None else "",
        period=period_word(fact.key.period),
        figure=view.figure(fact),
        flags=flag_words(view.index, fact),
        together=view.figure(together),
        rule=_rule(view, together),
        n=n_of_27(view, together),
    )


def _rule(view: View, together: Fact | None) -> str:
    if together is None:
        return ""
    if together.key.measure.startswith("count/"):
        return ngettext(
            "Member State gave the same answer",
            "Member States gave the same answer",
            int(together.number or 0),
        )
    return measure_word(view.index, together)


def _measures(view: View, reporter: str, data: ReportData) -> tuple[MeasureRow, ...]:
    here = [m for m in data.measures if set(m.points) - set(data.left_out)]
    ordered = sorted(here, key=lambda m: (min(m.points), m.title))
    return measure_rows(view, ((reporter, measure) for measure in ordered))


def _links(view: View, reporter: str, data: ReportData) -> tuple[LinkRow, ...]:
    ordered = sorted(shown_evidence(data), key=lambda e: (e.point, e.title))
    return link_rows(view, ((reporter, evidence) for evidence in ordered))


def _words(view: View, data: ReportData) -> tuple[OwnWords, ...]:
    questions = {question.key: question for question in view.catalogue.questions}
    found = []
    for point in _points(view, data.reporter):
        texts = []
        for code in narrative_codes(view.index, point.id):
            answer = data.answers.get(code)
            if answer is None or answer.value is None or point.id in data.left_out:
                continue
            question = questions[code.partition(".")[2]]
            language = answer.language or "en"
            text = answer_text(question, answer.value)
            said = spoken(text, language, translations_of(answer))
            texts.append((question.label, said, language_note(said.language)))
        if texts:
            link = (f"{point.number}. {point_title(point)}", view.url(point_url(point.id)))
            found.append(OwnWords(link, tuple(texts)))
    return tuple(found)
