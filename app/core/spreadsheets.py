"""Writing workbooks: real numbers and dates, texts that stay texts, tables, the same bytes again.

Every workbook the portal makes for readers goes through `workbook_bytes`; the one to be filled in
is made of the same parts.
"""

import io
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from app.core.archives import repacked
from app.core.spreadsheet_charts import ChartSheet, draw_charts

CellValue = str | int | Decimal | date | bool | None
ColumnKind = Literal["text", "whole", "number", "day", "link"]

MOST_CHARACTERS = 32_767  # of one cell
MOST_LINK_CHARACTERS = 2_079
MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001  # a property of the file, the same in every build
INK, BAND, GREY = "#1B2A41", "#1F4E8C", "#5B6576"
TALLEST_ROW = 408  # points; Excel allows 409, a whole number of pixels is less
_LINE_HEIGHT = 15  # points of one line in the font of the workbook
_LABEL_WIDTH, _SAID_WIDTH = 28, 90  # columns of a sheet of explanations, in characters
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]|[Rr]\d*[Cc]\d*")
_TABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,250}")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXTS_STAY_TEXTS = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    title: str
    width: int = 14
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class TableSheet:
    """A sheet with one table; what it is stands above it."""

    name: str
    title: str
    table: str  # name of the table object: letters, digits, _ and unlike a cell
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[CellValue]]
    note: str = ""
    # Draws beside the table, given book, sheet and the rows of its head and its last line.
    draw: Callable[[Any, Any, int, int], None] | None = None


@dataclass(frozen=True)
class NoteSheet:
    """A sheet of explanations: pairs of a label and what is to be said."""

    name: str
    title: str
    lines: tuple[tuple[str, CellValue], ...]


@dataclass(frozen=True)
class Workbook:
    """What a workbook holds; `mark` is printed on every sheet, for example that it is a draft."""

    title: str
    sheets: tuple[TableSheet | NoteSheet | ChartSheet, ...]
    mark: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def empty_book(out: io.BytesIO) -> Any:
    """Return a book in which texts stay texts, whatever they begin with."""
    import xlsxwriter  # only processes that write a workbook pay for it

    return xlsxwriter.Workbook(out, dict.fromkeys(_TEXTS_STAY_TEXTS, False) | {"in_memory": True})


def workbook_bytes(content: Workbook) -> bytes:
    """Return the workbook as an .xlsx file."""
    out = io.BytesIO()
    book = empty_book(out)
    book.set_properties({"title": writable(content.title), "created": MADE_AT})
    for name, value in content.properties.items():
        book.set_custom_property(name, writable(value), "text")
    formats = formats_of(book)
    beside_labels = {**formats, **{kind: formats[f"{kind}_left"] for kind in ("whole", "number")}}
    for sheet in content.sheets:
        if isinstance(sheet, TableSheet):
            _write_table_sheet(book, formats, sheet, content)
        elif isinstance(sheet, ChartSheet):
            drawn = book.add_worksheet(sheet.name)
            set_up_page(drawn, content.title, content.mark)
            draw_charts(book, drawn, formats, sheet)
        else:
            _write_note_sheet(book, beside_labels, sheet, content)
    book.close()
    return repacked(out.getvalue())


def grid_bytes(rows: Sequence[Sequence[CellValue]]) -> bytes:
    """Return a workbook with one plain sheet, as charts in documents keep their figures."""
    out = io.BytesIO()
    book = empty_book(out)
    book.set_properties({"created": MADE_AT})
    formats, sheet = formats_of(book), book.add_worksheet("Sheet1")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value not in (None, ""):
                _write(sheet, formats, row, column, "text", value)
    book.close()
    return repacked(out.getvalue())


def writable(text: str) -> str:
    """Return a text as a cell can hold it; what cannot be written is shown, never dropped.

    Characters that XML forbids become the replacement character, and a text beyond the limit of a
    cell ends with a remark that says how long it is.
    """
    if len(text) <= MOST_CHARACTERS and text.isprintable():
        return text  # nearly every text: nothing in it is to be replaced
    clean = _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(clean) <= MOST_CHARACTERS:
        return clean
    remark = f" […: cut here, the whole text has {len(text)} characters]"
    return clean[: MOST_CHARACTERS - len(remark)] + remark


def formats_of(book: Any) -> dict[str, Any]:
    """Return the looks of cells that all workbooks share."""
    text = {"valign": "top", "font_color": INK}
    wrapped = {**text, "text_wrap": True}
    right = {**text, "align": "right", "indent": 1}  # clear of a text in the next column
    header = {"bold": True, "font_color": "#FFFFFF", "bg_color": BAND, "text_wrap": True}
    header |= {"valign": "vcenter", "border": 1, "border_color": "#FFFFFF"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": BAND}),
        "note": book.add_format({"font_color": GREY, "italic": True}),
        "label": book.add_format({**wrapped, "bold": True}),
        "header": book.add_format(header),
        "header_right": book.add_format({**header, "align": "right", "indent": 1}),
        "text": book.add_format(wrapped),
        "whole": book.add_format({**right, "num_format": "#,##0"}),
        "number": book.add_format({**right, "num_format": "General"}),
        "whole_left": book.add_format({**text, "num_format": "#,##0", "align": "left"}),
        "number_left": book.add_format({**text, "num_format": "General", "align": "left"}),
        "day": book.add_format({**text, "num_format": "yyyy-mm-dd", "align": "left"}),
        "link": book.add_format({**wrapped, "font_color": BAND, "underline": 1}),
    }


def set_up_page(sheet: Any, title: str, mark: str) -> None:
    """Print a sheet across one page, with its title and mark on each."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    left = writable(title)[:100].replace("&", "&&")
    sheet.set_footer(f"&L&8{left}&R&8&P / &N")
    if mark:
        # In the size it says, however small a wide sheet is printed.
        said = "&C&10&B" + writable(mark)[:100].replace("&", "&&")
        sheet.set_header(said, {"scale_with_doc": False})
    sheet.hide_gridlines(2)


def _head(sheet: Any, formats: Mapping[str, Any], title: str, note: str) -> None:
    sheet.write_string(0, 0, writable(title), formats["title"])
    if note:
        sheet.write_string(1, 0, writable(note), formats["note"])


def _write_note_sheet(
    book: Any, formats: Mapping[str, Any], notes: NoteSheet, content: Workbook
) -> None:
    sheet = book.add_worksheet(notes.name)
    set_up_page(sheet, content.title, content.mark)
    _head(sheet, formats, notes.title, content.mark)
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _SAID_WIDTH, formats["text"])
    for row, (label, value) in enumerate(notes.lines, start=3):
        _set_height(sheet, row, ((label, _LABEL_WIDTH), (value, _SAID_WIDTH)))
        sheet.write_string(row, 0, writable(label), formats["label"])
        _write(sheet, formats, row, 1, _kind_of(value), value)


def _kind_of(value: CellValue) -> ColumnKind:
    if isinstance(value, bool | str) or value is None:
        return "link" if isinstance(value, str) and value.startswith("https://") else "text"
    if isinstance(value, date):
        return "day"
    return "whole" if isinstance(value, int) else "number"


def _write_table_sheet(
    book: Any, formats: Mapping[str, Any], table: TableSheet, content: Workbook
) -> None:
    check_table(table)
    sheet = book.add_worksheet(table.name)
    set_up_page(sheet, content.title, content.mark)
    _head(sheet, formats, table.title, " · ".join(t for t in (content.mark, table.note) if t))
    top, last = 3, len(table.columns) - 1
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width)
    sheet.add_table(
        top,
        0,
        top + max(len(table.rows), 1),  # a table object has at least one row
        last,
        {
            "name": table.table,
            "style": "Table Style Light 1",
            "columns": [
                {"header": writable(column.title), "header_format": formats[_heads(column)]}
                for column in table.columns
            ],
        },
    )
    widths = [column.width for column in table.columns]
    for number, row in enumerate(table.rows, start=top + 1):
        _set_height(sheet, number, zip(row, widths, strict=True))
        for position, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _write(sheet, formats, number, position, column.kind, value)
    sheet.set_row(top, 32)  # two lines of a title
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    if table.draw is not None:
        table.draw(book, sheet, top, top + len(table.rows))


def _heads(column: Column) -> str:
    return "header_right" if column.kind in ("whole", "number") else "header"


def _set_height(sheet: Any, row: int, cells: Iterable[tuple[CellValue, int]]) -> None:
    """Give a row the height of its tallest text: not every program does so when it opens a file."""
    lines = max(_lines_of(value, width) for value, width in cells)
    if lines > 1:
        sheet.set_row(row, min(lines * _LINE_HEIGHT, TALLEST_ROW))


def _lines_of(value: CellValue, width: int) -> int:
    """Return how many lines a text takes; a little less fits than the width says."""
    if not isinstance(value, str):
        return 1
    fitting = max(1, width - 1)
    if len(value) <= fitting and "\n" not in value and "\r" not in value:
        return 1  # most cells: nothing has to be wrapped
    return _wrapped_lines(value, fitting)


@lru_cache(4096)
def _wrapped_lines(text: str, width: int) -> int:
    """Count the lines of a long text; the same names stand in many rows of a table."""
    return sum(max(1, len(textwrap.wrap(line, width))) for line in writable(text).split("\n"))


def check_table(table: TableSheet) -> None:
    """Refuse what Excel would drop or mend on opening."""
    if not _TABLE_NAME.fullmatch(table.table) or _LIKE_A_CELL.fullmatch(table.table):
        raise ValueError(f"not a name for a table: {table.table}")
    titles = [column.title.casefold() for column in table.columns]
    if len(set(titles)) != len(titles) or not all(titles):
        raise ValueError(f"the columns of {table.table} need titles of their own")


def _write(
    sheet: Any,
    formats: Mapping[str, Any],
    row: int,
    column: int,
    kind: ColumnKind,
    value: CellValue,
) -> None:
    if kind == "link" and isinstance(value, str) and _is_link(value):
        sheet.write_url(row, column, writable(value), formats["link"], writable(value))
    else:
        write_value(sheet, row, column, value, formats[_style_of(kind, value)])


def write_value(sheet: Any, row: int, column: int, value: CellValue, style: Any) -> None:
    """Write a value as what it is: a text stays a text, a number a number, a date a date."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, writable(value), style)


def _style_of(kind: ColumnKind, value: CellValue) -> str:
    if value is None or value == "":
        return kind
    if isinstance(value, bool | str):
        return "text"
    return "day" if isinstance(value, date) else _numeric(kind)


def _numeric(kind: ColumnKind) -> str:
    return kind if kind in ("whole", "number") else "number"


def _is_link(text: str) -> bool:
    shown = writable(text)
    is_address = text.startswith(("http://", "https://")) and not re.search(r"\s", shown)
    return is_address and len(shown) <= MOST_LINK_CHARACTERS
