"""Golden workbooks: for each problem a file can meet, the file that meets it, and where.

The key is the code of the problem and the name of the file. A file is made of the one that the
portal sends, so that it stays true when the questions change.
"""

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from tests.proof.hostile_files import CRAFTED
from tests.workbooks import Edits, cells_of, edited, saved, sheets_of

COUNT, WOMEN = "observation:SD-02.1@2025-2027", "observation:SD-02.1/gender=women@2025-2027"
DAYS, ADDED = "observation:SD-04.1@2027-06-30", "add:SD-04.1@2027-06-30:country:2"
WHY, LONG = "answer:P01.justification", "answer:P02.justification"
NEW = "measure:new-1"
MEASURE = {"title": "T", "type": "Law", "stage": "Running", "points": "1"}

File = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Golden:
    """A file, and where the problem is: a subject and its field, a sheet and cell, or all of it."""

    make: File
    answer: tuple[str, str] = ("", "")
    place: tuple[str, str] = ("", "")


def _cell(subject: str, at: str, **fields: Any) -> Golden:
    edits: Edits = {subject: fields}
    return Golden(lambda good: edited(good, edits), answer=(subject, at))


def _book(change: Callable[[Workbook], None], **where: tuple[str, str]) -> Golden:
    return Golden(lambda good: edited(good, {}, change), **where)


def _of(**said: str) -> Golden:
    """Return a workbook that says otherwise where it comes from."""

    def change(book: Workbook) -> None:
        cell = book["_portal"]["A1"]
        cell.value = json.dumps({**json.loads(str(cell.value)), **said})

    return _book(change)


def _crafted(name: str) -> Golden:
    return Golden(CRAFTED[name])


def _merge(book: Workbook) -> None:
    cell = cells_of(book)[COUNT, "value"]
    cell.parent.merge_cells(None, cell.row - 1, cell.column, cell.row, cell.column)


def _own_sheet(book: Workbook) -> None:
    book.create_sheet("Noter")["A1"] = "mine"


def _remark(book: Workbook) -> None:
    sheets_of(book)[0]["AD7"] = "a remark"


def _line_below(book: Workbook) -> None:
    sheets_of(book)[0]["F90"] = "lost?"


def _unknown(book: Workbook) -> None:
    sheet = cells_of(book)[WHY, "value"].parent
    sheet["A90"] = "answer:P99.justification"
    sheet["F90"] = "an answer to what is not asked"


def _twice(book: Workbook) -> None:
    sheet = cells_of(book)[WHY, "value"].parent
    sheet["A90"] = WHY
    sheet["F90"] = "once more"


def _other_book(_good: bytes) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "hello"
    return saved(book)


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, held: bytes) -> bytes:
        checked = kind + held
        return struct.pack(">I", len(held)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


GOLDEN: dict[str, Golden] = {
    # Cells that cannot be taken
    "ambiguous_number": _cell(COUNT, "value", value="1.234"),
    "not_a_number": _cell(COUNT, "value", value="about ten"),
    "not_a_whole_number": _cell(COUNT, "value", value=1.5),
    "too_many_decimals": _cell(DAYS, "value", value=12.345),
    "not_a_date": _cell("answer:P01.since", "value", value="soon"),
    "not_a_quarter": _cell("answer:P01.when", "value", value="next spring"),
    "not_in_list": _cell("answer:P01.bodies", "value", value="Research; the moon"),
    "not_yes_or_no": _cell("answer:P01.together", "value", value=7),
    "text_too_long_to_store": _cell(NEW, "title", **{**MEASURE, "title": "x" * 5000}),
    "value_and_missing": _cell(WOMEN, "value", value=3, missing="Confidential"),
    "cell_error": _cell(COUNT, "value", value="#REF!"),
    "cell_locked": _cell(LONG, "value", value="shorter"),
    "cell_merged": _book(_merge, answer=(COUNT, "value")),
    "formula_without_value": _cell(COUNT, "value", value="=7+1"),
    "code_needed": _cell(ADDED, "asked", value=3),
    # Measures that are refused as a whole
    "title_needed": _cell(NEW, "type", type="Law"),
    "points_needed": _cell(NEW, "title", title="T", type="Law", stage="Running"),
    "point_needed": _cell("evidence:new-1", "title", title="T", url="https://example.org/a"),
    "not_a_link": _cell(NEW, "link", **MEASURE, link="see our pages"),
    "not_a_year_or_date": _cell(NEW, "start", **MEASURE, start="soon"),
    "end_before_start": _cell(NEW, "end", **MEASURE, start="2027", end="2026"),
    # What stands where the portal put nothing
    "foreign_sheet": _book(_own_sheet, place=("Noter", "")),
    "outside": _book(_remark, place=("About", "AD7")),
    "line_without_key": _book(_line_below, place=("About", "A90")),
    "line_unknown": _book(_unknown, place=("Points 1-5", "A90")),
    "line_twice": _book(_twice, place=("Points 1-5", "A90")),
    # Files of elsewhere
    "workbook_of_another_template": _of(template="0"),
    "workbook_of_another_reporter": _of(reporter="GR"),
    "workbook_of_another_cycle": _of(cycle="2029"),
    "workbook_of_another_catalogue": _of(catalogue="0" * 64),
    "not_our_workbook": Golden(_other_book),
    # Files that cannot be read
    "not_a_workbook": _crafted("a document"),
    "workbook_too_large": _crafted("too large"),
    "workbook_too_much": _crafted("the last cell of a sheet"),
    "workbook_unreadable": _crafted("not a sheet"),
    "file_empty": _crafted("nothing"),
    "file_old_office": _crafted("a workbook of 1997"),
    "file_program": _crafted("a program"),
    "file_kind_unknown": Golden(lambda _good: b"\x00\x01\x02"),
    "file_markup": _crafted("a page"),
    "file_active": _crafted("macros"),
    "file_reaches_outside": _crafted("data fetched from outside"),
    "file_damaged_package": _crafted("the first half"),
    "file_has_more_inside": Golden(lambda good: good + b"more"),
    "file_unpacks_too_large": _crafted("a bomb"),
    "picture_too_large": Golden(lambda _good: _png(60_000, 60_000)),
}

# Codes in the same modules that no file brings about.
OTHERWISE = {
    "not_a_text": "only JSON has other types where a text is due",
    "computed_value": "cells that are worked out are locked, and refused as such",
    "line_has_no_place": "takes two files with a line of the same name",
    "series_unreadable": "is about a file of official series, which the cycle manager loads",
    "series_sheet_too_long": "likewise",
    "not_a_year": "is asked of the Commission alone, and checked by the function of the form",
    "workbook_choice_gone": "is about what somebody ticked",
}
