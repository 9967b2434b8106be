"""What is asked of whom at which point."""

from decimal import Decimal

import pytest

from app.domain.answers import Choice, Day, MultiChoice, Number, Quarter, Text, YesNo
from app.domain.asked import (
    asked_point,
    asked_points,
    find_question,
    home_of,
    is_required,
    kind_of_question,
    progress_key,
    reporter_entry,
    same_period_of,
    total_keys,
)
from app.domain.indicators import Catalogue
from app.domain.observations import CatalogueIndex, parse_key
from tests.builders import CUTOFF, NOW, tiny_catalogue, tiny_index

INDEX = tiny_index()


def ids(indicators) -> list[str]:
    return [indicator.id for indicator in indicators]


def test_a_member_state_meets_its_own_points_in_order():
    assert [a.id for a in asked_points(INDEX, "DK")] == ["P01", "P02", "P03", "P04", "P05"]
    assert all(a.has_status for a in asked_points(INDEX, "DK"))


def test_the_commission_meets_its_points_and_those_where_it_gives_a_value_for_the_union():
    found = {a.id: a.has_status for a in asked_points(INDEX, "EU")}
    assert found == {"P04": False, "P25": True}


def test_values_for_the_union_are_entered_by_the_commission_only():
    assert ids(asked_point(INDEX, "EU", "P04").indicators) == ["SD-04.5"]
    assert "SD-04.5" not in ids(asked_point(INDEX, "DK", "P04").indicators)
    assert asked_point(INDEX, "DK", "P25") is None


def test_no_questions_where_only_a_value_is_asked():
    assert asked_point(INDEX, "EU", "P04").questions == ()
    assert asked_point(INDEX, "EU", "P25").questions


def test_an_indicator_is_entered_at_home_and_shown_elsewhere():
    home, elsewhere = asked_point(INDEX, "DK", "P01"), asked_point(INDEX, "DK", "P02")
    assert "SD-01.1" in ids(home.indicators)
    assert ids(elsewhere.shown) == ["SD-01.1"]
    assert "SD-01.1" not in ids(elsewhere.indicators)


def test_each_value_is_entered_at_one_point_of_one_kind_of_reporter():
    entered = [i.id for who in ("DK", "EU") for a in asked_points(INDEX, who) for i in a.indicators]
    assert sorted(entered) == sorted(i for i in INDEX.indicators if i != "SD-X.1")


def test_two_catalogues_are_not_confused():
    fewer = tiny_catalogue().model_copy(update={"questions": ()})
    assert isinstance(fewer, Catalogue)
    assert asked_points(CatalogueIndex.of(fewer), "DK")[0].questions == ()
    assert asked_points(INDEX, "DK")[0].questions


def test_questions_are_found_by_code():
    asked, question = find_question(INDEX, "DK", "P02.coordinator")
    assert (asked.id, question.key) == ("P02", "coordinator")
    assert find_question(INDEX, "DK", "header.preparation")[0] is None


@pytest.mark.parametrize(
    "code",
    ["P01.coordinator", "P25.justification", "P99.justification", "header.other", "P02", "", "."],
)
def test_questions_that_are_not_asked_of_this_reporter(code):
    assert find_question(INDEX, "DK", code) is None


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("justification", Text),
        ("together", YesNo),
        ("lead", Choice),
        ("bodies", MultiChoice),
        ("when", Quarter),
        ("since", Day),
        ("staff", Number),
    ],
)
def test_the_kind_that_reads_a_question(key, kind):
    _, question = find_question(INDEX, "DK", f"P01.{key}")
    assert isinstance(kind_of_question(question), kind)


def test_a_short_text_is_read_on_one_line():
    _, question = find_question(INDEX, "DK", "P01.contact")
    assert kind_of_question(question).parse("a\nb") == "a b"


def test_keys_of_totals_and_status():
    totals = total_keys(INDEX.indicators["SD-03.1"], CUTOFF)
    assert [str(key) for key in totals] == ["SD-03.1@2024-25", "SD-03.1@2025-26"]
    assert str(progress_key("P12", CUTOFF)) == f"SD-X.1/P12@{NOW}"


@pytest.mark.parametrize(
    ("text", "home"),
    [
        (f"SD-01.1@{NOW}", "P01"),
        (f"SD-X.1/P05@{NOW}", "P05"),
        (f"SD-04.3/option=adopted@{NOW}", "P04"),
    ],
)
def test_the_point_where_a_cell_is_entered(text, home):
    assert home_of(INDEX, parse_key(text)) == home


@pytest.mark.parametrize(
    ("indicator", "required"),
    [
        ("SD-02.1", True),
        ("SD-02.3", False),  # computed
        ("SD-03.2", False),  # extended
        ("SD-03.4", False),  # statistics the Commission has
        ("SD-04.5", True),  # the Commission's own
    ],
)
def test_core_values_are_required(indicator, required):
    assert is_required(INDEX.indicators[indicator]) is required


def test_core_statistics_of_the_commission_are_not_required_of_the_country():
    loaded = INDEX.indicators["SD-02.1"].model_copy(update={"reporter": "commission"})
    assert not is_required(loaded)


@pytest.mark.parametrize(
    ("part", "period", "whole", "expected"),
    [
        ("SD-02.2", "2025-2027", "SD-02.1", "2025-2027"),
        ("SD-04.2", "2025-2027", "SD-04.1", NOW),  # of two years, against the situation at the end
        ("SD-03.2", "2025", "SD-03.1", "2024-25"),  # years against academic years
        ("SD-03.2", "2026", "SD-03.1", "2025-26"),
        ("SD-04.1", NOW, "SD-03.2", "2026"),
    ],
)
def test_periods_that_are_compared(part, period, whole, expected):
    indicators = INDEX.indicators
    assert same_period_of(indicators[whole], indicators[part], period, CUTOFF) == expected


def test_reporters_are_found_under_both_codes_of_greece():
    assert reporter_entry(INDEX, "GR") is reporter_entry(INDEX, "EL")
    assert reporter_entry(INDEX, "XX") is None


def test_numbers_in_questions_are_exact():
    _, question = find_question(INDEX, "DK", "P01.staff")
    assert kind_of_question(question).parse("0.1") == Decimal("0.1")
