"""What can be chosen on the board: the menus above it, and the choice in words for its file."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.reporting import words
from app.review import standing as s
from app.review.pages.board_words import state_word
from app.review.queries import Board
from app.review.standing import BoardChoice

Menu = tuple[tuple[str, str], ...]  # value, label


@dataclass(frozen=True)
class BoardMenus:
    """The choices of each menu; a menu without choices is not shown."""

    state: Menu = ()
    group: Menu = ()
    reporters: Menu = ()
    questions: Menu = ()
    time: Menu = ()
    findings: Menu = ()
    mine: Menu = ()
    sort: Menu = ()


def menus_of(board: Board) -> BoardMenus:
    """Return what can be chosen; nothing of the country's work where nobody reported."""
    present = dict.fromkeys(standing.head.status for standing in board.standings)
    groups = board.index.catalogue.instrument.groups
    has_cases = any(standing.case.officer for standing in board.standings)
    shared = BoardMenus(
        state=tuple((str(status), state_word(status)) for status in present),
        group=tuple((group.id, words.in_language(group.title)) for group in groups),
        reporters=((s.MEMBER_STATES, _("Member States")), (s.UNION, _("The Commission"))),
    )
    if board.cycle.is_baseline:
        return shared
    return BoardMenus(
        **{name: menu for name, menu in vars(shared).items() if menu},
        questions=((s.OPEN, _("With open questions")), (s.OVERDUE, _("With overdue answers"))),
        time=((s.LATE, _("Late")), (s.EXTENDED, _("With more time"))),
        findings=(
            (s.ANY, _("With findings")),
            (s.UNEXPLAINED, _("With warnings not explained")),
            (s.BLOCKING, _("With blocking findings")),
        ),
        mine=(("yes", _("me")),) if has_cases else (),
        sort=(
            (s.WAITING, _("Longest waiting for acceptance first")),
            (s.QUESTIONS, _("Most open questions first")),
            (s.DUE, _("Due first")),
        ),
    )


def choice_in_words(board: Board, choice: BoardChoice) -> Iterator[tuple[str, str]]:
    """Yield what was chosen, as label and value."""
    labels = {
        "state": _("State"),
        "group": _("Group of points"),
        "reporters": _("Reporters"),
        "questions": _("Questions"),
        "time": _("Time"),
        "findings": _("Findings"),
        "mine": _("Looked after by"),
        "sort": _("Order"),
    }
    menus = vars(menus_of(board))
    for name, value in vars(choice).items():
        if value:
            yield labels[name], dict(menus[name]).get(value, value)
