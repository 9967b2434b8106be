"""The fact check: a country reads what an edition says of it, agrees or objects, until a day."""

from datetime import timedelta

import pytest

from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.roles import Role
from app.editions.service import start_fact_check
from tests.client import PageClient
from tests.factories import open_reporting
from tests.reported import accepted, browser_of, consolidate, country_scope, frozen, report, staff

CODE = "2027/1"
EDITORS = f"/reports/{CODE}/fact-check"
OWN = "/contributions/2027/DK/fact-checks"
DAY = today_brussels() + timedelta(days=5)


@pytest.fixture
def checked(app, engine):
    """An edition with Denmark and Greece in its fact check; the browser of an editor."""
    open_reporting(engine, "DK", "GR", "SE")
    for reporter in ("DK", "GR"):
        report(engine, reporter)
    consolidate(engine)
    accepted(engine, "DK", "GR")
    assert frozen(engine) == CODE
    _, editor = staff(engine, Role.REPORT_EDITOR, "second")
    with open_session(engine, write=True) as session:
        start_fact_check(session, editor, CODE)
    return browser_of(app, Role.REPORT_EDITOR, "second")


def lead_of(app, engine, reporter="DK", role=Role.REPORTING_LEAD):
    """Return the signed-in browser of somebody of a country."""
    country_scope(engine, role, reporter)
    return PageClient(app).sign_in(f"{role.value}.{reporter.lower()}@ministry.example")


def ask(editor, day=DAY):
    """Ask the countries as an editor does."""
    return editor.post(EDITORS, {"due_on": day.isoformat()})


def test_countries_agree_or_object_until_everything_has_an_outcome(app, engine, checked):
    """Nobody approves before; both sides read what the other said."""
    lead, greek = lead_of(app, engine), lead_of(app, engine, "GR")
    assert lead.get(f"{OWN}/1").status == 404  # not asked yet
    assert "No country has been asked yet" in checked.get(EDITORS).words()
    assert ask(checked).status == 303
    assert "2 countries were asked; not answered yet: 2." in checked.get(EDITORS).words()
    assert "check what the report says of Denmark until" in lead.get("/waiting").words()

    page = lead.get(f"{OWN}/1")
    assert "Denmark" in page.words()
    assert "Greece" not in page.words().replace("Denmark", "")
    row = next(a.get("href") for a in page.all("a") if "?about=table" in (a.get("href") or ""))
    about = row.partition("about=")[2].partition("#")[0].replace("%3A", ":")
    chosen = lead.get(row.partition("#")[0])
    assert [o.get("value") for o in chosen.all("option") if o.get("selected") is not None] == [
        about
    ]
    assert "Say what is wrong" in lead.post(f"{OWN}/1/objections", {"about": about}).words()
    wrong = {"about": "table:fiche.EL.status/1", "text": "Wrong."}
    refused = lead.post(f"{OWN}/1/objections", wrong)
    assert refused.status == 422
    assert "Choose what you object to" in refused.words()
    assert "Wrong." in refused.words()
    said = {"about": about, "text": "It began in 2024, not later."}
    assert lead.post(f"{OWN}/1/objections", said).status == 303
    assert greek.post("/contributions/2027/EL/fact-checks/1/agreement", {}).status == 303
    refused = lead.post(f"{OWN}/1/agreement", {})
    assert "Take the objection back first" in refused.words()

    other = browser_of(app, Role.REPORT_EDITOR, "third")
    blocked = other.post(f"/editions/{CODE}/approve", {})
    assert blocked.status == 422
    assert "An objection of a country has no outcome yet" in blocked.words()
    page = checked.get(EDITORS)
    assert "It began in 2024, not later." in page.words()
    assert "Agreed" in page.words()
    url = next(f.get("action") for f in page.all("form") if "/objections/" in f.get("action", ""))
    assert "Say why" in checked.post(url, {"outcome": "kept", "text": " "}).words()
    settled = {"outcome": "corrected", "text": "You are right; the next edition says 2024."}
    assert checked.post(url, settled).status == 303
    assert checked.post(url, settled).status == 409
    words = lead.get(f"{OWN}/1").words()
    assert "Corrected: the next edition says it differently" in words
    assert "You are right; the next edition says 2024." in words
    assert other.post(f"/editions/{CODE}/approve", {}).status == 303
    assert lead.post(f"{OWN}/1/objections", said).status == 409  # approved meanwhile
    log = lead.get("/admin/audit/reporters/DK").words()
    for act in ("Asked to check", "Objected to what a report says", "Objection settled"):
        assert act in log


def test_approval_waits_for_the_last_day_and_the_day_never_moves_back(app, engine, checked):
    """Silence after the last day is no objection, and is called what it is."""
    ask(checked)
    other = browser_of(app, Role.REPORT_EDITOR, "third")
    assert "can still answer" in other.post(f"/editions/{CODE}/approve", {}).words()
    earlier = ask(checked, DAY - timedelta(days=1))
    assert earlier.status == 422
    assert "does not move back" in earlier.words()
    assert ask(checked, DAY + timedelta(days=2)).status == 303
    assert "Choose today or a later day" in ask(checked, DAY - timedelta(days=50)).words()


def test_an_objection_can_be_taken_back_and_only_leads_answer(app, engine, checked):
    """Who reads for the country reads the page, without a way to answer; strangers find nothing."""
    ask(checked)
    lead, reader = lead_of(app, engine), lead_of(app, engine, role=Role.NATIONAL_READER)
    lead.post(f"{OWN}/1/objections", {"about": "fiche", "text": "All of it is old."})
    page = lead.get(f"{OWN}/1")
    back = next(f.get("action") for f in page.all("form") if "/objections/" in f.get("action", ""))
    assert reader.get(f"{OWN}/1").status == 200
    assert not reader.get(f"{OWN}/1").all("textarea")
    assert reader.post(f"{OWN}/1/agreement", {}).status in (403, 404)
    assert lead.post(back, {}).status == 303
    assert "Taken back by the country" in lead.get(f"{OWN}/1").words()
    assert lead.post(f"{OWN}/1/agreement", {}).status == 303
    assert "Agreed" in lead.get(OWN).words()
    assert lead_of(app, engine, "SE").get("/contributions/2027/SE/fact-checks/1").status == 404
    assert lead.get(EDITORS).status in (403, 404)
