"""Answers that are kept, sent before anything else is made for a request.

Whoever asks for more than everybody gets (signed in, with a key, with a body, for a part of a page)
goes the ordinary way, and so does every address that nobody asked for yet.
"""

import secrets
import time
from collections.abc import Hashable
from functools import lru_cache

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope, Send

from app.core.logging import logger
from app.core.settings import Settings
from app.web.gates import GateKeeper
from app.web.reading import asked_locale, host_name
from app.web.ready import Form, ReadyAnswer, Shelf, look, shelf_of
from app.web.visitor import SESSION_COOKIE, cookie_name

# A request with one of these is not everybody's.
_OWN = frozenset(
    (b"authorization", b"hx-request", b"content-length", b"transfer-encoding", b"expect")
)
_METHODS = ("GET", "HEAD")
_LONGEST = 300  # of cookies or languages whose meaning is remembered


class Express:
    """The short way of a request: host, language and form of the answer, and nothing besides."""

    def __init__(self, settings: Settings, keeper: GateKeeper) -> None:
        self.settings = settings
        self.keeper = keeper
        self.hosts = settings.hosts
        self.session_cookie = cookie_name(settings, SESSION_COOKIE)
        self.locale_of = lru_cache(512)(self._locale_of)

    async def answers(self, scope: Scope, send: Send) -> bool:
        """Send what is kept for this request and tell so; False when there is nothing."""
        started = time.perf_counter()
        shelf = shelf_of(scope["app"].state.engine)
        if shelf is None or scope["method"] not in _METHODS:
            return False
        headers = dict(scope["headers"])
        if len(headers) != len(scope["headers"]) or not _OWN.isdisjoint(headers):
            return False
        cookies = headers.get(b"cookie", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        if self.session_cookie in cookies or host_name(host) not in self.hosts:
            return False
        languages = headers.get(b"accept-language", b"").decode("latin-1")
        locale = self._locale(cookies, languages)
        found = shelf.addresses.get((scope["path"], scope["query_string"], locale))
        if found is None:
            return False
        published, answer = found
        accepted = headers.get(b"accept-encoding", b"").decode("latin-1")
        if not answer.has_form_for(accepted):
            return False  # the ordinary way compresses it, in a thread
        if not await self._is_published(scope, shelf, published):
            return False
        form = answer.form_for(accepted)
        known = headers.get(b"if-none-match", b"").decode("latin-1")
        status = 304 if known and form.is_known(known) else 200
        await _send(send, form, status, with_body=scope["method"] == "GET")
        _log(answer, status, started)
        return True

    def _locale(self, cookies: str, languages: str) -> str:
        if len(cookies) + len(languages) > _LONGEST:
            return self._locale_of(cookies, languages)
        return self.locale_of(cookies, languages)

    def _locale_of(self, cookies: str, languages: str) -> str:
        return asked_locale(self.settings, cookies, languages)

    async def _is_published(self, scope: Scope, shelf: Shelf, published: Hashable) -> bool:
        """Tell whether this is published still: one request looks, those beside it wait for it."""
        gates, state = self.keeper.gates(), scope["app"].state
        try:
            if not shelf.is_fresh():
                async with gates.looks:
                    if not shelf.is_fresh():
                        async with gates.requests:
                            await run_in_threadpool(look, state.engine, state.publication_lookup)
        except SQLAlchemyError:
            return False  # the ordinary way tells what is wrong
        return published == shelf.published


async def _send(send: Send, form: Form, status: int, *, with_body: bool) -> None:
    headers = form.raw if status == 200 else form.raw_known
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = form.body if status == 200 and with_body else b""
    await send({"type": "http.response.body", "body": body})


def _log(answer: ReadyAnswer, status: int, started: float) -> None:
    """Write the line that every request leaves, with the same names."""
    logger().info(
        "request",
        method="GET",
        route=answer.route,
        status=status,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
        account_id=None,
        request_id=secrets.token_hex(8),
    )
