"""A chart to take away: its values as CSV, a workbook with a native chart, and two pictures."""

from dataclasses import replace
from typing import Any

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
from app.dashboards.marks import marked_csv
from app.dashboards.native_charts import draw_native
from app.dashboards.pages.around import Around
from app.editions.charts import Datum, svg
from app.editions.charts.rows import grid_of, values_of


def as_csv(drawn: DrawnChart, about: Around) -> bytes:
    """Return every value of a chart on a line of its own, with the id of its figure."""
    chart = drawn.chart
    heads = (chart.head or _("Category"), _("Series"), _("Value"), _("In words"), _("Figure"))
    rows = [
        (value.category, value.series, value.datum.value, value.datum.text, value.datum.fact)
        for value in values_of(chart)
    ]
    return marked_csv(heads, rows, about.mark)


def as_svg(drawn: DrawnChart, about: Around) -> bytes:
    """Return the chart as a picture that can be made larger without loss, its mark drawn in it."""
    return svg(replace(drawn.chart, mark=about.mark)).encode("utf-8")


def as_png(drawn: DrawnChart, about: Around) -> bytes:
    """Return the chart with its words as a picture; the same chart is the same bytes."""
    told = {
        "title": drawn.title,
        "finding": drawn.finding,
        "picture": svg(replace(drawn.chart, title="")),
        "note": f"{drawn.note} {about.citation}",
        "mark": about.mark,
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
    return workbook_bytes(Workbook(drawn.title, sheets, about.mark))


def _table(drawn: DrawnChart) -> TableSheet:
    chart = drawn.chart
    grid = grid_of(chart)
    kind: ColumnKind = "number" if drawn.are_numbers else "text"
    wide = 16 if len(grid.head) > 6 else 22
    first = Column(grid.head[0] or _("Category"), 36)
    columns = (first, *(Column(name, wide, kind) for name in _distinct(grid.head[1:], first.title)))
    rows: list[tuple[CellValue, ...]] = [
        (row.label, *(_value(datum) for datum in row.cells)) for row in grid.rows
    ]

    def draw(book: Any, sheet: Any, top: int, _last: int) -> None:
        draw_native(book, sheet, chart, top, len(columns))

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
