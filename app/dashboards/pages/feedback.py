"""The feedback form for everybody, its confirmation, and the page where messages are settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.core.i18n import gettext as _
from app.dashboards.addresses import CONTACT, FEEDBACK, FEEDBACK_INBOX, PRIVACY
from app.dashboards.feedback import ADDRESS_LIMIT, TEXT_LIMIT, FeedbackRow, Message
from app.reporting.words import language_word
from app.web.pages import Page

Errors = tuple[tuple[str, str], ...]  # sentence, where


@dataclass(frozen=True, kw_only=True)
class FeedbackPage(Page):
    """The form, or after it was sent the reference."""

    template: ClassVar[str] = "dashboards/feedback.html"

    message: Message
    reference: str = ""
    errors: Errors = ()
    text_error: str = ""
    address_error: str = ""
    choices: tuple[dict[str, str], ...]
    longest: int = TEXT_LIMIT
    longest_address: int = ADDRESS_LIMIT
    url: str = FEEDBACK
    privacy_url: str = PRIVACY
    contact_url: str = CONTACT


@dataclass(frozen=True)
class FeedbackLine:
    """One message in the list."""

    reference: str
    sent_at: datetime
    about: str
    page: str
    text: str
    address: str
    language: str
    lang: str
    settled_at: datetime | None
    outcome: str
    url: str


@dataclass(frozen=True, kw_only=True)
class InboxPage(Page):
    """Messages to settle, and those that were."""

    template: ClassVar[str] = "dashboards/feedback_inbox.html"

    open: tuple[FeedbackLine, ...]
    settled: tuple[FeedbackLine, ...]
    notice: str = ""
    errors: Errors = ()


def about_words() -> dict[str, str]:
    """Return what a message can be about."""
    return {
        "barrier": _("Something keeps me from using a page"),
        "figure": _("A figure, a measure or a text is wrong or missing"),
        "other": _("Something else"),
    }


def feedback_page(
    message: Message, *, reference: str = "", wrong: str = "", code: str = ""
) -> FeedbackPage:
    """Return the form, with what was refused beside its field."""
    at_address = code == "feedback_address_wrong"
    return FeedbackPage(
        message=message,
        reference=reference,
        errors=((wrong, "#address" if at_address else "#text"),) if wrong else (),
        text_error="" if at_address else wrong,
        address_error=wrong if at_address else "",
        choices=tuple({"value": v, "label": label} for v, label in about_words().items()),
    )


def inbox_page(rows: Iterable[FeedbackRow], *, notice: str = "", errors: Errors = ()) -> InboxPage:
    """Return the page where messages are read and settled."""
    lines = [_line(row) for row in rows]
    return InboxPage(
        open=tuple(line for line in lines if line.settled_at is None),
        settled=tuple(line for line in lines if line.settled_at is not None),
        notice=notice,
        errors=errors,
    )


def _line(row: FeedbackRow) -> FeedbackLine:
    return FeedbackLine(
        reference=row.reference,
        sent_at=row.sent_at,
        about=about_words().get(row.about, row.about),
        page=row.page,
        text=row.text,
        address=row.address,
        language=language_word(row.language),
        lang=row.language,
        settled_at=row.settled_at,
        outcome=row.outcome,
        url=f"{FEEDBACK_INBOX}/{row.reference}",
    )
