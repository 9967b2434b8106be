"""What a person has on the desk: the draft, the points assigned, what can be written now."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.core.errors import NotFound
from app.domain.asked import AskedPoint, asked_point, asked_points
from app.domain.observations import CatalogueIndex
from app.domain.roles import CountryScope, Permission, Role
from app.domain.workflow import EDITABLE, Status, Window
from app.reporting.clarifications import Question, list_own
from app.reporting.looks import RunningLook, running_looks
from app.reporting.queries import Draft, get_head, load_draft
from app.reporting.reviews import NOTHING_SAID, PointAgreement


@dataclass(frozen=True)
class Work:
    """One contribution as one person meets it at one moment."""

    draft: Draft
    scope: CountryScope
    assigned: frozenset[str]
    at: datetime
    looks: tuple[RunningLook, ...] = ()  # leave given to the desk, which all of the country see
    questions: tuple[Question, ...] = ()  # of the Commission, while points are open for an answer

    @property
    def cycle(self) -> str:
        """Code of the cycle."""
        return self.draft.cycle.code

    @property
    def cycle_info(self) -> CycleInfo:
        """The cycle with the dates that hold for this reporter."""
        return self.draft.cycle

    @property
    def reporter(self) -> str:
        """Stored code of the reporter."""
        return self.draft.reporter

    @property
    def index(self) -> CatalogueIndex:
        """The catalogue of the cycle."""
        return self.draft.index

    @property
    def points(self) -> tuple[AskedPoint, ...]:
        """The points asked of this reporter."""
        return asked_points(self.index, self.reporter)

    def asked(self, point: str) -> AskedPoint:
        """Return a point asked of this reporter, or raise NotFound."""
        found = asked_point(self.index, self.reporter, point)
        if found is None:
            raise NotFound
        return found

    def why_locked(self, point: str | None, question: str = "") -> str:
        """Return the message code of why this person cannot write here now; empty when they can.

        A question may be open to somebody who does not hold its point.

        The service checks the same again inside the transaction that writes.
        """
        if Permission.ANSWER_EDIT not in self.scope.permissions:
            return "locked_for_reader"
        if self.draft.status not in EDITABLE:
            return f"locked_{self.draft.status}"
        window = self.draft.cycle.window(self.at)
        if window is Window.BEFORE_OPENING:
            return "cycle_not_open"
        if window is Window.CLOSED:
            return "cycle_closed"
        is_asked = self.draft.status is Status.CLARIFICATION_REQUESTED
        if is_asked and (point or "") not in self.draft.reopened:
            return "point_not_reopened"
        if self.scope.has(Role.REPORTING_LEAD) or {point, question} & self.assigned:
            return ""
        part = any(place.startswith(f"{point}.") for place in self.assigned)
        return "questions_assigned" if part else "point_not_assigned"

    def review_of(self, point: str) -> PointAgreement:
        """Return how far a point is agreed inside the country."""
        return self.draft.reviews.get(point, NOTHING_SAID)

    def can_write(self, point: str | None, question: str = "") -> bool:
        """Tell whether this person can write at this point, or this question of it, now."""
        return not self.why_locked(point, question)


@dataclass(frozen=True)
class Frame:
    """A contribution as far as pages about what was submitted need it; no draft is read."""

    cycle_info: CycleInfo
    scope: CountryScope
    looks: tuple[RunningLook, ...] = ()

    @property
    def cycle(self) -> str:
        """Code of the cycle."""
        return self.cycle_info.code

    @property
    def reporter(self) -> str:
        """Stored code of the reporter."""
        return self.scope.reporter


def open_frame(session: Session, scope: CountryScope, cycle: str) -> Frame:
    """Return what stands around the contribution of the scope's reporter."""
    head = get_head(session, scope, cycle)
    return Frame(head.cycle, scope, running_looks(session, scope, head))


def open_work(session: Session, scope: CountryScope, cycle: str) -> Work:
    """Load the contribution of the scope's reporter with what the person may write in it."""
    draft = load_draft(session, scope, cycle)
    needs_assignment = Permission.ANSWER_EDIT in scope.permissions and not scope.has(
        Role.REPORTING_LEAD
    )
    assigned = draft.assigned if needs_assignment else frozenset[str]()
    questions = list_own(session, scope, draft.id) if draft.reopened else ()
    return Work(draft, scope, assigned, now(), running_looks(session, scope, draft), questions)
