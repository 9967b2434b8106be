"""Dates while the Commission asks: the due date of the question stands in for the cycle's."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from app.catalogue.queries import CycleInfo
from app.core.clock import BRUSSELS
from app.domain.workflow import CycleStatus, Status, Window

# While countries report and while the figures are put together; a published cycle asks nothing.
_ANSWERABLE = frozenset({CycleStatus.FROZEN, CycleStatus.CONSOLIDATION, CycleStatus.FACT_CHECK})
_SIGNING = frozenset({Status.AWAITING_SIGN_OFF, Status.SIGNED_OFF})


@dataclass(frozen=True)
class AskedCycle(CycleInfo):
    """A cycle as a reporter sees it that owes an answer: late after that day, and never closed."""

    @property
    def is_answerable(self) -> bool:
        """Tell whether an answer can still be given."""
        return self.status in _ANSWERABLE

    def window(self, at: datetime) -> Window:
        """Return where a moment lies before or after the day by which an answer is due."""
        if not self.is_answerable:
            return super().window(at)
        return Window.OPEN if at <= self.due_at else Window.LATE


def end_of(day: date) -> datetime:
    """Return the last second of a day in Brussels."""
    return datetime.combine(day, time(23, 59, 59), BRUSSELS).astimezone(UTC)


def is_asked(status: Status, came_from: str) -> bool:
    """Tell whether a contribution answers a question, or is signed with the answer in it."""
    if status in _SIGNING:
        return came_from == Status.CLARIFICATION_REQUESTED
    return status is Status.CLARIFICATION_REQUESTED


def while_asked(cycle: CycleInfo, status: Status, came_from: str, due_on: date | None) -> CycleInfo:
    """Return the cycle with the dates of the question that is due first, where one is open."""
    if due_on is None or not is_asked(status, came_from):
        return cycle
    due = end_of(due_on)
    return replace(AskedCycle(**vars(cycle)), due_at=due, closes_at=max(cycle.closes_at, due))
