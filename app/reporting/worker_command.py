"""The command that works outside the requests: what comes by the clock, and the mails."""

import signal
from threading import Event

import click

from app.core.command_line import CommandLine
from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.logging import configure_logging
from app.core.settings import check_settings
from app.jobs import (
    messages,  # noqa: F401 - registers the sentences
    outbox,
    worker,
)
from app.reporting.reminders import PASSES


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, say what was done, and end.")
@click.pass_obj
def worker_command(line: CommandLine, once: bool) -> None:
    """Remind by the clock and send the mails that wait; on the embedded database the server does
    the same by itself once a mail server is set."""
    check_settings(line.settings)
    if once:
        _work_once(line)
        return
    if not line.settings.smtp_host:
        raise Refused("smtp_missing")
    configure_logging(line.settings.log_level)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.run(line.engine, line.settings, PASSES, stop)


def _work_once(line: CommandLine) -> None:
    failed = worker.run_passes(line.engine, (*worker.passes_of_minutes(), *PASSES))
    worker.tidy(line.engine, line.settings)
    has_server = bool(line.settings.smtp_host)
    done = worker.deliver(line.engine, line.settings) if has_server else worker.Delivered()
    with line.session() as session:
        found = outbox.waiting(session)
        lost = outbox.list_given_up(session)
    click.echo(
        _("Mails sent now: {now}. Waiting: {due}. Sent in all: {sent}. Given up: {lost}.").format(
            now=done.sent, due=found.due, sent=found.sent, lost=found.given_up
        )
    )
    for mail in lost:
        click.echo(f"{mail.at.isoformat()} {mail.id} {mail.address}: {mail.error}", err=True)
    if failed:
        raise Refused("pass_failed")
    if not has_server and found.due:
        raise Refused("smtp_missing")
    if done.server_away:
        raise Refused("smtp_away", number=found.due)


COMMANDS = (worker_command,)
