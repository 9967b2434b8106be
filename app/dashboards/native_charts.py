"""Native charts in the workbook of a chart: they can be edited, and their cells are its table."""

from decimal import Decimal
from typing import Any

from app.editions.charts import Chart, Fill, Series
from app.editions.charts.palette import MARK, edge_of, look_of
from app.editions.charts.svg_lines import name_of
from app.editions.charts.svg_parts import tick_values

_DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash")
_MARKERS = ("circle", "square", "diamond", "triangle", "x")
_PATTERNS: dict[Fill, str] = {"hatch": "wide_upward_diagonal", "dotted": "percent_5"}
_PANEL_COLUMNS, _PANEL_WIDTH = 3, 330
# The first category stands at the top, each has its name, and the numbers stand below the bars.
_DOWNWARDS = {
    "reverse": True,
    "crossing": "max",
    "interval_unit": 1,
    "num_font": {"size": 8},
    "major_gridlines": {"visible": False},
}


def draw_native(book: Any, sheet: Any, chart: Chart, top: int, columns: int) -> None:
    """Put native charts beside the table that begins at a row and has so many columns."""
    if chart.kind == "panels":
        _put_panels(book, sheet, chart, top, columns)
        return
    made = {"bars": _bars, "dots": _dots, "lines": _lines}.get(chart.kind)
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
            inside = "FFFFFF" if series.fill == "outline" else series.colour
            edge = edge_of(series.colour, series.fill)
            _add(native, sheet, top, (0, place, count), inside, edge, _pattern(series))
    _upright(native, chart)
    return native


def _pattern(series: Series) -> dict[str, Any]:
    if series.fill not in _PATTERNS:
        return {}
    return {"pattern": {"pattern": _PATTERNS[series.fill], "fg_color": f"#{series.colour}"}}


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
    native.set_y_axis(_DOWNWARDS)
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
                "line": {"color": f"#{MARK}", "width": 1.5, "dash_type": "dash"},
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
        look = look_of(place)
        inside = {"color": "#FFFFFF"} if look.is_open else colour
        width = 4 if series.is_whole else 2
        native.add_series(
            {
                "name": name_of(series),  # with the change in brackets
                "categories": _span(sheet, top, 0, count),
                "values": _span(sheet, top, place + 1, count),
                "line": {**colour, "width": width, "dash_type": _DASHES[look.dash]},
                "marker": {
                    "type": _MARKERS[look.sign],
                    "size": 7,
                    "fill": inside,
                    "border": colour,
                },
            }
        )
    native.set_y_axis({"name": chart.axis})
    return native


def _put_panels(book: Any, sheet: Any, chart: Chart, top: int, columns: int) -> None:
    """Put a small chart for each row of the table, all on one scale, three beside each other."""
    count, name = len(chart.categories), sheet.get_name()
    most = tick_values(Decimal(0), max(chart.largest, Decimal(1)))[-1]
    height = 34 * count + 100
    for place, series in enumerate(chart.series):
        native = book.add_chart({"type": "bar"})
        row = top + 1 + place
        native.add_series(
            {
                "name": [name, row, 0],
                "categories": [name, top, 1, top, count],
                "values": [name, row, 1, row, count],
                "fill": {"color": f"#{series.colour}"},
                "gap": 45,
                "data_labels": {"value": True},
            }
        )
        native.set_title({"name": series.name, "name_font": {"size": 11}})
        native.set_legend({"none": True})
        native.set_y_axis(_DOWNWARDS)
        native.set_x_axis({"min": 0, "max": float(most), "major_gridlines": {"visible": False}})
        native.set_size({"width": _PANEL_WIDTH, "height": height})
        across, down = place % _PANEL_COLUMNS, place // _PANEL_COLUMNS
        at = {"x_offset": across * (_PANEL_WIDTH + 10), "y_offset": down * (height + 10)}
        alt = f"{chart.title}: {series.name}. {chart.description}"
        sheet.insert_chart(top, columns + 1, native, {"description": alt, **at})
