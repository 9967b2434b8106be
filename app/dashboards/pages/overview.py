"""The first page of the public side: one finding, one chart, who is covered, and the way on."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import country_name, ngettext
from app.core.i18n import gettext as _
from app.dashboards.addresses import (
    ACTIONS,
    COMPARE,
    COUNTRIES,
    COVERAGE,
    INDICATORS,
    OVERVIEW,
    POINTS,
    REGISTER,
    country_url,
)
from app.dashboards.charts import measures_by_type, status_of_points
from app.dashboards.drawn import DrawnChart, drawn
from app.dashboards.figures import coverage_map_chart
from app.dashboards.findings import full_by_group, joined, most_used, used_types
from app.dashboards.pages.around import PublicPage, around, source_note
from app.dashboards.pages.point_rows import GroupRows, group_rows
from app.dashboards.view import Figure, Sentence, View, said
from app.domain.indicators import PROGRESS
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours
from app.editions.addresses import EDITIONS, edition_url, reports_url
from app.reporting.words import in_language
from app.web.pages import Link


@dataclass(frozen=True)
class KeyFigure:
    """A large number with what it counts."""

    figure: Figure
    label: str
    note: str = ""


@dataclass(frozen=True)
class Download:
    """One file of the edition."""

    label: str
    url: str
    note: str


@dataclass(frozen=True, kw_only=True)
class OverviewPage(PublicPage):
    """The newest published edition at one glance."""

    template: ClassVar[str] = "dashboards/overview.html"

    instrument: str
    finding: Sentence
    figures: tuple[KeyFigure, ...]
    chart: DrawnChart | None
    map: DrawnChart | None
    groups: tuple[GroupRows, ...]
    countries: tuple[Link, ...]
    points_url: str
    indicators_url: str
    indicators: str
    countries_url: str
    figures_url: str
    ways: tuple[tuple[str, str, str], ...]  # title, address, what is there
    downloads: tuple[Download, ...]
    for_machines: tuple[Link, ...]
    editions_url: str
    public_urls: tuple[str, ...] = (OVERVIEW, POINTS, INDICATORS, COUNTRIES, REGISTER)


def overview_page(view: View) -> OverviewPage:
    """Return the overview of an edition."""
    chart, coverage = _chart(view), coverage_map_chart(view, source_note(view))
    count = sum(indicator.id != PROGRESS for indicator in view.catalogue.indicators)
    everybody = (*view.member_states, *(c for c in (COMMISSION,) if c in view.reports))
    return OverviewPage(
        around=around(view, OVERVIEW, _("Science diplomacy in the European Union")),
        has_charts=chart is not None or coverage is not None,
        instrument=in_language(view.catalogue.instrument.title),
        finding=_finding(view),
        figures=_key_figures(view),
        chart=chart,
        map=coverage,
        groups=group_rows(view),
        countries=tuple((country_name(c), view.url(country_url(c))) for c in everybody),
        points_url=view.url(POINTS),
        indicators_url=view.url(INDICATORS),
        indicators=ngettext("%(num)s common indicator", "%(num)s common indicators", count)
        % {"num": count},
        countries_url=view.url(COUNTRIES),
        figures_url=edition_url(view.info.code, "facts"),
        ways=_ways(view),
        downloads=_downloads(view),
        for_machines=_for_machines(),
        editions_url=EDITIONS,
    )


def _ways(view: View) -> tuple[tuple[str, str, str], ...]:
    return (
        (
            _("Measures and good practices"),
            view.url(REGISTER),
            _("Search what every country does, and take away what fits"),
        ),
        (
            _("Commission actions"),
            view.url(ACTIONS),
            _("How far the Commission has come, and what is due when"),
        ),
        (
            _("Coverage and quality"),
            view.url(COVERAGE),
            _("Who stands behind the figures, and what is missing"),
        ),
        (_("Compare"), view.url(COMPARE), _("Two editions side by side")),
    )


def _finding(view: View) -> Sentence:
    measures, countries = view.at("measures", "count"), view.at("measures", "countries")
    if view.is_baseline:
        template = ngettext(
            "Public sources document %(count)s measure that serves the Recommendation, in "
            "%(countries)s of 27 Member States.",
            "Public sources document %(count)s measures that serve the Recommendation, in "
            "%(countries)s of 27 Member States.",
            measures.count,
        )
    else:
        template = ngettext(
            "Member States report %(count)s measure that serves the Recommendation; it comes from "
            "%(countries)s of 27.",
            "Member States report %(count)s measures that serve the Recommendation; they come "
            "from %(countries)s of 27.",
            measures.count,
        )
    return said(template, count=measures, countries=countries)


def _key_figures(view: View) -> tuple[KeyFigure, ...]:
    reported = view.at("coverage", "reported")
    found = [KeyFigure(reported, _("of 27 Member States reported"))]
    if view.is_baseline:
        covered = view.at("coverage", "covered")
        found = [
            KeyFigure(covered, _("of 27 covered by public sources")),
            KeyFigure(reported, _("reported"), _("The first reporting round is still to come.")),
        ]
    ours = view.at("measures", "count", COMMISSION)
    if ours.url:
        found.append(KeyFigure(ours, _("measures of the Commission")))
    return tuple(found)


def _chart(view: View) -> DrawnChart | None:
    measures, countries = view.at("measures", "count"), view.at("measures", "countries")
    if view.is_baseline:
        title = _("Measures of the Member States by type")
        chart = measures_by_type(
            "chart-overview", title, view.facts, view.catalogue, "measures/EU27", view.period
        )
        sentence = said(
            ngettext(
                "%(count)s measure from %(countries)s of 27 Member States.",
                "%(count)s measures from %(countries)s of 27 Member States, counted once each.",
                measures.count,
            ),
            count=measures,
            countries=countries,
        )
        found = most_used(view, used_types(view, "measures/EU27"), measures)
        if found:
            come = said(_("They come from %(countries)s of 27 Member States."), countries=countries)
            sentence = joined(found, come)
        return drawn(view, chart, sentence, _("Type"), source_note(view))
    numbers = tuple(p.number for p in view.catalogue.instrument.points if not is_ours(p))
    title = _("Progress status by point")
    chart = status_of_points(
        "chart-overview", title, view.facts, view.catalogue, numbers, view.period
    )
    sentence = said(
        _("%(reported)s of 27 Member States reported; each bar adds up to 27."),
        reported=view.at("coverage", "reported"),
    )
    found = joined(full_by_group(view), sentence)
    return drawn(view, chart, found, _("Point"), source_note(view), folded=True)


def _downloads(view: View) -> tuple[Download, ...]:
    code = view.info.code
    return (
        Download(
            _("Report and annex"),
            reports_url(code),
            _("The report as a Word document and its annex of data, once they are built."),
        ),
        Download(
            _("Excel workbook"),
            edition_url(code, "data.xlsx"),
            _("All tables with definitions, in the layout of the ERA Forum subgroup."),
        ),
        Download(_("CSV"), edition_url(code, "data.csv.zip"), _("One file for each table.")),
        Download(_("JSON"), edition_url(code, "data.json"), _("All tables in one document.")),
        Download(
            _("SDMX"),
            edition_url(code, "data.sdmx.zip"),
            _("Structures and figures, for statistical tools."),
        ),
        Download(
            _("Everything in one archive"),
            edition_url(code, "archive.zip"),
            _("All of the above with a dictionary, and a manifest to check each file by."),
        ),
    )


def _for_machines() -> tuple[Link, ...]:
    """Return the doors for programs: their addresses stay the same from edition to edition."""
    return (
        (_("JSON interface"), "/api/v1"),
        (_("Its description (OpenAPI)"), "/openapi.json"),
        (_("Catalogue record (DCAT-AP)"), "/catalogue.ttl"),
        (_("Feed of editions (Atom)"), "/editions.atom"),
    )
