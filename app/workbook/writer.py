"""Writing the workbook to be filled in: light cells to answer in, everything else locked.

Each sheet is known by a word in its first cell, each line by the subject in its first column, each
column by the name in the first row; all three are hidden. So a workbook is understood whatever was
renamed, moved or sorted.
"""

import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core.archives import repacked
from app.core.i18n import gettext as _
from app.core.spreadsheets import (
    MADE_AT,
    empty_book,
    formats_of,
    set_up_page,
    writable,
    write_value,
)
from app.workbook.layout import (
    HEAD_ROWS,
    LISTS,
    MARK,
    META,
    TEMPLATE,
    WORDS,
    Column,
    Control,
    Field,
    Layout,
    Line,
    Pairs,
    Sheet,
    places,
    print_of,
)
from app.workbook.list_sheet import write_lists
from app.workbook.problem_sheet import PROBLEMS, CellProblem, write_problems

HEADER_ROW, FIRST_ROW = HEAD_ROWS - 1, HEAD_ROWS
_ANSWER, _LOCKED, _EDGE = "#FFFBE6", "#F1F3F7", "#C9CFDA"
_WRONG, _WRONG_EDGE = "#FBD5D0", "#A3271B"
_MOST = 10**15
_PRINTED_WIDTH = 240  # characters that can still be read when they are printed across a page


def workbook_bytes(
    layout: Layout,
    start: tuple[tuple[str, str], ...],
    title: str,
    problems: tuple[CellProblem, ...] = (),
) -> bytes:
    """Return the workbook as an .xlsx file; `start` are the lines of its first sheet.

    `problems` are listed on a second sheet, for a workbook that goes back to be mended.
    """
    out = io.BytesIO()
    book = empty_book(out)
    book.set_properties({"title": writable(title), "created": MADE_AT})
    for name, value in meta_of(layout).items():
        book.set_custom_property(f"portal.{name}", value, "text")
    formats = formats_of(book) | _formats(book)
    _write_start(book, formats, start, title, layout)
    if problems:
        write_problems(book, formats, problems, places(layout), title)
    sheets = [(sheet, book.add_worksheet(sheet.name)) for sheet in layout.sheets]
    lists = write_lists(book, formats, layout, title)
    for sheet, target in sheets:
        _write_sheet(target, formats, sheet, title, lists)
    _write_meta(book, layout)
    book.close()
    return repacked(out.getvalue())


def meta_of(layout: Layout) -> dict[str, str]:
    """Return what a workbook says of itself when it comes back."""
    return {
        "template": TEMPLATE,
        "cycle": layout.cycle,
        "reporter": layout.reporter,
        "catalogue": layout.catalogue_sha256,
        "language": layout.language,
        "beside": f"{_('Start')}|{_(LISTS)}|{_(PROBLEMS)}",  # sheets without answers
    }


def _formats(book: Any) -> dict[str, Any]:
    answer = {"bg_color": _ANSWER, "border": 1, "border_color": _EDGE, "valign": "top"}
    answer |= {"text_wrap": True, "locked": False}
    closed = {**answer, "bg_color": _LOCKED, "locked": True}
    wrong = {**answer, "bg_color": _WRONG, "border": 5, "border_color": _WRONG_EDGE, "bold": True}
    text = {"valign": "top", "text_wrap": True, "font_color": "#1B2A41"}
    found = {
        "asked": book.add_format(text),
        "quiet": book.add_format({**text, "font_color": "#5B6576"}),
        "heading": book.add_format({**text, "bold": True, "bg_color": "#EAF0F8"}),
    }
    numbers = {"number": "General", "whole": "#,##0", "day": "yyyy-mm-dd", "words": "@"}
    for name, shape in numbers.items():
        found[f"answer_{name}"] = book.add_format({**answer, "num_format": shape})
        found[f"closed_{name}"] = book.add_format({**closed, "num_format": shape})
        found[f"wrong_{name}"] = book.add_format({**wrong, "num_format": shape})
    return found


def _write_start(
    book: Any,
    formats: Mapping[str, Any],
    lines: tuple[tuple[str, str], ...],
    title: str,
    layout: Layout,
) -> None:
    sheet = book.add_worksheet(_("Start"))
    set_up_page(sheet, title, "")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 92)
    sheet.write_string(0, 0, writable(title), formats["title"])
    row = 2
    for label, text in lines:
        sheet.write_string(row, 0, writable(label), formats["label"])
        sheet.write_string(row, 1, writable(text), formats["asked"])
        sheet.set_row(row, 15 * max(1, -(-len(text) // 90)))
        row += 1
    for one in layout.sheets:
        name = one.name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats["link"], writable(one.name))
        sheet.write_string(row, 1, writable(one.title), formats["asked"])
        row += 1
    sheet.protect("", {"select_locked_cells": True})


def _write_sheet(
    sheet: Any, formats: Mapping[str, Any], content: Sheet, title: str, lists: Mapping[Pairs, str]
) -> None:
    set_up_page(sheet, title, "")
    columns = content.columns
    sheet.write_string(0, 0, MARK + content.id)
    for at, column in enumerate(columns, start=1):
        sheet.write_string(0, at, column.name)
        sheet.set_column(at, at, column.width)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.write_string(1, 1, writable(content.title), formats["title"])
    sheet.write_string(2, 1, writable(content.note), formats["note"])
    titles = [{"header": "key"}, *({"header": _title(c)} for c in columns)]
    last = FIRST_ROW + max(len(content.lines), 1) - 1
    sheet.add_table(
        HEADER_ROW,
        0,
        last,
        len(columns),
        {
            "name": "t_" + "".join(c if c.isalnum() else "_" for c in content.id),
            "style": "Table Style Light 1",
            "columns": [{**one, "header_format": formats["header"]} for one in titles],
            "autofilter": True,
        },
    )
    for row, line in enumerate(content.lines, start=FIRST_ROW):
        _write_line(sheet, formats, row, columns, line)
    _write_rules(sheet, content, lists)
    sheet.set_row(HEADER_ROW, 32)
    across = -(-sum(column.width for column in columns) // _PRINTED_WIDTH)
    if across > 1:
        sheet.fit_to_pages(across, 0)
        sheet.repeat_columns(1, 1)
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.repeat_rows(HEADER_ROW)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _title(column: Column) -> str:
    return writable(column.title)


def _write_line(
    sheet: Any,
    formats: Mapping[str, Any],
    row: int,
    columns: tuple[Column, ...],
    line: Line,
) -> None:
    sheet.write_string(row, 0, writable(line.subject))
    tallest = 1
    for at, column in enumerate(columns, start=1):
        field = line.fields.get(column.name)
        text = line.texts.get(column.name, "")
        if field is not None:
            _write_field(sheet, formats, row, at, field)
            text = str(field.value or "")
        else:
            quiet = "quiet" if column.name in WORDS - {"asked"} else "asked"
            style = formats["heading" if line.is_heading else quiet]
            sheet.write_string(row, at, writable(text), style)
        if text and (not line.is_heading or column.name == "asked"):
            tallest = max(tallest, sum(1 + len(p) // column.width for p in text.split("\n")))
        if line.note and column.name == "asked":
            sheet.write_comment(row, at, writable(line.note), {"x_scale": 3, "y_scale": 3})
    sheet.set_row(row, min(15 * tallest, 400))


def _write_field(sheet: Any, formats: Mapping[str, Any], row: int, at: int, field: Field) -> None:
    shape = field.control if field.control in ("number", "whole", "day") else "words"
    kind = "wrong_" if field.wrong else "closed_" if field.is_locked else "answer_"
    write_value(sheet, row, at, field.value, formats[kind + shape])
    if field.wrong:
        sheet.write_comment(row, at, writable(field.wrong), {"x_scale": 3, "y_scale": 2})


def _write_rules(sheet: Any, content: Sheet, lists: Mapping[Pairs, str]) -> None:
    """Give cells their lists, limits and messages; cells with the same share one rule."""
    found: dict[tuple[int, Control, Pairs, str], list[list[int]]] = {}
    for row, line in enumerate(content.lines, start=FIRST_ROW):
        for at, column in enumerate(content.columns, start=1):
            field = line.fields.get(column.name)
            if field is None or field.is_locked:
                continue
            cells = found.setdefault((at, field.control, field.options, field.hint), [])
            if cells and cells[-1][2] == row - 1:
                cells[-1][2] = row
            else:
                cells.append([row, at, row, at])
    for (at, control, options, hint), cells in found.items():
        rule = _rule(control, lists.get(options, "")) | _message(content.columns[at - 1], hint)
        if len(rule) > 1:
            sheet.data_validation(*cells[0], rule | {"other_cells": cells[1:]})


def _rule(control: Control, name: str) -> dict[str, Any]:
    """Return what the program lets through; bounds are judged when the workbook comes back."""
    if control == "list":
        return {
            "validate": "list",
            "source": f"={name}",
            "error_title": _("Not in the list"),
            "error_message": _("Please choose an entry of the list, or empty the cell."),
        }
    if control == "marks":  # several letters are no entry of the list, and right
        return {"validate": "list", "source": f"={name}", "show_error": False}
    if control in ("number", "whole"):
        whole = control == "whole"
        return {
            "validate": "integer" if whole else "decimal",
            "criteria": "between",
            "minimum": -_MOST,
            "maximum": _MOST,
            "error_title": _("Not a number"),
            "error_message": _("Please give a whole number, without a unit.")
            if whole
            else _("Please give a number, without a unit."),
        }
    if control == "day":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2200, 1, 1),
            "error_title": _("Not a date"),
            "error_message": _("Please give a day, for example 2027-06-30."),
        }
    return {"validate": "any"}


def _message(column: Column, hint: str) -> dict[str, str]:
    if not hint:
        return {}
    return {"input_title": writable(column.title)[:32], "input_message": writable(hint)[:255]}


def _write_meta(book: Any, layout: Layout) -> None:
    """Write what the portal compares with when the workbook comes back."""
    sheet = book.add_worksheet(META)
    sheet.write_string(0, 0, json.dumps(meta_of(layout), sort_keys=True))
    for row, line in enumerate(layout.lines(), start=1):
        sheet.write_string(row, 0, line.subject)
        sheet.write_number(row, 1, line.revision)
        sheet.write_string(row, 2, json.dumps(print_of(line), sort_keys=True))
    sheet.very_hidden()
    sheet.protect()
