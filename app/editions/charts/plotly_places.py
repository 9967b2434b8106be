"""Charts by place and time as plotly.js takes them: map beside tiles, matrix, line of time.

The map needs no geographic part of that library and nothing from elsewhere: its outlines are plain
areas on two plain axes.
"""

from typing import Any

from app.editions.charts.palette import GREY, INK, edge_of, text_on
from app.editions.charts.plotly_parts import inside, json_number, marker, plotly_text
from app.editions.charts.shapes import TILES, MapShapes
from app.editions.charts.shapes import WIDTH as MAP_WIDTH
from app.editions.charts.specification import Chart, Datum, Series, Step
from app.editions.charts.svg_parts import datum_words
from app.editions.charts.svg_places import TILE, marks_of, moment_of, tip_of

_NOTHING = Step("", "–", GREY, "outline")


def map_figure(chart: Chart) -> dict[str, Any]:
    traces: list[dict[str, Any]] = []
    if chart.shapes:
        traces += _outlines(chart, chart.shapes)
    left = MAP_WIDTH + 40 if chart.shapes else 0
    places = [
        (left + TILE * TILES[code][0] + TILE // 2, 10 + TILE * TILES[code][1] + TILE // 2)
        for code in chart.codes
    ]
    traces += _squares(chart, places, chart.codes, 34)
    height = max(chart.shapes.height if chart.shapes else 0, TILE * 8 + 20)
    layout: dict[str, Any] = {
        "xaxis": {"visible": False, "range": [0, left + TILE * 7 + 10]},
        "yaxis": {"visible": False, "range": [height, 0], "scaleanchor": "x"},
        "showlegend": True,
        "legend": {"orientation": "h", "traceorder": "normal"},
        "height": height + 90,
    }
    return {"data": traces, "layout": layout}


def _outlines(chart: Chart, shapes: MapShapes) -> list[dict[str, Any]]:
    """Return the map: an area for each colour, and a point in each country that tells its value."""
    rows = {code: row for row, code in enumerate(chart.codes)}
    data = chart.series[0].data
    known = [outline for outline in shapes.outlines if outline.code in rows]
    traces: list[dict[str, Any]] = []
    for step in (*chart.steps, _NOTHING):
        here = [o for o in known if (chart.step_of(data[rows[o.code]]) or _NOTHING) is step]
        xs: list[float | None] = []
        ys: list[float | None] = []
        for ring in (ring for outline in here for ring in outline.rings):
            xs += [*(x for x, _y in ring), None]
            ys += [*(y for _x, y in ring), None]
        if here:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": xs,
                    "y": ys,
                    "fill": "toself",
                    "fillcolor": inside(step.colour, step.fill),
                    "line": {"color": f"#{edge_of(step.colour, step.fill)}", "width": 0.7},
                    "hoverinfo": "skip",
                    "showlegend": False,
                }
            )
    shown = [(outline, data[rows[outline.code]], rows[outline.code]) for outline in known]
    steps = [chart.step_of(datum) or _NOTHING for _o, datum, _r in shown]
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [outline.middle[0] for outline, _d, _r in shown],
            "y": [outline.middle[1] for outline, _d, _r in shown],
            "hovertext": [plotly_text(tip_of(chart, row, datum)) for _o, datum, row in shown],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "showlegend": False,
            "marker": {
                "size": [14 if outline.is_small else 8 for outline, _d, _r in shown],
                "color": [inside(step.colour, step.fill) for step in steps],
                "line": {"color": f"#{INK}", "width": 1},
                "opacity": [1 if outline.is_small else 0.01 for outline, _d, _r in shown],
            },
        }
    )
    return traces


def _squares(
    chart: Chart, places: list[tuple[int, int]], labels: tuple[str, ...], size: int
) -> list[dict[str, Any]]:
    """Return squares by colour, so that the legend names each; one trace for each step."""
    data = chart.series[0].data
    numbers = marks_of(chart)
    traces: list[dict[str, Any]] = []
    for step in (*chart.steps, _NOTHING):
        here = [n for n, d in enumerate(data) if (chart.step_of(d) or _NOTHING) is step]
        has_numbers = any(data[n].value is not None for n in here)
        words = [
            datum_words(data[n]) if data[n].value is not None else numbers.get(step.key, "")
            for n in here
        ]
        if not here:
            continue
        mark = "" if has_numbers else numbers.get(step.key, "")
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": plotly_text(f"{mark} {step.name}".strip()),
                "x": [places[n][0] for n in here],
                "y": [places[n][1] for n in here],
                "text": [f"{labels[n]}<br>{w}" for n, w in zip(here, words, strict=True)],
                "textfont": {"color": f"#{text_on(step.colour, step.fill)}", "size": 11},
                "customdata": [data[n].fact for n in here],
                "meta": {"values": [json_number(data[n].value) for n in here]},
                "hovertext": [plotly_text(tip_of(chart, n, data[n])) for n in here],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "marker": {
                    **marker(step.colour, step.fill),
                    "symbol": "square",
                    "size": size,
                },
            }
        )
    return traces


def matrix_figure(chart: Chart) -> dict[str, Any]:
    """Return a square for each cell, by colour."""
    numbers = marks_of(chart)
    traces: list[dict[str, Any]] = []
    for step in chart.steps:
        cells = [
            (row, series, series.data[row])
            for row in range(len(chart.categories))
            for series in chart.series
            if series.data[row].step == step.key
        ]
        if not cells:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": plotly_text(f"{numbers.get(step.key, '')} {step.name}"),
                "x": [series.key for _row, series, _datum in cells],
                "y": [chart.categories[row] for row, _series, _datum in cells],
                "text": [numbers.get(step.key, "")] * len(cells),
                "textfont": {"color": f"#{text_on(step.colour, step.fill)}", "size": 10},
                "customdata": [datum.fact for _row, _series, datum in cells],
                "hovertext": [plotly_text(tip_of(chart, r, d, s.name)) for r, s, d in cells],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "marker": {**marker(step.colour, step.fill), "symbol": "square", "size": 17},
            }
        )
    order: dict[str, Any] = {"type": "category", "categoryorder": "array"}
    layout: dict[str, Any] = {
        "xaxis": {**order, "categoryarray": [s.key for s in chart.series], "side": "top"},
        "yaxis": {**order, "categoryarray": list(chart.categories), "autorange": "reversed",
                  "automargin": True},
        "showlegend": True,
        "legend": {"orientation": "h", "traceorder": "normal"},
        "height": 21 * len(chart.categories) + 130,
    }  # fmt: skip
    return {"data": traces, "layout": layout}


def milestones_figure(chart: Chart) -> dict[str, Any]:
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": plotly_text(f"{number}  {series.name}"),
            "x": [float(moment_of(datum.text)) for _c, datum in shown],
            "y": [category for category, _d in shown],
            "text": [str(number)] * len(shown),
            "textfont": {"color": f"#{text_on(series.colour, series.fill)}", "size": 10},
            "customdata": [datum.fact for _c, datum in shown],
            "hovertext": [plotly_text(f"{datum.text}: {series.name}") for _c, datum in shown],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {**marker(series.colour, series.fill), "size": 20},
        }
        for number, series in enumerate(chart.series, 1)
        if (shown := _shown(chart, series))
    ]
    layout: dict[str, Any] = {
        "xaxis": {"dtick": 1, "tickformat": "d"},
        "yaxis": {"type": "category", "categoryorder": "array", "autorange": "reversed",
                  "categoryarray": list(chart.categories), "automargin": True},
        "showlegend": False,
        "height": 42 * len(chart.categories) + 60,
    }  # fmt: skip
    return {"data": traces, "layout": layout}


def _shown(chart: Chart, series: Series) -> list[tuple[str, Datum]]:
    return [(c, d) for c, d in zip(chart.categories, series.data, strict=True) if d.is_shown]
