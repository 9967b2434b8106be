"""Keys by which another system acts for the person who made them, for a country or for the Union:
make, list, revoke, find."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.domain.canonical import sha256_hex
from app.domain.roles import CountryScope, Grant, UnionScope
from app.identity.colleagues import end_of
from app.identity.models import Account, ApiKey
from app.identity.queries import list_grants

MARK = "sdk_"  # what every key begins with, so that one left lying about is recognised
SHOWN = 12  # first characters, kept to recognise a key by
LONGEST = timedelta(days=367)
TOUCH_AFTER = timedelta(minutes=1)

KeyScope = CountryScope | UnionScope  # a country's lead, or a reader of the Union


@dataclass(frozen=True)
class KeyRow:
    """A key as the lead sees it; the secret is not kept anywhere."""

    id: int
    name: str
    prefix: str
    made_by: str
    may_write: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    @property
    def is_in_use(self) -> bool:
        """Tell whether the key opens anything now, as far as the key itself goes."""
        return self.revoked_at is None and self.expires_at > now()


@dataclass(frozen=True)
class FoundKey:
    """A key that is valid now, with the account it acts for and that account's roles."""

    key_id: int
    name: str
    reporter: str
    may_write: bool
    account_id: int
    account_name: str
    used_at: datetime | None
    grants: tuple[Grant, ...]


def make_key(
    session: Session, scope: KeyScope, name: str, *, may_write: bool, last_day: str
) -> str:
    """Make a key that acts for the person of the scope, and return its secret, this once."""
    name = " ".join(name.split())
    if not name:
        raise Refused("key_name_missing")
    expires_at = end_of(last_day)
    if expires_at is None:
        raise Refused("key_end_missing")
    if expires_at - now() > LONGEST:
        raise Refused("key_end_too_late")
    same = select(col(ApiKey.id)).where(_within(scope), col(ApiKey.name) == name, _usable())
    if session.execute(same).first() is not None:
        raise Refused("key_name_taken")
    if scope.account_id is None:
        raise NotFound  # the operator of the machine has no account a key could act for
    secret = MARK + secrets.token_urlsafe(32)
    key = ApiKey(
        account_id=scope.account_id,
        reporter=_reporter_of(scope),
        name=name,
        prefix=secret[:SHOWN],
        key_hash=sha256_hex(secret),
        may_write=may_write,
        created_at=now(),
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    _record(session, scope, key, "key.made")
    return secret


def list_keys(session: Session, scope: KeyScope) -> list[KeyRow]:
    """Return the keys of the scope's country, whoever made them, the newest first; who reads for
    the Union sees the own ones."""
    query = (
        select(
            col(ApiKey.id),
            col(ApiKey.name),
            col(ApiKey.prefix),
            col(Account.name),
            col(ApiKey.may_write),
            col(ApiKey.created_at),
            col(ApiKey.expires_at),
            col(ApiKey.used_at),
            col(ApiKey.revoked_at),
        )
        .join(Account, col(Account.id) == col(ApiKey.account_id))
        .where(_within(scope))
        .order_by(col(ApiKey.id).desc())
    )
    return [KeyRow(*row) for row in session.execute(query)]


def revoke_key(session: Session, scope: KeyScope, key_id: int) -> None:
    """End a key that the scope may see now; it opens nothing from the next request on."""
    query = select(ApiKey).where(col(ApiKey.id) == key_id, _within(scope)).with_for_update()
    key = session.scalars(query).one_or_none()
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = now(), scope.account_id
        session.flush()
        _record(session, scope, key, "key.revoked")


def find_key(session: Session, secret: str) -> FoundKey | None:
    """Return the key behind a secret while it is valid and its maker still works for the
    reporter."""
    return _found(session, _valid().where(col(ApiKey.key_hash) == sha256_hex(secret)))


def key_in_force(session: Session, key_id: int) -> FoundKey | None:
    """Return the same inside the transaction that will use it; key and account are locked against
    changes."""
    query = _valid().where(col(ApiKey.id) == key_id)
    return _found(session, query.with_for_update(read=True))


def touch_key(session: Session, key_id: int) -> None:
    """Note that a key is in use; called at most once a minute."""
    session.execute(update(ApiKey).where(col(ApiKey.id) == key_id).values(used_at=now()))


def _reporter_of(scope: KeyScope) -> str:
    return scope.reporter if isinstance(scope, CountryScope) else ""


def _within(scope: KeyScope) -> ColumnElement[bool]:
    ours = col(ApiKey.reporter) == _reporter_of(scope)
    if isinstance(scope, CountryScope):
        return ours
    return ours & (col(ApiKey.account_id) == scope.account_id)


def _usable() -> ColumnElement[bool]:
    return col(ApiKey.revoked_at).is_(None) & (col(ApiKey.expires_at) > now())


def _valid() -> Select[ApiKey, Account]:
    return (
        select(ApiKey, Account)
        .join(Account, col(Account.id) == col(ApiKey.account_id))
        .where(_usable(), col(Account.disabled_at).is_(None))
    )


def _found(session: Session, query: Select[ApiKey, Account]) -> FoundKey | None:
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    key, account = row
    held = tuple(g for g in list_grants(session, account.id) if (g.reporter or "") == key.reporter)
    if not held:
        return None
    return FoundKey(
        key_id=key.id,
        name=key.name,
        reporter=key.reporter,
        may_write=key.may_write,
        account_id=account.id,
        account_name=account.name,
        used_at=key.used_at,
        grants=held,
    )


def _record(session: Session, scope: KeyScope, key: ApiKey, act: str) -> None:
    """Record who, which key by its first characters, for which reporter; never its name."""
    stream = f"account:{key.account_id}"
    record(
        session,
        stream,
        act,
        account_id=scope.account_id,
        reporter=_reporter_of(scope) or None,
        subject=stream,
        key=key.prefix,
        may_write=key.may_write,
    )
