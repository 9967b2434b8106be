"""Who is behind a contribution: who holds which point, who edited, who could be asked to help."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import Session, col, select

from app.core.clock import now
from app.domain.roles import CountryScope, Role
from app.identity.models import Account
from app.identity.queries import list_accounts_with_role, list_colleagues
from app.reporting.models import ContributionEditor
from app.reporting.team_models import Assignment


@dataclass(frozen=True)
class Holder:
    """A colleague to whom a point is handed."""

    account_id: int
    name: str


@dataclass(frozen=True)
class Editor:
    """Somebody who edited in the version being prepared."""

    account_id: int
    name: str
    first_at: datetime


def holders(
    session: Session, scope: CountryScope, contribution_id: int
) -> dict[str, tuple[Holder, ...]]:
    """Return who holds each whole point, by name; points nobody holds are left out."""
    query = (
        select(Assignment.point, Account.id, Account.name)
        .join(Account, col(Account.id) == col(Assignment.account_id))
        .where(col(Assignment.contribution_id) == contribution_id, col(Assignment.question) == "")
        .order_by(col(Account.name), col(Account.id))
    )
    found: dict[str, tuple[Holder, ...]] = {}
    for point, account_id, name in session.exec(query):
        if account_id is not None:
            found[point] = (*found.get(point, ()), Holder(account_id, name))
    return found


def list_editors(
    session: Session, scope: CountryScope, contribution_id: int, version: int
) -> tuple[Editor, ...]:
    """Return who edited in a version, in the order in which they began."""
    query = (
        select(ContributionEditor.account_id, Account.name, ContributionEditor.first_at)
        .join(Account, col(Account.id) == col(ContributionEditor.account_id))
        .where(
            col(ContributionEditor.contribution_id) == contribution_id,
            col(ContributionEditor.version) == version,
        )
        .order_by(col(ContributionEditor.first_at), col(ContributionEditor.id))
    )
    return tuple(Editor(*row) for row in session.exec(query))


def list_contributors(session: Session, scope: CountryScope) -> tuple[Holder, ...]:
    """Return the colleagues of the scope's reporter to whom points can be handed."""
    found = list_accounts_with_role(session, Role.CONTRIBUTOR, scope.reporter)
    return tuple(Holder(account_id, name) for account_id, name, _ in found)


def list_people(session: Session, scope: CountryScope) -> tuple[Holder, ...]:
    """Return everybody who holds a role for the scope's reporter now, by name."""
    at = now()
    found = {
        person.account_id: Holder(person.account_id, person.name)
        for person in list_colleagues(session, scope)
        if not person.is_disabled and (person.ends_at is None or person.ends_at > at)
    }
    return tuple(found.values())


@dataclass(frozen=True)
class Task:
    """A point or a single question in somebody's hands; `question` is empty for the point."""

    id: int
    account_id: int
    name: str
    point: str
    question: str
    due_on: date | None
    message: str


def list_tasks(
    session: Session, scope: CountryScope, contribution_id: int, *, own_only: bool = False
) -> tuple[Task, ...]:
    """Return who has what to do, the earliest day first, what has no day last."""
    query = (
        sqlalchemy.select(
            col(Assignment.id),
            col(Assignment.account_id),
            col(Account.name),
            col(Assignment.point),
            col(Assignment.question),
            col(Assignment.due_on),
            col(Assignment.message),
        )
        .join(Account, col(Account.id) == col(Assignment.account_id))
        .where(col(Assignment.contribution_id) == contribution_id)
    )
    if own_only:
        query = query.where(col(Assignment.account_id) == scope.account_id)
    found = [Task(*row) for row in session.execute(query)]
    return tuple(sorted(found, key=_by_day))


def _by_day(task: Task) -> tuple[date, str, str, str]:
    return task.due_on or date.max, task.point, task.question, task.name
