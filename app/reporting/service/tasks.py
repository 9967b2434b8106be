"""Handing a point or a single question to a colleague with a day and a message, and back."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.domain.answers import clean_text
from app.domain.asked import asked_point, find_question
from app.domain.roles import CountryScope
from app.reporting.people import list_contributors
from app.reporting.queries import Head, get_head, index_of
from app.reporting.service.announcing import announce_points
from app.reporting.service.keeping import stream_of
from app.reporting.team_models import Assignment

MESSAGE_LIMIT = 1000


@dataclass(frozen=True)
class TaskInput:
    """What to hand to whom: `place` is a point (`P04`) or a question (`P04.when`)."""

    place: str
    account_id: int
    due: str = ""
    message: str = ""


def give_task(session: Session, scope: CountryScope, cycle: str, given: TaskInput) -> None:
    """Hand a point or question to a contributor; once more changes day and message."""
    due_on, message = _day(given.due), _checked(given.message)
    head = get_head(session, scope, cycle, lock=True)
    point, question = _place(session, scope, head, given.place)
    if given.account_id not in {p.account_id for p in list_contributors(session, scope)}:
        raise Refused("not_a_contributor")
    query = select(Assignment).where(
        col(Assignment.contribution_id) == head.id,
        col(Assignment.point) == point,
        col(Assignment.question) == question,
        col(Assignment.account_id) == given.account_id,
    )
    task = session.scalars(query).one_or_none()
    if task is None:
        task = Assignment(
            contribution_id=head.id,
            point=point,
            question=question,
            account_id=given.account_id,
            assigned_at=now(),
        )
    task.due_on, task.message = due_on, message
    task.assigned_by = scope.account_id
    session.add(task)
    session.flush()
    _record(session, scope, head, "task_given", task)
    announce_points(session, scope, head, given.account_id, [point], question)


def take_task_back(session: Session, scope: CountryScope, cycle: str, task_id: int) -> None:
    """End a task; what was written stays."""
    head = get_head(session, scope, cycle, lock=True)
    query = select(Assignment).where(
        col(Assignment.contribution_id) == head.id, col(Assignment.id) == task_id
    )
    task = session.scalars(query).one_or_none()
    if task is None:
        raise NotFound
    session.delete(task)
    session.flush()
    _record(session, scope, head, "task_taken_back", task)


def _checked(message: str) -> str:
    text = clean_text(message)
    if len(text) > MESSAGE_LIMIT:
        raise Refused("text_too_long_to_store", limit=MESSAGE_LIMIT, length=len(text))
    return text


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("due_not_a_day") from None


def _place(session: Session, scope: CountryScope, head: Head, place: str) -> tuple[str, str]:
    """Return point and question; a question of the header is nobody's but the lead's."""
    index = index_of(session, head)
    if asked_point(index, scope.reporter, place) is not None:
        return place, ""
    found = find_question(index, scope.reporter, place)
    if found is None or found[0] is None:
        raise NotFound
    return found[0].id, place


def _record(session: Session, scope: CountryScope, head: Head, act: str, task: Assignment) -> None:
    record(
        session,
        stream_of(head),
        act,
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=task.question or task.point,
        accounts=[task.account_id],
    )
