"""How the value axis of a chart is divided."""

from decimal import Decimal

_MOST = 8  # lines


def axis_unit(longest: Decimal) -> int:
    """Return the distance between the lines of the axis, for a longest bar."""
    if longest <= 40:
        return 1 if longest <= 10 else 5
    size = 10 ** (longest / _MOST).adjusted()
    return int(next(size * n for n in (1, 2, 5, 10) if longest <= size * n * _MOST))
