"""Tasks: points and single questions in somebody's hands, until a day, with a message."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.domain.workflow import Status
from app.identity.models import Account
from app.reporting.team_models import Assignment
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import make_person, set_status, stored_answer
from tests.people import make_account
from tests.team import team_of

QUESTION = "P01.justification"


@pytest.fixture
def team(app):
    """Denmark's people in an open cycle."""
    return team_of(app)


def tasks(team):
    """Address of the list."""
    return f"{team.home}/assignments/tasks"


def account(team, role=Role.CONTRIBUTOR):
    """Return the id of one of the people."""
    with open_session(team.engine) as session:
        query = select(Account.id).where(Account.email == team.emails[role])
        return session.execute(query).scalar_one()


def give(team, place, **fields):
    """Hand something to the contributor as the lead."""
    team.lead.get(tasks(team))
    given = {"place": place, "account": str(account(team)), **fields}
    return team.lead.post(tasks(team), given)


def stored(team):
    """Return every task: place, day, message."""
    with open_session(team.engine) as session:
        rows = session.execute(select(Assignment).order_by(Assignment.id)).scalars()
        return [(row.question or row.point, row.due_on, row.message) for row in rows]


def test_a_single_question_can_be_written_and_nothing_else(team):
    """On the page and at the door: this answer, no other answer, no value."""
    contributor = team.browser(Role.CONTRIBUTOR)
    points = f"{team.home}/points"
    assert contributor.post(f"{points}/P01/answers/{QUESTION}", {"value": "A"}).status == 403
    assert give(team, QUESTION).status == 303
    page = contributor.get(f"{points}/P01")
    assert "You can write part of this point" in page.words()
    actions = {form.get("action") for form in page.all("form") if points in form.get("action", "")}
    actions.discard(f"{points}/P01/conversations")  # everybody of the team may ask
    assert actions == {f"{points}/P01/answers/{QUESTION}"}
    done = contributor.post(f"{points}/P01/answers/{QUESTION}", {"value": LONG_TEXT})
    assert done.status == 303
    assert stored_answer(team.engine, QUESTION).value == LONG_TEXT.strip()
    for other, value in (("P01.since", "2026-01-01"), ("P02.justification", "Words.")):
        url = f"{points}/{other[:3]}/answers/{other}"
        assert contributor.post(url, {"value": value}).status == 403
    cell = {"key": f"SD-X.1/P01@{NOW}", "value": "some"}
    assert contributor.post(f"{points}/P01/observations", cell).status == 403


def test_a_question_does_not_make_its_holder_one_of_the_point(team):
    """The table of whole points neither shows it nor takes it away."""
    give(team, QUESTION)
    url = f"{team.home}/assignments"
    page = team.lead.get(url)
    boxes = [f for f in page.all("input") if f.get("name") == "holder"]
    assert [f for f in boxes if f.get("checked") is not None] == []
    person = account(team)
    team.lead.post(url, {"holder": [f"P01:{person}"]})
    team.lead.post(url, {"shown": [f"P01:{person}"]})
    assert stored(team) == [(QUESTION, None, "")]


def test_contributor_sees_own_tasks_with_day_message_and_what_is_missing(team):
    """The earliest day first, late ones in words; nobody else's."""
    other = make_person(team.engine, Role.CONTRIBUTOR, name="Other Person")
    late = today_brussels() - timedelta(days=3)
    give(team, "P02", due=(today_brussels() + timedelta(days=5)).isoformat())
    give(team, QUESTION, due=late.isoformat(), message="Please two paragraphs.")
    page = team.browser(Role.CONTRIBUTOR).get(tasks(team))
    assert page.heading == "My tasks"
    words = page.words()
    assert words.index("Point 1: Point number 1") < words.index("Point 2: Point number 2")
    assert "3 days overdue" in words
    assert "Please two paragraphs." in words
    assert "answers missing" in words
    assert "Hand out a task" not in words
    assert (
        "You have no task at present"
        in PageClient(team.app).sign_in(other).get(tasks(team)).words()
    )
    give(team, QUESTION, due="", message="")
    assert "overdue" not in team.browser(Role.CONTRIBUTOR).get(tasks(team)).words()
    assert len(stored(team)) == 2


def test_an_answered_question_is_no_longer_overdue(team):
    """What is done is not late."""
    give(team, QUESTION, due="2026-01-05")
    answer = f"{team.home}/points/P01/answers/{QUESTION}"
    assert "overdue" in team.lead.get(tasks(team)).words()
    team.browser(Role.CONTRIBUTOR).post(answer, {"value": LONG_TEXT})
    words = team.lead.get(tasks(team)).words()
    assert "overdue" not in words
    assert "Answered" in words


def test_lead_sees_who_owes_what_by_person_and_by_point_and_takes_back(team):
    """Headings are people or points; taking back closes the question at once."""
    give(team, QUESTION, due="2026-01-05")
    by_person = [team.lead.get(tasks(team)).words(h) for h in _headings(team, "")]
    by_point = [team.lead.get(tasks(team)).words(h) for h in _headings(team, "?by=point")]
    assert any("Contributor" in heading for heading in by_person)
    assert any("Point 1: Point number 1" in heading for heading in by_point)
    page = team.lead.get(tasks(team))
    back = next(f.get("action") for f in page.all("form") if "take-back" in f.get("action", ""))
    assert team.lead.post(back).status == 303
    assert stored(team) == []
    assert team.lead.post(back).status == 404
    answer = f"{team.home}/points/P01/answers/{QUESTION}"
    assert team.browser(Role.CONTRIBUTOR).post(answer, {"value": "A"}).status == 403


def _headings(team, query):
    page = team.lead.get(tasks(team) + query)
    return [element for name in ("h2", "h3") for element in page.all(name)]


def test_the_day_and_message_are_kept_and_the_record_holds_ids_only(team):
    """Day as a day, message as typed; the audit event names place and account."""
    assert give(team, QUESTION, due="2027-03-01", message=" Soon <b> ").status == 303
    assert stored(team) == [(QUESTION, date(2027, 3, 1), "Soon <b>")]
    with open_session(team.engine) as session:
        query = select(AuditEvent).where(AuditEvent.act == "task_given")
        event = session.execute(query).scalar_one()
        assert (event.subject, event.reporter) == (QUESTION, "DK")
        assert event.data == {"accounts": [account(team)]}


@pytest.mark.parametrize(
    ("place", "fields", "status"),
    [
        ("P25", {}, 404),
        ("P01.nothing", {}, 404),
        ("header.preparation", {}, 404),
        ("<b>", {}, 404),
        ("P01", {"due": "soon"}, 422),
        ("P01", {"account": "999999"}, 422),
        ("P01", {"account": "x"}, 422),
    ],
)
def test_what_cannot_be_handed_out_is_refused(team, place, fields, status):
    """Points not asked, questions that do not exist, the header, strangers, words for days."""
    assert give(team, place, **fields).status == status
    assert stored(team) == []


def test_a_message_that_is_too_long_comes_back_to_be_shortened(team):
    """Line ends count as one character, as the counter of the page says; nothing typed is lost."""
    answer = give(team, "P01", message="x" * 1001)
    assert (answer.status, stored(team)) == (422, [])
    assert "x" * 1001 in answer.text
    lines = "\r\n".join(["x" * 99] * 10)
    assert len(lines.replace("\r\n", "\n")) == 999
    assert give(team, "P01", message=lines).status == 303
    assert stored(team) == [("P01", None, lines.replace("\r\n", "\n"))]


def test_signatory_reader_foreigners_and_the_commission_are_kept_out(team):
    """403 without the right, 404 for another country, nothing for anybody of the Commission."""
    give(team, QUESTION)
    own = [team.browser(r) for r in (Role.SIGNATORY, Role.NATIONAL_READER)]
    assert {browser.get(tasks(team)).status for browser in own} == {403}
    contributor = team.browser(Role.CONTRIBUTOR)
    form = {"place": "P02", "account": str(account(team))}
    assert contributor.post(tasks(team), form).status == 403
    foreign = make_person(team.engine, Role.REPORTING_LEAD, "NL", "Foreign Lead")
    outside = [PageClient(team.app).sign_in(foreign)]
    for role in (Role.DESK_OFFICER, Role.CYCLE_MANAGER, Role.ADMINISTRATOR, Role.REPORT_EDITOR):
        make_account(team.engine, f"{role.value}@eu.example", Grant(role))
        outside.append(PageClient(team.app).sign_in(f"{role.value}@eu.example"))
    for browser in outside:
        assert browser.get(tasks(team)).status == 404
        assert browser.post(tasks(team), form).status == 404
        assert browser.post(f"{tasks(team)}/1/take-back").status == 404
    assert len(stored(team)) == 1


def test_a_question_is_closed_with_the_contribution(team):
    """Whoever holds a question writes no longer once it waits for the signature."""
    give(team, QUESTION)
    set_status(team.engine, Status.AWAITING_SIGN_OFF)
    answer = f"{team.home}/points/P01/answers/{QUESTION}"
    assert team.browser(Role.CONTRIBUTOR).post(answer, {"value": "A"}).status == 409
