"""What people of a country are told by the clock: the opening, reminders, deadlines, overdue.

A pass of the worker, safe to repeat: every occasion has a key. What is missing is judged by the one
completeness function and stays here; mails and notices say only that something is.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from app.catalogue.models import Cycle, CycleKind
from app.catalogue.told import those_who_practise
from app.core.clock import BRUSSELS, last_day, now
from app.core.db import open_session
from app.domain.completeness import Completeness, completeness
from app.domain.reminders import (
    LAST_STAGES,
    OVERDUE_FOR,
    TASK_STAGES,
    Held,
    is_missing,
    lacks_anything,
    stage,
)
from app.domain.roles import CountryScope, Role
from app.domain.workflow import EDITABLE, CycleStatus, Status, Window
from app.identity.recipients import recipients, recipients_of
from app.jobs.telling import Recipient, Telling, tell
from app.reporting.addresses import contribution_url, point_url
from app.reporting.models import Contribution
from app.reporting.people import Task, list_tasks
from app.reporting.queries import Head, draft_of, get_head

MORNING = 7  # nobody is woken by a mail: the hour in Brussels before which nothing is told
ANNOUNCED_FOR = timedelta(days=14)  # after the opening
_RUNNING = (CycleStatus.FROZEN, CycleStatus.CONSOLIDATION, CycleStatus.FACT_CHECK)
_OUTSTANDING = (
    Status.NOT_STARTED,
    Status.IN_PREPARATION,
    Status.AWAITING_SIGN_OFF,
    Status.SIGNED_OFF,
    Status.CLARIFICATION_REQUESTED,
)

Told = tuple[tuple[Recipient, ...], Telling]


@dataclass(frozen=True)
class _Country:
    """One contribution at this moment."""

    head: Head
    at: datetime

    @property
    def reporter(self) -> str:
        return self.head.row.reporter

    @property
    def code(self) -> str:
        return self.head.cycle.code

    @property
    def today(self) -> date:
        return self.at.astimezone(BRUSSELS).date()

    @property
    def due(self) -> date:
        return last_day(self.head.cycle.due_at)

    @property
    def is_asked(self) -> bool:
        """Whether it answers questions of the Commission."""
        return self.head.row.status is Status.CLARIFICATION_REQUESTED

    def telling(self, kind: str, key: str, day: date, point: str = "") -> Telling:
        facts = {"day": day.isoformat(), "cycle_title": self.head.cycle.title}
        if self.head.cycle.is_training:
            facts["training"] = "yes"
        place = (self.code, self.reporter)
        path = point_url(*place, point) if point else contribution_url(*place)
        return Telling(kind, f"{kind}:{':'.join(place)}:{key}", *place, point, facts, path)


def remind(engine: Engine) -> None:
    """Tell everybody what the clock has brought since the last time; each in a transaction."""
    at = now()
    if at.astimezone(BRUSSELS).hour < MORNING:
        return
    with open_session(engine) as session:
        places = _outstanding(session)
    for cycle, reporter in places:
        scope = CountryScope(reporter, None, "reminders", frozenset())
        with open_session(engine) as session:
            country = _Country(get_head(session, scope, cycle), at)
            found = tuple(
                (those_who_practise(session, country.head.cycle, reporter, people), telling)
                for people, telling in _due(session, scope, country)
            )
        if found:
            with open_session(engine, write=True) as session:
                for people, telling in found:
                    tell(session, people, telling)


def _outstanding(session: Session) -> list[tuple[str, str]]:
    """Return cycle and reporter of every contribution that somebody waits for."""
    query = (
        select(col(Cycle.code), col(Contribution.reporter))
        .join(Contribution, col(Contribution.cycle_id) == col(Cycle.id))
        .where(
            col(Cycle.kind) != CycleKind.BASELINE,
            col(Cycle.status).in_(_RUNNING),
            col(Contribution.status).in_(_OUTSTANDING),
        )
        .order_by(col(Cycle.id), col(Contribution.reporter))
    )
    return [(code, reporter) for code, reporter in session.execute(query)]


def _due(session: Session, scope: CountryScope, country: _Country) -> Iterator[Told]:
    window = country.head.cycle.window(country.at)
    if window not in (Window.OPEN, Window.LATE):
        return
    yield from _opening(session, country)
    since = country.head.cycle.opens_at.astimezone(BRUSSELS).date()
    reached = stage(country.today, since, country.due)
    is_late = window is Window.LATE
    tasks = list_tasks(session, scope, country.head.id)
    due_tasks = [t for t in tasks if _task_stage(country, t)] if _is_editable(country) else []
    if reached is None and not is_late and not due_tasks:
        return
    draft = draft_of(session, scope, country.head)
    judged = completeness(draft.index, draft.data)
    if country.is_asked:
        judged = judged.among(draft.reopened)
    yield from _tasks(session, country, due_tasks, judged)
    if is_late:
        yield from _late(session, country, tasks, judged)
    elif reached is not None:
        yield from _before(session, country, tasks, judged, reached)


def _is_editable(country: _Country) -> bool:
    return country.head.row.status in EDITABLE


def _opening(session: Session, country: _Country) -> Iterator[Told]:
    since_opening = country.at - country.head.cycle.opens_at
    if since_opening < ANNOUNCED_FOR and not country.head.row.version:
        people = recipients(session, Role.REPORTING_LEAD, reporter=country.reporter)
        yield people, country.telling("opening", "", country.due)


def _before(
    session: Session,
    country: _Country,
    tasks: Collection[Task],
    judged: Completeness,
    reached: int,
) -> Iterator[Told]:
    """Remind before the due date: whoever has something missing, and in the end whoever sends."""
    key = f"{country.due.isoformat()}:{reached}"
    leads = recipients(session, Role.REPORTING_LEAD, reporter=country.reporter)
    if reached in LAST_STAGES:
        kind = "clarification_due" if country.is_asked else "deadline"
        yield leads, country.telling(kind, key, country.due)
    elif lacks_anything(judged):
        yield leads, country.telling("reminder", key, country.due)
    if reached in LAST_STAGES and country.head.row.status is Status.AWAITING_SIGN_OFF:
        signatories = recipients(session, Role.SIGNATORY, reporter=country.reporter)
        yield signatories, country.telling("deadline", key, country.due)
    yield _holders(session, country, tasks, judged), country.telling("reminder", key, country.due)


def _late(
    session: Session, country: _Country, tasks: Collection[Task], judged: Completeness
) -> Iterator[Told]:
    key = country.due.isoformat()
    kind = "clarification_overdue" if country.is_asked else "overdue"
    leads = recipients(session, Role.REPORTING_LEAD, reporter=country.reporter)
    people = (*leads, *_holders(session, country, tasks, judged))
    yield people, country.telling(kind, key, country.due)


def _holders(
    session: Session, country: _Country, tasks: Collection[Task], judged: Completeness
) -> tuple[Recipient, ...]:
    """Return the contributors at whose points something is missing that they can still write."""
    if not _is_editable(country):
        return ()
    held = (Held(task.account_id, task.point, task.question) for task in tasks)
    wanted = {one.account_id for one in held if is_missing(judged, one)}
    still = recipients(session, Role.CONTRIBUTOR, reporter=country.reporter)
    return tuple(person for person in still if person.account_id in wanted)


def _task_stage(country: _Country, task: Task) -> str:
    """Return which word about a task is due; empty when none is."""
    if task.due_on is None:
        return ""
    if country.today > task.due_on:
        return "overdue" if country.today - task.due_on <= OVERDUE_FOR else ""
    reached = stage(country.today, date.min, task.due_on, TASK_STAGES)
    return "" if reached is None else str(reached)


def _tasks(
    session: Session, country: _Country, tasks: Collection[Task], judged: Completeness
) -> Iterator[Told]:
    still = {p.account_id for p in recipients(session, Role.CONTRIBUTOR, reporter=country.reporter)}
    for task in tasks:
        if task.due_on is None or task.account_id not in still:
            continue
        if is_missing(judged, Held(task.account_id, task.point, task.question)):
            reached = _task_stage(country, task)
            kind = "task_overdue" if reached == "overdue" else "task_due"
            key = f"{task.id}:{task.due_on.isoformat()}:{reached}"
            people = recipients_of(session, [task.account_id])
            yield people, country.telling(kind, key, task.due_on, task.point)


PASSES = (remind,)
