"""What people are told is written with the act, once for each person, in their language."""

import json
from dataclasses import replace
from email import message_from_bytes
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from app.core import i18n
from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.domain.roles import Grant, Role
from app.identity.models import Account
from app.identity.recipients import recipients, recipients_by_reporter, recipients_of
from app.jobs.kinds import KINDS, title
from app.jobs.models import Notice, OutboxMail
from app.jobs.telling import Telling, tell
from tests.database import one_database
from tests.people import make_account

MENTION = Telling(
    "mention", "comment:1", "2027", "GR", "P04", {"who": "Ana <b>Lead</b>"}, "/contributions"
)


def _people(engine):
    first = make_account(engine, "a@ministry.example", Grant(Role.REPORTING_LEAD, "GR"), name="Eli")
    second = make_account(engine, "b@ministry.example", Grant(Role.CONTRIBUTOR, "GR"), name="Nikos")
    return first, second


def _rows(engine, table):
    with open_session(engine) as session:
        return list(session.scalars(select(table).order_by(table.id)))


def test_a_person_is_told_once_by_a_notice_and_a_mail(engine):
    """The same occasion twice is told once; another person is told too."""
    first, second = _people(engine)
    with open_session(engine, write=True) as session:
        assert tell(session, recipients_of(session, [first]), MENTION) == 1
        assert tell(session, recipients_of(session, [first, second]), MENTION) == 1
    notices, mails = _rows(engine, Notice), _rows(engine, OutboxMail)
    assert [n.account_id for n in notices] == [m.account_id for m in mails] == [first, second]
    assert [m.notice_id for m in mails] == [n.id for n in notices]
    assert len({m.message_id for m in mails}) == 2
    assert json.loads(notices[0].facts) == {"who": "Ana <b>Lead</b>"}
    assert (
        mails[0].subject == "Reporting 2027: Ana <b>Lead</b> mentioned you in a comment at point 4"
    )
    assert "<b>Lead" not in mails[0].html
    assert "Ana &lt;b&gt;Lead" in mails[0].html
    assert mails[0].text.startswith("Dear Eli,\n\nReporting 2027: Ana <b>Lead</b> mentioned you")
    assert mails[0].unsubscribe_path == f"/mails/stop/{first}.mention"


def test_nothing_is_told_when_the_act_fails(engine):
    """Notice and mail are in the transaction of the act."""
    first, _ = _people(engine)

    def failing():
        with open_session(engine, write=True) as session:
            tell(session, recipients_of(session, [first]), MENTION)
            raise RuntimeError("the act fails")

    with pytest.raises(RuntimeError):
        failing()
    assert _rows(engine, Notice) == _rows(engine, OutboxMail) == []


def test_who_wants_no_mail_still_has_the_notice_and_duty_comes_always(engine):
    """Only what is not duty can be switched off."""
    first, _ = _people(engine)
    with open_session(engine, write=True) as session:
        off = json.dumps(["mention", "assignment"])
        session.execute(update(Account).where(Account.id == first).values(mail_off=off))
    with open_session(engine, write=True) as session:
        people = recipients_of(session, [first])
        tell(session, people, MENTION)
        tell(session, people, Telling("assignment", "assignment:1", "2027", "GR", "P04"))
    assert [n.kind for n in _rows(engine, Notice)] == ["mention", "assignment"]
    (mail,) = _rows(engine, OutboxMail)
    assert "handed you point 4" in mail.subject
    assert (mail.unsubscribe_path, "Stop mails" in mail.text) == ("", False)


@one_database
def test_mails_speak_the_language_of_the_person_or_of_the_portal(database_url, monkeypatch):
    """An account that chose none gets the portal's own; one that is not offered is nobody's."""
    monkeypatch.setattr(i18n, "available_locales", lambda: ("en", "fr"))
    engine = make_engine(Settings(demo=True, database_url=database_url, default_locale="fr"))
    chosen, none = _people(engine)
    with open_session(engine, write=True) as session:
        session.execute(update(Account).where(Account.id == chosen).values(language="en"))
        tell(session, recipients_of(session, [chosen, none]), MENTION)
    assert [mail.language for mail in _rows(engine, OutboxMail)] == ["en", "fr"]
    engine.dispose()
    plain = make_engine(Settings(demo=True, database_url=database_url, default_locale="xx"))
    with open_session(plain, write=True) as session:
        again = replace(MENTION, key="comment:2")
        tell(session, recipients_of(session, [none]), again)
    assert [mail.language for mail in _rows(plain, OutboxMail)] == ["en", "fr", "en"]
    plain.dispose()


def test_two_who_tell_the_same_at_once_tell_it_once(engine):
    """The database decides between two workers."""
    first, _ = _people(engine)
    barrier, told = Barrier(2), []

    def work():
        barrier.wait()
        with open_session(engine, write=True) as session:
            told.append(tell(session, recipients_of(session, [first]), MENTION))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 1]
    assert len(_rows(engine, OutboxMail)) == 1


def test_recipients_are_those_with_a_role_now(engine):
    """Disabled people, other roles and countries and who acts are left out; nobody is doubled."""
    first, second = _people(engine)
    gone = make_account(engine, "c@ministry.example", Grant(Role.REPORTING_LEAD, "GR"))
    make_account(engine, "d@ministry.example", Grant(Role.REPORTING_LEAD, "DK"))
    desk = make_account(engine, "desk@union.example", Grant(Role.DESK_OFFICER))
    with open_session(engine, write=True) as session:
        session.execute(
            update(Account).where(Account.id == gone).values(disabled_at=func.current_timestamp())
        )
    with open_session(engine) as session:
        both = (Role.REPORTING_LEAD, Role.CONTRIBUTOR)
        assert [p.account_id for p in recipients(session, *both, reporter="GR")] == [first, second]
        assert [p.account_id for p in recipients(session, *both, reporter="GR", without=first)] == [
            second
        ]
        assert [p.account_id for p in recipients(session, Role.DESK_OFFICER)] == [desk]
        assert recipients_of(session, [gone, None]) == ()
        found = recipients_by_reporter(session, Role.REPORTING_LEAD, reporters=("GR", "SE"))
        assert [p.account_id for p in found["GR"]] == [first]
        assert found["SE"] == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_happened_in_one_line(kind):
    """No name of a field is left, whatever is known, and no line can be smuggled into a subject."""
    facts = {"who": "Ana\r\nBcc: x@y.example", "day": "2027-10-01", "state": "fact_check"}
    told = title(kind, "2027", "GR", "P12", {**facts, "subject": "Hello\nthere"})
    assert told.startswith("Reporting 2027: ")
    assert not set("{}\r\n") & set(told)
    bare = title(kind, "2027", "", "", {})
    assert not set("{}") & set(bare)
    assert message_from_bytes(f"Subject: {told}\n\n".encode())["Bcc"] is None
