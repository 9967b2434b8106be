"""Who is told: the people with a role, or these accounts, with the language of their mails."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.domain.roles import Role
from app.identity.models import Account, RoleGrant
from app.identity.queries import in_force
from app.jobs.telling import Recipient

_COLUMNS = (
    col(Account.id),
    col(Account.name),
    col(Account.email),
    col(Account.language),
    col(Account.mail_off),
)


def recipients(
    session: Session, *roles: Role, reporter: str = "", without: int | None = None
) -> tuple[Recipient, ...]:
    """Return who holds one of these roles now, at one reporter or (empty) for the Union.

    `without` is the account that acts: nobody is told what they did themselves.
    """
    query = _holders(roles).where(col(RoleGrant.reporter) == reporter)
    return _people(session, query, without)


def recipients_by_reporter(
    session: Session, *roles: Role, reporters: Iterable[str]
) -> dict[str, tuple[Recipient, ...]]:
    """Return who holds one of these roles at each of these reporters, in one query."""
    wanted = tuple(reporters)
    query = (
        _holders(roles, col(RoleGrant.reporter))
        .where(col(RoleGrant.reporter).in_(wanted))
        .order_by(col(Account.id))
    )
    found: dict[str, tuple[Recipient, ...]] = {reporter: () for reporter in wanted}
    for *columns, reporter in session.execute(query):
        person = _person(*columns)
        if person not in found[reporter]:
            found[reporter] = (*found[reporter], person)
    return found


def recipients_of(session: Session, account_ids: Iterable[int | None]) -> tuple[Recipient, ...]:
    """Return these accounts, without those that were disabled."""
    wanted = {account_id for account_id in account_ids if account_id is not None}
    every: Any = select(*_COLUMNS)
    query: Select[Any] = every.where(
        col(Account.id).in_(sorted(wanted)), col(Account.disabled_at).is_(None)
    )
    return _people(session, query, None)


def _holders(roles: Iterable[Role], *more: Any) -> Select[Any]:
    query: Any = select(*_COLUMNS, *more)
    held: Select[Any] = query.join(RoleGrant, col(RoleGrant.account_id) == col(Account.id))
    return held.where(
        col(RoleGrant.role).in_(tuple(roles)), col(Account.disabled_at).is_(None), in_force()
    )


def _people(session: Session, query: Select[Any], without: int | None) -> tuple[Recipient, ...]:
    rows = session.execute(query.order_by(col(Account.id)))
    people = (_person(*row) for row in rows)
    return tuple(dict.fromkeys(p for p in people if p.account_id != without))


def _person(account_id: int, name: str, address: str, language: str, off: str) -> Recipient:
    return Recipient(account_id, name, address, language, frozenset(json.loads(off)))
