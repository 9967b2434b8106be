"""Periods of a cycle and the definitions of indicators."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.indicators import ReferencePeriod, periods
from tests.builders import CUTOFF, tiny_catalogue, tiny_index

INDICATORS = tiny_index().indicators


@pytest.mark.parametrize(
    ("reference", "cutoff", "expected"),
    [
        ("as_of_cutoff", CUTOFF, ("2027-06-30",)),
        ("biennium", CUTOFF, ("2025-2027",)),
        ("calendar_year", CUTOFF, ("2025", "2026")),
        ("calendar_year", date(2027, 1, 1), ("2025", "2026")),
        ("calendar_year", date(2027, 12, 31), ("2025", "2026")),
        ("academic_year", CUTOFF, ("2024-25", "2025-26")),
        ("academic_year", date(2027, 9, 29), ("2024-25", "2025-26")),
        ("academic_year", date(2027, 9, 30), ("2025-26", "2026-27")),
        ("academic_year", date(2100, 10, 1), ("2098-99", "2099-00")),
        ("latest_available", CUTOFF, ("latest",)),
    ],
)
def test_periods_asked_in_a_cycle(reference, cutoff, expected):
    assert periods(reference, cutoff) == expected


@given(st.sampled_from(get_args(ReferencePeriod)), st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_periods_come_oldest_first_and_once(reference, cutoff):
    found = periods(reference, cutoff)
    assert list(found) == sorted(set(found))


def test_a_value_is_entered_at_its_first_point():
    assert INDICATORS["SD-01.1"].home_point == 1


def test_breakdowns_are_found_by_their_dimensions_in_order():
    indicator = INDICATORS["SD-02.1"]
    assert indicator.breakdown("gender+level") is not None
    assert indicator.breakdown("level+gender") is None
    assert indicator.breakdown("") is None


def test_long_lists_are_offered_row_by_row():
    lists = {codes.id: codes.is_long for codes in tiny_catalogue().codelists}
    assert lists["country"]
    assert not lists["gender"]


def test_organisations_are_counted_where_the_definition_says_so():
    counted = {i.id for i in INDICATORS.values() if i.is_counted_by_option}
    assert counted == {"SD-04.3"}


def test_definitions_never_change_and_take_nothing_unknown():
    indicator = INDICATORS["SD-01.1"]
    with pytest.raises(ValidationError):
        indicator.name = "another"
    with pytest.raises(ValidationError):
        type(indicator).model_validate({**indicator.model_dump(), "colour": "red"})


def test_points_are_found_by_their_number():
    catalogue = tiny_catalogue()
    found = catalogue.point(4)
    assert found is not None
    assert found.id == "P04"
    assert catalogue.point(6) is None
