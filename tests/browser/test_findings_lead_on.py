"""From the list of findings to the field by keyboard: the cursor is where something is missing."""

import pytest
from playwright.sync_api import Page, expect

from app.domain.roles import Role
from tests.builders import NOW
from tests.database import one_database
from tests.factories import fill, lead_scope, make_person, open_reporting
from tests.people import PASSWORD

pytestmark = one_database

FINDINGS = "/contributions/2027/DK/findings"


@pytest.fixture
def findings(page: Page, live_server, engine) -> Page:
    """The findings of a contribution with something missing and something to explain."""
    open_reporting(engine, "DK")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    said = {"SD-02.1@2025-2027": "3", "SD-02.1/gender=men@2025-2027": "1"}
    cells = {f"SD-X.1/P05@{NOW}": "some", **said, "SD-02.1/gender=women@2025-2027": "1"}
    fill(engine, lead_scope(engine, email), {"header.preparation": "x" * 201}, cells)
    page.goto(f"{live_server}/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.goto(live_server + FINDINGS)
    return page


def follow(page: Page, address: str) -> None:
    """Take the link with this end from the list, by keyboard alone."""
    page.locator(f'main a[href$="{address}"]').first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/points/P05#answer-P05.justification", "answer-P05.justification"),
        ("/about#answer-header.preparation", "answer-header.preparation"),
    ],
)
def test_the_cursor_stands_in_the_text_that_is_missing(findings, address, field):
    """What is typed next goes into it."""
    follow(findings, address)
    expect(findings.locator(f'[id="{field}"]')).to_be_focused()


def test_the_cursor_stands_on_the_choice_of_progress(findings):
    """A group of choices: its first control has the focus."""
    follow(findings, f"/points/P01#observation-SD-X.1-P01-{NOW}")
    name = findings.evaluate("[document.activeElement.type, document.activeElement.name]")
    assert name == ["radio", "value"]
    inside = findings.evaluate("document.activeElement.closest('form').id")
    assert inside == f"form-observation-SD-X.1-P01-{NOW}"


def test_parts_that_do_not_add_up_lead_to_their_table(findings):
    """The sum that is off is in sight and has the focus; the cells are one step before it."""
    follow(findings, "#breakdown-gender-2025-2027")
    expect(findings.locator('[id="breakdown-gender-2025-2027"]')).to_be_focused()
    findings.keyboard.press("Shift+Tab")
    assert findings.evaluate("document.activeElement.closest('.cells-section') !== null")


def test_everything_is_checked_again_on_demand(findings):
    """A press of a button says when everything was checked, and how much was found."""
    button = findings.get_by_role("link", name="Check everything")
    button.focus()
    findings.keyboard.press("Enter")
    expect(
        findings.get_by_role("status").filter(has_text="Everything was checked at")
    ).to_have_count(1)
    expect(findings.locator("main")).to_contain_text("findings.")
