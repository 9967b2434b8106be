"""Official series as they arrive: CSV, XLSX or SDMX-CSV, read into lines with their source."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.core.errors import Refused

MOST_BYTES = 20 << 20
MOST_LINES = 100_000
NOTE = "#"  # a line above the table says what the file is: `# licence: CC BY 4.0`

# What a column or a line above the table may be called, in files of others too.
META = {
    "series": "code", "dataflow": "code", "structure_id": "code",
    "source": "source", "data_source": "source",
    "source_url": "url", "url": "url",
    "licence": "licence", "license": "licence",
    "retrieved": "retrieved", "retrieved_on": "retrieved", "last_update": "retrieved",
    "version": "version", "dataset_version": "version",
}  # fmt: skip
COLUMNS = {
    "reporter": "reporter", "country": "reporter", "geo": "reporter", "ref_area": "reporter",
    "indicator": "indicator", "indic": "indicator",
    "point": "point",
    "period": "period", "time_period": "period",
    "value": "value", "obs_value": "value",
    "note": "note", "comment_obs": "note",
    "obs_status": "status", "flags": "status",
}  # fmt: skip
# Columns of SDMX that say nothing about which cell is meant.
_SILENT = frozenset({"structure", "action", "freq", "unit_measure", "unit_mult", "decimals", ""})
_NEEDED = ("reporter", "indicator", "period", "value")
_FLOW = re.compile(r"(?:[\w.@-]+:)?[\w.@-]+?\((?P<version>[\w.+]+)\)")
_TOTAL = ("", "_T", "_Z")

# Rows of the first sheet of a workbook as texts, or Refused; a feature above opens workbooks.
SheetReader = Callable[[bytes], Iterable[list[str]]]


@dataclass(frozen=True)
class SeriesMeta:
    """What a file says of itself."""

    code: str = ""
    source: str = ""
    url: str = ""
    licence: str = ""
    retrieved: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One value as the file gives it; `codes` are the cells of its columns of dimensions."""

    number: int  # of the row in the file, as spreadsheets count
    reporter: str
    indicator: str
    period: str
    value: str
    point: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    note: str = ""
    status: str = ""


@dataclass(frozen=True)
class SeriesFile:
    """A file that was read."""

    name: str
    sha256: str
    meta: SeriesMeta
    lines: tuple[SeriesLine, ...] = field(repr=False)


def read_series(name: str, contents: bytes, read_sheet: SheetReader) -> SeriesFile:
    """Read a file of values, or refuse it in one sentence; a workbook is opened by `read_sheet`."""
    if not contents or len(contents) > MOST_BYTES:
        raise Refused("series_size", most=MOST_BYTES >> 20)
    grid = _grid(contents, read_sheet)
    said: dict[str, str] = {}
    number = 0
    for number, row in enumerate(grid, start=1):  # noqa: B007 - the number is used after the loop
        first = row[0].strip() if row else ""
        if first.startswith(NOTE):
            _note(said, first.removeprefix(NOTE), row[1:])
        elif any(cell.strip() for cell in row):
            heads = tuple(cell.strip().lower() for cell in row)
            break
    else:
        raise Refused("series_empty")
    _check_heads(heads)
    lines = tuple(_lines(grid, heads, number, said))
    if not lines:
        raise Refused("series_empty")
    return SeriesFile(name[-200:], hashlib.sha256(contents).hexdigest(), _meta(said), lines)


def _grid(contents: bytes, read_sheet: SheetReader) -> Iterator[list[str]]:
    """Yield the rows of a file as texts, one after the other."""
    if contents.startswith(b"PK"):
        return iter(read_sheet(contents))
    try:
        text = contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("series_not_utf8") from None
    if "\x00" in text:
        raise Refused("series_unreadable")
    heads = next((li for li in text.splitlines() if li.strip() and not li.startswith(NOTE)), "")
    mark = max(",;\t", key=heads.count)
    return _csv_rows(text, mark)


def _csv_rows(text: str, mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error:
        raise Refused("series_unreadable") from None


def _note(said: dict[str, str], text: str, rest: Sequence[str]) -> None:
    key, _colon, value = text.partition(":")
    # A comma in a value ends a cell in CSV and nothing else.
    tail = [cell for cell in rest if cell.strip()]
    value = ",".join([value, *tail] if value.strip() else tail)
    name = META.get(key.strip().lower())
    if name:
        said[name] = value.strip()


def _check_heads(heads: tuple[str, ...]) -> None:
    known = {COLUMNS.get(head) for head in heads}
    missing = [name for name in _NEEDED if name not in known]
    if missing:
        raise Refused("series_column_missing", names=", ".join(missing))
    named = [COLUMNS.get(head) or META.get(head) or head for head in heads if head]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise Refused("series_column_twice", names=", ".join(twice))


def _lines(
    rows: Iterable[list[str]], heads: tuple[str, ...], after: int, said: dict[str, str]
) -> Iterator[SeriesLine]:
    places = {COLUMNS[head]: at for at, head in enumerate(heads) if head in COLUMNS}
    about = {META[head]: at for at, head in enumerate(heads) if head in META}
    ignored = {*COLUMNS, *META, *_SILENT}
    dimensions = [(head, at) for at, head in enumerate(heads) if head not in ignored]
    width = len(heads)
    for number, row in enumerate(rows, start=after + 1):
        if not any(row):
            continue
        if number - after > MOST_LINES:
            raise Refused("series_too_long", most=MOST_LINES)
        cells = row if len(row) >= width else [*row, *[""] * (width - len(row))]
        for name, at in about.items():
            _say_once(said, name, cells[at].strip())
        codes: tuple[tuple[str, str], ...] = ()
        if dimensions:
            codes = tuple((d, c) for d, at in dimensions if (c := cells[at].strip()) not in _TOTAL)
        given = {name: cells[at].strip() for name, at in places.items()}
        yield SeriesLine(number=number, codes=codes, **given)


def _say_once(said: dict[str, str], name: str, value: str) -> None:
    """Take what a column says of the whole file; two sources in one file are two files."""
    known = said.setdefault(name, value)
    if value and known and known != value:
        raise Refused("series_of_two", name=name, one=known[:60], other=value[:60])
    said[name] = known or value


def _meta(said: dict[str, str]) -> SeriesMeta:
    """Return what the file says of itself; SDMX writes the version into the name of its flow."""
    code = said.get("code", "")
    flow = _FLOW.fullmatch(code)
    if flow:
        code = code.partition("(")[0]
        said.setdefault("version", flow["version"])
    return SeriesMeta(**{**said, "code": code})
