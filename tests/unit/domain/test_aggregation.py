"""Every figure is computed by its rule, says how many stand behind it, and keeps small cells."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.answers import Missing
from app.domain.facts import fact_from_canonical
from app.domain.observations import Observation
from app.domain.suppression import is_shown
from app.domain.visibility import Viewer
from tests.builders import CUTOFF, make_data, measure, status, tiny_catalogue, tiny_index
from tests.counts import count
from tests.editions import live_contents

BIENNIUM = "2025-2027"


def _frame(*data, baseline=False, index=None):
    reported = tuple(Reported(d.reporter, 1, "0" * 64, d) for d in data)
    return Frame(index or tiny_index(), CUTOFF, reported, baseline)


def _facts(*data, **options):
    return {fact.id: fact for fact in compute_facts(_frame(*data, **options))}


def _two(cell, danish, greek, **fields):
    return _facts(
        make_data("DK", cells={cell: danish}, **fields), make_data("GR", cells={cell: greek})
    )


def _index_with(indicator, **changes):
    """Return the tiny index with one indicator changed."""
    catalogue = tiny_catalogue()
    indicators = tuple(
        i.model_copy(update=changes) if i.id == indicator else i for i in catalogue.indicators
    )
    return type(tiny_index()).of(catalogue.model_copy(update={"indicators": indicators}))


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        ("sum", (3, 8), "11"),
        ("median", (3, 8), "5.5"),
        ("mean", (3, 5), "4.0"),
        ("mean", (1, 2), "1.5"),
    ],
)
def test_numbers_are_put_together_by_the_rule_of_the_catalogue(rule, values, expected):
    """And by no other."""
    cell = f"SD-02.1@{BIENNIUM}"
    data = [make_data(r, cells={cell: v}) for r, v in zip(("DK", "GR"), values, strict=True)]
    facts = _facts(*data, index=_index_with("SD-02.1", aggregation=rule))
    assert facts[f"SD-02.1/EU27/{rule}@{BIENNIUM}"].number == Decimal(expected)
    assert facts[f"SD-02.1/EU27/n@{BIENNIUM}"].number == 2


def test_without_a_rule_there_is_coverage_and_nothing_else():
    """Figures that count the same thing twice are never added up."""
    facts = _two(f"SD-02.1@{BIENNIUM}", 3, 8)
    union = {
        f.key.measure for f in facts.values() if f.key.subject == "SD-02.1" and f.key.set == "EU27"
    }
    assert union == {"n"}


def test_countries_that_say_yes_are_counted():
    """No is an answer, and not a missing value."""
    index = _index_with("SD-03.3", aggregation="count_yes")
    cell = f"SD-03.3@{BIENNIUM}"
    facts = _facts(
        make_data("DK", cells={cell: True}), make_data("GR", cells={cell: False}), index=index
    )
    fact = facts[f"SD-03.3/EU27/count_yes@{BIENNIUM}"]
    assert (fact.number, fact.n) == (1, 2)


def test_where_nobody_answered_no_figure_is_shown_as_zero():
    """Silence gives n = 0 and why, never "0 countries say yes" or "0 made progress"."""
    changed = {"SD-03.3": "count_yes", "SD-01.1": "distribution"}
    for indicator, rule in changed.items():
        facts = _facts(make_data("DK"), index=_index_with(indicator, aggregation=rule))
        for subject in (indicator, "P01.progress"):
            union = [f for f in facts.values() if f.key.subject == subject and f.key.set == "EU27"]
            assert union
            assert all(not f.key.measure.startswith("count") for f in union)


def test_a_distribution_counts_every_option():
    """Options nobody chose stand at zero, so that the counts add up to n."""
    index = _index_with("SD-01.1", aggregation="distribution")
    cell = "SD-01.1@2027-06-30"
    facts = _facts(
        make_data("DK", cells={cell: "adopted"}),
        make_data("GR", cells={cell: "adopted"}),
        index=index,
    )
    counts = {f.key.measure: f.number for f in facts.values() if f.key.measure.startswith("count/")
              and f.key.subject == "SD-01.1"}  # fmt: skip
    assert counts == {
        "count/not_examined": 0, "count/preparing": 0, "count/adopted": 2,
        "count/existing_suffices": 0,
    }  # fmt: skip


def test_a_share_is_the_ratio_of_the_sums_of_those_that_gave_both():
    """Never the mean of the shares; who gave one part only counts as missing."""
    one, two = f"SD-02.1@{BIENNIUM}", f"SD-02.2@{BIENNIUM}"
    facts = _facts(
        make_data("DK", cells={one: 10, two: 5}),
        make_data("GR", cells={one: 90}),
    )
    fact = facts[f"SD-02.3/EU27/ratio_of_sums@{BIENNIUM}"]
    assert (fact.number, fact.n, fact.inputs) == (Decimal("50.0"), 1, ("DK",))
    assert fact.missing == {"not_reported": 25, "unanswered": 1}


def test_the_share_weighs_large_countries_more():
    """10 of 10 and 0 of 90 make ten percent, not fifty."""
    one, two = f"SD-02.1@{BIENNIUM}", f"SD-02.2@{BIENNIUM}"
    facts = _facts(
        make_data("DK", cells={one: 10, two: 10}), make_data("GR", cells={one: 90, two: 0})
    )
    assert facts[f"SD-02.3/EU27/ratio_of_sums@{BIENNIUM}"].number == Decimal("10.0")


def test_every_reason_for_a_missing_value_is_counted_apart():
    """Absence is never zero."""
    cell = f"SD-02.1@{BIENNIUM}"
    facts = _facts(
        make_data("DK", cells={cell: Missing("NAV", "No data.")}),
        make_data("GR", cells={cell: 4}, left_out={"P02": ""}),
    )
    fact = facts[f"SD-02.1/EU27/n@{BIENNIUM}"]
    assert (fact.number, fact.n) == (0, 0)
    assert fact.missing == {"NAV": 1, "left_out": 1, "not_reported": 25}
    assert f"SD-02.1/EL/value@{BIENNIUM}" not in facts


def test_coverage_and_missing_make_all_member_states():
    """At each point, by reason."""
    facts = _facts(
        make_data("DK", cells=status("P01", "some")), make_data("GR", left_out={"P01": ""})
    )
    fact = facts["P01.coverage/EU27/n@2027-06-30"]
    assert (fact.number, fact.missing) == (1, {"left_out": 1, "not_reported": 25})
    assert facts["P01.coverage/EU27/missing@2027-06-30"].number == 26
    assert facts["coverage/DK/points@2027-06-30"].number == 1


def test_measures_are_counted_by_point_type_and_country():
    """A measure that serves two points is one measure."""
    facts = _facts(make_data("DK", measures=(measure("m1", "P01", "P02"), measure("m2", "P02"))))
    assert facts["measures/EU27/count@2027-06-30"].number == 2
    assert facts["P02.measures/EU27/count@2027-06-30"].number == 2
    assert facts["P02.measures/EU27/countries@2027-06-30"].number == 1
    assert facts["P01.measures/EU27/count/type=law@2027-06-30"].number == 1
    assert facts["measures/DK/count@2027-06-30"].number == 2


def test_measures_of_left_out_points_are_not_counted():
    """A point that is left out has no figures."""
    facts = _facts(make_data("DK", measures=(measure("m1", "P01"),), left_out={"P01": ""}))
    assert facts["P01.measures/EU27/count@2027-06-30"].number == 0
    assert facts["measures/EU27/count@2027-06-30"].number == 0


def test_a_baseline_never_has_a_status():
    """Not even where somebody put one into it."""
    data = make_data("GR", cells=status("P01", "full"), measures=(measure("m1", "P01"),))
    facts = _facts(data, baseline=True)
    assert not [name for name in facts if ".progress" in name]
    assert facts["coverage/EU27/covered@2027-06-30"].number == 1
    assert facts["coverage/EU27/reported@2027-06-30"].number == 0


def test_greece_is_printed_el_in_every_id():
    """Inputs keep the stored code."""
    facts = _facts(make_data("GR", cells={**status("P01", "some"), f"SD-02.1@{BIENNIUM}": 9}))
    assert facts["P01.progress/EL/value@2027-06-30"].text == "some"
    assert facts[f"SD-02.1/EL/value@{BIENNIUM}"].inputs == ("GR",)
    assert not [name for name in facts if "/GR/" in name]


def test_the_catalogue_limits_who_may_see_a_value():
    """The reporter cannot open what the catalogue closes."""
    facts = _facts(make_data("DK", cells={"SD-03.2@2026": 7}))
    fact = facts["SD-03.2/DK/value@2026"]
    assert fact.visibility == "commission"
    assert not is_shown(fact)


def _gender(reporter, women, men, **more):
    period = "2025-26"
    return make_data(
        reporter,
        cells={
            f"SD-03.1@{period}": women + men,
            f"SD-03.1/gender=women@{period}": women,
            f"SD-03.1/gender=men@{period}": men,
        },
        **more,
    )


def test_a_small_cell_takes_another_one_with_it():
    """Total minus the other cell would tell it."""
    facts = _facts(_gender("DK", 2, 30), _gender("GR", 20, 40))
    hidden = {name for name, fact in facts.items() if fact.suppressed}
    assert "SD-03.1/DK/value/gender=women@2025-26" in hidden
    assert "SD-03.1/DK/value/gender=men@2025-26" in hidden
    assert "SD-03.1/DK/value@2025-26" not in hidden


def test_a_closed_value_cannot_be_told_from_the_sum():
    """Where one country alone keeps its value back, a second one is not shown."""
    index = _index_with("SD-02.1", aggregation="sum")
    cell = f"SD-02.1@{BIENNIUM}"
    closed = make_data("DK", cells={cell: Observation(value=Decimal(8), visibility="commission")})
    facts = _facts(closed, make_data("GR", cells={cell: 50}), index=index)
    assert facts[f"SD-02.1/EU27/sum@{BIENNIUM}"].number == 58
    assert not is_shown(facts[f"SD-02.1/EL/value@{BIENNIUM}"])
    alone = _facts(closed, index=index)
    assert not is_shown(alone[f"SD-02.1/EU27/sum@{BIENNIUM}"])


def _told_by_one_subtraction(facts, viewer):
    """Yield totals of which a reader misses exactly one part, and that part holds something."""
    sums = {f.key: f for f in facts if f.key.measure == "sum" and f.key.set == "EU27"}
    for key, total in sums.items():
        parts = [
            f for f in facts
            if replace(f.key, set="EU27", measure="sum") == key and f.key.measure == "value"
        ]  # fmt: skip
        hidden = [part for part in parts if not is_shown(part, viewer)]
        if is_shown(total, viewer) and len(hidden) == 1 and hidden[0].number:
            yield total.id


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.SUBGROUP])
def test_no_hidden_value_of_a_country_can_be_told_by_one_subtraction(viewer):
    """In generated rounds of the whole catalogue."""
    for seed in range(count(2, 60)):
        facts = list(live_contents(20, seed).facts.values())
        assert any(not is_shown(fact, viewer) for fact in facts)
        assert list(_told_by_one_subtraction(facts, viewer)) == []


small = st.integers(0, 12)


@settings(max_examples=count(40, 1000))
@given(st.lists(st.tuples(small, small), min_size=2, max_size=2))
def test_no_small_cell_of_a_breakdown_can_be_told_by_one_subtraction(cells):
    """Row by row and column by column: total, women, men."""
    (a, b), (c, d) = cells
    index = _index_with("SD-03.1", aggregation="sum")
    facts = _facts(_gender("DK", a, b), _gender("GR", c, d), index=index)
    for fact in facts.values():
        if fact.key.subject == "SD-03.1" and not fact.key.codes and fact.key.measure != "n":
            parts = [
                f for f in facts.values()
                if f.key.codes and replace(f.key, codes=()) == fact.key
            ]  # fmt: skip
            hidden = [p for p in parts if p.suppressed]
            assert fact.suppressed or len(hidden) != 1 or not hidden[0].number, fact.id


def test_ids_are_unique_sorted_and_canonical():
    """In a round of the real catalogue."""
    contents = live_contents()
    assert len(contents.facts) > 1000
    for name, fact in contents.facts.items():
        assert fact_from_canonical(fact.canonical()).canonical() == fact.canonical()
        assert name == fact.id
    counted = [f for f in contents.facts.values() if f.key.set == "EU27" and f.key.measure == "n"]
    assert len(counted) > 100
    for fact in counted:
        if not fact.key.codes:
            assert fact.n + sum(fact.missing.values()) == 27, fact.id


def test_the_order_of_submissions_changes_nothing():
    """The same facts on both databases, whatever they return first."""
    contents = live_contents()
    reported = [Reported(p.code, 1, "", p.data) for p in contents.reporters if p.data]
    shuffled = list(reported)
    random.Random(3).shuffle(shuffled)  # noqa: S311
    one, two = (
        compute_facts(Frame(contents.index, contents.cutoff, tuple(order)))
        for order in (reported, shuffled)
    )
    assert [f.id for f in one] == sorted({f.id for f in one})
    assert [f.canonical() for f in one] == [f.canonical() for f in two]
