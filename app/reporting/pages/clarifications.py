"""The Commission's questions as a country meets them: at the field, on the overview, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.core.clock import today_brussels
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.messages import sentence
from app.domain.observations import parse_key
from app.domain.qc.findings import HEADER
from app.domain.roles import Permission
from app.reporting.addresses import (
    about_url,
    clarification_url,
    clarifications_url,
    evidence_url,
    field_id,
    measure_url,
    place_of,
    point_url,
    sign_off_url,
)
from app.reporting.clarifications import Message, Question
from app.reporting.pages.around import Around, around
from app.reporting.pages.questions import QuestionView, question_view
from app.reporting.work import Work
from app.web.pages import Link, Page


@dataclass(frozen=True)
class Questioned:
    """Questions that wait for an answer, in one panel."""

    title: str
    questions: tuple[QuestionView, ...]
    all_url: str


@dataclass(frozen=True, kw_only=True)
class ClarificationsPage(Page):
    """Every question of the Commission in this cycle."""

    template: ClassVar[str] = "reporting/clarifications.html"

    around: Around
    open_questions: tuple[QuestionView, ...]
    closed_questions: tuple[QuestionView, ...]
    explanation: str


@dataclass(frozen=True, kw_only=True)
class ClarificationPage(Page):
    """One question with what was said, and the form to say something."""

    template: ClassVar[str] = "reporting/clarification.html"

    around: Around
    question: QuestionView
    point: Link
    say_url: str  # empty: nothing can be said now
    locked: str
    next_step: str
    sign_off: Link | None
    text: str = ""
    limit: str = ""
    errors: tuple[Link, ...] = ()
    text_error: str = ""
    file_error: str = ""


def questioned(work: Work, point: str | None = None) -> Questioned | None:
    """Return the panel of questions that wait, at one point or anywhere; None without any.

    The empty point stands for the report as a whole.
    """
    here = (q for q in work.questions if q.waits_for_country and point in (None, q.point))
    waiting = tuple(_view(work, question) for question in here)
    if not waiting:
        return None
    title = ngettext(
        "The Commission asks %(num)s question",
        "The Commission asks %(num)s questions",
        len(waiting),
    ) % {"num": len(waiting)}
    return Questioned(title, waiting, clarifications_url(work.cycle, work.reporter))


def at_fields(work: Work) -> dict[str, tuple[QuestionView, ...]]:
    """Return the questions that wait by the id of the field they are about."""
    found: dict[str, tuple[QuestionView, ...]] = {}
    for question in work.questions:
        kind = question.subject.partition(":")[0]
        if question.waits_for_country and kind in ("answer", "observation"):
            place = field_id(question.subject)
            found[place] = (*found.get(place, ()), _view(work, question))
    return found


def clarifications_page(work: Work, questions: Sequence[Question]) -> ClarificationsPage:
    """Return the list, what waits first."""
    views = [(q, _view(work, q)) for q in questions]
    return ClarificationsPage(
        around=around(work, "clarifications", _("Questions of the Commission")),
        open_questions=tuple(view for q, view in views if q.is_open),
        closed_questions=tuple(view for q, view in views if not q.is_open),
        explanation=_explanation(work),
    )


def clarification_page(
    work: Work,
    question: Question,
    *,
    limit: str,
    text: str = "",
    text_error: str = "",
    file_error: str = "",
) -> ClarificationPage:
    """Return the page of one question."""
    why = work.why_locked(question.point or None) if question.waits_for_country else ""
    url = clarification_url(work.cycle, work.reporter, question.id)
    may_say = question.waits_for_country and not why
    view = _view(work, question)
    return ClarificationPage(
        around=around(work, "clarifications", view.point_title),
        question=view,
        point=_page_of(work, question),
        say_url=f"{url}/messages" if may_say else "",
        locked=sentence(why) if why else "",
        next_step=_explanation(work) if question.waits_for_country else "",
        sign_off=(_("Check and send for sign-off"), sign_off_url(work.cycle, work.reporter))
        if may_say and Permission.CONTRIBUTION_SEND in work.scope.permissions
        else None,
        text=text,
        limit=limit,
        text_error=text_error,
        file_error=file_error,
        errors=tuple(
            (error, f"#{field}")
            for error, field in ((text_error, "text"), (file_error, "file"))
            if error
        ),
    )


def _explanation(work: Work) -> str:
    if not work.draft.reopened:
        return ""
    return _(
        "Change what is to be changed at the points that are open, or only say something to the "
        "question. Your answer reaches the Commission with version %(version)s: it is sent for "
        "sign-off, signed and submitted like the first one."
    ) % {"version": work.draft.version + 1}


def _view(work: Work, question: Question) -> QuestionView:
    def file_url(message: Message) -> str:
        here = clarification_url(work.cycle, work.reporter, question.id)
        return f"{here}/files/{message.id}"

    return question_view(
        work.index,
        work.draft.data,
        question,
        today_brussels(),
        clarification_url(work.cycle, work.reporter, question.id),
        place=_place(work, question),
        file_url=file_url,
        unsent_after=_received(work, question),
    )


def _received(work: Work, question: Question) -> int:
    """Return the last version that brought the Commission what was said to this question."""
    return question.answered_version or 0


def _page_of(work: Work, question: Question) -> Link:
    place = (work.cycle, work.reporter)
    if not question.point:
        return _("Go to the questions about the report"), about_url(*place)
    return _("Go to the point"), point_url(*place, question.point)


def _place(work: Work, question: Question) -> str:
    kind, _colon, name = question.subject.partition(":")
    place = (work.cycle, work.reporter)
    if kind == "measure":
        return measure_url(*place, name)
    if kind == "evidence":
        return evidence_url(*place, question.point, name)
    if kind == "observation" and parse_key(name) is None:
        raise NotFound
    if not name:
        return point_url(*place, question.point)
    return place_of(work.index, *place, question.point or HEADER, name)
