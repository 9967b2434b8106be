"""Whom a point addresses, and in which set the figures of a point stand."""

from app.domain.facts import EU27
from app.domain.points import Addressee, Point
from app.domain.roles import COMMISSION


def is_ours(point: Point) -> bool:
    """Tell whether a point addresses the Commission."""
    return point.addressee is Addressee.COMMISSION


def set_of(point: Point) -> str:
    """Return for whom the figures of a point are counted."""
    return COMMISSION if is_ours(point) else EU27
