"""The dates of a cycle: as written in Brussels, proposed for the next one, and changed."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time

from app.core.clock import BRUSSELS, now
from app.core.errors import Refused
from app.domain.workflow import CycleStatus

END_OF_DAY = time(23, 59, 59)
_IN_DESIGN = (CycleStatus.DESIGN,)
_REPORTING = (CycleStatus.DESIGN, CycleStatus.FROZEN)


@dataclass(frozen=True)
class CycleDates:
    """The dates of a cycle; all moments are aware."""

    cutoff: date
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    embargo_until: datetime | None = None


NAMES = tuple(f.name for f in fields(CycleDates))


def in_brussels(day: date, at: time) -> datetime:
    """Return the moment at which the clocks in Brussels show this time.

    The hour that comes twice in autumn means its second time, so that nothing ends or becomes
    public too early; the hour left out in spring is refused, because nobody ever sees it.
    """
    local = datetime.combine(day, at, BRUSSELS).replace(fold=1)
    moment = local.astimezone(UTC)
    if moment.astimezone(BRUSSELS).replace(tzinfo=None) != local.replace(tzinfo=None, fold=0):
        raise Refused("time_left_out")
    return moment


def read_day(written: str, at: time) -> datetime:
    """Return a time on a written day in Brussels."""
    try:
        day = date.fromisoformat(written.strip())
        return in_brussels(day, at)
    except (ValueError, OverflowError):
        raise Refused("date_unreadable") from None


def read_time(written: str) -> datetime:
    """Return the moment of a written day and time in Brussels, as `2028-03-26T09:00`."""
    try:
        found = datetime.fromisoformat(written.strip())
        if found.tzinfo is not None:
            raise ValueError
        return in_brussels(found.date(), found.time().replace(microsecond=0))
    except (ValueError, OverflowError):
        raise Refused("date_unreadable") from None


def propose_next(last: CycleDates) -> CycleDates:
    """Return the same days two years on, at the same time on the clocks of Brussels."""
    return CycleDates(
        cutoff=two_years_on(last.cutoff),
        opens_at=_later(last.opens_at),
        due_at=_later(last.due_at),
        closes_at=_later(last.closes_at),
        embargo_until=_later(last.embargo_until) if last.embargo_until else None,
    )


def two_years_on(day: date) -> date:
    """Return the day two years later; 29 February becomes the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 2, day=28 if is_leap_day else day.day)


def _later(moment: datetime) -> datetime:
    local = moment.astimezone(BRUSSELS)
    return in_brussels(two_years_on(local.date()), local.time())


def check_order(dates: CycleDates) -> None:
    """Refuse dates that do not follow each other."""
    if not dates.opens_at < dates.due_at <= dates.closes_at:
        raise Refused("cycle_dates_out_of_order")
    if dates.embargo_until is not None and dates.embargo_until < dates.closes_at:
        raise Refused("embargo_before_closing")


def check_change(status: CycleStatus, old: CycleDates, new: CycleDates) -> tuple[str, ...]:
    """Return the names of the dates that change, or refuse what may not change any more.

    Nothing is set into the past and what has passed stays. Once the questions are frozen the
    cut-off stays and due and closing date only move later: countries plan with them.
    """
    check_order(new)
    changed = tuple(name for name in NAMES if getattr(new, name) != getattr(old, name))
    for name in changed:
        if name == "cutoff":
            _refuse(status not in _IN_DESIGN, "cutoff_is_fixed")
            continue
        _check_moment(status, name, getattr(old, name), getattr(new, name))
    return changed


def _check_moment(
    status: CycleStatus, name: str, was: datetime | None, becomes: datetime | None
) -> None:
    at, is_embargo = now(), name == "embargo_until"
    over = status is CycleStatus.ARCHIVED if is_embargo else status not in _REPORTING
    _refuse(over, "cycle_dates_are_over")
    _refuse(becomes is not None and becomes <= at, "date_in_the_past")
    passed = was is not None and was <= at and status is not CycleStatus.DESIGN
    _refuse(passed and name in ("opens_at", "embargo_until"), "date_has_passed")
    announced = name in ("due_at", "closes_at") and status is not CycleStatus.DESIGN
    moved_back = was is not None and becomes is not None and becomes < was
    _refuse(announced and moved_back, "date_moved_back")
    _refuse(is_embargo and was is None and status is CycleStatus.PUBLISHED, "date_has_passed")


def _refuse(wrong: bool, code: str) -> None:
    if wrong:
        raise Refused(code)
