"""Routes of charts as files: the values, a workbook, two kinds of pictures."""

from typing import Literal

from fastapi import Response

from app.dashboards import chart_files
from app.dashboards.addresses import CHARTS, OVERVIEW
from app.dashboards.asking import Asked, found
from app.dashboards.finding_charts import find_chart
from app.dashboards.marks import name_mark
from app.dashboards.pages.around import around
from app.web.downloads import XLSX, download
from app.web.routing import PortalRouter

router = PortalRouter()
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
    "svg": "image/svg+xml",
    "png": "image/png",
}


@router.get(CHARTS + "/{chart}.{form}")
def send_chart(asked: Asked, chart: str, form: Literal["csv", "xlsx", "svg", "png"]) -> Response:
    """Send a chart of the edition in the form that is asked for."""
    return asked.answer(lambda: _made(asked, chart, form))


def _made(asked: Asked, chart: str, form: str) -> Response:
    view = asked.view()
    drawn = found(find_chart(view, chart))
    about = around(view, OVERVIEW, drawn.title)
    content = {
        "csv": lambda: chart_files.as_csv(drawn, about),
        "svg": lambda: chart_files.as_svg(drawn, about),
        "xlsx": lambda: chart_files.as_xlsx(drawn, about),
        "png": lambda: chart_files.as_png(drawn, about),
    }[form]()
    stem = f"{name_mark(view.info)}{chart}_{view.info.code.replace('/', '_')}"
    return download(content, f"{stem}.{form}", _TYPES[form])
