"""Published pages, the subgroup workbook and the report, each beside the bare library."""

import io
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import xlsxwriter

from app.core.db import make_engine, open_session
from app.council_report.annex_workbook import annex_workbook
from app.council_report.compose import council_report
from app.council_report.writers import docx
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
    """Facts, tree, DOCX and XLSX apart, on a generated round of 27 countries and the Commission."""
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
    results.put(where, "report: DOCX s", _seconds(lambda: docx.write(document)))
    results.put(where, "report: XLSX annex s", _seconds(lambda: annex_workbook(contents)))
