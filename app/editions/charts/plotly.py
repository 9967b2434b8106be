"""A chart as the JSON that plotly.js draws; the page sets fonts and sizes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.editions.charts.palette import MARK, look_of
from app.editions.charts.plotly_parts import downwards, json_number, marker, plotly_text
from app.editions.charts.plotly_places import map_figure, matrix_figure, milestones_figure
from app.editions.charts.specification import Chart, Kind, Series, legend_of
from app.editions.charts.svg_lines import change_words, line_name
from app.editions.charts.svg_parts import datum_words, stands_left, tick_values

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
_SIGNS = ("circle", "square", "diamond", "triangle-up", "cross")


def plotly_figure(chart: Chart) -> dict[str, Any]:
    """Return the chart as plotly.js takes it, with the fact behind each value beside it."""
    figure = _FIGURES[chart.kind](chart)
    figure["layout"]["title"] = {"text": plotly_text(chart.title)}
    figure["layout"]["meta"] = {"kind": chart.kind, **figure["layout"].get("meta", {})}
    return figure


def _bars(chart: Chart) -> dict[str, Any]:
    listed = {place for place, _words in legend_of(chart)}
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": series.group or series.name,
            "legendgroup": series.group or series.key,
            "showlegend": place in listed,
            "y": list(chart.categories),
            "x": [json_number(datum.value) for datum in series.data],
            "customdata": [datum.fact for datum in series.data],
            "hovertemplate": "%{y}<br>" + plotly_text(series.name) + ": %{x}<extra></extra>",
            "marker": marker(series.colour, series.fill),
        }
        for place, series in enumerate(chart.series)
    ]
    layout = {
        "barmode": "stack",
        "xaxis": {"title": {"text": plotly_text(chart.axis)}, "rangemode": "tozero"},
        "yaxis": downwards(chart.categories),
        "legend": {"orientation": "h", "traceorder": "normal"},
        "showlegend": len(chart.series) > 1,
    }
    return {"data": traces, "layout": layout}


def _dots(chart: Chart) -> dict[str, Any]:
    series = chart.series[0]
    most = chart.largest or Decimal(1)
    pixel = most / 640  # about, on a wide page
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": plotly_text(series.name),
            "text": [datum_words(datum) for datum in series.data],
            "textposition": [
                "middle left" if stands_left(chart, datum, pixel) else "middle right"
                for datum in series.data
            ],
            "cliponaxis": False,
            "y": list(chart.categories),
            "x": [json_number(datum.value) for datum in series.data],
            "customdata": [datum.fact for datum in series.data],
            "hovertemplate": "%{y}: %{x}<extra></extra>",
            "marker": {**marker(series.colour, series.fill), "size": 11},
        }
    ]
    for mark in chart.marks:
        if mark.datum.value is None:
            continue
        words = f"{mark.name} {datum_words(mark.datum)} ({mark.n})"
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": plotly_text(words),
                "y": [chart.categories[0], chart.categories[-1]],
                "x": [json_number(mark.datum.value)] * 2,
                "customdata": [mark.datum.fact] * 2,
                "hovertemplate": plotly_text(words) + "<extra></extra>",
                "line": {"color": f"#{MARK}", "width": 2, "dash": "dash"},
            }
        )
    layout = {
        "xaxis": {
            "title": {"text": plotly_text(chart.axis)},
            "range": [-0.03 * float(most), 1.1 * float(most)],
            "tickformat": ",",
        },
        "yaxis": downwards(chart.categories),
        "showlegend": len(traces) > 1,
        "legend": {"orientation": "h"},
        "height": 24 * len(chart.categories) + 110,
    }
    return {"data": traces, "layout": layout}


def _lines(chart: Chart) -> dict[str, Any]:
    """Return lines; the page names each at its end, and moves the names apart."""
    traces = []
    for place, series in enumerate(chart.series):
        look, colour = look_of(place), f"#{series.colour}"
        sign = _SIGNS[look.sign] + ("-open" if look.is_open else "")
        width = 4 if series.is_whole else 2
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": plotly_text(line_name(series)),
                "x": list(chart.categories),
                "y": [json_number(datum.value) for datum in series.data],
                "customdata": [datum.fact for datum in series.data],
                "hovertemplate": "%{x}, " + plotly_text(series.name) + ": %{y}<extra></extra>",
                "line": {"color": colour, "dash": _DASHES[look.dash], "width": width},
                "marker": {
                    "color": colour,
                    "symbol": sign,
                    "size": 9,
                    "line": {"color": colour, "width": 2},
                },
                "cliponaxis": False,
                "meta": _change(series),
            }
        )
    values = [d.value for series in chart.series for d in series.data if d.value is not None]
    ticks = tick_values(min(values), max(values))
    room = (ticks[-1] - ticks[0]) / 20
    layout = {
        "xaxis": {"type": "category", "range": [-0.08, len(chart.categories) - 0.98]},
        "yaxis": {
            "title": {"text": plotly_text(chart.axis)},
            "range": [float(ticks[0] - room), float(ticks[-1] + room)],
        },
        "showlegend": False,
        "height": 320,
    }
    return {"data": traces, "layout": layout}


def _change(series: Series) -> dict[str, Any]:
    if series.change is None or series.change.value is None:
        return {}
    value = series.change.value
    return {"fact": series.change.fact, "change": json_number(value), "words": change_words(value)}


def _panels(chart: Chart) -> dict[str, Any]:
    columns = 3
    rows = -(-len(chart.series) // columns)
    traces, notes = [], []
    layout: dict[str, Any] = {
        "grid": {"rows": rows, "columns": columns, "pattern": "independent", "ygap": 0.6},
        "showlegend": False,
        "height": rows * (26 * len(chart.categories) + 62) + 30,
    }
    for place, series in enumerate(chart.series):
        end = str(place + 1) if place else ""
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": plotly_text(series.name),
                "xaxis": f"x{end}",
                "yaxis": f"y{end}",
                "y": list(chart.categories),
                "x": [json_number(datum.value) for datum in series.data],
                "customdata": [datum.fact for datum in series.data],
                "text": [datum_words(datum) or "–" for datum in series.data],
                "textposition": "outside",
                "hovertemplate": plotly_text(series.name) + ", %{y}: %{x}<extra></extra>",
                "marker": marker(series.colour, series.fill),
                "cliponaxis": False,
            }
        )
        layout[f"xaxis{end}"] = {
            "range": [0, float(chart.largest or 1) * 1.25],
            "showticklabels": False,
            "showgrid": False,
        }
        layout[f"yaxis{end}"] = {**downwards(chart.categories), "showgrid": False}
        notes.append(
            {
                "text": plotly_text(series.name),
                "xref": f"x{end} domain",
                "yref": f"y{end} domain",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
    return {"data": traces, "layout": {**layout, "annotations": notes}}


_FIGURES: dict[Kind, Callable[[Chart], dict[str, Any]]] = {
    "bars": _bars,
    "dots": _dots,
    "lines": _lines,
    "panels": _panels,
    "map": map_figure,
    "matrix": matrix_figure,
    "milestones": milestones_figure,
}
