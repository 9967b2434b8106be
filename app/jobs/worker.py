"""The worker: what comes by the clock, then the mails of the outbox, again and again.

Killed at any moment it loses nothing: a mail is noted as sent after the server said yes, so that
only a kill between the two sends it once more, under the same Message-ID.
"""

import smtplib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.core.errors import AppError
from app.core.logging import describe, logger
from app.core.settings import Settings
from app.jobs import outbox
from app.jobs.smtp import connect, send

Pass = Callable[[Engine], None]  # something done by the clock; doing it twice does it once

PASS_SECONDS = 3600.0
MINUTE_SECONDS = 60.0
POLL_SECONDS = 3.0


_every_minute: list[Pass] = []


def every_minute(one: Pass) -> None:
    """Let the worker do something cheap each minute, for features above that go by the clock."""
    if one not in _every_minute:
        _every_minute.append(one)


def passes_of_minutes() -> tuple[Pass, ...]:
    """Return what is done each minute."""
    return tuple(_every_minute)


@dataclass(frozen=True)
class Delivered:
    """What one go through the outbox did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    server_away: bool = False


def run(engine: Engine, settings: Settings, passes: Sequence[Pass], stop: Event) -> None:
    """Work until told to stop; a database or mail server that is away is waited for."""
    next_pass = next_minute = time.monotonic()
    while not stop.is_set():
        if time.monotonic() >= next_minute:
            next_minute = time.monotonic() + MINUTE_SECONDS
            run_passes(engine, _every_minute)
        if time.monotonic() >= next_pass:
            next_pass = time.monotonic() + PASS_SECONDS
            run_passes(engine, passes)
            tidy(engine, settings)
        try:
            if settings.smtp_host:
                deliver(engine, settings, stop)
        except SQLAlchemyError as error:
            logger().warning("outbox_not_reached", **describe(error))
        stop.wait(POLL_SECONDS)


def run_passes(engine: Engine, passes: Sequence[Pass]) -> int:
    """Do what comes by the clock, and return how much of it failed; one failure stops no other."""
    failed = 0
    for one in passes:
        try:
            one(engine)
        except (SQLAlchemyError, AppError) as error:
            failed += 1
            logger().error("pass_failed", name=one.__name__, **describe(error))
    return failed


def tidy(engine: Engine, settings: Settings) -> None:
    """Remove the mails that nobody needs any more."""
    try:
        outbox.remove_old(engine, settings.mail_keep_days)
    except SQLAlchemyError as error:
        logger().warning("outbox_not_tidied", **describe(error))


def deliver(engine: Engine, settings: Settings, stop: Event | None = None) -> Delivered:
    """Send every mail that is due, one after the other over one connection."""
    given_up = outbox.give_up_old(engine)
    sent = failed = 0
    connection: smtplib.SMTP | None = None
    try:
        while not (stop and stop.is_set()):
            mail = outbox.claim(engine, settings)
            if mail is None:
                break
            try:
                connection = connection or connect(settings)
            except (OSError, smtplib.SMTPException) as error:
                outbox.note_server_away(engine, settings, mail, error)
                logger().warning("mail_server_away", error=type(error).__name__)
                return Delivered(sent, failed, given_up, server_away=True)
            try:
                send(connection, settings, mail)
            except (OSError, smtplib.SMTPException, ValueError) as error:
                failed += 1
                given_up += outbox.note_failed(engine, settings, mail, error)
                logger().warning("mail_not_sent", mail=mail.id, error=type(error).__name__)
                _close(connection)
                connection = None
                continue
            outbox.note_sent(engine, mail)
            sent += 1
    finally:
        if connection is not None:
            _close(connection)
    return Delivered(sent, failed, given_up)


def _close(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def start_beside(engine: Engine, settings: Settings, passes: Sequence[Pass]) -> Callable[[], None]:
    """Run the worker in a thread of this process; the value stops it."""
    stop = Event()
    thread = Thread(target=run, args=(engine, settings, passes, stop), name="worker", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(settings.mail_lease_seconds)

    return end
