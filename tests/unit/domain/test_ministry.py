"""Where the sign-off of a ministry stands, and when it holds signing back."""

import pytest

from app.domain.ministry import ASKED_WHILE, HOLDS_BACK, Decision, Standing, standing
from app.domain.workflow import TRANSITIONS, Action, Status


@pytest.mark.parametrize(
    ("decision", "approved", "present", "withdrawn", "expected"),
    [
        (Decision.NONE, "", "a", False, Standing.WAITING),
        (Decision.APPROVED, "a", "a", False, Standing.APPROVED),
        (Decision.APPROVED, "a", "b", False, Standing.CHANGED),
        (Decision.RETURNED, "", "a", False, Standing.RETURNED),
        *((decision, "a", "a", True, Standing.WITHDRAWN) for decision in Decision),
    ],
)
def test_an_approval_holds_for_the_content_it_was_given_to(
    decision, approved, present, withdrawn, expected
):
    assert standing(decision, approved, present, is_withdrawn=withdrawn) is expected


def test_only_an_approval_or_a_withdrawal_lets_signing_go_on():
    assert set(Standing) - HOLDS_BACK == {Standing.APPROVED, Standing.WITHDRAWN}


def test_whoever_waits_for_a_ministry_can_still_hear_it():
    """In every state from which signing is reached without another act, ministries may answer."""
    assert all((state, Action.SIGN_OFF) not in TRANSITIONS for state in set(Status) - ASKED_WHILE)
