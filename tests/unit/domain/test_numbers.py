"""Numbers as people type them in 24 languages, and the one text that is kept."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.numbers import Unreadable, canonical_decimal, is_ambiguous, read_decimal
from tests.strategies import decimals


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234", "1234"),
        ("1 234,567", "1234.567"),
        ("1\u00a0234\u00a0567,8", "1234567.8"),
        ("1\u202f234", "1234"),
        ("1'234.50", "1234.5"),
        ("1’234", "1234"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,8", "1234567.8"),
        ("12345.678", "12345.678"),
        ("0.123", "0.123"),
        ("0,5", "0.5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("-1.234,5", "-1234.5"),
        ("007", "7"),
        (" 5 ", "5"),
        ("5,", "5"),
        ("123456789012345678", "123456789012345678"),
    ],
)
@pytest.mark.parametrize("mark", [".", ","])
def test_numbers_that_every_reader_reads_alike(raw, number, mark):
    assert read_decimal(raw, mark) == Decimal(number)


@pytest.mark.parametrize(
    "raw",
    [
        "", "-", ".", ".5", "abc", "NaN", "nan", "inf", "-Infinity", "1e5", "1E5", "1_000", "0x10",
        "+5", "- 5", "--5", "5-", "1..2", "1.2.3", "12 34", "1 2", "1,2,3.4", "1.234 567",
        "1 234.567,8", "1.234.567.8", "1,23,456", "٣", "１２", "1234567890123456789", "5 %",
        "5 EUR", "1/2", "0.0000000000000000000000000000000000000000000001",
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", [".", ","])
def test_what_is_not_one_number(raw, mark):
    assert read_decimal(raw, mark) is Unreadable.NOT_A_NUMBER


@pytest.mark.parametrize("raw", ["1.234", "12,345", "-999.999"])
def test_one_mark_and_three_digits_depend_on_the_reader(raw):
    mark = "." if "." in raw else ","
    other = "," if mark == "." else "."
    assert read_decimal(raw, mark) is Unreadable.AMBIGUOUS
    assert read_decimal(raw, other) == Decimal(raw.replace(mark, ""))


@given(decimals)
def test_the_canonical_text_is_stable_and_exact(number):
    text = canonical_decimal(number)
    assert Decimal(text) == number
    assert canonical_decimal(Decimal(text)) == text
    assert "E" not in text
    assert text != "-0"
    assert "." not in text or not text.endswith(("0", "."))


@given(decimals, st.sampled_from(".,"))
def test_the_canonical_text_is_read_back_unless_it_is_ambiguous(number, mark):
    text = canonical_decimal(number)
    if not is_ambiguous(text):
        assert read_decimal(text, mark) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [("1E+5", "100000"), ("-0.00", "0"), ("10", "10"), ("1.50", "1.5"), ("1E-8", "0.00000001")],
)
def test_the_canonical_text_of_a_number(number, text):
    assert canonical_decimal(Decimal(number)) == text


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_has_no_canonical_text(number):
    with pytest.raises(ValueError, match="cannot|stored"):
        canonical_decimal(Decimal(number))
