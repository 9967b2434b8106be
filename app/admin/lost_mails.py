"""Mails that were given up: who they were for and why they did not arrive, never what they say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlmodel import Session, col

from app.admin import messages  # noqa: F401 - registers the sentences
from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.domain.answers import clean_text
from app.domain.roles import UnionScope
from app.jobs.models import Notice, OutboxMail

REASON_LIMIT = 500
SHOWN = 100


@dataclass(frozen=True)
class LostMail:
    """A mail that was given up; `dropped_reason` says why it need not arrive."""

    id: int
    account_id: int | None
    address: str
    kind: str
    made_at: datetime
    given_up_at: datetime
    attempts: int
    error: str
    dropped_at: datetime | None
    dropped_reason: str


def list_lost(session: Session, scope: UnionScope) -> list[LostMail]:
    """Return the mails that were given up, the last first; also those that were dropped since."""
    query = _lost().order_by(col(OutboxMail.given_up_at).desc(), col(OutboxMail.id).desc())
    return [LostMail(*row) for row in session.execute(query.limit(SHOWN))]


def count_lost(session: Session, scope: UnionScope) -> int:
    """Return how many mails were given up and nobody has decided about."""
    query = select(func.count()).select_from(OutboxMail)
    return int(session.execute(query.where(*_undecided())).scalar_one())


def try_again(session: Session, scope: UnionScope, mail_id: int) -> None:
    """Put a mail that was given up back into the outbox, as if it had been written now."""
    at = now()
    fresh = {"given_up_at": None, "attempts": 0, "error": "", "made_at": at, "due_at": at}
    _decide(session, scope, mail_id, "mail.tried_again", **fresh)


def drop(session: Session, scope: UnionScope, mail_id: int, reason: str) -> None:
    """Say why a mail that was given up need not arrive; its notice stays on the person's page."""
    said = clean_text(reason)
    if not said:
        raise Refused("reason_needed")
    if len(said) > REASON_LIMIT:
        raise Refused("text_too_long_to_store", limit=REASON_LIMIT, length=len(said))
    _decide(session, scope, mail_id, "mail.dropped", dropped_at=now(), dropped_reason=said)


def _lost() -> Select[Any]:
    columns: Any = select(
        col(OutboxMail.id),
        col(OutboxMail.account_id),
        col(OutboxMail.address),
        func.coalesce(col(Notice.kind), ""),
        col(OutboxMail.made_at),
        col(OutboxMail.given_up_at),
        col(OutboxMail.attempts),
        col(OutboxMail.error),
        col(OutboxMail.dropped_at),
        col(OutboxMail.dropped_reason),
    )
    found: Select[Any] = columns.outerjoin(Notice, col(Notice.id) == col(OutboxMail.notice_id))
    return found.where(col(OutboxMail.given_up_at).is_not(None))


def _undecided() -> tuple[Any, ...]:
    return col(OutboxMail.given_up_at).is_not(None), col(OutboxMail.dropped_at).is_(None)


def _decide(session: Session, scope: UnionScope, mail_id: int, act: str, **values: object) -> None:
    """Change a mail nobody has decided about, with its event; of the country it was about too."""
    changed = session.execute(
        update(OutboxMail)
        .where(col(OutboxMail.id) == mail_id, *_undecided())
        .values(**values)
        .returning(col(OutboxMail.account_id), col(OutboxMail.notice_id))
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise NotFound
    account_id, notice_id = changed
    about = session.get(Notice, notice_id) if notice_id is not None else None
    record(
        session,
        f"account:{account_id}",
        act,
        account_id=scope.account_id,
        reporter=about.reporter or None if about else None,
        subject=f"mail:{mail_id}",
        kind=about.kind if about else "",
    )
