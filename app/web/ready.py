"""Answers for everybody as ready bytes: made once, sent as they are until something is published.

Only what anonymous visitors get is kept. The key names everything such an answer depends on, so one
made before a publication is never sent after it. What was asked before is answered without a route
(`app.web.express`): then the portal looks at most a second later at what is published.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from weakref import WeakKeyDictionary

from fastapi import Request, Response
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.datastructures import Headers

from app.core.clock import now
from app.core.db import count_of_writes, open_session
from app.core.i18n import current_locale
from app.web.packing import is_known, packed, packed_tag, takes_gzip
from app.web.request_session import engine_of
from app.web.security_headers import security_headers
from app.web.visitor import settings_of, visitor_of

PUBLIC_SECONDS = 60
MOST_BYTES = 96 << 20
MOST_ADDRESSES = 4000
LONGEST_QUERY = 200
LOOK_AGAIN = timedelta(seconds=1)
_OWN = ("cache-control", "vary", "content-length", "etag")

Address = tuple[str, bytes, str]  # path, query, language


RawHeaders = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Form:
    """One form of an answer, plain or compressed: its bytes, its tag and its headers."""

    body: bytes
    tag: str
    headers: dict[str, str]
    raw: RawHeaders  # as they are sent, those that every answer carries among them
    raw_known: RawHeaders  # to somebody who has the bytes

    def is_known(self, asked: str) -> bool:
        """Tell whether an If-None-Match says that these bytes are there already."""
        return is_known(self.tag, asked)


@dataclass
class ReadyAnswer:
    """An answer in the forms it is sent in, and the pattern of the address that made it.

    It is compressed when somebody first asks for that: programs mostly do not.
    """

    plain: Form
    route: str
    small: Form | None = None  # compressed, where that saves something
    is_packed: bool = False  # whether that was tried

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return len(self.plain.body) + (len(self.small.body) if self.small else 0)

    def has_form_for(self, accepted: str) -> bool:
        """Tell whether the form for somebody who sent this Accept-Encoding is there."""
        return self.is_packed or not takes_gzip(accepted)

    def form_for(self, accepted: str) -> Form:
        """Return the form for somebody who sent this Accept-Encoding."""
        return self.small if self.small is not None and takes_gzip(accepted) else self.plain

    def response(self, asked: Headers) -> Response:
        """Return the answer, without its body for somebody who has it already."""
        form = self.form_for(asked.get("accept-encoding", ""))
        if form.is_known(asked.get("if-none-match", "")):
            return Response(status_code=304, headers=form.headers)
        return Response(form.body, 200, form.headers)


@dataclass
class Shelf:
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


_shelves: WeakKeyDictionary[Engine, Shelf] = WeakKeyDictionary()
_lock = Lock()
_making = tuple(Lock() for _ in range(64))


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
    with _making[hash(key) % len(_making)]:  # whoever asks for the same meanwhile waits for it
        answer = _find(engine, key)
        if answer is None:
            answer = _ready(request, make())
            _keep(engine, key, answer)
        if not answer.has_form_for(request.headers.get("accept-encoding", "")):
            _pack(request, engine, key, answer)
    if published is not None:
        _remember(request, engine, published, answer)
    return answer.response(request.headers)


def shelf_of(engine: Engine) -> Shelf | None:
    """Return what is kept of a database, None before there is anything."""
    return _shelves.get(engine)


def look(engine: Engine, lookup: Callable[[Session], Hashable]) -> None:
    """Look up what is published, in a transaction of its own that sees the newest."""
    writes, moment = count_of_writes(), now()
    with open_session(engine) as session:
        published = lookup(session)
    with _lock:
        shelf = _shelves.setdefault(engine, Shelf())
        shelf.published, shelf.writes, shelf.looked_at = published, writes, moment


def _ready(request: Request, made: Response) -> ReadyAnswer:
    body = bytes(made.body)
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    kept = {name: value for name, value in made.headers.items() if name not in _OWN}
    vary = [made.headers["vary"]] if "vary" in made.headers else []
    headers = {
        **kept,
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}",
        "Vary": ", ".join([*vary, "Accept-Encoding"]),
    }
    plain = _form(body, {**headers, "ETag": tag}, security_headers(settings_of(request)))
    return ReadyAnswer(plain, getattr(request.scope.get("route"), "path", ""))


def _pack(request: Request, engine: Engine, key: Hashable, answer: ReadyAnswer) -> None:
    """Add the compressed form to an answer, and its size to what is held."""
    plain, small = answer.plain, None
    body = packed(plain.body, plain.headers.get("content-type", ""))
    if body is not None:
        own = {"ETag": packed_tag(plain.tag), "Content-Encoding": "gzip"}
        small = _form(body, {**plain.headers, **own}, security_headers(settings_of(request)))
    with _lock:
        shelf = _shelves.setdefault(engine, Shelf())
        if shelf.answers.get(key) is answer:
            shelf.size += len(body or b"")
        answer.small, answer.is_packed = small, True


def _form(body: bytes, headers: dict[str, str], around: Mapping[str, str]) -> Form:
    sent = {name.lower(): value for name, value in (*around.items(), *headers.items())}
    raw = tuple((name.encode(), value.encode("latin-1")) for name, value in sent.items())
    length = (b"content-length", str(len(body)).encode())
    return Form(body, headers["ETag"], headers, (*raw, length), raw)


def _find(engine: Engine, key: Hashable) -> ReadyAnswer | None:
    with _lock:
        shelf = _shelves.get(engine)
        if shelf is None or key not in shelf.answers:
            return None
        shelf.answers.move_to_end(key)
        return shelf.answers[key]


def _keep(engine: Engine, key: Hashable, answer: ReadyAnswer) -> None:
    with _lock:
        shelf = _shelves.setdefault(engine, Shelf())
        if key not in shelf.answers:
            shelf.answers[key] = answer
            shelf.size += answer.size
        while shelf.size > MOST_BYTES and len(shelf.answers) > 1:
            _, gone = shelf.answers.popitem(last=False)
            shelf.size -= gone.size
            left = {a: f for a, f in shelf.addresses.items() if f[1] is not gone}
            shelf.addresses = OrderedDict(left)


def _remember(request: Request, engine: Engine, published: Hashable, answer: ReadyAnswer) -> None:
    """Note under which address the answer was asked for, and what was published then."""
    query: bytes = request.scope["query_string"]
    if len(query) > LONGEST_QUERY:
        return
    with _lock:
        shelf = _shelves.setdefault(engine, Shelf())
        shelf.addresses[request.url.path, query, current_locale()] = (published, answer)
        while len(shelf.addresses) > MOST_ADDRESSES:
            shelf.addresses.popitem(last=False)
