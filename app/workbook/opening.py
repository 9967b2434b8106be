"""Opening a workbook that came back, in a process of its own with little memory and time.

Run as `python -m app.workbook.opening` with the file on standard input, it prints what stands in
the answer cells as JSON. Nothing is judged here but whether the file can be read at all.
"""

import io
import json
import math
import os
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from app.workbook.layout import HEAD_ROWS, MARK, META, WORDS, column_letters
from app.workbook.reading import ReadBook, ReadCell, ReadLine, book_to_json

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_MERGES = 50, 20_000, 200, 200_000, 5_000
MEMORY, SECONDS = 512 << 20, 8
_ADDED_TO = {"measures": "measure", "evidence": "evidence"}  # sheets with lines of one's own
_BEHIND = 10  # steps behind whoever saves meanwhile
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_CELL, _FORMULA, _MERGED = f"{_MAIN}c", f"{_MAIN}f", f"{_MAIN}mergeCell"
_FILLED = frozenset({_FORMULA, f"{_MAIN}v", f"{_MAIN}is"})
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_MARKUP = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
_PIECE = 1 << 16


class _Refused(Exception):
    """The message is the code of a sentence."""


def main() -> None:
    """Read the workbook on standard input and print what stands in it."""
    os.nice(_BEHIND)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        said = book_to_json(read_book(sys.stdin.buffer.read()))
    except _Refused as reason:
        said = {"problem": str(reason)}
    except MemoryError:
        said = {"problem": "workbook_too_much"}
    except Exception:
        said = {"problem": "workbook_unreadable"}
    sys.stdout.write(json.dumps(said))


def read_book(contents: bytes) -> ReadBook:
    """Return what stands in a workbook; raises whatever a broken file makes its parsers raise."""
    from openpyxl import load_workbook  # only this process pays for it

    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        _refuse_declarations(package)
        formulas = {name: _scan(package, name) for name in _sheet_parts(package)}
    book = load_workbook(io.BytesIO(contents), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "_worksheet_path")]
    if len(sheets) > MOST_SHEETS:
        raise _Refused("workbook_too_much")
    meta, prints, revisions = _meta(sheets)
    lines: list[ReadLine] = []
    unread: list[tuple[str, str, str]] = []
    for sheet in sheets:
        part = str(sheet._worksheet_path).lstrip("/")
        grid = _grid(sheet, formulas.get(part, _Scan()))
        first = grid[0].get(1) if grid else None
        mark = str(first.value) if first else ""
        if mark.startswith(MARK):
            _read_sheet(sheet.title, mark.removeprefix(MARK), grid, lines, unread)
        elif sheet.title not in (META, *meta.get("beside", "").split("|")) and any(grid):
            unread.append((sheet.title, "", "foreign_sheet"))
    return ReadBook(meta, prints, revisions, tuple(lines), tuple(unread))


def _refuse_declarations(package: zipfile.ZipFile) -> None:
    """Refuse entities also in markup under another name; `judge` looked for it by its name."""
    for part in package.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            held = package.read(part)
            if _MARKUP.match(held) and (b"\0" in held or _DECLARED.search(held)):
                raise _Refused("workbook_unreadable")


def _sheet_parts(package: zipfile.ZipFile) -> list[str]:
    return [n for n in package.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]


@dataclass
class _Scan:
    """What the reader of values does not tell: formulas, and cells hidden by merging."""

    formulas: set[str] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    rows: int = 1
    columns: int = 1
    cells: int = 0
    at: str = ""  # the cell that was begun last

    def element(self, name: str, given: dict[str, str]) -> None:
        """Take note of an element; raises _Refused for more than a person puts there."""
        if name == _CELL:
            self.cells += 1
            self.at = given.get("r", "")
            if self.cells > MOST_CELLS:
                raise _Refused("workbook_too_much")
        elif name in _FILLED:
            self._fill(name)
        elif name == _MERGED:
            self.merged.append(given.get("ref", ""))
            if len(self.merged) > MOST_MERGES:
                raise _Refused("workbook_too_much")

    def _fill(self, name: str) -> None:
        """Note where a filled cell stands; one far away was not put there by somebody answering."""
        where = _REFERENCE.fullmatch(self.at)
        if where is None:
            raise _Refused("workbook_unreadable")
        self.rows = max(self.rows, int(where[2]))
        self.columns = max(self.columns, _number(where[1]))
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS:
            raise _Refused("workbook_too_much")
        if name == _FORMULA:
            self.formulas.add(self.at)


def _scan(package: zipfile.ZipFile, name: str) -> _Scan:
    """Count what a sheet holds before it is read, and note its formulas and merged ranges."""
    found = _Scan()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = found.element
    parser.EntityDeclHandler = _refuse_entity
    with package.open(name) as part:
        while piece := part.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    return found


def _refuse_entity(*_given: object) -> None:
    raise _Refused("workbook_unreadable")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


_Row = dict[int, ReadCell]


def _grid(sheet: Any, scan: _Scan) -> list[_Row]:
    """Return the cells of a sheet that hold something, row by row, by the number of the column."""
    covered = {at for ref in scan.merged for at in _covered(ref)}
    marked = covered | scan.formulas
    sheet.reset_dimensions()
    rows = []
    limits = {"max_row": scan.rows, "max_col": scan.columns}
    for number, row in enumerate(sheet.iter_rows(min_row=1, **limits), start=1):
        filled = {}
        for column, cell in enumerate(row, start=1):
            if cell.value is None and not marked:
                continue
            at = f"{column_letters(column)}{number}"
            if cell.value is not None or at in marked:
                filled[column] = _cell(cell, at, scan, covered)
        rows.append(filled)
    return rows


def _covered(reference: str) -> Iterator[str]:
    """Yield the cells that a merged range hides: all but its first."""
    first, _colon, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
    if start is None or end is None:
        return
    columns = range(_number(start[1]), min(_number(end[1]), MOST_COLUMNS) + 1)
    rows = range(int(start[2]), min(int(end[2]), MOST_ROWS) + 1)
    if len(columns) * len(rows) > MOST_CELLS:
        raise _Refused("workbook_too_much")
    for row in rows:
        for column in columns:
            at = f"{column_letters(column)}{row}"
            if at != first:
                yield at


def _cell(cell: Any, at: str, scan: _Scan, covered: set[str]) -> ReadCell:
    value, is_formula = cell.value, at in scan.formulas
    if at in covered:
        return ReadCell(at, None, "cell_merged")
    if is_formula and value is None:
        return ReadCell(at, None, "formula_without_value", is_formula=True)
    if getattr(cell, "data_type", "") == "e":
        return ReadCell(at, str(value)[:20], "cell_error", is_formula)
    if isinstance(value, datetime):
        at_midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        plain: Any = value.date() if at_midnight else value.isoformat(sep=" ")
        return ReadCell(at, plain, "", is_formula)
    if isinstance(value, bool | str | date) or value is None:
        return ReadCell(at, value, "", is_formula)
    if isinstance(value, int | float):
        return _number_cell(cell, at, value, is_formula)
    return ReadCell(at, str(value), "", is_formula)  # a time of day, a duration


def _number_cell(cell: Any, at: str, value: int | float, is_formula: bool) -> ReadCell:
    """Return the number as the sheet shows it: 15 digits; 25 % is 25."""
    if isinstance(value, float) and not math.isfinite(value):
        return ReadCell(at, None, "cell_error", is_formula)
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if "%" in str(cell.number_format or ""):
        number *= 100
    return ReadCell(at, number, "", is_formula)


def _meta(sheets: list[Any]) -> tuple[dict[str, str], dict[str, dict[str, str]], dict[str, int]]:
    """Return what the hidden sheet says; a workbook without it is none of ours."""
    hidden = next((sheet for sheet in sheets if sheet.title == META), None)
    if hidden is None:
        raise _Refused("not_our_workbook")
    hidden.reset_dimensions()
    meta: dict[str, str] = {}
    prints: dict[str, dict[str, str]] = {}
    revisions: dict[str, int] = {}
    try:
        for number, row in enumerate(hidden.iter_rows(max_row=MOST_ROWS, max_col=3)):
            values = [cell.value for cell in row]
            if number == 0:
                meta = {str(k): str(v) for k, v in json.loads(str(values[0])).items()}
            elif values and values[0]:
                prints[str(values[0])] = dict(json.loads(str(values[2])))
                revisions[str(values[0])] = int(values[1] or 0)
    except (ValueError, TypeError, IndexError, AttributeError):
        raise _Refused("not_our_workbook") from None
    return meta, prints, revisions


def _read_sheet(
    title: str,
    sheet_id: str,
    grid: list[_Row],
    lines: list[ReadLine],
    unread: list[tuple[str, str, str]],
) -> None:
    names = {at: str(cell.value) for at, cell in grid[0].items() if at > 1}
    for number, row in enumerate(grid[1:], start=2):
        if number <= HEAD_ROWS:
            continue
        subject = str(row[1].value or "").strip() if 1 in row else ""
        said = {
            name: row.get(at, ReadCell(f"{column_letters(at)}{number}"))
            for at, name in names.items()
        }
        unread += [(title, row[at].at, "outside") for at in row if at > 1 and at not in names]
        if subject:
            lines.append(ReadLine(title, number, subject, said))
        elif sheet_id in _ADDED_TO and _has_words(said):
            lines.append(ReadLine(title, number, f"{_ADDED_TO[sheet_id]}:row-{number}", said))
        elif _has_words(said):
            unread.append((title, f"A{number}", "line_without_key"))


def _has_words(said: dict[str, ReadCell]) -> bool:
    """Tell whether somebody answered on a line; the words of the portal do not count."""
    answers = (cell for name, cell in said.items() if name not in WORDS)
    return any(cell.value not in (None, "") or cell.problem for cell in answers)


if __name__ == "__main__":
    main()
