"""Published pages as ready bytes: made once, then sent as they are until something is published.

Only what anonymous visitors get is kept. The key names everything such a page depends on, so a page
made before a publication is never sent after it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from weakref import WeakKeyDictionary

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from app.web.pages import VARY
from app.web.request_session import engine_of
from app.web.visitor import visitor_of

PUBLIC_SECONDS = 60
MOST = 600  # pages of about 60 kB


@dataclass(frozen=True)
class KeptPage:
    """The bytes of a page and their tag."""

    body: bytes
    tag: str


# By database: one process may serve several, as tests do.
_pages: WeakKeyDictionary[object, OrderedDict[Hashable, KeptPage]] = WeakKeyDictionary()
_lock = Lock()


def answer_public(request: Request, key: Hashable, make: Callable[[], Response]) -> Response:
    """Answer with the kept bytes of a page, made now if need be; signed-in readers get their own.

    `make` may raise: a refusal is not kept.
    """
    if visitor_of(request).is_signed_in:
        return make()
    engine = engine_of(request)
    page = _find(engine, key)
    if page is None:
        body = bytes(make().body)
        page = KeptPage(body, f'"{sha256(body).hexdigest()[:32]}"')
        _keep(engine, key, page)
    headers = {
        "ETag": page.tag,
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}",
        "Vary": VARY,
    }
    asked = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if page.tag in asked:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(page.body, headers=headers)


def _find(engine: object, key: Hashable) -> KeptPage | None:
    with _lock:
        pages = _pages.get(engine)
        if pages is None or key not in pages:
            return None
        pages.move_to_end(key)
        return pages[key]


def _keep(engine: object, key: Hashable, page: KeptPage) -> None:
    with _lock:
        pages = _pages.setdefault(engine, OrderedDict())
        pages[key] = page
        while len(pages) > MOST:
            pages.popitem(last=False)
