"""Drawing up what a refreshed document is to show, from the contents of an edition."""

from app.core.i18n import use_locale
from app.council_report.axis import axis_unit
from app.council_report.compose import council_report
from app.council_report.contents import ReportContents
from app.council_report.document import ChartBlock, Document, Table
from app.council_report.refresh.fact_map import FactMap
from app.council_report.refresh.mapping import chart_rows, map_of, table_rows
from app.council_report.refresh.wanted import (
    MISSING,
    Wanted,
    WantedChart,
    WantedFigure,
    WantedTable,
)
from app.council_report.writers.docx_chart import chart_xml, has_shared_entries
from app.domain.facts import short_id
from app.editions.charts import Chart, legend_of
from app.editions.words import figure_text


def wanted_of(contents: ReportContents, language: str) -> Wanted:
    """Return every figure that readers may see, and the tables and charts of the report."""
    document = council_report(contents, language)
    held = map_of(document)
    found = _facts(contents, language)
    for short, shown in held.shown.items():
        found[short] = WantedFigure(held.names[short], shown, is_printed=True)
    return Wanted(contents.code, language, found, _tables(document, held), _charts(document, held))


def _facts(contents: ReportContents, language: str) -> dict[str, WantedFigure]:
    """Return figures that a drafter may have placed where the report itself has none."""
    found = {}
    with use_locale(language):
        for name in contents.facts:
            fact = contents.shown(name)
            if fact is None:
                continue
            found[short_id(name)] = WantedFigure(name, figure_text(contents.index, fact))
            for reason, count in fact.missing.items():
                part = f"{name}{MISSING}{reason}"
                found[short_id(part)] = WantedFigure(part, str(count))
    return found


def _tables(document: Document, held: FactMap) -> dict[str, WantedTable]:
    return {
        short_id(block.id): WantedTable(
            block.id, block.caption, table_rows(block), held.blocks[short_id(block.id)].cells
        )
        for block in document.blocks()
        if isinstance(block, Table)
    }


def _charts(document: Document, held: FactMap) -> dict[str, WantedChart]:
    found = {}
    for block in document.blocks():
        if isinstance(block, ChartBlock):
            chart = block.chart
            cells = held.blocks[short_id(chart.id)].cells
            part = chart_xml(chart, document.language)
            found[short_id(chart.id)] = WantedChart(
                chart.id, chart.title, chart_rows(chart), cells, part,
                str(axis_unit(chart.longest)), _legend(chart),
            )  # fmt: skip
    return found


def _legend(chart: Chart) -> tuple[tuple[str, str], ...]:
    if not has_shared_entries(chart):
        return ()
    return tuple((chart.series[place].colour, words) for place, words in legend_of(chart))
