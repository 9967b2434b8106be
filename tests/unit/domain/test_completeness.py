"""The one completeness function."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Missing
from app.domain.asked import asked_points
from app.domain.completeness import PointState, completeness, judge_point
from app.domain.indicators import OPTION_DIMENSION
from app.domain.observations import ObservationKey, parse_key
from app.domain.points import question_code
from app.domain.qc import run_checks
from tests.builders import (
    LONG_TEXT,
    NOW,
    link,
    make_data,
    measure,
    status,
    tiny_index,
)
from tests.strategies import tiny_cells

INDEX = tiny_index()


def at(point: str, reporter: str = "DK", **said):
    found = completeness(INDEX, make_data(reporter, **said)).at(point)
    assert found is not None
    return found


def missing(point: str, **said) -> list[str]:
    return [item.subject for item in at(point, **said).missing]


@pytest.mark.parametrize(
    ("point", "said", "expected"),
    [
        ("P05", {}, [f"SD-X.1/P05@{NOW}"]),
        ("P05", {"cells": status("P05", "none")}, []),
        ("P05", {"cells": status("P05", "some")}, ["P05.justification"]),
        ("P05", {"cells": {f"SD-X.1/P05@{NOW}": Missing("ND")}}, []),
        (
            "P05",
            {"cells": status("P05", "some"), "answers": {"P05.justification": LONG_TEXT}},
            [],
        ),
        # A text that nobody asked for with this status does no harm.
        ("P05", {"answers": {"P05.justification": LONG_TEXT}}, [f"SD-X.1/P05@{NOW}"]),
        # Questions that another answer calls for.
        (
            "P05",
            {"cells": status("P05", "none"), "answers": {"P05.bodies": ("research", "other")}},
            ["P05.bodies_names"],
        ),
        ("P05", {"cells": status("P05", "none"), "answers": {"P05.bodies": ("research",)}}, []),
        ("P01", {"answers": {"P01.together": True}, "cells": {}}, None),
        # A core question without conditions.
        (
            "P02",
            {"cells": status("P02", "none")},
            ["P02.coordinator", "SD-02.1@2025-2027", "SD-02.2@2025-2027"],
        ),
        # One value for each period.
        (
            "P03",
            {"cells": status("P03", "none")},
            ["SD-03.1@2024-25", "SD-03.1@2025-26"],
        ),
        (
            "P03",
            {"cells": status("P03", "none") | {"SD-03.1@2025-26": 0}},
            ["SD-03.1@2024-25"],
        ),
        # The cells of a breakdown do not stand for a total that is asked.
        (
            "P04",
            {"cells": status("P04", "none") | {f"SD-04.1/country=C1@{NOW}": 3}},
            [f"SD-04.1@{NOW}"],
        ),
        # A value that is called for.
        (
            "P01",
            {"cells": status("P01", "none") | {f"SD-01.1@{NOW}": "adopted"}},
            [f"SD-01.2@{NOW}"],
        ),
        (
            "P01",
            {"cells": status("P01", "none") | {f"SD-01.1@{NOW}": "preparing"}},
            [],
        ),
    ],
)
def test_what_is_still_expected(point, said, expected):
    found = missing(point, **said)
    if expected is None:
        assert "P01.together_text" in found
    else:
        assert found == expected


def test_a_core_question_with_a_condition_waits_for_it():
    assert "P01.together_text" not in missing("P01", answers={"P01.together": False})
    assert "P01.together_text" in missing("P01", answers={"P01.together": True})


def test_ticks_count_as_the_value_that_the_portal_computes():
    core = INDEX.indicators["SD-01.3"].model_copy(update={"tier": "core"})
    catalogue = INDEX.catalogue.model_copy(
        update={
            "indicators": tuple(core if i.id == core.id else i for i in INDEX.catalogue.indicators)
        }
    )
    index = type(INDEX).of(catalogue)
    said = status("P01", "none") | {f"SD-01.1@{NOW}": "adopted", f"SD-01.2@{NOW}": Missing("ND")}
    before = completeness(index, make_data(cells=said)).at("P01")
    assert [item.subject for item in before.missing] == [f"SD-01.3@{NOW}"]
    for more in ({f"SD-01.3/topic=sea@{NOW}": False}, {f"SD-01.3@{NOW}": Missing("NAV", "why")}):
        assert completeness(index, make_data(cells=said | more)).at("P01").missing == ()


def test_counting_organisations_needs_one_count():
    counted = INDEX.indicators["SD-04.3"].model_copy(update={"tier": "core"})
    catalogue = INDEX.catalogue.model_copy(update={"indicators": (counted,)})
    index = type(INDEX).of(catalogue)
    key = f"SD-04.3/{OPTION_DIMENSION}=adopted@{NOW}"
    before = completeness(index, make_data(cells=status("P04", "none"))).at("P04")
    after = completeness(index, make_data(cells=status("P04", "none") | {key: 4})).at("P04")
    assert [item.subject for item in before.missing] == [f"SD-04.3@{NOW}"]
    assert after.missing == ()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, PointState.NOT_STARTED),
        ({"answers": {"P05.when": "2028-Q1"}}, PointState.IN_PROGRESS),
        ({"measures": (measure("m", "P05"),)}, PointState.IN_PROGRESS),
        ({"evidence": (link("e", "P05"),)}, PointState.IN_PROGRESS),
        ({"answers": {"P01.when": "2028-Q1"}}, PointState.NOT_STARTED),
        ({"measures": (measure("m", "P01"),)}, PointState.NOT_STARTED),
        ({"cells": status("P05", "some")}, PointState.IN_PROGRESS),
        ({"cells": status("P05", "none")}, PointState.COMPLETE),
        ({"left_out": {"P05": ""}}, PointState.LEFT_OUT),
        ({"left_out": {"P05": "why"}, "cells": status("P05", "full")}, PointState.LEFT_OUT),
    ],
)
def test_how_far_a_point_has_come(said, state):
    assert at("P05", **said).state is state


def test_an_optional_value_begins_a_point():
    assert at("P03", cells={"SD-03.2@2025": 5}).state is PointState.IN_PROGRESS


def test_a_point_where_nothing_is_required_is_complete_whatever_is_said_there():
    optional = INDEX.indicators["SD-04.5"].model_copy(update={"tier": "extended"})
    catalogue = INDEX.catalogue.model_copy(update={"indicators": (optional,)})
    index = type(INDEX).of(catalogue)
    for cells in ({}, {f"SD-04.5@{NOW}": 4}):
        found = completeness(index, make_data("EU", cells=cells)).at("P04")
        assert (found.state, found.expected) == (PointState.COMPLETE, 0)


def test_left_out_points_are_not_judged():
    whole = completeness(INDEX, make_data())
    without = completeness(INDEX, make_data(left_out={"P02": "", "P03": "no data"}))
    assert [p.point for p in without.included] == ["P01", "P04", "P05"]
    gone = sum(p.expected for p in whole.points if p.point in ("P02", "P03"))
    assert without.expected == whole.expected - gone
    assert without.complete == 0


def test_points_of_others_are_not_judged():
    assert completeness(INDEX, make_data("DK")).at("P25") is None
    assert [p.point for p in completeness(INDEX, make_data("EU")).points] == ["P04", "P25"]


def test_the_sums_are_those_of_the_points():
    found = completeness(INDEX, make_data(cells=status("P05", "none") | status("P01", "some")))
    assert found.given == sum(p.given for p in found.points) == 2
    assert found.expected == sum(p.expected for p in found.points)
    assert found.complete == 1


_codes = [question_code(a.id, q.key) for a in asked_points(INDEX, "DK") for q in a.questions]
_answers = st.tuples(st.sampled_from(_codes), st.sampled_from(("text", True, ("other",))))


@given(
    st.lists(tiny_cells, max_size=8),
    st.lists(_answers, max_size=6),
    tiny_cells | _answers,
    st.sets(st.sampled_from(("P01", "P04")), max_size=1),
)
def test_adding_a_value_never_takes_anything_away(cells, answers, more, left_out):
    before = make_data(answers=dict(answers), left_out=dict.fromkeys(left_out, ""))
    before = replace(before, observations=dict(cells))
    key, value = more
    if key in before.observations or key in before.answers:
        return  # a changed answer may close what the old one called for
    if isinstance(key, ObservationKey):
        after = replace(before, observations={**before.observations, key: value})
    else:
        after = replace(
            before, answers={**before.answers, **make_data(answers={key: value}).answers}
        )
    assert completeness(INDEX, after).given >= completeness(INDEX, before).given


@given(st.lists(tiny_cells, max_size=12), st.lists(_answers, max_size=8))
def test_the_gate_asks_the_same_function(cells, answers):
    data = replace(make_data(answers=dict(answers)), observations=dict(cells))
    expected = {
        (p.point, item.subject) for p in completeness(INDEX, data).points for item in p.missing
    }
    found = {(f.point, f.subject) for f in run_checks(INDEX, data) if f.rule == "QC-002"}
    assert found == expected


@given(st.lists(tiny_cells, max_size=12), st.lists(_answers, max_size=8))
def test_expected_is_given_and_missing_together(cells, answers):
    data = replace(make_data(answers=dict(answers)), observations=dict(cells))
    for asked in asked_points(INDEX, "DK"):
        found = judge_point(data, asked)
        assert found.expected == found.given + len(found.missing)
        assert (found.state is PointState.COMPLETE) == (not found.missing)


def test_subjects_of_cells_can_be_read():
    for item in at("P03").missing:
        assert item.kind in ("progress", "indicator")
        assert parse_key(item.subject) is not None
