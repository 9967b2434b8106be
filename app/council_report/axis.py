"""How the value axis of a chart is divided."""

from decimal import Decimal


def axis_unit(longest: Decimal) -> int:
    """Return the distance between the lines of the axis, for a longest bar."""
    return 1 if longest <= 10 else 5 if longest <= 40 else 10
