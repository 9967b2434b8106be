"""Public pages as ready bytes: made once, then sent as they are until something is published."""

from collections.abc import Callable, Hashable

from fastapi import Request, Response

from app.web.pages import VARY
from app.web.ready import answer_ready


def answer_public(
    request: Request,
    key: Hashable,
    make: Callable[[], Response],
    published: Hashable = None,
) -> Response:
    """Answer with the kept bytes of a page, made now if need be; signed-in readers get their own.

    The key names everything the page depends on; `published` what the request found published, by
    `published_state` of editions: without it each request comes to its route. `make` may raise: a
    refusal is not kept.
    """

    def page() -> Response:
        made = make()
        made.headers["Vary"] = VARY
        return made

    return answer_ready(request, published, key, page)
