"""Whoever fills in a field finds in the catalogue what it means and where to look."""

from datetime import date

import pytest

from app.reporting.pages.guidance import guidance
from tests.real_catalogue import real_catalogue, real_index

CUTOFF = date(2027, 6, 30)
ASKED = ("For which time", "Why it is asked", "Where the figures may be found")
STEPS = ("none", "limited", "some", "substantial", "full")


@pytest.mark.parametrize("indicator", real_catalogue().indicators, ids=lambda one: one.id)
def test_every_indicator_says_what_is_counted_when_why_and_where(indicator):
    terms = dict(guidance(real_index(), indicator, CUTOFF))
    assert all(len(terms[term]) >= 4 for term in ASKED)
    assert {"What is counted", "How it is answered"} & set(terms)
    assert len(indicator.definition) >= 50
    assert bool(indicator.breakdowns) is ("Split by, where you can" in terms)


def test_there_are_as_many_as_the_reports_need():
    assert len(real_catalogue().indicators) == 75


@pytest.mark.parametrize(
    "question",
    [*real_catalogue().questions, *real_catalogue().header],
    ids=lambda one: f"{one.key}-{one.kind}",
)
def test_every_question_has_a_hint(question):
    assert question.hint is not None
    assert len(question.hint) >= 25
    assert question.hint != question.label


def test_the_status_has_an_anchor_for_every_step_of_every_point():
    for point in real_catalogue().instrument.points:
        texts = [
            getattr(point.anchors, step)
            for step in ("none", "limited", "some", "substantial", "full")
        ]
        assert all(len(text) >= 20 for text in texts), point.id
        assert len(set(texts)) == len(texts), point.id


def test_choices_are_listed_and_counts_have_their_unit():
    index = real_index()
    count = dict(guidance(index, index.indicators["SD-02.1"], CUTOFF))
    assert count["What is counted"] == "agreements"
    assert count["How to count"] == "Expected: between 0 and 200."
    choice = dict(guidance(index, index.indicators["SD-01.1"], CUTOFF))
    assert choice["How it is answered"].startswith("One of these: ")
