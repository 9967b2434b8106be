"""Answers for everybody as ready bytes: made once, sent as they are until something is published.

Only what anonymous visitors get is kept. The key names everything such an answer depends on, so one
made before a publication is never sent after it. What was asked a moment ago is answered without a
thread, a transaction or a route: then the portal looks at most a second later at what is published.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from fastapi import Request, Response
from sqlalchemy import Engine
from starlette.datastructures import Headers

from app.core.clock import now
from app.core.db import count_of_writes, open_session
from app.core.i18n import current_locale
from app.web.packing import packed, packed_tag, takes_gzip
from app.web.request_session import engine_of
from app.web.visitor import visitor_of

PUBLIC_SECONDS = 60
MOST_BYTES = 96 << 20
MOST_ADDRESSES = 4000
LONGEST_QUERY = 200
LOOK_AGAIN = timedelta(seconds=1)
_OWN = ("cache-control", "vary", "content-length", "etag")

Address = tuple[str, bytes, str]  # path, query, language


@dataclass(frozen=True)
class ReadyAnswer:
    """The bytes of an answer, their tag and what is sent with them."""

    body: bytes
    small: bytes | None  # compressed, where that saves something
    tag: str
    headers: dict[str, str]
    route: str

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return len(self.body) + len(self.small or b"")

    def response(self, asked: Headers) -> Response:
        """Return the answer, without its body for somebody who has it already."""
        body, headers = self.body, {**self.headers, "ETag": self.tag}
        if self.small is not None and takes_gzip(asked.get("accept-encoding", "")):
            body = self.small
            headers |= {"ETag": packed_tag(self.tag), "Content-Encoding": "gzip"}
        known = {tag.strip() for tag in asked.get("if-none-match", "").split(",")}
        if headers["ETag"] in known:
            return Response(status_code=304, headers=headers)
        return Response(body, 200, headers)


@dataclass
class _Shelf:
    """What is kept of one database: one process may serve several, as tests do."""

    answers: OrderedDict[Hashable, ReadyAnswer] = field(default_factory=OrderedDict)
    size: int = 0
    addresses: OrderedDict[Address, tuple[Hashable, ReadyAnswer]] = field(
        default_factory=OrderedDict
    )
    published: Hashable = None
    writes: int = -1
    looked_at: datetime | None = None

    def is_fresh(self) -> bool:
        """Tell whether what is published was looked up just now, and nothing written since."""
        if self.looked_at is None or self.writes != count_of_writes():
            return False
        return timedelta(0) <= now() - self.looked_at < LOOK_AGAIN


_shelves: WeakKeyDictionary[Engine, _Shelf] = WeakKeyDictionary()
_lock = Lock()


def answer_ready(
    request: Request, published: Hashable, key: Hashable, make: Callable[[], Response]
) -> Response:
    """Answer with the kept bytes, made now if need be; signed-in readers get their own.

    `published` is what the request found published; without it, each request comes to its route.
    `make` may raise: a refusal is not kept.
    """
    if visitor_of(request).is_signed_in:
        return make()
    engine = engine_of(request)
    answer = _find(engine, key)
    if answer is None:
        answer = _ready(request, make())
        _keep(engine, key, answer)
    if published is not None:
        _remember(request, engine, published, answer)
    return answer.response(request.headers)


def find_ready(
    engine: Engine, scope: MutableMapping[str, Any], headers: Headers, locale: str, cookie: str
) -> ReadyAnswer | None:
    """Return the answer to an address that was asked for before, if it is still the one.

    `cookie` names the cookie of sessions: whoever sends one is answered by the route.
    """
    path: str = scope["path"]
    if scope["method"] != "GET" or "authorization" in headers or "hx-request" in headers:
        return None
    if not path.startswith("/api/") and cookie in headers.get("cookie", ""):
        return None
    shelf = _shelves.get(engine)
    found = shelf and shelf.addresses.get((path, scope["query_string"], locale))
    if not shelf or not found or not shelf.is_fresh():
        return None
    published, answer = found
    return answer if published == shelf.published else None


def _ready(request: Request, made: Response) -> ReadyAnswer:
    body = bytes(made.body)
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    kept = {name: value for name, value in made.headers.items() if name not in _OWN}
    small = packed(body, made.headers.get("content-type", ""))
    vary = [made.headers["vary"]] if "vary" in made.headers else []
    headers = {
        **kept,
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}",
        "Vary": ", ".join([*vary, "Accept-Encoding"]),
    }
    route = getattr(request.scope.get("route"), "path", "")
    return ReadyAnswer(body, small, tag, headers, route)


def _find(engine: Engine, key: Hashable) -> ReadyAnswer | None:
    with _lock:
        shelf = _shelves.get(engine)
        if shelf is None or key not in shelf.answers:
            return None
        shelf.answers.move_to_end(key)
        return shelf.answers[key]


def _keep(engine: Engine, key: Hashable, answer: ReadyAnswer) -> None:
    with _lock:
        shelf = _shelves.setdefault(engine, _Shelf())
        if key not in shelf.answers:
            shelf.answers[key] = answer
            shelf.size += answer.size
        while shelf.size > MOST_BYTES and len(shelf.answers) > 1:
            _, gone = shelf.answers.popitem(last=False)
            shelf.size -= gone.size
            left = {a: f for a, f in shelf.addresses.items() if f[1] is not gone}
            shelf.addresses = OrderedDict(left)


def _remember(request: Request, engine: Engine, published: Hashable, answer: ReadyAnswer) -> None:
    """Note under which address the answer was asked for, and what is published at this moment."""
    query: bytes = request.scope["query_string"]
    if len(query) > LONGEST_QUERY:
        return
    with _lock:
        shelf = _shelves.setdefault(engine, _Shelf())
        shelf.addresses[request.url.path, query, current_locale()] = (published, answer)
        while len(shelf.addresses) > MOST_ADDRESSES:
            shelf.addresses.popitem(last=False)
    if not shelf.is_fresh():
        _look(request, engine, shelf)


def _look(request: Request, engine: Engine, shelf: _Shelf) -> None:
    """Look up what is published, in a transaction of its own that sees the newest."""
    writes, moment = count_of_writes(), now()
    with open_session(engine) as session:
        published = request.app.state.publication_lookup(session)
    with _lock:
        shelf.published, shelf.writes, shelf.looked_at = published, writes, moment
