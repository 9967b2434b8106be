"""The time: aware UTC for everything stored, Europe/Brussels for everything that has a deadline."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """Return the present moment in UTC, or the fixed one inside `fixed`."""
    return _fixed.get() or datetime.now(UTC)


def today_brussels() -> date:
    """Return the day it is in Brussels, where deadlines are counted."""
    return now().astimezone(BRUSSELS).date()


def last_day(ends_at: datetime) -> date:
    """Return the last day in Brussels of what ends at this moment, midnight belonging to the day
    before."""
    return (ends_at - timedelta(microseconds=1)).astimezone(BRUSSELS).date()


@contextmanager
def fixed(moment: datetime) -> Iterator[datetime]:
    """Hold the clock still in this context, for seeding and tests."""
    if moment.tzinfo is None:
        raise ValueError("a fixed time needs a time zone")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _fixed.reset(token)
