"""Signing in and out: sessions kept on the server, new at every sign-in, switch and password
change."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Engine, and_, bindparam, delete, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.db import moment, open_session
from app.core.errors import NotAuthenticated, NotFound, Refused
from app.core.settings import Settings
from app.domain.canonical import sha256_hex
from app.domain.roles import AccountScope, Grant
from app.identity import passwords, throttle
from app.identity.models import Account, RoleGrant, SignInSession
from app.identity.queries import find_account, get_account, in_force, list_grants
from app.identity.service import account_key, set_password

TOUCH_AFTER = timedelta(minutes=1)
CLOCKS_APART = timedelta(minutes=10)  # of two servers at most


@dataclass(frozen=True)
class Found:
    """A session that is valid now, with its account and its roles."""

    session_id: int
    account_id: int
    account_name: str
    active_reporter: str | None
    csrf_token: str
    seen_at: datetime
    authenticated_at: datetime
    expires_at: datetime
    grants: tuple[Grant, ...]
    core_only: bool = False

    @property
    def reporters(self) -> tuple[str, ...]:
        """The reporters this person holds roles for."""
        return reporters_of(self.grants)


def reporters_of(grants: tuple[Grant, ...]) -> tuple[str, ...]:
    """Return the reporters among the grants, each once, in order of granting."""
    return tuple(dict.fromkeys(grant.reporter for grant in grants if grant.reporter))


def sign_in(
    engine: Engine, settings: Settings, email: str, password: str, client: str, old_token: str = ""
) -> str:
    """Check a password and return the token of a new session; the session of `old_token` ends.

    Three short transactions, because the slow check of the password must not hold the database's
    only writer.
    """
    with open_session(engine, write=True) as session:
        attempt = throttle.begin_attempt(session, email, client)
        account = find_account(session, email)
    fits = passwords.matches(password, account.password_hash if account else None)
    if account is None or not fits or account.disabled_at is not None:
        if account is not None:
            with open_session(engine, write=True) as session:
                _record(session, account_key(account), "sign_in.failed", None)
        raise Refused("sign_in_failed")
    with open_session(engine, write=True) as session:
        fresh = get_account(session, account_key(account))
        if fresh.disabled_at is not None or fresh.password_hash != account.password_hash:
            raise Refused("sign_in_failed")
        throttle.succeed(session, attempt)
        end_session(session, old_token)
        session.execute(delete(SignInSession).where(col(SignInSession.expires_at) <= now()))
        _record(session, account_key(fresh), "sign_in.succeeded", fresh.id)
        return start_session(session, settings, account_key(fresh))


def start_session(session: Session, settings: Settings, account_id: int) -> str:
    """Open a session for an account whose identity was just proven and return its token."""
    token, moment = secrets.token_urlsafe(32), now()
    reporters = reporters_of(list_grants(session, account_id))
    session.add(
        SignInSession(
            token_hash=sha256_hex(token),
            account_id=account_id,
            active_reporter=reporters[0] if reporters else None,
            csrf_token=secrets.token_urlsafe(32),
            created_at=moment,
            seen_at=moment,
            authenticated_at=moment,
            expires_at=moment + timedelta(hours=settings.session_absolute_hours),
        )
    )
    session.flush()
    return token


def find_session(session: Session, settings: Settings, token: str) -> Found | None:
    """Return the session of a token while it is valid: account enabled, not idle, not too old, and
    not of a time to come, which a clock that was set back makes of it."""
    at = now()
    earliest, latest = at - timedelta(minutes=settings.session_idle_minutes), at + CLOCKS_APART
    given = {"token_hash": sha256_hex(token), "earliest": earliest, "latest": latest}
    rows = session.connection().execute(_valid_session(), given).all()
    if not rows:
        return None
    signed_in = rows[0]
    grants = tuple(Grant(row.role, row.reporter or None) for row in rows if row.role)
    reporters = reporters_of(grants)
    active = signed_in.active_reporter
    if active not in reporters:
        active = reporters[0] if reporters else None
    return Found(
        session_id=signed_in.id,
        account_id=signed_in.account_id,
        account_name=signed_in.name,
        active_reporter=active,
        csrf_token=signed_in.csrf_token,
        seen_at=signed_in.seen_at,
        authenticated_at=signed_in.authenticated_at,
        expires_at=signed_in.expires_at,
        grants=grants,
        core_only=signed_in.core_only,
    )


@cache
def _valid_session() -> Any:
    # One query for session, account and roles: every page of the portal begins with it.
    return (
        select(
            col(SignInSession.id),
            col(SignInSession.account_id),
            col(SignInSession.active_reporter),
            col(SignInSession.csrf_token),
            col(SignInSession.seen_at),
            col(SignInSession.authenticated_at),
            col(SignInSession.expires_at),
            col(Account.name),
            col(Account.core_only),
            col(RoleGrant.role),
            col(RoleGrant.reporter),
        )
        .join(Account, col(Account.id) == col(SignInSession.account_id))
        .outerjoin(RoleGrant, and_(col(RoleGrant.account_id) == col(Account.id), in_force()))
        .where(col(SignInSession.token_hash) == bindparam("token_hash"))
        .where(col(SignInSession.expires_at) > moment())
        .where(col(SignInSession.seen_at) > bindparam("earliest"))
        .where(col(SignInSession.seen_at) <= bindparam("latest"))
        .where(col(Account.disabled_at).is_(None))
        .order_by(col(RoleGrant.id))
    )


def is_left_over(session: Session, token: str) -> bool:
    """Tell whether a session that is not valid any more is still stored."""
    query = select(col(SignInSession.id)).where(col(SignInSession.token_hash) == sha256_hex(token))
    return session.execute(query).first() is not None


def touch(session: Session, session_id: int) -> None:
    """Note that a session is in use; called at most once a minute."""
    moment = now()
    session.execute(
        update(SignInSession)
        .where(col(SignInSession.id) == session_id)
        .where(col(SignInSession.seen_at) < moment - TOUCH_AFTER)
        .values(seen_at=moment)
    )


def grants_in_force(session: Session, session_id: int | None, account_id: int) -> tuple[Grant, ...]:
    """Return the roles inside the transaction that will use them; the account is locked against
    changes."""
    given = {"account_id": account_id, "session_id": session_id}
    if session.execute(_account_in_force(), given).one_or_none() is None:
        raise NotAuthenticated
    return list_grants(session, account_id)


@cache
def _account_in_force() -> Any:
    return (
        select(col(Account.id))
        .join(SignInSession, col(SignInSession.account_id) == col(Account.id))
        .where(col(Account.id) == bindparam("account_id"))
        .where(col(SignInSession.id) == bindparam("session_id"))
        .where(col(Account.disabled_at).is_(None))
        .with_for_update(read=True, of=Account)
    )


def end_session(session: Session, token: str) -> None:
    """End the session of a token, if there is one."""
    if token:
        session.execute(
            delete(SignInSession).where(col(SignInSession.token_hash) == sha256_hex(token))
        )


def sign_out(session: Session, scope: AccountScope, token: str) -> None:
    """End this session."""
    end_session(session, token)
    _record(session, scope.account_id, "sign_out", scope.account_id)


def sign_out_everywhere(session: Session, scope: AccountScope) -> None:
    """End every session of the account."""
    session.execute(delete(SignInSession).where(col(SignInSession.account_id) == scope.account_id))
    _record(session, scope.account_id, "sign_out.everywhere", scope.account_id)


def switch_reporter(session: Session, scope: AccountScope, token: str, reporter: str) -> str:
    """Work for another reporter from now on, in a session with a new token."""
    if reporter not in reporters_of(scope.grants):
        raise NotFound
    new = _renew(session, token, active_reporter=reporter)
    _record(session, scope.account_id, "reporter.switched", scope.account_id, reporter)
    return new


def confirm_password(session: Session, account_id: int | None, password: str) -> bool:
    """Tell whether this is the person's password; a wrong one is counted and throttled.

    The caller answers False with a refusal; the count stands whether the transaction is committed
    or not.
    """
    if account_id is None:
        return False
    account = get_account(session, account_id)
    # Counted apart from tries at the door, with which a stranger could keep somebody from signing.
    counted_as = f"signed in: {account_id}"
    attempt = throttle.begin_attempt(session, counted_as, "")
    if passwords.matches(password, account.password_hash):
        throttle.succeed(session, attempt)
        return True
    throttle.count_failure_always(session, counted_as, "")
    _record(session, account_id, "password.wrong", account_id)
    return False


def authenticate_again(
    session: Session, settings: Settings, scope: AccountScope, token: str, password: str
) -> str:
    """Prove identity again and go on, as after signing in, in a session with a new token."""
    if not confirm_password(session, scope.account_id, password):
        raise Refused("password_wrong")
    at = now()
    ends = at + timedelta(hours=settings.session_absolute_hours)
    new = _renew(session, token, authenticated_at=at, expires_at=ends)
    _record(session, scope.account_id, "authenticated.again", scope.account_id)
    return new


def change_password(
    session: Session, settings: Settings, scope: AccountScope, present: str, new: str
) -> str:
    """Replace the password, end every session, and return the token of a new one."""
    if scope.account_id is None or not confirm_password(session, scope.account_id, present):
        raise Refused("password_wrong")
    set_password(session, scope.account_id, new, actor_id=scope.account_id)
    return start_session(session, settings, scope.account_id)


def _renew(session: Session, token: str, **changes: object) -> str:
    new = secrets.token_urlsafe(32)
    renewed = session.execute(
        update(SignInSession)
        .where(col(SignInSession.token_hash) == sha256_hex(token))
        .values(token_hash=sha256_hex(new), csrf_token=secrets.token_urlsafe(32), **changes)
        .returning(col(SignInSession.id))
    ).one_or_none()
    if renewed is None:
        raise NotAuthenticated
    return new


def _record(
    session: Session,
    account_id: int | None,
    act: str,
    actor_id: int | None,
    reporter: str | None = None,
) -> None:
    subject = f"account:{account_id}"
    record(session, subject, act, account_id=actor_id, reporter=reporter, subject=subject)
