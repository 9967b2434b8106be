"""The one transition table: which act leads from which state to which, and who may do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.roles import Permission


class Status(StrEnum):
    """State of a contribution."""

    NOT_STARTED = "not_started"
    IN_PREPARATION = "in_preparation"
    AWAITING_SIGN_OFF = "awaiting_sign_off"
    SIGNED_OFF = "signed_off"
    SUBMITTED = "submitted"
    CLARIFICATION_REQUESTED = "clarification_requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    COMPILED = "compiled"
    PUBLISHED = "published"


class Action(StrEnum):
    """A verb on a contribution."""

    SAVE = "save"
    SEND_FOR_SIGN_OFF = "send_for_sign_off"
    RECALL = "recall"
    SIGN_OFF = "sign_off"
    HAND_BACK = "hand_back"
    SUBMIT = "submit"
    DECLINE = "decline"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    ASK_CLARIFICATION = "ask_clarification"
    CLOSE_CLARIFICATION = "close_clarification"  # the last open question is cancelled
    ACCEPT = "accept"
    PUBLISH = "publish"
    COMPILE = "compile"


@dataclass(frozen=True)
class Transition:
    """Where an act leads; `to` is None for "back to where it came from" by the act it undoes."""

    to: Status | None
    permission: Permission | None  # None: done by the system as part of another act
    needs_reason: bool = False
    undoes: Action = Action.SEND_FOR_SIGN_OFF


class IllegalTransition(Exception):
    """The act is not possible in this state."""

    def __init__(self, status: Status, action: Action) -> None:
        super().__init__(f"{action} is not possible in state {status}")
        self.status = status
        self.action = action


_S, _A, _P = Status, Action, Permission
_SEND = Transition(_S.AWAITING_SIGN_OFF, _P.CONTRIBUTION_SEND)
_SAVE = Transition(_S.IN_PREPARATION, _P.ANSWER_EDIT)
_RECALL = Transition(None, _P.CONTRIBUTION_SEND)
_DECLINE = Transition(_S.DECLINED, _P.CONTRIBUTION_DECLINE)
_ASK = Transition(_S.CLARIFICATION_REQUESTED, _P.CLARIFICATION_ASK, needs_reason=True)
_CLOSE = Transition(None, _P.CLARIFICATION_ASK, needs_reason=True, undoes=_A.ASK_CLARIFICATION)
_WITHDRAW = Transition(_S.WITHDRAWN, _P.CONTRIBUTION_DECLINE, needs_reason=True)

TRANSITIONS: dict[tuple[Status, Action], Transition] = {
    (_S.NOT_STARTED, _A.SAVE): _SAVE,
    (_S.IN_PREPARATION, _A.SAVE): _SAVE,
    (_S.CLARIFICATION_REQUESTED, _A.SAVE): Transition(_S.CLARIFICATION_REQUESTED, _P.ANSWER_EDIT),
    (_S.IN_PREPARATION, _A.SEND_FOR_SIGN_OFF): _SEND,
    (_S.CLARIFICATION_REQUESTED, _A.SEND_FOR_SIGN_OFF): _SEND,
    (_S.AWAITING_SIGN_OFF, _A.SIGN_OFF): Transition(_S.SIGNED_OFF, _P.CONTRIBUTION_SIGN),
    (_S.AWAITING_SIGN_OFF, _A.HAND_BACK): Transition(None, _P.CONTRIBUTION_SIGN, needs_reason=True),
    (_S.AWAITING_SIGN_OFF, _A.RECALL): _RECALL,
    (_S.SIGNED_OFF, _A.RECALL): _RECALL,
    (_S.SIGNED_OFF, _A.SUBMIT): Transition(_S.SUBMITTED, _P.CONTRIBUTION_SUBMIT),
    (_S.SUBMITTED, _A.ASK_CLARIFICATION): _ASK,
    (_S.ACCEPTED, _A.ASK_CLARIFICATION): _ASK,
    (_S.CLARIFICATION_REQUESTED, _A.ASK_CLARIFICATION): _ASK,
    (_S.CLARIFICATION_REQUESTED, _A.CLOSE_CLARIFICATION): _CLOSE,
    (_S.SUBMITTED, _A.ACCEPT): Transition(_S.ACCEPTED, _P.SUBMISSION_ACCEPT),
    (_S.NOT_STARTED, _A.DECLINE): _DECLINE,
    (_S.IN_PREPARATION, _A.DECLINE): _DECLINE,
    (_S.DECLINED, _A.REOPEN): Transition(_S.IN_PREPARATION, _P.CONTRIBUTION_DECLINE),
    (_S.SUBMITTED, _A.WITHDRAW): _WITHDRAW,
    (_S.ACCEPTED, _A.WITHDRAW): _WITHDRAW,
    (_S.WITHDRAWN, _A.REOPEN): Transition(_S.IN_PREPARATION, _P.CONTRIBUTION_DECLINE),
    (_S.ACCEPTED, _A.PUBLISH): Transition(_S.PUBLISHED, None),
    (_S.NOT_STARTED, _A.COMPILE): Transition(_S.COMPILED, None),
    (_S.IN_PREPARATION, _A.COMPILE): Transition(_S.COMPILED, None),
    (_S.COMPILED, _A.PUBLISH): Transition(_S.PUBLISHED, None),
}

EDITABLE = frozenset({_S.NOT_STARTED, _S.IN_PREPARATION, _S.CLARIFICATION_REQUESTED})
# Acts that the closing of the cycle ends; hand back and recall stay, so that nothing is stuck.
# While a question of the Commission is open its due date stands in for the dates of the cycle.
BOUND_TO_OPEN_CYCLE = frozenset({_A.SAVE, _A.SEND_FOR_SIGN_OFF, _A.SUBMIT, _A.REOPEN})


def transition(status: Status, action: Action) -> Transition:
    """Return the transition, or raise IllegalTransition."""
    found = TRANSITIONS.get((status, action))
    if found is None:
        raise IllegalTransition(status, action)
    return found


def next_status(status: Status, action: Action, came_from: Status | None) -> Status:
    """Return the state an act leads to; `came_from` answers "back to where it came from"."""
    found = transition(status, action)
    if found.to is not None:
        return found.to
    if came_from is None or came_from is status or (came_from, found.undoes) not in TRANSITIONS:
        raise IllegalTransition(status, action)
    return came_from


def allowed_actions(status: Status, permissions: Iterable[Permission]) -> tuple[Action, ...]:
    """Return the acts these permissions allow now; pages take their buttons from here."""
    held = frozenset(permissions)
    return tuple(
        action
        for (state, action), found in TRANSITIONS.items()
        if state is status and found.permission in held
    )


class CycleStatus(StrEnum):
    """State of a cycle that an act sets; open, late and closed follow from its dates."""

    DESIGN = "design"
    FROZEN = "frozen"
    CONSOLIDATION = "consolidation"
    FACT_CHECK = "fact_check"
    PUBLISHED = "published"
    ARCHIVED = "archived"


CYCLE_ORDER = tuple(CycleStatus)


class Window(StrEnum):
    """Where a moment lies in the dates of a cycle."""

    BEFORE_OPENING = "before_opening"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


def window(at: datetime, opens: datetime, due: datetime, closes: datetime) -> Window:
    """Return where a moment lies; the due and closing moments themselves still count."""
    if at < opens:
        return Window.BEFORE_OPENING
    if at <= due:
        return Window.OPEN
    return Window.LATE if at <= closes else Window.CLOSED


def next_cycle_status(current: CycleStatus, to: CycleStatus) -> CycleStatus:
    """Return `to` when it is the next state; cycles move forward one step at a time."""
    if CYCLE_ORDER.index(to) != CYCLE_ORDER.index(current) + 1:
        raise ValueError(f"a cycle in state {current} cannot move to {to}")
    return to


# What a new, visible act can undo. Frozen questions stay frozen and what was public stays public.
CYCLE_BACK: dict[CycleStatus, CycleStatus] = {
    CycleStatus.CONSOLIDATION: CycleStatus.FROZEN,
    CycleStatus.FACT_CHECK: CycleStatus.CONSOLIDATION,
    CycleStatus.ARCHIVED: CycleStatus.PUBLISHED,
}


class ClarificationStatus(StrEnum):
    """State of the Commission's question on one point or value."""

    ASKED = "asked"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"


# What still keeps a submission from being accepted.
CLARIFICATION_OPEN = frozenset({ClarificationStatus.ASKED, ClarificationStatus.ANSWERED})

CLARIFICATION_TRANSITIONS: dict[tuple[ClarificationStatus, str], ClarificationStatus] = {
    (ClarificationStatus.ASKED, "answer"): ClarificationStatus.ANSWERED,
    (ClarificationStatus.ANSWERED, "ask_again"): ClarificationStatus.ASKED,
    (ClarificationStatus.ANSWERED, "resolve"): ClarificationStatus.RESOLVED,
    (ClarificationStatus.ASKED, "cancel"): ClarificationStatus.CANCELLED,
    (ClarificationStatus.ANSWERED, "cancel"): ClarificationStatus.CANCELLED,
}


class EditionStatus(StrEnum):
    """State of an edition."""

    FROZEN = "frozen"
    FACT_CHECK = "fact_check"
    APPROVED = "approved"
    PUBLISHED = "published"


EDITION_TRANSITIONS: dict[tuple[EditionStatus, str], EditionStatus] = {
    (EditionStatus.FROZEN, "start_fact_check"): EditionStatus.FACT_CHECK,
    (EditionStatus.FACT_CHECK, "approve"): EditionStatus.APPROVED,
    (EditionStatus.APPROVED, "publish"): EditionStatus.PUBLISHED,
}


class PublicationState(StrEnum):
    """How far the publication of an approved edition has come; that it happened, says the clock."""

    UNSET = "unset"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class PublicationMove:
    """Where an act on a publication leads, and what it asks for."""

    to: PublicationState
    needs_reason: bool = False
    takes_a_time: bool = False


# A time is proposed by one report editor and confirmed by another one; until then it can be
# changed or taken back, afterwards only stopped.
PUBLICATION_MOVES: dict[tuple[PublicationState, str], PublicationMove] = {
    (PublicationState.UNSET, "propose"): PublicationMove(
        PublicationState.PROPOSED, takes_a_time=True
    ),
    (PublicationState.PROPOSED, "change"): PublicationMove(
        PublicationState.PROPOSED, needs_reason=True, takes_a_time=True
    ),
    (PublicationState.PROPOSED, "withdraw"): PublicationMove(
        PublicationState.UNSET, needs_reason=True
    ),
    (PublicationState.PROPOSED, "confirm"): PublicationMove(PublicationState.CONFIRMED),
    (PublicationState.CONFIRMED, "stop"): PublicationMove(
        PublicationState.UNSET, needs_reason=True
    ),
}
