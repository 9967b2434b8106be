"""What stands in the workbook of a contribution: sheets, lines, and the cells that take an answer.

A line is about one subject, named as in the history: `answer:P12.justification`,
`observation:SD-02.1@2025-2027`, `measure:<uid>`. Lines to be filled in freely carry a subject that
is completed when the workbook comes back: `add:…` for a code of a long list, `measure:new-7`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from typing import Literal

from app.core.spreadsheets import MOST_CHARACTERS, CellValue
from app.domain.answers import clean_text
from app.domain.numbers import canonical_decimal

TEMPLATE = "1"  # raised when a workbook of before could no longer be read
NEW_MEASURES = 60  # empty lines to add measures on
NEW_LINKS = 40  # empty lines to add links on
ADDED_CODES = 8  # empty lines to add codes of a long list on
META, LISTS = "_portal", "Lists"
MARK = "portal:"  # begins the word by which a sheet is known
HEAD_ROWS = 4  # names of columns, title, note, titles of columns
RECORDS = ("measure", "evidence")  # what is added line by line, each on a sheet of its own
WORDS = frozenset({"place", "code", "asked", "unit", "last", "file"})  # columns the portal writes

Control = Literal["text", "line", "number", "whole", "day", "list", "many", "marks"]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """A cell that takes an answer: what it shows, how it is filled in."""

    value: CellValue = None
    control: Control = "line"
    options: Pairs = ()  # values and labels; the cell holds labels
    hint: str = ""  # what the program says while the cell is chosen
    is_locked: bool = False
    wrong: str = ""  # why what stands here could not be taken, as a note on the marked cell


@dataclass(frozen=True)
class Line:
    """One row: words in some columns, cells to answer in others."""

    subject: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    revision: int = 0  # of the subject, when the workbook was made
    note: str = ""  # the definition, as a note on the cell
    is_heading: bool = False
    prints: Mapping[str, str] | None = None  # of the cells as they first went out, if before now


@dataclass(frozen=True)
class Column:
    """One column of a sheet; its name is that of the texts and fields in it."""

    name: str
    title: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of answers."""

    id: str  # written into the sheet, so that it is known under any name
    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Layout:
    """Everything that is asked for in one workbook."""

    cycle: str
    reporter: str
    catalogue_sha256: str
    language: str
    sheets: tuple[Sheet, ...]

    def lines(self) -> Iterator[Line]:
        """Yield the lines that have a subject."""
        for sheet in self.sheets:
            yield from (line for line in sheet.lines if line.subject)

    def by_subject(self) -> dict[str, Line]:
        """Return the lines by what they are about."""
        return {line.subject: line for line in self.lines()}


def print_of(line: Line) -> dict[str, str]:
    """Return what tells which cells of a line have been touched since it first went out."""
    if line.prints is not None:
        return dict(line.prints)
    return {name: fingerprint(field.value) for name, field in sorted(line.fields.items())}


def places(layout: Layout) -> dict[tuple[str, str], tuple[str, str]]:
    """Return sheet and cell of every answer, by subject and name."""
    return {
        (line.subject, column.name): (sheet.name, f"{column_letters(at)}{row}")
        for sheet in layout.sheets
        for row, line in enumerate(sheet.lines, start=HEAD_ROWS + 1)
        for at, column in enumerate(sheet.columns, start=2)
        if column.name in line.fields
    }


def shown_text(value: CellValue) -> str:
    """Return the contents of a cell in one spelling, whichever program wrote them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal | int):
        return canonical_decimal(Decimal(value))
    if isinstance(value, date):
        return value.isoformat()
    return clean_text(value)


def fingerprint(value: CellValue) -> str:
    """Return what tells whether a cell has been touched."""
    return _hashed(shown_text(value))


@lru_cache(4096)  # most cells are empty, or hold an entry of a list
def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


@cache
def column_letters(number: int) -> str:
    """Return the name of a column, the first of which is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def label_for(options: Pairs, value: str) -> str:
    """Return the label under which an option stands in a cell."""
    return next((label for known, label in options if known == value), value)


def fits_in_a_cell(text: str) -> bool:
    """Tell whether a cell can hold the whole text."""
    return len(text) <= MOST_CHARACTERS
