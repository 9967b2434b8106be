"""Values the portal fills in itself: shares of two indicators, and numbers of ticked codes."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from app.domain.contribution import ReportData
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex, Observation, ObservationKey

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
        if indicator.validation.derived and indicator.numerator and indicator.denominator:
            yield from _shares(indicator, data)
        dimension = indicator.validation.equals_number_selected_in
        if dimension:
            yield from _ticked(indicator, dimension, data)


def _shares(indicator: Indicator, data: ReportData) -> Iterator[tuple[ObservationKey, Observation]]:
    """100 * numerator / denominator, total by total and cell by cell; nothing when either is missing or 0."""
    places = Decimal(1).scaleb(-(indicator.validation.decimals or 1))
    allowed = {breakdown.id for breakdown in indicator.breakdowns} | {""}
    for key, part in data.observations.items():
        if key.indicator != indicator.numerator or key.breakdown not in allowed:
            continue
        whole_key = ObservationKey(indicator.denominator or "", key.period, key.point, key.codes)
        whole = data.observations.get(whole_key)
        if part.number is None or whole is None or not whole.number:
            continue
        share = (part.number * 100 / whole.number).quantize(places, ROUND_HALF_EVEN)
        target = ObservationKey(indicator.id, key.period, key.point, key.codes)
        yield target, Observation(value=share, origin=COMPUTED, visibility=part.visibility)


def _ticked(
    indicator: Indicator, dimension: str, data: ReportData
) -> Iterator[tuple[ObservationKey, Observation]]:
    """Number of ticked codes of the dimension, `other` not counted."""
    counts: dict[ObservationKey, int] = {}
    for key, seen in data.observations.items():
        if key.indicator == indicator.id and key.breakdown == dimension and seen.value is True:
            total = key.total()
            counts[total] = counts.get(total, 0) + (key.codes[0][1] != NOT_COUNTED)
    for total, count in counts.items():
        yield total, Observation(value=Decimal(count), origin=COMPUTED)
