"""Minutes that are left, and what a look at the core leaves out."""

import pytest

from app.domain.answers import Missing
from app.domain.asked import asked_point, asked_points
from app.domain.completeness import completeness
from app.domain.core_only import beyond_core
from app.domain.effort import BY_BURDEN, BY_KIND, STATUS, minutes_left
from app.domain.observations import CatalogueIndex
from app.domain.points import question_code
from tests.builders import LONG_TEXT, NOW, make_data, status, tiny_catalogue, tiny_index
from tests.real_catalogue import real_index

INDEX = tiny_index()
LOW = BY_BURDEN["low"]


def left(point="P02", *, core_only=True, index=INDEX, **said):
    return minutes_left(index, make_data(**said), core_only=core_only, point=point)


def test_only_what_is_expected_counts_for_the_core():
    # status, coordinator, two core counts; the share is worked out by the portal
    assert left() == STATUS + BY_KIND["short_text"] + 2 * LOW
    # besides: bodies, when, contact
    more = BY_KIND["multi_choice"] + BY_KIND["quarter"] + BY_KIND["short_text"]
    assert left(core_only=False) == left() + more


def test_what_is_there_does_not_count_and_a_reason_is_enough():
    said = {**status("P02", "none"), "SD-02.1@2025-2027": 3, "SD-02.2@2025-2027": Missing("C")}
    assert left(cells=said) == BY_KIND["short_text"]
    assert left(cells=said, answers={"P02.coordinator": "The ministry"}) == 0


def test_an_answer_can_call_for_another():
    said = {**status("P02", "some"), "SD-02.1@2025-2027": 3, "SD-02.2@2025-2027": 1}
    done = {"P02.coordinator": "The ministry"}
    assert left(cells=said, answers=done) == BY_KIND["text"]
    assert left(cells=said, answers={**done, "P02.justification": LONG_TEXT}) == 0


def test_half_of_the_periods_is_half_of_the_work():
    before = left("P03")
    assert before - left("P03", cells={"SD-03.1@2024-25": 4}) == LOW - -(-LOW // 2) == 2
    assert before - left("P03", cells={"SD-03.1@2024-25": 4, "SD-03.1@2025-26": 4}) == LOW


def test_a_heavy_indicator_weighs_more():
    catalogue = tiny_catalogue()
    heavy = tuple(i.model_copy(update={"burden": "high"}) for i in catalogue.indicators)
    index = CatalogueIndex.of(catalogue.model_copy(update={"indicators": heavy}))
    assert left(index=index) - left() == 2 * (BY_BURDEN["high"] - LOW)


def test_a_point_left_out_is_no_work():
    assert left("P02", left_out={"P02": ""}) == 0
    whole = left("")
    assert whole - left("", left_out={"P02": ""}) == left("P02")


@pytest.mark.parametrize("reporter", ["DK", "EU"])
def test_the_whole_catalogue_takes_some_hours_and_nothing_once_all_is_there(reporter):
    index = real_index()
    data = make_data(reporter)
    core = minutes_left(index, data, core_only=True)
    assert 60 < core < minutes_left(index, data, core_only=False) < 6000
    points = asked_points(index, reporter)
    each = [minutes_left(index, data, core_only=True, point=a.id) for a in points]
    assert sum(each) == core
    # No minutes for the core where the one completeness function misses nothing, and the reverse.
    judged = completeness(index, data)
    assert {a.id for a, n in zip(points, each, strict=True) if n} == {
        p.point for p in judged.included if p.missing
    }


def hidden(point, kept=(), **said):
    return beyond_core(make_data(**said), asked_point(INDEX, "DK", point), kept)


def test_the_core_is_what_the_catalogue_calls_core():
    assert hidden("P02") == {"P02.bodies", "P02.bodies_names", "P02.when", "P02.contact"}
    assert hidden("P03") >= {"SD-03.2", "SD-03.3", "SD-03.4"}
    assert not hidden("P03") & {"SD-03.1"}


def test_what_is_answered_or_called_for_stays():
    answers = {"P02.bodies": ("other",), "P02.when": "2028-Q1"}
    assert hidden("P02", answers=answers) == {"P02.contact"}
    assert "SD-03.2" not in hidden("P03", cells={"SD-03.2@2025": Missing("C")})
    assert "SD-01.3" in hidden("P01")
    assert "SD-01.3" not in hidden("P01", cells={f"SD-01.1@{NOW}": "adopted"})


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("P03.when", "P03.when"),
        ("SD-03.2@2025", "SD-03.2"),
        ("SD-03.2/gender=women@2025#gender", "SD-03.2"),
    ],
)
def test_what_a_finding_is_about_stays(subject, name):
    assert hidden("P03") - hidden("P03", kept=[subject]) == {name}


@pytest.mark.parametrize("reporter", ["DK", "EU"])
def test_nothing_that_is_expected_is_ever_hidden(reporter):
    index, data = real_index(), make_data(reporter)
    judged = completeness(index, data)
    for asked in asked_points(index, reporter):
        codes = {question_code(asked.id, q.key) for q in asked.questions}
        away = beyond_core(data, asked)
        missing = {item.subject.split("@")[0] for item in judged.at(asked.id).missing}
        assert not away & missing
        assert away <= codes | {i.id for i in (*asked.indicators, *asked.shown)}
