"""Reads of the Commission's questions: a country's own, and all of a cycle for the desk.

What a country says to a question reaches the Commission with the version that answers it, and not
before; what it said to a question that was cancelled meanwhile never does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.catalogue.models import Cycle
from app.core.errors import NotFound
from app.domain.roles import CountryScope, UnionScope
from app.domain.workflow import CLARIFICATION_OPEN, ClarificationStatus
from app.identity.models import Account
from app.reporting.clarification_models import Clarification, ClarificationMessage
from app.reporting.models import Contribution


@dataclass(frozen=True)
class Message:
    """What one side said; `version` is the one it goes to the Commission with, 0 for at once."""

    id: int
    clarification_id: int
    by_country: bool
    act: str
    text: str
    version: int
    file_sha256: str
    file_name: str
    said_at: datetime
    said_by: int | None
    name: str


@dataclass(frozen=True)
class Question:
    """One question with everything its reader may see of what was said."""

    id: int
    contribution_id: int
    version: int
    point: str
    subject: str
    status: ClarificationStatus
    reason: str
    due_on: date
    batch: str
    asked_at: datetime
    asked_by: int | None
    answered_version: int | None
    closed_at: datetime | None
    revision: int
    reporter: str
    name: str  # of who asked
    messages: tuple[Message, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether it still keeps the submission from being accepted."""
        return self.status in CLARIFICATION_OPEN

    @property
    def waits_for_country(self) -> bool:
        """Tell whether the country has to answer."""
        return self.status is ClarificationStatus.ASKED

    def is_overdue(self, today: date) -> bool:
        """Tell whether the answer is late."""
        return self.waits_for_country and today > self.due_on

    @property
    def text(self) -> str:
        """What is asked now: the last thing the Commission asked."""
        asked = [m.text for m in self.messages if m.act in ("asked", "asked_again")]
        return asked[-1] if asked else ""


_QUESTION: tuple[Any, ...] = (
    col(Clarification.id),
    col(Clarification.contribution_id),
    col(Clarification.version),
    col(Clarification.point),
    col(Clarification.subject),
    col(Clarification.status),
    col(Clarification.reason),
    col(Clarification.due_on),
    col(Clarification.batch),
    col(Clarification.asked_at),
    col(Clarification.asked_by),
    col(Clarification.answered_version),
    col(Clarification.closed_at),
    col(Clarification.revision),
    col(Contribution.reporter),
    col(Account.name),
)
_MESSAGE: tuple[Any, ...] = (
    col(ClarificationMessage.id),
    col(ClarificationMessage.clarification_id),
    col(ClarificationMessage.by_country),
    col(ClarificationMessage.act),
    col(ClarificationMessage.text),
    col(ClarificationMessage.version),
    col(ClarificationMessage.file_sha256),
    col(ClarificationMessage.file_name),
    col(ClarificationMessage.said_at),
    col(ClarificationMessage.said_by),
    col(Account.name),
)


def _questions() -> Select[*tuple[Any, ...]]:
    return (
        select(*_QUESTION)
        .select_from(Clarification)
        .join(Contribution, col(Contribution.id) == col(Clarification.contribution_id))
        .outerjoin(Account, col(Account.id) == col(Clarification.asked_by))
        .order_by(col(Clarification.id))
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[Question, ...]:
    rows: list[Any] = list(session.execute(query))
    found = [Question(*(*row[:-1], row[-1] or "")) for row in rows]
    said = _messages(session, [question.id for question in found])
    return tuple(replace(q, messages=tuple(said.get(q.id, ()))) for q in found)


def _messages(session: Session, ids: Iterable[int]) -> dict[int, list[Message]]:
    """Return what was said to these questions; the caller has them by its scope."""
    wanted = list(ids)
    if not wanted:
        return {}
    query = (
        select(*_MESSAGE)
        .select_from(ClarificationMessage)
        .outerjoin(Account, col(Account.id) == col(ClarificationMessage.said_by))
        .where(col(ClarificationMessage.clarification_id).in_(wanted))
        .order_by(col(ClarificationMessage.id))
    )
    found: dict[int, list[Message]] = {}
    rows: list[Any] = list(session.execute(query))
    for row in rows:
        message = Message(*(*row[:-1], row[-1] or ""))
        found.setdefault(message.clarification_id, []).append(message)
    return found


def list_own(
    session: Session, scope: CountryScope, contribution_id: int, *, point: str = ""
) -> tuple[Question, ...]:
    """Return the questions to the scope's own contribution, at one point or all of them."""
    query = _questions().where(
        col(Contribution.id) == contribution_id, col(Contribution.reporter) == scope.reporter
    )
    if point:
        query = query.where(col(Clarification.point) == point)
    return _read(session, query)


def get_own(session: Session, scope: CountryScope, cycle: str, clarification_id: int) -> Question:
    """Return one question to the scope's own contribution, or raise NotFound."""
    query = (
        _questions()
        .join(Cycle, col(Cycle.id) == col(Contribution.cycle_id))
        .where(
            col(Clarification.id) == clarification_id,
            col(Contribution.reporter) == scope.reporter,
            col(Cycle.code) == cycle,
        )
    )
    return _one(_read(session, query))


def list_asked(
    session: Session, scope: UnionScope, cycle_id: int, reporter: str = ""
) -> tuple[Question, ...]:
    """Return the questions of a cycle, or those to one reporter, as the Commission sees them."""
    query = _questions().where(col(Contribution.cycle_id) == cycle_id)
    if reporter:
        query = query.where(col(Contribution.reporter) == reporter)
    return tuple(map(_as_received, _read(session, query)))


def get_asked(
    session: Session, scope: UnionScope, cycle_id: int, reporter: str, clarification_id: int
) -> Question:
    """Return one question as the Commission sees it, or raise NotFound."""
    query = _questions().where(
        col(Clarification.id) == clarification_id,
        col(Contribution.cycle_id) == cycle_id,
        col(Contribution.reporter) == reporter,
    )
    return _as_received(_one(_read(session, query)))


@dataclass(frozen=True)
class OpenQuestion:
    """One question that is not settled: at which point, and whether the answer is late."""

    point: str
    status: ClarificationStatus
    due_on: date

    def is_overdue(self, today: date) -> bool:
        """Tell whether the country still has to answer after the day it was asked to."""
        return self.status is ClarificationStatus.ASKED and today > self.due_on


def list_open(
    session: Session, scope: UnionScope, cycle_id: int
) -> dict[str, tuple[OpenQuestion, ...]]:
    """Return what is not settled in a cycle, by reporter, without what was said."""
    query = (
        select(
            col(Contribution.reporter),
            col(Clarification.point),
            col(Clarification.status),
            col(Clarification.due_on),
        )
        .join(Contribution, col(Contribution.id) == col(Clarification.contribution_id))
        .where(
            col(Contribution.cycle_id) == cycle_id,
            col(Clarification.status).in_(CLARIFICATION_OPEN),
        )
        .order_by(col(Clarification.id))
    )
    found: dict[str, tuple[OpenQuestion, ...]] = {}
    for reporter, *question in session.execute(query):
        found[reporter] = (*found.get(reporter, ()), OpenQuestion(*question))
    return found


def count_open(session: Session, scope: UnionScope, contribution_id: int) -> int:
    """Return how many questions keep a submission from being accepted."""
    query = select(col(Clarification.id)).where(
        col(Clarification.contribution_id) == contribution_id,
        col(Clarification.status).in_(CLARIFICATION_OPEN),
    )
    return len(session.execute(query).all())


def _one(found: tuple[Question, ...]) -> Question:
    if not found:
        raise NotFound
    return found[0]


def _as_received(question: Question) -> Question:
    """Leave out what the country said and has not sent with a version yet."""
    received = question.answered_version or 0
    heard = (m for m in question.messages if not m.by_country or 0 < m.version <= received)
    return replace(question, messages=tuple(heard))
