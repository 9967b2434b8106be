"""Merging two changes of one text: nothing anybody kept or wrote gets lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.merge import CLOSES, OPENS, Merge, is_undecided, merge

WORDS = st.sampled_from(["law", "school", "2.5", "of", "the", "é", "Ωμέγα", ",", ".", "\n"])
TEXTS = st.lists(WORDS, max_size=14).map(" ".join)
ANY = st.text(max_size=60).filter(lambda text: not is_undecided(text))
BASE = "The ministry runs one school. It has ten students and no budget."


def whole(found: Merge) -> str:
    """Return the merged text with plain names."""
    return found.text("mine", "theirs")


def words(text: str) -> list[str]:
    """Return the words of a text, in order."""
    return re.findall(r"\w+", text)


def sides(found: Merge) -> tuple[str, str]:
    """Return what is left when every open place is decided for one person."""
    mine = "".join(stretch.mine for stretch in found.stretches)
    return mine, "".join(stretch.theirs for stretch in found.stretches)


def test_changes_in_different_places_are_both_taken():
    mine = BASE.replace("one school", "two schools")
    theirs = BASE.replace("no budget", "a small budget")
    found = merge(BASE, mine, theirs)
    assert found.is_clean
    assert whole(found) == (
        "The ministry runs two schools. It has ten students and a small budget."
    )


def test_changes_in_one_place_are_both_kept_and_marked():
    found = merge(BASE, BASE.replace("ten", "twelve"), BASE.replace("ten", "eleven"))
    assert found.undecided == 1
    text = found.text("You", "Anna Berg")
    assert f"{OPENS}You: twelve{CLOSES} {OPENS}Anna Berg: eleven{CLOSES}" in text
    assert is_undecided(text)
    assert not is_undecided(BASE)


def test_words_next_to_each_other_are_one_place():
    """“two schools” and “one college” do not make “two college”."""
    mine, theirs = BASE.replace("one", "two"), BASE.replace("school", "college")
    found = merge(BASE, mine, theirs)
    assert not found.is_clean
    assert "two school" in whole(found)
    assert "one college" in whole(found)


def test_two_first_texts_are_both_kept():
    found = merge("", "My text.", "Their text.")
    assert [stretch.is_settled for stretch in found.stretches] == [False]
    assert "My text." in whole(found)
    assert "Their text." in whole(found)


def test_same_change_by_both_is_there_once():
    changed = BASE.replace("no budget", "a budget")
    assert whole(merge(BASE, changed, changed)) == changed


def test_one_deletes_what_the_other_changes():
    """A deletion is a change too: the changed sentence does not vanish silently."""
    shorter = BASE.partition(" It")[0]
    found = merge(BASE, shorter, BASE.replace("ten students", "forty students"))
    assert not found.is_clean
    assert "forty" in whole(found)


@given(TEXTS | ANY, TEXTS | ANY)
def test_without_a_change_on_one_side_the_other_text_stands(base, changed):
    assert whole(merge(base, base, changed)) == changed
    assert whole(merge(base, changed, base)) == changed
    assert merge(base, changed, changed).is_clean


@given(TEXTS, TEXTS, TEXTS)
def test_a_word_that_both_kept_is_never_dropped(base, mine, theirs):
    """Each word stands at least as often as in the one of the three that has it least."""
    merged = words(whole(merge(base, mine, theirs)))
    for word in set(words(base)):
        least = min(words(text).count(word) for text in (base, mine, theirs))
        assert merged.count(word) >= min(least, _kept(word, base, mine, theirs))


def _kept(word: str, base: str, mine: str, theirs: str) -> int:
    """How often a word stands in stretches that are the same in all three from either end."""
    texts = [words(text) for text in (base, mine, theirs)]
    head = 0
    while all(len(t) > head for t in texts) and len({t[head] for t in texts}) == 1:
        head += 1
    tails = [t[head:][::-1] for t in texts]
    tail = 0
    while all(len(t) > tail for t in tails) and len({t[tail] for t in tails}) == 1:
        tail += 1
    return (texts[0][:head] + tails[0][:tail]).count(word)


@given(TEXTS | ANY, TEXTS | ANY, TEXTS | ANY)
def test_every_word_that_somebody_added_is_in_the_merged_text(base, mine, theirs):
    merged = words(whole(merge(base, mine, theirs)))
    new = (set(words(mine)) | set(words(theirs))) - set(words(base))
    assert new <= set(merged)


@given(TEXTS, TEXTS, TEXTS)
def test_who_decides_everything_for_one_side_loses_no_change_of_that_side(base, mine, theirs):
    """Deciding for me keeps all words of mine that are new; the other way round likewise."""
    for text, decided in zip((mine, theirs), sides(merge(base, mine, theirs)), strict=True):
        assert set(words(text)) - set(words(base)) <= set(words(decided))


@given(TEXTS, TEXTS, TEXTS)
def test_swapping_the_two_people_swaps_the_sides(base, mine, theirs):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.undecided == other.undecided
    assert sides(one) == sides(other)[::-1]


@pytest.mark.parametrize("times", [1, 400])
def test_long_texts_are_merged_too(times):
    """Beyond some length by sentence; the result is the same where sentences were not shared."""
    base = "A first sentence stands here. " * times + "The last one."
    mine, theirs = f"Mine comes first. {base}", f"{base} Theirs comes last."
    found = merge(base, mine, theirs)
    assert found.is_clean
    assert whole(found) == f"Mine comes first. {base} Theirs comes last."
