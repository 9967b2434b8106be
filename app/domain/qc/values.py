"""Rules about single values: bounds, dates, reasons, choices, references, small cells."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.domain.answers import Value, canonical_decimal
from app.domain.asked import is_required, same_period_of, total_keys
from app.domain.completeness import calls_for, is_value_given
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import ObservationKey
from app.domain.qc.findings import Context, Finding, Severity
from app.domain.visibility import effective

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING


def out_of_bounds(context: Context) -> Iterator[Finding]:
    """QC-001: a number or date outside the bounds of its definition."""
    for asked, indicator, key, seen in context.observations:
        rule = indicator.validation
        low = "0" if rule.min is None and indicator.is_counted_by_option else rule.min
        if _is_outside(seen.value, low, rule.max):
            params = {"value": _written(seen.value), "min": low or "", "max": rule.max or ""}
            yield Finding("QC-001", BLOCKING, asked.id, str(key), params)


def _is_outside(value: Value | None, low: str | None, high: str | None) -> bool:
    if isinstance(value, Decimal):
        below = low is not None and value < Decimal(low)
        return below or (high is not None and value > Decimal(high))
    if isinstance(value, date):
        below = low is not None and value < date.fromisoformat(low)
        return below or (high is not None and value > date.fromisoformat(high))
    return False


def _written(value: Value | None) -> str:
    return canonical_decimal(value) if isinstance(value, Decimal) else str(value)


def reason_missing(context: Context) -> Iterator[Finding]:
    """QC-003: a missing-value code that needs a reason stands without one."""
    needing = {m.code for m in context.index.catalogue.missing_codes if m.needs_reason}
    for asked, _, key, seen in context.observations:
        if (
            seen.missing
            and seen.missing.code in needing
            and not (seen.missing.reason or "").strip()
        ):
            yield Finding("QC-003", BLOCKING, asked.id, str(key), {"code": seen.missing.code})


def date_after_cutoff(context: Context) -> Iterator[Finding]:
    """QC-004: a date later than the cut-off date of the cycle."""
    for asked, indicator, key, seen in context.observations:
        late = isinstance(seen.value, date) and seen.value > context.data.cutoff
        if indicator.validation.not_after_cutoff and late:
            params = {"cutoff": context.data.cutoff.isoformat()}
            yield Finding("QC-004", BLOCKING, asked.id, str(key), params)


def choice_closed(context: Context) -> Iterator[Finding]:
    """QC-006: "examined, not pursued" at a point whose wording leaves no choice."""
    for asked, indicator, key, seen in context.observations:
        if indicator.id != PROGRESS or asked.point.not_pursued_open:
            continue
        if seen.value == "not_pursued":
            yield Finding("QC-006", BLOCKING, asked.id, str(key))


def above_reference(context: Context) -> Iterator[Finding]:
    """QC-008: a value above the value it is part of, total by total and cell by cell."""
    for asked, indicator, key, seen in context.observations:
        other = indicator.validation.max_ref
        if other is None or seen.number is None:
            continue
        whole = context.index.indicators[other]
        period = same_period_of(whole, indicator, key.period, context.data.cutoff)
        reference = context.data.observations.get(
            ObservationKey(other, period, key.point, key.codes)
        )
        if reference and reference.number is not None and seen.number > reference.number:
            params = {
                "value": canonical_decimal(seen.number),
                "limit": canonical_decimal(reference.number),
                "other": whole.name,
            }
            yield Finding("QC-008", BLOCKING, asked.id, str(key), params)


def required_with_other(context: Context) -> Iterator[Finding]:
    """QC-009: a value that another answer calls for (completeness finds the core ones)."""
    for asked in context.points:
        for indicator in asked.indicators:
            callers = _callers(context, indicator)
            if not callers or is_required(indicator):
                continue
            for key in total_keys(indicator, context.data.cutoff):
                if not is_value_given(context.data, indicator, key):
                    params = {"other": context.index.indicators[callers[0]].name}
                    yield Finding("QC-009", BLOCKING, asked.id, str(key), params)


def _callers(context: Context, indicator: Indicator) -> list[str]:
    """Return the indicators whose present answers call for this one."""
    conditions = indicator.validation.required_if or {}
    return [other for other, values in conditions.items() if calls_for(context.data, other, values)]


def small_public_cell(context: Context) -> Iterator[Finding]:
    """QC-017: a non-zero public count of persons below the disclosure threshold."""
    for asked, indicator, key, seen in context.observations:
        threshold = indicator.min_cell_size
        level = effective(seen.visibility, indicator.sensitivity)
        if threshold is None or seen.number is None or level != "public":
            continue
        if 0 < seen.number < threshold:
            params = {"threshold": str(threshold), "value": canonical_decimal(seen.number)}
            yield Finding("QC-017", WARNING, asked.id, str(key), params)


def code_not_offered(context: Context) -> Iterator[Finding]:
    """QC-018: the code "not applicable" where the scale has an option of that name."""
    for asked, indicator, key, seen in context.observations:
        if seen.missing is None or seen.missing.code != "NA":
            continue
        if any(option.value == "not_applicable" for option in context.index.options(indicator)):
            yield Finding("QC-018", BLOCKING, asked.id, str(key))
