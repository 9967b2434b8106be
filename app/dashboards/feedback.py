"""What readers write without signing in: taken within limits, told to who runs the portal, settled.

No personal data are needed. The sender is known by a hash of secret, day and network address, which
serves the limits only; an address left for an answer is removed when the matter is settled.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now, today_brussels
from app.core.errors import NotFound, Refused, TooManyRequests
from app.core.i18n import current_locale
from app.dashboards import messages  # noqa: F401 - registers the sentences
from app.dashboards.models import Feedback
from app.domain.answers import clean_text
from app.domain.roles import Role, UnionScope
from app.identity.recipients import recipients
from app.jobs.telling import Telling, tell

ABOUT = ("barrier", "figure", "other")
TEXT_LIMIT = 4000
OUTCOME_LIMIT = 500
ADDRESS_LIMIT = 254
WINDOW = timedelta(hours=1)
PER_SENDER = 5
GLOBAL = 200
SHOWN = 200
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PATH = re.compile(r"/[A-Za-z0-9/_.-]{0,299}")


@dataclass(frozen=True)
class Message:
    """What somebody wrote, as the form has it."""

    about: str = "other"
    text: str = ""
    address: str = ""
    page: str = ""


@dataclass(frozen=True)
class FeedbackRow:
    """A message as those who run the portal read it."""

    id: int
    reference: str
    sent_at: datetime
    about: str
    page: str
    text: str
    address: str
    language: str
    settled_at: datetime | None
    outcome: str


def sender_of(secret: str, client: str) -> str:
    """Return by what the messages of one sender are counted on one day."""
    said = f"feedback:{today_brussels().isoformat()}:{client}"
    return hmac.new(secret.encode(), said.encode(), sha256).hexdigest()


def page_of(written: str) -> str:
    """Return the page a message is about, if it is one of the portal's."""
    return written if _PATH.fullmatch(written) and not written.startswith("//") else ""


def check(message: Message) -> Message:
    """Return the message as it is kept, or say what is wrong with it."""
    text, address = clean_text(message.text), message.address.strip()
    if not text:
        raise Refused("feedback_without_text")
    if len(text) > TEXT_LIMIT:
        raise Refused("feedback_too_long", limit=TEXT_LIMIT, length=len(text))
    if address and (len(address) > ADDRESS_LIMIT or not _ADDRESS.fullmatch(address)):
        raise Refused("feedback_address_wrong")
    about = message.about if message.about in ABOUT else "other"
    return Message(about, text, address, page_of(message.page))


def send(session: Session, message: Message, sender: str) -> str:
    """Keep a message, tell who runs the portal once a day, and return its reference."""
    kept = check(message)
    moment = now()
    _within_limits(session, sender, moment)
    reference = secrets.token_hex(4).upper()
    session.execute(
        insert(Feedback).values(
            reference=reference,
            sent_at=moment,
            sender=sender,
            about=kept.about,
            page=kept.page,
            text=kept.text,
            address=kept.address,
            language=current_locale(),
            outcome="",
        )
    )
    day = today_brussels().isoformat()
    told = Telling("feedback", f"feedback:{day}", facts={"day": day}, path="/feedback")
    tell(session, recipients(session, Role.CYCLE_MANAGER), told)
    return reference


def _within_limits(session: Session, sender: str, moment: datetime) -> None:
    recent = select(func.count()).select_from(Feedback).where(
        col(Feedback.sent_at) > moment - WINDOW
    )  # fmt: skip
    limits = ((recent.where(col(Feedback.sender) == sender), PER_SENDER), (recent, GLOBAL))
    for query, limit in limits:
        if session.execute(query).scalar_one() >= limit:
            raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))


def list_feedback(session: Session, scope: UnionScope) -> list[FeedbackRow]:
    """Return what was written: first what is not settled, then the newest."""
    columns = [getattr(Feedback, name) for name in FeedbackRow.__dataclass_fields__]
    query = select(*columns).order_by(
        col(Feedback.settled_at).is_not(None), col(Feedback.sent_at).desc(), col(Feedback.id).desc()
    )
    return [FeedbackRow(*row) for row in session.execute(query.limit(SHOWN))]


def settle(session: Session, scope: UnionScope, reference: str, outcome: str) -> None:
    """Say what became of a message; the address left for an answer is removed."""
    said = clean_text(outcome)
    if not said:
        raise Refused("reason_needed")
    if len(said) > OUTCOME_LIMIT:
        raise Refused("text_too_long_to_store", limit=OUTCOME_LIMIT, length=len(said))
    changed = session.execute(
        update(Feedback)
        .where(col(Feedback.reference) == reference, col(Feedback.settled_at).is_(None))
        .values(settled_at=now(), settled_by=scope.account_id, outcome=said, address="", sender="")
        .returning(col(Feedback.id))
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise NotFound
    record(
        session,
        f"account:{scope.account_id}",
        "feedback.settled",
        account_id=scope.account_id,
        subject=f"feedback:{reference}",
    )
