"""Questions of a cycle as the desk follows them: the list with its filters, its file, and one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.clock import today_brussels
from app.core.i18n import country_name, format_date, ngettext, printed_code
from app.core.i18n import gettext as _
from app.core.spreadsheets import Column, TableSheet, Workbook, workbook_bytes
from app.domain.contribution import ReportData
from app.domain.diff import by_point, differences, told
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import HEADER
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import CLARIFICATION_TRANSITIONS, ClarificationStatus
from app.reporting.addresses import asked_list_url, asked_url, board_url, desk_url
from app.reporting.clarifications import Message, Question
from app.reporting.pages.changed import ChangeView, change_view
from app.reporting.pages.questions import (
    QuestionView,
    clarification_word,
    point_word,
    question_view,
)
from app.reporting.submissions import StoredSubmission
from app.web.pages import Page

OVERDUE, OPEN = "overdue", "open"


@dataclass(frozen=True)
class Wanted:
    """Filters of the list, as they stand in its address."""

    state: str = ""
    reporter: str = ""
    point: str = ""
    mine: str = ""
    batch: str = ""

    def fits(self, scope: UnionScope, question: Question, today: date) -> bool:
        """Tell whether a question is among those that were chosen."""
        return (
            self._has_state(question, today)
            and self.reporter in ("", question.reporter, printed_code(question.reporter))
            and self.point in ("", question.point or HEADER)
            and self.batch in ("", question.batch)
            and (not self.mine or question.asked_by == scope.account_id)
        )

    def _has_state(self, question: Question, today: date) -> bool:
        if self.state == OVERDUE:
            return question.is_overdue(today)
        if self.state == OPEN:
            return question.is_open
        return self.state in ("", question.status)

    @property
    def is_any(self) -> bool:
        """Tell whether anything is chosen."""
        return any(vars(self).values())


@dataclass(frozen=True, kw_only=True)
class AskedListPage(Page):
    """All questions of a cycle."""

    template: ClassVar[str] = "review/clarifications.html"

    cycle_title: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    wanted: Wanted
    states: tuple[tuple[str, str], ...]
    reporters: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    rows: tuple[QuestionView, ...]
    count: str
    has_questions: bool
    file_url: str
    ask_many_url: str


@dataclass(frozen=True)
class Step:
    """One act on a question, as its page offers it."""

    verb: str
    label: str
    url: str
    consequence: str
    text_label: str
    text_needed: bool
    asks_day: bool = False
    takes_file: bool = True
    kind: str = "primary"


@dataclass(frozen=True, kw_only=True)
class AskedPage(Page):
    """One question with its messages, what changed at its point, and what can be done."""

    template: ClassVar[str] = "review/clarification.html"

    crumbs: tuple[tuple[str, str], ...]
    question: QuestionView
    revision: int
    submission: tuple[str, str]
    compared: str  # which two versions; empty before an answer
    changes: tuple[ChangeView, ...]
    steps: tuple[Step, ...]
    first_day: str
    limit: str  # how large a file may be
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[tuple[str, str], ...] = ()


def asked_list_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    scope: UnionScope,
    questions: Sequence[Question],
    wanted: Wanted,
) -> AskedListPage:
    """Return the list, what is due first at its head."""
    chosen = chosen_of(scope, questions, wanted)
    filters = {name: str(value) for name, value in vars(wanted).items()}
    file_url = asked_list_url(cycle.code, **filters).replace(
        "/clarifications", "/clarifications.xlsx", 1
    )
    count = ngettext("%(num)s question", "%(num)s questions", len(chosen))
    may_ask = Permission.CLARIFICATION_ASK in scope.permissions
    return AskedListPage(
        cycle_title=cycle.title,
        crumbs=((_("Desk"), board_url(cycle.code)), (_("Questions to countries"), "")),
        url=asked_list_url(cycle.code),
        wanted=wanted,
        states=(
            (OPEN, _("Not settled yet")),
            (OVERDUE, _("Overdue")),
            *((str(state), clarification_word(state)) for state in ClarificationStatus),
        ),
        reporters=_offered((printed_code(q.reporter), country_name(q.reporter)) for q in questions),
        points=_offered((q.point or HEADER, point_word(index, q.point)) for q in questions),
        rows=tuple(_view(index, cycle, q) for q in chosen),
        count=count % {"num": len(chosen)},
        has_questions=bool(questions),
        file_url=file_url,
        ask_many_url=f"{board_url(cycle.code)}/ask" if may_ask else "",
    )


def _offered(choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(set(choices), key=lambda one: one[0]))


def chosen_of(
    scope: UnionScope, questions: Iterable[Question], wanted: Wanted
) -> tuple[Question, ...]:
    """Return the questions the filters leave, what is due first before the rest."""
    today = today_brussels()
    fits = [q for q in questions if wanted.fits(scope, q, today)]
    return tuple(sorted(fits, key=lambda q: (not q.is_open, q.due_on, q.id)))


def asked_workbook(index: CatalogueIndex, cycle: CycleInfo, questions: Iterable[Question]) -> bytes:
    """Return the questions as a workbook, with what was asked and what was said last."""
    today = today_brussels()
    columns = (
        Column(_("Number"), 10, "whole"),
        Column(_("Country"), 18),
        Column(_("Code"), 8),
        Column(_("Point"), 40),
        Column(_("About"), 40),
        Column(_("State"), 20),
        Column(_("Overdue"), 10),
        Column(_("Due"), 12, "day"),
        Column(_("Asked by"), 24),
        Column(_("Reason"), 30),
        Column(_("Question"), 60),
        Column(_("Said last"), 60),
        Column(_("Version asked about"), 12, "whole"),
        Column(_("Version of the answer"), 12, "whole"),
    )
    rows = []
    for question in questions:
        view = _view(index, cycle, question)
        said = [m.text for m in question.messages if m.by_country and m.text]
        rows.append(
            (
                question.id,
                view.country,
                printed_code(question.reporter),
                view.point_title,
                view.about,
                view.status_word,
                _("yes") if question.is_overdue(today) else _("no"),
                question.due_on,
                view.asked_by,
                question.reason,
                question.text,
                said[-1] if said else None,
                question.version,
                question.answered_version,
            )
        )
    title = _("Questions to countries, %(cycle)s") % {"cycle": cycle.title}
    note = _("As they stood on %(day)s.") % {"day": format_date(today)}
    sheet = TableSheet(_("Questions"), title, "questions", columns, rows, note)
    return workbook_bytes(Workbook(title, (sheet,)))


def _view(
    index: CatalogueIndex,
    cycle: CycleInfo,
    question: Question,
    data: ReportData | None = None,
) -> QuestionView:
    def file_url(message: Message) -> str:
        return f"{asked_url(cycle.code, question.reporter, question.id)}/files/{message.id}"

    known = data or ReportData(cycle.code, question.reporter, cycle.cutoff)
    url = asked_url(cycle.code, question.reporter, question.id)
    return question_view(index, known, question, today_brussels(), url, file_url=file_url)


def asked_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    scope: UnionScope,
    question: Question,
    before: StoredSubmission,
    after: StoredSubmission | None,
    *,
    limit: str,
    typed: Mapping[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> AskedPage:
    """Return the page; `before` is the version asked about, `after` the one that answered."""
    place = (cycle.code, question.reporter)
    country = country_name(question.reporter)
    compared = ""
    if after is not None:
        compared = _("From version %(old)s to version %(new)s") % {
            "old": before.version,
            "new": after.version,
        }
    newest = after or before
    return AskedPage(
        crumbs=(
            (_("Desk"), board_url(cycle.code)),
            (_("Questions to countries"), asked_list_url(cycle.code)),
            (country, ""),
        ),
        question=_view(index, cycle, question, before.data),
        revision=question.revision,
        submission=(
            _("Read version %(version)s at this point") % {"version": newest.version},
            desk_url(*place, newest.version, point=question.point),
        ),
        compared=compared,
        changes=_changes(index, question, before, after) if after else (),
        steps=tuple(_steps(cycle, scope, question)),
        first_day=today_brussels().isoformat(),
        limit=limit,
        typed=typed or {},
        errors=errors,
    )


def _changes(
    index: CatalogueIndex,
    question: Question,
    before: StoredSubmission,
    after: StoredSubmission,
) -> tuple[ChangeView, ...]:
    found = by_point(differences(index, told(before.document), told(after.document)))
    here = dict(found).get(question.point, ())
    return tuple(change_view(index, question.reporter, change) for change in here)


def _steps(cycle: CycleInfo, scope: UnionScope, question: Question) -> Iterable[Step]:
    if Permission.CLARIFICATION_ASK not in scope.permissions:
        return
    url = asked_url(cycle.code, question.reporter, question.id)
    offered = {verb for state, verb in CLARIFICATION_TRANSITIONS if state is question.status}
    known = (
        Step(
            "resolve",
            _("Settle the question"),
            f"{url}/resolve",
            _("When nothing is open any more the submission can be accepted."),
            _("A word to the country"),
            text_needed=False,
        ),
        Step(
            "ask_again",
            _("Ask again"),
            f"{url}/ask-again",
            _("The point opens for the country once more, and it answers with a further version."),
            _("What is still unclear"),
            text_needed=True,
            asks_day=True,
            kind="secondary",
        ),
        Step(
            "cancel",
            _("Cancel the question"),
            f"{url}/cancel",
            _("The point is locked again. After the last one the submission stands as it was."),
            _("Why it is cancelled"),
            text_needed=True,
            takes_file=False,
            kind="danger",
        ),
    )
    yield from (step for step in known if step.verb in offered)
