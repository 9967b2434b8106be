"""Answer kinds: what each door takes, refuses and gives back."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import (
    HARD_TEXT_LIMIT,
    Choice,
    Day,
    MultiChoice,
    Number,
    Problem,
    Quarter,
    Text,
    YesNo,
    clean_text,
    is_among,
    parse_cell,
    parse_decimal,
    parse_form,
    parse_json,
)
from tests.strategies import KINDS, OPTIONS, decimals, typed

kinds = st.sampled_from(KINDS)
marks = st.sampled_from(".,")


@given(kinds, typed, marks)
def test_whatever_is_typed_is_a_value_a_problem_or_nothing(kind, raw, mark):
    found = kind.parse(raw, mark)
    assert found is None or isinstance(found, Problem | str | bool | Decimal | date | tuple)
    assert found not in ("", ())


@given(kinds, typed, marks, marks)
def test_a_form_that_is_shown_again_gives_the_same_value(kind, raw, mark, mark_of_the_next_reader):
    value = kind.parse(raw, mark)
    if value is None or isinstance(value, Problem):
        return
    assert parse_form(kind, kind.to_form(value), mark_of_the_next_reader) == value


@given(kinds, typed)
def test_all_doors_agree(kind, raw):
    value = kind.parse(raw)
    if value is None or isinstance(value, Problem):
        return
    assert parse_form(kind, kind.to_form(value)) == value
    assert parse_json(kind, kind.to_json(value)) == value
    assert parse_cell(kind, "; ".join(kind.to_form(value))) == value


@given(decimals, marks)
def test_every_number_that_can_be_stored_comes_back_through_every_door(number, mark):
    kind = Number()
    assert parse_form(kind, kind.to_form(number), mark) == number
    assert parse_json(kind, kind.to_json(number)) == number


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
def test_a_typed_cell_is_read_as_the_sheet_shows_it(digits, places):
    shown = Decimal(digits).scaleb(-places)
    assert parse_cell(Number(), float(shown)) == shown
    assert parse_cell(Number(integer=True), digits) == Decimal(digits)


@given(st.text())
def test_cleaning_a_text_twice_changes_nothing(raw):
    assert clean_text(clean_text(raw)) == clean_text(raw)


def test_characters_that_no_document_can_carry_are_dropped():
    assert Text().parse("a\x00b\ud800c\r\nd\x0b ") == "abc\nd"
    assert Text().parse("\x07 \r\n") is None


def test_a_short_text_stays_on_one_line():
    assert Text(multiline=False).parse(" one\n two\tthree ") == "one two three"


def test_a_text_longer_than_its_question_allows_is_kept_for_the_rules_to_judge():
    assert Text(max_chars=3).parse("abcd") == "abcd"


def test_a_text_beyond_the_hard_limit_is_refused():
    assert Text().parse("x" * HARD_TEXT_LIMIT) == "x" * HARD_TEXT_LIMIT
    refused = Text().parse("x" * (HARD_TEXT_LIMIT + 1))
    assert isinstance(refused, Problem)
    assert refused.code == "text_too_long_to_store"


@pytest.mark.parametrize(
    ("raw", "value"), [("yes", True), (" NO ", False), ("TRUE", True), ("false", False), ("", None)]
)
def test_yes_and_no(raw, value):
    assert YesNo().parse(raw) is value


@pytest.mark.parametrize("raw", ["maybe", "1", "ja"])
def test_neither_yes_nor_no(raw):
    assert YesNo().parse(raw) == Problem("not_yes_or_no", {"text": raw})


def test_a_value_goes_before_a_label_that_reads_the_same():
    assert Choice((("a", "b"), ("b", "a"))).parse("b") == "b"


def test_a_label_is_accepted_in_any_case():
    assert Choice(OPTIONS).parse(" second ") == "b"


def test_a_choice_outside_the_list_is_refused():
    assert Choice(OPTIONS).parse("c") == Problem("not_in_list", {"text": "c"})


def test_several_choices_keep_the_order_of_the_list_and_no_doubles():
    assert MultiChoice(OPTIONS).parse("b; Second;a") == ("a", "b")
    assert parse_form(MultiChoice(OPTIONS), ["b", "a", "b"]) == ("a", "b")
    assert parse_form(MultiChoice(OPTIONS), [""]) is None


def test_one_wrong_choice_refuses_all():
    assert parse_form(MultiChoice(OPTIONS), ["a", "x"]) == Problem("not_in_list", {"text": "x"})


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (Number(integer=True), "1.5", "not_a_whole_number"),
        (Number(decimals=1), "1.55", "too_many_decimals"),
        (Number(), "1.123456789", "too_many_decimals"),
        (Number(), "abc", "not_a_number"),
        (Number(), "1.234", "ambiguous_number"),
        (Number(), "1234567890123456789", "not_a_number"),
    ],
)
def test_numbers_that_do_not_fit(kind, raw, code):
    found = kind.parse(raw)
    assert isinstance(found, Problem)
    assert found.code == code


def test_zeros_after_the_last_decimal_do_not_count():
    assert Number(decimals=1).parse("1.50") == Decimal("1.5")
    assert Number(integer=True).parse("7.00") == Decimal(7)


def test_a_number_beyond_its_bounds_is_kept_for_the_rules_to_judge():
    assert Number(minimum=Decimal(0), maximum=Decimal(5)).parse("-9") == Decimal(-9)


def test_an_ambiguous_number_says_how_to_write_it():
    assert parse_decimal("1,234", ",") == Problem(
        "ambiguous_number", {"text": "1,234", "plain": "1234"}
    )


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("30.06.2027", date(2027, 6, 30)),
        (" 30/06/2027 ", date(2027, 6, 30)),
        ("1.6.2027", date(2027, 6, 1)),
    ],
)
def test_days_as_people_write_them(raw, day):
    assert Day().parse(raw) == day


@pytest.mark.parametrize("raw", ["2027-02-30", "06/30/2027", "30.06.27", "٣٠.٠٦.٢٠٢٧", "June 2027"])
def test_days_that_are_none(raw):
    assert Day().parse(raw) == Problem("not_a_date", {"text": raw})


@pytest.mark.parametrize("raw", ["2028-Q1", "2028 q1", "2028Q1", "Q1 2028", "q1-2028"])
def test_quarters_as_people_write_them(raw):
    assert Quarter().parse(raw) == "2028-Q1"


@pytest.mark.parametrize("raw", ["2028-Q5", "2028", "1999-Q1", "20٢٧-Q1", "Q1"])
def test_quarters_that_are_none(raw):
    assert Quarter().parse(raw) == Problem("not_a_quarter", {"text": raw})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Text(), 5),
        (YesNo(), "yes"),
        (YesNo(), 1),
        (Choice(OPTIONS), 1),
        (Choice(OPTIONS), ["a"]),
        (MultiChoice(OPTIONS), "a"),
        (MultiChoice(OPTIONS), ["a", 1]),
        (Number(), 1.5),
        (Number(), True),
        (Number(), float("nan")),
        (Number(), float("inf")),
        (Number(), "NaN"),
        (Number(), "Infinity"),
        (Number(), "1e5"),
        (Number(), "1_000"),
        (Number(), "1,5"),
        (Number(), " 1"),
        (Number(), "٣"),
        (Number(), 10**18),
        (Number(), {}),
        (Day(), 20270630),
        (Day(), "30.06.2027"),
        (Day(), "2027-06-30T00:00:00"),
        (Quarter(), 2028),
    ],
)
def test_json_of_another_type_or_spelling_is_refused(kind, value):
    assert isinstance(parse_json(kind, value), Problem)


def test_an_integer_too_long_to_be_written_out_is_refused():
    assert isinstance(parse_json(Number(), 10**5000), Problem)
    assert isinstance(parse_cell(Number(), -(10**5000)), Problem)


def test_json_null_is_nothing():
    assert all(parse_json(kind, None) is None for kind in KINDS)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Number(), 0.1 + 0.2, Decimal("0.3")),
        (Number(), 1.234, Decimal("1.234")),
        (Number(), 1234.0, Decimal(1234)),
        (Number(), 1e15, Decimal(10**15)),
        (Number(), "1 234,5", Decimal("1234.5")),
        (Day(), datetime(2027, 6, 30, 0, 0), date(2027, 6, 30)),  # noqa: DTZ001 - as sheets do
        (Day(), date(2027, 6, 30), date(2027, 6, 30)),
        (Text(), 2027.0, "2027"),
        (Text(), True, "TRUE"),
        (Text(), datetime(2027, 6, 30), "2027-06-30"),  # noqa: DTZ001 - as sheets do
        (YesNo(), True, True),
        (YesNo(), False, False),
        (Choice(OPTIONS), "Second", "b"),
        (Text(), None, None),
        (Number(), "  ", None),
    ],
)
def test_cells_come_typed(kind, cell, value):
    assert parse_cell(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (Number(), float("nan"), "not_a_number"),
        (Number(), float("inf"), "not_a_number"),
        (Number(), 1e300, "not_a_number"),
        (Number(), 10**400, "not_a_number"),
        (Number(), True, "not_a_number"),
        (Number(integer=True), 1.5, "not_a_whole_number"),
        (Number(decimals=1), 33.333333333333336, "too_many_decimals"),
        (Choice(OPTIONS), True, "not_in_list"),
        (Day(), 45000, "not_a_date"),
    ],
)
def test_cells_that_cannot_be_taken(kind, cell, code):
    found = parse_cell(kind, cell)
    assert isinstance(found, Problem)
    assert found.code == code


def test_an_empty_form_field_is_nothing():
    assert all(parse_form(kind, []) is None for kind in KINDS)


@pytest.mark.parametrize(
    ("value", "wanted", "among"),
    [
        (True, ("yes",), True),
        (True, ("true",), True),
        (False, ("yes",), False),
        (False, ("no",), True),
        (("research", "other"), ("other",), True),
        (("research",), ("other",), False),
        ("adopted", ("adopted", "running"), True),
        (None, ("None",), False),
        (Decimal(1), ("1",), False),
    ],
)
def test_conditions_in_the_words_of_the_catalogue(value, wanted, among):
    assert is_among(value, wanted) is among
