"""Rules about breakdowns: cells against their total."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.domain.answers import canonical_decimal
from app.domain.asked import AskedPoint
from app.domain.indicators import Breakdown
from app.domain.observations import Observation, ObservationKey
from app.domain.qc.findings import Context, Finding, Severity


@dataclass(frozen=True)
class _Added:
    """The cells of one breakdown added up, beside their total."""

    asked: AskedPoint
    breakdown: Breakdown
    key: ObservationKey  # of the total
    added: Decimal
    total: Decimal | None  # None where the total is not a number
    has_gaps: bool  # a cell says why it has no number

    @property
    def subject(self) -> str:
        return f"{self.key}#{self.breakdown.id}"


def _sums(context: Context) -> Iterator[_Added]:
    """Yield every breakdown that has at least one number and must agree with its total."""
    cells: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    places: dict[tuple[str, str], tuple[AskedPoint, Breakdown, ObservationKey]] = {}
    for asked, indicator, key, seen in context.observations:
        breakdown = indicator.breakdown(key.breakdown) if key.codes else None
        if breakdown is not None and breakdown.adds_up in ("exact", "at_most"):
            place = (str(key.total()), breakdown.id)
            places[place] = (asked, breakdown, key.total())
            cells[place].append(seen)
    for place, (asked, breakdown, total) in sorted(places.items(), key=lambda item: item[0]):
        numbers = [seen.number for seen in cells[place] if seen.number is not None]
        if numbers:
            of_total = context.data.observations.get(total)
            number = of_total.number if of_total else None
            has_gaps = any(seen.missing for seen in cells[place])
            yield _Added(asked, breakdown, total, sum(numbers, Decimal(0)), number, has_gaps)


def above_total(context: Context) -> Iterator[Finding]:
    """QC-007: cells add up to more than the total, where they may not."""
    for found in _sums(context):
        if found.total is not None and found.added > found.total:
            yield _finding("QC-007", Severity.BLOCKING, found, found.total)


def below_total(context: Context) -> Iterator[Finding]:
    """QC-010: cells add up to less than the total, where they should be equal.

    A cell that says why it has no number explains the difference.
    """
    for found in _sums(context):
        if found.breakdown.adds_up != "exact" or found.has_gaps or found.total is None:
            continue
        if found.added < found.total:
            yield _finding("QC-010", Severity.WARNING, found, found.total)


def cells_without_total(context: Context) -> Iterator[Finding]:
    """QC-019: a breakdown is filled in and its total is neither given nor said to be missing."""
    for found in _sums(context):
        seen = context.data.observations.get(found.key)
        if found.total is None and not (seen and seen.missing):
            params = {"breakdown": found.breakdown.id}
            yield Finding("QC-019", Severity.WARNING, found.asked.id, found.subject, params)


def _finding(rule: str, severity: Severity, found: _Added, total: Decimal) -> Finding:
    params = {
        "breakdown": found.breakdown.id,
        "added": canonical_decimal(found.added),
        "total": canonical_decimal(total),
    }
    return Finding(rule, severity, found.asked.id, found.subject, params)
