"""Who looks at the core only sees less, is told how much, and misses nothing that matters."""

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting.team_models import Assignment
from tests.client import PageClient
from tests.factories import (
    assign_points,
    fill,
    lead_scope,
    make_person,
    open_reporting,
    set_status,
)

HOME = "/contributions/2027/DK"
POINT = f"{HOME}/points/P03"
SWITCH = "/account/core-only"
EXTENDED = "observation-SD-03.2-2025"
OPTIONAL = "answer-P03.when"


@pytest.fixture
def lead(app, engine):
    """The browser of a reporting lead."""
    open_reporting(engine, "DK")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


def choose(browser, core_only="yes", back=POINT):
    return browser.post(SWITCH, {"core_only": core_only, "next": back})


def ids(page):
    return {e.get("id") for e in page.tree.iter() if e.get("id")}


def test_the_switch_leads_back_and_holds_until_it_is_turned(lead):
    assert {EXTENDED, OPTIONAL} <= ids(lead.get(POINT))
    answer = choose(lead)
    assert (answer.status, answer.location) == (303, POINT)
    page = lead.get(POINT)
    assert not {EXTENDED, OPTIONAL} & ids(page)
    assert {"observation-SD-03.1-2025-26", "observation-SD-X.1-P03-2027-06-30"} <= ids(page)
    assert "answer-P03.justification" in ids(page)
    # bodies, their names, when, contact; three indicators that are extended or context
    assert "Only the core is shown: 7 other questions and indicators are hidden." in page.words()
    choose(lead, "no")
    assert {EXTENDED, OPTIONAL} <= ids(lead.get(POINT))
    assert "Everything is shown: 7 questions and indicators more" in lead.get(POINT).words()


def test_the_choice_is_the_persons_own(lead, app, engine):
    choose(lead)
    reader = PageClient(app).sign_in(make_person(engine, Role.NATIONAL_READER))
    assert EXTENDED in ids(reader.get(POINT))


def test_the_choice_is_recorded(lead, engine):
    choose(lead)
    with open_session(engine) as session:
        chosen = session.execute(select(AuditEvent.act).where(AuditEvent.act == "view.chosen"))
        assert len(chosen.all()) == 1


@pytest.mark.parametrize("fields", [{"core_only": "maybe"}, {}, {"core_only": "yes", "x": "1"}])
def test_a_form_that_does_not_fit_is_refused(lead, fields):
    assert lead.post(SWITCH, fields).status == 422


def test_it_leads_to_no_other_site(lead):
    assert choose(lead, back="https://example.org/").location == "/"


def test_what_is_answered_stays(lead, engine):
    scope = lead_scope(engine, "anna.berg.dk@ministry.example")
    fill(engine, scope, {"P03.when": "2028-Q1"}, {"SD-03.2@2025": "3"})
    choose(lead)
    page = lead.get(POINT)
    assert {EXTENDED, OPTIONAL} <= ids(page)
    assert "5 other questions" in page.words()


def test_the_question_somebody_was_handed_stays(lead, app, engine):
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P03")
    browser = PageClient(app).sign_in(email)
    choose(browser)
    assert OPTIONAL not in ids(browser.get(POINT))
    with open_session(engine, write=True) as session:
        session.execute(update(Assignment).values(question="P03.when"))
    assert OPTIONAL in ids(browser.get(POINT))


@pytest.mark.parametrize(
    ("subject", "field"), [("answer:P03.when", OPTIONAL), ("indicator:SD-03.2", EXTENDED)]
)
def test_a_field_that_people_talk_about_stays_until_it_is_settled(lead, subject, field):
    """And not only it: the conversation stands at the field."""
    lead.get(POINT)
    sent = {"subject": subject, "text": "Do we know?", "back": "point"}
    assert lead.post(f"{POINT}/conversations", sent).status == 303
    choose(lead)
    page = lead.get(POINT)
    assert field in ids(page)
    assert {OPTIONAL, EXTENDED} - {field} == {OPTIONAL, EXTENDED} - ids(page)
    assert "6 other questions and indicators are hidden" in page.words()
    lead.post(f"{HOME}/conversations/1/resolve", {"back": "point"})
    assert field not in ids(lead.get(POINT))


def test_nothing_is_hidden_where_the_commission_has_asked(lead, engine):
    set_status(engine, Status.CLARIFICATION_REQUESTED, "P03")
    choose(lead)
    page = lead.get(POINT)
    assert {EXTENDED, OPTIONAL} <= ids(page)
    assert "hidden" not in page.words()


def test_the_overview_says_it_of_all_points(lead):
    assert "Everything is shown" in lead.get(HOME).words()
    choose(lead, back=HOME)
    page = lead.get(HOME)
    assert "Only the core is shown" in page.words()
    assert "hours of work left," not in page.words()


def test_the_minutes_follow_what_is_entered(lead, engine):
    choose(lead)
    assert "about 10 minutes of work left" in lead.get(POINT).words()
    scope = lead_scope(engine, "anna.berg.dk@ministry.example")
    fill(engine, scope, {}, {"SD-03.1@2024-25": "3", "SD-03.1@2025-26": "3"})
    sent = {"key": "SD-X.1/P03@2027-06-30", "value": "none", "revision": "0"}
    answer = lead.post(f"{POINT}/observations", sent, htmx=True)
    progress = next(e for e in answer.tree.iter() if e.get("id") == "progress")
    assert "work left" not in answer.words(progress)
    choose(lead, "no")
    assert "of work left, none of it for the core" in lead.get(POINT).words()
