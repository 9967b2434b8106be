"""Distributions of published figures: quartiles by the usual rule, and none where few reported."""

from decimal import Decimal

import pytest

from app.domain.distribution import FEWEST, spreads_of
from app.domain.facts import Fact, FactKey
from app.domain.suppression import FEWEST_BEHIND_AN_AGGREGATE
from tests.builders import tiny_index

CODES = ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR")


def _values(numbers, subject="SD-02.1", period="2025-2027", codes=()):
    return [
        Fact(FactKey(subject, code, "value", period, codes), Decimal(number))
        for code, number in zip(CODES, numbers, strict=False)
    ]


def test_quartiles_lie_on_values_or_on_quarters_between_them():
    (spread,) = spreads_of(tiny_index(), _values((1, 2, 3, 4, 5, 6, 7, 8))).values()
    assert (spread.low, spread.high, spread.n) == (Decimal("2.75"), Decimal("6.25"), 8)
    (spread,) = spreads_of(tiny_index(), _values((9, 7, 5, 3, 1, 8, 6, 4, 2))).values()
    assert (spread.low, spread.high, spread.n) == (Decimal(3), Decimal(7), 9)


def test_few_countries_make_no_distribution():
    assert spreads_of(tiny_index(), _values(range(7))) == {}
    assert FEWEST > FEWEST_BEHIND_AN_AGGREGATE


def test_the_latest_period_counts():
    facts = _values(range(12), "SD-03.1", "2024-25") + _values((5,) * 8, "SD-03.1", "2025-26")
    assert spreads_of(tiny_index(), facts)["SD-03.1"].n == 8


@pytest.mark.parametrize(
    "facts",
    [
        _values(range(12), codes=(("gender", "men"),)),
        _values(range(12), "P01.progress"),
        _values(range(12), "SD-99.1"),
        [Fact(FactKey("SD-02.1", "EU27", "value", f"20{n}"), Decimal(n)) for n in range(10, 20)],
        [Fact(FactKey("SD-01.1", code, "value", "2027"), text="adopted") for code in CODES],
        [Fact(FactKey("SD-02.1", code, "n", "2027"), Decimal(1)) for code in CODES],
    ],
    ids=["cells", "status", "unknown", "union", "words", "counts"],
)
def test_other_figures_are_not_compared_with(facts):
    assert spreads_of(tiny_index(), facts) == {}
