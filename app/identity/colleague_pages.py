"""The page on which a reporting lead sees and invites the people of the own country."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.clock import BRUSSELS, last_day, now
from app.core.i18n import country_name, format_date
from app.core.i18n import gettext as _
from app.domain.roles import CountryScope, Role
from app.identity.key_pages import CONTRIBUTIONS, colleagues_url, keys_url
from app.identity.names import role_name
from app.identity.pages import FieldErrors
from app.identity.queries import Colleague
from app.web.pages import Link, Page

# In the order in which a lead needs them.
OFFERED = (Role.CONTRIBUTOR, Role.SIGNATORY, Role.NATIONAL_READER, Role.REPORTING_LEAD)


@dataclass(frozen=True)
class ColleagueLine:
    """One role of one person."""

    grant_id: int
    name: str
    email: str
    role: str
    since: str
    until: str
    state: str  # active, invited, disabled, ended
    state_word: str
    end_label: str  # empty: this reader cannot end it
    link_label: str  # empty: needs no link
    confirm_label: str  # empty: confirmed for this cycle, or not for this reader to say
    is_unconfirmed: bool


@dataclass(frozen=True)
class InviteFields:
    """The form as it was sent, to be shown again."""

    email: str = ""
    name: str = ""
    role: str = Role.CONTRIBUTOR.value
    last_day: str = ""


@dataclass(frozen=True, kw_only=True)
class ColleaguesPage(Page):
    """The people of one country with their roles, and the form that invites another."""

    template: ClassVar[str] = "identity/colleagues.html"

    crumbs: tuple[Link, ...]
    reporter_name: str
    url: str
    keys_url: str
    lines: tuple[ColleagueLine, ...]
    ended: tuple[ColleagueLine, ...]
    roles: tuple[tuple[str, str], ...]
    fields: InviteFields = InviteFields()
    invitation: str = ""  # the link, shown once
    notice: str = ""
    errors: FieldErrors = ()


def colleagues_page(
    scope: CountryScope,
    colleagues: Iterable[Colleague],
    *,
    fields: InviteFields | None = None,
    invitation: str = "",
    notice: str = "",
    errors: FieldErrors = (),
) -> ColleaguesPage:
    """Return the page; whoever's role has ended stands below."""
    lines = [_line(scope, colleague) for colleague in colleagues]
    return ColleaguesPage(
        crumbs=((_("Contributions"), CONTRIBUTIONS), (_("Colleagues"), "")),
        reporter_name=country_name(scope.reporter),
        url=colleagues_url(scope.reporter),
        keys_url=keys_url(scope.reporter),
        lines=tuple(line for line in lines if line.state != "ended"),
        ended=tuple(line for line in lines if line.state == "ended"),
        roles=tuple((role.value, _offered_name(role)) for role in OFFERED),
        fields=fields or InviteFields(),
        invitation=invitation,
        notice=notice,
        errors=errors,
    )


def _offered_name(role: Role) -> str:
    return _("Deputy reporting lead") if role is Role.REPORTING_LEAD else role_name(role)


def _line(scope: CountryScope, colleague: Colleague) -> ColleagueLine:
    state = _state(colleague)
    role = role_name(colleague.role)
    about = {"name": colleague.name, "role": role}
    is_own = colleague.account_id == scope.account_id
    asks = not colleague.is_confirmed and state != "ended"
    until = ""
    if colleague.ends_at is not None:
        until = format_date(last_day(colleague.ends_at))
    return ColleagueLine(
        grant_id=colleague.grant_id,
        name=colleague.name,
        email=colleague.email,
        role=role,
        since=format_date(colleague.granted_at.astimezone(BRUSSELS).date()),
        until=until,
        state=state,
        state_word=_state_word(state),
        end_label="" if is_own or state == "ended" else _("End: %(name)s, %(role)s") % about,
        link_label=_("New link for %(name)s") % about if state == "invited" else "",
        confirm_label=_("Still right: %(name)s, %(role)s") % about if asks and not is_own else "",
        is_unconfirmed=asks,
    )


def _state(colleague: Colleague) -> str:
    if colleague.ends_at is not None and colleague.ends_at <= now():
        return "ended"
    if colleague.is_disabled:
        return "disabled"
    return "active" if colleague.has_password else "invited"


def _state_word(state: str) -> str:
    words = {
        "active": _("Active"),
        "invited": _("No password yet"),
        "disabled": _("Disabled"),
        "ended": _("Ended"),
    }
    return words[state]
