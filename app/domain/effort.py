"""How many minutes of work are left: an estimate for people, made of what the catalogue says."""

from collections.abc import Iterator

from app.domain.asked import AskedPoint, asked_points, is_required, progress_key, total_keys
from app.domain.completeness import is_called_for, is_question_required, is_value_given
from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex
from app.domain.points import Question, question_code

# Low: a figure or a fact at hand. Medium: somebody has to be asked. High: organisations are asked.
BY_BURDEN = {"low": 5, "medium": 30, "high": 120}
# Questions carry no burden of their own: a tick, a few words, or a text to be agreed.
BY_KIND = {
    "yes_no": 1,
    "choice": 1,
    "date": 1,
    "quarter": 1,
    "multi_choice": 2,
    "number": 2,
    "short_text": 2,
    "text": 10,
}
STATUS = 5  # to read the anchors of a point and to choose


def minutes_left(
    index: CatalogueIndex, data: ReportData, *, core_only: bool, point: str = ""
) -> int:
    """Return the minutes for all that is missing, at one point or at all that are included.

    With `core_only` what is expected; else everything that could be said, context apart.
    """
    return sum(
        sum(_at(data, asked, core_only))
        for asked in asked_points(index, data.reporter)
        if asked.id not in data.left_out and point in ("", asked.id)
    )


def _at(data: ReportData, asked: AskedPoint, core_only: bool) -> Iterator[int]:
    status = ""
    if asked.has_status:
        seen = data.observations.get(progress_key(asked.id, data.cutoff))
        status = "" if seen is None or seen.value is None else str(seen.value)
        if seen is None or not seen.is_given:
            yield STATUS
    for question in asked.questions:
        if data.answer(question_code(asked.id, question.key)) is None:
            required = is_question_required(data, asked.id, question, status)
            if required or (not core_only and _is_open_to_all(question)):
                yield BY_KIND[question.kind]
    for indicator in asked.indicators:
        if is_called_for(data, indicator) and _counts(indicator, core_only):
            yield _values_left(data, indicator)


def _is_open_to_all(question: Question) -> bool:
    """Tell whether a question can be answered whatever else was said."""
    return not question.required_with_progress and not question.required_if


def _counts(indicator: Indicator, core_only: bool) -> bool:
    if is_required(indicator):
        return True
    entered = indicator.subject == "union" or indicator.reporter != "commission"
    extended = indicator.tier == "extended" and not indicator.validation.derived
    return not core_only and extended and entered


def _values_left(data: ReportData, indicator: Indicator) -> int:
    """Return the minutes for the periods without a value, rounded up."""
    keys = total_keys(indicator, data.cutoff)
    missing = sum(not is_value_given(data, indicator, key) for key in keys)
    return -(-BY_BURDEN[indicator.burden] * missing // len(keys))
