"""Quality rules of a cycle: tried on what was submitted, then counted, by a decision."""

import json

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.catalogue.models import RuleSetting
from app.core.db import open_session
from app.domain.roles import Role
from app.reporting.models import Submission
from app.reporting.service.records import MeasureInput
from tests.client import PageClient
from tests.factories import CYCLE, open_reporting
from tests.people import make_lead
from tests.reported import browser_of, consolidate, country_scope, report, write

RULES = f"/cycles/{CYCLE}/rules"
NEW = f"{RULES}/QC-036"  # on trial
OVER = MeasureInput("Law on visas", type="law", stage="running", points=("P05",), end="2019")


@pytest.fixture
def reported(engine):
    """Two countries have submitted, one of them something odd; a third is writing."""
    open_reporting(engine, "DK", "GR", "EU")
    report(engine, "DK", measures=[OVER])
    report(engine, "GR")
    return engine


@pytest.fixture
def manager(app, reported):
    """The browser of the cycle manager."""
    return browser_of(app, Role.CYCLE_MANAGER)


def _cells(page, rule):
    (row,) = [r for r in page.all("tr") if any(rule in page.words(c) for c in r.iter("th"))]
    return [page.words(cell) for cell in row.iter("td")]


def _decide(browser, mode="warning", reason="It found real mistakes.", url=NEW):
    return browser.post(url, {"mode": mode, "reason": reason})


def _findings(app, reporter="DK"):
    lead = country_scope(app.state.engine, Role.REPORTING_LEAD, reporter)
    assert lead.account_id
    browser = PageClient(app).sign_in(f"reporting_lead.{reporter.lower()}@ministry.example")
    return browser.get(f"/contributions/{CYCLE}/{reporter}/findings").words()


def test_a_new_rule_is_tried_before_any_country_hears_of_it(app, manager):
    """How many reports, and which values for those who read submissions."""
    assert _cells(manager.get(RULES), "QC-036")[:2] == [
        "On trial",
        "1 finding in 1 of 2 reports",
    ]
    said = manager.get(NEW).words()
    assert "Denmark" in said
    assert "Law on visas" not in said
    desk = browser_of(app, Role.DESK_OFFICER).get(NEW)
    assert "Law on visas" in desk.words()
    assert "Decide" not in desk.words()
    assert "QC-036" not in _findings(app)


def test_what_is_being_written_is_not_tried(app, manager):
    """A draft is sealed: the number of findings says nothing of it."""
    write(app.state.engine, "EU", measures=[])
    assert "of 2 reports" in _cells(manager.get(RULES), "QC-036")[1]


@pytest.mark.parametrize("mode", ["information", "warning", "blocking"])
def test_a_rule_counts_from_the_decision_on(app, engine, mode):
    """The country hears of it at once; its submission says that the rule was asked."""
    open_reporting(engine, "DK")
    write(engine, "DK", measures=[OVER])
    assert "do not fit its stage" not in _findings(app)
    assert _decide(browser_of(app, Role.CYCLE_MANAGER), mode).status == 303
    assert "do not fit its stage" in _findings(app)


def test_the_rules_in_force_stand_in_the_submission(app, manager, engine):
    """Those that were retired or on trial do not."""
    assert _decide(manager).status == 303
    assert _decide(manager, "off", "Only noise.", f"{RULES}/QC-014").status == 303
    report(engine, "EU")
    with open_session(engine) as session:
        query = select(Submission.document).order_by(Submission.id.desc()).limit(1)
        document = json.loads(session.execute(query).scalar_one())
        before = json.loads(session.execute(select(Submission.document).limit(1)).scalar_one())
    asked = {rule["rule"] for rule in document["rules"]}
    assert "QC-036" in asked
    assert "QC-014" not in asked
    assert "QC-036" not in {rule["rule"] for rule in before["rules"]}


def test_a_decision_is_kept_and_shown_with_its_reason(manager, engine, client):
    """On the page of the rule, in the list, in the catalogue for everybody and in the record."""
    before = client.get("/rules").headers["etag"]
    assert _decide(manager).status == 303
    assert _decide(manager).status == 422  # the same again is no further decision
    assert _decide(manager, "blocking", "Nobody disagreed.").status == 303
    page = manager.get(NEW).words()
    assert "It found real mistakes." in page
    assert "Nobody disagreed." in page
    assert "Blocking decided for this cycle" in _cells(manager.get(RULES), "QC-036")[0]
    catalogue = client.get("/rules")  # kept for everybody, until a cycle decides otherwise
    assert "Blocking. It has to be mended before sending." in catalogue.words()
    assert catalogue.headers["etag"] != before
    with open_session(engine) as session:
        assert len(session.execute(select(RuleSetting)).all()) == 2
        acts = select(AuditEvent.data).where(AuditEvent.act == "rule_decided")
        assert [row["mode"] for row in session.execute(acts).scalars()] == ["warning", "blocking"]


@pytest.mark.parametrize(
    ("url", "fields", "status"),
    [
        (NEW, {"mode": "warning", "reason": " "}, 422),
        (NEW, {"mode": "loud", "reason": "Why not."}, 422),
        (NEW, {"mode": "warning", "reason": "x" * 2001}, 422),
        (f"{RULES}/QC-001", {"mode": "off", "reason": "Too strict."}, 422),
        (f"{RULES}/QC-999", {"mode": "off", "reason": "Unknown."}, 404),
    ],
)
def test_what_cannot_be_decided_is_refused_and_comes_back(manager, engine, url, fields, status):
    """Without a reason, a mode there is not, a rule that blocks by its nature."""
    answer = manager.post(url, fields)
    assert answer.status == status
    if status == 422 and url == NEW:
        assert fields["reason"].strip() in answer.text
    with open_session(engine) as session:
        assert session.execute(select(RuleSetting)).all() == []


def test_rules_are_settled_once_reporting_is_over(manager, engine):
    """What was asked of all cannot change afterwards."""
    consolidate(engine)
    answer = _decide(manager)
    assert answer.status == 409
    assert "its rules stay as they were" in answer.words()


@pytest.mark.parametrize("role", [Role.DESK_OFFICER, Role.REPORT_EDITOR, Role.ADMINISTRATOR])
def test_only_the_cycle_manager_decides(app, reported, role):
    """Others of the Commission try rules out; an administrator not even that."""
    browser = browser_of(app, role)
    assert browser.get(NEW).status == (403 if role is Role.ADMINISTRATOR else 200)
    assert _decide(browser).status == 403


def test_a_country_neither_tries_nor_decides(app, reported, engine):
    """Rules are tried on submissions of all countries."""
    email = make_lead(engine, "AT")
    browser = PageClient(app).sign_in(email)
    assert browser.get(RULES).status == 403
    assert _decide(browser).status == 403
