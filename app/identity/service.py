"""Verbs on accounts: create, grant, revoke, disable, invite, set a password; each is an audit
event."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.domain.canonical import sha256_hex
from app.domain.roles import NATIONAL_ROLES, AccountScope, Role
from app.identity import messages as _sentences  # noqa: F401 - registers them
from app.identity import passwords
from app.identity.models import Account, Invitation, RoleGrant, SignInSession
from app.identity.queries import find_account, in_force
from app.identity.reporters import find_reporter

INVITATION_HOURS = 24
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]+\.[^@\s<>\".]+")


def create_account(
    session: Session, email: str, name: str = "", *, actor_id: int | None = None
) -> Account:
    """Create an account that has no role and no password yet."""
    email = email.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise Refused("email_refused")
    if find_account(session, email) is not None:
        raise Refused("email_taken")
    name = " ".join(name.split()) or email.partition("@")[0].replace(".", " ").title()
    account = Account(email=email, name=name[:120])
    session.add(account)
    session.flush()
    _record(session, account_key(account), "account.created", actor_id)
    return account


def grant_role(
    session: Session,
    account_id: int,
    role: Role,
    reporter: str | None = None,
    *,
    actor_id: int | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Give an account a role until it ends, for one reporter if the role is national; twice is
    the same as once."""
    account = _changed_by(session, account_id, actor_id)
    held_for = _reporter_for(role, reporter)
    grant = _find_grant(session, account_id, role, held_for)
    if grant is None:
        grant = RoleGrant(account_id=account_id, role=role, reporter=held_for)
    elif grant.ends_at == ends_at:
        return
    else:
        grant.granted_at = now()
    grant.granted_by, grant.ends_at = actor_id, ends_at
    grant.confirmed_at, grant.confirmed_by = now(), actor_id
    session.add(grant)
    session.flush()
    _record(session, account_key(account), "role.granted", actor_id, held_for, role=role.value)


def revoke_role(
    session: Session,
    account_id: int,
    role: Role,
    reporter: str | None = None,
    *,
    actor_id: int | None = None,
) -> None:
    """Take a role away; it has no effect any more on the next request."""
    account = _changed_by(session, account_id, actor_id)
    held_for = _reporter_for(role, reporter)
    grant = _find_grant(session, account_id, role, held_for)
    if grant is None:
        raise NotFound
    session.delete(grant)
    session.flush()
    _record(session, account_key(account), "role.revoked", actor_id, held_for, role=role.value)


def disable_account(session: Session, account_id: int, *, actor_id: int | None = None) -> None:
    """Disable an account and end its sessions."""
    account = _changed_by(session, account_id, actor_id)
    if account.disabled_at is None:
        account.disabled_at = now()
        session.flush()
        _end_sessions(session, account_id)
        session.execute(delete(Invitation).where(col(Invitation.account_id) == account_id))
        _record_where_held(session, account_id, "account.disabled", actor_id)


def enable_account(session: Session, account_id: int, *, actor_id: int | None = None) -> None:
    """Let an account sign in again."""
    account = _changed_by(session, account_id, actor_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        session.flush()
        _record_where_held(session, account_id, "account.enabled", actor_id)


def set_password(
    session: Session, account_id: int, password: str, *, actor_id: int | None = None
) -> None:
    """Set a new password and end every session of the account."""
    account = _locked(session, account_id)
    wrong = passwords.problem(password, account.email)
    if wrong:
        raise Refused(wrong)
    account.password_hash = passwords.hash_password(password)
    session.flush()
    _end_sessions(session, account_id)
    _record(session, account_id, "password.set", actor_id)


def show_core_only(session: Session, scope: AccountScope, chosen: bool) -> None:
    """Keep whether a person wants to see the core questions and indicators only."""
    account = _locked(session, scope.account_id or 0)
    account.core_only = chosen
    session.flush()
    _record(session, account_key(account), "view.chosen", scope.account_id, core_only=chosen)


def invite(session: Session, account_id: int, *, actor_id: int | None = None) -> str:
    """Return the token of a link by which the person sets a password; earlier links stop
    working."""
    account = _locked(session, account_id)
    if account.disabled_at is not None:
        raise Refused("forbidden")
    session.execute(delete(Invitation).where(col(Invitation.account_id) == account_id))
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            account_id=account_id,
            token_hash=sha256_hex(token),
            expires_at=now() + timedelta(hours=INVITATION_HOURS),
        )
    )
    session.flush()
    _record_where_held(session, account_id, "account.invited", actor_id)
    return token


def find_invited(session: Session, token: str) -> Account | None:
    """Return the account a link belongs to while the link can be used."""
    query = (
        select(Account)
        .join(Invitation, col(Invitation.account_id) == col(Account.id))
        .where(col(Invitation.token_hash) == sha256_hex(token))
        .where(col(Invitation.expires_at) > now(), col(Account.disabled_at).is_(None))
    )
    return session.scalars(query).one_or_none()


def accept_invitation(session: Session, token: str, password: str) -> int:
    """Set the password of an invited account and use the link up."""
    account = find_invited(session, token)
    if account is None or account.id is None:
        raise Refused("invitation_refused")
    set_password(session, account.id, password, actor_id=account.id)
    session.execute(delete(Invitation).where(col(Invitation.account_id) == account.id))
    return account.id


def account_key(account: Account) -> int:
    """Return the id of a stored account."""
    if account.id is None:
        raise ValueError("the account is not stored yet")
    return account.id


def _changed_by(session: Session, account_id: int, actor_id: int | None) -> Account:
    if actor_id is not None and actor_id == account_id:
        raise Refused("own_account")
    return _locked(session, account_id)


def _locked(session: Session, account_id: int) -> Account:
    """Lock the account, so that no request under way acts on rights that are being taken away."""
    query = select(Account).where(col(Account.id) == account_id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    account = session.scalars(fresh).one_or_none()
    if account is None:
        raise NotFound
    return account


def _reporter_for(role: Role, reporter: str | None) -> str:
    if role not in NATIONAL_ROLES:
        if reporter:
            raise Refused("reporter_not_for_role")
        return ""
    if not reporter:
        raise Refused("reporter_needed")
    found = find_reporter(reporter)
    if found is None:
        raise Refused("unknown_reporter")
    return found


def _find_grant(session: Session, account_id: int, role: Role, reporter: str) -> RoleGrant | None:
    query = select(RoleGrant).where(
        col(RoleGrant.account_id) == account_id,
        col(RoleGrant.role) == role,
        col(RoleGrant.reporter) == reporter,
    )
    return session.scalars(query).one_or_none()


def _end_sessions(session: Session, account_id: int) -> None:
    session.execute(delete(SignInSession).where(col(SignInSession.account_id) == account_id))


def _record_where_held(session: Session, account_id: int, act: str, actor_id: int | None) -> None:
    """Note an act on an account so that every country reads of it for which the person works."""
    held = (
        select(col(RoleGrant.reporter))
        .where(col(RoleGrant.account_id) == account_id, col(RoleGrant.reporter) != "", in_force())
        .distinct()
        .order_by(col(RoleGrant.reporter))
    )
    for reporter in session.scalars(held).all() or ("",):
        _record(session, account_id, act, actor_id, reporter)


def _record(
    session: Session,
    account_id: int,
    act: str,
    actor_id: int | None,
    reporter: str = "",
    **data: object,
) -> None:
    record(
        session,
        f"account:{account_id}",
        act,
        account_id=actor_id,
        reporter=reporter or None,
        subject=f"account:{account_id}",
        **data,
    )
