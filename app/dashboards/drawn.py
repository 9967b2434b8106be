"""A chart as a page shows it: title, sentence, drawing, picture without scripts, and its table."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from app.core.i18n import gettext as _
from app.dashboards.view import NOTHING, Figure, Sentence, View
from app.editions.addresses import fact_url
from app.editions.charts import Chart, Datum, plotly_figure, svg
from app.editions.words import figure_text

LONG_TABLE = 14


@dataclass(frozen=True)
class DrawnChart:
    """What the template of a chart needs."""

    id: str
    title: str
    sentence: Sentence
    figure: dict[str, Any]  # what plotly.js draws
    picture: str  # the same as an image that needs no script
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    note: str
    is_folded: bool  # the table is long: it opens on demand


def drawn(
    view: View, chart: Chart, sentence: Sentence, head: str, note: str = "", *, folded: bool = False
) -> DrawnChart | None:
    """Return a chart with its table, None when there is nothing to draw."""
    if not any(datum.value is not None for series in chart.series for datum in series.data):
        return None
    untitled = replace(chart, title="", description="")
    figure = plotly_figure(untitled)
    del figure["layout"]["title"]  # the page says it above
    columns, rows = _table(view, chart, head)
    return DrawnChart(
        id=chart.id.replace(":", "-").replace(".", "-"),
        title=chart.title,
        sentence=sentence,
        figure=figure,
        picture="data:image/svg+xml," + quote(svg(untitled)),
        alt=_("%(title)s. The table gives the same figures.") % {"title": chart.title},
        columns=columns,
        rows=rows,
        note=note,
        is_folded=folded or len(rows) > LONG_TABLE,
    )


def _table(
    view: View, chart: Chart, head: str
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[Figure, ...]], ...]]:
    if len(chart.categories) == 1 < len(chart.series):  # parts of one bar read better downwards
        only = tuple((s.name, (_cell(view, s.data[0]),)) for s in chart.series)
        return (head, chart.axis), only
    rows = tuple(
        (category, tuple(_cell(view, series.data[place]) for series in chart.series))
        for place, category in enumerate(chart.categories)
    )
    if len(chart.series) == 1:
        return (head, chart.axis), rows
    return (head, *(series.name for series in chart.series)), rows


def _cell(view: View, datum: Datum) -> Figure:
    fact = view.fact(datum.fact) if datum.value is not None else None
    if fact is None:
        return Figure(NOTHING)
    number = Decimal(datum.value or 0)
    return Figure(figure_text(view.index, fact), fact_url(view.info.code, fact.id), number)
