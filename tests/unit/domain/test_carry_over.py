"""What of the last submission can be said again."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.asked import asked_point
from app.domain.carry_over import offers, origin_of
from app.domain.last_time import LastTime
from app.domain.observations import Observation
from tests.builders import NOW, make_data, tiny_index

INDEX = tiny_index()
THEN = "2025-06-30"


def found(point, *, then=None, said=None, now=None, cells=None, indicator="", **fields):
    data = make_data(answers=now, cells=cells, **fields)
    before = make_data(answers=said, cells=then, cutoff=date(2025, 6, 30))
    last = LastTime("2025", 1, before, INDEX)
    asked = asked_point(INDEX, "DK", point)
    return {o.subject: o for o in offers(INDEX, data, last, asked, indicator)}


def test_nothing_is_offered_to_who_reports_for_the_first_time():
    asked = asked_point(INDEX, "DK", "P01")
    assert list(offers(INDEX, make_data(), None, asked)) == []


def test_answers_and_cells_of_the_point_are_offered_in_the_order_of_the_form():
    said = {"P01.lead": "research", "P01.bodies": ("research",), "P02.coordinator": "Elsewhere"}
    then = {
        f"SD-01.1/level=local@{THEN}": "adopted",
        f"SD-01.1/level=national@{THEN}": "preparing",
        f"SD-01.1@{THEN}": "adopted",
        f"SD-04.1@{THEN}": 3,
    }
    assert list(found("P01", said=said, then=then)) == [
        "P01.bodies",
        "P01.lead",
        f"SD-01.1@{NOW}",
        f"SD-01.1/level=national@{NOW}",
        f"SD-01.1/level=local@{NOW}",
    ]


def test_the_progress_status_is_never_offered():
    then = {f"SD-X.1/P04@{THEN}": "some", f"SD-X.1/P04/sub_item=a@{THEN}": "some"}
    assert found("P04", then=then) == {}


@pytest.mark.parametrize(
    ("now", "is_filled"), [({}, False), ({"P01.lead": None}, False), ({"P01.lead": "other"}, True)]
)
def test_what_stands_there_is_replaced_only_when_asked(now, is_filled):
    offer = found("P01", said={"P01.lead": "research"}, now=now)["P01.lead"]
    assert (offer.is_filled, offer.is_proposed) == (is_filled, not is_filled)


def test_what_is_said_already_is_not_offered():
    said, then = {"P01.lead": "research"}, {f"SD-01.1@{THEN}": "adopted"}
    assert found("P01", said=said, now=said, then=then, cells={f"SD-01.1@{NOW}": "adopted"}) == {}


def test_a_reason_for_no_value_counts_as_something_that_stands_there():
    then = {f"SD-04.1@{THEN}": 3}
    offer = found("P04", then=then, cells={f"SD-04.1@{NOW}": Missing("C")})[f"SD-04.1@{NOW}"]
    assert offer.is_filled


@pytest.mark.parametrize(
    ("point", "then", "subject", "is_figure"),
    [
        ("P02", {"SD-02.1@2023-2025": 8}, "SD-02.1@2025-2027", True),
        ("P02", {"SD-02.1@2023-2025": Missing("C")}, "SD-02.1@2025-2027", False),
        ("P03", {"SD-03.3@2023-2025": True}, "SD-03.3@2025-2027", False),
        ("P03", {"SD-03.2@2025": 8}, "SD-03.2@2025", False),  # the same year
        ("P03", {"SD-03.4@latest": Decimal("0.2")}, "SD-03.4@latest", False),
        ("P04", {f"SD-04.1@{THEN}": 3}, f"SD-04.1@{NOW}", False),  # a situation on a day
    ],
)
def test_a_figure_of_another_period_is_not_copied_without_a_thought(
    point, then, subject, is_figure
):
    offer = found(point, then=then)[subject]
    assert (offer.is_figure, offer.is_proposed) == (is_figure, not is_figure)


@pytest.mark.parametrize(
    ("point", "said", "then"),
    [
        ("P01", {"P01.lead": "abolished"}, {}),  # an option that is gone
        ("P01", {"P01.bodies": "research"}, {}),  # one choice then, several now
        ("P01", {"P01.staff": "many"}, {}),
        ("P01", {}, {f"SD-01.1@{THEN}": "abolished"}),
        ("P01", {}, {f"SD-01.1/level=abolished@{THEN}": "adopted"}),
        ("P01", {}, {f"SD-01.1/region=ASIA@{THEN}": "adopted"}),  # a breakdown it has not
        ("P01", {}, {f"SD-01.3@{THEN}": 2}),  # counted by the portal
        ("P02", {}, {"SD-02.3@2023-2025": 25}),  # worked out by the portal
        ("P04", {}, {f"SD-04.3@{THEN}": 4}),  # counted by option
        ("P04", {}, {f"SD-04.1@{THEN}": Missing("XX")}),
        ("P04", {}, {f"SD-04.1@{THEN}": Observation()}),
        ("P02", {}, {f"SD-01.1@{THEN}": "adopted"}),  # entered at point 1
    ],
)
def test_what_could_not_be_entered_is_not_offered(point, said, then):
    assert found(point, said=said, then=then) == {}


def test_nothing_is_offered_at_a_point_that_is_left_out():
    said = {"P01.lead": "research"}
    assert found("P01", said=said, left_out={"P01": ""}) == {}


def test_one_indicator_alone():
    then = {f"SD-04.1@{THEN}": 3, f"SD-04.4@{THEN}": "A text"}
    said = {"P04.when": "2026-Q1"}
    assert list(found("P04", said=said, then=then, indicator="SD-04.4")) == [f"SD-04.4@{NOW}"]


def test_the_origin_names_cycle_and_version():
    assert origin_of(LastTime("2025", 3, make_data(), INDEX)) == "carried:2025/3"
