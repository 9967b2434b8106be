"""The periods asked in a cycle follow from its cut-off date."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.indicators import ReferencePeriod, periods

CUTOFFS = st.dates(date(2000, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("reference", "cutoff", "expected"),
    [
        ("as_of_cutoff", date(2027, 6, 30), ("2027-06-30",)),
        ("biennium", date(2027, 6, 30), ("2025-2027",)),
        ("biennium", date(2028, 2, 29), ("2026-2028",)),
        ("latest_available", date(2027, 6, 30), ("latest",)),
        ("calendar_year", date(2027, 6, 30), ("2025", "2026")),
        ("calendar_year", date(2027, 1, 1), ("2025", "2026")),
        ("calendar_year", date(2027, 12, 31), ("2025", "2026")),
        ("academic_year", date(2027, 6, 30), ("2024-25", "2025-26")),
        ("academic_year", date(2027, 9, 29), ("2024-25", "2025-26")),
        ("academic_year", date(2027, 9, 30), ("2025-26", "2026-27")),
        ("academic_year", date(2027, 10, 1), ("2025-26", "2026-27")),
        ("academic_year", date(2100, 12, 31), ("2098-99", "2099-00")),
    ],
)
def test_periods_of_a_cutoff(
    reference: ReferencePeriod, cutoff: date, expected: tuple[str, ...]
) -> None:
    assert periods(reference, cutoff) == expected


@given(CUTOFFS)
def test_a_calendar_year_asked_is_over_at_the_cutoff(cutoff: date) -> None:
    years = [int(year) for year in periods("calendar_year", cutoff)]
    assert years[1] == years[0] + 1
    assert date(years[1], 12, 31) < cutoff


@given(CUTOFFS)
def test_an_academic_year_asked_is_the_last_that_is_over(cutoff: date) -> None:
    older, newer = periods("academic_year", cutoff)
    assert re.fullmatch(r"\d{4}-\d{2}", newer)
    end = int(newer[:4]) + 1
    assert int(newer[5:]) == end % 100
    assert int(older[:4]) == end - 2
    assert date(end, 9, 30) <= cutoff < date(end + 1, 9, 30)


@given(CUTOFFS)
def test_two_cycles_two_years_apart_never_share_a_biennium_or_a_day(cutoff: date) -> None:
    later = date(cutoff.year + 2, cutoff.month, min(cutoff.day, 28))
    for reference in ("as_of_cutoff", "biennium", "calendar_year", "academic_year"):
        first = periods(reference, date(cutoff.year, cutoff.month, min(cutoff.day, 28)))
        assert not set(first) & set(periods(reference, later))
