"""The language switch: remembers the choice in a cookie and goes back to the page."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.errors import Refused
from app.core.i18n import available_locales
from app.web.forms import FormModel, form
from app.web.middleware import LOCALE_COOKIE
from app.web.pages import redirect
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
    response = redirect(request, posted.next)
    set_cookie(request, response, LOCALE_COOKIE, posted.locale, seconds=_YEAR)
    return response
