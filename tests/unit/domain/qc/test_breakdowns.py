"""Rules about cells against their total."""

from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.qc import run_checks
from tests.builders import NOW, make_data, tiny_index

TOTAL = "SD-02.1@2025-2027"
WOMEN, MEN = "SD-02.1/gender=women@2025-2027", "SD-02.1/gender=men@2025-2027"
LOCAL, NATIONAL = "SD-02.1/level=local@2025-2027", "SD-02.1/level=national@2025-2027"
ASIA = "SD-02.1/region=ASIA@2025-2027"
CROSSED = "SD-02.1/gender=women,level=local@2025-2027"


def found(cells):
    wanted = ("QC-007", "QC-010", "QC-019")
    return [f for f in run_checks(tiny_index(), make_data(cells=cells)) if f.rule in wanted]


@pytest.mark.parametrize(
    ("cells", "breakdown", "added"),
    [
        ({TOTAL: 5, WOMEN: 3, MEN: 3}, "gender", "6"),
        ({TOTAL: 5, LOCAL: 6}, "level", "6"),
        ({TOTAL: 0, WOMEN: 1}, "gender", "1"),
        ({TOTAL: 5, CROSSED: 6}, "gender+level", "6"),
        ({TOTAL: 5, WOMEN: 6, MEN: Missing("C")}, "gender", "6"),
    ],
)
def test_qc_007_more_than_the_total(cells, breakdown, added):
    (finding,) = found(cells)
    assert finding.rule == "QC-007"
    assert finding.subject == f"{TOTAL}#{breakdown}"
    assert finding.params["added"] == added
    assert finding.params["breakdown"] == breakdown


def test_qc_010_less_than_a_total_that_should_be_equal():
    (finding,) = found({TOTAL: 5, WOMEN: 3, MEN: 1})
    assert (finding.rule, finding.point) == ("QC-010", "P02")
    assert finding.params == {"breakdown": "gender", "added": "4", "total": "5"}


@pytest.mark.parametrize(
    "cells",
    [
        {TOTAL: 5, WOMEN: 3, MEN: 2},
        {TOTAL: 5, LOCAL: 5},
        {TOTAL: 5, LOCAL: 1, NATIONAL: 1},  # at most
        {TOTAL: 5, ASIA: 50},  # overlapping
        {TOTAL: 5, WOMEN: 3, MEN: Missing("C")},  # the gap explains the difference
        {TOTAL: 5, WOMEN: Missing("C"), MEN: Missing("C")},
        {TOTAL: Missing("C"), WOMEN: 3},
        {TOTAL: 5},
        {f"SD-01.1/level=local@{NOW}": "adopted"},  # not added at all
        {f"SD-01.3/topic=sea@{NOW}": True},
    ],
)
def test_nothing_to_say(cells):
    assert found(cells) == []


def test_qc_019_cells_without_their_total():
    (finding,) = found({WOMEN: 3})
    assert (finding.rule, finding.subject) == ("QC-019", f"{TOTAL}#gender")
    assert finding.params == {"breakdown": "gender"}


def test_qc_019_only_where_cells_must_agree_with_the_total():
    assert found({ASIA: 3}) == []


def test_periods_are_added_apart():
    cells = {
        "SD-03.1@2024-25": 5,
        "SD-03.1@2025-26": 9,
        "SD-03.1/gender=women@2024-25": 5,
        "SD-03.1/gender=women@2025-26": 9,
    }
    assert found(cells) == []
    (finding,) = found(cells | {"SD-03.1/gender=men@2024-25": 1})
    assert finding.subject == "SD-03.1@2024-25#gender"


def test_each_breakdown_is_compared_by_itself():
    findings = found({TOTAL: 5, WOMEN: 6, LOCAL: 7})
    assert [f.subject for f in findings] == [f"{TOTAL}#gender", f"{TOTAL}#level"]


def test_fractions_are_added_exactly():
    cells = {f"SD-04.1/country=C{n}@{NOW}": Decimal("0.1") for n in range(10)}
    assert found(cells | {f"SD-04.1@{NOW}": 1}) == []
