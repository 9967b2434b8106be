"""A reporting lead's verbs on the people of the own country: invite, link again, end a role."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import BRUSSELS, now, today_brussels
from app.core.errors import NotFound, Refused
from app.domain.roles import NATIONAL_ROLES, CountryScope, Role
from app.identity.models import Account, RoleGrant
from app.identity.queries import find_account
from app.identity.service import account_key, create_account, grant_role, invite


@dataclass(frozen=True)
class Invited:
    """Who was invited; `token` is empty for somebody who already has a password."""

    account_id: int
    token: str


def invite_colleague(
    session: Session, scope: CountryScope, email: str, name: str, role: Role, last_day: str = ""
) -> Invited:
    """Give somebody a role of the own country, with an account and a link when they have none."""
    if role not in NATIONAL_ROLES:
        raise Refused("role_not_the_leads")
    if not name.strip():
        raise Refused("name_missing")
    ends_at = end_of(last_day)
    account = find_account(session, email)
    if account is None:
        account = create_account(session, email, name, actor_id=scope.account_id)
    else:
        _check_own(session, scope, account)
        _check_new(session, scope, account, role, ends_at)
    account_id = account_key(account)
    grant_role(
        session, account_id, role, scope.reporter, actor_id=scope.account_id, ends_at=ends_at
    )
    token = ""
    if account.password_hash is None:
        token = invite(session, account_id, actor_id=scope.account_id)
    return Invited(account_id, token)


def invite_again(session: Session, scope: CountryScope, grant_id: int) -> Invited:
    """Make a new link for somebody who has not set a password yet; the earlier one stops
    working."""
    grant = _grant(session, scope, grant_id)
    account = session.get_one(Account, grant.account_id)
    _check_own(session, scope, account)
    if account.password_hash is not None or not _is_in_force(grant):
        raise Refused("not_a_colleague")
    return Invited(grant.account_id, invite(session, grant.account_id, actor_id=scope.account_id))


def end_grant(session: Session, scope: CountryScope, grant_id: int) -> None:
    """End a role of the own country now; it gives nothing from the next request on."""
    grant = _grant(session, scope, grant_id)
    if grant.account_id == scope.account_id:
        raise Refused("own_account")
    if not _is_in_force(grant):
        return
    if grant.role is Role.REPORTING_LEAD and not _another_lead_stays(session, scope, grant):
        raise Refused("last_lead")
    grant.ends_at = now()
    session.flush()
    subject = f"account:{grant.account_id}"
    record(
        session,
        subject,
        "role.ended",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=subject,
        role=grant.role.value,
    )


def end_of(last_day: str) -> datetime | None:
    """Return the midnight in Brussels after the last day; None where no day was written."""
    if not last_day.strip():
        return None
    try:
        day = date.fromisoformat(last_day.strip())
        after = day + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Refused("end_not_a_day") from None
    if day < today_brussels():
        raise Refused("end_in_the_past")
    return datetime.combine(after, time(), BRUSSELS)


def _check_own(session: Session, scope: CountryScope, account: Account) -> None:
    """Refuse an account of others: a lead neither mixes mandates nor sets somebody's password.

    An account without any role and without a password is being prepared by the administrator.
    """
    if account.id == scope.account_id:
        raise Refused("own_account")
    held = set(
        session.scalars(
            select(col(RoleGrant.reporter)).where(col(RoleGrant.account_id) == account.id)
        )
    )
    is_foreign = bool(held - {scope.reporter})
    is_prepared = not held and account.password_hash is None
    if account.disabled_at is not None or is_foreign or is_prepared:
        raise Refused("not_a_colleague")


def _check_new(
    session: Session, scope: CountryScope, account: Account, role: Role, ends_at: datetime | None
) -> None:
    """Refuse what changes nothing: the same role until the same day, for one who can sign in."""
    held = select(col(RoleGrant.id)).where(
        col(RoleGrant.account_id) == account.id,
        col(RoleGrant.role) == role,
        col(RoleGrant.reporter) == scope.reporter,
        col(RoleGrant.ends_at) == ends_at,
    )
    if account.password_hash is not None and session.execute(held).first() is not None:
        raise Refused("role_held_already")


def _grant(session: Session, scope: CountryScope, grant_id: int) -> RoleGrant:
    """Lock a role held for the scope's reporter, and the leads with it: two never end each
    other."""
    query = (
        select(RoleGrant)
        .where(
            col(RoleGrant.reporter) == scope.reporter,
            (col(RoleGrant.id) == grant_id) | (col(RoleGrant.role) == Role.REPORTING_LEAD),
        )
        .order_by(col(RoleGrant.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = [grant for grant in session.scalars(query) if grant.id == grant_id]
    if not found:
        raise NotFound
    return found[0]


def _is_in_force(grant: RoleGrant) -> bool:
    return grant.ends_at is None or grant.ends_at > now()


def _another_lead_stays(session: Session, scope: CountryScope, grant: RoleGrant) -> bool:
    query = (
        select(col(RoleGrant.id))
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(
            col(RoleGrant.role) == Role.REPORTING_LEAD,
            col(RoleGrant.reporter) == scope.reporter,
            col(RoleGrant.account_id) != grant.account_id,
            col(RoleGrant.ends_at).is_(None),
            col(Account.disabled_at).is_(None),
            col(Account.password_hash).is_not(None),
        )
        .limit(1)
    )
    return session.execute(query).first() is not None
