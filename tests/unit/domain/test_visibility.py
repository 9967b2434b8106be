"""Who may see a value, complete."""

import itertools

import pytest

from app.domain.visibility import LEVELS, NEVER_PUBLISHED, Stage, Viewer, effective, may_see

ALL_LEVELS = (*LEVELS, NEVER_PUBLISHED)
AFTER_SUBMISSION = (Stage.SUBMITTED, Stage.CONSOLIDATED, Stage.PUBLISHED)

# Everything that may be seen; whatever is not listed may not.
SEEN = {
    *((Viewer.OWN, level, stage) for level in ALL_LEVELS for stage in Stage),
    *((Viewer.COMMISSION, level, stage) for level in ALL_LEVELS for stage in AFTER_SUBMISSION),
    (Viewer.SUBGROUP, "public", Stage.CONSOLIDATED),
    (Viewer.SUBGROUP, "public", Stage.PUBLISHED),
    (Viewer.SUBGROUP, "subgroup", Stage.CONSOLIDATED),
    (Viewer.SUBGROUP, "subgroup", Stage.PUBLISHED),
    (Viewer.PUBLIC, "public", Stage.PUBLISHED),
}


@pytest.mark.parametrize(
    ("viewer", "level", "stage"), list(itertools.product(Viewer, ALL_LEVELS, Stage))
)
def test_who_sees_what_when(viewer, level, stage):
    assert may_see(viewer, level, stage) is ((viewer, level, stage) in SEEN)


@pytest.mark.parametrize("viewer", [v for v in Viewer if v is not Viewer.OWN])
def test_drafts_are_sealed(viewer):
    assert not any(may_see(viewer, level, Stage.DRAFT) for level in ALL_LEVELS)


@pytest.mark.parametrize(("chosen", "ceiling"), list(itertools.product(LEVELS, ALL_LEVELS)))
def test_a_reporter_can_close_and_never_open(chosen, ceiling):
    order = ALL_LEVELS.index
    found = effective(chosen, ceiling)
    assert order(found) == max(order(chosen), order(ceiling))


def test_a_level_nobody_knows_is_not_taken_for_public():
    with pytest.raises(ValueError, match="not in"):
        effective("secret", "public")
    assert not may_see(Viewer.PUBLIC, "secret", Stage.PUBLISHED)
    assert not may_see(Viewer.SUBGROUP, "secret", Stage.PUBLISHED)
