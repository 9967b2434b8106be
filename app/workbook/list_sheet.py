"""The sheet of choices: every closed list once, one under the other, as cells refer to them."""

from collections.abc import Mapping
from typing import Any

from app.core.i18n import gettext as _
from app.core.spreadsheets import set_up_page, writable
from app.workbook.layout import LISTS, Layout, Pairs

_TOP, _WIDTH = 3, 44


def write_lists(
    book: Any, formats: Mapping[str, Any], layout: Layout, title: str
) -> dict[Pairs, str]:
    """Write the sheet, and return the names under which cells refer to their list."""
    wanted = _wanted(layout)
    sheet = book.add_worksheet(_(LISTS))
    set_up_page(sheet, title, "")
    sheet.set_portrait()
    sheet.set_column(0, 0, _WIDTH)
    sheet.set_column(1, 1, 78)
    sheet.write_string(0, 0, writable(_("What can be chosen")), formats["title"])
    told = _("Where several are possible, write them with semicolons between.")
    sheet.write_string(1, 0, writable(told), formats["note"])
    row, names = _TOP + 1, {}
    for number, (options, about) in enumerate(wanted.items(), start=1):
        names[options] = f"list_{number}"
        place = f"'{_(LISTS)}'!$B${row + 1}:$B${row + len(options)}"
        book.define_name(names[options], f"={place}")
        for _value, label in options:
            if len(about) > _WIDTH:
                sheet.set_row(row, 15 * (1 + len(about) // (_WIDTH - 4)))
            sheet.write_string(row, 0, writable(about), formats["quiet"])
            sheet.write_string(row, 1, writable(label), formats["asked"])
            row += 1
    heads = [{"header": name, "header_format": formats["header"]} for name in _heads()]
    look = {"name": "t_lists", "style": "Table Style Light 1", "columns": heads}
    sheet.add_table(_TOP, 0, max(row - 1, _TOP + 1), 1, look)
    sheet.set_row(_TOP, 20)
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.repeat_rows(_TOP)
    sheet.protect("", {"autofilter": True})
    return names


def _heads() -> tuple[str, str]:
    return writable(_("What it is for")), writable(_("Choice"))


def _wanted(layout: Layout) -> dict[Pairs, str]:
    """Return every list once, with what it is first used for."""
    wanted: dict[Pairs, str] = {}
    for sheet in layout.sheets:
        titles = {column.name: column.title for column in sheet.columns}
        heading = ""
        for line in sheet.lines:
            heading = line.texts["asked"] if line.is_heading else heading
            for name, field in line.fields.items():
                if name in titles and field.options and field.control in ("list", "many", "marks"):
                    about = heading if "code" in titles else line.texts.get("asked", "").strip()
                    asked = about if name in ("value", "asked") else ""
                    wanted.setdefault(field.options, asked or titles[name])
    return wanted
