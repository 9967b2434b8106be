"""Cells: how they are written, which of them exist, and which kind reads them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Choice, Day, Missing, Number, Problem, Text, YesNo
from app.domain.indicators import periods
from app.domain.observations import (
    Observation,
    ObservationKey,
    TypedColumns,
    breakdown_of,
    check_key,
    is_computed,
    kind_of,
    parse_key,
    typed_columns,
)
from tests.builders import CUTOFF, NOW, tiny_index
from tests.strategies import keys

INDEX = tiny_index()


def key_of(text: str) -> ObservationKey:
    key = parse_key(text)
    assert key is not None
    return key


def checked(text: str):
    key = key_of(text)
    known = INDEX.indicators.get(key.indicator)
    allowed = periods(known.reference_period, CUTOFF) if known else (key.period,)
    return check_key(INDEX, key, allowed)


@given(keys)
def test_a_written_key_is_read_back(key):
    assert parse_key(str(key)) == key


@given(st.text(max_size=40))
def test_any_text_is_a_key_in_one_spelling_or_none(text):
    key = parse_key(text)
    assert key is None or str(key) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SD-02.1",
        "SD-2.1@2026",
        "SD-02.1@",
        "SD-02.1/@2026",
        "SD-02.1/gender@2026",
        "SD-02.1/gender=@2026",
        "SD-02.1/P1@2026",
        "SD-X.1/P٠١@2027-06-30",
        "SD-٠٢.1@2026",
        "SD-02.1@2026\n",
        " SD-02.1@2026",
        "SD-02.1/gender=women,@2026",
        "SD-02.1/gender=w omen@2026",
    ],
)
def test_what_is_no_key(text):
    assert parse_key(text) is None


def test_a_key_knows_its_breakdown_and_total():
    key = key_of("SD-04.3/actor=agency,option=adopted@2027-06-30")
    assert (key.breakdown, key.is_total) == ("actor+option", False)
    assert key.total() == key_of("SD-04.3@2027-06-30")
    assert key.total().is_total
    assert key.total().with_codes(*key.codes) == key


@pytest.mark.parametrize(
    "text",
    [
        f"SD-01.1@{NOW}",
        f"SD-01.1/level=local@{NOW}",
        "SD-02.1@2025-2027",
        "SD-02.1/gender=women,level=local@2025-2027",
        "SD-03.1@2024-25",
        "SD-03.1@2025-26",
        "SD-03.2@2025",
        "SD-03.4@latest",
        f"SD-04.3/actor=agency,option=adopted@{NOW}",
        f"SD-X.1/P01@{NOW}",
        f"SD-X.1/P04/sub_item=b@{NOW}",
    ],
)
def test_cells_of_the_catalogue(text):
    assert checked(text) is INDEX.indicators[key_of(text).indicator]


@pytest.mark.parametrize(
    "text",
    [
        f"SD-99.1@{NOW}",  # no such indicator
        "SD-01.1@2026-06-30",  # the situation of another cycle
        "SD-02.1@2026",  # a year where two years are asked
        "SD-03.2@2027",  # a year that is not over
        "SD-02.1/P02@2025-2027",  # not asked per point
        f"SD-X.1@{NOW}",  # asked per point only
        f"SD-X.1/P06@{NOW}",  # a point that is not listed
        f"SD-X.1/P04/sub_item=c@{NOW}",  # the point has (a) and (b) only
        f"SD-X.1/P01/sub_item=a@{NOW}",  # the point has no lettered elements
        "SD-02.1/gender=other@2025-2027",  # no such code
        f"SD-01.1/gender=women@{NOW}",  # not broken down like this
        "SD-02.1/level=local,gender=women@2025-2027",  # crossed in the other order
        "SD-02.1/gender=women,gender=men@2025-2027",
        f"SD-04.3/option=existing_suffices@{NOW}",  # not an option of this indicator
    ],
)
def test_cells_that_nobody_asks_for(text):
    assert checked(text) == Problem("unknown_cell")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"SD-01.1@{NOW}", Choice),
        (f"SD-01.2@{NOW}", Day),
        (f"SD-01.3@{NOW}", Number),
        (f"SD-01.3/topic=sea@{NOW}", YesNo),
        ("SD-03.3@2025-2027", YesNo),
        (f"SD-04.4@{NOW}", Text),
        (f"SD-04.3@{NOW}", Number),
        (f"SD-04.3/option=adopted@{NOW}", Number),
        (f"SD-X.1/P01@{NOW}", Choice),
    ],
)
def test_the_kind_that_reads_a_cell(text, kind):
    key = key_of(text)
    assert isinstance(kind_of(INDEX, INDEX.indicators[key.indicator], key), kind)


@pytest.mark.parametrize(
    ("indicator", "raw", "value"),
    [
        ("SD-02.1", "1.5", Problem("not_a_whole_number", {"text": "1.5"})),
        ("SD-02.3", "33.33", Decimal("33.33")),
        ("SD-02.3", "33.333", Problem("ambiguous_number", {"text": "33.333", "plain": "33333"})),
        ("SD-03.2", "10.5", Problem("too_many_decimals", {"text": "10.5", "decimals": "0"})),
        ("SD-03.4", "0.123", Decimal("0.123")),
        ("SD-04.1", "12.5", Decimal("12.5")),
    ],
)
def test_numbers_are_read_as_their_definition_says(indicator, raw, value):
    found = INDEX.indicators[indicator]
    key = ObservationKey(indicator, periods(found.reference_period, CUTOFF)[0])
    assert kind_of(INDEX, found, key).parse(raw) == value


def test_the_progress_status_takes_the_scale_of_the_catalogue():
    key = key_of(f"SD-X.1/P01@{NOW}")
    kind = kind_of(INDEX, INDEX.indicators["SD-X.1"], key)
    assert kind.parse("No progress") == "none"
    assert kind.parse("adopted") == Problem("not_in_list", {"text": "adopted"})


@pytest.mark.parametrize(
    ("value", "kind", "columns"),
    [
        (True, YesNo(), TypedColumns(code="yes")),
        (False, YesNo(), TypedColumns(code="no")),
        (Decimal(0), Number(), TypedColumns(number=Decimal(0))),
        (date(2027, 1, 1), Day(), TypedColumns(day=date(2027, 1, 1))),
        ("a", Choice((("a", "A"),)), TypedColumns(code="a")),
        ("some words", Text(), TypedColumns(text="some words")),
    ],
)
def test_exactly_one_column_holds_the_value(value, kind, columns):
    assert typed_columns(value, kind) == columns
    assert columns.value(boolean=isinstance(kind, YesNo)) == value
    assert sum(column is not None for column in vars(columns).values()) == 1


def test_a_cell_is_given_by_a_value_or_by_a_reason_for_none():
    assert Observation(value=Decimal(0)).is_given
    assert Observation(value=False).is_given
    assert Observation(missing=Missing("ND")).is_given
    assert not Observation(note="later").is_given


def test_only_numbers_are_numbers():
    assert Observation(value=Decimal(3)).number == 3
    assert Observation(value=True).number is None
    assert Observation(value="3").number is None


def test_the_portal_computes_shares_and_numbers_of_ticks():
    share, ticks = INDEX.indicators["SD-02.3"], INDEX.indicators["SD-01.3"]
    assert is_computed(share, key_of("SD-02.3/gender=women@2025-2027"))
    assert is_computed(ticks, key_of(f"SD-01.3@{NOW}"))
    assert not is_computed(ticks, key_of(f"SD-01.3/topic=sea@{NOW}"))
    assert not is_computed(INDEX.indicators["SD-02.1"], key_of("SD-02.1@2025-2027"))


def test_a_total_has_no_breakdown():
    indicator = INDEX.indicators["SD-02.1"]
    assert breakdown_of(indicator, key_of("SD-02.1@2025-2027")) is None
    found = breakdown_of(indicator, key_of("SD-02.1/gender=women@2025-2027"))
    assert found is not None
    assert (found.id, found.adds_up) == ("gender", "exact")
