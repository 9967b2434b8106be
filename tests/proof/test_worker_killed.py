"""The worker is killed again and again while it sends: no mail is lost, hardly one comes twice."""

import multiprocessing
import os
import signal
from collections import Counter
from threading import Event
from typing import Any

from sqlalchemy import select

from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.domain.roles import Grant, Role
from app.identity.recipients import recipients_of
from app.jobs import outbox
from app.jobs.models import OutboxMail
from app.jobs.telling import Telling, tell
from app.jobs.worker import run
from tests.counts import count
from tests.mail_sink import mail_sink
from tests.people import make_account

KILLS = count(5, 100)
MAILS = KILLS + 10
WAIT_SECONDS = 60

# Where the server ends the worker, in turn; `rcpt` and `data` come before its yes.
STAGES = ("rcpt", "data", "yes", "data", "yes")
# Own processes that hold nothing of this one, and are there quickly.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["app.tables", "app.jobs.worker", "tests.mail_sink", "tests.people"]
)


def _work(database_url: str, values: dict[str, Any]) -> None:
    """Be a worker until killed."""
    settings = Settings(database_url=database_url, **values)
    run(make_engine(settings), settings, (), Event())


class Executioner:
    """Kills the worker of the moment when the server comes to the stage that is next."""

    def __init__(self) -> None:
        self.pid = 0
        self.killed: list[str] = []  # stages
        self.after_yes: set[str] = set()  # mails whose worker could not note the yes
        self.refused: set[str] = set()

    def __call__(self, stage: str, what: str) -> str | None:
        """Kill, refuse, or let the mail pass."""
        if stage == "data" and what not in self.refused and len(self.refused) < KILLS // 4:
            self.refused.add(what)
            return "451 Come back later"
        if len(self.killed) < KILLS and stage == STAGES[len(self.killed) % len(STAGES)]:
            if stage == "yes":
                self.after_yes.add(what)
            self.killed.append(stage)
            os.kill(self.pid, signal.SIGKILL)
            return "451 Nobody hears this"
        return None


def _post(engine, number_of_mails):
    person = make_account(engine, "lena@ministry.example", Grant(Role.REPORTING_LEAD, "GR"))
    with open_session(engine, write=True) as session:
        for number in range(number_of_mails):
            told = Telling("mention", f"comment:{number}", "2027", "GR", "P04", {"who": "Ana"})
            tell(session, recipients_of(session, [person]), told)


def _work_and_be_killed(database_url, values, executioner):
    """Run one worker after the other until the last was killed; the next one stays."""
    while True:
        worker = PROCESSES.Process(target=_work, args=(database_url, values))
        deaths = len(executioner.killed)
        worker.start()
        executioner.pid = worker.pid
        if deaths == KILLS:
            return worker
        worker.join(WAIT_SECONDS)
        assert worker.exitcode == -signal.SIGKILL, worker.exitcode


def test_no_mail_is_lost_and_only_a_kill_after_the_yes_repeats_one(engine, database_url, tmp_path):
    """Read back from the mail server: every mail, under its one Message-ID."""
    _post(engine, MAILS)
    executioner = Executioner()
    with mail_sink() as sink:
        sink.happens = executioner
        values = {
            "demo": True,
            "data_dir": tmp_path,
            "smtp_host": "127.0.0.1",
            "smtp_port": sink.port,
            "smtp_starttls": False,
            "smtp_from": "portal@commission.example",
            "mail_lease_seconds": 1,
            "mail_retry_seconds": 0,
        }
        worker = _work_and_be_killed(database_url, values, executioner)
        try:
            _wait_until_sent(engine)
        finally:
            worker.kill()
            worker.join(WAIT_SECONDS)
    with open_session(engine) as session:
        posted = {f"<{i}@127.0.0.1>" for i in session.scalars(select(OutboxMail.message_id))}
        assert outbox.waiting(session) == outbox.Waiting(due=0, sent=MAILS, given_up=0)
    arrived = Counter(sink.ids)
    assert len(executioner.killed) == KILLS
    assert arrived.keys() == posted
    again = {message_id for message_id, times in arrived.items() if times > 1}
    assert again <= executioner.after_yes
    assert sum(arrived.values()) - MAILS <= executioner.killed.count("yes")


def _wait_until_sent(engine):
    ticking = Event()
    for _ in range(WAIT_SECONDS * 10):
        with open_session(engine) as session:
            if not outbox.waiting(session).due:
                return
        ticking.wait(0.1)
    raise AssertionError("mails were left behind")
