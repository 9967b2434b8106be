"""The one completeness function: progress bar, submit gate, reminders and board all ask here."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.answers import is_among
from app.domain.asked import (
    AskedPoint,
    asked_points,
    is_required,
    progress_key,
    total_keys,
)
from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex, ObservationKey, is_computed
from app.domain.points import Question, question_code


class PointState(StrEnum):
    """How far a point has come; left-out points are not judged."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class MissingItem:
    """One thing still expected: `subject` is a question code or an observation key as text."""

    kind: str  # progress, question, indicator
    subject: str


@dataclass(frozen=True)
class PointCompleteness:
    """What is expected at a point, how much of it is there, and what is not."""

    point: str
    state: PointState
    expected: int
    given: int
    missing: tuple[MissingItem, ...]


@dataclass(frozen=True)
class Completeness:
    """All points of one contribution."""

    points: tuple[PointCompleteness, ...]

    @property
    def included(self) -> tuple[PointCompleteness, ...]:
        """Points that are not left out."""
        return tuple(p for p in self.points if p.state is not PointState.LEFT_OUT)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The points that are left out."""
        return tuple(p.point for p in self.points if p.state is PointState.LEFT_OUT)

    def among(self, points: Container[str]) -> "Completeness":
        """Return the same judgement for some of the points."""
        return Completeness(tuple(p for p in self.points if p.point in points))

    @property
    def complete(self) -> int:
        """Number of included points with nothing missing."""
        return sum(p.state is PointState.COMPLETE for p in self.points)

    @property
    def expected(self) -> int:
        """Number of values and texts expected at included points."""
        return sum(p.expected for p in self.included)

    @property
    def given(self) -> int:
        """Number of those that are there."""
        return sum(p.given for p in self.included)

    def at(self, point: str) -> PointCompleteness | None:
        """Return one point, None when it is not asked of this reporter."""
        return next((p for p in self.points if p.point == point), None)


def completeness(index: CatalogueIndex, data: ReportData) -> Completeness:
    """Judge every point asked of the reporter."""
    return Completeness(
        tuple(judge_point(data, asked) for asked in asked_points(index, data.reporter))
    )


def judge_point(data: ReportData, asked: AskedPoint) -> PointCompleteness:
    """Judge one point."""
    if asked.id in data.left_out:
        return PointCompleteness(asked.id, PointState.LEFT_OUT, 0, 0, ())
    items = list(_expected(data, asked))
    missing = tuple(item for item, is_there in items if not is_there)
    if not missing:
        state = PointState.COMPLETE
    elif len(missing) < len(items) or _has_anything(data, asked):
        state = PointState.IN_PROGRESS
    else:
        state = PointState.NOT_STARTED
    return PointCompleteness(asked.id, state, len(items), len(items) - len(missing), missing)


def _expected(data: ReportData, asked: AskedPoint) -> Iterator[tuple[MissingItem, bool]]:
    status = None
    if asked.has_status:
        key = progress_key(asked.id, data.cutoff)
        seen = data.observations.get(key)
        status = seen.value if seen else None
        yield MissingItem("progress", str(key)), bool(seen and seen.is_given)
    for question in asked.questions:
        if is_question_required(data, asked.id, question, "" if status is None else str(status)):
            code = question_code(asked.id, question.key)
            yield MissingItem("question", code), data.answer(code) is not None
    for indicator in asked.indicators:
        yield from _expected_values(data, indicator)


def _expected_values(data: ReportData, indicator: Indicator) -> Iterator[tuple[MissingItem, bool]]:
    if not is_required(indicator) or not is_called_for(data, indicator):
        return
    for key in total_keys(indicator, data.cutoff):
        yield MissingItem("indicator", str(key)), is_value_given(data, indicator, key)


def is_value_given(data: ReportData, indicator: Indicator, total: ObservationKey) -> bool:
    """Tell whether a value is there; one cell is enough where nobody types the total."""
    if is_computed(indicator, total) or indicator.is_counted_by_option:
        return any(key.total() == total and o.is_given for key, o in data.observations.items())
    seen = data.observations.get(total)
    return bool(seen and seen.is_given)


def is_question_required(data: ReportData, point: str, question: Question, status: str) -> bool:
    """Tell whether a question must be answered, given the progress status and other answers."""
    if not question.required_with_progress and not question.required_if:
        return question.tier == "core"
    if status in question.required_with_progress:
        return True
    return any(
        is_among(data.answer(question_code(point, other)), values)
        for other, values in (question.required_if or {}).items()
    )


def is_called_for(data: ReportData, indicator: Indicator) -> bool:
    """Tell whether the value is asked now: always, or because another one calls for it."""
    conditions = indicator.validation.required_if
    return not conditions or any(
        calls_for(data, other, values) for other, values in conditions.items()
    )


def calls_for(data: ReportData, other: str, values: Sequence[str]) -> bool:
    """Tell whether the total of another indicator is one of these values."""
    return any(
        key.indicator == other and key.is_total and is_among(seen.value, values)
        for key, seen in data.observations.items()
    )


def _has_anything(data: ReportData, asked: AskedPoint) -> bool:
    """Tell whether anybody has put anything at this point."""
    prefix = f"{asked.id}."
    if any(code.startswith(prefix) and a.value is not None for code, a in data.answers.items()):
        return True
    here = {indicator.id for indicator in asked.indicators}
    if any(
        seen.is_given and (key.point == asked.id or key.indicator in here)
        for key, seen in data.observations.items()
    ):
        return True
    return bool(data.measures_at(asked.id) or data.evidence_at(asked.id))
