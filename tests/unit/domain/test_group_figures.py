"""Progress and measures by group of points, and progress of lettered elements: counted only."""

from dataclasses import replace
from decimal import Decimal

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.observations import Observation
from app.editions.sentences import rule_of, sentence_of
from app.editions.words import fact_title
from tests.builders import CUTOFF, NOW, make_data, measure, status, tiny_index


def _facts(*data, baseline=False):
    reported = tuple(Reported(d.reporter, 1, "", d) for d in data)
    frame = Frame(tiny_index(), CUTOFF, reported, baseline)
    return {fact.id: fact for fact in compute_facts(frame)}


GROUPS = {g.addressee: g.id for g in reversed(tiny_index().catalogue.instrument.groups)}
OURS, THEIRS = GROUPS["commission"], GROUPS["member_states"]


def test_statuses_of_a_group_are_counted_one_by_one():
    """Two countries at two points each; none is weighed and none averaged."""
    points = [f"P{n:02d}" for n in next(
        g.points for g in tiny_index().catalogue.instrument.groups if g.id == THEIRS
    )]  # fmt: skip
    one, two = points[:2]
    facts = _facts(
        make_data("DK", cells=status(one, "full") | status(two, "some")),
        make_data("GR", cells=status(one, "full"), left_out={two: ""}),
    )
    full = facts[f"{THEIRS}.progress/EU27/count/full@{NOW}"]
    assert (full.number, full.n, full.of, full.inputs) == (2, 2, 27, ("DK", "GR"))
    assert facts[f"{THEIRS}.progress/EU27/count/some@{NOW}"].number == 1
    assert facts[f"{THEIRS}.progress/EU27/count/none@{NOW}"].number == 0
    assert facts[f"{THEIRS}.progress/EU27/given@{NOW}"].number == 3
    for fact in facts.values():
        if fact.key.subject.startswith((THEIRS, OURS)):
            assert sentence_of(tiny_index(), fact, is_baseline=False)
            assert rule_of(fact, is_baseline=False)
            assert fact_title(tiny_index(), fact)
    assert "2 of 27 Member States gave a status" in sentence_of(tiny_index(), full, False)


def test_what_the_commission_closed_is_in_no_open_count_of_its_group():
    """The counts of a group are as closed as the most closed status in it."""
    closed = Observation(value="full", visibility="commission")
    facts = _facts(make_data("EU", cells={f"SD-X.1/P25@{NOW}": closed}))
    count = facts[f"{OURS}.progress/EU/count/full@{NOW}"]
    assert (count.number, count.visibility) == (Decimal(1), "commission")


def test_measures_of_a_group_are_counted_once():
    """However many of its points one serves; a point that is left out does not count."""
    both = measure("m1", "P01", "P02")
    facts = _facts(
        make_data("DK", measures=(both, replace(both, uid="m2", points=("P02",)))),
        make_data("GR", measures=(both,), left_out={"P01": "", "P02": ""}),
        baseline=True,
    )
    assert facts[f"{THEIRS}.measures/EU27/count@{NOW}"].number == 2
    assert facts[f"{THEIRS}.measures/EU27/countries@{NOW}"].number == 1
    assert not [name for name in facts if ".progress/" in name]


def test_lettered_elements_are_counted_beside_their_point():
    """What a country chose for one element is no status of the point."""
    facts = _facts(
        make_data("DK", cells={f"SD-X.1/P04/sub_item=a@{NOW}": "some", **status("P04", "full")}),
        make_data("GR", cells={f"SD-X.1/P04/sub_item=a@{NOW}": "full"}),
    )
    element = facts[f"P04.progress/EU27/count/full/sub_item=a@{NOW}"]
    assert (element.number, element.n) == (1, 2)
    assert facts[f"P04.progress/EU27/count/full@{NOW}"].number == 1
    assert facts[f"P04.progress/EL/value/sub_item=a@{NOW}"].text == "full"
    assert "element (a)" in fact_title(tiny_index(), element)
    assert "element (a)" in sentence_of(tiny_index(), element, False)
