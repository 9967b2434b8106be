"""A chart as a page shows it: title, sentence, drawing, picture without scripts, and its table."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from app.core.i18n import gettext as _
from app.dashboards.addresses import CHARTS, REGISTER
from app.dashboards.view import NOTHING, Figure, Sentence, View
from app.domain.facts import Fact
from app.editions.addresses import fact_url
from app.editions.charts import Chart, Datum, plotly_figure, svg
from app.editions.charts.rows import grid_of
from app.editions.words import figure_text, limited_words
from app.web.pages import Link

LONG_TABLE = 14
FORMS = ("csv", "xlsx", "png", "svg")


@dataclass(frozen=True)
class DrawnChart:
    """What the template of a chart needs, and the chart itself."""

    id: str
    chart: Chart
    title: str
    sentence: Sentence
    figure: dict[str, Any]  # what plotly.js draws
    picture: Markup  # the same as an image that needs no script
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    are_numbers: bool  # words stand left, numbers right
    note: str
    is_folded: bool  # the table is long: it opens on demand
    downloads: tuple[Link, ...]

    @property
    def finding(self) -> str:
        """The sentence as plain text."""
        return "".join(piece.text for piece in self.sentence)


def drawn(
    view: View,
    chart: Chart,
    sentence: Sentence,
    head: str,
    note: str = "",
    *,
    behind: Fact | None = None,
    folded: bool = False,
) -> DrawnChart | None:
    """Return a chart with its table, None when there is nothing to draw.

    The sentence says so where few Member States stand behind the figure it is about.
    """
    if chart.is_empty:
        return None
    if behind is not None and (limited := limited_words(behind)):
        sentence = (*sentence, Figure(f" {limited}."))
    alt = _("%(title)s. The table gives the same figures.") % {"title": chart.title}
    untitled = replace(chart, title="", description=alt)  # the page says the title above it
    figure = plotly_figure(untitled)
    del figure["layout"]["title"]
    grid = grid_of(chart, head)
    rows = tuple((row.label, tuple(_cell(view, datum) for datum in row.cells)) for row in grid.rows)
    html_id = chart.id.replace(":", "-").replace(".", "-")
    return DrawnChart(
        id=html_id,
        chart=replace(chart, head=head, note=note),
        title=chart.title,
        sentence=sentence,
        figure=figure,
        picture=Markup(svg(untitled, f"{html_id}-")),  # noqa: S704  # every text in it is escaped
        alt=alt,
        columns=grid.head,
        rows=rows,
        are_numbers=any(d.value is not None for s in chart.series for d in s.data),
        note=note,
        is_folded=folded or len(rows) > LONG_TABLE,
        downloads=tuple((form.upper(), chart_url(view, chart.id, form)) for form in FORMS),
    )


def chart_url(view: View, chart_id: str, form: str) -> str:
    """Return the address of a chart as a file, in the edition that is shown."""
    return f"{CHARTS}/{quote(chart_id)}.{form}?edition={quote(view.info.code)}"


def _measures_url(view: View, fact: Fact) -> str:
    """Return where the measures stand that a fact counts at one point, with their sources."""
    query = {"point": fact.key.subject.partition(".")[0], "country": fact.key.set}
    if view.is_chosen:
        query["edition"] = view.info.code
    return f"{REGISTER}?{urlencode(query, safe='/')}"


def _cell(view: View, datum: Datum) -> Figure:
    fact = view.fact(datum.fact) if datum.is_shown else None
    if fact is None:
        return Figure(NOTHING)
    if datum.text and fact.number is not None:
        return Figure(datum.text, _measures_url(view, fact))  # a date: the measure that has it
    text = datum.text or figure_text(view.index, fact)
    return Figure(text, fact_url(view.info.code, fact.id), datum.value)
