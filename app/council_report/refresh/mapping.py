"""Drawing up the map of a report from its document tree."""

from collections.abc import Iterable
from decimal import Decimal

from app.council_report.document import (
    ChartBlock,
    Document,
    Figure,
    Table,
    inlines,
    own_figures,
    plain,
)
from app.council_report.refresh.fact_map import (
    Cells,
    FactMap,
    MappedBlock,
    Rows,
    print_of,
    prints_of,
)
from app.council_report.writers.docx_chart import columns_of, has_shared_entries
from app.domain.answers import canonical_decimal
from app.domain.facts import short_id
from app.editions.charts import Chart, legend_of
from app.editions.charts.svg_lines import name_of


def table_rows(table: Table) -> Rows:
    """Return the texts of a table, its head first."""
    head = tuple(column.title for column in table.columns)
    return (head, *(tuple(plain(cell) for cell in row) for row in table.rows))


def chart_rows(chart: Chart) -> Rows:
    """Return the figures of a chart as its workbook holds them."""
    head = ("", *map(name_of, columns_of(chart)))
    return (
        head,
        *(
            (category, *(_written(series.data[place].value) for series in columns_of(chart)))
            for place, category in enumerate(chart.categories)
        ),
    )


def _written(value: Decimal | None) -> str:
    return "" if value is None else canonical_decimal(value)


def legend_text(chart: Chart) -> str:
    """Return the words of a legend where it stands as text below its chart, else nothing."""
    if not has_shared_entries(chart):
        return ""
    return "   ".join(f"\u25a0 {words}" for _place, words in legend_of(chart))


def map_of(document: Document) -> FactMap:
    """Return the map of a report as it is written."""
    names: dict[str, str] = {}
    shown: dict[str, str] = {}
    blocks: dict[str, MappedBlock] = {}
    for figure in (*own_figures(document), *in_prose(document)):
        short = short_id(figure.name)
        names[short], shown[short] = figure.name, figure.shown
    for block in document.blocks():
        if isinstance(block, Table):
            names[short_id(block.id)] = block.id
            blocks[short_id(block.id)] = MappedBlock(
                prints_of(table_rows(block)), _table_cells(block)
            )
        elif isinstance(block, ChartBlock):
            chart = block.chart
            names[short_id(chart.id)] = chart.id
            blocks[short_id(chart.id)] = MappedBlock(
                prints_of(chart_rows(chart)), _chart_cells(chart), print_of(legend_text(chart))
            )
    return FactMap(document.code, document.language, names, shown, blocks)


def in_prose(document: Document) -> Iterable[Figure]:
    """Yield the figures that stand in a control of their own: all but those in cells."""
    for block in document.blocks():
        if isinstance(block, Table):
            yield from (part for part in block.note if isinstance(part, Figure))
        else:
            yield from (part for part in inlines(block) if isinstance(part, Figure))


def _table_cells(table: Table) -> Cells:
    return tuple(
        (f"R{row}C{column}", part.name, part.shown)
        for row, content in enumerate(table.rows, start=1)
        for column, cell in enumerate(content, start=1)
        for part in cell
        if isinstance(part, Figure)
    )


def _chart_cells(chart: Chart) -> Cells:
    return tuple(
        (f"R{place + 2}C{column + 2}", datum.fact, str(datum.value))
        for column, series in enumerate(columns_of(chart))
        for place, datum in enumerate(series.data)
        if datum.value is not None
    )
