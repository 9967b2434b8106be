"""A mail server on this machine that keeps what it is given, refuses, and can end its clients."""

import asyncio
import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.portal_process import HOST, free_port

YES = "250 Kept"
Happening = Callable[[str, str], str | None]  # stage and Message-ID; an answer instead of yes


@dataclass
class Sink:
    """What arrived, in order; `happens` is asked at every stage and may refuse, or end a worker.

    Stages: `rcpt` before the recipient is taken, `data` when the mail is there but not yet
    accepted, `yes` when the client has been told that it was.
    """

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    happens: Happening = lambda stage, message_id: None
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The Message-IDs in the order of arrival."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient."""
        refusal = self.happens("rcpt", address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """Take a mail."""
        policy = email.policy.default
        mail = email.message_from_bytes(envelope.content, policy=policy)
        assert isinstance(mail, EmailMessage)
        refusal = self.happens("data", str(mail["Message-ID"]))
        if refusal is None:
            self.mails.append(mail)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return refusal or YES


class _Server(SMTP):
    """Says when the client has been told yes."""

    async def push(self, status: Any) -> None:
        """Send an answer."""
        await super().push(status)
        if status == YES:
            sink = self.event_handler
            sink.happens("yes", sink.ids[-1])


class _Controller(Controller):
    def factory(self) -> SMTP:
        """Make the server of one connection."""
        return _Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_sink(**options: Any) -> Iterator[Sink]:
    """Run a mail server until the block ends; options are those of aiosmtpd's server."""
    sink = Sink(free_port())
    loop = asyncio.new_event_loop()
    controller = _Controller(sink, hostname=HOST, port=sink.port, loop=loop, **options)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
