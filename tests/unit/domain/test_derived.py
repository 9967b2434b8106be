"""Values the portal fills in itself."""

from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.derived import COMPUTED, round_to, with_computed
from app.domain.observations import CatalogueIndex, Observation, parse_key
from tests.builders import NOW, make_data, tiny_catalogue, tiny_index

INDEX = tiny_index()


def computed(cells, index=INDEX):
    found = with_computed(index, make_data(cells=cells)).observations
    return {str(key): seen for key, seen in found.items() if seen.origin == COMPUTED}


def test_a_share_is_computed_for_the_total_and_cell_by_cell():
    found = computed(
        {
            "SD-02.1@2025-2027": 8,
            "SD-02.2@2025-2027": 3,
            "SD-02.1/gender=women@2025-2027": 3,
            "SD-02.2/gender=women@2025-2027": 1,
        }
    )
    assert {key: seen.value for key, seen in found.items()} == {
        "SD-02.3@2025-2027": Decimal("37.5"),
        "SD-02.3/gender=women@2025-2027": Decimal("33.3"),
    }


@pytest.mark.parametrize(
    "cells",
    [
        {"SD-02.2@2025-2027": 3},
        {"SD-02.1@2025-2027": 3},
        {"SD-02.1@2025-2027": 0, "SD-02.2@2025-2027": 0},
        {"SD-02.1@2025-2027": Missing("C"), "SD-02.2@2025-2027": 1},
        {"SD-02.1@2025-2027": 3, "SD-02.2@2025-2027": Missing("C")},
    ],
)
def test_no_share_without_both_parts(cells):
    assert computed(cells) == {}


def test_a_share_of_values_with_different_periods():
    share = INDEX.indicators["SD-02.3"].model_copy(
        update={"id": "SD-04.9", "numerator": "SD-04.2", "denominator": "SD-04.1"}
    )
    catalogue = tiny_catalogue()
    index = CatalogueIndex.of(
        catalogue.model_copy(update={"indicators": (*catalogue.indicators, share)})
    )
    found = computed({f"SD-04.1@{NOW}": 40, "SD-04.2@2025-2027": 10}, index)
    assert {key: seen.value for key, seen in found.items()} == {"SD-04.9@2025-2027": Decimal(25)}


@pytest.mark.parametrize("closed", ["SD-02.1@2025-2027", "SD-02.2@2025-2027"])
def test_a_share_is_as_closed_as_the_more_closed_of_its_parts(closed):
    cells = {"SD-02.1@2025-2027": Decimal(8), "SD-02.2@2025-2027": Decimal(2)}
    levels = {key: "commission" if key == closed else "public" for key in cells}
    found = computed({k: Observation(value=v, visibility=levels[k]) for k, v in cells.items()})
    assert found["SD-02.3@2025-2027"].visibility == "commission"


@pytest.mark.parametrize(
    ("ticks", "number"),
    [
        ({"sea": True, "space": False}, 1),
        ({"sea": True, "space": True}, 2),
        ({"sea": True, "other": True}, 1),
        ({"other": True}, 0),
        ({"sea": False, "space": False}, 0),
    ],
)
def test_ticks_are_counted_without_other(ticks, number):
    found = computed({f"SD-01.3/topic={code}@{NOW}": on for code, on in ticks.items()})
    assert found[f"SD-01.3@{NOW}"].value == number


def test_nothing_ticked_or_crossed_is_no_number():
    assert computed({f"SD-01.3/topic=sea@{NOW}": Missing("NAV", "unknown")}) == {}


def test_a_stated_reason_is_kept_and_an_old_result_is_not():
    total = parse_key(f"SD-01.3@{NOW}")
    data = make_data(
        cells={f"SD-01.3@{NOW}": Missing("C"), f"SD-01.3/topic=sea@{NOW}": True},
    )
    assert with_computed(INDEX, data).observations[total].missing == Missing("C")
    old = make_data(cells={f"SD-01.3@{NOW}": Observation(value=Decimal(3), origin=COMPUTED)})
    assert total not in with_computed(INDEX, old).observations


def test_computing_twice_changes_nothing():
    once = with_computed(INDEX, make_data(cells={"SD-02.1@2025-2027": 3, "SD-02.2@2025-2027": 2}))
    assert with_computed(INDEX, once) == once


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.25", 1, "0.2"), ("0.35", 1, "0.4"), ("2.5", 0, "2"), ("1E+30", 1, "1E+30")],
)
def test_halves_are_rounded_to_even(value, places, rounded):
    assert round_to(Decimal(value), places) == Decimal(rounded)
