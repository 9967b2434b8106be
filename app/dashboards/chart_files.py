"""A chart to take away: its values as CSV, a workbook with a native chart, and two pictures."""

from dataclasses import replace
from typing import Any

from app.core.csv_files import csv_text
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.pdf import picture
from app.core.spreadsheets import (
    CellValue,
    Column,
    ColumnKind,
    NoteSheet,
    TableSheet,
    Workbook,
    workbook_bytes,
)
from app.dashboards.drawn import DrawnChart
from app.dashboards.pages.around import Around
from app.editions.charts import Chart, Datum, svg
from app.editions.charts.palette import edge_of
from app.editions.charts.rows import grid_of, values_of

_DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash")
_MARKERS = ("circle", "square", "diamond", "triangle", "x")


def as_csv(drawn: DrawnChart) -> bytes:
    """Return every value of a chart on a line of its own, with the id of its figure."""
    chart = drawn.chart
    heads = (chart.head or _("Category"), _("Series"), _("Value"), _("In words"), _("Figure"))
    rows = [
        (value.category, value.series, value.datum.value, value.datum.text, value.datum.fact)
        for value in values_of(chart)
    ]
    return csv_text(heads, rows).encode("utf-8-sig")


def as_svg(drawn: DrawnChart) -> bytes:
    """Return the chart as a picture that can be made larger without loss."""
    return svg(drawn.chart).encode("utf-8")


def as_png(drawn: DrawnChart, about: Around) -> bytes:
    """Return the chart with its words as a picture; the same chart is the same bytes."""
    told = {
        "title": drawn.title,
        "finding": drawn.finding,
        "picture": svg(replace(drawn.chart, title="")),
        "note": f"{drawn.note} {about.citation}",
        "mark": _mark(about),
    }
    return picture("picture", told, language=current_locale())


def as_xlsx(drawn: DrawnChart, about: Around) -> bytes:
    """Return the table of a chart with a chart that can be edited, and what it is."""
    lines = (
        (_("Finding"), drawn.finding),
        (_("Source"), drawn.note),
        (_("Edition"), about.edition),
        (_("How to cite"), about.citation),
        (_("Method and limits"), " ".join(about.limits)),
    )
    sheets = (_table(drawn), _figures(drawn), NoteSheet(_("About")[:31], drawn.title, lines))
    return workbook_bytes(Workbook(drawn.title, sheets, _mark(about)))


def _mark(about: Around) -> str:
    return _("Restricted: not published") if about.restricted else ""


def _table(drawn: DrawnChart) -> TableSheet:
    chart = drawn.chart
    grid = grid_of(chart)
    kind: ColumnKind = "number" if drawn.are_numbers else "text"
    wide = 12 if len(grid.head) > 6 else 22
    first = Column(grid.head[0] or _("Category"), 36)
    columns = (first, *(Column(name, wide, kind) for name in _distinct(grid.head[1:], first.title)))
    rows: list[tuple[CellValue, ...]] = [
        (row.label, *(_value(datum) for datum in row.cells)) for row in grid.rows
    ]

    def draw(book: Any, sheet: Any, top: int, _last: int) -> None:
        _draw(book, sheet, chart, top, len(columns))

    return TableSheet(_("Chart")[:31], drawn.title, "Chart_data", columns, rows, drawn.note, draw)


def _distinct(names: tuple[str, ...], first: str) -> list[str]:
    """Return names of columns that differ: a table has no two alike."""
    found = {first.casefold()}
    kept = []
    for written in names:
        name = other = written or _("Value")
        number = 2
        while other.casefold() in found:
            other, number = f"{name} {number}", number + 1
        found.add(other.casefold())
        kept.append(other)
    return kept


def _value(datum: Datum) -> CellValue:
    return datum.text or datum.value


def _figures(drawn: DrawnChart) -> TableSheet:
    columns = (
        Column(_("Category"), 36),
        Column(_("Series"), 30),
        Column(_("Value"), 14, "number"),
        Column(_("In words"), 30),
        Column(_("Figure"), 60),
    )
    rows = [
        (value.category, value.series, value.datum.value, value.datum.text, value.datum.fact)
        for value in values_of(drawn.chart)
    ]
    title = _("Each value with the figure it is")
    return TableSheet(_("Figures")[:31], title, "Chart_figures", columns, rows)


def _draw(book: Any, sheet: Any, chart: Chart, top: int, columns: int) -> None:
    """Put a native chart beside the table, where spreadsheets have one of this kind."""
    made = {"bars": _bars, "dots": _dots, "lines": _lines, "panels": _panels}.get(chart.kind)
    if made is None:
        return
    native = made(book, sheet, chart, top, columns)
    native.set_title({"name": chart.title, "name_font": {"size": 12}})
    native.set_legend({"position": "bottom", "none": len(chart.series) == 1 and not chart.marks})
    native.set_size({"width": 720, "height": max(360, 24 * len(chart.categories) + 160)})
    sheet.insert_chart(top, columns + 1, native, {"description": chart.description})


def _span(sheet: Any, top: int, column: int, count: int) -> list[Any]:
    return [sheet.get_name(), top + 1, column, top + count, column]


def _bars(book: Any, sheet: Any, chart: Chart, top: int, _columns: int) -> Any:
    native = book.add_chart({"type": "bar", "subtype": "stacked"})
    count = len(chart.categories)
    if count == 1 < len(chart.series):  # the parts of one bar stand downwards in the table
        native = book.add_chart({"type": "bar"})
        series = chart.series[0]
        _add(native, sheet, top, (0, 1, len(chart.series)), series.colour)
    else:
        for place, series in enumerate(chart.series, 1):
            pattern = {"pattern": "wide_upward_diagonal", "fg_color": f"#{series.colour}"}
            look = {"pattern": pattern} if series.fill == "hatch" else {}
            inside = "FFFFFF" if series.fill == "outline" else series.colour
            edge = edge_of(series.colour, series.fill)
            _add(native, sheet, top, (0, place, count), inside, edge, look)
    _upright(native, chart)
    return native


def _add(
    native: Any,
    sheet: Any,
    top: int,
    where: tuple[int, int, int],
    colour: str,
    edge: str = "FFFFFF",
    look: dict[str, Any] | None = None,
) -> None:
    names, values, count = where
    native.add_series(
        {
            "name": [sheet.get_name(), top, values],
            "categories": _span(sheet, top, names, count),
            "values": _span(sheet, top, values, count),
            "border": {"color": f"#{edge}"},
            "gap": 45,
            **(look or {"fill": {"color": f"#{colour}"}}),
        }
    )


def _upright(native: Any, chart: Chart) -> None:
    native.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    native.set_x_axis({"name": chart.axis, "min": 0})


def _dots(book: Any, sheet: Any, chart: Chart, top: int, columns: int) -> Any:
    """Return dots without a line; the median is a line whose values stand beyond the chart."""
    native = book.add_chart({"type": "line"})
    count = len(chart.categories)
    colour = f"#{chart.series[0].colour}"
    native.add_series(
        {
            "name": [sheet.get_name(), top, 1],
            "categories": _span(sheet, top, 0, count),
            "values": _span(sheet, top, 1, count),
            "line": {"none": True},
            "marker": {"type": "circle", "size": 8, "fill": {"color": colour}},
        }
    )
    for place, mark in enumerate(chart.marks):
        column = columns + 14 + place
        sheet.write_string(top, column, f"{mark.name} ({mark.n})")
        for row in range(count):
            sheet.write_number(top + 1 + row, column, float(mark.datum.value or 0))
        native.add_series(
            {
                "name": [sheet.get_name(), top, column],
                "categories": _span(sheet, top, 0, count),
                "values": _span(sheet, top, column, count),
                "line": {"color": "#B03A2E", "width": 1.5, "dash_type": "dash"},
                "marker": {"type": "none"},
            }
        )
    native.set_y_axis({"name": chart.axis, "min": 0})
    return native


def _lines(book: Any, sheet: Any, chart: Chart, top: int, _columns: int) -> Any:
    native = book.add_chart({"type": "line"})
    count = len(chart.categories)
    for place, series in enumerate(chart.series):
        colour = {"color": f"#{series.colour}"}
        sign = _MARKERS[place % len(_MARKERS)]
        native.add_series(
            {
                "name": [sheet.get_name(), top, place + 1],
                "categories": _span(sheet, top, 0, count),
                "values": _span(sheet, top, place + 1, count),
                "line": {**colour, "width": 2, "dash_type": _DASHES[place % len(_DASHES)]},
                "marker": {"type": sign, "size": 7, "fill": colour, "border": colour},
            }
        )
    native.set_y_axis({"name": chart.axis})
    return native


def _panels(book: Any, sheet: Any, chart: Chart, top: int, _columns: int) -> Any:
    """Return bars side by side: spreadsheets have no small charts on one scale."""
    native = book.add_chart({"type": "bar"})
    shades = ("86AEDD", "1F4E8C", "173F73", "C6D9F0")
    for place in range(len(chart.categories)):
        shade = shades[place % len(shades)]
        _add(native, sheet, top, (0, place + 1, len(chart.series)), shade)
    _upright(native, chart)
    return native
