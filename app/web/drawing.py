"""Parts of a page that are drawn once: for the same values they are the same again."""

from dataclasses import replace
from functools import lru_cache
from secrets import token_hex
from typing import Any

from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape

from app.core.i18n import current_locale

_KEPT = 1024  # parts of a few kilobytes
_KEPT_ROWS = 512  # of ten kilobytes
# Stand where the token of the session and the key of the form go. Nobody is ever sent them, so no
# text can hold them by chance.
_TOKEN, _KEY = token_hex(16), token_hex(16)


class _StandIn:
    """The frame as far as a part may know it."""

    csrf_token = _TOKEN


@pass_environment
def drawn(
    environment: Environment, template: str, field: Any, csrf_token: str, fragment: bool
) -> Markup:
    """Return a field as its template draws it.

    A field is a value: the one it was drawn for before is equal in everything but its key, so what
    is kept can never be out of date. What was just refused is drawn each time.
    """
    draw = _drawn if field.is_settled else _drawn.__wrapped__
    text = draw(environment, template, current_locale(), fragment, field)
    text = text.replace(_TOKEN, escape(csrf_token)).replace(_KEY, field.idempotency_key)
    return Markup(text)  # noqa: S704 - drawn by a template that escapes


@lru_cache(maxsize=_KEPT)
def _drawn(environment: Environment, template: str, locale: str, fragment: bool, field: Any) -> str:
    named = replace(field, idempotency_key=_KEY)
    made = environment.get_template(template)
    return made.render(field=named, frame=_StandIn, fragment=fragment)


@pass_environment
def drawn_part(environment: Environment, template: str, part: Any) -> Markup:
    """Return a part that knows nothing of who looks at it, as its template draws it.

    What is equal looks the same: the part decides by its equality what it is drawn from.
    """
    return Markup(_part(environment, template, current_locale(), part))  # noqa: S704 - as above


@lru_cache(maxsize=_KEPT_ROWS)
def _part(environment: Environment, template: str, locale: str, part: Any) -> str:
    return environment.get_template(template).render(part=part)
