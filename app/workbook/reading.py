"""A workbook that came back: judged as a file, read by a process of its own, and told as JSON."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core.errors import Refused
from app.core.file_types import XLSX, Unfit, judge
from app.domain.answers import Problem

WAIT = 90  # seconds, with everything else the machine does
MOST_BYTES = 10 << 20
_ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "LC_ALL": "C.UTF-8",
}


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
    said = _opened(contents, "book")
    return Problem(said["problem"]) if "problem" in said else book_from_json(said)


def read_rows(contents: bytes) -> list[list[str]]:
    """Return the rows of the first sheet of any workbook as texts, read as carefully."""
    if judge(contents) != XLSX:
        raise Refused("series_unreadable")
    said = _opened(contents, "rows")
    if said.get("problem") == "workbook_too_much":
        raise Refused("series_sheet_too_long")
    if "problem" in said:
        raise Refused("series_unreadable")
    rows: list[list[str]] = said["rows"]
    return rows


def _opened(contents: bytes, what: str) -> dict[str, Any]:
    """Return what the process that opens workbooks says of one; it may be that there is a
    problem."""
    try:
        done = subprocess.run(
            [sys.executable, "-S", "-m", "app.workbook.opening"],  # without packages
            input=contents,
            capture_output=True,
            timeout=WAIT,
            check=False,
            env={**_ENVIRONMENT, "WANTED": what},
        )
    except subprocess.TimeoutExpired:
        return {"problem": "workbook_too_much"}
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"problem": "workbook_too_much" if done.returncode < 0 else "workbook_unreadable"}
    return said


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
