"""How a point becomes agreed: which step leads where, for whom, and what a change undoes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contribution import PrefillDecision
from app.domain.point_review import (
    EDITED_AWAY,
    MOVES,
    IllegalStep,
    Review,
    Step,
    after_edit,
    allowed_steps,
    fingerprint,
    leads_to,
    move,
    points_of,
)
from app.domain.qc import run_checks
from app.domain.roles import ROLE_PERMISSIONS, Role
from tests.builders import NOW, link, make_data, measure, status, tiny_index
from tests.strategies import tiny_contributions

INDEX = tiny_index()
LEAD, WRITER = ROLE_PERMISSIONS[Role.REPORTING_LEAD], ROLE_PERMISSIONS[Role.CONTRIBUTOR]

# The rule written out a second time: state, then where each step leads from there.
EXPECTED = {
    "": {"ready": "ready", "approve": "approved"},
    "ready": {"not_ready": "", "approve": "approved", "hand_back": "returned"},
    "approved": {"hand_back": "returned", "take_back": ""},
    "returned": {"ready": "ready", "approve": "approved"},
}


def test_every_step_leads_where_it_should_and_nowhere_else():
    for state in Review:
        for step in Step:
            wanted = EXPECTED[state].get(step)
            if wanted is None:
                with pytest.raises(IllegalStep):
                    move(state, step)
            else:
                assert move(state, step).to == wanted == leads_to(step)


def test_only_a_hand_back_needs_words():
    assert {step for (_, step), found in MOVES.items() if found.needs_note} == {Step.HAND_BACK}


def test_who_writes_says_ready_and_the_lead_everything():
    assert allowed_steps(Review.OPEN, WRITER) == (Step.READY,)
    assert allowed_steps(Review.READY, WRITER) == (Step.NOT_READY,)
    assert allowed_steps(Review.APPROVED, WRITER) == ()
    assert set(allowed_steps(Review.READY, LEAD)) == {Step.NOT_READY, Step.APPROVE, Step.HAND_BACK}
    for role in set(Role) - {Role.REPORTING_LEAD, Role.CONTRIBUTOR}:
        assert all(allowed_steps(state, ROLE_PERMISSIONS[role]) == () for state in Review)


def test_a_change_ends_an_approval_and_nothing_else():
    assert {Review.APPROVED} == EDITED_AWAY
    assert after_edit(Review.APPROVED) is Review.OPEN
    assert [after_edit(s) for s in (Review.OPEN, Review.READY, Review.RETURNED)] == [
        Review.OPEN,
        Review.READY,
        Review.RETURNED,
    ]


@given(st.lists(st.one_of(st.sampled_from(list(Step)), st.just("edit")), max_size=12))
def test_after_any_sequence_an_approval_is_younger_than_every_change(steps):
    """Whatever is said and changed: what stands approved was not changed since."""
    state, changed_since = Review.OPEN, False
    for step in steps:
        if step == "edit":
            state, changed_since = after_edit(state), True
            continue
        try:
            state = move(state, step).to
        except IllegalStep:
            continue
        changed_since = False if step is Step.APPROVE else changed_since
    assert not (state is Review.APPROVED and changed_since)


@pytest.mark.parametrize(
    ("subject", "contents", "points"),
    [
        ("answer:P05.justification", [{"value": "A"}], {"P05"}),
        ("answer:header.preparation", [{"value": "A"}], set()),
        (f"observation:SD-X.1/P05@{NOW}", [{}], {"P05"}),
        ("observation:SD-02.1/gender=men@2025-2027", [{}], {"P02"}),
        ("observation:nonsense", [{}], set()),
        ("point:P03", [{"left_out": True}], {"P03"}),
        ("measure:m1", [{"points": ["P01", "P02"]}], {"P01", "P02"}),
        ("measure:m1", [{"points": ["P01"]}, {"points": ["P02"]}], {"P01", "P02"}),
        ("evidence:e1", [{"point": "P04"}], {"P04"}),
        ("justification:QC-017:P05.justification", [{"text": "So."}], set()),
    ],
)
def test_what_is_saved_belongs_to_its_points(subject, contents, points):
    assert points_of(INDEX, subject, *contents) == points


def _data(**changes):
    content = {
        "answers": {"P01.when": "2028-Q1", "P02.when": "2028-Q2", "header.preparation": "By us."},
        "cells": status("P01", "some") | status("P02", "some"),
        "measures": (measure("m1", "P01", "P02"), measure("m3", "P03")),
        "evidence": (link("e1", "P01"), link("e2", "P02")),
        "decisions": (PrefillDecision("1", "SD-01.1", "confirm", point="P01"),),
    }
    return make_data(**{**content, **changes})


def _hash(data, justifications=None, points=("P01",)):
    return fingerprint(INDEX, data, run_checks(INDEX, data), justifications or {}, points)


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"P01.when": "2028-Q3", "P02.when": "2028-Q2"}},
        {"answers": {"P02.when": "2028-Q2"}},
        {"cells": status("P01", "full") | status("P02", "some")},
        {"measures": (measure("m1", "P02"), measure("m3", "P03"))},
        {"measures": (measure("m1", "P01", "P02"), measure("m3", "P03", "P01"))},
        {"evidence": (link("e2", "P02"),)},
        {"decisions": ()},
        {"left_out": {"P01": ""}},
    ],
)
def test_what_changes_at_a_point_changes_its_fingerprint(changes):
    assert _hash(_data(**changes)) != _hash(_data())


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"P01.when": "2028-Q1", "header.preparation": "By others."}},
        {"cells": status("P01", "some") | status("P02", "full")},
        {"measures": (measure("m1", "P01"), measure("m4", "P04"))},
        {"evidence": (link("e1", "P01"),)},
        {"left_out": {"P02": "not this time"}},
    ],
)
def test_what_changes_elsewhere_does_not(changes):
    assert _hash(_data(**changes)) == _hash(_data())


def test_an_explanation_given_at_a_point_is_part_of_it():
    data = _data()
    here = next(f for f in run_checks(INDEX, data) if f.point == "P01")
    elsewhere = next(f for f in run_checks(INDEX, data) if f.point == "P02")
    assert _hash(data, {here.key: "It began in May."}) != _hash(data)
    assert _hash(data, {elsewhere.key: "It began in May."}) == _hash(data)


@given(tiny_contributions)
def test_the_fingerprint_of_all_points_is_stable_and_needs_only_what_is_reported(data):
    points = [p.id for p in INDEX.catalogue.instrument.points]
    assert _hash(data, points=points) == _hash(data, points=set(points))
