"""Rules about single values: bounds, dates, lengths, reasons, closed choices, references, changes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.domain.answers import canonical_decimal
from app.domain.asked import is_required, progress_key, total_keys
from app.domain.indicators import PROGRESS
from app.domain.observations import ObservationKey, is_computed
from app.domain.points import question_code
from app.domain.qc.findings import Context, Finding, Severity

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING


def out_of_bounds(context: Context) -> Iterator[Finding]:
    """QC-001: a number or date outside the bounds of its definition."""
    for asked, indicator, key, seen in context.observations:
        rule = indicator.validation
        if isinstance(seen.value, Decimal):
            low = None if rule.min is None else Decimal(rule.min)
            high = None if rule.max is None else Decimal(rule.max)
            shown = canonical_decimal(seen.value)
            if indicator.is_counted_by_option and low is None:
                low = Decimal(0)
            if (low is not None and seen.value < low) or (high is not None and seen.value > high):
                params = {"value": shown, "min": rule.min or "0", "max": rule.max or "-"}
                yield Finding("QC-001", BLOCKING, asked.id, str(key), params)
        elif isinstance(seen.value, date) and rule.min and seen.value.isoformat() < rule.min:
            params = {"value": seen.value.isoformat(), "min": rule.min, "max": "-"}
            yield Finding("QC-001", BLOCKING, asked.id, str(key), params)


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


def text_length(context: Context) -> Iterator[Finding]:
    """QC-005: a text shorter or longer than its question allows."""
    for asked in context.points:
        for question in asked.questions:
            code = question_code(asked.id, question.key)
            text = context.data.answer(code)
            if not isinstance(text, str) or question.kind not in ("text", "short_text"):
                continue
            params = _length_params(len(text), question.min_chars, question.max_chars)
            if params:
                yield Finding("QC-005", BLOCKING, asked.id, code, params)
    for asked, indicator, key, seen in context.observations:
        if indicator.value_type == "text" and isinstance(seen.value, str):
            params = _length_params(len(seen.value), None, indicator.validation.max_chars)
            if params:
                yield Finding("QC-005", BLOCKING, asked.id, str(key), params)


def _length_params(length: int, low: int | None, high: int | None) -> dict[str, str]:
    too_short = low is not None and length < low
    too_long = high is not None and length > high
    if not (too_short or too_long):
        return {}
    return {"length": str(length), "min": str(low or 0), "max": str(high or "-")}


def choice_closed(context: Context) -> Iterator[Finding]:
    """QC-006: "examined, not pursued" at a point whose wording leaves no choice."""
    for asked in context.points:
        key = progress_key(asked.id, context.data.cutoff)
        seen = context.data.observations.get(key)
        if seen and seen.value == "not_pursued" and not asked.point.not_pursued_open:
            yield Finding("QC-006", BLOCKING, asked.id, str(key))


def above_reference(context: Context) -> Iterator[Finding]:
    """QC-008: a value above the value it is part of, total by total and cell by cell."""
    for asked, indicator, key, seen in context.observations:
        other = indicator.validation.max_ref
        if other is None or seen.number is None:
            continue
        reference = context.data.observations.get(
            ObservationKey(other, key.period, key.point, key.codes)
        )
        if reference and reference.number is not None and seen.number > reference.number:
            params = {
                "value": canonical_decimal(seen.number),
                "limit": canonical_decimal(reference.number),
                "other": context.index.indicators[other].name,
            }
            yield Finding("QC-008", BLOCKING, asked.id, str(key), params)


def required_with_other(context: Context) -> Iterator[Finding]:
    """QC-009: a value that another answer calls for (core ones are found by completeness already)."""
    for asked in context.points:
        for indicator in asked.indicators:
            conditions = indicator.validation.required_if
            if not conditions or is_required(indicator):
                continue
            for key in total_keys(indicator, context.data.cutoff):
                seen = context.data.observations.get(key)
                if (seen and seen.is_given) or is_computed(indicator, key):
                    continue
                for other, values in conditions.items():
                    if _has_value(context, other, values):
                        params = {"other": context.index.indicators[other].name}
                        yield Finding("QC-009", BLOCKING, asked.id, str(key), params)


def _has_value(context: Context, indicator: str, values: tuple[str, ...]) -> bool:
    return any(
        key.indicator == indicator and key.is_total and seen.value in values
        for key, seen in context.data.observations.items()
    )


def year_on_year(context: Context) -> Iterator[Finding]:
    """QC-013: a total that moves by more than its threshold from one year to the next."""
    for asked in context.points:
        for indicator in asked.indicators:
            limit = indicator.validation.yoy_change_warning_percent
            if limit is None:
                continue
            keys = total_keys(indicator, context.data.cutoff)
            for before, after in zip(keys, keys[1:], strict=False):
                old = _number(context, before)
                new = _number(context, after)
                if old and new is not None and abs(new - old) * 100 > limit * abs(old):
                    change = canonical_decimal(Decimal(round((new - old) * 100 / abs(old))))
                    params = {"change": change, "limit": str(limit), "before": before.period}
                    yield Finding("QC-013", WARNING, asked.id, str(after), params)


def _number(context: Context, key: ObservationKey) -> Decimal | None:
    seen = context.data.observations.get(key)
    return seen.number if seen else None


def small_public_cell(context: Context) -> Iterator[Finding]:
    """QC-017: a non-zero public count of persons below the disclosure threshold."""
    for asked, indicator, key, seen in context.observations:
        threshold = indicator.min_cell_size
        if threshold is None or seen.number is None or seen.visibility != "public":
            continue
        if 0 < seen.number < threshold:
            params = {"threshold": str(threshold), "value": canonical_decimal(seen.number)}
            yield Finding("QC-017", WARNING, asked.id, str(key), params)


def code_not_offered(context: Context) -> Iterator[Finding]:
    """QC-018: "not applicable" given as a missing code where the scale has its own option for it."""
    for asked, indicator, key, seen in context.observations:
        if seen.missing and seen.missing.code == "NA" and indicator.id == PROGRESS:
            yield Finding("QC-018", BLOCKING, asked.id, str(key))
