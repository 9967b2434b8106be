"""The parts of an .xlsx package that hold cells: each is read once, in one pass, within limits."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.parsers import expat

from app.workbook.cell_values import Look, decoded, held, look_of
from app.workbook.layout import column_letters
from app.workbook.reading import ReadCell

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_MERGES = 50, 20_000, 200, 200_000, 5_000
MOST_LETTERS = 16 << 20  # of all texts that cells share
_PIECE = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
# What Excel writes by default, and what it writes as “Strict Open XML Spreadsheet”.
_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_WORDS = (
    "c", "f", "v", "t", "is", "rPh", "mergeCell", "si", "sheet", "workbookPr", "numFmt", "cellXfs",
    "xf",
)  # fmt: skip
_SHORT = {f"{space} {word}": word for space in _SPACES for word in _WORDS}

Row = dict[int, ReadCell]
Given = dict[str, str]
_Start = Callable[[str, Given], None]
_End = Callable[[str], None]


class Refused(Exception):
    """The message is the code of a sentence."""


@dataclass(frozen=True)
class RawSheet:
    """One sheet: its cells that hold something, by row and column."""

    title: str
    rows: tuple[Row, ...]  # the first is row 1


def read_sheets(package: zipfile.ZipFile) -> Iterator[RawSheet]:
    """Yield the sheets with cells; raises Refused, or whatever a broken file makes it raise."""
    book = _target(package, "", "/officeDocument") or "xl/workbook.xml"
    found = _Book()
    _parse(package, book, found.start)
    parts = _relations(package, book)
    sheets = [
        (title, parts[key][1])
        for title, key in found.sheets
        if parts[key][0].endswith("/worksheet") and parts[key][1] in package.NameToInfo
    ]
    if len(sheets) > MOST_SHEETS:
        raise Refused("workbook_too_much")
    texts = _texts(package, _target(package, book, "/sharedStrings"))
    looks = _looks(package, _target(package, book, "/styles"), is_1904=found.is_1904)
    for title, part in sheets:
        sheet = _Sheet(texts, looks)
        sheet.read(package, part)
        yield RawSheet(title, sheet.grid())


def _parse(
    package: zipfile.ZipFile, name: str, start: _Start, end: _End | None = None, parser: Any = None
) -> None:
    """Read a part piece by piece; declarations, and so entities, are refused."""
    parser = parser or _parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with package.open(name) as part:
        while piece := part.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)


def _parser() -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_declaration
    return parser


def _refuse_declaration(*_given: object) -> None:
    raise Refused("workbook_unreadable")


def _relations(package: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of what a part points to, by key."""
    found: dict[str, tuple[str, str]] = {}
    folder, file = posixpath.split(name)

    def start(_name: str, given: Given) -> None:
        if "Id" in given and given.get("TargetMode") != "External":
            path = posixpath.join("/", folder, given["Target"])
            found[given["Id"]] = given.get("Type", ""), posixpath.normpath(path).lstrip("/")

    _parse(package, posixpath.join(folder, "_rels", f"{file}.rels"), start)
    return found


def _target(package: zipfile.ZipFile, name: str, kind: str) -> str:
    """Return the part of a kind that another points to, empty where there is none."""
    parts = (part for what, part in _relations(package, name).values() if what.endswith(kind))
    return next((part for part in parts if part in package.NameToInfo), "")


@dataclass
class _Book:
    """The list of sheets, with the keys of their parts."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    is_1904: bool = False  # days are counted from 1904, as old Macintosh programs did

    def start(self, name: str, given: Given) -> None:
        short = _SHORT.get(name)
        if short == "sheet":
            key = next((text for at, text in given.items() if at.endswith(" id")), "")
            self.sheets.append((given.get("name", ""), key))
        elif short == "workbookPr":
            self.is_1904 = given.get("date1904") in ("1", "true")


def _texts(package: zipfile.ZipFile, name: str) -> list[str]:
    """Return the texts that cells share."""
    texts = _Texts()
    if name:
        _parse(package, name, texts.start, texts.end, texts.parser)
    return texts.found


class _Texts:
    """The list of texts while it is read, without how they are said aloud."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.room, self.is_aside, self.parser = MOST_LETTERS, False, _parser()

    def start(self, name: str, _given: Given) -> None:
        short = _SHORT.get(name)
        if short == "t" and not self.is_aside:
            self.parser.CharacterDataHandler = self._take
        elif short == "rPh":
            self.is_aside = True

    def end(self, name: str) -> None:
        short = _SHORT.get(name)
        if short == "t":
            self.parser.CharacterDataHandler = None
        elif short == "si":
            self.found.append(decoded("".join(self.pieces)))
            self.pieces.clear()
        elif short == "rPh":
            self.is_aside = False

    def _take(self, text: str) -> None:
        self.room -= len(text)
        if self.room < 0:
            raise Refused("workbook_too_much")
        self.pieces.append(text)


def _looks(package: zipfile.ZipFile, name: str, *, is_1904: bool) -> list[Look]:
    """Return how numbers are shown, by the number that cells give."""
    found: list[Look] = []
    formats: dict[str, str] = {}
    of_cells = False

    def start(name: str, given: Given) -> None:
        nonlocal of_cells
        short = _SHORT.get(name)
        if short == "numFmt":
            formats[given["numFmtId"]] = given["formatCode"]
        elif short == "cellXfs":
            of_cells = True
        elif short == "xf" and of_cells:
            shape = given.get("numFmtId", "0")
            found.append(look_of(shape, formats.get(shape), is_1904=is_1904))

    def end(name: str) -> None:
        nonlocal of_cells
        if _SHORT.get(name) == "cellXfs":
            of_cells = False

    if name:
        _parse(package, name, start, end)
    return found or [look_of("0", None, is_1904=is_1904)]


class _Sheet:
    """One sheet while it is read: the cell that was begun last, and what was found before."""

    def __init__(self, texts: list[str], looks: list[Look]) -> None:
        self.texts, self.looks = texts, looks
        self.rows: dict[int, Row] = {}
        self.merged: list[str] = []
        self.columns = self.count = 0
        self.given: Given = {}
        self.pieces: list[str] = []
        self.is_filled = self.is_formula = self.is_aside = False
        self.parser = _parser()

    def read(self, package: zipfile.ZipFile, name: str) -> None:
        """Read the part; raises Refused for more than a person puts there."""
        _parse(package, name, self._start, self._end, self.parser)

    def _start(self, name: str, given: Given) -> None:
        short = _SHORT.get(name)
        if short == "c":
            self.count += 1
            if self.count > MOST_CELLS:
                raise Refused("workbook_too_much")
            self.given, self.is_filled, self.is_formula = given, False, False
            self.pieces.clear()
        elif short in ("v", "t"):
            self.is_filled = True
            if not self.is_aside:
                self.parser.CharacterDataHandler = self.pieces.append
        elif short == "f":
            self.is_filled = self.is_formula = True
        elif short == "rPh":
            self.is_aside = True
        elif short == "mergeCell":
            self.merged.append(given.get("ref", ""))
            if len(self.merged) > MOST_MERGES:
                raise Refused("workbook_too_much")

    def _end(self, name: str) -> None:
        short = _SHORT.get(name)
        if short in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif short == "c" and self.is_filled:
            self._keep()
        elif short == "rPh":
            self.is_aside = False

    def _keep(self) -> None:
        """Keep a filled cell; one far away was not put there by somebody answering."""
        at = self.given.get("r", "")
        where = _REFERENCE.fullmatch(at)
        if where is None:
            raise Refused("workbook_unreadable")
        row, column = int(where[2]), _number(where[1])
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise Refused("workbook_too_much")
        text, kind = "".join(self.pieces), self.given.get("t", "n")
        if kind == "s" and text:
            kind, text = "text", self.texts[int(text)]
        look = self.looks[int(self.given.get("s", "0"))]
        cell = held(at, kind, text, look, is_formula=self.is_formula)
        self.columns = max(self.columns, column)
        if cell is not None:
            self.rows.setdefault(row, {})[column] = cell

    def grid(self) -> tuple[Row, ...]:
        """Return the rows from the first on; what a merged range hides is marked."""
        last = max(self.rows, default=0)
        for reference in self.merged:
            for row, column in self._covered(reference, last):
                at = f"{column_letters(column)}{row}"
                self.rows.setdefault(row, {})[column] = ReadCell(at, None, "cell_merged")
        return tuple(self.rows.get(row, {}) for row in range(1, last + 1))

    def _covered(self, reference: str, last: int) -> Iterator[tuple[int, int]]:
        """Yield the cells that a merged range hides: all but its first, as far as there are any."""
        first, _colon, end = reference.partition(":")
        start, stop = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(end)
        if start is None or stop is None:
            return
        rows, columns = (
            range(int(start[2]), min(int(stop[2]), MOST_ROWS) + 1),
            range(_number(start[1]), min(_number(stop[1]), MOST_COLUMNS) + 1),
        )
        if len(rows) * len(columns) > MOST_CELLS:
            raise Refused("workbook_too_much")
        for row in range(rows.start, min(rows.stop, last + 1)):
            for column in range(columns.start, min(columns.stop, self.columns + 1)):
                if (row, column) != (rows.start, columns.start):
                    yield row, column


@cache
def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
