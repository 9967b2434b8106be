"""The page of mails that were given up: to whom, about what kind of thing, when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.admin.lost_mails import LostMail
from app.admin.pages import FieldErrors
from app.core.i18n import gettext, ngettext
from app.core.i18n import gettext as _
from app.jobs.kinds import KINDS
from app.jobs.refusals import in_words, said
from app.web.pages import Link, Page

MAILS_URL = "/admin/mails"


@dataclass(frozen=True, kw_only=True)
class LostLine:
    """One mail that did not arrive."""

    id: int
    address: str
    account_url: str
    kind: str
    made_at: datetime
    given_up_at: datetime
    tries: str
    why: str
    said: str  # the server's own words
    url: str
    dropped_at: datetime | None
    dropped_reason: str


@dataclass(frozen=True, kw_only=True)
class MailsPage(Page):
    """Mails to decide about, and those that were dropped."""

    template: ClassVar[str] = "admin/mails.html"

    crumbs: tuple[Link, ...]
    lost: tuple[LostLine, ...]
    dropped: tuple[LostLine, ...]
    notice: str = ""
    errors: FieldErrors = ()


def mails_page(
    found: Iterable[LostMail], *, notice: str = "", errors: FieldErrors = ()
) -> MailsPage:
    """Return the page."""
    lines = [_line(mail) for mail in found]
    return MailsPage(
        crumbs=((_("Accounts"), "/admin/accounts"), (_("Mails that did not arrive"), "")),
        lost=tuple(line for line in lines if line.dropped_at is None),
        dropped=tuple(line for line in lines if line.dropped_at is not None),
        notice=notice,
        errors=errors,
    )


def _line(mail: LostMail) -> LostLine:
    tries = ngettext("%(number)s try", "%(number)s tries", mail.attempts)
    kind = KINDS.get(mail.kind)
    return LostLine(
        id=mail.id,
        address=mail.address,
        account_url=f"/admin/accounts/{mail.account_id}" if mail.account_id else "",
        kind=gettext(kind.label) if kind else _("Mail of the portal"),
        made_at=mail.made_at,
        given_up_at=mail.given_up_at,
        tries=tries % {"number": mail.attempts},
        why=in_words(mail.error),
        said=said(mail.error),
        url=f"{MAILS_URL}/{mail.id}",
        dropped_at=mail.dropped_at,
        dropped_reason=mail.dropped_reason,
    )
