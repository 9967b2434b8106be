"""What a person who looks at the core only does not see: never what says or blocks something."""

from collections.abc import Iterable

from app.domain.asked import AskedPoint, progress_key
from app.domain.completeness import is_called_for, is_question_required
from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.observations import parse_key
from app.domain.points import question_code


def beyond_core(data: ReportData, asked: AskedPoint, kept: Iterable[str] = ()) -> frozenset[str]:
    """Return the codes of questions and the ids of indicators that may be hidden at a point.

    `kept` are subjects that somebody must see whatever they are: of findings, of open proposals,
    of what was handed over. Whatever has an answer, or is expected now, stays too.
    """
    keep = {_name(subject) for subject in kept}
    seen = data.observations.get(progress_key(asked.id, data.cutoff))
    status = "" if seen is None or seen.value is None else str(seen.value)
    questions = {
        code: is_question_required(data, asked.id, question, status) or question.tier == "core"
        for question in asked.questions
        if data.answer(code := question_code(asked.id, question.key)) is None
    }
    said = {key.indicator for key, given in data.observations.items() if given.is_given}
    indicators = {
        one.id: one.tier == "core" or _is_called_in(data, one)
        for one in (*asked.indicators, *asked.shown)
        if one.id not in said
    }
    found = {name for name, is_core in (questions | indicators).items() if not is_core}
    return frozenset(found - keep)


def _is_called_in(data: ReportData, indicator: Indicator) -> bool:
    """Tell whether another value asks for this one."""
    return bool(indicator.validation.required_if) and is_called_for(data, indicator)


def _name(subject: str) -> str:
    """Return the question or indicator a subject belongs to, as findings write it."""
    key = parse_key(subject.partition("#")[0])
    return subject if key is None else key.indicator
