"""Nothing typed is lost in a real browser: two people, sessions that end, networks that drop."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.domain.roles import Role
from tests.database import one_database
from tests.factories import (
    assign_points,
    fill,
    lead_scope,
    make_person,
    open_reporting,
    stored_answer,
)
from tests.people import PASSWORD

pytestmark = one_database

POINT = "/contributions/2027/DK/points/P01"
CODE = "P01.justification"
TEXT = f"answer-{CODE}"
BASE = "We run one school. It has ten students and no budget."
SAVED = re.compile(r"Saved \d")


def by_id(page: Page, name: str):
    """Find an element whose id may hold dots."""
    return page.locator(f'[id="{name}"]')


def sign_in(page: Page, address: str, email: str) -> None:
    """Fill in the form of the sign-in page that is shown."""
    if not page.url.startswith(address):
        page.goto(f"{address}/sign-in?next={POINT}")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


@pytest.fixture
def lead(engine):
    """The address of Denmark's reporting lead, with an open contribution."""
    open_reporting(engine, "DK")
    return make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")


@pytest.mark.parametrize("width", [375, 1280])
def test_two_changes_are_put_together_where_they_were_typed(
    page, live_server, engine, lead, axe, width
):
    """An editor holds both changes; what is decided there is what is saved."""
    scope = lead_scope(engine, lead)
    fill(engine, scope, {CODE: BASE}, {})
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P01")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, email)
    fill(engine, scope, {CODE: BASE.replace("ten", "eleven")}, {})
    mine = BASE.replace("ten", "twelve").replace("one", "two")
    by_id(page, TEXT).fill(mine)
    editor = by_id(page, f"{TEXT}-merged")
    expect(editor).to_have_value(re.compile("two school.*⟦Yours: twelve⟧ ⟦Anna Berg: eleven⟧"))
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("button[value=merged]").click()
    expect(page.locator("[data-conflict]")).to_contain_text("Decide at each marked place")
    expect(by_id(page, TEXT)).to_have_value(mine)
    decided = BASE.replace("ten", "a dozen").replace("one", "two")
    editor.fill(decided)
    page.wait_for_timeout(1200)  # typing in the editor saves nothing by itself
    assert "eleven" in stored_answer(engine, CODE).value
    page.locator("button[value=merged]").click()
    expect(page.locator("[data-conflict]")).to_have_count(0)
    expect(by_id(page, f"{TEXT}-status")).to_contain_text(SAVED)
    expect(by_id(page, TEXT)).to_have_value(decided)
    assert stored_answer(engine, CODE).value == decided


def test_history_opens_beside_the_field(page, live_server, engine, lead, axe):
    """It is fetched when it is opened, each time anew."""
    fill(engine, lead_scope(engine, lead), {CODE: BASE}, {})
    sign_in(page, live_server, lead)
    form = by_id(page, f"form-{TEXT}")
    form.locator("summary", has_text="History").click()
    expect(form.locator(".saved-step")).to_have_count(1)
    expect(form.locator(".saved-step")).to_contain_text("Anna Berg")
    assert axe(page) == []
