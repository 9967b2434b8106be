"""Around every request: host check, size limit, language, request id, security headers, the last
resort."""

import secrets
import time

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import TooLarge
from app.core.i18n import use_locale
from app.core.logging import logger
from app.core.settings import Settings
from app.web.errors import BadRequest, answer, answer_fault
from app.web.express import Express
from app.web.gates import GateKeeper
from app.web.reading import asked_locale, host_name
from app.web.security_headers import security_headers
from app.web.visitor import Visitor

MAX_JSON_BYTES = 2 << 20
_UNGATED = ("/static/", "/health/live")  # need neither thread nor database


class PortalMiddleware:
    """The outermost layer of the portal; whatever happens inside, its headers are on the answer."""

    def __init__(self, app: ASGIApp, settings: Settings, keeper: GateKeeper) -> None:
        self.app = app
        self.keeper = keeper
        self.settings = settings
        self.headers = security_headers(settings)
        self.hosts = settings.hosts
        self.express = Express(settings, keeper)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if await self.express.answers(scope, send):
            return
        headers = Headers(scope=scope)
        scope.setdefault("state", {})["request_id"] = secrets.token_hex(8)
        scope["state"]["client_address"] = client_address(scope, headers, self.settings)
        head_only = scope["method"] == "HEAD"
        if head_only:
            scope = {**scope, "method": "GET"}
        answering = _Answering(send, self.headers, head_only=head_only)
        counted = _Counted(receive, self._most(scope["path"]))
        with (
            use_locale(self._locale(headers)),
            structlog.contextvars.bound_contextvars(request_id=scope["state"]["request_id"]),
        ):
            started = time.perf_counter()
            await self._serve(scope, headers, counted, answering)
            _log(scope, answering.status, started)

    async def _serve(
        self, scope: Scope, headers: Headers, counted: "_Counted", answering: "_Answering"
    ) -> None:
        request = Request(scope, counted)
        try:
            if not self._knows_host(scope, headers):
                scope["state"]["visitor"] = Visitor()
                refusal = answer(request, BadRequest("unknown_host"))
                await refusal(scope, counted, answering)
            elif counted.announced_too_large(headers):
                refusal = await run_in_threadpool(answer, request, counted.refusal())
                await refusal(scope, counted, answering)
            elif scope["path"].startswith(_UNGATED):
                await self.app(scope, counted, answering)
            else:
                async with self.keeper.gates().requests:
                    await self.app(scope, counted, answering)
        except Exception as error:
            if answering.status:
                raise
            response = await run_in_threadpool(answer_fault, request, error)
            await response(scope, counted, answering)

    def _knows_host(self, scope: Scope, headers: Headers) -> bool:
        if scope["path"].startswith("/health/"):
            return True  # asked by machines under the address of the container
        return host_name(headers.get("host", "")) in self.hosts

    def _most(self, path: str) -> int:
        """Return how many bytes may be sent to an address; JSON is read before its key is."""
        limit = self.settings.max_body_bytes
        return min(limit, MAX_JSON_BYTES) if path.startswith("/api/") else limit

    def _locale(self, headers: Headers) -> str:
        cookie = headers.get("cookie", "")
        return asked_locale(self.settings, cookie, headers.get("accept-language", ""))


def client_address(scope: Scope, headers: Headers, settings: Settings) -> str:
    """Return the address of the client; a forwarded one is believed from configured proxies
    only."""
    peer = scope["client"][0] if scope.get("client") else ""
    if peer not in settings.trusted_proxies:
        return peer
    forwarded = [part.strip() for part in headers.get("x-forwarded-for", "").split(",")]
    for address in reversed([part for part in forwarded if part]):
        if address not in settings.trusted_proxies:
            return address
    return peer


class _Counted:
    """Counts the body while it comes in, because its announced size may be wrong or missing."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.limit = limit
        self.seen = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        if message["type"] == "http.request":
            self.seen += len(message.get("body", b""))
            if self.seen > self.limit:
                raise self.refusal()
        return message

    def announced_too_large(self, headers: Headers) -> bool:
        length = headers.get("content-length", "")
        return length.isdigit() and int(length) > self.limit

    def refusal(self) -> TooLarge:
        return TooLarge(limit=f"{self.limit >> 20} MiB" if self.limit >> 20 else f"{self.limit} B")


class _Answering:
    """Puts the headers on every answer and drops the body of a HEAD."""

    def __init__(self, send: Send, headers: dict[str, str], *, head_only: bool) -> None:
        self.send = send
        self.headers = headers
        self.head_only = head_only
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self.headers.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        elif message["type"] == "http.response.body" and self.head_only:
            message = {**message, "body": b""}
        await self.send(message)


def _log(scope: Scope, status: int, started: float) -> None:
    """Write the access line: the pattern of the address, never the address with its values."""
    route = scope.get("route")
    visitor = scope.get("state", {}).get("visitor")
    logger().info(
        "request",
        method=scope["method"],
        route=getattr(route, "path", ""),
        status=status,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
        account_id=visitor.account_id if isinstance(visitor, Visitor) else None,
    )
