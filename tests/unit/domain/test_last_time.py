"""What a reporter said last time, and how far that is from what it says now."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.last_time import LastTime, change, continued, pairs, steps
from app.domain.observations import CatalogueIndex, Observation, parse_key
from tests.builders import (
    PROGRESS_SCALE,
    as_observation,
    link,
    make_data,
    measure,
    tiny_catalogue,
    tiny_index,
)

INDEX = tiny_index()
THEN = date(2025, 6, 30)


def last_time(cells=None, answers=None, index=INDEX):
    data = make_data(cells=cells, answers=answers, cutoff=THEN)
    return LastTime("2025", 2, data, index)


def said(cells, key, index=INDEX, then=INDEX):
    found = last_time(cells, index=then).cell(index, parse_key(key))
    return None if found is None else (str(found[0]), found[1].value)


def with_indicator(**update):
    catalogue = tiny_catalogue()
    changed = tuple(
        i.model_copy(update=update) if i.id == "SD-02.1" else i for i in catalogue.indicators
    )
    return CatalogueIndex.of(catalogue.model_copy(update={"indicators": changed}))


@pytest.mark.parametrize(
    ("cells", "asked", "found"),
    [
        ({"SD-02.1@2023-2025": 7}, "SD-02.1@2025-2027", "SD-02.1@2023-2025"),
        ({"SD-03.1@2022-23": 7, "SD-03.1@2023-24": 8}, "SD-03.1@2024-25", "SD-03.1@2023-24"),
        ({"SD-03.2@2025": 7, "SD-03.2@2026": 8}, "SD-03.2@2025", "SD-03.2@2025"),
        ({"SD-03.4@latest": Decimal("0.2")}, "SD-03.4@latest", "SD-03.4@latest"),
        (
            {"SD-X.1/P01@2025-06-30": "some", "SD-X.1/P02@2025-06-30": "full"},
            "SD-X.1/P02@2027-06-30",
            "SD-X.1/P02@2025-06-30",
        ),
        (
            {"SD-02.1@2023-2025": 7, "SD-02.1/gender=women@2023-2025": 3},
            "SD-02.1/gender=women@2025-2027",
            "SD-02.1/gender=women@2023-2025",
        ),
    ],
)
def test_a_cell_is_found_again_in_the_period_before(cells, asked, found):
    expected = as_observation(cells[found]).value
    assert said(cells, asked) == (found, expected)


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({}, "SD-02.1@2025-2027"),
        ({"SD-02.1@2027-2029": 7}, "SD-02.1@2025-2027"),  # later
        ({"SD-02.1@2024": 7}, "SD-02.1@2025-2027"),  # another form of period
        ({"SD-02.1@2023-2025": 7}, "SD-02.1/gender=women@2025-2027"),
        ({"SD-02.1/gender=men@2023-2025": 7}, "SD-02.1/gender=women@2025-2027"),
        ({"SD-02.1@2023-2025": Observation()}, "SD-02.1@2025-2027"),  # cleared
        ({"SD-X.1/P01@2025-06-30": "some"}, "SD-X.1/P02@2027-06-30"),
    ],
)
def test_what_was_not_said_is_not_found(cells, asked):
    assert said(cells, asked) is None


def test_a_reason_for_no_value_is_what_was_said():
    found = last_time({"SD-02.1@2023-2025": Missing("NAV", "No register")}).cell(
        INDEX, parse_key("SD-02.1@2025-2027")
    )
    assert found is not None
    assert found[1].missing == Missing("NAV", "No register")


@pytest.mark.parametrize("update", [{"unit": "thousand"}, {"value_type": "decimal"}])
def test_an_indicator_that_counts_something_else_now_is_not_compared(update):
    cells = {"SD-02.1@2023-2025": 7}
    assert said(cells, "SD-02.1@2025-2027", then=with_indicator(**update)) is None
    assert said(cells, "SD-02.1@2025-2027", then=with_indicator(name="Renamed")) is not None


def test_an_answer_that_was_cleared_was_not_given():
    before = last_time(answers={"P01.since": None, "P02.coordinator": "The ministry"})
    assert before.answer("P01.since") is None
    assert before.answer("P01.lead") is None
    assert before.answer("P02.coordinator").value == "The ministry"


@pytest.mark.parametrize(
    ("old", "new", "amount", "percent"),
    [
        ("8", "10", "2", "25.0"),
        ("10", "8", "-2", "-20.0"),
        ("3", "4", "1", "33.3"),
        ("-4", "-2", "2", "50.0"),
        ("0.1", "0.3", "0.2", "200.0"),  # exact: floats would say 0.19999999999999998
        ("7", "7", "0", "0.0"),
        ("7", "0", "-7", "-100.0"),
        ("0", "7", "7", None),
        ("0", "0", "0", None),
    ],
)
def test_the_change_between_two_numbers(old, new, amount, percent):
    found = change(Observation(value=Decimal(old)), Observation(value=Decimal(new)))
    assert found is not None
    assert str(found.amount) == amount
    assert (None if found.percent is None else str(found.percent)) == percent


@pytest.mark.parametrize("other", [None, Missing("C"), Observation(), "some", True])
def test_there_is_no_change_to_or_from_what_is_no_number(other):
    number = Observation(value=Decimal(7))
    seen = None if other is None else as_observation(other)
    assert change(number, seen) is None
    assert change(seen, number) is None


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        ("limited", "some", 1),
        ("full", "limited", -3),
        ("some", "some", 0),
        ("not_pursued", "some", None),
        ("some", None, None),
        (None, "some", None),
    ],
)
def test_a_status_moves_by_steps_of_its_scale(before, now, moved):
    assert steps(PROGRESS_SCALE, before, now) == moved


def test_what_was_said_goes_on_under_the_point_that_continues_it():
    """Point 5 continues point 4, and point 4 is about something else now."""
    data = make_data(
        answers={"P04.contact": "four", "P05.contact": "five", "header.preparation": "all"},
        cells={f"SD-X.1/P04@{THEN}": "some", f"SD-X.1/P02@{THEN}": "full", "SD-02.1@2023-2025": 7},
        cutoff=THEN,
        measures=(measure("m1", "P02", "P04"), measure("m2", "P05")),
        evidence=(link("e1", "P04"), link("e2", "P05")),
        left_out={"P03": "Not yet.", "P05": ""},
    )
    why = {"QC-011:P04.contact": "So it is.", "QC-011:P05.contact": "No.", "QC-001:SD-02.1": "Yes."}
    last = LastTime("2025", 1, data, INDEX, why)
    assert continued(last, {}) is last
    now = continued(last, {"P05": "P04"})
    assert set(now.data.answers) == {"P05.contact", "header.preparation"}
    assert now.answer("P05.contact").value == "four"
    assert now.answer("P04.contact") is None
    cells = {str(key) for key in now.data.observations}
    assert cells == {f"SD-X.1/P05@{THEN}", f"SD-X.1/P02@{THEN}", "SD-02.1@2023-2025"}
    assert [one.points for one in now.data.measures] == [("P02", "P05"), ()]
    assert [(one.uid, one.point) for one in now.data.evidence] == [("e1", "P05")]
    assert now.data.left_out == {"P03": "Not yet."}
    assert now.explanation("QC-011", "P05.contact") == "So it is."
    assert now.explanation("QC-011", "P04.contact") == ""
    assert now.explanation("QC-001", "SD-02.1@2025-2027") == "Yes."
    again = continued(now, {"P03": "P05"})  # in the cycle after that
    assert again.answer("P03.contact").value == "four"


def test_every_cell_of_both_times_stands_once_beside_the_other():
    """What is said now beside its like; what is said no more, by its last period."""
    last = last_time({"SD-02.1@2023-2025": 7, "SD-02.2@2021-2023": 1, "SD-02.2@2023-2025": 2})
    now = make_data(cells={"SD-02.1@2025-2027": 9, "SD-03.2@2026": 4})
    found = {
        (str(one.key or ""), str(one.key_then or "")): (one.then and one.then.number)
        for one in pairs(INDEX, last, now)
    }
    assert found == {
        ("SD-02.1@2025-2027", "SD-02.1@2023-2025"): 7,
        ("SD-03.2@2026", ""): None,
        ("", "SD-02.2@2023-2025"): 2,
    }
