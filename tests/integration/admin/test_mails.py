"""Mails that did not arrive: for whom and why, tried again or dropped; old ones are removed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.db import open_session
from app.core.settings import Settings
from app.domain.roles import Grant, Role
from app.identity.recipients import recipients_of
from app.jobs import outbox
from app.jobs.models import Notice, OutboxMail
from app.jobs.refusals import in_words, said
from app.jobs.telling import Telling, tell
from app.jobs.worker import deliver, tidy
from tests.client import PageClient
from tests.database import one_database
from tests.mail_sink import mail_sink
from tests.people import make_account, make_administrator, make_lead

URL = "/admin/mails"
SEALED = "words of a notice that are not for administrators"
REFUSED = "550 5.1.1 No such person here"


def _settings(port, **more):
    plain = {
        "demo": True,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_starttls": False,
        "smtp_from": "portal@commission.example",
        "mail_retry_seconds": 0,
    }
    return Settings(**{**plain, **more})


def _post(engine, *kinds):
    person = make_account(engine, "gone@ministry.example", Grant(Role.REPORTING_LEAD, "GR"))
    with open_session(engine, write=True) as session:
        for kind in kinds:
            facts = {"subject": SEALED, "text": SEALED, "who": "Ana"}
            told = Telling(kind, f"{kind}:1", "2027", "GR", "P04", facts)
            tell(session, recipients_of(session, [person]), told)


def _stored(engine):
    with open_session(engine) as session:
        return session.execute(select(func.count()).select_from(OutboxMail)).scalar_one()


@one_database
def test_a_mail_that_did_not_arrive_is_tried_again_or_dropped_with_a_reason(app, engine):
    """The page says to whom, about what kind of thing and why; never what the mail says."""
    administrator = PageClient(app).sign_in(make_administrator(engine))
    assert "Every mail arrived" in administrator.get(URL).words()
    _post(engine, "notice", "mention")
    with mail_sink() as sink:
        settings = _settings(sink.port)
        sink.happens = lambda stage, who: REFUSED if stage == "rcpt" else None
        deliver(engine, settings)
        assert "Mails that did not arrive: 2" in administrator.get("/admin/accounts").words()
        page = administrator.get(URL)
        for shown in (
            "gone@ministry.example",
            "News from the Commission",
            "Somebody mentions you",
            "The mail server does not know this address",
            f"The server said: “{REFUSED}”",
            "3 tries",
        ):
            assert shown in page.words(), shown
        assert SEALED not in page.text
        assert "Ana" not in page.words()
        sink.happens = lambda stage, who: None
        assert deliver(engine, settings).sent == 0
        assert administrator.post(f"{URL}/1/again").status == 303
        assert administrator.post(f"{URL}/1/again").status == 404
        assert deliver(engine, settings).sent == 1
    empty = administrator.post(f"{URL}/2/drop", {"reason": " "})
    assert (empty.status, "reason" in empty.words()) == (422, True)
    assert administrator.post(f"{URL}/2/drop", {"reason": "Has left <us>."}).status == 303
    assert administrator.post(f"{URL}/2/drop", {"reason": "Twice."}).status == 404
    page = administrator.get(URL).words()
    assert "Has left <us>." in page
    assert "Every mail arrived" in page
    with open_session(engine) as session:
        assert outbox.waiting(session) == outbox.Waiting(due=0, sent=1, given_up=0)
        assert outbox.list_given_up(session) == []
    lead = PageClient(app).sign_in(make_lead(engine, "GR"))
    log = lead.get("/admin/audit/reporters/GR").words()
    assert "Mail that did not arrive tried again" in log
    assert "Mail that did not arrive dropped" in log
    assert lead.get(URL).status == 403


def test_old_mails_are_removed_and_what_they_told_stays(engine):
    """Sent or dropped longer ago than set; what waits or was given up is kept."""
    _post(engine, "notice", "mention", "opening")
    at = clock.now()
    with mail_sink() as sink:
        settings = _settings(sink.port, mail_keep_days=30)
        sink.happens = lambda stage, who: REFUSED if len(sink.mails) == 2 else None
        deliver(engine, settings)
    for days, left in ((29, 3), (31, 1), (400, 1)):
        with clock.fixed(at + timedelta(days=days)):
            tidy(engine, settings)
        assert _stored(engine) == left, days
    with open_session(engine) as session:
        assert session.execute(select(func.count()).select_from(Notice)).scalar_one() == 3
        assert [lost.address for lost in outbox.list_given_up(session)] == ["gone@ministry.example"]


@pytest.mark.parametrize(
    ("error", "words", "own"),
    [
        ("SMTPRecipientsRefused: 552 Over quota", "no room", "552 Over quota"),
        ("SMTPDataError: 451 Later", "try later", "451 Later"),
        ("SMTPDataError: 541 Spam", "refused the mail", "541 Spam"),
        ("ValueError: no header", "No mail can be written", "no header"),
        ("ConnectionRefusedError: [Errno 111]", "could be reached", "[Errno 111]"),
        ("not sent within 7 days", "could be reached", ""),
        ("", "no answer", ""),
    ],
)
def test_answers_of_mail_servers_in_plain_words(error, words, own):
    """Whatever the server said, or that there was none."""
    assert words in in_words(error)
    assert said(error) == own
