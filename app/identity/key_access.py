"""The guard of the JSON door: a program shows a key and acts for the person who made it."""

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.exc import OperationalError

from app.core.clock import now
from app.core.db import open_session
from app.core.errors import Forbidden, NotAuthenticated
from app.core.logging import describe, logger
from app.domain.roles import CountryScope, Grant, Permission, permissions_at
from app.identity import access, keys, throttle
from app.web.request_session import SessionDep, engine_of
from app.web.routing import Policy
from app.web.visitor import Visitor, visitor_of

DOOR = "/api/v1/"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class KeyHolder(Visitor):
    """A program that showed a valid key, for one reporter."""

    key_id: int = 0
    key_name: str = ""
    reporter: str = ""
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
    writing."""

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
        visitor = visitor_of(request)
        if not isinstance(visitor, KeyHolder):
            raise NotAuthenticated("key_needed")
        if request.method not in _SAFE:
            # What was true when the key was looked up must still be true in this transaction.
            found = keys.key_in_force(session, visitor.key_id)
            if found is None:
                raise NotAuthenticated("key_refused")
            visitor = _holder(found)
        if self.writes and not visitor.may_write:
            raise Forbidden("key_only_reads")
        if self.permission not in permissions_at(visitor.grants, visitor.reporter):
            logger().warning(
                "access_refused", account_id=visitor.account_id, permission=self.permission.value
            )
            raise Forbidden("key_not_allowed")
        roles = frozenset(grant.role for grant in visitor.grants)
        return CountryScope(visitor.reporter, visitor.account_id, visitor.account_name, roles)


def key_of(request: Request) -> KeyHolder:
    """Return the key that the guard let pass."""
    visitor = visitor_of(request)
    if not isinstance(visitor, KeyHolder):
        raise NotAuthenticated("key_needed")
    return visitor
