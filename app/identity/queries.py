"""Reading accounts, grants and sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlmodel import Session, col

from app.core.clock import now
from app.core.db import moment
from app.core.errors import NotFound
from app.domain.roles import AccountScope, CountryScope, Grant, Role, UnionScope
from app.identity.models import Account, RoleGrant, SignInSession


@dataclass(frozen=True)
class HeldGrant:
    """A role that an account holds now."""

    id: int
    grant: Grant
    ends_at: datetime | None
    is_confirmed: bool  # for the present cycle; a new cycle asks again


@dataclass(frozen=True)
class AccountRow:
    """An account with its roles, as the administrator sees it."""

    id: int
    email: str
    name: str
    is_disabled: bool
    has_password: bool
    held: tuple[HeldGrant, ...]

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The roles alone."""
        return tuple(one.grant for one in self.held)


@dataclass(frozen=True)
class OpenSession:
    """A browser in which somebody is signed in."""

    id: int
    created_at: datetime
    seen_at: datetime


def find_account(session: Session, email: str) -> Account | None:
    """Return the account with this address, or None."""
    query = select(Account).where(col(Account.email) == email.strip().lower())
    return session.scalars(query).one_or_none()


def get_account(session: Session, account_id: int) -> Account:
    """Return an account."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


@dataclass(frozen=True)
class Colleague:
    """A role that somebody holds, or held, for a country, as its reporting lead sees it."""

    grant_id: int
    account_id: int
    name: str
    email: str
    role: Role
    granted_at: datetime
    ends_at: datetime | None
    has_password: bool
    is_disabled: bool
    is_confirmed: bool  # for the present cycle; a new cycle asks again


def in_force() -> ColumnElement[bool]:
    """Return the condition that a role has not ended; every reading of roles goes through it."""
    return or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > moment())


def list_grants(session: Session, account_id: int) -> tuple[Grant, ...]:
    """Return the roles an account holds now."""
    rows = session.execute(_grants(), {"account_id": account_id})
    return tuple(Grant(role, reporter or None) for role, reporter in rows)


@cache
def _grants() -> Any:
    return (
        select(col(RoleGrant.role), col(RoleGrant.reporter))
        .where(col(RoleGrant.account_id) == bindparam("account_id"), in_force())
        .order_by(col(RoleGrant.id))
    )


def list_accounts(
    session: Session,
    scope: UnionScope,
    *,
    search: str = "",
    unconfirmed_only: bool = False,
    limit: int = 200,
) -> list[AccountRow]:
    """Return accounts by address, for the administrator; on request only those with a role that
    nobody has confirmed for the present cycle."""
    query = select(Account).order_by(col(Account.email)).limit(limit)
    if unconfirmed_only:
        query = query.where(
            col(Account.id).in_(select(col(RoleGrant.account_id)).where(*_unconfirmed())),
            col(Account.disabled_at).is_(None),
        )
    if search.strip():
        wanted = search.strip().lower()
        query = query.where(
            col(Account.email).contains(wanted, autoescape=True)
            | func.lower(col(Account.name)).contains(wanted, autoescape=True)
        )
    return _rows(session, query)


def count_unconfirmed(session: Session, scope: UnionScope) -> int:
    """Return how many roles of people who can sign in wait to be confirmed for the cycle."""
    query = (
        select(func.count())
        .select_from(RoleGrant)
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(*_unconfirmed(), col(Account.disabled_at).is_(None))
    )
    return int(session.execute(query).scalar_one())


def _unconfirmed() -> tuple[ColumnElement[bool], ...]:
    return in_force(), col(RoleGrant.confirmed_at).is_(None)


def get_account_row(session: Session, scope: UnionScope, account_id: int) -> AccountRow:
    """Return one account with its roles, for the administrator."""
    rows = _rows(session, select(Account).where(col(Account.id) == account_id))
    if not rows:
        raise NotFound
    return rows[0]


def _rows(session: Session, query: Select[Account]) -> list[AccountRow]:
    accounts = list(session.scalars(query))
    held: dict[int, list[HeldGrant]] = {}
    query_of_roles = (
        select(RoleGrant)
        .where(col(RoleGrant.account_id).in_([account.id for account in accounts]), in_force())
        .order_by(col(RoleGrant.id))
    )
    for row in session.scalars(query_of_roles):
        grant = Grant(row.role, row.reporter or None)
        one = HeldGrant(row.id or 0, grant, row.ends_at, row.confirmed_at is not None)
        held.setdefault(row.account_id, []).append(one)
    return [
        AccountRow(
            id=account.id or 0,
            email=account.email,
            name=account.name,
            is_disabled=account.disabled_at is not None,
            has_password=account.password_hash is not None,
            held=tuple(held.get(account.id or 0, ())),
        )
        for account in accounts
    ]


def list_open_sessions(session: Session, scope: AccountScope) -> list[OpenSession]:
    """Return the browsers in which the person of this scope is signed in, last used first."""
    query = (
        select(col(SignInSession.id), col(SignInSession.created_at), col(SignInSession.seen_at))
        .where(col(SignInSession.account_id) == scope.account_id)
        .where(col(SignInSession.expires_at) > now())
        .order_by(col(SignInSession.seen_at).desc())
    )
    return [OpenSession(*row) for row in session.execute(query)]


def account_names(session: Session, account_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of these accounts, for pages that show who did something."""
    wanted = {account_id for account_id in account_ids if account_id is not None}
    if not wanted:
        return {}
    query = select(col(Account.id), col(Account.name)).where(col(Account.id).in_(wanted))
    return {account_id: name for account_id, name in session.execute(query)}


def list_accounts_with_role(
    session: Session, role: str, reporter: str | None, *, without: str = ""
) -> list[tuple[int, str, str]]:
    """Return id, name and address of the enabled accounts that hold a role, for lists and
    notices; nobody who holds the role `without` is among them."""
    query = (
        select(col(Account.id), col(Account.name), col(Account.email))
        .join(RoleGrant, col(RoleGrant.account_id) == col(Account.id))
        .where(col(RoleGrant.role) == role, col(RoleGrant.reporter) == (reporter or ""))
        .where(col(Account.disabled_at).is_(None), in_force())
        .order_by(col(Account.name))
    )
    if without:
        others = select(col(RoleGrant.account_id)).where(col(RoleGrant.role) == without, in_force())
        query = query.where(col(Account.id).not_in(others))
    return [(account_id, name, email) for account_id, name, email in session.execute(query)]


def list_colleagues(session: Session, scope: CountryScope) -> list[Colleague]:
    """Return everybody who holds or held a role for the scope's reporter, by name."""
    return [Colleague(*row) for row in session.execute(_colleagues(), {"here": scope.reporter})]


@cache
def _colleagues() -> Any:
    return (
        select(
            col(RoleGrant.id),
            col(Account.id),
            col(Account.name),
            col(Account.email),
            col(RoleGrant.role),
            col(RoleGrant.granted_at),
            col(RoleGrant.ends_at),
            col(Account.password_hash).is_not(None),
            col(Account.disabled_at).is_not(None),
            col(RoleGrant.confirmed_at).is_not(None),
        )
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(col(RoleGrant.reporter) == bindparam("here"))
        .order_by(col(Account.name), col(Account.id), col(RoleGrant.id))
    )
