"""A workbook that goes back to be mended: what was written into it, with the wrong cells marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.core.i18n import gettext as _
from app.core.i18n import use_locale
from app.core.messages import sentence
from app.reporting.work import Work
from app.workbook.difference import Difference, Fault
from app.workbook.difference_page import subject_title
from app.workbook.incoming import Incoming, line_for
from app.workbook.layout import RECORDS, Field, Layout, Line, Sheet, fits_in_a_cell, shown_text
from app.workbook.problem_sheet import CellProblem
from app.workbook.reading import ReadBook, ReadCell, ReadLine
from app.workbook.remedies import problem_sentence, remedy
from app.workbook.service import layout_for, start_lines, title_of
from app.workbook.unit_views import column_titles
from app.workbook.uploads import UploadInfo, book_of, language_of, points_out, preview
from app.workbook.writer import workbook_bytes

# What stands in such cells cannot be written again: the answer of the portal stands there instead.
_NOT_KEPT = frozenset({"cell_merged", "cell_error", "formula_without_value", "cell_locked"})


def make_marked_workbook(session: Session, work: Work, upload: UploadInfo) -> bytes:
    """Return an upload with its wrong cells marked, as an .xlsx file in its own language."""
    book, found = book_of(upload), preview(session, work, upload).incoming
    with use_locale(language_of(book)):
        layout = layout_for(session, work, points_out(work, book))
        marked = marked_copy(work, layout, book, found)
        return workbook_bytes(marked.layout, start_lines(work), title_of(work), marked.problems)


@dataclass(frozen=True)
class Marked:
    """The workbook with marks, and the list of what they are about."""

    layout: Layout
    problems: tuple[CellProblem, ...]


def marked_copy(work: Work, layout: Layout, book: ReadBook, found: Incoming) -> Marked:
    """Return the lines of a workbook with what came in it, in place of what the portal says.

    Each line keeps the revision and the fingerprints of its first way out, so that the copy is
    compared like the file itself when it comes back.
    """
    came = _by_subject(layout, book)
    wrong = {(one.sheet, one.row): one for one in found.differences if one.faults}
    sheets = tuple(_with_contents(sheet, came, book, wrong) for sheet in layout.sheets)
    problems = [p for line in came.items() for p in _told(work, layout, *line, wrong)]
    problems += _unread(found)
    return Marked(replace(layout, sheets=sheets), tuple(problems))


def _by_subject(layout: Layout, book: ReadBook) -> dict[str, ReadLine]:
    """Return the lines that came by the subject they have in the copy, each once."""
    known, added = layout.by_subject(), 0
    came: dict[str, ReadLine] = {}
    for line in book.lines:
        subject = line.subject
        what, _colon, name = subject.partition(":")
        if what in RECORDS and name.startswith("row-"):
            added += 1
            subject = f"{what}:new-added-{added}"
        if line_for(known, line) is not None:
            came.setdefault(subject, line)
    return came


def _with_contents(
    sheet: Sheet,
    came: Mapping[str, ReadLine],
    book: ReadBook,
    wrong: Mapping[tuple[str, int], Difference],
) -> Sheet:
    known = {line.subject for line in sheet.lines}
    blank = next((line for line in sheet.lines if line.subject.endswith(":new-1")), None)
    start = blank.subject.removesuffix("new-1") if blank else ""
    more = [s for s in came if s.startswith(start) and s not in known] if blank else []
    lines = [*sheet.lines, *(replace(blank, subject=s) for s in more if blank)]
    return replace(
        sheet,
        lines=tuple(
            _with_cells(line, came[line.subject], book, wrong) if line.subject in came else line
            for line in lines
        ),
    )


def _with_cells(
    line: Line,
    read: ReadLine,
    book: ReadBook,
    wrong: Mapping[tuple[str, int], Difference],
) -> Line:
    faults = _faults(read, wrong)
    fields = {
        name: _field(field, read.cells.get(name), faults.get(name))
        for name, field in line.fields.items()
    }
    return replace(
        line,
        fields=fields,
        revision=book.revisions.get(read.subject, 0),
        prints=book.prints.get(read.subject, {}),
    )


def _faults(read: ReadLine, wrong: Mapping[tuple[str, int], Difference]) -> dict[str, Fault]:
    found = wrong.get((read.sheet, read.row))
    return {fault.name: fault for fault in found.faults} if found else {}


def _field(field: Field, cell: ReadCell | None, fault: Fault | None) -> Field:
    note = ""
    if fault is not None:
        note = f"{problem_sentence(fault.problem)}\n{remedy(fault.problem, field)}"
    if cell is None or cell.problem or (fault and fault.problem.code in _NOT_KEPT):
        return replace(field, wrong=note)
    if not fits_in_a_cell(shown_text(cell.value)):
        return replace(field, wrong=note)
    return replace(field, value=cell.value, wrong=note)


def _told(
    work: Work,
    layout: Layout,
    subject: str,
    read: ReadLine,
    wrong: Mapping[tuple[str, int], Difference],
) -> Iterator[CellProblem]:
    one = wrong.get((read.sheet, read.row))
    line = line_for(layout.by_subject(), read)
    if one is None or line is None:
        return
    labels = column_titles(one.subject)
    for fault in one.faults:
        cell = read.cells.get(fault.name)
        yield CellProblem(
            subject=subject,
            name=fault.name,
            place=_place(read.sheet, fault.at),
            about=" · ".join(filter(None, (subject_title(work, one), labels.get(fault.name)))),
            stood=shown_text(cell.value)[:2000] if cell else "",
            why=problem_sentence(fault.problem),
            remedy=remedy(fault.problem, line.fields.get(fault.name)),
        )


def _unread(found: Incoming) -> Sequence[CellProblem]:
    left = _("It is not in this copy. The file as it came can be downloaded on the portal.")
    return [
        CellProblem("", "", _place(sheet, cell), "", "", sentence(why), left)
        for sheet, cell, why in found.unread
    ]


def _place(sheet: str, cell: str) -> str:
    return f"{sheet}, {cell}" if cell else sheet
