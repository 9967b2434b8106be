"""The board: every reporter by every point, made from submitted work alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from app.core.i18n import (
    country_name,
    current_locale,
    format_date,
    format_datetime,
    ngettext,
    printed_code,
)
from app.core.i18n import gettext as _
from app.domain.roles import COMMISSION, Permission, UnionScope
from app.domain.workflow import Status
from app.reporting import words
from app.reporting.addresses import (
    asked_list_url,
    board_file_url,
    board_url,
    desk_url,
    queue_url,
)
from app.reporting.pages.questionnaire import questionnaire_links
from app.review.digests import FindingCount
from app.review.pages.asking import can_be_asked
from app.review.pages.board_cells import Cells, cells_of, legend
from app.review.pages.board_choices import BoardMenus, menus_of
from app.review.pages.board_words import state_word, time_word
from app.review.queries import Board, next_waiting
from app.review.standing import BoardChoice, Standing, asked_of, chosen_of, set_of
from app.web.pages import Link, Page


@dataclass(frozen=True)
class BoardRow:
    """One reporter with its state and its cells."""

    reporter: str
    code: str  # as it is printed
    status: str
    status_word: str
    officer: str
    version: str
    url: str
    time: str
    is_late: bool
    extended: str
    total: str
    left_out: str
    questions: str
    overdue: str
    questions_url: str
    blocking: str
    warnings: str
    explained: str
    cells: Cells
    is_compiled: bool = False
    can_be_asked: bool = False
    is_ticked: bool = False


@dataclass(frozen=True)
class Column:
    """A point at the head of the board."""

    number: int
    title: str


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """The board of a cycle; without a cycle only the sentence that there is none."""

    template: ClassVar[str] = "review/board.html"

    url: str = ""
    title: str = ""
    cycles: tuple[tuple[str, str, bool], ...] = ()
    is_baseline: bool = False
    summary: tuple[tuple[str, str, str], ...] = ()  # value, label, note
    has_submissions: bool = False
    columns: tuple[Column, ...] = ()
    rows: tuple[BoardRow, ...] = ()
    count: str = ""
    choice: BoardChoice = BoardChoice()
    menus: BoardMenus = BoardMenus()
    letters: tuple[tuple[str, str, str], ...] = ()  # mark, letter, word
    next_label: str = ""
    next_url: str = ""
    asked: tuple[Link, ...] = ()  # what is asked, on paper
    queue_url: str = ""  # what waits at the desk, and with whom
    questions_url: str = ""  # what countries were asked
    ask_url: str = ""  # where several are asked the same
    file_url: str = ""


def board_page(
    board: Board, cycles: Iterable[tuple[str, str]], scope: UnionScope, choice: BoardChoice
) -> BoardPage:
    """Return the board, narrowed and ordered as the address says."""
    cycle, index = board.cycle, board.index
    is_baseline = cycle.is_baseline
    points = choice.points(index.catalogue.instrument.points)
    may_ask = Permission.CLARIFICATION_ASK in scope.permissions and not is_baseline
    chosen = chosen_of(choice, board.standings, scope.account_id)
    shown = Shown(tuple(p.id for p in points), asked_of(points), bool(choice.group))
    rows = tuple(
        _row(board, standing, shown, may_ask=may_ask, is_ticked=choice.narrows)
        for standing in chosen
    )
    waiting = next_waiting(board.heads)
    count = ngettext("%(num)d reporter", "%(num)d reporters", len(rows)) % {"num": len(rows)}
    filters = {name: str(value) for name, value in vars(choice).items()}
    return BoardPage(
        url=board_url(cycle.code),
        title=cycle.title,
        cycles=tuple((title, board_url(code), code == cycle.code) for code, title in cycles),
        is_baseline=is_baseline,
        summary=_summary(board, is_baseline),
        has_submissions=any(standing.digest for standing in board.standings),
        columns=tuple(Column(p.number, words.point_title(p)) for p in points),
        rows=rows,
        count=count,
        choice=choice,
        menus=menus_of(board),
        letters=() if is_baseline else legend(index),
        next_label=country_name(waiting.reporter) if waiting else "",
        next_url=desk_url(cycle.code, waiting.reporter) if waiting else "",
        asked=() if is_baseline else questionnaire_links(cycle),
        queue_url="" if is_baseline else queue_url(cycle.code),
        questions_url="" if is_baseline else asked_list_url(cycle.code),
        ask_url=f"{board_url(cycle.code)}/ask" if any(r.can_be_asked for r in rows) else "",
        file_url=board_file_url(cycle.code, **filters),
    )


def _summary(board: Board, is_baseline: bool) -> tuple[tuple[str, str, str], ...]:
    states = [standing for standing in board.standings if standing.reporter != COMMISSION]
    there = sum(standing.digest is not None for standing in states)
    count = _("%(n)d of %(of)d") % {"n": there, "of": len(states)}
    is_ours = any(s.digest for s in board.standings if s.reporter == COMMISSION)
    ours = _("and the Commission") if is_ours else ""
    if is_baseline:
        reported = _("%(n)d of %(of)d") % {"n": 0, "of": len(states)}
        return (
            (count, _("Member States covered by public sources"), ours),
            (reported, _("Member States reported"), ""),
        )
    heads = board.heads
    waiting = sum(head.status is Status.SUBMITTED for head in heads)
    accepted = sum(head.status in (Status.ACCEPTED, Status.PUBLISHED) for head in heads)
    questions = sum(len(standing.questions) for standing in board.standings)
    overdue = sum(standing.overdue for standing in board.standings)
    return (
        (count, _("Member States have submitted"), ours),
        (str(waiting), _("waiting for acceptance"), ""),
        (str(accepted), _("accepted"), ""),
        (str(questions), _("questions are open"), _overdue(overdue)),
    )


@dataclass(frozen=True)
class Shown:
    """The points that are shown, and which of them are asked of whom."""

    points: tuple[str, ...]
    asked: Mapping[str, frozenset[str]]  # by set of reporters
    is_some: bool  # a group, not all of them


def _row(
    board: Board, standing: Standing, shown: Shown, *, may_ask: bool, is_ticked: bool
) -> BoardRow:
    cycle, head, digest = board.cycle, standing.head, standing.digest
    asked = shown.asked[set_of(head.reporter)]
    judged = standing.judged(asked)
    # Nobody reported what was compiled: there it counts how many points sources say something of.
    said = judged.complete
    if digest is not None and cycle.is_baseline:
        said = sum(bool(digest.points[point].entries) for point in asked)
    askable = may_ask and digest is not None and can_be_asked(head.status)
    return BoardRow(
        reporter=country_name(head.reporter),
        code=printed_code(head.reporter),
        status=str(head.status),
        status_word=state_word(head.status),
        officer=standing.case.officer_name,
        version=_version(standing),
        url=desk_url(cycle.code, head.reporter) if digest else "",
        time=time_word(standing),
        is_late=standing.is_late,
        extended=_more_time(standing.cycle.extended_until),
        total=_("%(n)d of %(of)d") % {"n": said, "of": len(asked)} if digest else "",
        left_out=_left_out(len(judged.left_out)),
        questions=str(len(standing.questions) or ""),
        overdue=_overdue(standing.overdue),
        questions_url=_questions_url(standing) if standing.questions else "",
        **_finding_words(standing.found(asked if shown.is_some else None)),
        cells=cells_of(board.index, cycle, standing, shown.points),
        is_compiled=cycle.is_baseline,
        can_be_asked=askable,
        is_ticked=askable and is_ticked,
    )


def _version(standing: Standing) -> str:
    at = standing.head.submitted_at
    if standing.digest is None or at is None:
        return ""
    return _version_word(current_locale(), standing.head.version, at)


@lru_cache(maxsize=512)
def _version_word(_locale: str, version: int, at: datetime) -> str:
    return _("%(version)s, %(at)s") % {"version": version, "at": format_datetime(at, "medium")}


def _questions_url(standing: Standing) -> str:
    reporter = printed_code(standing.reporter)
    return asked_list_url(standing.cycle.code, state="open", reporter=reporter)


def _more_time(until: datetime | None) -> str:
    return _("more time until %(day)s") % {"day": format_date(until)} if until else ""


def _left_out(count: int) -> str:
    return ngettext("%(num)d left out", "%(num)d left out", count) % {"num": count} if count else ""


def _overdue(count: int) -> str:
    return ngettext("%(num)d overdue", "%(num)d overdue", count) % {"num": count} if count else ""


def _finding_words(found: FindingCount) -> dict[str, str]:
    """Return the counts in words; what is not there is not said."""
    blocking = ngettext("%(num)d blocking", "%(num)d blocking", found.blocking)
    warnings = ngettext("%(num)d warning", "%(num)d warnings", found.warnings)
    explained = ngettext("%(num)d explained", "%(num)d explained", found.explained)
    return {
        "blocking": blocking % {"num": found.blocking} if found.blocking else "",
        "warnings": warnings % {"num": found.warnings} if found.warnings else "",
        "explained": explained % {"num": found.explained} if found.warnings else "",
    }
