"""What the Commission says beside a submission: questions and remarks, at what they are about."""

from collections.abc import Iterable, Mapping

from app.catalogue.queries import CycleInfo
from app.core.clock import today_brussels
from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.reporting.addresses import asked_url, desk_url
from app.reporting.clarifications import Question
from app.reporting.pages.questions import Beside, QuestionView, clarification_word, question_view


def asked_about(cycle: CycleInfo, reporter: str) -> str:
    """Return where questions about what was ticked are written."""
    return f"{desk_url(cycle.code, reporter)}/ask"


def questions_beside(
    cycle: CycleInfo, questions: Iterable[Question]
) -> dict[str, tuple[Beside, ...]]:
    """Return the questions that are not settled, by what they are about."""
    found: dict[str, tuple[Beside, ...]] = {}
    for question in questions:
        if question.is_open:
            about = f"{question.point}/{question.subject}"
            found[about] = (*found.get(about, ()), _question(cycle, question))
    return found


def _question(cycle: CycleInfo, question: Question) -> Beside:
    due = _("answer due on %(day)s") % {"day": format_date(question.due_on)}
    return Beside(
        title=_("Question to the country"),
        text=question.text,
        note=f"{clarification_word(question.status)}, {due}",
        link=(_("Open the question"), asked_url(cycle.code, question.reporter, question.id)),
    )


def question_views(
    index: CatalogueIndex, cycle: CycleInfo, data: ReportData, questions: Iterable[Question]
) -> tuple[QuestionView, ...]:
    """Return all questions to a country, those that are not settled first."""
    ordered = sorted(questions, key=lambda q: (not q.is_open, q.due_on, q.id))
    return tuple(
        question_view(index, data, q, today_brussels(), asked_url(cycle.code, q.reporter, q.id))
        for q in ordered
    )


def waits_for(still_open: int) -> str:
    """Return why a submission cannot be accepted yet; empty when nothing is open."""
    if not still_open:
        return ""
    text = ngettext(
        "It can be accepted once %(num)s question is settled or cancelled.",
        "It can be accepted once %(num)s questions are settled or cancelled.",
        still_open,
    )
    return text % {"num": still_open}


def beside_all(*groups: Mapping[str, tuple[Beside, ...]]) -> dict[str, tuple[Beside, ...]]:
    """Return everything said beside things, one kind after the other."""
    found: dict[str, tuple[Beside, ...]] = {}
    for group in groups:
        for about, said in group.items():
            found[about] = (*found.get(about, ()), *said)
    return found
