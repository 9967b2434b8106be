"""What can be said, who is told, in which order conversations stand, whose turn it is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Problem
from app.domain.asked import asked_point
from app.domain.conversations import (
    MAX_CHARS,
    Mention,
    Participant,
    Remark,
    Thread,
    check_text,
    in_order,
    may_converse,
    subjects,
    told,
    waits_for,
)
from app.domain.workflow import Status
from tests.builders import CUTOFF, tiny_index

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
PEOPLE = (
    Participant(1, "Anna Keller"),
    Participant(2, "Anna Holm"),
    Participant(3, "Søren Ærø"),
    Participant(4, "Jean-Luc  O'Neil"),
    Participant(5, ""),
)


def thread(number=1, *remarks, point="P01", subject="", resolved=False):
    """A conversation; each remark is who spoke and who was mentioned, unread."""
    said = tuple(
        Remark(number * 10 + i, "Words.", AT, by, "", tuple(Mention(m, "") for m in mentioned))
        for i, (by, *mentioned) in enumerate(remarks or ((1,),))
    )
    return Thread(number, point, subject, said, AT if resolved else None)


def test_text_is_trimmed_and_limits_are_said():
    """Nothing but spaces is nothing; the limit itself is accepted."""
    assert check_text("  Yes.\r\nNo.  ") == "Yes.\nNo."
    assert check_text(" \n ") == Problem("comment_empty")
    assert check_text("a" * MAX_CHARS) == "a" * MAX_CHARS
    too_long = check_text("a" * (MAX_CHARS + 1))
    assert too_long == Problem("comment_too_long", {"length": "4001", "limit": "4000"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Anna Keller, please look", {1}),
        ("@anna holm and @SØREN", {2, 3}),
        ("@Anna please", set()),  # two have that name
        ("@Anna Kellerman", set()),
        ("@Søren Ærø's draft", {3}),
        ("(@jean-luc o'neil)", {4}),
        ("@Jean-Luc\nO'Neil", {4}),
        ("mail anna@soren.example or x@Søren", set()),
        ("@@Søren", set()),
        ("@", set()),
        ("nobody", set()),
    ],
)
def test_names_after_an_at_sign_are_told(text, expected):
    """Whole names, first names of one person only, whatever the case."""
    assert set(told(text, (), PEOPLE, None)) == expected


def test_picked_and_named_are_told_once_and_never_the_author():
    """Both ways together; nobody is told of their own words."""
    assert told("@Søren @Anna Keller", (3, 4), PEOPLE, 1) == (3, 4)


def test_who_left_the_team_cannot_be_picked():
    """The author would believe that they know."""
    assert told("Words.", (3, 99), PEOPLE, 1) == Problem("colleague_left")


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=6))
def test_any_text_and_any_names_are_understood(text, names):
    """No name makes a pattern that fails, and only people of the team are told."""
    people = tuple(Participant(i, name) for i, name in enumerate(names))
    found = told(text, (), people, None)
    assert not isinstance(found, Problem)
    assert set(found) <= {person.account_id for person in people}


def test_open_conversations_come_first_the_latest_comment_first():
    """What was settled does not push down what waits."""
    threads = [thread(1), thread(4, resolved=True), thread(2, (1,)), thread(3)]
    assert [t.id for t in in_order(threads)] == [3, 2, 1, 4]


@pytest.mark.parametrize(
    ("made", "places", "expected"),
    [
        (thread(1, (7,), (1,)), (), True),  # spoke, then another answered
        (thread(1, (1,), (7,)), (), False),  # the last word is one's own
        (thread(1, (1, 7)), (), True),  # mentioned
        (thread(1, (1,)), (), False),  # nothing to do with it
        (thread(1, (1,)), ("P01",), True),  # holds the point
        (thread(1, (1,)), ("P02", "P01.when"), False),
        (thread(1, (1,), subject="answer:P01.when"), ("P01.when",), True),
        (thread(1, (1, 7), resolved=True), ("P01",), False),
    ],
)
def test_whose_turn_it_is(made, places, expected):
    """Who takes part, who is mentioned and who holds the place, while it is open."""
    assert waits_for(made, 7, places) is expected


def test_a_mention_is_unread_until_it_was_read():
    """Only the person mentioned has something to read."""
    one = thread(1, (1, 7))
    assert one.is_unread_by(7)
    assert one.mentions(7)
    assert not one.is_unread_by(1)
    read = Thread(1, "P01", "", (Remark(1, "", AT, 1, "", (Mention(7, "", AT),)),))
    assert not read.is_unread_by(7)
    assert read.mentions(7)


def test_people_talk_until_the_end_but_not_in_compilations():
    """A locked contribution is no reason to be silent."""
    silent = {status for status in Status if not may_converse(status)}
    assert silent == {Status.COMPILED, Status.PUBLISHED}


def test_a_conversation_is_about_something_that_is_asked():
    """The whole point first; progress, each question, each indicator entered there."""
    asked = asked_point(tiny_index(), "DK", "P02")
    found = subjects(asked, CUTOFF)
    assert found[0] == ""
    assert "answer:P02.justification" in found
    assert "indicator:SD-02.1" in found
    assert f"observation:SD-X.1/P02@{CUTOFF}" in found
    assert len(set(found)) == len(found)
