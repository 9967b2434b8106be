"""Workbooks of the portal, opened and changed by another program: openpyxl."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

Edits = Mapping[str, Mapping[str, Any]]


def sheets_of(book: Workbook) -> list[Worksheet]:
    """Return the sheets that take answers."""
    return [s for s in book.worksheets if str(s["A1"].value or "").startswith("portal:")]


def cells_of(book: Workbook) -> dict[tuple[str, str], Cell]:
    """Return every answer cell by subject and name."""
    found = {}
    for sheet in sheets_of(book):
        names = {cell.column: cell.value for cell in sheet[1] if cell.column > 1 and cell.value}
        for row in sheet.iter_rows(min_row=5):
            subject = row[0].value
            for cell in row[1:]:
                if subject and cell.column in names:
                    found[str(subject), str(names[cell.column])] = cell
    return found


def opened(contents: bytes) -> Workbook:
    """Return a workbook as another program sees it."""
    return load_workbook(io.BytesIO(contents))


def saved(book: Workbook) -> bytes:
    """Return the file that this program writes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(contents: bytes, edits: Edits, more: Callable[[Workbook], None] | None = None) -> bytes:
    """Return a workbook with other values in some cells."""
    book = opened(contents)
    cells = cells_of(book)
    for subject, fields in edits.items():
        for name, value in fields.items():
            cells[subject, name].value = value
    if more is not None:
        more(book)
    return saved(book)
