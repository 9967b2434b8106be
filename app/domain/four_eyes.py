"""Which figures of a submission are so large that a second person looks before it is accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.observations import Observation, ObservationKey


@dataclass(frozen=True)
class FigureAbove:
    """One figure above the bound of its indicator."""

    key: ObservationKey
    value: Decimal
    bound: Decimal


def figures_above(
    observations: Mapping[ObservationKey, Observation], bounds: Mapping[str, Decimal]
) -> tuple[FigureAbove, ...]:
    """Return the figures above the bounds, by indicator, totals before their parts.

    A figure that equals its bound is not above it; what is missing is no figure.
    """
    above = (
        FigureAbove(key, seen.number, bounds[key.indicator])
        for key, seen in observations.items()
        if key.indicator in bounds
        and seen.number is not None
        and seen.number > bounds[key.indicator]
    )
    return tuple(sorted(above, key=_place))


def _place(figure: FigureAbove) -> tuple[str, str, bool, str]:
    key = figure.key
    return key.indicator, key.point or "", not key.is_total, str(key)
