"""Where a reporter stands on the board: facts without words, for the page and the workbook."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.catalogue.queries import CycleInfo
from app.core.clock import BRUSSELS, now, today_brussels
from app.domain.completeness import Completeness
from app.domain.points import Addressee, Point
from app.domain.roles import COMMISSION
from app.domain.workflow import Status, Window
from app.reporting.clarifications import OpenQuestion
from app.reporting.submissions import SubmissionHead
from app.review.cases import Case
from app.review.digests import Digest, FindingCount

MEMBER_STATES, UNION = "member_states", "commission"  # sets of reporters
OPEN, OVERDUE = "open", "overdue"  # questions
LATE, EXTENDED = "late", "extended"  # time
ANY, UNEXPLAINED, BLOCKING = "any", "unexplained", "blocking"  # findings
WAITING, QUESTIONS, DUE = "waiting", "questions", "due"  # orders


@dataclass(frozen=True)
class Standing:
    """One reporter in one cycle, as far as the Commission may know."""

    head: SubmissionHead
    cycle: CycleInfo  # with the dates of a reporter that has more time
    digest: Digest | None = None  # None where nothing lies before the Commission
    questions: tuple[OpenQuestion, ...] = ()
    case: Case = Case()

    @property
    def reporter(self) -> str:
        """Its code as it is stored."""
        return self.head.reporter

    @property
    def overdue(self) -> int:
        """Number of questions whose answer is late."""
        today = today_brussels()
        return sum(question.is_overdue(today) for question in self.questions)

    @property
    def window(self) -> Window:
        """Where this moment lies in its dates."""
        return self.cycle.window(now())

    @property
    def is_waited_for(self) -> bool:
        """Tell whether its report could still come: neither there, declined nor compiled."""
        is_over = self.head.status is Status.DECLINED or self.cycle.is_baseline
        return self.digest is None and not is_over

    @property
    def days_late(self) -> int:
        """Days after the due date: of the submission, or until today where there is none."""
        if self.digest is not None:
            due, at = self.digest.due_at, self.head.submitted_at
            return _days(due, at) if self.head.late and due and at else 0
        return _days(self.cycle.due_at, now()) if self.is_late else 0

    @property
    def is_late(self) -> bool:
        """Tell whether it was late, or the due date has passed without a report."""
        if self.digest is not None:
            return self.head.late
        is_past = now() > self.cycle.due_at
        return self.is_waited_for and is_past and self.window in (Window.LATE, Window.CLOSED)

    def judged(self, points: Container[str]) -> Completeness:
        """Return how complete the submission is at these points."""
        return self.digest.judged.among(points) if self.digest else Completeness(())

    def found(self, points: Container[str] | None = None) -> FindingCount:
        """Return the findings it was signed with, in all of it or at these points."""
        if self.digest is None:
            return FindingCount()
        return self.digest.found if points is None else self.digest.found_at(points)


@dataclass(frozen=True)
class BoardChoice:
    """Filters and order of the board, as they stand in its address."""

    state: str = ""
    group: str = ""
    reporters: str = ""
    questions: str = ""
    time: str = ""
    findings: str = ""
    mine: str = ""
    sort: str = ""

    @property
    def narrows(self) -> bool:
        """Tell whether any reporter or point may be left out."""
        return any(value for name, value in vars(self).items() if name != "sort")

    def points(self, points: Iterable[Point]) -> list[Point]:
        """Return the points that are shown: of the group, and asked of the set of reporters."""
        return [
            point
            for point in points
            if self.group in ("", point.group)
            and (not self.reporters or (self.reporters == UNION) is _is_ours(point))
        ]

    def fits(self, standing: Standing, account_id: int | None) -> bool:
        """Tell whether a reporter is among those that were chosen."""
        return (
            self.state in ("", standing.head.status)
            and self.reporters in ("", set_of(standing.reporter))
            and self._has_questions(standing)
            and self._has_time(standing)
            and self._has_findings(standing)
            and (not self.mine or account_id is not None and standing.case.officer == account_id)
        )

    def _has_questions(self, standing: Standing) -> bool:
        known = {"": 1, OPEN: len(standing.questions), OVERDUE: standing.overdue}
        return bool(known.get(self.questions))

    def _has_time(self, standing: Standing) -> bool:
        is_extended = standing.cycle.extended_until is not None
        return {"": True, LATE: standing.is_late, EXTENDED: is_extended}.get(self.time, False)

    def _has_findings(self, standing: Standing) -> bool:
        count = standing.found()
        known = {
            "": 1,
            ANY: count.blocking + count.warnings,
            UNEXPLAINED: count.unexplained,
            BLOCKING: count.blocking,
        }
        return bool(known.get(self.findings))

    def ordered(self, standings: Iterable[Standing]) -> list[Standing]:
        """Return the reporters in the chosen order; equals stay in protocol order."""
        if self.sort == WAITING:
            return sorted(standings, key=_waiting_since)
        if self.sort == QUESTIONS:
            return sorted(standings, key=lambda s: (-s.overdue, -len(s.questions)))
        if self.sort == DUE:
            return sorted(standings, key=lambda s: (not s.is_waited_for, s.cycle.due_at))
        return list(standings)


def chosen_of(
    choice: BoardChoice, standings: Iterable[Standing], account_id: int | None
) -> list[Standing]:
    """Return the reporters that the choice leaves, in its order."""
    return choice.ordered(s for s in standings if choice.fits(s, account_id))


def with_more_time(cycle: CycleInfo, until: datetime | None) -> CycleInfo:
    """Return the cycle with the dates of a reporter that has more time."""
    if until is None:
        return cycle
    return replace(
        cycle,
        due_at=max(cycle.due_at, until),
        closes_at=max(cycle.closes_at, until),
        extended_until=until,
    )


def set_of(reporter: str) -> str:
    """Return the set of reporters that one belongs to."""
    return UNION if reporter == COMMISSION else MEMBER_STATES


def asked_of(points: Iterable[Point]) -> dict[str, frozenset[str]]:
    """Return which of the points are asked of whom, by set of reporters."""
    found: dict[str, set[str]] = {MEMBER_STATES: set(), UNION: set()}
    for point in points:
        found[UNION if _is_ours(point) else MEMBER_STATES].add(point.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def is_asked(reporter: str, point: Point) -> bool:
    """Tell whether a point is asked of a reporter."""
    return (reporter == COMMISSION) is _is_ours(point)


def _is_ours(point: Point) -> bool:
    return point.addressee is Addressee.COMMISSION


def _waiting_since(standing: Standing) -> tuple[bool, float]:
    head = standing.head
    waits = head.status is Status.SUBMITTED and head.submitted_at is not None
    return not waits, head.submitted_at.timestamp() if waits and head.submitted_at else 0.0


def _days(start: datetime, end: datetime) -> int:
    """Return how many midnights of Brussels lie between two moments."""
    return (end.astimezone(BRUSSELS).date() - start.astimezone(BRUSSELS).date()).days
