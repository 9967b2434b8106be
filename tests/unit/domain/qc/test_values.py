"""Rules about single values: each raised once, and not by its near miss."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.observations import CatalogueIndex, Observation
from app.domain.qc import run_checks
from tests.builders import LONG_TEXT, NOW, make_data, status, tiny_catalogue, tiny_index

INDEX = tiny_index()


def found(rule: str, index: CatalogueIndex = INDEX, reporter: str = "DK", **said):
    return [f for f in run_checks(index, make_data(reporter, **said)) if f.rule == rule]


def one(rule: str, **said):
    findings = found(rule, **said)
    assert len(findings) == 1
    return findings[0]


def changed(indicator: str, index: CatalogueIndex = INDEX, **fields) -> CatalogueIndex:
    """Return the catalogue with one definition changed."""
    new = index.indicators[indicator].model_copy(update=fields)
    indicators = tuple(new if i.id == indicator else i for i in index.catalogue.indicators)
    return CatalogueIndex.of(index.catalogue.model_copy(update={"indicators": indicators}))


@pytest.mark.parametrize(
    ("key", "value", "low", "high"),
    [
        ("SD-02.1@2025-2027", -1, "0", "200"),
        ("SD-02.1@2025-2027", 201, "0", "200"),
        ("SD-02.1/gender=women@2025-2027", 201, "0", "200"),
        ("SD-02.2@2025-2027", -1, "0", ""),
        (f"SD-01.2@{NOW}", date(2009, 12, 31), "2010-01-01", ""),
        (f"SD-04.3/option=adopted@{NOW}", -1, "0", ""),
        ("SD-03.4@latest", Decimal("1.001"), "0", "1"),
    ],
)
def test_qc_001_out_of_bounds(key, value, low, high):
    finding = one("QC-001", cells={key: value})
    assert finding.subject == key
    assert (finding.params["min"], finding.params["max"]) == (low, high)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SD-02.1@2025-2027", 0),
        ("SD-02.1@2025-2027", 200),
        ("SD-02.2@2025-2027", 10**9),
        (f"SD-01.2@{NOW}", date(2010, 1, 1)),
        (f"SD-04.3/option=adopted@{NOW}", 0),
        ("SD-02.1@2025-2027", Missing("C")),
        ("SD-03.3@2025-2027", False),
    ],
)
def test_qc_001_within_bounds(key, value):
    assert found("QC-001", cells={key: value}) == []


def test_qc_001_a_date_has_an_upper_bound_too():
    rule = INDEX.indicators["SD-01.2"].validation.model_copy(update={"max": "2027-01-01"})
    index = changed("SD-01.2", validation=rule)
    for day, times in ((date(2027, 1, 1), 0), (date(2027, 1, 2), 1)):
        assert len(found("QC-001", index, cells={f"SD-01.2@{NOW}": day})) == times


@pytest.mark.parametrize(
    ("missing", "raised"),
    [
        (Missing("NAV"), True),
        (Missing("NA", "  "), True),
        (Missing("NAV", "no register"), False),
        (Missing("C"), False),
        (Missing("ND"), False),
    ],
)
def test_qc_003_a_reason_where_one_is_needed(missing, raised):
    findings = found("QC-003", cells={"SD-02.1@2025-2027": missing})
    assert bool(findings) is raised
    assert all(f.params == {"code": missing.code} for f in findings)


def test_qc_004_a_date_after_the_cut_off():
    finding = one("QC-004", cells={f"SD-01.2@{NOW}": date(2027, 7, 1)})
    assert finding.params == {"cutoff": "2027-06-30"}


def test_qc_004_a_date_on_the_cut_off_or_where_plans_are_asked():
    assert found("QC-004", cells={f"SD-01.2@{NOW}": date(2027, 6, 30)}) == []
    free = INDEX.indicators["SD-01.2"].validation.model_copy(update={"not_after_cutoff": False})
    index = changed("SD-01.2", validation=free)
    assert found("QC-004", index, cells={f"SD-01.2@{NOW}": date(2030, 1, 1)}) == []


@pytest.mark.parametrize(("length", "raised"), [(79, True), (80, False), (200, False), (201, True)])
def test_qc_005_length_of_an_answer(length, raised):
    findings = found("QC-005", answers={"P01.justification": "x" * length})
    assert bool(findings) is raised
    for finding in findings:
        assert finding.params == {"length": str(length), "min": "80", "max": "200"}


@pytest.mark.parametrize(("length", "raised"), [(100, False), (101, True)])
def test_qc_005_length_of_a_text_indicator(length, raised):
    findings = found("QC-005", cells={f"SD-04.4@{NOW}": "x" * length})
    assert bool(findings) is raised


def test_qc_005_an_answer_not_given_is_not_too_short():
    assert found("QC-005") == []


def test_qc_006_not_pursued_where_the_wording_leaves_no_choice():
    assert one("QC-006", cells=status("P02", "not_pursued")).point == "P02"
    assert one("QC-006", cells={f"SD-X.1/P04/sub_item=a@{NOW}": "not_pursued"}).point == "P04"


@pytest.mark.parametrize(
    ("point", "value"), [("P01", "not_pursued"), ("P02", "not_applicable"), ("P02", "none")]
)
def test_qc_006_choices_that_are_open(point, value):
    assert found("QC-006", cells=status(point, value)) == []


def test_qc_008_above_what_it_is_part_of():
    finding = one("QC-008", cells={"SD-02.1@2025-2027": 3, "SD-02.2@2025-2027": 4})
    assert finding.subject == "SD-02.2@2025-2027"
    assert finding.params == {"value": "4", "limit": "3", "other": "Indicator 02.1"}


def test_qc_008_cell_by_cell():
    cells = {
        "SD-02.1@2025-2027": 9,
        "SD-02.2@2025-2027": 9,
        "SD-02.1/gender=women@2025-2027": 1,
        "SD-02.2/gender=women@2025-2027": 2,
    }
    assert one("QC-008", cells=cells).subject == "SD-02.2/gender=women@2025-2027"


def test_qc_008_a_sum_over_two_years_against_the_situation_at_their_end():
    cells = {f"SD-04.1@{NOW}": 3, "SD-04.2@2025-2027": Decimal("3.1")}
    assert one("QC-008", cells=cells).subject == "SD-04.2@2025-2027"


@pytest.mark.parametrize(
    "cells",
    [
        {"SD-02.1@2025-2027": 3, "SD-02.2@2025-2027": 3},
        {"SD-02.2@2025-2027": 3},
        {"SD-02.1@2025-2027": Missing("C"), "SD-02.2@2025-2027": 3},
        {"SD-02.1@2025-2027": 3, "SD-02.2/gender=men@2025-2027": 4},
    ],
)
def test_qc_008_not_above_or_not_comparable(cells):
    assert found("QC-008", cells=cells) == []


ADOPTED = {f"SD-01.1@{NOW}": "adopted"}


def test_qc_009_a_value_that_another_answer_calls_for():
    finding = one("QC-009", cells=ADOPTED)
    assert finding.subject == f"SD-01.3@{NOW}"
    assert finding.params == {"other": "Indicator 01.1"}


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {f"SD-01.1@{NOW}": "preparing"},
        {f"SD-01.1/level=local@{NOW}": "adopted"},
        ADOPTED | {f"SD-01.3/topic=sea@{NOW}": True},
        ADOPTED | {f"SD-01.3@{NOW}": Missing("NAV", "why")},
    ],
)
def test_qc_009_nothing_calls_or_something_is_there(cells):
    assert found("QC-009", cells=cells) == []


def test_qc_009_leaves_core_values_to_completeness():
    findings = run_checks(INDEX, make_data(cells=ADOPTED))
    core = [f.rule for f in findings if f.subject == f"SD-01.2@{NOW}"]
    assert core == ["QC-002"]


@pytest.mark.parametrize(
    ("before", "after", "change", "direction"),
    [
        (10, 16, "60", "up"),
        (10, 4, "60", "down"),
        (1000, 1501, "50.1", "up"),
        (10, 1, "90", "down"),
    ],
)
def test_qc_013_a_jump_from_one_year_to_the_next(before, after, change, direction):
    finding = one("QC-013", cells={"SD-03.1@2024-25": before, "SD-03.1@2025-26": after})
    assert finding.subject == "SD-03.1@2025-26"
    assert finding.params == {
        "change": change,
        "direction": direction,
        "limit": "50",
        "before": "2024-25",
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [(10, 15), (10, 5), (0, 100), (10, Missing("C")), (Missing("C"), 10)],
)
def test_qc_013_no_jump_or_nothing_to_compare(before, after):
    cells = {"SD-03.1@2024-25": before, "SD-03.1@2025-26": after}
    assert found("QC-013", cells=cells) == []


def test_qc_013_the_largest_numbers_do_no_harm():
    tiny, huge = Decimal("0.00000001"), Decimal(10**18 - 1)
    assert one("QC-013", cells={"SD-03.1@2024-25": tiny, "SD-03.1@2025-26": huge})


@pytest.mark.parametrize(("number", "raised"), [(0, False), (1, True), (4, True), (5, False)])
def test_qc_017_a_small_public_cell(number, raised):
    findings = found("QC-017", cells={"SD-03.1/gender=women@2024-25": number})
    assert bool(findings) is raised
    assert all(f.params == {"threshold": "5", "value": str(number)} for f in findings)


def test_qc_017_a_small_cell_that_is_not_public():
    for level in ("subgroup", "commission", "aggregate_only"):
        cell = Observation(value=Decimal(2), visibility=level)
        assert found("QC-017", cells={"SD-03.1@2024-25": cell}) == []
    closed = changed("SD-03.1", sensitivity="commission")
    assert found("QC-017", closed, cells={"SD-03.1@2024-25": 2}) == []


def test_qc_018_not_applicable_is_an_option_of_the_scale():
    key = f"SD-X.1/P01@{NOW}"
    assert one("QC-018", cells={key: Missing("NA", "landlocked")}).subject == key
    assert found("QC-018", cells={key: Missing("ND")}) == []
    assert found("QC-018", cells={f"SD-01.1@{NOW}": Missing("NA", "why")}) == []
    assert found("QC-018", cells=status("P01", "not_applicable")) == []


def test_qc_018_holds_for_every_scale_with_that_option():
    options = (*INDEX.indicators["SD-01.1"].options, tiny_catalogue().progress_scale[-1])
    index = changed("SD-01.1", options=options)
    assert found("QC-018", index, cells={f"SD-01.1@{NOW}": Missing("NA", "why")})


RAISED_AT_P02 = {
    "QC-001": {"cells": {"SD-02.1@2025-2027": -1}},
    "QC-003": {"cells": {"SD-02.1@2025-2027": Missing("NAV")}},
    "QC-005": {"answers": {"P02.justification": "short"}},
    "QC-006": {"cells": status("P02", "not_pursued")},
    "QC-008": {"cells": {"SD-02.1@2025-2027": 3, "SD-02.2@2025-2027": 4}},
    "QC-018": {"cells": {f"SD-X.1/P02@{NOW}": Missing("NA", "why")}},
}


@pytest.mark.parametrize("rule", RAISED_AT_P02)
def test_points_left_out_are_not_judged(rule):
    said = RAISED_AT_P02[rule]
    assert found(rule, **said)
    assert found(rule, left_out={"P02": ""}, **said) == []


def test_texts_that_fit_raise_nothing():
    assert found("QC-005", answers={"P01.justification": LONG_TEXT}) == []
