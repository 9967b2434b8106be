"""Who sent the request, as far as the web layer needs to know; the sign-in lookup is injected by
main."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from app.core.settings import Settings

SESSION_COOKIE = "portal_session"


@dataclass(frozen=True)
class Visitor:
    """A signed-in person, or nobody: `account_id` is None then."""

    account_id: int | None = None
    account_name: str = ""
    session_id: int | None = None
    active_reporter: str | None = None
    reporters: tuple[str, ...] = ()
    csrf_token: str = field(default="", repr=False)
    session_ends: datetime | None = None  # whatever the person does
    core_only: bool = False  # wants to see the core questions and indicators only
    holds_key: bool = False  # a program that showed a key; no cookie was looked at

    @property
    def is_signed_in(self) -> bool:
        """Tell whether somebody is signed in."""
        return self.account_id is not None


SignInLookup = Callable[[Request], Visitor | None]


def visitor_of(request: Request) -> Visitor:
    """Return who sent this request, looked up once; reads the database, so call it in a thread."""
    known = getattr(request.state, "visitor", None)
    if isinstance(known, Visitor):
        return known
    lookup: SignInLookup = request.app.state.sign_in_lookup
    visitor = lookup(request) or Visitor()
    request.state.visitor = visitor
    return visitor


async def find_visitor(request: Request) -> Visitor:
    """Return who sent this request; a thread is needed only where something is to be looked up."""
    is_known = isinstance(getattr(request.state, "visitor", None), Visitor)
    if is_known or not {"cookie", "authorization"} & set(request.headers.keys()):
        return visitor_of(request)
    return await run_in_threadpool(visitor_of, request)


def settings_of(request: Request) -> Settings:
    """Return the settings of the application."""
    settings: Settings = request.app.state.settings
    return settings


def cookie_name(settings: Settings, name: str) -> str:
    """Return the full cookie name: bound to host and HTTPS outside the demo."""
    return name if settings.demo else f"__Host-{name}"


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Set a cookie that scripts cannot read and other sites cannot make the browser post."""
    settings = settings_of(request)
    response.set_cookie(
        cookie_name(settings, name),
        value,
        max_age=seconds,
        path="/",
        secure=not settings.demo,
        httponly=True,
        samesite="lax",
    )


def delete_cookie(request: Request, response: Response, name: str) -> None:
    """Make the browser forget a cookie."""
    settings = settings_of(request)
    response.delete_cookie(
        cookie_name(settings, name),
        path="/",
        secure=not settings.demo,
        httponly=True,
        samesite="lax",
    )
