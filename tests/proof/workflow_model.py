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
    if found.permission is not None and action is not Action.ASK_CLARIFICATION
}
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

    @property
    def is_open(self) -> bool:
        """Tell whether the reporter may save and send at this moment."""
        if self.window is Window.BEFORE_OPENING:
            return False
        return self.has_extension or self.window is not Window.CLOSED

    def refusals(self, actor: Actor, action: Action, reason: str) -> set[int]:
        """Return the statuses the act may be refused with; empty when it must be done."""
        permission = PERMISSIONS[action]
        if not actor.grants:
            return {401}
        if permission not in actor.permissions(permission):
            is_hidden = permission in REPORTER_PERMISSIONS and actor.is_foreign
            return {404 if is_hidden else 403}
        if action is Action.ACCEPT and not self.version:
            return {404}  # a contribution that was never submitted is not there for the desk
        return set(self._reasons(actor, action, reason))

    def _reasons(self, actor: Actor, action: Action, reason: str) -> list[int]:
        found = []
        try:
            next_status(self.status, action, self.came_from)
        except IllegalTransition:
            found.append(409)
        if action in BOUND_TO_OPEN_CYCLE and not self.is_open:
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
        self.status = next_status(before, action, self.came_from)
        if action is Action.SAVE:
            self.editors.add(actor.name)
            self.revision += 1
            return
        if action is Action.SEND_FOR_SIGN_OFF:
            self.came_from = before
        if action is Action.SUBMIT:
            self.version += 1
            self.editors = set()
        self.done.append("accepted" if action is Action.ACCEPT else str(action))
