"""Trend: two facts of one series side by side, with a difference where it means something."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.facts import Fact, parse_fact_key
from app.domain.observations import CatalogueIndex
from app.domain.trend import Round, key_then, trend_of
from tests.builders import CUTOFF, tiny_catalogue, tiny_index

NOW = Round(tiny_index(), CUTOFF)
THEN = Round(tiny_index(), date(2025, 6, 30))


def _changed(indicator, **update):
    catalogue = tiny_catalogue()
    indicators = tuple(
        i.model_copy(update=update) if i.id == indicator else i for i in catalogue.indicators
    )
    index = CatalogueIndex.of(catalogue.model_copy(update={"indicators": indicators}))
    return Round(index, THEN.cutoff)


def _fact(name, number=None, **fields):
    value = None if number is None else Decimal(number)
    return Fact(parse_fact_key(name), value, **fields)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("SD-02.1/EU27/sum@2025-2027", "SD-02.1/EU27/sum@2023-2025"),
        ("SD-03.1/EL/value/gender=women@2025-26", "SD-03.1/EL/value/gender=women@2023-24"),
        ("SD-03.2/EU27/n@2026", "SD-03.2/EU27/n@2024"),
        ("P01.progress/EU27/count/full@2027-06-30", "P01.progress/EU27/count/full@2025-06-30"),
        ("P05.measures/EU27/count@2027-06-30", "P04.measures/EU27/count@2025-06-30"),
        ("strategic.progress/EU27/given@2027-06-30", "strategic.progress/EU27/given@2025-06-30"),
        ("P04.progress/EU27/n@2027-06-30", None),
        ("SD-03.1/EL/index@2025-26", None),
        ("SD-03.1/EL/change@2024-25_2025-26", None),
    ],
)
def test_the_same_figure_of_the_cycle_before_is_found_by_its_place(now, then):
    """The period in the same place; a point under the number it had; no index of another base."""
    points = {"P05": "P04", "P04": ""}  # point 5 continues point 4, point 4 is new
    found = key_then(parse_fact_key(now), NOW, THEN, points)
    assert (str(found) if found else None) == then


def test_a_difference_is_absolute_and_in_per_cent_where_a_ratio_means_something():
    """Per cent for numbers with a true zero and a known base; countries are counted, not scaled."""
    name = "SD-03.1/EU27/sum@2025-26"
    trend = trend_of(_fact(name, 15, unit="units"), _fact(name, 12, unit="units"), NOW, THEN)
    assert (trend.kind, trend.amount, trend.percent) == ("change", 3, Decimal("25.0"))
    from_nothing = trend_of(_fact(name, 15), _fact(name, 0), NOW, THEN)
    assert (from_nothing.amount, from_nothing.percent) == (15, None)
    share = "SD-02.3/EU27/ratio_of_sums@2025-2027"
    assert trend_of(_fact(share, 12), _fact(share, 10), NOW, THEN).percent is None
    countries = "SD-03.1/EU27/n@2025-26"
    counted = trend_of(
        _fact(countries, 8, unit="countries"), _fact(countries, 5, unit="countries"), NOW, THEN
    )
    assert (counted.amount, counted.percent) == (3, None)
    measures = "P01.measures/EU27/count@2027-06-30"
    more = trend_of(
        _fact(measures, 6, unit="measures"), _fact(measures, 4, unit="measures"), NOW, THEN
    )
    assert more.percent == Decimal("50.0")


def test_nothing_is_computed_between_steps_of_a_scale():
    """They stand side by side."""
    name = "P01.progress/DK/value@2027-06-30"
    trend = trend_of(_fact(name, text="full"), _fact(name, text="some"), NOW, THEN)
    assert (trend.kind, trend.amount, trend.then.text) == ("beside", None, "some")


def test_a_changed_definition_breaks_the_series_and_says_where():
    """Unit, kind of value, period, options; other words alone break nothing and are said."""
    name = "SD-03.1/EU27/sum@2025-26"
    now, then = _fact(name, 15), _fact(name, 12)
    broken = trend_of(now, then, NOW, _changed("SD-03.1", unit="posts"))
    assert (broken.kind, broken.breaks, broken.amount) == ("broken", ("unit",), None)
    options = tiny_index().indicators["SD-01.1"].options
    chosen = _fact("SD-01.1/EU27/count/adopted@2027-06-30", 4)
    fewer = _changed("SD-01.1", options=options[:-1])
    assert trend_of(chosen, chosen, NOW, fewer).breaks == ("options",)
    relabelled = tuple(o.model_copy(update={"label": "Other words"}) for o in options)
    assert trend_of(chosen, chosen, NOW, _changed("SD-01.1", options=relabelled)).kind == "change"
    worded = trend_of(now, then, NOW, _changed("SD-03.1", definition="Other words."))
    assert (worded.kind, worded.is_reworded) == ("change", True)
    flagged = trend_of(replace(now, flags=("b",)), then, NOW, THEN)
    assert (flagged.kind, flagged.breaks) == ("broken", ("flag",))
    assert trend_of(now, None, NOW, THEN).kind == "nothing"
