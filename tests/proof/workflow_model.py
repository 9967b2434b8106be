"""What the pure workflow says about every act of everybody: the model that answers are held to."""

from dataclasses import dataclass, field

from app.domain.roles import REPORTER_PERMISSIONS, Grant, Permission, Role, permissions_at
from app.domain.workflow import (
    BOUND_TO_OPEN_CYCLE,
    TRANSITIONS,
    Action,
    IllegalTransition,
    Status,
    Window,
    next_status,
)
from app.reporting.submissions import seen_from_outside

REPORTER = "DK"


@dataclass(frozen=True)
class Actor:
    """Somebody with these roles; nobody signed in holds none."""

    name: str
    grants: tuple[Grant, ...] = ()

    def permissions(self, permission: Permission) -> frozenset[Permission]:
        """What the person may do where this permission counts: at the reporter or for the Union."""
        here = REPORTER if permission in REPORTER_PERMISSIONS else None
        return permissions_at(self.grants, here)

    @property
    def is_foreign(self) -> bool:
        """Tell whether the reporter must look to this person as if it did not exist."""
        return all(grant.reporter != REPORTER for grant in self.grants)


def _national(*roles: Role, reporter: str = REPORTER) -> tuple[Grant, ...]:
    return tuple(Grant(role, reporter) for role in roles)


ACTORS = (
    Actor("lead", _national(Role.REPORTING_LEAD)),
    Actor("contributor", _national(Role.CONTRIBUTOR)),
    Actor("signatory", _national(Role.SIGNATORY)),
    Actor("both", _national(Role.CONTRIBUTOR, Role.SIGNATORY)),  # who signs may have edited
    Actor("reader", _national(Role.NATIONAL_READER)),
    Actor("neighbour", _national(Role.REPORTING_LEAD, Role.SIGNATORY, reporter="GR")),
    Actor("desk", (Grant(Role.DESK_OFFICER),)),
    Actor("cycles", (Grant(Role.CYCLE_MANAGER),)),
    Actor("editor", (Grant(Role.REPORT_EDITOR),)),
    Actor("administrator", (Grant(Role.ADMINISTRATOR),)),
    Actor("nobody"),
)

# Acts that people do at an address of the portal; the others happen as part of something else.
PERMISSIONS: dict[Action, Permission] = {
    action: found.permission
    for (_, action), found in TRANSITIONS.items()
    if found.permission is not None
}
DESK = frozenset({Action.ASK_CLARIFICATION, Action.CLOSE_CLARIFICATION})
REASONED = frozenset(action for (_, action), found in TRANSITIONS.items() if found.needs_reason)


@dataclass
class Model:
    """A contribution as the pure workflow sees it."""

    status: Status = Status.NOT_STARTED
    came_from: Status | None = None
    version: int = 0
    window: Window = Window.OPEN
    has_extension: bool = False
    is_complete: bool = False  # nothing blocks sending
    editors: set[str] = field(default_factory=set)  # of the version being prepared
    revision: int = 0  # of the answer that is saved
    done: list[str] = field(default_factory=list)
    waiting: int = 0  # questions of the Commission that the reporter has to answer
    answered: int = 0  # questions that are answered and not settled
    accepted_version: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether the reporter may save and send at this moment.

        While a question waits the dates of the cycle do not count: it is answered late, or in time.
        """
        if self.waiting and self._seen is Status.CLARIFICATION_REQUESTED:
            return True
        if self.window is Window.BEFORE_OPENING:
            return False
        return self.has_extension or self.window is not Window.CLOSED

    @property
    def _seen(self) -> Status:
        """The state as the Commission may know it, from which its acts go out."""
        return seen_from_outside(self.status, self.version, self.came_from or "")

    def leads_to(self, action: Action) -> Status:
        """Return the state an act leads to, or raise IllegalTransition."""
        came_from = self.came_from
        if action is Action.CLOSE_CLARIFICATION:
            is_accepted = self.accepted_version == self.version
            came_from = Status.ACCEPTED if is_accepted else Status.SUBMITTED
        return next_status(self._seen if action in DESK else self.status, action, came_from)

    def refusals(self, actor: Actor, action: Action, reason: str) -> set[int]:
        """Return the statuses the act may be refused with; empty when it must be done."""
        permission = PERMISSIONS[action]
        if not actor.grants:
            return {401}
        if permission not in actor.permissions(permission):
            is_hidden = permission in REPORTER_PERMISSIONS and actor.is_foreign
            return {404 if is_hidden else 403}
        if action in DESK | {Action.ACCEPT} and not self.version:
            return {404}  # a contribution that was never submitted is not there for the desk
        if action is Action.CLOSE_CLARIFICATION and not self.waiting:
            return {404}  # there is no question that could be cancelled
        return set(self._reasons(actor, action, reason))

    def _reasons(self, actor: Actor, action: Action, reason: str) -> list[int]:
        found = []
        try:
            self.leads_to(action)
        except IllegalTransition:
            found.append(409)
        if action in BOUND_TO_OPEN_CYCLE and not self.is_open:
            found.append(409)
        if action is Action.ACCEPT and self.waiting + self.answered:
            found.append(409)
        if action in REASONED and not reason:
            found.append(422)
        if action is Action.SEND_FOR_SIGN_OFF and not self.is_complete:
            found.append(422)
        if action is Action.SEND_FOR_SIGN_OFF and self.version and not reason:
            found.append(422)  # a further version says why there is one
        if action is Action.SIGN_OFF and actor.name in self.editors:
            found.append(403)
        return found

    def offered(self, actor: Actor) -> set[Action]:
        """Return the acts for which a page must have a button."""
        return {action for action in PERMISSIONS if not self.refusals(actor, action, "A reason.")}

    def do(self, actor: Actor, action: Action) -> None:
        """Carry the act out."""
        before = self.status
        self.status = self.leads_to(action)
        if action in DESK:
            self._asked(before, action)
            return
        if action is Action.SAVE:
            self.editors.add(actor.name)
            self.revision += 1
            return
        if action is Action.SEND_FOR_SIGN_OFF:
            self.came_from = before
        if action is Action.SUBMIT:
            self.version += 1
            self.editors = set()
            self.answered, self.waiting = self.answered + self.waiting, 0
        if action is Action.ACCEPT:
            self.accepted_version = self.version
        self.done.append("accepted" if action is Action.ACCEPT else str(action))

    def _asked(self, before: Status, action: Action) -> None:
        """Ask or take the last question back: who is signing gets the draft back first."""
        if before in (Status.AWAITING_SIGN_OFF, Status.SIGNED_OFF):
            self.done.append(str(Action.RECALL))
        self.waiting = self.waiting + 1 if action is Action.ASK_CLARIFICATION else 0
        self.done.append(str(action))
