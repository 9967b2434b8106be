"""What figures are made of: the frame of an edition, the cells of its countries, one fact."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from app.domain.answers import Value
from app.domain.contribution import ReportData
from app.domain.facts import LIMITED_COVERAGE_BELOW, MEMBER_STATES, Fact, FactKey
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.roles import COMMISSION
from app.domain.visibility import effective

NOT_REPORTED = "not_reported"  # no accepted submission
LEFT_OUT = "left_out"
UNANSWERED = "unanswered"
SHARE_PLACES = Decimal("0.1")
# Editions keep the rules they were frozen under: 1 the first, 2 adds groups, lettered elements,
# shares by dimension, indices, flags behind a figure, and a disclosure control that solves for
# what is hidden; 3 hides beside a small cell nothing that the edition before told already.
# A further version is added here, never put in the place of one.
RULES = (1, 2, 3)
CURRENT_RULES = RULES[-1]
TOLD_BEFORE = 3  # the first rules that ask what the edition before told


@dataclass(frozen=True)
class Reported:
    """One accepted submission as aggregation reads it."""

    reporter: str
    version: int
    sha256: str
    data: ReportData


@dataclass(frozen=True)
class Frame:
    """Everything a figure may be computed from."""

    index: CatalogueIndex
    cutoff: date
    reported: tuple[Reported, ...]
    baseline: bool = False  # compiled from public sources: coverage and measures, never a status
    rules: int = CURRENT_RULES
    hidden_before: frozenset[str] = frozenset()  # ids hidden in the edition before of this cycle
    before: Mapping[str, Fact] = field(default_factory=dict)  # its figures, by id; since rules 3

    @property
    def member_states(self) -> tuple[Reported, ...]:
        """Submissions of the Member States, in protocol order."""
        order = {r.code: r.protocol_order for r in self.index.catalogue.reporters}
        ours = [r for r in self.reported if r.reporter != COMMISSION]
        return tuple(sorted(ours, key=lambda r: order[r.reporter]))

    @property
    def commission(self) -> Reported | None:
        """The Commission's submission."""
        return next((r for r in self.reported if r.reporter == COMMISSION), None)

    def printed(self, reporter: str) -> str:
        """Return the code used in fact ids: EL for Greece."""
        return next(r.printed for r in self.index.catalogue.reporters if r.code == reporter)


def reason_for(reported: Reported, key: ObservationKey, home: str) -> str:
    """Return why there is no value, empty where there is one."""
    if home in reported.data.left_out:
        return LEFT_OUT
    seen = reported.data.observations.get(key)
    if seen is None or not seen.is_given:
        return UNANSWERED
    return seen.missing.code if seen.missing else ""


@dataclass(frozen=True)
class Cell:
    """The values of all Member States for one cell."""

    values: tuple[tuple[str, Observation], ...]  # reporter, observation with a value
    reasons: Mapping[str, str]  # why the others that submitted gave none

    @property
    def missing(self) -> dict[str, int]:
        """Number of Member States without a value, by reason: with n they make 27."""
        silent = MEMBER_STATES - len(self.values) - len(self.reasons)
        counts = Counter(self.reasons.values())
        counts[NOT_REPORTED] = silent
        return {reason: count for reason, count in sorted(counts.items()) if count}

    @property
    def inputs(self) -> tuple[str, ...]:
        """Reporters that gave a value."""
        return tuple(reporter for reporter, _ in self.values)

    @property
    def numbers(self) -> list[Decimal]:
        """Values that are numbers."""
        return [seen.number for _, seen in self.values if seen.number is not None]


def collect(frame: Frame, key: ObservationKey, home: str) -> Cell:
    """Return the values of one cell from the countries that gave one, and why others gave none."""
    values: list[tuple[str, Observation]] = []
    reasons: dict[str, str] = {}
    for reported in frame.member_states:
        reason = reason_for(reported, key, home)
        if reason:
            reasons[reported.reporter] = reason
        else:
            values.append((reported.reporter, reported.data.observations[key]))
    return Cell(tuple(values), reasons)


def flags_behind(frame: Frame, cell: Cell, n: int | None = None) -> tuple[str, ...]:
    """Return what qualifies a figure of several countries: few of them, and the flags of theirs."""
    is_limited = (len(cell.values) if n is None else n) < LIMITED_COVERAGE_BELOW
    limited = ("limited_coverage",) if is_limited else ()
    if frame.rules == 1:
        return limited
    return (*limited, *sorted({flag for _, seen in cell.values for flag in seen.flags}))


def figure(cell: Cell, key: FactKey, unit: str = "", **values: object) -> Fact:
    """Return a fact of several countries, with how many stand behind it and why others do not."""
    flags = ("limited_coverage",) if len(cell.values) < LIMITED_COVERAGE_BELOW else ()
    fact = Fact(
        key=key,
        unit=unit,
        n=len(cell.values),
        missing=cell.missing,
        inputs=cell.inputs,
        flags=flags,
    )
    return replace(fact, **values)  # type: ignore[arg-type]


def own_figure(key: FactKey, reporter: str, seen: Observation, indicator: Indicator) -> Fact:
    """Return the fact of one reporter's own value."""
    return Fact(
        key=key,
        number=seen.number,
        text=None if seen.number is not None else text_of(seen.value),
        unit=unit_of(indicator) if seen.number is not None else "",
        n=1,
        of=1,
        inputs=(reporter,),
        flags=seen.flags,
        visibility=effective(seen.visibility, indicator.sensitivity),
    )


def unit_of(indicator: Indicator) -> str:
    return "organisations" if indicator.is_counted_by_option else indicator.unit


def text_of(value: Value | None) -> str | None:
    """Return a value that is not a number as the text facts carry."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)
