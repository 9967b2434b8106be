"""What a country keeps current between cycles: its coordinator, roadmap, contacts and links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.roles import CountryScope, PublicScope, UnionScope
from app.identity.models import Account
from app.reporting.clarification_models import LivingFact

# In the order in which pages show them; contacts are for the Commission, the rest for everybody.
KINDS = ("coordinator", "roadmap", "contact", "link")
PUBLIC_KINDS = frozenset({"coordinator", "roadmap", "link"})


@dataclass(frozen=True)
class Current:
    """One saved state of one thing."""

    reporter: str
    uid: str
    kind: str
    label: str
    text: str
    url: str
    removed: bool
    revision: int
    saved_at: datetime
    name: str


_COLUMNS: tuple[Any, ...] = (
    col(LivingFact.reporter),
    col(LivingFact.uid),
    col(LivingFact.kind),
    col(LivingFact.label),
    col(LivingFact.text),
    col(LivingFact.url),
    col(LivingFact.removed),
    col(LivingFact.revision),
    col(LivingFact.saved_at),
    col(Account.name),
)


def list_states(session: Session, scope: CountryScope) -> list[Current]:
    """Return every state that was ever saved for the scope's own country, the oldest first."""
    return _states(session, scope.reporter)


def list_current(
    session: Session, scope: CountryScope | UnionScope | PublicScope, reporter: str
) -> list[Current]:
    """Return what holds now for a country, as far as this reader may see it."""
    if isinstance(scope, CountryScope):
        reporter = scope.reporter
    standing = latest(_states(session, reporter))
    reads_all = isinstance(scope, CountryScope) or (
        isinstance(scope, UnionScope) and scope.reads_submissions
    )
    return [one for one in standing if reads_all or one.kind in PUBLIC_KINDS]


def latest(states: Iterable[Current]) -> list[Current]:
    """Return the last state of each thing that was not removed, by kind and label."""
    last = {one.uid: one for one in states}
    standing = [one for one in last.values() if not one.removed]
    return sorted(standing, key=lambda one: (KINDS.index(one.kind), one.label, one.uid))


def _states(session: Session, reporter: str) -> list[Current]:
    query = (
        select(*_COLUMNS)
        .select_from(LivingFact)
        .outerjoin(Account, col(Account.id) == col(LivingFact.saved_by))
        .where(col(LivingFact.reporter) == reporter)
        .order_by(col(LivingFact.id))
    )
    rows: list[Any] = list(session.execute(query))
    return [Current(*(*row[:-1], row[-1] or "")) for row in rows]
