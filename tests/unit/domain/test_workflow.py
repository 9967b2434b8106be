"""The transition table."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain.roles import ROLE_PERMISSIONS, Permission, Role
from app.domain.workflow import (
    BOUND_TO_OPEN_CYCLE,
    CLARIFICATION_TRANSITIONS,
    CYCLE_ORDER,
    EDITABLE,
    EDITION_TRANSITIONS,
    TRANSITIONS,
    Action,
    ClarificationStatus,
    CycleStatus,
    EditionStatus,
    IllegalTransition,
    Status,
    Window,
    allowed_actions,
    next_cycle_status,
    next_status,
    transition,
    window,
)

BACK = "where it came from"
ASKED_FROM = "where it was asked from"

# The table of the design, written out a second time.
EXPECTED = {
    "not_started": {
        "save": "in_preparation",
        "decline": "declined",
        "compile": "compiled",
    },
    "in_preparation": {
        "save": "in_preparation",
        "send_for_sign_off": "awaiting_sign_off",
        "decline": "declined",
        "compile": "compiled",
    },
    "clarification_requested": {
        "save": "clarification_requested",
        "send_for_sign_off": "awaiting_sign_off",
        "ask_clarification": "clarification_requested",
        "close_clarification": ASKED_FROM,
    },
    "awaiting_sign_off": {"sign_off": "signed_off", "hand_back": BACK, "recall": BACK},
    "signed_off": {"recall": BACK, "submit": "submitted"},
    "submitted": {
        "ask_clarification": "clarification_requested",
        "accept": "accepted",
        "withdraw": "withdrawn",
    },
    "accepted": {
        "ask_clarification": "clarification_requested",
        "withdraw": "withdrawn",
        "publish": "published",
    },
    "declined": {"reopen": "in_preparation"},
    "withdrawn": {"reopen": "in_preparation"},
    "compiled": {"publish": "published"},
    "published": {},
}


@pytest.mark.parametrize(("status", "action"), list(itertools.product(Status, Action)))
def test_every_act_in_every_state(status, action):
    expected = EXPECTED[status].get(action)
    if expected is None:
        with pytest.raises(IllegalTransition) as refused:
            next_status(status, action, Status.IN_PREPARATION)
        assert (refused.value.status, refused.value.action) == (status, action)
    elif expected == BACK:
        for came_from in (Status.IN_PREPARATION, Status.CLARIFICATION_REQUESTED):
            assert next_status(status, action, came_from) is came_from
    elif expected == ASKED_FROM:
        for came_from in (Status.SUBMITTED, Status.ACCEPTED):
            assert next_status(status, action, came_from) is came_from
        for other in (None, *set(Status) - {Status.SUBMITTED, Status.ACCEPTED}):
            with pytest.raises(IllegalTransition):
                next_status(status, action, other)
    else:
        assert next_status(status, action, None) == expected


@pytest.mark.parametrize("came_from", [None, *(s for s in Status if s not in EDITABLE)])
@pytest.mark.parametrize("action", [Action.RECALL, Action.HAND_BACK])
def test_nothing_goes_back_to_where_it_cannot_have_come_from(came_from, action):
    with pytest.raises(IllegalTransition):
        next_status(Status.AWAITING_SIGN_OFF, action, came_from)


class Contribution(RuleBasedStateMachine):
    """Any acts in any order, as a service would apply them."""

    def __init__(self) -> None:
        super().__init__()
        self.status = Status.NOT_STARTED
        self.came_from: Status | None = None
        self.asked_from: Status | None = None
        self.signed = False
        self.submitted = 0

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        possible = [a for a in Action if (self.status, a) in TRANSITIONS]
        if not possible:
            assert self.status is Status.PUBLISHED
            return
        action = data.draw(st.sampled_from(possible))
        before = self.status
        closes = action is Action.CLOSE_CLARIFICATION
        self.status = next_status(before, action, self.asked_from if closes else self.came_from)
        if action is Action.ASK_CLARIFICATION and before is not Status.CLARIFICATION_REQUESTED:
            self.asked_from = before
        if action is Action.SEND_FOR_SIGN_OFF:
            self.came_from = before
        if action in (Action.RECALL, Action.HAND_BACK):
            assert self.status is self.came_from
        self.signed = action is Action.SIGN_OFF
        if action is Action.SUBMIT:
            assert before is Status.SIGNED_OFF
            self.submitted += 1

    @rule(action=st.sampled_from(Action))
    def try_anything(self, action: Action) -> None:
        if (self.status, action) not in TRANSITIONS:
            with pytest.raises(IllegalTransition):
                next_status(self.status, action, self.came_from)

    @invariant()
    def the_state_is_known(self) -> None:
        assert isinstance(self.status, Status)

    @invariant()
    def what_is_locked_was_sent(self) -> None:
        if self.status in (Status.AWAITING_SIGN_OFF, Status.SIGNED_OFF):
            assert self.came_from in (Status.IN_PREPARATION, Status.CLARIFICATION_REQUESTED)

    @invariant()
    def nothing_is_accepted_unsubmitted(self) -> None:
        if self.status in (Status.SUBMITTED, Status.ACCEPTED, Status.CLARIFICATION_REQUESTED):
            assert self.submitted > 0


TestContribution = Contribution.TestCase


def test_every_state_can_be_reached():
    reached, frontier = {Status.NOT_STARTED}, [Status.NOT_STARTED]
    while frontier:
        status = frontier.pop()
        for (state, action), _ in TRANSITIONS.items():
            if state is status:
                closes = action is Action.CLOSE_CLARIFICATION
                came_from = Status.SUBMITTED if closes else Status.IN_PREPARATION
                to = next_status(state, action, came_from)
                if to not in reached:
                    reached.add(to)
                    frontier.append(to)
    assert reached == set(Status)


def test_saving_is_possible_exactly_where_content_is_editable():
    assert {state for state, action in TRANSITIONS if action is Action.SAVE} == EDITABLE


REASONED = (Action.HAND_BACK, Action.WITHDRAW, Action.ASK_CLARIFICATION)


@pytest.mark.parametrize("action", REASONED)
def test_acts_that_need_a_reason(action):
    found = [t for (_, a), t in TRANSITIONS.items() if a is action]
    assert found
    assert all(t.needs_reason for t in found)


def test_other_acts_need_none():
    with_reason = {action for (_, action), t in TRANSITIONS.items() if t.needs_reason}
    assert with_reason == {*REASONED, Action.CLOSE_CLARIFICATION}


@pytest.mark.parametrize(
    ("role", "status", "actions"),
    [
        (Role.REPORTING_LEAD, Status.NOT_STARTED, {"save", "decline"}),
        (Role.REPORTING_LEAD, Status.IN_PREPARATION, {"save", "send_for_sign_off", "decline"}),
        (Role.REPORTING_LEAD, Status.AWAITING_SIGN_OFF, {"recall"}),
        (Role.REPORTING_LEAD, Status.SIGNED_OFF, {"recall", "submit"}),
        (Role.REPORTING_LEAD, Status.ACCEPTED, {"withdraw"}),
        (Role.REPORTING_LEAD, Status.PUBLISHED, set()),
        (Role.CONTRIBUTOR, Status.IN_PREPARATION, {"save"}),
        (Role.CONTRIBUTOR, Status.AWAITING_SIGN_OFF, set()),
        (Role.SIGNATORY, Status.AWAITING_SIGN_OFF, {"sign_off", "hand_back"}),
        (Role.SIGNATORY, Status.IN_PREPARATION, set()),
        (Role.NATIONAL_READER, Status.IN_PREPARATION, set()),
        (Role.DESK_OFFICER, Status.SUBMITTED, {"ask_clarification", "accept"}),
        (Role.DESK_OFFICER, Status.IN_PREPARATION, set()),
        (Role.ADMINISTRATOR, Status.SUBMITTED, set()),
        (Role.REPORT_EDITOR, Status.ACCEPTED, set()),
    ],
)
def test_buttons_by_role(role, status, actions):
    assert set(allowed_actions(status, ROLE_PERMISSIONS[role])) == actions


def test_acts_of_the_system_are_nobodys_button():
    offered = {action for status in Status for action in allowed_actions(status, Permission)}
    assert offered == set(Action) - {Action.PUBLISH, Action.COMPILE}


def test_a_transition_names_its_permission():
    assert transition(Status.SIGNED_OFF, Action.SUBMIT).permission is Permission.CONTRIBUTION_SUBMIT


def test_nothing_gets_stuck_when_the_cycle_closes():
    assert not BOUND_TO_OPEN_CYCLE & {Action.RECALL, Action.HAND_BACK, Action.WITHDRAW}


OPENS, DUE, CLOSES = (datetime(2027, month, 1, 12, tzinfo=UTC) for month in (5, 9, 10))
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - TICK, Window.BEFORE_OPENING),
        (OPENS, Window.OPEN),
        (DUE, Window.OPEN),
        (DUE + TICK, Window.LATE),
        (CLOSES, Window.LATE),
        (CLOSES + TICK, Window.CLOSED),
    ],
)
def test_the_window_at_exact_moments(at, expected):
    assert window(at, OPENS, DUE, CLOSES) is expected


def test_a_cycle_without_lateness_closes_when_it_is_due():
    assert window(DUE, OPENS, DUE, DUE) is Window.OPEN
    assert window(DUE + TICK, OPENS, DUE, DUE) is Window.CLOSED


@pytest.mark.parametrize(("current", "to"), list(itertools.product(CycleStatus, CycleStatus)))
def test_cycles_move_forward_one_step_at_a_time(current, to):
    if CYCLE_ORDER.index(to) - CYCLE_ORDER.index(current) == 1:
        assert next_cycle_status(current, to) is to
    else:
        with pytest.raises(ValueError, match="cannot move"):
            next_cycle_status(current, to)


def test_clarifications_end_resolved_or_cancelled():
    open_states = {state for state, _ in CLARIFICATION_TRANSITIONS}
    assert open_states == {ClarificationStatus.ASKED, ClarificationStatus.ANSWERED}
    assert set(CLARIFICATION_TRANSITIONS.values()) == set(ClarificationStatus)


def test_an_answer_can_be_asked_again_and_only_an_answer_is_resolved():
    table = CLARIFICATION_TRANSITIONS
    assert table[ClarificationStatus.ANSWERED, "ask_again"] is ClarificationStatus.ASKED
    assert (ClarificationStatus.ASKED, "resolve") not in table


def test_an_edition_is_approved_before_it_is_published():
    assert [to for _, to in EDITION_TRANSITIONS.items()] == [
        EditionStatus.FACT_CHECK,
        EditionStatus.APPROVED,
        EditionStatus.PUBLISHED,
    ]
    assert EDITION_TRANSITIONS[EditionStatus.APPROVED, "publish"] is EditionStatus.PUBLISHED
    assert (EditionStatus.FROZEN, "publish") not in EDITION_TRANSITIONS
