"""Reading a workbook that came back, in a process of its own with little memory and time.

Run as `python -m app.workbook.reading` with the file on standard input, it prints what stands in
the answer cells as JSON. Nothing is judged here but whether the file can be read at all.
"""

import io
import json
import math
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse

from app.core.file_types import XLSX, Unfit, judge
from app.domain.answers import Problem
from app.workbook.layout import HEAD_ROWS, MARK, META, WORDS, column_letters

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_MERGES = 50, 20_000, 200, 200_000, 5_000
MEMORY, SECONDS, WAIT = 512 << 20, 10, 90
MOST_BYTES = 10 << 20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)


@dataclass(frozen=True)
class ReadCell:
    """One answer cell: where it stands and what it holds, or why that cannot be read."""

    at: str  # for example D14
    value: str | bool | Decimal | date | None = None
    problem: str = ""  # code of a sentence
    is_formula: bool = False


@dataclass(frozen=True)
class ReadLine:
    """One row with a subject; a row added by hand on the sheet of measures has a new one."""

    sheet: str
    row: int
    subject: str
    cells: dict[str, ReadCell] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadBook:
    """What a workbook says of itself, its lines, and what was not read, by place."""

    meta: dict[str, str]
    prints: dict[str, dict[str, str]]
    revisions: dict[str, int]
    lines: tuple[ReadLine, ...]
    unread: tuple[tuple[str, str, str], ...] = ()  # sheet, cell (empty: all of it), why


@dataclass(frozen=True)
class ArrivedFile:
    """A file somebody sent, read; or why it cannot be."""

    name: str
    contents: bytes = field(repr=False)
    book: ReadBook | Problem


def read_workbook(contents: bytes) -> ReadBook | Problem:
    """Return what stands in a workbook, or why it cannot be read; nothing in it is trusted."""
    if len(contents) > MOST_BYTES:
        return Problem("workbook_too_large", {"most": str(MOST_BYTES >> 20)})
    kind = judge(contents)
    if isinstance(kind, Unfit):
        return Problem("workbook_unfit", {"why": kind.code})
    if kind != XLSX:
        return Problem("not_a_workbook")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.workbook.reading"],
            input=contents,
            capture_output=True,
            timeout=WAIT,
            check=False,
            env={"PYTHONPATH": str(Path(__file__).parents[2]), "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return Problem("workbook_too_much")
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return Problem("workbook_too_much" if done.returncode < 0 else "workbook_unreadable")
    return Problem(said["problem"]) if "problem" in said else book_from_json(said)


def book_to_json(book: ReadBook) -> dict[str, Any]:
    """Return a workbook as it was read, as JSON."""
    return {
        "meta": book.meta,
        "prints": book.prints,
        "revisions": book.revisions,
        "lines": [
            [line.sheet, line.row, line.subject, {n: _told(c) for n, c in line.cells.items()}]
            for line in book.lines
        ],
        "unread": [list(one) for one in book.unread],
    }


def book_from_json(said: dict[str, Any]) -> ReadBook:
    """Reverse `book_to_json`."""
    return ReadBook(
        said["meta"],
        said["prints"],
        said["revisions"],
        tuple(
            ReadLine(sheet, row, subject, {name: _heard(cell) for name, cell in cells.items()})
            for sheet, row, subject, cells in said["lines"]
        ),
        tuple((sheet, cell, why) for sheet, cell, why in said["unread"]),
    )


def _told(cell: ReadCell) -> list[Any]:
    value: object = cell.value
    if isinstance(value, Decimal):
        value = {"n": str(value)}
    elif isinstance(value, date):
        value = {"d": value.isoformat()}
    return [cell.at, value, cell.problem, cell.is_formula]


def _heard(said: list[Any]) -> ReadCell:
    at, value, problem, is_formula = said
    if isinstance(value, dict):
        value = Decimal(value["n"]) if "n" in value else date.fromisoformat(value["d"])
    return ReadCell(at, value, problem, is_formula)


class _Refused(Exception):
    """The message is the code of a sentence."""


def main() -> None:
    """Read the workbook on standard input and print what stands in it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        said = book_to_json(_read(sys.stdin.buffer.read()))
    except _Refused as reason:
        said = {"problem": str(reason)}
    except MemoryError:
        said = {"problem": "workbook_too_much"}
    except Exception:
        said = {"problem": "workbook_unreadable"}
    sys.stdout.write(json.dumps(said))


def _read(contents: bytes) -> ReadBook:
    from openpyxl import load_workbook  # only this process pays for it

    with zipfile.ZipFile(io.BytesIO(contents)) as package:
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


def _sheet_parts(package: zipfile.ZipFile) -> list[str]:
    return [n for n in package.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]


@dataclass
class _Scan:
    """What the reader of values does not tell: formulas, and cells hidden by merging."""

    formulas: set[str] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    rows: int = 1
    columns: int = 1


def _scan(package: zipfile.ZipFile, name: str) -> _Scan:
    """Count what a sheet holds before it is read, and note its formulas and merged ranges."""
    found, cells = _Scan(), 0
    with package.open(name) as part:
        for _event, element in iterparse(part):
            if element.tag == f"{_MAIN}c":
                cells += 1
                if len(element):
                    _note(found, element)
            elif element.tag == f"{_MAIN}mergeCell":
                found.merged.append(element.get("ref") or "")
            elif element.tag == f"{_MAIN}row":
                element.clear()
            if cells > MOST_CELLS or len(found.merged) > MOST_MERGES:
                raise _Refused("workbook_too_much")
    return found


def _note(found: _Scan, cell: Any) -> None:
    """Note where a filled cell stands; one far away was not put there by a person answering."""
    where = _REFERENCE.fullmatch(cell.get("r") or "")
    if where is None:
        raise _Refused("workbook_unreadable")
    found.rows = max(found.rows, int(where[2]))
    found.columns = max(found.columns, _number(where[1]))
    if found.rows > MOST_ROWS or found.columns > MOST_COLUMNS:
        raise _Refused("workbook_too_much")
    if cell.find(f"{_MAIN}f") is not None:
        found.formulas.add(where[0])


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


_Row = dict[int, ReadCell]


def _grid(sheet: Any, scan: _Scan) -> list[_Row]:
    """Return the cells of a sheet that hold something, row by row, by the number of the column."""
    covered = {at for ref in scan.merged for at in _covered(ref)}
    sheet.reset_dimensions()
    rows = []
    limits = {"max_row": scan.rows, "max_col": scan.columns}
    for number, row in enumerate(sheet.iter_rows(min_row=1, **limits), start=1):
        filled = {}
        for column, cell in enumerate(row, start=1):
            at = f"{column_letters(column)}{number}"
            if cell.value is not None or at in scan.formulas or at in covered:
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
        elif sheet_id == "measures" and _has_words(said):
            lines.append(ReadLine(title, number, f"measure:row-{number}", said))
        elif _has_words(said):
            unread.append((title, f"A{number}", "line_without_key"))


def _has_words(said: dict[str, ReadCell]) -> bool:
    """Tell whether somebody answered on a line; the words of the portal do not count."""
    answers = (cell for name, cell in said.items() if name not in WORDS)
    return any(cell.value not in (None, "") or cell.problem for cell in answers)


if __name__ == "__main__":
    main()
