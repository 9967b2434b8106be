"""The page on which a country shows its draft to a desk officer, and sees what was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from babel import dates

from app.core.clock import last_day
from app.core.i18n import cldr_locale, format_date, format_datetime
from app.core.i18n import gettext as _
from app.domain.roles import CountryScope, Permission
from app.reporting.addresses import looks_url
from app.reporting.looks import SHOWN, Leave, Opened, RunningLook
from app.reporting.pages.around import Around, around_cycle, while_shown
from app.reporting.queries import Head
from app.web.pages import Page

# Where it is not the time of Brussels; the log is read at home.
_ZONES = {
    "BG": "Europe/Sofia",
    "CY": "Asia/Nicosia",
    "EE": "Europe/Tallinn",
    "FI": "Europe/Helsinki",
    "GR": "Europe/Athens",
    "IE": "Europe/Dublin",
    "LT": "Europe/Vilnius",
    "LV": "Europe/Riga",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
}
OVERVIEW, ABOUT = "overview", "about"


@dataclass(frozen=True)
class LeaveLine:
    """One leave in words."""

    name: str
    reason: str
    given: str
    last_day: str
    state: str
    revoke_url: str  # empty: it is over, or this reader cannot end it


@dataclass(frozen=True)
class LookFields:
    """The form as it was sent, to be shown again."""

    officer: str = ""
    reason: str = ""
    last_day: str = ""


@dataclass(frozen=True, kw_only=True)
class LooksPage(Page):
    """Who of the Commission may read the draft, and what they opened."""

    template: ClassVar[str] = "reporting/looks.html"

    around: Around
    url: str
    leaves: tuple[LeaveLine, ...]
    opened: tuple[tuple[str, str, str], ...]  # time, name, page
    officers: tuple[tuple[str, str], ...]
    can_grant: bool
    fields: LookFields = LookFields()
    errors: tuple[tuple[str, str], ...] = ()


def looks_page(
    head: Head,
    scope: CountryScope,
    leaves: Sequence[Leave],
    opened: Sequence[Opened],
    officers: Sequence[tuple[int, str]],
    *,
    fields: LookFields | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> LooksPage:
    """Return the page; the form stands only before who may grant, while there is a draft."""
    can_grant = Permission.LOOK_GRANT in scope.permissions
    url = looks_url(head.cycle.code, scope.reporter)
    frame = around_cycle(head.cycle, scope, "looks", _("Showing the draft"))
    running = [RunningLook(one.name, one.ends_at) for one in reversed(leaves) if one.is_running]
    return LooksPage(
        around=while_shown(frame, running if head.row.status in SHOWN else (), url),
        url=url,
        leaves=tuple(_line(leave, url if can_grant else "") for leave in leaves),
        opened=tuple(
            (local_time(scope.reporter, one.at), one.name, page_word(one.page)) for one in opened
        ),
        officers=tuple((str(account), name) for account, name in officers),
        can_grant=can_grant and head.row.status in SHOWN,
        fields=fields or LookFields(),
        errors=errors,
    )


def _line(leave: Leave, url: str) -> LeaveLine:
    given = {"time": format_datetime(leave.granted_at), "name": leave.granted_by or _("The portal")}
    if leave.revoked_at is not None:
        state = _("Ended on %(time)s") % {"time": format_datetime(leave.revoked_at)}
    else:
        state = _("Running") if leave.is_running else _("Over")
    return LeaveLine(
        name=leave.name,
        reason=leave.reason,
        given=_("%(time)s by %(name)s") % given,
        last_day=format_date(last_day(leave.ends_at)),
        state=state,
        revoke_url=f"{url}/{leave.id}/revoke" if url and leave.is_running else "",
    )


def local_time(reporter: str, at: datetime) -> str:
    """Write a moment in the time of the reporter's capital."""
    zone = ZoneInfo(_ZONES.get(reporter, "Europe/Brussels"))
    return dates.format_datetime(at, "medium", tzinfo=zone, locale=cldr_locale())


def page_word(page: str) -> str:
    """Return what a page of the draft is called in the log."""
    named = {OVERVIEW: _("Overview"), ABOUT: _("About the report")}
    return named.get(page) or _("Point %(number)s") % {"number": int(page[1:])}
