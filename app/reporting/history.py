"""What was saved about one thing, by whom and when: the states kept in its history."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.domain.roles import CountryScope
from app.reporting.models import AnswerRevision
from app.reporting.queries import Head, get_head


@dataclass(frozen=True)
class State:
    """One saved state of an answer, a cell, a measure, evidence, an explanation or a point."""

    revision: int
    content: Mapping[str, Any]
    at: datetime
    by: int | None


def list_states(session: Session, scope: CountryScope, cycle: str, subject: str) -> list[State]:
    """Return every saved state of a subject, the oldest first; NotFound when there is none."""
    found = _states(session, get_head(session, scope, cycle), subject)
    if not found:
        raise NotFound
    return found


def get_state(
    session: Session, scope: CountryScope, cycle: str, subject: str, revision: int
) -> State:
    """Return one saved state of a subject."""
    found = list_states(session, scope, cycle, subject)
    state = next((state for state in found if state.revision == revision), None)
    if state is None:
        raise NotFound
    return state


def _states(session: Session, head: Head, subject: str) -> list[State]:
    query = (
        select(
            AnswerRevision.revision,
            AnswerRevision.content,
            AnswerRevision.saved_at,
            AnswerRevision.saved_by,
        )
        .where(
            col(AnswerRevision.contribution_id) == head.id,
            col(AnswerRevision.subject) == subject,
        )
        .order_by(col(AnswerRevision.revision))
    )
    return [
        State(revision, json.loads(content), at, by)
        for revision, content, at, by in session.exec(query)
    ]
