"""Pages of a notice to the countries: writing it, and seeing what goes to whom before it does."""

from dataclasses import dataclass
from typing import ClassVar

from app.admin.cycle_pages import cycle_url
from app.admin.notices import Audience, NoticeInput
from app.admin.pages import FieldErrors
from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.jobs.kinds import title
from app.web.pages import Link, Page


@dataclass(frozen=True, kw_only=True)
class NoticeChoice:
    """One box or button to choose."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class NoticePage(Page):
    """The form of a notice."""

    template: ClassVar[str] = "admin/notice.html"

    cycle_title: str
    crumbs: tuple[Link, ...]
    url: str
    whom: tuple[NoticeChoice, ...]
    reporters: tuple[NoticeChoice, ...]
    chosen_whom: str
    chosen: tuple[str, ...]
    subject: str
    text: str
    notice: str = ""
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class ReaderLine:
    """The people of one country who are told."""

    country: str
    people: str
    no_mail: str  # those who switched such mails off


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """What a notice looks like, and who gets it."""

    template: ClassVar[str] = "admin/notice_preview.html"

    cycle_title: str
    crumbs: tuple[Link, ...]
    send_url: str
    write_url: str
    shown_title: str
    paragraphs: tuple[str, ...]
    readers: tuple[ReaderLine, ...]
    without: tuple[str, ...]  # countries in which nobody is told
    people: int
    given: NoticeInput


def notices_url(cycle: str) -> str:
    """Return where a notice is written."""
    return f"{cycle_url(cycle)}/notices"


def _crumbs(cycle: CycleInfo) -> tuple[Link, ...]:
    own = (_("Tell the countries something"), notices_url(cycle.code))
    return ((_("Cycles"), "/cycles"), (cycle.title, cycle_url(cycle.code)), own)


def notice_page(
    cycle: CycleInfo,
    reporters: tuple[str, ...],
    given: NoticeInput,
    *,
    notice: str = "",
    errors: FieldErrors = (),
) -> NoticePage:
    """Return the form with what was typed."""
    is_few = given.reporters and set(given.reporters) != set(reporters)
    return NoticePage(
        cycle_title=cycle.title,
        crumbs=_crumbs(cycle),
        url=notices_url(cycle.code),
        whom=(
            NoticeChoice(value="all", label=_("The leads of all countries")),
            NoticeChoice(value="chosen", label=_("The leads of the countries ticked below")),
        ),
        reporters=tuple(NoticeChoice(value=code, label=country_name(code)) for code in reporters),
        chosen_whom="chosen" if is_few else "all",
        chosen=given.reporters if is_few else (),
        subject=given.subject,
        text=given.text,
        notice=notice,
        errors=errors,
    )


def preview_page(cycle: CycleInfo, given: NoticeInput, people: Audience) -> PreviewPage:
    """Return what would be sent to whom."""
    facts = {"subject": given.subject, **({"training": "yes"} if cycle.is_training else {})}
    return PreviewPage(
        cycle_title=cycle.title,
        crumbs=_crumbs(cycle),
        send_url=f"{notices_url(cycle.code)}/send",
        write_url=f"{notices_url(cycle.code)}/change",
        shown_title=title("notice", cycle.code, "", "", facts),
        paragraphs=tuple(p.strip() for p in given.text.split("\n\n") if p.strip()),
        readers=tuple(
            ReaderLine(
                country=country_name(code),
                people=", ".join(person.name for person in leads),
                no_mail=", ".join(p.name for p in leads if "notice" in p.mail_off),
            )
            for code, leads in people.items()
            if leads
        ),
        without=tuple(country_name(code) for code, leads in people.items() if not leads),
        people=len({person.account_id for leads in people.values() for person in leads}),
        given=given,
    )
