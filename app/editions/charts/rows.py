"""A chart as a table: the same values in the same order, for pages, files and programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.editions.charts.specification import Chart, Datum


@dataclass(frozen=True)
class Row:
    """One line of a table: what it is about, and a value for each further column."""

    label: str
    cells: tuple[Datum, ...]


@dataclass(frozen=True)
class Grid:
    """A table: the heads of its columns, the first one over the labels, and its rows."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Value:
    """One value with everything that says which one it is."""

    category: str
    series: str
    datum: Datum


def grid_of(chart: Chart, head: str = "") -> Grid:
    """Return a chart as the table that stands beside it."""
    head = head or chart.head
    if chart.kind == "milestones":
        return _dated(chart, head)
    if chart.kind == "panels":
        rows = tuple(Row(series.name, series.data) for series in chart.series)
        return Grid((head, *chart.categories), rows)
    if chart.kind == "bars" and len(chart.categories) == 1 < len(chart.series):
        down = tuple(Row(s.name, (s.data[0],)) for s in chart.series)  # reads better downwards
        return Grid((head, chart.axis), down)
    rows = tuple(
        Row(category, tuple(series.data[place] for series in chart.series))
        for place, category in enumerate(chart.categories)
    )
    names = (chart.axis,) if len(chart.series) == 1 else tuple(s.name for s in chart.series)
    return Grid((head, *names), rows + tuple(_together(chart)))


def _together(chart: Chart) -> Iterator[Row]:
    """Yield what stands across all categories: the median, and changes over the whole."""
    for mark in chart.marks:
        if mark.datum.is_shown:
            yield Row(f"{mark.name} ({mark.n})", (mark.datum,))
    if any(series.change for series in chart.series):
        nothing = Datum("", None)
        yield Row(change_label(chart), tuple(s.change or nothing for s in chart.series))


def change_label(chart: Chart) -> str:
    """Return over what a change is told."""
    between = {"first": chart.categories[0], "last": chart.categories[-1]}
    return _("Change from %(first)s to %(last)s, percent") % between


def _dated(chart: Chart, head: str) -> Grid:
    rows = tuple(
        Row(f"{category}: ({number}) {series.name}", (series.data[place],))
        for place, category in enumerate(chart.categories)
        for number, series in enumerate(chart.series, 1)
        if series.data[place].is_shown
    )
    return Grid((head, chart.axis), rows)


def values_of(chart: Chart) -> Iterator[Value]:
    """Yield every value of a chart that is shown, one by one."""
    for place, category in enumerate(chart.categories):
        for series in chart.series:
            if series.data[place].is_shown:
                yield Value(category, series.name, series.data[place])
    for mark in chart.marks:
        if mark.datum.is_shown:
            yield Value(f"{mark.name} ({mark.n})", "", mark.datum)
    for series in chart.series:
        if series.change is not None and series.change.is_shown:
            yield Value(change_label(chart), series.name, series.change)
