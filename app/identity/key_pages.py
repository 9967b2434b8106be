"""The pages on which a reporting lead makes keys for other systems, sees and revokes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.clock import BRUSSELS, last_day, now
from app.core.i18n import country_name, format_date, format_datetime, printed_code
from app.core.i18n import gettext as _
from app.domain.roles import CountryScope
from app.identity.keys import KeyRow
from app.identity.pages import FieldErrors
from app.web.pages import Link, Page

CONTRIBUTIONS = "/contributions"  # the work that colleagues and keys are for


@dataclass(frozen=True)
class KeyLine:
    """One key in words."""

    name: str
    prefix: str
    made: str
    may: str
    last_day: str
    used: str
    state: str  # done, stop, neutral: the tone of its tag
    state_word: str
    revoke_label: str  # empty: it opens nothing any more
    revoke_url: str


@dataclass(frozen=True)
class Choice:
    """One thing a key may do, with what that means."""

    value: str
    label: str
    help: str


@dataclass(frozen=True)
class KeyFields:
    """The form as it was sent, to be shown again."""

    name: str = ""
    may: str = "read"
    last_day: str = ""


@dataclass(frozen=True, kw_only=True)
class KeysPage(Page):
    """The keys of one country."""

    template: ClassVar[str] = "identity/keys.html"

    crumbs: tuple[Link, ...]
    reporter_name: str
    colleagues_url: str
    new_url: str
    lines: tuple[KeyLine, ...]
    ended: tuple[KeyLine, ...]
    notice: str = ""
    secret: str = ""  # of the key just made, shown once
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class NewKeyPage(Page):
    """The form that makes a key."""

    template: ClassVar[str] = "identity/key.html"

    crumbs: tuple[Link, ...]
    reporter_name: str
    keys_url: str
    choices: tuple[Choice, ...]
    fields: KeyFields = KeyFields()
    errors: FieldErrors = ()


def keys_url(reporter: str) -> str:
    """Return the address of the keys of a country."""
    return f"/keys/{printed_code(reporter)}"


def colleagues_url(reporter: str) -> str:
    """Return the address of the people of a country."""
    return f"/colleagues/{printed_code(reporter)}"


def _crumbs(scope: CountryScope) -> tuple[Link, ...]:
    return (
        (_("Contributions"), CONTRIBUTIONS),
        (_("Colleagues"), colleagues_url(scope.reporter)),
        (_("Keys for other systems"), keys_url(scope.reporter)),
    )


def keys_page(
    scope: CountryScope, rows: Iterable[KeyRow], *, notice: str = "", secret: str = "", url: str
) -> KeysPage:
    """Return the page; keys that open nothing any more stand below."""
    lines = [(row.is_in_use, key_line(row, keys_url(scope.reporter))) for row in rows]
    return KeysPage(
        crumbs=_crumbs(scope),
        reporter_name=country_name(scope.reporter),
        colleagues_url=colleagues_url(scope.reporter),
        new_url=f"{keys_url(scope.reporter)}/new",
        lines=tuple(line for in_use, line in lines if in_use),
        ended=tuple(line for in_use, line in lines if not in_use),
        notice=notice,
        secret=secret,
        example=f'curl -H "Authorization: Bearer {secret or "…"}" {url}/api/v1/contributions',
    )


def new_key_page(
    scope: CountryScope, *, fields: KeyFields | None = None, errors: FieldErrors = ()
) -> NewKeyPage:
    """Return the form."""
    return NewKeyPage(
        crumbs=(*_crumbs(scope), (_("Make a key"), "")),
        reporter_name=country_name(scope.reporter),
        keys_url=keys_url(scope.reporter),
        choices=(
            Choice("read", _("Read"), _("The contribution as it stands, with findings.")),
            Choice(
                "write",
                _("Read and write"),
                _("What you may write yourself. Never signing or submitting."),
            ),
        ),
        fields=fields or KeyFields(),
        errors=errors,
    )


def key_line(row: KeyRow, url: str) -> KeyLine:
    """Return a key in words; `url` is where the keys beside it are."""
    state, word = _state(row)
    made = format_date(row.created_at.astimezone(BRUSSELS).date())
    return KeyLine(
        name=row.name,
        prefix=f"{row.prefix}…",
        made=_("%(day)s by %(name)s") % {"day": made, "name": row.made_by},
        may=_("Read and write") if row.may_write else _("Read"),
        last_day=format_date(last_day(row.expires_at)),
        used=_("Not yet") if row.used_at is None else format_datetime(row.used_at),
        state=state,
        state_word=word,
        revoke_label=_("Revoke %(name)s") % {"name": row.name} if row.is_in_use else "",
        revoke_url=f"{url}/{row.id}/revoke",
    )


def _state(row: KeyRow) -> tuple[str, str]:
    if row.revoked_at is not None:
        return "stop", _("Revoked on %(time)s") % {"time": format_datetime(row.revoked_at)}
    return ("done", _("In use")) if row.expires_at > now() else ("neutral", _("Past its last day"))
