"""A total and its tables: saved on the page of the indicator, or said to be missing."""

from decimal import Decimal

import pytest

from app.domain.roles import Role
from tests.client import PageClient
from tests.factories import fill, lead_scope, make_person, open_reporting, stored_cell
from tests.tables import page_url, send, values

TOTAL = "SD-02.1@2025-2027"
ASIA = "SD-02.1/region=ASIA@2025-2027"


@pytest.fixture
def lead(app, engine):
    """The browser of Denmark's reporting lead."""
    open_reporting(engine, "DK", "GR", "EU")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


@pytest.fixture
def scope(engine, lead):
    """The scope of the reporting lead."""
    return lead_scope(engine, "anna.berg.dk@ministry.example")


def test_a_total_saved_on_its_page_comes_back_to_it(lead, engine):
    """Without the script too: stored, refused and clashed totals stay on the page of the tables."""
    url = page_url("SD-02.1", "P02")
    action = next(
        f.get("action") for f in lead.get(url).all("form") if "/observations" in f.get("action")
    )
    answer = lead.post(action, {"key": TOTAL, "value": "12", "revision": "0"})
    assert (answer.status, answer.location.partition("#")[0]) == (303, url)
    refused = lead.post(action, {"key": TOTAL, "value": "many", "revision": "1"})
    assert (refused.status, refused.heading) == (422, lead.get(url).heading)
    assert "many" in {box.get("value") for box in refused.all("input")}
    part = lead.post(action, {"key": TOTAL, "value": "13", "revision": "1"}, htmx=True)
    assert {e.get("id") for e in part.all("section")} == {"findings"}
    assert action in {form.get("action") for form in part.all("form")}


def test_a_missing_total_says_that_its_tables_stay(lead, engine, scope):
    """Nothing is taken out by itself: what is known in part is lawful, and it is said plainly."""
    fill(engine, scope, {}, {ASIA: "5"})
    url = page_url("SD-02.1", "P02")
    told = "the total is said to be missing"
    assert told not in lead.get(url).words()
    action = next(
        f.get("action") for f in lead.get(url).all("form") if "/observations" in f.get("action")
    )
    sent = {"key": TOTAL, "missing_code": "NAV", "revision": "0"}
    assert told in lead.post(action, sent, htmx=True).words()
    assert told in lead.get(url).words()
    assert stored_cell(engine, ASIA).number == Decimal(5)
    assert send(lead, "SD-02.1", "P02", values({ASIA: ""}, revision=1)).status == 303
    assert told not in lead.get(url).words()
