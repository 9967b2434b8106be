"""The language switch: remembers the choice in a cookie and goes back to the page."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from app.core.errors import Refused
from app.core.i18n import available_locales
from app.web.forms import FormModel, form
from app.web.pages import redirect
from app.web.reading import LOCALE_COOKIE
from app.web.routing import PortalRouter, Public, use
from app.web.visitor import set_cookie

router = PortalRouter()

_YEAR = 365 * 24 * 3600


class LanguageForm(FormModel):
    """The chosen language and the page to return to."""

    locale: str
    next: str = "/"


@router.post("/language", dependencies=use(Public()))
def choose_language(
    request: Request, posted: Annotated[LanguageForm, Depends(form(LanguageForm))]
) -> Response:
    """Remember the language in this browser."""
    if posted.locale not in available_locales():
        raise Refused
    response = redirect(request, with_filters(request, posted.next))
    set_cookie(request, response, LOCALE_COOKIE, posted.locale, seconds=_YEAR)
    return response


def with_filters(request: Request, path: str) -> str:
    """Return the page with the query it was read under.

    The browser says it with the form (`Referrer-Policy: same-origin`). The page itself cannot: its
    bytes are kept for everybody, whatever each of them adds to the address.
    """
    try:
        came_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return path  # a bracket that is never closed: no browser sends it
    is_page = came_from.netloc == request.headers.get("host") and came_from.path == path
    return f"{path}?{came_from.query}" if is_page and came_from.query else path
