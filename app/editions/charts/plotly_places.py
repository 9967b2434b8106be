"""Charts by place and time as plotly.js takes them: map beside tiles, matrix, line of time.

The map needs no geographic part of that library and nothing from elsewhere: its outlines are plain
areas on two plain axes.
"""

from decimal import Decimal
from typing import Any

from app.editions.charts.palette import GREY, edge_of, text_on
from app.editions.charts.plotly_parts import downwards, inside, json_number, marker, plotly_text
from app.editions.charts.shapes import TILE_COLUMNS, TILE_ROWS, TILES, MapShapes
from app.editions.charts.shapes import WIDTH as MAP_WIDTH
from app.editions.charts.specification import Chart, Datum, Series, Step
from app.editions.charts.svg_parts import datum_words, spread
from app.editions.charts.svg_places import TILE, events_of, marks_of, moment_of, tip_of

_NOTHING = Step("", "–", GREY, "outline")
_APART, _BESIDE = Decimal("0.045"), 0.03  # of the line of time: marks, and its ends


def map_figure(chart: Chart) -> dict[str, Any]:
    traces: list[dict[str, Any]] = []
    if chart.shapes:
        traces += _outlines(chart, chart.shapes)
    places = [
        (TILE * TILES[code][0] + TILE // 2, TILE * TILES[code][1] + TILE // 2)
        for code in chart.codes
    ]
    tiles = _squares(chart, places, chart.codes, 34)
    traces += [{**trace, "xaxis": "x2", "yaxis": "y2"} for trace in tiles]
    wide, high = (MAP_WIDTH, chart.shapes.height) if chart.shapes else (0, 0)
    across, down = TILE * TILE_COLUMNS, TILE * TILE_ROWS
    part = round(wide / (wide + across + 20), 3) if wide else 0
    layout: dict[str, Any] = {
        "xaxis": {"visible": False, "range": [0, MAP_WIDTH], "domain": [0, part or 1]},
        "yaxis": {"visible": False, "range": [high or down, 0], "scaleanchor": "x"},
        "xaxis2": {"visible": False, "range": [0, across], "domain": [part, 1], "anchor": "y2"},
        "yaxis2": {"visible": False, "range": [down, 0], "scaleanchor": "x2", "anchor": "x2"},
        "showlegend": True,
        "legend": {"orientation": "h", "traceorder": "normal"},
        "height": max(high, down) + 90,
        "meta": {"map": [wide, high], "tiles": [across, down]},
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
                "line": {
                    "color": [f"#{edge_of(step.colour, step.fill)}" for step in steps],
                    "width": 1.5,
                },
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
    layout: dict[str, Any] = {
        "xaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [series.key for series in chart.series],
            "range": [-0.5, len(chart.series) - 0.5],
            "side": "top",
        },
        "yaxis": downwards(chart.categories),
        "showlegend": True,
        "legend": {"orientation": "h", "traceorder": "normal"},
        "height": 21 * len(chart.categories) + 130,
    }
    return {"data": traces, "layout": layout}


def milestones_figure(chart: Chart) -> dict[str, Any]:
    moments = [moment_of(d.text) for s in chart.series for d in s.data if d.text]
    first, last = int(min(moments)), int(max(moments)) + 1
    at: dict[tuple[int, int], Decimal] = {}  # by category and number, apart from each other
    for row in range(len(chart.categories)):
        events = events_of(chart, row)
        wanted = [moment_of(datum.text) for _n, _s, datum in events]
        apart = spread(wanted, Decimal(last - first) * _APART, Decimal(last))
        at |= {(row, n): place for place, (n, _s, _d) in zip(apart, events, strict=True)}
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": plotly_text(f"{number}  {series.name}"),
            "x": [float(round(at[row, number], 3)) for row, _c, _d in shown],
            "y": [category for _r, category, _d in shown],
            "text": [str(number)] * len(shown),
            "textfont": {"color": f"#{text_on(series.colour, series.fill)}", "size": 10},
            "customdata": [datum.fact for _r, _c, datum in shown],
            "hovertext": [plotly_text(f"{c}, {d.text}: {series.name}") for _r, c, d in shown],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {**marker(series.colour, series.fill), "size": 20},
        }
        for number, series in enumerate(chart.series, 1)
        if (shown := _shown(chart, series))
    ]
    beside = _BESIDE * (last - first)
    layout: dict[str, Any] = {
        "xaxis": {
            "dtick": max(1, -(-(last - first) // 12)),
            "tickformat": "d",
            "range": [first - beside, last + beside],
        },
        "yaxis": downwards(chart.categories),
        "showlegend": False,
        "height": 42 * len(chart.categories) + 60,
    }
    return {"data": traces, "layout": layout}


def _shown(chart: Chart, series: Series) -> list[tuple[int, str, Datum]]:
    rows = enumerate(zip(chart.categories, series.data, strict=True))
    return [(row, category, datum) for row, (category, datum) in rows if datum.is_shown]
