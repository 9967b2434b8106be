"""Roles confirmed once a cycle: a new cycle keeps every role and asks whether it still holds."""

from collections import defaultdict

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound
from app.domain.roles import CountryScope, Role, UnionScope
from app.identity.models import Account, RoleGrant
from app.identity.queries import in_force


def mark_for_confirmation(session: Session, scope: UnionScope) -> int:
    """Ask for every role in force whether it still holds; returns how many there are."""
    asked = update(RoleGrant).where(in_force()).values(confirmed_at=None, confirmed_by=None)
    counted = select(func.count()).select_from(RoleGrant).where(in_force())
    number = int(session.execute(counted).scalar_one())
    session.execute(asked)
    session.expire_all()
    return number


def confirm_grant(session: Session, scope: CountryScope | UnionScope, grant_id: int) -> None:
    """Say that a role still holds: the lead for the own country, the administrator for all, nobody
    for themselves."""
    query = select(RoleGrant).where(col(RoleGrant.id) == grant_id, in_force()).with_for_update()
    query = query.where(col(RoleGrant.account_id) != scope.account_id)
    if isinstance(scope, CountryScope):
        query = query.where(col(RoleGrant.reporter) == scope.reporter)
    grant = session.execute(query).scalars().first()
    if grant is None:
        raise NotFound
    if grant.confirmed_at is not None:
        return
    grant.confirmed_at, grant.confirmed_by = now(), scope.account_id
    session.flush()
    subject = f"account:{grant.account_id}"
    record(
        session,
        subject,
        "role.confirmed",
        account_id=scope.account_id,
        reporter=grant.reporter or None,
        subject=subject,
        role=grant.role.value,
    )


def contributors_by_reporter(session: Session, scope: UnionScope) -> dict[str, set[int]]:
    """Return the accounts that contribute now, by reporter."""
    query = (
        select(col(RoleGrant.reporter), col(RoleGrant.account_id))
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(
            col(RoleGrant.role) == Role.CONTRIBUTOR, in_force(), col(Account.disabled_at).is_(None)
        )
    )
    found: dict[str, set[int]] = defaultdict(set)
    for reporter, account_id in session.execute(query):
        found[reporter].add(account_id)
    return found
