"""Chart specifications: one description for the page, for Office documents and as a picture."""

from app.editions.charts.bars import (
    coverage_by_point,
    measures_by_point,
    options_chart,
    status_by_point,
)
from app.editions.charts.palette import GREY, INK, RULE
from app.editions.charts.plotly import plotly_figure
from app.editions.charts.specification import Chart, Datum, Fill, Series, legend_of, title_of
from app.editions.charts.svg import svg

__all__ = [
    "GREY",
    "INK",
    "RULE",
    "Chart",
    "Datum",
    "Fill",
    "Series",
    "coverage_by_point",
    "legend_of",
    "measures_by_point",
    "options_chart",
    "plotly_figure",
    "status_by_point",
    "svg",
    "title_of",
]
