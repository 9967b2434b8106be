"""Forged requests are refused by default: origin first, then a token bound to the session."""

import hmac
from urllib.parse import urlsplit

from fastapi import Request

from app.core.errors import Forbidden
from app.web.forms import read_fields
from app.web.kept import may_be_kept
from app.web.visitor import find_visitor

FIELD = "csrf"
HEADER = "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def check_request(request: Request) -> None:
    """Refuse an unsafe request that does not prove that it comes from a page of this session.

    Nobody signed in means no session to bind a token to: then the browser itself must say that the
    request comes from our own page (which also stops foreign pages from signing somebody in). The
    visitor is looked up here for every request, before its transaction takes a connection.
    """
    visitor = await find_visitor(request)
    if request.method in _SAFE or visitor.holds_key:
        return  # no browser sends a key by itself: a foreign page cannot make it do so
    if not is_same_origin(request):
        raise Forbidden("csrf_refused")
    if not visitor.is_signed_in:
        if not {"origin", "sec-fetch-site"} & set(request.headers.keys()):
            raise Forbidden("csrf_refused")
        if may_be_kept(request):
            await read_fields(request)  # what somebody wrote comes along through signing in
        return
    sent = request.headers.get(HEADER) or (await read_fields(request)).first(FIELD)
    if not sent or not hmac.compare_digest(sent.encode(), visitor.csrf_token.encode()):
        raise Forbidden("csrf_refused")


def is_same_origin(request: Request) -> bool:
    """Judge by what browsers say themselves."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.headers.get("host", "")
    except ValueError:
        return False  # a bracket that is never closed: no browser sends it
