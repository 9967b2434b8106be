"""Reminders go to those concerned, by the clock of Brussels, each occasion once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from app.catalogue.models import Cycle, CycleKind
from app.catalogue.queries import get_cycle
from app.catalogue.service import extend
from app.cli import portal
from app.core import clock
from app.core.db import open_session
from app.domain.roles import Role, UnionScope
from app.domain.workflow import CycleStatus, Status
from app.identity.models import Account
from app.jobs.models import Notice, OutboxMail
from app.reporting.reminders import remind
from app.reporting.team_models import Assignment
from tests.builders import LONG_TEXT, NOW
from tests.factories import (
    CYCLE,
    assign_points,
    fill,
    lead_scope,
    make_person,
    open_reporting,
    set_status,
)
from tests.mail_sink import mail_sink

BRUSSELS = ZoneInfo("Europe/Brussels")
OPERATOR = UnionScope(None, "operator", frozenset({Role.CYCLE_MANAGER}))
# The last Sunday of March and of October lie between the reminders and the due date.
DST = (date(2027, 3, 29), date(2027, 11, 1))


def _moment(day, hour=7, minute=0, second=0):
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=BRUSSELS)


def _open(engine, due, *reporters, **cycle):
    open_reporting(
        engine,
        *reporters,
        **cycle,
        opens_at=_moment(due - timedelta(days=90), 9),
        due_at=_moment(due, 23, 59, 59),
        closes_at=_moment(due + timedelta(days=30), 23, 59, 59),
    )


def _told(engine, at):
    """Let the worker pass at this moment, and return what it told: kind and person."""
    with open_session(engine) as session:
        before = set(session.scalars(select(Notice.id)))
    with clock.fixed(at):
        remind(engine)
        remind(engine)  # whatever runs twice tells once
    with open_session(engine) as session:
        rows = session.execute(
            select(Notice.id, Notice.kind, Account.email)
            .join(Account, Account.id == Notice.account_id)
            .order_by(Notice.id)
        )
        return [(kind, email.split(".")[0]) for n, kind, email in rows if n not in before]


@pytest.mark.parametrize("due", DST)
def test_reminders_come_in_the_morning_of_brussels_on_both_sides_of_a_clock_change(engine, due):
    """Not a second before seven; on the due day nobody is late before midnight."""
    _open(engine, due, "DK")
    make_person(engine, Role.REPORTING_LEAD, "DK")
    lead = "reporting_lead"
    for days, kind in ((30, "reminder"), (14, "reminder"), (7, "deadline"), (1, "deadline")):
        day = due - timedelta(days=days)
        assert _told(engine, _moment(day - timedelta(days=1), 23, 59, 59)) == []
        assert _told(engine, _moment(day, 6, 59, 59)) == []
        assert _told(engine, _moment(day)) == [(kind, lead)]
        assert _told(engine, _moment(day, 18)) == []
    assert _told(engine, _moment(due, 23, 59, 59)) == []
    late = due + timedelta(days=1)
    assert _told(engine, _moment(late, 0, 0, 1)) == []
    assert _told(engine, _moment(late)) == [("overdue", lead)]
    assert _told(engine, _moment(late + timedelta(days=1))) == []
    with open_session(engine) as session:
        (mail,) = session.scalars(select(OutboxMail).where(OutboxMail.subject.contains("was due")))
        assert str(due.day) in mail.subject


def test_only_those_are_reminded_who_have_something_missing(engine):
    """Whose point is complete hears nothing, nor who only reads, nor a country that is done."""
    due = DST[0]
    _open(engine, due, "DK", "SE", "FI")
    for role in (Role.REPORTING_LEAD, Role.SIGNATORY, Role.NATIONAL_READER):
        make_person(engine, role, "DK")
        make_person(engine, role, "SE")
        make_person(engine, role, "FI")
    done, behind = (make_person(engine, Role.CONTRIBUTOR, "DK", n) for n in ("Done", "Behind"))
    at = _moment(due - timedelta(days=14))
    with clock.fixed(at):
        fill(
            engine,
            lead_scope(engine, "reporting_lead.dk@ministry.example"),
            {"P05.justification": LONG_TEXT},
            {f"SD-X.1/P05@{NOW}": "some"},
        )
    assign_points(engine, done, "P05")
    assign_points(engine, behind, "P04")
    set_status(engine, Status.SUBMITTED, reporter="SE")
    set_status(engine, Status.DECLINED, reporter="FI")
    assert _told(engine, at) == [("reminder", "reporting_lead"), ("reminder", "behind")]
    with open_session(engine) as session:
        assert set(session.scalars(select(Notice.reporter))) == {"DK"}


def test_more_time_moves_the_reminders_of_that_country_only(engine):
    """The date that holds for the country is read at the moment itself."""
    due = DST[1]
    _open(engine, due, "DK", "SE")
    make_person(engine, Role.REPORTING_LEAD, "DK")
    make_person(engine, Role.REPORTING_LEAD, "SE")
    until = due + timedelta(days=20)
    before = due - timedelta(days=40)
    with clock.fixed(_moment(before)), open_session(engine, write=True) as session:
        extend(
            session, OPERATOR, get_cycle(session, CYCLE), "DK", _moment(until, 23, 59, 59), "Ill."
        )
    for days in (-7, 1, 13, 19, 21):
        _told(engine, _moment(due + timedelta(days=days)))
    with open_session(engine) as session:
        rows = session.execute(
            select(Notice.reporter, Notice.kind)
            .where(Notice.kind.in_(["reminder", "deadline", "overdue"]))
            .order_by(Notice.id)
        )
        found = [tuple(row) for row in rows]
    assert [kind for reporter, kind in found if reporter == "SE"] == ["deadline", "overdue"]
    theirs = [kind for reporter, kind in found if reporter == "DK"]
    assert theirs == ["reminder", "deadline", "deadline", "overdue"]


def test_a_task_has_a_day_of_its_own(engine):
    """Its holder hears two days before and once after it, while it is not done."""
    due = DST[0]
    _open(engine, due, "DK")
    person = make_person(engine, Role.CONTRIBUTOR, "DK", "Holder")
    assign_points(engine, person, "P04")
    day = due - timedelta(days=50)
    with open_session(engine, write=True) as session:
        session.execute(update(Assignment).values(due_on=day))
    assert _told(engine, _moment(day - timedelta(days=3))) == []
    assert _told(engine, _moment(day - timedelta(days=2))) == [("task_due", "holder")]
    assert _told(engine, _moment(day)) == []
    assert _told(engine, _moment(day + timedelta(days=1))) == [("task_overdue", "holder")]
    assert _told(engine, _moment(day + timedelta(days=2))) == []


def test_the_opening_is_told_when_its_moment_has_come(engine):
    """Once, to the leads; not while the questions are in design, nor weeks after."""
    due = DST[0]
    _open(engine, due, "DK")
    make_person(engine, Role.REPORTING_LEAD, "DK")
    make_person(engine, Role.CONTRIBUTOR, "DK")
    opens = due - timedelta(days=90)
    assert _told(engine, _moment(opens, 8, 59, 59)) == []
    with open_session(engine, write=True) as session:
        session.execute(update(Cycle).values(status=CycleStatus.DESIGN))
    assert _told(engine, _moment(opens, 9)) == []
    with open_session(engine, write=True) as session:
        session.execute(update(Cycle).values(status=CycleStatus.FROZEN))
    assert _told(engine, _moment(opens, 9)) == [("opening", "reporting_lead")]
    make_person(engine, Role.REPORTING_LEAD, "DK", "Late")
    assert _told(engine, _moment(opens + timedelta(days=15), 9)) == []


def test_practice_reminds_those_who_practise_and_says_so(engine):
    """Whoever has done nothing in the training cycle hears nothing of it."""
    due = DST[0]
    _open(engine, due, "DK", "SE", kind=CycleKind.TRAINING)
    for reporter in ("DK", "SE"):
        for name in ("Keen", "Busy"):
            make_person(engine, Role.REPORTING_LEAD, reporter, name)
    at = _moment(due - timedelta(days=14))
    assert _told(engine, at) == []
    with clock.fixed(at):
        fill(engine, lead_scope(engine, "keen.dk@ministry.example"), {"P05.contact": "A"}, {})
    assert _told(engine, at) == [("reminder", "keen")]
    with open_session(engine) as session:
        (mail,) = session.scalars(select(OutboxMail))
    assert mail.subject.startswith("Training, Reporting 2027: something is still missing")


def test_the_command_reminds_and_sends(engine, database_url, tmp_path, monkeypatch):
    """`portal worker --once` says what it did; without a mail server it says what waits."""
    open_reporting(engine, "DK", due_at=clock.now() + timedelta(days=6))
    make_person(engine, Role.REPORTING_LEAD, "DK")
    values = {"DEMO": "1", "DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}
    for name, value in values.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)
    morning = clock.now().astimezone(BRUSSELS).replace(hour=12)
    with clock.fixed(morning):
        done = CliRunner().invoke(portal, ["worker", "--once"])
        assert (done.exit_code, "No mail server" in done.stderr) == (1, True)
        with mail_sink() as sink:
            monkeypatch.setenv("PORTAL_SMTP_HOST", "127.0.0.1")
            monkeypatch.setenv("PORTAL_SMTP_PORT", str(sink.port))
            monkeypatch.setenv("PORTAL_SMTP_STARTTLS", "0")
            monkeypatch.setenv("PORTAL_SMTP_FROM", "portal@commission.example")
            done = CliRunner().invoke(portal, ["worker", "--once"])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Mails sent now: 2. Waiting: 0.")
    assert {mail["To"] for mail in sink.mails} == {"reporting_lead.dk@ministry.example"}
    assert ["open" in sink.mails[0]["Subject"], "due" in sink.mails[1]["Subject"]] == [True, True]
