"""What the headers of a request ask for: the host that is meant, and a language."""

from http.cookies import CookieError, SimpleCookie

from app.core.i18n import negotiate
from app.core.settings import Settings
from app.web.visitor import cookie_name

LOCALE_COOKIE = "portal_locale"


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port."""
    host = host.rsplit("@")[-1]
    name = host[1 : host.find("]")] if host.startswith("[") else host.split(":")[0]
    return name.lower()


def asked_locale(settings: Settings, cookies: str, accept_language: str) -> str:
    """Return the language a reader chose, else the first of the browser's that is offered."""
    chosen = read_cookie(cookies, cookie_name(settings, LOCALE_COOKIE))
    return negotiate(chosen, accept_language, settings.default_locale)


def read_cookie(cookies: str, name: str) -> str | None:
    """Return a cookie, or None when there is none or the header cannot be read."""
    if name not in cookies:
        return None
    try:
        found: SimpleCookie = SimpleCookie(cookies)
    except CookieError:
        return None
    return found[name].value if name in found else None
