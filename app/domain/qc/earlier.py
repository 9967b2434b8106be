"""Rules that compare with what is known: the last submission, and the published distribution."""

import math
from collections.abc import Iterator
from decimal import Decimal

from app.domain.answers import canonical_decimal
from app.domain.asked import AskedPoint, progress_key, total_keys
from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.last_time import steps
from app.domain.observations import ObservationKey
from app.domain.qc.findings import Context, Finding, Severity

WARNING, INFORMATION = Severity.WARNING, Severity.INFORMATION
SLIP = 8  # from eight times on, a figure looks as if a digit or a unit had slipped
LEAST_COUNTRIES = 8  # behind a distribution that is worth comparing with
FENCE = 3  # interquartile ranges beyond the middle half
JUMP = 2  # steps of the progress scale
DEFINED_BY = (
    "definition", "value_type", "unit", "national_form", "options", "reference_period",
    "breakdowns",
)  # fmt: skip

Step = tuple[AskedPoint, Indicator, ObservationKey, Decimal, ObservationKey, Decimal]


def _steps(context: Context) -> Iterator[Step]:
    """Yield each total beside the one before it, the last of the cycle before included.

    A share that the portal computes is left to the two figures it is made of.
    """
    for asked in context.points:
        for indicator in asked.indicators:
            if indicator.validation.derived:
                continue
            keys = total_keys(indicator, context.data.cutoff)
            numbers = [(key, _number(context.data, key)) for key in keys]
            before = _last_before(context, keys[0])
            for (old_key, old), (key, new) in zip([before, *numbers], numbers, strict=False):
                if old is not None and new is not None:
                    yield asked, indicator, old_key, old, key, new


def _last_before(context: Context, first: ObservationKey) -> tuple[ObservationKey, Decimal | None]:
    last = context.beside.last
    found = last.cell(context.index, first) if last else None
    return (found[0], found[1].number) if found else (first, None)


def _number(data: ReportData, key: ObservationKey) -> Decimal | None:
    seen = data.observations.get(key)
    return seen.number if seen else None


def year_on_year(context: Context) -> Iterator[Finding]:
    """QC-013: a total that moves by more than its threshold against the one before it.

    A move to zero and a slip of a digit have rules of their own.
    """
    for asked, indicator, old_key, old, key, new in context.once(_steps):
        limit = indicator.validation.yoy_change_warning_percent
        if limit is None or not old or not new or _is_slip(indicator, old, new):
            continue
        if abs(new - old) * 100 <= limit * abs(old):
            continue
        change = Decimal(math.ceil(abs(new - old) * 1000 / abs(old))) / 10
        params = {
            "change": canonical_decimal(change),  # rounded up: above the limit in print
            "direction": "up" if new > old else "down",
            "limit": str(limit),
            "before": old_key.period,
        }
        yield Finding("QC-013", WARNING, asked.id, str(key), params)


def from_or_to_zero(context: Context) -> Iterator[Finding]:
    """QC-022: zero where the value before was not, or the reverse."""
    for asked, _, old_key, old, key, new in context.once(_steps):
        if (old == 0) != (new == 0):
            yield Finding("QC-022", WARNING, asked.id, str(key), _beside(old_key, old, new))


def _beside(old_key: ObservationKey, old: Decimal, new: Decimal) -> dict[str, str]:
    return {
        "value": canonical_decimal(new),
        "last": canonical_decimal(old),
        "before": old_key.period,
    }


def far_from_others(context: Context) -> Iterator[Finding]:
    """QC-023: a total far outside the distribution of the edition published last.

    Where half of the countries said the same there is no distance to measure by.
    """
    for asked in context.points:
        for indicator in asked.indicators:
            spread = context.beside.spreads.get(indicator.id)
            key = total_keys(indicator, context.data.cutoff)[-1]
            number = _number(context.data, key)
            if spread is None or number is None or spread.n < LEAST_COUNTRIES:
                continue
            width = spread.high - spread.low
            if width <= 0 or spread.low - FENCE * width <= number <= spread.high + FENCE * width:
                continue
            params = {
                "value": canonical_decimal(number),
                "low": canonical_decimal(spread.low),
                "high": canonical_decimal(spread.high),
                "n": str(spread.n),
            }
            yield Finding("QC-023", WARNING, asked.id, str(key), params)


def progress_jumps(context: Context) -> Iterator[Finding]:
    """QC-024: a progress status two steps higher than last time, or lower."""
    for asked in context.points:
        key = progress_key(asked.id, context.data.cutoff)
        last = context.beside.last
        before = last.cell(context.index, key) if last else None
        now = context.data.observations.get(key)
        if before is None or now is None:
            continue
        moved = steps(context.index.catalogue.progress_scale, before[1].value, now.value)
        if moved is not None and (moved < 0 or moved >= JUMP):
            params = {"was": str(before[1].value), "is": str(now.value)}
            yield Finding("QC-024", WARNING, asked.id, str(key), params)


def unit_slip(context: Context) -> Iterator[Finding]:
    """QC-032: money or full-time posts about ten times the value before, or a tenth of it."""
    for asked, indicator, old_key, old, key, new in context.once(_steps):
        if _is_slip(indicator, old, new):
            yield Finding("QC-032", WARNING, asked.id, str(key), _beside(old_key, old, new))


def _is_slip(indicator: Indicator, old: Decimal, new: Decimal) -> bool:
    if indicator.value_type != "money_eur" and indicator.unit != "FTE":
        return False
    small, large = sorted((abs(old), abs(new)))
    return bool(small) and large >= SLIP * small


def definition_changed(context: Context) -> Iterator[Finding]:
    """QC-033: a value whose indicator was defined otherwise in the cycle before."""
    last = context.beside.last
    if last is None or last.index is context.index:
        return
    for asked, indicator, key, _ in context.observations:
        before = last.index.indicators.get(indicator.id)
        if not key.is_total or before is None:
            continue
        if any(getattr(before, name) != getattr(indicator, name) for name in DEFINED_BY):
            yield Finding("QC-033", INFORMATION, asked.id, str(key))
