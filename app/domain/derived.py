"""Values the portal fills in itself: shares of two indicators, and numbers of ticked codes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from app.domain.asked import same_period_of
from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.visibility import effective

NOT_COUNTED = "other"  # a tick at "other" is text to read, not one of the listed codes
COMPUTED = "computed"


def with_computed(index: CatalogueIndex, data: ReportData) -> ReportData:
    """Return the contribution with computed observations added; a stated missing code is kept."""
    observations = {k: o for k, o in data.observations.items() if o.origin != COMPUTED}
    for key, seen in _computed(index, data):
        if not (key in observations and observations[key].missing):
            observations[key] = seen
    return replace(data, observations=observations)


def _computed(
    index: CatalogueIndex, data: ReportData
) -> Iterator[tuple[ObservationKey, Observation]]:
    for indicator in index.indicators.values():
        part = index.indicators.get(indicator.numerator or "")
        whole = index.indicators.get(indicator.denominator or "")
        if indicator.validation.derived and part and whole:
            yield from _shares(indicator, part, whole, data)
        dimension = indicator.validation.equals_number_selected_in
        if dimension:
            yield from _ticked(indicator, dimension, data)


def _shares(
    indicator: Indicator, part: Indicator, whole: Indicator, data: ReportData
) -> Iterator[tuple[ObservationKey, Observation]]:
    """100 * part / whole, total by total and cell by cell; nothing when either is missing or 0."""
    places = share_places(indicator)
    allowed = {breakdown.id for breakdown in indicator.breakdowns} | {""}
    for key, above in data.observations.items():
        if key.indicator != part.id or key.breakdown not in allowed:
            continue
        period = same_period_of(whole, part, key.period, data.cutoff)
        below = data.observations.get(ObservationKey(whole.id, period, key.point, key.codes))
        if above.number is None or below is None or not below.number:
            continue
        share = round_to(above.number * 100 / below.number, places)
        target = ObservationKey(indicator.id, key.period, key.point, key.codes)
        # A share gives its parts away, so it is as closed as the more closed of the two.
        visibility = effective(above.visibility, below.visibility)
        yield target, Observation(value=share, origin=COMPUTED, visibility=visibility)


def parts_of_share(
    index: CatalogueIndex, key: ObservationKey, cutoff: date
) -> tuple[ObservationKey, ObservationKey] | None:
    """Return the cells a derived share is worked out from: the part and the whole."""
    indicator = index.indicators[key.indicator]
    part = index.indicators.get(indicator.numerator or "")
    whole = index.indicators.get(indicator.denominator or "")
    if not (indicator.validation.derived and part and whole):
        return None
    above = ObservationKey(part.id, key.period, key.point, key.codes)
    period = same_period_of(whole, part, key.period, cutoff)
    return above, ObservationKey(whole.id, period, key.point, key.codes)


def share_places(indicator: Indicator) -> int:
    """Return to how many decimals a share is rounded."""
    decimals = indicator.validation.decimals
    return 1 if decimals is None else decimals


def round_to(value: Decimal, places: int) -> Decimal:
    """Round half to even; a number too long to keep its decimals is left as it is."""
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    except InvalidOperation:
        return value


def _ticked(
    indicator: Indicator, dimension: str, data: ReportData
) -> Iterator[tuple[ObservationKey, Observation]]:
    """Number of codes ticked yes, `other` not counted; every tick answered no makes 0."""
    counts: dict[ObservationKey, int] = {}
    levels: dict[ObservationKey, str] = {}
    for key, seen in data.observations.items():
        if key.indicator != indicator.id or key.breakdown != dimension:
            continue
        if isinstance(seen.value, bool):
            total = key.total()
            ticked = seen.value and key.codes[0][1] != NOT_COUNTED
            counts[total] = counts.get(total, 0) + ticked
            levels[total] = effective(levels.get(total, "public"), seen.visibility)
    for total, count in counts.items():
        yield (
            total,
            Observation(value=Decimal(count), origin=COMPUTED, visibility=levels[total]),
        )
