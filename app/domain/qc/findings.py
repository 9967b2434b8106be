"""What a quality rule sees and what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TypeVar, cast

from app.domain.asked import AskedPoint, asked_points
from app.domain.completeness import Completeness, MissingItem, judge_point
from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.last_time import LastTime
from app.domain.observations import CatalogueIndex, Observation, ObservationKey

_T = TypeVar("_T")

HEADER = "header"  # where a finding stands that is about the report as a whole
WHOLE = "contribution"  # its subject, where it is about no single question


class Severity(StrEnum):
    """Blocking stops submission, a warning asks for an explanation, information for nothing.

    A rule that could not run is the fault of the portal: it is said, and stops nobody.
    """

    BLOCKING = "blocking"
    WARNING = "warning"
    INFORMATION = "information"
    NOT_RUN = "not_run"


@dataclass(frozen=True)
class Finding:
    """One result of one rule about one subject: a question code, an observation key, a point.

    `point` is the one where it is mended, or HEADER.
    """

    rule: str
    severity: Severity
    point: str
    subject: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Identity across runs, used to attach a justification."""
        return f"{self.rule}:{self.subject}"


@dataclass(frozen=True)
class Spread:
    """The middle half of what the Member States said in the edition published last."""

    low: Decimal  # first quartile
    high: Decimal  # third quartile
    n: int


@dataclass(frozen=True)
class Beside:
    """What stands beside a contribution while it is judged: never the drafts of other countries."""

    last: LastTime | None = None  # what the reporter itself submitted in the cycle before
    spreads: Mapping[str, Spread] = field(default_factory=dict)  # by indicator
    justifications: Mapping[str, str] = field(default_factory=dict)  # by key of the finding


NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Context:
    """The contribution a rule looks at, limited to the included points it is asked about."""

    index: CatalogueIndex
    data: ReportData
    only: str | None = None  # a point id, None for the whole contribution
    judged: Completeness | None = None  # where the caller has judged it already
    beside: Beside = NOTHING_BESIDE

    def once(self, read: Callable[["Context"], Iterator[_T]]) -> tuple[_T, ...]:
        """Return what several rules look at, read by the first of them."""
        if read not in self._known:
            self._known[read] = tuple(read(self))
        return cast("tuple[_T, ...]", self._known[read])

    @cached_property
    def _known(self) -> dict[object, tuple[object, ...]]:
        return {}

    def missing_at(self, asked: AskedPoint) -> tuple[MissingItem, ...]:
        """Return what is still expected at a point."""
        known = self.judged.at(asked.id) if self.judged else None
        return (known or judge_point(self.data, asked)).missing

    @cached_property
    def points(self) -> tuple[AskedPoint, ...]:
        """Points to judge: left-out ones are not."""
        return tuple(
            asked
            for asked in asked_points(self.index, self.data.reporter)
            if asked.id not in self.data.left_out and self.only in (None, asked.id)
        )

    @cached_property
    def observations(self) -> tuple[tuple[AskedPoint, Indicator, ObservationKey, Observation], ...]:
        """Reported cells with the point and indicator they belong to, in key order."""
        homes = {i.id: asked for asked in self.points for i in asked.indicators}
        by_point = {asked.id: asked for asked in self.points}
        found = []
        for key, seen in sorted(self.data.observations.items(), key=lambda i: str(i[0])):
            indicator = self.index.indicators.get(key.indicator)
            if indicator is None or not seen.is_given:
                continue
            if key.point in by_point:
                found.append((by_point[key.point], indicator, key, seen))
            elif key.point is None and key.indicator in homes:
                found.append((homes[key.indicator], indicator, key, seen))
        return tuple(found)


Check = Callable[[Context], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A quality rule: its sentences are in the message catalogue under its id."""

    id: str
    version: int
    severity: Severity
    check: Check
    on_trial: bool = False  # new: rehearsed until the cycle manager lets it count

    def run(self, context: Context) -> tuple[Finding, ...]:
        """Return what the rule finds."""
        return tuple(self.check(context))
