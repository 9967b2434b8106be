"""Two changes of one record, field by field: nothing of either side disappears unseen."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.merge_fields import merge_fields

NAMES = ("budget", "points", "withheld")
RECORDS = st.fixed_dictionaries(
    {
        "budget": st.sampled_from(["", "1", "2", "3"]),
        "points": st.lists(st.sampled_from(["P01", "P02", "P03"]), unique=True),
        "withheld": st.booleans(),
    }
)


def test_what_one_side_changed_is_taken_over():
    """Anna changed the budget and Ben the flag: both changes stand."""
    base = {"budget": "1", "points": ["P01"], "withheld": False}
    found = merge_fields(base, {**base, "withheld": True}, {**base, "budget": "2"}, NAMES)
    assert [(one.becomes, one.is_settled) for one in found] == [
        ("2", True),
        (["P01"], True),
        (True, True),
    ]
    assert [one.is_changed for one in found] == [True, False, True]
    assert [one.is_only_theirs for one in found] == [True, False, False]
    assert [one.is_only_mine for one in found] == [False, False, True]


def test_lists_take_over_what_either_added_or_took_out():
    """A list has no words in which two people could meet."""
    (found,) = merge_fields(
        {"points": ["P01", "P02"]},
        {"points": ("P02", "P03")},
        {"points": ["P01", "P04"]},
        ["points"],
    )
    assert (found.becomes, found.is_settled) == (["P03", "P04"], True)


def test_what_both_changed_is_for_a_person():
    """Mine stays where it was typed, and nobody chose it."""
    (found,) = merge_fields({"budget": "1"}, {"budget": "2"}, {"budget": "3"}, ["budget"])
    assert (found.becomes, found.is_settled) == ("2", False)


def test_without_a_beginning_everything_given_twice_is_for_a_person():
    """Two people who filled an empty record agree only on what is the same."""
    mine, theirs = {"budget": "2", "withheld": True}, {"budget": "3", "withheld": True}
    found = merge_fields(None, mine, theirs, ["budget", "withheld"])
    assert [one.is_settled for one in found] == [False, True]


@given(RECORDS, RECORDS, RECORDS)
def test_nothing_is_overwritten_unseen(base, mine, theirs):
    """What becomes of a settled field is what some side left, and no change is lost in it."""
    for one in merge_fields(base, mine, theirs, NAMES):
        if isinstance(one.becomes, list):
            for element in ("P01", "P02", "P03"):
                changed = {element in side for side in (one.mine, one.theirs)} - {
                    element in one.base
                }
                assert (element in one.becomes) is (changed or {element in one.base}).pop()
        elif one.is_settled:
            assert {one.mine, one.theirs} <= {one.base, one.becomes}
        else:
            assert len({one.mine, one.theirs, one.base}) == 3


@given(RECORDS, RECORDS, RECORDS)
def test_both_people_get_the_same(base, mine, theirs):
    """Who comes second does not matter for what is put together without asking."""
    ways = [merge_fields(base, a, b, NAMES) for a, b in ((mine, theirs), (theirs, mine))]
    for one, other in zip(*ways, strict=True):
        assert one.is_settled is other.is_settled
        assert one.becomes == other.becomes or not one.is_settled
