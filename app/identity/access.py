"""The guard of every signed-in route: it checks the permission and hands out the scope that queries
demand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Request
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app.core.clock import now
from app.core.db import open_session
from app.core.errors import Forbidden, FreshAuthenticationNeeded, NotAuthenticated, NotFound
from app.core.i18n import country_name
from app.core.logging import describe, logger
from app.domain.roles import (
    REPORTER_PERMISSIONS,
    ROLE_PERMISSIONS,
    AccountScope,
    CountryScope,
    Grant,
    Permission,
    PublicScope,
    Role,
    UnionScope,
    permissions_at,
)
from app.identity import sign_in
from app.identity.reporters import find_reporter
from app.web.request_session import SessionDep, engine_of
from app.web.routing import Policy
from app.web.visitor import (
    SESSION_COOKIE,
    Visitor,
    cookie_name,
    find_visitor,
    settings_of,
    visitor_of,
)

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Rights everybody who is signed in has; their scope is the person.
_PERSONAL = frozenset({Permission.ACCOUNT_SELF, Permission.CATALOGUE_READ})

# What staff practise in a training contribution: writing, sending and submitting; never the people,
# keys, looks and record of the country. A live contribution is never opened this way.
PRACTISED = frozenset(
    {
        Permission.CONTRIBUTION_READ,
        Permission.ANSWER_EDIT,
        Permission.POINT_LEAVE_OUT,
        Permission.POINT_APPROVE,
        Permission.CONTRIBUTION_SEND,
        Permission.CONTRIBUTION_SUBMIT,
    }
)

_READS_EDITIONS = frozenset({Permission.EDITION_READ, Permission.DELIVERY_READ})

Scope = CountryScope | UnionScope | AccountScope


@dataclass(frozen=True)
class SignedIn(Visitor):
    """A visitor whose session is valid, with the roles of the account."""

    grants: tuple[Grant, ...] = ()
    authenticated_at: datetime = datetime.fromtimestamp(0, UTC)


def token_of(request: Request) -> str:
    """Return the session token the browser sent, or an empty text."""
    return request.cookies.get(cookie_name(settings_of(request), SESSION_COOKIE), "")


def look_up(request: Request) -> Visitor | None:
    """Find the session of a request; main injects this into the web layer."""
    token = token_of(request)
    return visitor_with(request, token) if token else None


def visitor_with(request: Request, token: str) -> Visitor | None:
    """Return who has the session of a token, if it is valid."""
    engine = engine_of(request)
    with open_session(engine) as session:
        found = sign_in.find_session(session, settings_of(request), token)
    if found is None:
        _forget(engine, token)
        return None
    if found.seen_at < now() - sign_in.TOUCH_AFTER:
        try:
            with open_session(engine, write=True) as session:
                sign_in.touch(session, found.session_id)
        except OperationalError as error:  # reading goes on when nothing can be written
            logger().warning("session_not_touched", **describe(error))
    return SignedIn(
        account_id=found.account_id,
        account_name=found.account_name,
        session_id=found.session_id,
        active_reporter=found.active_reporter,
        reporters=found.reporters,
        csrf_token=found.csrf_token,
        session_ends=found.expires_at,
        core_only=found.core_only,
        grants=found.grants,
        authenticated_at=found.authenticated_at,
    )


def _forget(engine: Engine, token: str) -> None:
    """Remove a session that is over, so that a clock that is set back does not revive it."""
    with open_session(engine) as session:
        if not sign_in.is_left_over(session, token):
            return
    try:
        with open_session(engine, write=True) as session:
            sign_in.end_session(session, token)
    except OperationalError as error:
        logger().warning("session_not_removed", **describe(error))


class Requires(Policy):
    """A policy: the visitor must hold this permission; the value is the scope to work in."""

    def __init__(self, permission: Permission, *, fresh: bool = False) -> None:
        self.permission = permission
        self.fresh = fresh

    @property
    def label(self) -> str:
        """Return the policy in words that can be compared."""
        return self.permission.value + (" (fresh)" if self.fresh else "")

    def allows(self, visitor: Visitor) -> bool:
        """Tell whether the visitor has this permission at the reporter worked for."""
        if not isinstance(visitor, SignedIn):
            return False
        held = permissions_at(visitor.grants, visitor.active_reporter)
        return self.permission in held | _PERSONAL

    def refuse_early(self, request: Request) -> Scope:
        """Refuse by what the sign-in said, for work that comes before the transaction; what is
        true then is asked in it."""
        visitor = _signed_in(request)
        return self._scope(request, visitor, visitor.grants)

    def __call__(self, request: Request, session: SessionDep) -> Scope:
        """Return the scope of this request, or refuse it."""
        visitor = _signed_in(request)
        grants = visitor.grants
        if request.method not in _SAFE and visitor.account_id is not None:
            # What was true when the session was looked up must still be true in this transaction.
            grants = sign_in.grants_in_force(session, visitor.session_id, visitor.account_id)
        scope = self._scope(request, visitor, grants)
        if self.fresh and not _is_fresh(request, visitor):
            raise FreshAuthenticationNeeded
        request.state.scope = scope
        return scope

    def _scope(self, request: Request, visitor: SignedIn, grants: tuple[Grant, ...]) -> Scope:
        if self.permission in REPORTER_PERMISSIONS:
            return self._country_scope(request, visitor, grants)
        if self.permission in _PERSONAL:
            return AccountScope(visitor.account_id, visitor.account_name, grants)
        roles = frozenset(grant.role for grant in grants if grant.reporter is None)
        if not any(self.permission in ROLE_PERMISSIONS[role] for role in roles):
            raise self._refusal(visitor)
        return UnionScope(visitor.account_id, visitor.account_name, roles)

    def _country_scope(
        self, request: Request, visitor: SignedIn, grants: tuple[Grant, ...]
    ) -> CountryScope:
        written = request.path_params.get("reporter")
        reporter = visitor.active_reporter if written is None else find_reporter(written)
        roles = frozenset(grant.role for grant in grants if grant.reporter == reporter)
        if reporter is not None and not roles and self._may_practise(request, grants):
            return _practising(request, visitor, reporter)
        if reporter is None or not roles:
            raise NotFound  # a foreign country and one that does not exist look the same
        if not any(self.permission in ROLE_PERMISSIONS[role] for role in roles):
            raise self._refusal(visitor)
        if reporter != visitor.active_reporter:
            raise Forbidden(
                "working_for_another_reporter",
                current=country_name(visitor.active_reporter or ""),
                wanted=country_name(reporter),
            )
        proven = visitor.authenticated_at.timestamp()
        return CountryScope(reporter, visitor.account_id, visitor.account_name, roles, proven)

    def _may_practise(self, request: Request, grants: tuple[Grant, ...]) -> bool:
        """Tell whether somebody of the Commission opens a training cycle as a country sees it."""
        if self.permission not in PRACTISED:
            return False
        cycle = request.path_params.get("cycle", "")
        staff = Permission.TRAINING_SEE in permissions_at(grants, None)
        return staff and bool(cycle) and is_training(request, cycle)

    def _refusal(self, visitor: SignedIn) -> Forbidden:
        logger().warning(
            "access_refused", account_id=visitor.account_id, permission=self.permission.value
        )
        return Forbidden()


def _signed_in(request: Request) -> SignedIn:
    visitor = visitor_of(request)
    if not isinstance(visitor, SignedIn) or visitor.session_id is None:
        raise NotAuthenticated
    return visitor


def _practising(request: Request, visitor: SignedIn, reporter: str) -> CountryScope:
    """Return the scope of a lead, in the training cycle of this request and in no other."""
    proven = visitor.authenticated_at.timestamp()
    return CountryScope(
        reporter,
        visitor.account_id,
        visitor.account_name,
        frozenset({Role.REPORTING_LEAD}),
        proven,
        only_cycle=request.path_params["cycle"],
    )


def is_training(request: Request, cycle: str) -> bool:
    """Tell whether a cycle is for practice; main injects the look-up, as cycles are above here."""
    found: Callable[[Request, str], bool] = request.app.state.training_lookup
    return found(request, cycle)


def RequiresFresh(permission: Permission) -> Requires:
    """Return a policy that also demands a password or EU Login proof within the last minutes."""
    return Requires(permission, fresh=True)


def country_scope_of(request: Request) -> CountryScope | None:
    """Return the scope a guard gave this request, if it works for one reporter."""
    scope = getattr(request.state, "scope", None)
    return scope if isinstance(scope, CountryScope) else None


class Everybody(Policy):
    """A policy: anybody may come, and the value says how far the visitor sees.

    Whoever reads editions or deliveries for the Union keeps that reach; everybody else, signed in
    for a country or not at all, gets what has been published.
    """

    @property
    def label(self) -> str:
        """Return the policy in words that can be compared."""
        return "everybody, by reach"

    def allows(self, visitor: Visitor) -> bool:
        """Anybody may."""
        return True

    async def __call__(self, request: Request) -> UnionScope | PublicScope:
        """Return the scope of this visitor."""
        visitor = await find_visitor(request)
        # Somebody signed in, or a program with a key: that of a country holds nothing of the Union.
        grants: tuple[Grant, ...] = getattr(visitor, "grants", ())
        roles = frozenset(
            grant.role
            for grant in grants
            if grant.reporter is None and ROLE_PERMISSIONS[grant.role] & _READS_EDITIONS
        )
        if not roles:
            return PublicScope()
        return UnionScope(visitor.account_id, visitor.account_name, roles)

    def __eq__(self, other: object) -> bool:
        """All such policies are one."""
        return isinstance(other, Everybody)

    def __hash__(self) -> int:
        """All such policies are one."""
        return hash(Everybody)


def _is_fresh(request: Request, visitor: SignedIn) -> bool:
    limit = timedelta(minutes=settings_of(request).fresh_authentication_minutes)
    return -sign_in.CLOCKS_APART <= now() - visitor.authenticated_at <= limit
