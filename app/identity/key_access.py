"""The guard of the JSON door: a program shows a key and acts for the person who made it."""

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.core.clock import now
from app.core.db import open_session
from app.core.errors import Forbidden, NotAuthenticated
from app.core.logging import describe, logger
from app.domain.roles import (
    REPORTER_PERMISSIONS,
    CountryScope,
    Grant,
    Permission,
    UnionScope,
    permissions_at,
)
from app.identity import access, keys, throttle
from app.identity.models import Account
from app.identity.queries import list_grants
from app.web.request_session import SessionDep, engine_of
from app.web.routing import Policy
from app.web.visitor import Visitor, visitor_of

DOOR = "/api/v1/"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class KeyHolder(Visitor):
    """A program that showed a valid key, for one reporter or for the Union."""

    key_id: int = 0
    key_name: str = ""
    reporter: str = ""  # empty: the Union
    may_write: bool = False
    grants: tuple[Grant, ...] = ()


def look_up(request: Request) -> Visitor | None:
    """Find who sent a request: by key at the JSON door, by session everywhere else."""
    if not request.url.path.startswith(DOOR):
        return access.look_up(request)
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        if request.method in _SAFE:
            return None  # a public page of the door may be read without
        raise NotAuthenticated("key_needed")
    return _holder(_look_up_key(request, secret.strip()))


def _look_up_key(request: Request, secret: str) -> keys.FoundKey:
    engine = engine_of(request)
    with open_session(engine) as session:
        found = keys.find_key(session, secret)
    if found is None:
        with open_session(engine, write=True) as session:
            throttle.count_wrong_key(session, request.state.client_address)
        logger().warning("key_refused")
        raise NotAuthenticated("key_refused")
    if found.used_at is None or found.used_at < now() - keys.TOUCH_AFTER:
        try:
            with open_session(engine, write=True) as session:
                keys.touch_key(session, found.key_id)
        except OperationalError as error:  # reading goes on when nothing can be written
            logger().warning("key_not_touched", **describe(error))
    return found


def _holder(found: keys.FoundKey) -> KeyHolder:
    return KeyHolder(
        account_id=found.account_id,
        account_name=found.account_name,
        holds_key=True,
        key_id=found.key_id,
        key_name=found.name,
        reporter=found.reporter,
        may_write=found.may_write,
        grants=found.grants,
    )


class ByKey(Policy):
    """A policy: a key whose maker holds this permission at the key's reporter, for reading or for
    writing; the scope is that of the country."""

    def __init__(self, permission: Permission, *, writes: bool = False) -> None:
        self.permission = permission
        self.writes = writes

    @property
    def label(self) -> str:
        """Return the policy in words that can be compared."""
        return f"{self.permission.value} (by key)"

    def allows(self, visitor: Visitor) -> bool:
        """Tell whether this person could make a key for it; the description is shown to them."""
        if not isinstance(visitor, access.SignedIn):
            return False
        return self.permission in permissions_at(visitor.grants, visitor.active_reporter)

    def __call__(self, request: Request, session: SessionDep) -> CountryScope:
        """Return the scope of this request, or refuse it."""
        visitor = self._holder_of(request, session)
        if not visitor.reporter:
            raise Forbidden("key_not_allowed")
        roles = frozenset(grant.role for grant in visitor.grants)
        return CountryScope(visitor.reporter, visitor.account_id, visitor.account_name, roles)

    def _holder_of(self, request: Request, session: Session) -> KeyHolder:
        """Return who showed the key, as it is in force in this transaction."""
        visitor = key_of(request)
        if request.method not in _SAFE:
            # What was true when the key was looked up must still be true in this transaction.
            found = keys.key_in_force(session, visitor.key_id)
            if found is None:
                raise NotAuthenticated("key_refused")
            visitor = _holder(found)
        if self.writes and not visitor.may_write:
            raise Forbidden("key_only_reads")
        self._check(visitor)
        return visitor

    def _check(self, visitor: KeyHolder) -> None:
        if self.permission not in permissions_at(visitor.grants, visitor.reporter or None):
            logger().warning(
                "access_refused", account_id=visitor.account_id, permission=self.permission.value
            )
            raise Forbidden("key_not_allowed")


class UnionByKey(ByKey):
    """A policy: a key whose maker holds this permission for the Union; it takes data away and
    writes none."""

    def __init__(self, permission: Permission) -> None:
        if permission in REPORTER_PERMISSIONS:
            raise ValueError(f"{permission} is held at a reporter")
        super().__init__(permission)

    def allows(self, visitor: Visitor) -> bool:
        """Anybody may read how it is used: whoever writes a program holds the key, no session."""
        return True

    def __call__(self, request: Request, session: SessionDep) -> UnionScope:  # type: ignore[override]
        """Return the scope of this request, or refuse it."""
        return _reader(self._holder_of(request, session))

    def refuse_early(self, request: Request) -> UnionScope:
        """Refuse by what the key said, for work that comes before the transaction."""
        visitor = key_of(request)
        self._check(visitor)
        return _reader(visitor)


def _reader(visitor: KeyHolder) -> UnionScope:
    roles = frozenset(grant.role for grant in visitor.grants if grant.reporter is None)
    return UnionScope(visitor.account_id, visitor.account_name, roles)


def reader_scope(session: Session, account_id: int) -> UnionScope | None:
    """Return how far somebody sees who takes data away, for the worker and for the operator who
    makes their files; None when they may not any more."""
    account = session.get(Account, account_id)
    roles = frozenset(g.role for g in list_grants(session, account_id) if g.reporter is None)
    if account is None or account.disabled_at is not None:
        return None
    scope = UnionScope(account_id, account.name, roles)
    return scope if Permission.DELIVERY_READ in scope.permissions else None


def key_of(request: Request) -> KeyHolder:
    """Return the key that the guard let pass."""
    visitor = visitor_of(request)
    if not isinstance(visitor, KeyHolder):
        raise NotAuthenticated("key_needed")
    return visitor
