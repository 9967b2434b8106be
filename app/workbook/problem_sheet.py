"""The sheet that lists what could not be taken of a workbook, each line with a link to its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.spreadsheets import set_up_page, writable

PROBLEMS = N_("Problems")
_TOP = 3


@dataclass(frozen=True)
class CellProblem:
    """A cell that could not be taken; without a subject it is a place outside the answers."""

    subject: str
    name: str
    place: str  # sheet and cell in the file that came
    about: str
    stood: str  # what was written there
    why: str
    remedy: str


def write_problems(
    book: Any,
    formats: Mapping[str, Any],
    problems: Sequence[CellProblem],
    places: Mapping[tuple[str, str], tuple[str, str]],
    title: str,
) -> None:
    """Write the sheet; `places` says where each answer stands in this workbook."""
    sheet = book.add_worksheet(_(PROBLEMS))
    set_up_page(sheet, title, "")
    columns = (
        (_("Where"), 24),
        (_("What it is about"), 40),
        (_("What stood there"), 34),
        (_("What is wrong"), 48),
        (_("What to do"), 48),
    )
    for at, (_name, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, writable(_("What could not be taken")), formats["title"])
    told = _("The cells are marked in this workbook. Mend them and upload it like any other.")
    sheet.write_string(1, 0, writable(told), formats["note"])
    heads = [{"header": name, "header_format": formats["header"]} for name, _width in columns]
    last = _TOP + len(problems)
    look = {"name": "t_problems", "style": "Table Style Light 1", "columns": heads}
    sheet.add_table(_TOP, 0, last, len(columns) - 1, look)
    for row, problem in enumerate(problems, start=_TOP + 1):
        _write_problem(sheet, formats, row, problem, places.get((problem.subject, problem.name)))
    sheet.set_row(_TOP, 20)
    sheet.freeze_panes(_TOP + 1, 1)
    sheet.repeat_rows(_TOP)


def _write_problem(
    sheet: Any,
    formats: Mapping[str, Any],
    row: int,
    problem: CellProblem,
    place: tuple[str, str] | None,
) -> None:
    if place is None:
        sheet.write_string(row, 0, writable(problem.place), formats["asked"])
    else:
        name, cell = place
        quoted = name.replace("'", "''")
        link = f"internal:'{quoted}'!{cell}"
        sheet.write_url(row, 0, link, formats["link"], writable(f"{name}, {cell}"))
    texts = (problem.about, problem.stood, problem.why, problem.remedy)
    for at, text in enumerate(texts, start=1):
        sheet.write_string(row, at, writable(text), formats["asked"])
    sheet.set_row(row, min(400, 15 * max(1 + len(text) // 36 for text in texts)))
