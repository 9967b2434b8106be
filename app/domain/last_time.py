"""What a reporter said in its last submission, and how far that is from what it says now."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.domain.answers import Value
from app.domain.contribution import Answer, ReportData
from app.domain.derived import round_to
from app.domain.observations import CatalogueIndex, Observation, ObservationKey, parse_key
from app.domain.points import Option

_Place = tuple[str, str | None, tuple[tuple[str, str], ...]]  # a cell without its period
_Said = tuple[ObservationKey, Observation]
# An indicator keeps its id as long as it can be compared; these say whether numbers can be.
_POINT = re.compile(r"(?<![A-Z0-9])P[0-9]{2}(?![0-9])")
_COMPARED_BY = ("value_type", "unit", "per_point", "national_form")


@dataclass(frozen=True)
class LastTime:
    """The submission that stands from the last earlier cycle of the same kind.

    Only what the reporter itself submitted: a compilation from public sources is never here.
    """

    cycle: str
    version: int
    data: ReportData
    index: CatalogueIndex  # the catalogue under which it was made
    explanations: Mapping[str, str] = field(default_factory=dict)  # of warnings, by their place

    def explanation(self, rule: str, subject: str) -> str:
        """Return how the same warning about the same thing was explained; empty if it was not."""
        return self.explanations.get(place_in_any_cycle(rule, subject), "")

    def answer(self, code: str) -> Answer | None:
        """Return the reply to the same question, None when there was none."""
        found = self.data.answers.get(code)
        return found if found and found.value is not None else None

    def cell(self, index: CatalogueIndex, key: ObservationKey) -> _Said | None:
        """Return what was said of the same cell, for the same period or the latest one before it.

        None where nothing was said, or where the indicator now counts something else.
        """
        now = index.indicators.get(key.indicator)
        then = self.index.indicators.get(key.indicator)
        if now is None or then is None:
            return None
        if any(getattr(now, name) != getattr(then, name) for name in _COMPARED_BY):
            return None
        place = (key.indicator, key.point, key.codes)
        said = [one for one in self.by_place.get(place, ()) if _is_not_after(one[0], key)]
        return max(said, key=lambda one: one[0].period, default=None)

    @cached_property
    def by_place(self) -> dict[_Place, list[_Said]]:
        """What was said of each cell, whatever the period; a page asks a few hundred times."""
        found: dict[_Place, list[_Said]] = {}
        for key, seen in self.data.observations.items():
            if seen.is_given:
                found.setdefault((key.indicator, key.point, key.codes), []).append((key, seen))
        return found


def continued(last: LastTime, mapping: Mapping[str, str]) -> LastTime:
    """Return what was said last time under the points that continue those it was said at.

    `mapping` leads from a point to the one it continues, where they differ. What was said at a
    point whose number belongs to another one now, and which no point continues, is left behind.
    """
    if not mapping:
        return last
    onward = {before: point for point, before in mapping.items()}

    def now(point: str) -> str:
        return onward.get(point, "" if point in mapping else point)

    def renamed(written: str) -> str:
        named = _POINT.search(written)
        point = now(named[0]) if named else ""
        return _POINT.sub(point, written) if point or not named else ""

    said = last.data
    data = replace(
        said,
        answers={renamed(code): one for code, one in said.answers.items() if renamed(code)},
        observations={
            replace(key, point=now(key.point)) if key.point else key: seen
            for key, seen in said.observations.items()
            if not key.point or now(key.point)
        },
        measures=tuple(
            replace(one, points=tuple(filter(None, map(now, one.points)))) for one in said.measures
        ),
        evidence=tuple(
            replace(one, point=now(one.point)) for one in said.evidence if now(one.point)
        ),
        left_out={now(point): why for point, why in said.left_out.items() if now(point)},
    )
    explained = {renamed(place): why for place, why in last.explanations.items() if renamed(place)}
    return replace(last, data=data, explanations=explained)


def explanations_of(findings: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the explanations that were submitted with findings, by their place in any cycle."""
    return {
        place_in_any_cycle(found["rule"], found["subject"]): found["justification"]
        for found in findings
        if found["justification"]
    }


def place_in_any_cycle(rule: str, subject: str) -> str:
    """Return rule and subject of a finding without the period: the same thing in every cycle."""
    plain, sign, part = subject.partition("#")
    key = parse_key(plain)
    thing = str(key).partition("@")[0] if key else plain
    return f"{rule}:{thing}{sign}{part}"


def _is_not_after(earlier: ObservationKey, now: ObservationKey) -> bool:
    """Compare periods of one form, whose texts sort by time: years, pairs of years, days."""
    return len(earlier.period) == len(now.period) and earlier.period <= now.period


@dataclass(frozen=True)
class Change:
    """How much higher or lower a number is than the one before; exact, percent to one decimal."""

    amount: Decimal
    percent: Decimal | None  # None where the number before was zero: nothing grows from nothing


def change(before: Observation | None, now: Observation | None) -> Change | None:
    """Return the change between two numbers; None where either is missing, never a change to 0."""
    old = before.number if before else None
    new = now.number if now else None
    if old is None or new is None:
        return None
    amount = new - old
    return Change(amount, round_to(amount * 100 / abs(old), 1) if old else None)


def steps(options: Sequence[Option], before: Value | None, now: Value | None) -> int | None:
    """Return by how many steps of an ordered scale a choice moved; None outside the scale."""
    places = {option.value: option.order for option in options if option.order is not None}
    if before not in places or now not in places:
        return None
    return places[str(now)] - places[str(before)]


@dataclass(frozen=True)
class Pair:
    """One cell as it was said last time and as it is said now; one of both may be missing."""

    key: ObservationKey | None
    now: Observation | None
    key_then: ObservationKey | None
    then: Observation | None


def pairs(index: CatalogueIndex, last: LastTime, data: ReportData) -> tuple[Pair, ...]:
    """Return every cell of both times, each now beside the one it is compared with.

    What was said last time and is not said now stands alone, in the latest period it was said of.
    """
    said = {key: seen for key, seen in data.observations.items() if seen.is_given}
    known = {key: seen for key, seen in said.items() if key.indicator in index.indicators}
    found = [
        Pair(key, seen, *(last.cell(index, key) or (None, None))) for key, seen in known.items()
    ]
    places = {(key.indicator, key.point, key.codes) for key in known}
    for place, cells in last.by_place.items():
        if place not in places:
            found.append(Pair(None, None, *max(cells, key=lambda one: one[0].period)))
    return tuple(found)
