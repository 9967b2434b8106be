"""Native charts of a workbook: drawn from the cells of its tables, edited like any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ROW_PIXELS, _WIDTH, _AROUND = 20, 900, 150
_FIRST_ROW = 4  # of the figures in a table sheet, counted from nought


@dataclass(frozen=True)
class BarSeries:
    """One colour of a chart: a column of the table, counted from nought."""

    column: int
    colour: str  # six hexadecimal digits
    is_open: bool = False  # white with an edge in its colour


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, stacked where there are several series, from the rows of one sheet."""

    title: str
    description: str
    sheet: str
    rows: int
    categories: int  # column
    series: Sequence[BarSeries]


@dataclass(frozen=True)
class ChartSheet:
    """A sheet with charts, one below the other."""

    name: str
    title: str
    note: str
    charts: tuple[BarChart, ...]


def draw_charts(book: Any, sheet: Any, formats: Mapping[str, Any], content: ChartSheet) -> None:
    """Put the charts of a sheet below its title."""
    sheet.write_string(0, 0, content.title, formats["title"])
    sheet.write_string(1, 0, content.note, formats["note"])
    row = 3
    for chart in content.charts:
        height = _AROUND + chart.rows * _ROW_PIXELS
        sheet.insert_chart(
            row,
            0,
            _drawn(book, chart, height),
            {"description": chart.description, "object_position": 2},
        )
        row += height // _ROW_PIXELS + 2


def _drawn(book: Any, chart: BarChart, height: int) -> Any:
    drawn = book.add_chart({"type": "bar", "subtype": "stacked"})
    last = _FIRST_ROW + chart.rows - 1
    for series in chart.series:
        colour = f"#{series.colour}"
        drawn.add_series(
            {
                "name": [chart.sheet, _FIRST_ROW - 1, series.column],
                "categories": [chart.sheet, _FIRST_ROW, chart.categories, last, chart.categories],
                "values": [chart.sheet, _FIRST_ROW, series.column, last, series.column],
                "fill": {"color": "#FFFFFF" if series.is_open else colour},
                "border": {"color": colour if series.is_open else "#FFFFFF"},
                "gap": 45,
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {"size": 11}, "overlay": False})
    drawn.set_y_axis({"reverse": True})
    drawn.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D5DAE3"}}})
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    drawn.set_size({"width": _WIDTH, "height": height})
    return drawn
