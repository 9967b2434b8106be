"""What of the last submission can be said again at a point, where nothing has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.answers import Kind, MultiChoice, Value, parse_form
from app.domain.asked import AskedPoint, kind_of_question, total_keys
from app.domain.contribution import Answer, ReportData
from app.domain.indicators import Indicator
from app.domain.last_time import LastTime
from app.domain.observations import (
    CatalogueIndex,
    Observation,
    ObservationKey,
    breakdown_of,
    is_computed,
    kind_of,
)
from app.domain.points import Question, question_code

CARRIED = "carried"  # origin of what was carried over: `carried:2025/1` is version 1 of 2025


@dataclass(frozen=True)
class Offer:
    """One answer or cell that said something last time and says something else, or nothing, now."""

    subject: str  # question code, or key of the cell now
    said: Answer | Observation  # last time
    is_filled: bool  # something stands there now: only replaced when it is chosen
    is_figure: bool = False  # of another period: the same again is a statement of its own
    key: ObservationKey | None = None  # of the cell now
    then: ObservationKey | None = None  # of the cell last time

    @property
    def is_proposed(self) -> bool:
        """Tell whether "nothing has changed" means this field without further thought."""
        return not self.is_filled and not self.is_figure


def origin_of(last: LastTime) -> str:
    """Return the origin under which something is carried over."""
    return f"{CARRIED}:{last.cycle}/{last.version}"


def offers(
    index: CatalogueIndex,
    data: ReportData,
    last: LastTime | None,
    asked: AskedPoint,
    indicator: str = "",
) -> Iterator[Offer]:
    """Yield what can be carried over at a point, or for one indicator that is entered there.

    Never the progress status: how far a point has come is to be judged again each time.
    """
    if last is None or asked.id in data.left_out:
        return
    if not indicator:
        for question in asked.questions:
            yield from _answer(data, last, asked.id, question)
    for one in asked.indicators:
        if indicator in ("", one.id) and not one.validation.derived:
            yield from _cells(index, data, last, one)


def _answer(data: ReportData, last: LastTime, point: str, question: Question) -> Iterator[Offer]:
    code = question_code(point, question.key)
    said, now = last.answer(code), data.answers.get(code)
    if said is None or not _fits(question, said.value):
        return
    if now is None or now.value != said.value:
        yield Offer(code, said, is_filled=now is not None and now.value is not None)


def _fits(question: Question, value: Value | None) -> bool:
    """Tell whether the question, as it is asked now, can be answered like this."""
    return value is not None and _reads_the_same(kind_of_question(question), value)


def _reads_the_same(kind: Kind, value: Value) -> bool:
    """Tell whether a value is read back as it is: the option is still there, the type the same."""
    if isinstance(value, tuple) is not isinstance(kind, MultiChoice):
        return False
    return parse_form(kind, kind.to_form(value)) == value


def _can_be_said(index: CatalogueIndex, kind: Kind, said: Observation) -> bool:
    if said.missing is not None:
        return any(said.missing.code == known.code for known in index.catalogue.missing_codes)
    return said.value is not None and _reads_the_same(kind, said.value)


def _cells(
    index: CatalogueIndex, data: ReportData, last: LastTime, indicator: Indicator
) -> Iterator[Offer]:
    places = {key.codes for key in last.data.observations if key.indicator == indicator.id}
    for total in total_keys(indicator, data.cutoff):
        for codes in sorted(places, key=lambda codes: _place(index, indicator, codes)):
            key = total.with_codes(*codes)
            found = last.cell(index, key) if _is_asked(index, indicator, key) else None
            if found is None:
                continue
            then, said = found
            if not _can_be_said(index, kind_of(index, indicator, key), said):
                continue
            now = data.observations.get(key)
            if now is not None and (now.value, now.missing) == (said.value, said.missing):
                continue
            is_figure = then.period != key.period and said.number is not None
            filled = now is not None and now.is_given
            yield Offer(str(key), said, filled, is_figure and _counts_a_period(key), key, then)


def _counts_a_period(key: ObservationKey) -> bool:
    """Tell a figure of some years from a situation on a day, which may well be the same."""
    return key.period.count("-") != 2


def _is_asked(index: CatalogueIndex, indicator: Indicator, key: ObservationKey) -> bool:
    if is_computed(indicator, key):
        return False
    if not key.codes:
        return not indicator.is_counted_by_option
    breakdown = breakdown_of(indicator, key)
    return breakdown is not None and all(
        any(code == known for known, _ in index.dimension_codes(indicator, dimension))
        for dimension, code in key.codes
    )


def _place(
    index: CatalogueIndex, indicator: Indicator, codes: tuple[tuple[str, str], ...]
) -> tuple[int, ...]:
    """Return where a cell stands in the tables of the indicator: the total first."""
    ways = [breakdown.id for breakdown in indicator.breakdowns]
    way = "+".join(dimension for dimension, _ in codes)
    if way not in ways:
        return (-1,)
    listed = (
        [code for code, _ in index.dimension_codes(indicator, dimension)] for dimension, _ in codes
    )
    at = (
        known.index(code) if code in known else len(known)
        for known, (_, code) in zip(listed, codes, strict=True)
    )
    return (ways.index(way), *at)
