"""The workbook of a full contribution: out beside a bare writer, back beside a bare reader."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import load_workbook
from sqlmodel import Session

from app.core.db import make_engine, open_session
from app.core.spreadsheets import empty_book
from app.domain.roles import CountryScope, Role
from app.reporting.work import Work, open_work
from app.workbook import writer
from app.workbook.incoming import differences
from app.workbook.layout import Layout, print_of
from app.workbook.opening import read_book
from app.workbook.reading import ReadBook, read_workbook
from app.workbook.service import layout_for, make_workbook
from tests.bench.results import Results, middle
from tests.bench.tape import Call, Taped, played, prepared
from tests.editions import live_contents

REPEATS = 5
REPORTER = "DK"


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return middle(taken)


@pytest.fixture
def opened(demo_url: str) -> Iterator[tuple[Session, Work]]:
    """The contribution of a country that has said something about every point."""
    parts = {part.code: part.data for part in live_contents(submitted=27).reporters}
    said, engine = parts[REPORTER], make_engine(demo_url)
    assert said is not None
    scope = CountryScope(REPORTER, 1, "", frozenset({Role.REPORTING_LEAD}))
    with open_session(engine, write=False) as session:
        work = open_work(session, scope, "2027")
        yield session, replace(work, draft=replace(work.draft, data=said))
    engine.dispose()


def test_export(
    opened: tuple[Session, Work],
    database_kind: str,
    results: Results,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All of it beside XlsxWriter: asked the very same, and only for cells, tables and notes."""
    session, work = opened
    layout = layout_for(session, work, None)
    cells = sum(len(line.fields) + len(line.texts) for s in layout.sheets for line in s.lines)
    ours = _seconds(lambda: make_workbook(session, work, None))
    bare = _seconds(lambda: _bare(layout))
    calls = _calls(session, work, monkeypatch)
    same = _seconds(lambda: played(calls))
    results.put(database_kind, "workbook out: cells", cells)
    results.put(database_kind, "workbook out s", ours)
    results.put(database_kind, "workbook out: of these, what stands in it s",
                _seconds(lambda: layout_for(session, work, None)))  # fmt: skip
    results.put(database_kind, "workbook out: XlsxWriter with the same features s", same)
    results.put(database_kind, "workbook out / XlsxWriter with the same features", ours / same)
    results.put(database_kind, "workbook out: XlsxWriter, cells, tables and notes s", bare)
    results.put(database_kind, "workbook out / XlsxWriter, cells, tables and notes", ours / bare)


def _calls(session: Session, work: Work, monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Return everything that the writer asks of XlsxWriter."""
    tape: list[Call] = []
    with monkeypatch.context() as taped:
        taped.setattr(writer, "empty_book", lambda out: Taped(tape, 0, empty_book(out)))
        make_workbook(session, work, None)
    return prepared(tape)


def _bare(layout: Layout) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "General"})
    for content in layout.sheets:
        sheet = book.add_worksheet(content.name)
        titles = [{"header": "key"}, *({"header": column.title} for column in content.columns)]
        last = 4 + len(content.lines)
        sheet.add_table(3, 0, last, len(content.columns), {"columns": titles})
        for row, line in enumerate(content.lines, start=4):
            sheet.write_string(row, 0, line.subject)
            for at, column in enumerate(content.columns, start=1):
                field = line.fields.get(column.name)
                value = field.value if field else line.texts.get(column.name, "")
                if isinstance(value, int | Decimal):
                    sheet.write_number(row, at, value, number)
                elif value:
                    sheet.write_string(row, at, str(value), text)
                else:
                    sheet.write_blank(row, at, None, text)
                if line.note and column.name == "asked":
                    sheet.write_comment(row, at, line.note)
        sheet.protect()
    notes = book.add_worksheet("_notes")
    for row, line in enumerate(layout.lines()):
        notes.write_string(row, 0, line.subject)
        notes.write_string(row, 1, repr(print_of(line)))
    book.close()
    return out.getvalue()


def test_import(opened: tuple[Session, Work], database_kind: str, results: Results) -> None:
    """Reading, in this process and in one of its own, and comparing, beside openpyxl reading."""
    session, work = opened
    sent = make_workbook(session, work, None)
    layout, book = layout_for(session, work, None), read_book(sent)
    bare = _seconds(lambda: _bare_reading(sent))
    figures = {
        "read": _seconds(lambda: read_book(sent)),
        "read in a process of its own": _seconds(lambda: read_workbook(sent)),
        "compare": _seconds(lambda: _compared(session, work, layout, book)),
        "bare openpyxl": bare,
    }
    for name, seconds in figures.items():
        results.put(database_kind, f"workbook back: {name} s", seconds)
    whole = figures["read in a process of its own"] + figures["compare"]
    results.put(database_kind, "workbook back: read / bare openpyxl", figures["read"] / bare)
    results.put(database_kind, "workbook back: preview / bare openpyxl", whole / bare)


def _compared(session: Session, work: Work, layout: Layout, book: ReadBook) -> None:
    differences(session, work, layout, book, "0" * 64)


def _bare_reading(contents: bytes) -> int:
    book = load_workbook(io.BytesIO(contents), read_only=True, data_only=True)
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return sum(value is not None for row in rows for value in row)
