"""Limits on trying passwords, counted in the database so that every process counts the same."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session, col

from app.core.clock import now
from app.core.db import keep
from app.core.errors import TooManyRequests
from app.domain.canonical import sha256_hex
from app.identity.models import SignInAttempt

WINDOW = timedelta(minutes=5)
PER_ACCOUNT = 10
PER_CLIENT = 10
GLOBAL = 1000
# Wrong keys, counted apart: they keep nobody from signing in.
_KEYS = sha256_hex("keys of programs")
_KEPT_FOR = timedelta(days=1)


def begin_attempt(session: Session, email: str, client: str) -> int:
    """Count a try before it is made, so that many at once do not slip through; refuse beyond the
    limits."""
    account_key, client_key = sha256_hex(email.strip().lower()), sha256_hex(f"client:{client}")
    moment = now()
    failed = (
        select(func.count())
        .select_from(SignInAttempt)
        .where(col(SignInAttempt.at) > moment - WINDOW, col(SignInAttempt.succeeded).is_(False))
    )
    limits = [
        (failed.where(col(SignInAttempt.account_key) == account_key), PER_ACCOUNT),
        (failed.where(col(SignInAttempt.account_key) != _KEYS), GLOBAL),
    ]
    if client:
        limits.insert(1, (failed.where(col(SignInAttempt.client_key) == client_key), PER_CLIENT))
    for query, limit in limits:
        if session.execute(query).scalar_one() >= limit:
            raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))
    session.execute(delete(SignInAttempt).where(col(SignInAttempt.at) < moment - _KEPT_FOR))
    made = session.execute(
        insert(SignInAttempt)
        .values(at=moment, account_key=account_key, client_key=client_key, succeeded=False)
        .returning(col(SignInAttempt.id))
    ).scalar_one()
    return int(made or 0)


def succeed(session: Session, attempt_id: int) -> None:
    """Take a try off the count because the password was right."""
    session.execute(
        update(SignInAttempt).where(col(SignInAttempt.id) == attempt_id).values(succeeded=True)
    )


def count_failure_always(session: Session, email: str, client: str) -> None:
    """Count a wrong password even if the transaction it was tried in is rolled back."""
    keep(session, _repeat(email, client))


def _repeat(email: str, client: str) -> Callable[[Session], None]:
    def again(session: Session) -> None:
        begin_attempt(session, email, client)

    return again


def count_wrong_key(session: Session, client: str) -> None:
    """Count a key that was refused; beyond the limits say when to go on."""
    client_key, moment = sha256_hex(f"key client:{client}"), now()
    failed = (
        select(func.count())
        .select_from(SignInAttempt)
        .where(col(SignInAttempt.at) > moment - WINDOW, col(SignInAttempt.account_key) == _KEYS)
    )
    for query, limit in (
        (failed.where(col(SignInAttempt.client_key) == client_key), PER_CLIENT),
        (failed, GLOBAL),
    ):
        if session.execute(query).scalar_one() >= limit:
            raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))
    session.execute(
        insert(SignInAttempt).values(
            at=moment, account_key=_KEYS, client_key=client_key, succeeded=False
        )
    )
