"""The outbox: which mail is due, who has it, and what became of it."""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, func, or_, select, update
from sqlmodel import Session, col

from app.core.clock import now
from app.core.db import open_session
from app.core.settings import Settings
from app.jobs.models import OutboxMail

ATTEMPTS = 10
REFUSED_ATTEMPTS = 3  # a server that says "never" is asked twice more
OLDEST = timedelta(days=7)  # later a mail would confuse more than it tells
_LONGEST_WAIT = timedelta(hours=6)
_ERROR_LENGTH = 300


@dataclass(frozen=True)
class Waiting:
    """What is in the outbox."""

    due: int  # waiting to be sent
    sent: int
    given_up: int


@dataclass(frozen=True)
class GivenUp:
    """A mail that could not be sent, for whoever runs the portal; what it told is not theirs."""

    id: int
    address: str
    at: datetime
    error: str


def claim(engine: Engine, settings: Settings) -> OutboxMail | None:
    """Take the mail that has waited longest, for the time of a lease; None when none is due.

    Looking takes no lock; taking is one conditional update, so that two workers never both have
    a mail, and a worker that was killed loses its mail when the lease ends.
    """
    while True:
        with open_session(engine) as session:
            order = (col(OutboxMail.due_at), col(OutboxMail.id))
            mail = session.scalars(
                select(OutboxMail).where(_is_due(now())).order_by(*order).limit(1)
            ).first()
        if mail is None:
            return None
        until = now() + timedelta(seconds=settings.mail_lease_seconds)
        with open_session(engine, write=True) as session:
            taken = session.execute(
                update(OutboxMail)
                .where(col(OutboxMail.id) == mail.id, _is_due(now()))
                .values(claimed_until=until)
                .returning(col(OutboxMail.id))
            ).first()
        if taken is not None:
            return mail


def note_sent(engine: Engine, mail: OutboxMail) -> None:
    """Note that the server said yes."""
    _note(engine, mail, sent_at=now(), claimed_until=None, error="")


def note_server_away(engine: Engine, settings: Settings, mail: OutboxMail, why: Exception) -> None:
    """Give the mail back: the server was not there, so nothing was tried with it."""
    later = now() + timedelta(seconds=settings.mail_retry_seconds)
    _note(engine, mail, due_at=later, claimed_until=None, error=describe(why))


def note_failed(engine: Engine, settings: Settings, mail: OutboxMail, why: Exception) -> bool:
    """Put the mail off, longer each time; return whether it was given up."""
    attempts = mail.attempts + 1
    gives_up = attempts >= (REFUSED_ATTEMPTS if is_for_good(why) else ATTEMPTS)
    _note(
        engine,
        mail,
        attempts=attempts,
        due_at=now() + delay(settings, attempts),
        claimed_until=None,
        given_up_at=now() if gives_up else None,
        error=describe(why),
    )
    return gives_up


def give_up_old(engine: Engine) -> int:
    """Give up mails that have waited for days, because there was no server; return how many."""
    old = and_(_is_due(now()), col(OutboxMail.made_at) < now() - OLDEST)
    with open_session(engine) as session:
        found = list(session.scalars(select(col(OutboxMail.id)).where(old)))
    if not found:
        return 0
    with open_session(engine, write=True) as session:
        session.execute(
            update(OutboxMail)
            .where(col(OutboxMail.id).in_(found), _is_due(now()))
            .values(given_up_at=now(), error=f"not sent within {OLDEST.days} days")
            .execution_options(synchronize_session=False)
        )
    return len(found)


def remove_old(engine: Engine, days: int) -> int:
    """Remove mails that were sent or dropped this many days ago; what they told stays as notices.
    Return how many they were."""
    before = now() - timedelta(days=days)
    done = or_(col(OutboxMail.sent_at) < before, col(OutboxMail.dropped_at) < before)
    with open_session(engine, write=True) as session:
        removed = session.execute(delete(OutboxMail).where(done).returning(col(OutboxMail.id)))
        return len(removed.all())


def delay(settings: Settings, attempts: int) -> timedelta:
    """Return how long to wait after this many failures: twice as long each time, up to a limit."""
    return min(_LONGEST_WAIT, timedelta(seconds=settings.mail_retry_seconds * 2 ** (attempts - 1)))


def is_for_good(why: Exception) -> bool:
    """Tell whether the server refused for good, or the mail cannot be written at all."""
    if isinstance(why, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in why.recipients.values())
    if isinstance(why, smtplib.SMTPResponseException):
        return why.smtp_code >= 500
    return isinstance(why, ValueError)


def describe(why: Exception) -> str:
    """Return what went wrong, for whoever runs the portal."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(why, smtplib.SMTPRecipientsRefused):
        answers = list(why.recipients.values())
    elif isinstance(why, smtplib.SMTPResponseException):
        answers = [(why.smtp_code, why.smtp_error)]
    said = "; ".join(
        f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for code, text in answers
    )
    return f"{type(why).__name__}: {said or why}"[:_ERROR_LENGTH]


def waiting(session: Session) -> Waiting:
    """Return how many mails wait, were sent, and were given up; what was dropped is none."""
    sent, given_up = col(OutboxMail.sent_at), col(OutboxMail.given_up_at)
    every, done, lost = session.execute(
        select(func.count(), func.count(sent), func.count(given_up))
        .select_from(OutboxMail)
        .where(col(OutboxMail.dropped_at).is_(None))
    ).one()
    return Waiting(every - done - lost, done, lost)


def list_given_up(session: Session, limit: int = 50) -> list[GivenUp]:
    """Return the mails that were given up, the last first."""
    query = (
        select(
            col(OutboxMail.id),
            col(OutboxMail.address),
            col(OutboxMail.given_up_at),
            col(OutboxMail.error),
        )
        .where(col(OutboxMail.given_up_at).is_not(None), col(OutboxMail.dropped_at).is_(None))
        .order_by(col(OutboxMail.given_up_at).desc(), col(OutboxMail.id).desc())
        .limit(limit)
    )
    return [GivenUp(*row) for row in session.execute(query)]


def _is_due(at: datetime) -> ColumnElement[bool]:
    return and_(
        col(OutboxMail.sent_at).is_(None),
        col(OutboxMail.given_up_at).is_(None),
        col(OutboxMail.due_at) <= at,
        or_(col(OutboxMail.claimed_until).is_(None), col(OutboxMail.claimed_until) < at),
    )


def _note(engine: Engine, mail: OutboxMail, **values: object) -> None:
    with open_session(engine, write=True) as session:
        session.execute(
            update(OutboxMail)
            .where(col(OutboxMail.id) == mail.id, col(OutboxMail.sent_at).is_(None))
            .values(**values)
        )
