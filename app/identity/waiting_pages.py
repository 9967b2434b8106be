"""Pages of what people are told: what waits for them, which mails they want, stopping a mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.core.i18n import available_locales, gettext, locale_name
from app.core.i18n import gettext as _
from app.domain.roles import AccountScope
from app.identity.landing import HOME
from app.identity.notices import WAITING_URL, MailChoice, Told, kinds_of_duty, kinds_to_choose
from app.jobs.kinds import KINDS, title
from app.web.pages import Link, Page

MAILS_URL = "/account/mails"


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """One thing a person was told."""

    title: str
    paragraphs: tuple[str, ...]
    at: datetime
    path: str  # where it happened
    open_url: str  # marks it as read and leads there
    action: str
    read_url: str


@dataclass(frozen=True, kw_only=True)
class WaitingPage(Page):
    """What a person was told, the newest first."""

    template: ClassVar[str] = "identity/waiting.html"

    new: tuple[ToldLine, ...]
    earlier: tuple[ToldLine, ...]
    up_to: int  # the newest that is shown
    all_url: str
    home_url: str
    mails_url: str
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class KindChoice:
    """A kind whose mails can be switched off."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class MailsPage(Page):
    """The language of a person's mails, and which they want."""

    template: ClassVar[str] = "identity/mails.html"

    url: str
    languages: tuple[tuple[str, str], ...]
    language: str
    choices: tuple[KindChoice, ...]
    wanted: tuple[str, ...]
    duties: tuple[str, ...]  # what comes always, in words
    crumbs: tuple[Link, ...]
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class StopPage(Page):
    """Whether to stop mails of a kind; no sign-in is asked for."""

    template: ClassVar[str] = "identity/stop_mails.html"

    kind: str
    url: str
    is_done: bool = False


def waiting_page(told: Sequence[Told], notice: str = "") -> WaitingPage:
    """Return what a person was told."""
    return WaitingPage(
        new=tuple(_line(one) for one in told if one.seen_at is None),
        earlier=tuple(_line(one) for one in told if one.seen_at is not None),
        up_to=max((one.id for one in told), default=0),
        all_url=f"{WAITING_URL}/read",
        home_url=HOME,
        mails_url=MAILS_URL,
        notice=notice,
    )


def _line(told: Told) -> ToldLine:
    url = f"{WAITING_URL}/{told.id}"
    written = told.facts.get("text", "").split("\n\n")
    return ToldLine(
        title=title(told.kind, told.cycle, told.reporter, told.point, told.facts),
        paragraphs=tuple(part.strip() for part in written if part.strip()),
        at=told.at,
        path=told.path,
        open_url=f"{url}/open",
        action=gettext(KINDS[told.kind].action),
        read_url=f"{url}/read",
    )


def mails_page(scope: AccountScope, choice: MailChoice, notice: str = "") -> MailsPage:
    """Return the choice of mails."""
    kinds = kinds_to_choose(scope)
    return MailsPage(
        url=MAILS_URL,
        languages=tuple((code, locale_name(code)) for code in available_locales()),
        language=choice.language,
        choices=tuple(KindChoice(value=kind, label=gettext(KINDS[kind].label)) for kind in kinds),
        wanted=tuple(kind for kind in kinds if kind not in choice.off),
        duties=tuple(gettext(KINDS[kind].label) for kind in kinds_of_duty(scope)),
        crumbs=((_("Your account"), "/account"), (_("Mails"), MAILS_URL)),
        notice=notice,
    )


def stop_page(kind: str, url: str, *, is_done: bool) -> StopPage:
    """Return the question whether to stop mails of a kind, or that they are stopped."""
    return StopPage(kind=gettext(KINDS[kind].label), url=url, is_done=is_done)
