"""Workbooks hold what was put into them: texts as texts, numbers as numbers, the same bytes."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.core.archives import packed, unpacked
from app.core.spreadsheets import (
    MOST_CHARACTERS,
    TALLEST_ROW,
    Column,
    NoteSheet,
    TableSheet,
    Workbook,
    workbook_bytes,
    writable,
)

LIVE_FORMULAS = [
    "=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"x\")",
    "'=1+1", "＝1+1", "=1+1\n=2", "{=1+1}", "https://example.org/=1", "internal:A1", "external:x",
]  # fmt: skip


def _book(*rows, kinds=("text",), table="tbl_values"):
    columns = tuple(Column(f"Column {n}", 12, kind) for n, kind in enumerate(kinds))
    sheet = TableSheet("Values", "What this is", table, columns, rows, "A note")
    notes = NoteSheet("README", "About", (("When", date(2027, 6, 30)), ("How many", 27)))
    return workbook_bytes(Workbook("A title", (notes, sheet), "Draft", {"edition": "2027/1"}))


def _read(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("text", LIVE_FORMULAS)
@pytest.mark.parametrize("kind", ["text", "link"])
def test_no_text_becomes_a_formula(text, kind):
    """Neither for openpyxl nor in the file."""
    data = _book((text,), kinds=(kind,))
    cell = _read(data)["Values"]["A5"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")
    sheet = unpacked(data)["xl/worksheets/sheet2.xml"]
    assert b"<f>" not in sheet


@given(st.text(max_size=60))
def test_any_text_is_written_and_read_back(text):
    """What XML forbids is seen as the replacement character."""
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(_book((text or "x",))))
        .get_sheet_by_name("Values")
        .to_python()
    )
    assert rows[4][0] == writable(text or "x")


def test_characters_that_cannot_be_written_are_seen():
    """Controls, lone surrogates and non-characters."""
    assert writable("a\x00b\ud800c\uffff") == "a\ufffdb\ufffdc\ufffd"
    assert writable("one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_a_text_that_is_too_long_says_so():
    """Excel would cut it without a word."""
    shown = writable("x" * 40_000)
    assert len(shown) == MOST_CHARACTERS
    assert shown.endswith("the whole text has 40000 characters]")
    assert writable("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS


def test_numbers_and_dates_are_real():
    """A missing value is an empty cell."""
    row = (Decimal("1.5"), 3, date(2027, 6, 30), None, True)
    sheet = _read(_book(row, kinds=("number", "whole", "day", "number", "text")))["Values"]
    values = [cell.value for cell in sheet[5]]
    assert values[:2] == [1.5, 3]
    assert values[2].date() == date(2027, 6, 30)
    assert values[3:] == [None, True]
    assert sheet["C5"].is_date


def test_a_sheet_says_what_it_is_and_stays_readable():
    """Title in A1, a table object with a header, frozen, its header printed, no merged cells."""
    book = _read(_book(("a",)))
    assert book.sheetnames == ["README", "Values"]
    sheet = book["Values"]
    assert sheet["A1"].value == "What this is"
    assert sheet["A2"].value == "Draft · A note"
    assert sheet.tables["tbl_values"].ref == "A4:A5"
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert not sheet.merged_cells.ranges
    assert sheet.page_setup.orientation == "landscape"


def test_a_row_is_as_tall_as_its_longest_text():
    """Wrapped lines and line breaks count; one line keeps the usual height; nothing is too tall."""
    rows = (("short", "x"), ("word " * 10, "x"), ("a\nb\nc", "x"), ("word " * 5000, "x"), ("", 7))
    sheet = _read(_book(*rows, kinds=("text", "text")))["Values"]
    heights = [sheet.row_dimensions[row].height for row in range(5, 10)]
    assert heights == [None, 75, 45, TALLEST_ROW, None]
    said = "word " * 60
    book = Workbook("A title", (NoteSheet("README", "About", (("Why", said), ("What", 3))),))
    notes = _read(workbook_bytes(book))["README"]
    assert [notes.row_dimensions[row].height for row in (4, 5)] == [60, None]


def test_an_empty_table_is_still_a_table():
    """Nothing to say is not an error."""
    assert _read(_book())["Values"].tables["tbl_values"].ref == "A4:A5"


@pytest.mark.parametrize("name", ["T1", "tab1", "R1C1", "c", "two words", "1st", "ABC123"])
def test_names_that_excel_would_drop_are_refused(name):
    """A table called like a cell is lost without a word."""
    with pytest.raises(ValueError, match="not a name"):
        _book(("a",), table=name)


def test_columns_need_titles_of_their_own():
    """Excel would mend the file on opening."""
    columns = (Column("Same"), Column("same"))
    sheet = TableSheet("Values", "x", "tbl_values", columns, ())
    with pytest.raises(ValueError, match="titles of their own"):
        workbook_bytes(Workbook("x", (sheet,)))


def test_the_same_content_gives_the_same_bytes():
    """No time, no machine, no author."""
    data = _book(("a",), ("b",))
    assert data == _book(("a",), ("b",))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert entries[0].filename == "[Content_Types].xml"
    core = unpacked(data)["docProps/core.xml"].decode()
    assert "2000-01-01T00:00:00Z" in core
    assert "<dc:creator></dc:creator>" in core


def test_the_order_of_parts_is_fixed():
    """Whatever order they are given in."""
    assert packed({"b": b"2", "a": b"1"}) == packed({"a": b"1", "b": b"2"})
    assert unpacked(packed({"b": b"2", "a": b"1"})) == {"a": b"1", "b": b"2"}
