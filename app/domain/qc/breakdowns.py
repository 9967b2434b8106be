"""Rules about breakdowns: cells against their total."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from app.domain.answers import canonical_decimal
from app.domain.asked import AskedPoint
from app.domain.indicators import Breakdown, Indicator
from app.domain.observations import ObservationKey
from app.domain.qc.findings import Context, Finding, Severity


def _sums(
    context: Context,
) -> Iterator[tuple[AskedPoint, Indicator, Breakdown, ObservationKey, Decimal, Decimal | None]]:
    """Yield point, indicator, breakdown, total's key, sum of cells and the total where it is a number."""
    sums: dict[tuple[ObservationKey, str], Decimal] = defaultdict(Decimal)
    known: dict[str, tuple[AskedPoint, Indicator]] = {}
    for asked, indicator, key, seen in context.observations:
        known[indicator.id] = (asked, indicator)
        if key.codes and seen.number is not None:
            sums[key.total(), key.breakdown] += seen.number
    for (total, breakdown_id), added in sorted(sums.items()):
        asked, indicator = known[total.indicator]
        breakdown = indicator.breakdown(breakdown_id)
        seen_total = context.data.observations.get(total)
        if breakdown is not None:
            number = seen_total.number if seen_total else None
            yield asked, indicator, breakdown, total, added, number


def above_total(context: Context) -> Iterator[Finding]:
    """QC-007: cells add up to more than the total, where they may not."""
    for asked, _, breakdown, key, added, total in _sums(context):
        if breakdown.adds_up in ("exact", "at_most") and total is not None and added > total:
            yield _finding("QC-007", Severity.BLOCKING, asked, key, breakdown, added, total)


def below_total(context: Context) -> Iterator[Finding]:
    """QC-010: cells add up to less than the total, where they should be equal."""
    for asked, _, breakdown, key, added, total in _sums(context):
        if breakdown.adds_up == "exact" and total is not None and added < total:
            yield _finding("QC-010", Severity.WARNING, asked, key, breakdown, added, total)


def cells_without_total(context: Context) -> Iterator[Finding]:
    """QC-019: a breakdown is filled in and its total is not."""
    for asked, _, breakdown, key, _added, total in _sums(context):
        seen = context.data.observations.get(key)
        if (
            breakdown.adds_up in ("exact", "at_most")
            and total is None
            and not (seen and seen.missing)
        ):
            params = {"breakdown": breakdown.id}
            yield Finding("QC-019", Severity.WARNING, asked.id, f"{key}#{breakdown.id}", params)


def _finding(
    rule: str,
    severity: Severity,
    asked: AskedPoint,
    key: ObservationKey,
    breakdown: Breakdown,
    added: Decimal,
    total: Decimal,
) -> Finding:
    params = {
        "breakdown": breakdown.id,
        "added": canonical_decimal(added),
        "total": canonical_decimal(total),
    }
    return Finding(rule, severity, asked.id, f"{key}#{breakdown.id}", params)
