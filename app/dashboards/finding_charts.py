"""Finding the chart that an address names: on the page that shows it, as that page shows it."""

import re
from collections.abc import Callable, Iterable

from app.dashboards.drawn import DrawnChart
from app.dashboards.figures import milestones_chart, status_matrix_chart
from app.dashboards.pages.around import source_note
from app.dashboards.pages.countries import country_page, find_country
from app.dashboards.pages.indicators import find_indicator, indicator_page
from app.dashboards.pages.overview import overview_page
from app.dashboards.pages.points import find_point, point_page, points_page
from app.dashboards.view import View

Found = Iterable[DrawnChart | None]


def find_chart(view: View, chart_id: str) -> DrawnChart | None:
    """Return the chart with this id, None where the edition has none for this reader."""
    for pattern, charts in _PAGES:
        match = pattern.fullmatch(chart_id)
        if match:
            found = charts(view, match.groupdict().get("of", ""))
            return next((one for one in found if one and one.chart.id == chart_id), None)
    return None


def _of_point(view: View, name: str) -> Found:
    point = find_point(view.index, name)
    return point_page(view, point).charts if point else ()


def _of_indicator(view: View, name: str) -> Found:
    indicator = find_indicator(view.index, name)
    return indicator_page(view, indicator).every_chart if indicator else ()


def _of_country(view: View, name: str) -> Found:
    reporter = find_country(name)
    return country_page(view, reporter).charts if reporter else ()


def _of_groups(view: View, _name: str) -> Found:
    page = points_page(view)
    return (page.side_by_side, *(chart for _rows, chart in page.groups))


def _of_overview(view: View, _name: str) -> Found:
    page = overview_page(view)
    return page.chart, page.map


def _of_edition(view: View, _name: str) -> Found:
    note = source_note(view)
    return status_matrix_chart(view, note), milestones_chart(view, note)


def _of_group(view: View, name: str) -> Found:
    groups = [g for g in view.catalogue.instrument.groups if g.id == name]
    return [status_matrix_chart(view, source_note(view), group) for group in groups]


_PAGES: tuple[tuple[re.Pattern[str], Callable[[View, str], Found]], ...] = (
    (re.compile(r"chart-(?:overview|coverage)"), _of_overview),
    (re.compile(r"chart-(?:matrix|milestones)"), _of_edition),
    (re.compile(r"chart-matrix-(?P<of>[a-z_]+)"), _of_group),
    (re.compile(r"chart-(?P<of>P\d\d)-[a-z]+"), _of_point),
    (re.compile(r"chart-SD-\w+\.\d+-[a-z]+-(?P<of>[A-Z]{2})"), _of_country),
    (re.compile(r"chart-(?P<of>SD-\w+\.\d+)-[\w-]+"), _of_indicator),
    (re.compile(r"chart-[a-z_]+"), _of_groups),
)
