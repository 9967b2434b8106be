"""Dates of a cycle: written in Brussels, right on both days on which the clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.catalogue.dates import (
    END_OF_DAY,
    CycleDates,
    check_change,
    check_order,
    propose_next,
    read_day,
    read_time,
)
from app.core.clock import fixed
from app.core.errors import Refused
from app.domain.workflow import CycleStatus, Window, window

AT = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
DATES = CycleDates(
    cutoff=date(2027, 6, 30),
    opens_at=datetime(2027, 5, 1, 0, 0, tzinfo=UTC),
    due_at=datetime(2027, 9, 30, 21, 59, 59, tzinfo=UTC),
    closes_at=datetime(2027, 11, 14, 22, 59, 59, tzinfo=UTC),
    embargo_until=datetime(2028, 3, 1, 9, 0, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        ("2027-03-28", "2027-03-27T23:00:00", "2027-03-28T21:59:59"),  # 23 hours long
        ("2027-10-31", "2027-10-30T22:00:00", "2027-10-31T22:59:59"),  # 25 hours long
        ("2027-07-01", "2027-06-30T22:00:00", "2027-07-01T21:59:59"),
    ],
)
def test_a_day_begins_and_ends_in_brussels(day, begins, ends):
    """The days on which the clocks change are shorter and longer than others."""
    assert read_day(day, time(0, 0)) == datetime.fromisoformat(f"{begins}+00:00")
    assert read_day(day, END_OF_DAY) == datetime.fromisoformat(f"{ends}+00:00")


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_the_last_second_of_a_changing_day_counts_and_the_next_does_not(day):
    """A due date on such a day is neither an hour early nor an hour late."""
    due = read_day(day, END_OF_DAY)
    opens, closes = due - timedelta(days=30), due + timedelta(days=10)
    assert window(due, opens, due, closes) is Window.OPEN
    assert window(due + timedelta(seconds=1), opens, due, closes) is Window.LATE


def test_the_hour_that_comes_twice_means_the_second_one():
    """An embargo never ends an hour early."""
    assert read_time("2027-10-31T02:30") == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert read_time("2027-10-31T01:59") == datetime(2027, 10, 30, 23, 59, tzinfo=UTC)


def test_the_hour_that_is_left_out_is_refused():
    """Nobody in Brussels sees half past two on that day."""
    with pytest.raises(Refused) as refused:
        read_time("2027-03-28T02:30")
    assert refused.value.code == "time_left_out"
    assert read_time("2027-03-28T03:00") == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "soon", "2027-02-29", "2027-06-01T10:00+05:00", "9999"])
def test_what_is_no_date_is_refused(written):
    """One sentence, never a crash; a time zone of somebody else is none of ours."""
    with pytest.raises(Refused) as refused:
        read_time(written) if "T" in written else read_day(written, END_OF_DAY)
    assert refused.value.code == "date_unreadable"


def test_the_next_dates_are_the_same_days_by_the_clocks_of_brussels():
    """Two years on some of the days lie on the other side of a change of the clocks."""
    last = CycleDates(
        cutoff=date(2028, 2, 29),
        opens_at=read_day("2026-10-25", time(0, 0)),  # changes that day; in 2028 four days later
        due_at=read_day("2027-03-28", END_OF_DAY),
        closes_at=read_day("2027-05-30", END_OF_DAY),
    )
    found = propose_next(last)
    assert found == CycleDates(
        cutoff=date(2030, 2, 28),
        opens_at=read_day("2028-10-25", time(0, 0)),
        due_at=read_day("2029-03-28", END_OF_DAY),
        closes_at=read_day("2029-05-30", END_OF_DAY),
    )


def test_dates_follow_each_other():
    """Opening, due, closing, end of the embargo."""
    check_order(DATES)
    for wrong in (
        {"opens_at": DATES.due_at},
        {"due_at": DATES.closes_at + timedelta(days=1)},
        {"embargo_until": DATES.due_at},
    ):
        with pytest.raises(Refused):
            check_order(replace(DATES, **wrong))


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "change", "refusal"),
    [
        ("design", {"cutoff": date(2027, 6, 29)}, ""),
        ("frozen", {"cutoff": date(2027, 6, 29)}, "cutoff_is_fixed"),
        ("design", {"due_at": DATES.due_at - DAY}, ""),
        ("frozen", {"due_at": DATES.due_at - DAY}, "date_moved_back"),
        ("frozen", {"due_at": DATES.due_at + DAY}, ""),
        ("frozen", {"closes_at": DATES.closes_at - DAY}, "date_moved_back"),
        ("frozen", {"opens_at": DATES.opens_at + 60 * DAY}, "date_has_passed"),
        ("design", {"opens_at": DATES.opens_at + 60 * DAY}, ""),
        ("design", {"opens_at": DATES.opens_at - DAY}, "date_in_the_past"),
        ("consolidation", {"due_at": DATES.due_at + DAY}, "cycle_dates_are_over"),
        ("published", {"embargo_until": DATES.embargo_until + DAY}, ""),
        ("fact_check", {"embargo_until": DATES.embargo_until - DAY}, ""),
        ("archived", {"embargo_until": DATES.embargo_until + DAY}, "cycle_dates_are_over"),
    ],
)
def test_what_has_passed_or_was_announced_never_moves_back(status, change, refusal):
    """The table of what may still be changed."""
    new = replace(DATES, **change)
    with fixed(AT):
        if not refusal:
            assert check_change(CycleStatus(status), DATES, new) == tuple(change)
            return
        with pytest.raises(Refused) as refused:
            check_change(CycleStatus(status), DATES, new)
    assert refused.value.code == refusal


def test_an_embargo_that_has_ended_does_not_begin_again():
    """What was public stays public."""
    for old, new in (
        (DATES, replace(DATES, embargo_until=DATES.embargo_until + 9 * DAY)),
        (replace(DATES, embargo_until=None), replace(DATES, embargo_until=AT + 900 * DAY)),
    ):
        with fixed(DATES.embargo_until + DAY), pytest.raises(Refused) as refused:
            check_change(CycleStatus.PUBLISHED, old, new)
        assert refused.value.code == "date_has_passed"
