"""The board as a workbook: the same reporters, the same numbers, the points in words."""

from app.core.clock import BRUSSELS, now
from app.core.i18n import country_name, format_datetime, printed_code
from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue, Column, NoteSheet, TableSheet, Workbook, workbook_bytes
from app.domain.points import Point
from app.domain.roles import UnionScope
from app.reporting import words
from app.review.pages.board_cells import said_at
from app.review.pages.board_choices import choice_in_words
from app.review.pages.board_words import state_word, time_word
from app.review.queries import Board
from app.review.standing import BoardChoice, Standing, asked_of, chosen_of, is_asked, set_of


def board_workbook(board: Board, scope: UnionScope, choice: BoardChoice) -> bytes:
    """Return the reporters that the choice leaves, with how complete each is, and a note."""
    points = choice.points(board.index.catalogue.instrument.points)
    chosen = chosen_of(choice, board.standings, scope.account_id)
    title = _("Board, %(cycle)s") % {"cycle": board.cycle.title}
    as_of = _("As it stood on %(time)s (Brussels time).") % {"time": format_datetime(now())}
    rows = [
        (
            *_facts(board, standing, points, choice),
            *(_point(board, standing, point) for point in points),
        )
        for standing in chosen
    ]
    columns = (*_columns(), *(_point_column(point) for point in points))
    table = TableSheet(_("Board"), title, "board", columns, rows, as_of)
    return workbook_bytes(Workbook(title, (table, _notes(board, choice, as_of))))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Reporter"), 18),
        Column(_("Code"), 8),
        Column(_("State"), 22),
        Column(_("Desk officer"), 20),
        Column(_("Version"), 9, "whole"),
        Column(_("Submitted on"), 13, "day"),
        Column(_("Due on"), 13, "day"),
        Column(_("More time until"), 13, "day"),
        Column(_("Time"), 24),
        Column(_("Days late"), 9, "whole"),
        Column(_("Complete points"), 11, "whole"),
        Column(_("Points asked"), 9, "whole"),
        Column(_("Points left out"), 9, "whole"),
        Column(_("Open questions"), 11, "whole"),
        Column(_("Overdue answers"), 11, "whole"),
        Column(_("Blocking findings"), 11, "whole"),
        Column(_("Warnings"), 11, "whole"),
        Column(_("Warnings explained"), 11, "whole"),
    )


def _point_column(point: Point) -> Column:
    told = {"number": point.number, "title": words.point_title(point)}
    return Column(_("%(number)d. %(title)s") % told, 22)


def _facts(
    board: Board, standing: Standing, points: list[Point], choice: BoardChoice
) -> tuple[CellValue, ...]:
    """Return what the row says; nothing is zero where nothing lies before the Commission."""
    head, cycle, digest = standing.head, standing.cycle, standing.digest
    asked = asked_of(points)[set_of(head.reporter)]
    judged = standing.judged(asked)
    found = standing.found(asked if choice.group else None)
    is_judged = digest is not None and not board.cycle.is_baseline
    counted: tuple[CellValue, ...] = (
        judged.complete,
        len(asked),
        len(judged.left_out),
    )
    signed: tuple[CellValue, ...] = (found.blocking, found.warnings, found.explained)
    until, at = cycle.extended_until, head.submitted_at if digest else None
    return (
        country_name(head.reporter),
        printed_code(head.reporter),
        state_word(head.status),
        standing.case.officer_name,
        head.version if digest else None,
        at.astimezone(BRUSSELS).date() if at else None,
        None if cycle.is_baseline else cycle.due_at.astimezone(BRUSSELS).date(),
        until.astimezone(BRUSSELS).date() if until else None,
        time_word(standing),
        standing.days_late or None,
        *(counted if is_judged else (None,) * len(counted)),
        len(standing.questions),
        standing.overdue,
        *(signed if is_judged else (None,) * len(signed)),
    )


def _point(board: Board, standing: Standing, point: Point) -> CellValue:
    if not is_asked(standing.reporter, point):
        return None
    compiled = board.cycle.is_baseline
    said, _letter, _mark = said_at(board.index, standing.digest, point, is_compiled=compiled)
    asked = {question.point for question in standing.questions}
    return _("%(said)s, a question is open") % {"said": said} if point.id in asked else said


def _notes(board: Board, choice: BoardChoice, as_of: str) -> NoteSheet:
    source = _("What was submitted and nothing else. A country's draft is its own and is not here.")
    if board.cycle.is_baseline:
        source = _("Compiled from public sources, not reported by the Member States.")
    lines: tuple[tuple[str, CellValue], ...] = (
        (_("Cycle"), board.cycle.title),
        (_("As of"), as_of),
        (_("Source"), source),
        (_("Empty cell"), _("Not asked of this reporter, or nothing lies before the Commission.")),
        (
            _("Complete points"),
            _("Points with nothing missing, judged as the country itself sees it."),
        ),
        (
            _("Findings"),
            _("As they stood in the version that was submitted; in a group, those of its points."),
        ),
        *choice_in_words(board, choice),
    )
    return NoteSheet(_("About"), _("How to read this"), lines)
