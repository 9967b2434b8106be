"""Published pages, the subgroup workbook and the report, each beside the bare library."""

import io
import json
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import docx as python_docx
import typst
import xlsxwriter

from app.core.db import make_engine, open_session
from app.core.spreadsheets import TableSheet, Workbook
from app.council_report.annex_workbook import annex as annex_of
from app.council_report.annex_workbook import annex_workbook
from app.council_report.compose import council_report
from app.council_report.document import Document, Heading, Paragraph, Table, plain
from app.council_report.writers import docx, pdf
from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.roles import PublicScope
from app.editions.contents import EditionContents, load_contents
from app.editions.queries import get_edition
from app.open_data.service import xlsx_export
from app.open_data.tables import all_tables
from tests.bench.conftest import World
from tests.bench.load import Call, measure
from tests.bench.results import Results, middle
from tests.editions import live_contents
from tests.portal_process import portal, wait_for
from tests.seeded import BASELINE_EDITION

REPEATS = 5
SECONDS = 2.0
HOME = "https://portal.example"
PAGES = {"overview": "/", "point": "/points/P05", "country": "/countries/DK"}


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return middle(taken)


def test_published_pages(world: World, results: Results) -> None:
    """Anonymous readers, one at a time and sixteen at once; /health/live is the bare hello."""
    with portal(world.url, world.directory) as ours:
        wait_for(ours)
        for name, path in {**PAGES, "hello": "/health/live"}.items():
            call = Call("GET", path, {})
            one = [measure(ours.port, [call], SECONDS) for _ in range(3)]
            many = [measure(ours.port, [call] * 16, SECONDS) for _ in range(3)]
            results.put_load(world.kind, f"public {name}", one, many)


def test_subgroup_workbook(world: World, results: Results) -> None:
    """The workbook of an edition beside XlsxWriter writing the same cells, tables and formats."""
    engine = make_engine(world.url)
    with open_session(engine) as session:
        edition = get_edition(session, PublicScope(), BASELINE_EDITION)
        contents = load_contents(session, PublicScope(), edition)
    engine.dispose()
    ours, bare = _seconds(lambda: xlsx_export(contents)), _seconds(lambda: _bare(contents))
    results.put(world.kind, "subgroup workbook s", ours)
    results.put(world.kind, "bare XlsxWriter s", bare)
    results.put(world.kind, "workbook / bare XlsxWriter", ours / bare)


def _bare(contents: EditionContents) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "General"})
    for table in all_tables(contents):
        sheet = book.add_worksheet(table.name)
        headers = [{"header": f"{i} {c.title}"} for i, c in enumerate(table.columns)]
        last = 3 + max(len(table.rows), 1)
        sheet.add_table(3, 0, last, len(headers) - 1, {"columns": headers, "name": table.name})
        sheet.freeze_panes(4, 1)
        for row, values in enumerate(table.rows, start=4):
            for column, value in enumerate(values):
                if isinstance(value, int | Decimal):
                    sheet.write_number(row, column, value, number)
                elif isinstance(value, date):
                    sheet.write_datetime(row, column, value, number)
                else:
                    sheet.write_string(row, column, value or "", text)
    book.close()
    return out.getvalue()


def test_report_of_28_reporters(results: Results) -> None:
    """Facts, tree and each format apart, on a generated round of 27 countries and the Commission;
    beside each format the bare library with the same words."""
    contents = live_contents(submitted=27)
    reported = tuple(
        Reported(part.code, 1, "0" * 64, part.data)
        for part in contents.reporters
        if part.data is not None
    )
    frame = Frame(contents.index, contents.cutoff, reported)
    document = council_report(contents)
    where = "sqlite"
    results.put(where, "report: reporters", len(reported))
    results.put(where, "report: facts", len(contents.facts))
    results.put(where, "report: compute facts s", _seconds(lambda: compute_facts(frame)))
    results.put(where, "report: compose s", _seconds(lambda: council_report(contents)))
    book = annex_of(contents)
    each: tuple[tuple[str, Callable[[], object], Callable[[], object]], ...] = (
        ("DOCX", lambda: docx.write(document), lambda: _bare_docx(document)),
        ("XLSX annex", lambda: annex_workbook(contents), lambda: _bare_annex(book)),
        ("PDF", lambda: pdf.write(document, contents.code, HOME), lambda: _bare_pdf(document)),
    )
    for name, work, bare in each:
        ours, theirs = _seconds(work), _seconds(bare)
        results.put(where, f"report: {name} s", ours)
        results.put(where, f"report: {name}, bare library s", theirs)
        results.put(where, f"report: {name} / bare library", ours / theirs)


def _bare_docx(document: Document) -> bytes:
    """Write headings, words and tables of the report with python-docx, without controls, charts
    and footnotes."""
    made = python_docx.Document()
    for block in document.blocks():
        if isinstance(block, Heading):
            made.add_heading(block.text, block.level)
        elif isinstance(block, Paragraph):
            made.add_paragraph(plain(block.content))
        elif isinstance(block, Table):
            rows = [[c.title for c in block.columns], *(map(plain, row) for row in block.rows)]
            table = made.add_table(rows=len(rows), cols=len(block.columns))
            for line, values in zip(table.rows, rows, strict=True):
                for cell, value in zip(line.cells, values, strict=True):
                    cell.text = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _bare_annex(book: Workbook) -> bytes:
    """Write the cells of the annex with XlsxWriter, without charts, heights and links."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for number, sheet in enumerate(book.sheets):
        if isinstance(sheet, TableSheet):
            target = made.add_worksheet(f"S{number}")
            for row, values in enumerate(sheet.rows):
                for column, value in enumerate(values):
                    target.write(row, column, str(value) if isinstance(value, date) else value)
    made.close()
    return out.getvalue()


def _bare_pdf(document: Document) -> bytes:
    """Set headings, words and tables of the report with typst as markup, in its own layout."""
    lines: list[str] = []
    for block in document.blocks():
        if isinstance(block, Heading):
            lines.append(f"#heading(level: {block.level}, {json.dumps(block.text)})")
        elif isinstance(block, Paragraph):
            lines.append(f"#par(text({json.dumps(plain(block.content))}))")
        elif isinstance(block, Table):
            cells = [c.title for c in block.columns]
            cells += [plain(cell) for row in block.rows for cell in row]
            inside = ", ".join(f"text({json.dumps(cell)})" for cell in cells)
            lines.append(f"#table(columns: {len(block.columns)}, {inside})")
    source = "\n".join(lines).encode()
    return bytes(typst.compile(source, format="pdf"))
