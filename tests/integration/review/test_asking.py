"""Asking as the desk does it: refusals, many at once, the list and its file, who may, who hears."""

from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import Status
from app.identity.models import Account
from app.identity.service import revoke_role
from app.jobs.models import Notice, OutboxMail
from app.reporting.clarification_models import Clarification
from tests.asking import ANSWER, DESK, LIST, STATUS, answer, ask, in_days, step
from tests.client import PageClient
from tests.database import one_database
from tests.factories import CYCLE, assign_points, make_contribution, make_person
from tests.people import make_administrator, make_lead
from tests.reported import browser_of, report


@one_database
def test_refusals_keep_what_was_typed(team, desk):
    """Missing texts, reasons and days; unknown things; another version."""
    for changed, told in (
        ({"reason": " "}, "Give a reason."),
        ({"due_on": "soon"}, "Write the day as year"),
        ({"due_on": in_days(-1)}, "Choose today or a later day"),
        ({"due_on": in_days(400)}, "within the next six months"),
        ({"text": "  "}, "Write what you want to say."),
        ({"about": ["P05/answer:P05.none"]}, "Choose what the question is about"),
        ({"version": "2"}, "has arrived meanwhile"),
    ):
        refused = ask(desk, **{"text": "Kept words?", **changed})
        assert refused.status == (409 if "version" in changed else 422), changed
        assert told in refused.words(), changed
        assert {"text", "about"} & set(changed) or "Kept words?" in refused.words(), changed
    assert team.status is Status.SUBMITTED
    assert ask(desk, "P25/").status == 422


def test_two_officers_step_once(app, team, desk):
    """Who settles what another has settled meanwhile is told."""
    ask(desk, ANSWER)
    answer(team)
    url = f"{DESK}/clarifications/1"
    shown = desk.get(url).fields(f"{url}/resolve")
    other = browser_of(app, Role.DESK_OFFICER, "other")
    other.get(url)
    assert other.post(f"{url}/resolve", shown | {"csrf": other.csrf}).status == 303
    late = desk.post(f"{url}/resolve", shown)
    assert late.status == 409
    assert "changed meanwhile" in late.words()


def test_the_same_question_to_many(app, engine, team, desk):
    """To those who said something there; all of them or none."""
    with open_session(engine, write=True) as session:
        make_contribution(session, "GR")
    report(engine, "GR")
    url = f"/desk/{CYCLE}/ask"
    page = desk.get(url, params={"about": ANSWER})
    offered = [e.get("value") for e in page.all("input") if e.get("name") == "reporter"]
    assert offered == ["DK:1", "EL:1"]
    fields = {"about": ANSWER, "text": "Since when?", "reason": "Bulk", "due_on": in_days(9)}
    assert desk.post(url, fields).status == 422
    stale = desk.post(url, {**fields, "reporter": ["DK:1", "EL:2"]})
    assert stale.status == 422
    assert "Since when?" in stale.words()
    assert team.status is Status.SUBMITTED
    sent = desk.post(url, {**fields, "reporter": ["DK:1", "EL:1"]})
    assert sent.status == 303
    listed = desk.get(sent.location).words()
    assert "2 questions" in listed
    with open_session(engine) as session:
        batches = set(session.execute(select(Clarification.batch)).scalars())
    assert len(batches) == 1
    assert batches != {""}
    assert "No country fits" in desk.get(url, params={"about": STATUS, "above": "3"}).words()


@one_database
def test_the_list_narrows_by_its_address_and_as_a_workbook(app, team, desk):
    """State, country, point and mine; the file holds the same rows."""
    assert "Nothing was asked in this cycle yet" in desk.get(LIST).words()
    ask(desk, ANSWER, "P04/")
    assert "2 questions" in desk.get(LIST).words()
    assert "1 question " in desk.get(f"{LIST}?point=P04").words()
    assert "2 questions" in desk.get(f"{LIST}?mine=yes&state=open&reporter=DK").words()
    assert "No question fits" in desk.get(f"{LIST}?state=overdue").words()
    other = browser_of(app, Role.DESK_OFFICER, "other")
    assert "No question fits" in other.get(f"{LIST}?mine=yes").words()
    book = desk.get(f"{LIST}.xlsx?point=P04")
    assert book.response.content[:2] == b"PK"


@one_database
def test_who_asks_and_who_reads(app, engine, team, desk):
    """Desk officers ask; editors read; nobody else meets a question to another country."""
    ask(desk, ANSWER)
    editor = browser_of(app, Role.REPORT_EDITOR)
    page = editor.get(f"{DESK}/clarifications/1")
    assert page.status == 200
    assert not [f for f in page.all("form") if f.get("action", "").endswith("/cancel")]
    for verb in ("resolve", "ask-again", "cancel"):
        posted = editor.post(f"{DESK}/clarifications/1/{verb}", {"revision": "1", "text": "x"})
        assert posted.status == 403
    assert editor.get(f"{DESK}/ask").status == 403
    neighbour = PageClient(app).sign_in(make_lead(engine, "GR"))
    for who in (neighbour, PageClient(app).sign_in(make_administrator(engine))):
        assert who.get(LIST).status == 403
        assert who.get(f"{DESK}/clarifications/1").status == 403
        assert who.get(f"{team.home}/clarifications/1").status in (403, 404)
    assert neighbour.get(f"/contributions/{CYCLE}/EL/clarifications/1").status == 404


@one_database
def test_people_are_told(app, engine, team, desk):
    """Leads and those who hold the point, then who asked, once more, and the leads at the end; not
    who has left the country."""
    holder = make_person(engine, Role.CONTRIBUTOR, name="Holder")
    gone = make_person(engine, Role.CONTRIBUTOR, name="Gone")
    for person in (holder, gone):
        assign_points(engine, person, "P05")
    with open_session(engine, write=True) as session:
        account = session.execute(select(Account.id).where(Account.email == gone)).scalar_one()
        revoke_role(session, account, Role.CONTRIBUTOR, "DK")
    ask(desk, ANSWER)
    answer(team)
    step(desk, "ask-again", 1, text="And since when?", due_on=in_days(5))
    answer(team, version=3)
    step(desk, "resolve", 1)
    ask(desk, STATUS, version=3)
    step(desk, "cancel", 2, text="Found it.")
    with open_session(engine) as session:
        rows = session.execute(
            select(Notice.kind, Account.email, OutboxMail.subject)
            .join(Account, Account.id == Notice.account_id)
            .join(OutboxMail, OutboxMail.notice_id == Notice.id)
            .where(Notice.kind.startswith("clarification"))
            .order_by(Notice.id)
        ).all()
    told = [(kind.removeprefix("clarification_"), email.split(".")[0]) for kind, email, _ in rows]
    lead = "reporting_lead"
    assert told == [
        *(("asked", who) for who in (lead, "holder")),
        ("answered", "desk_officer@commission"),
        *(("asked_again", who) for who in (lead, "holder")),
        ("answered", "desk_officer@commission"),
        ("resolved", lead),
        *(("asked", who) for who in (lead, "holder")),
        ("cancelled", lead),
    ]
    assert "once more" in rows[3].subject
    assert "nothing has to be answered" in rows[-1].subject


@one_database
def test_what_was_never_submitted_is_not_there_to_be_asked(app, engine, team, desk):
    """A country that is writing its first version looks like none."""
    with open_session(engine, write=True) as session:
        make_contribution(session, "GR")
    url = f"/desk/{CYCLE}/EL/ask"
    assert desk.get(url).status == 404
    assert desk.post(url, {"version": "1"}).status == 404
