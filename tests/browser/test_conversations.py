"""Conversations in a real browser: where the focus goes, what is announced, what stays typed."""

import pytest
from playwright.sync_api import expect

from app.core.db import open_session
from app.domain.roles import CountryScope, Role
from app.reporting.service.conversing import CommentInput, start_conversation
from tests.database import one_database
from tests.factories import CYCLE, lead_scope, make_person, open_reporting
from tests.people import PASSWORD

pytestmark = one_database

HOME = f"/contributions/{CYCLE}/DK"
POINT = f"{HOME}/points/P01"
TASKS = f"{HOME}/assignments/tasks"
PAGES = (f"{HOME}/conversations", f"{POINT}/conversations", f"{HOME}/conversations/1", TASKS)


@pytest.fixture
def lead(engine):
    """The address of Denmark's reporting lead; a contributor is there to be told."""
    open_reporting(engine, "DK")
    make_person(engine, Role.CONTRIBUTOR, name="Mikkel Lund")
    return make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")


def sign_in(page, address, email):
    """Sign in and come to the own page."""
    page.goto(f"{address}/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def begin(engine, email, *texts):
    """Start conversations that mention the lead, as the lead's other self."""
    made = lead_scope(engine, email)
    scope = CountryScope("DK", None, "", made.roles)
    with open_session(engine, write=True) as session:
        for text in texts:
            start_conversation(session, scope, CYCLE, "P01", "", CommentInput(text))


def test_talking_on_the_page_of_a_point_moves_the_focus_and_is_announced(
    page, live_server, engine, lead
):
    """Start, answer, a refused answer, resolve: without leaving, nothing else typed is lost."""
    begin(engine, lead, "An older question")
    sign_in(page, live_server, lead)
    page.goto(live_server + POINT)
    page.locator("#thread-1-answer summary").first.click()
    page.locator("#talk-1-text").fill("Half an answer")
    page.get_by_text("Start a conversation").click()
    page.locator("#talk-new-text").fill("Who counts as a partner?")
    page.locator("#talk-new").get_by_text("Tell colleagues").click()
    page.locator("#talk-new label", has_text="Mikkel Lund").click()
    page.get_by_role("button", name="Start the conversation").click()
    expect(page.locator("#comment-2")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Your conversation has started.")
    expect(page.locator("#conversation-count")).to_have_text("2 open conversations")
    expect(page.locator("#thread-2")).to_contain_text("Told: Mikkel Lund")
    expect(page.locator("#talk-new-text")).to_have_value("")
    expect(page.locator("#talk-1-text")).to_have_value("Half an answer")
    page.locator("#talk-1-text").fill(" ")
    page.locator("#thread-1").get_by_role("button", name="Send the answer").click()
    expect(page.locator("#talk-1-text-error")).to_contain_text("Write what you want to say.")
    expect(page.locator("#talk-1-text")).to_be_focused()
    page.keyboard.type("The whole answer")
    page.locator("#thread-1").get_by_role("button", name="Send the answer").click()
    expect(page.locator("#comment-3")).to_be_focused()
    page.locator("#thread-1").get_by_role("button", name="Resolve").click()
    expect(page.locator("#live")).to_have_text("The conversation is resolved.")
    expect(page.locator("#conversation-count")).to_have_text("1 open conversation, 1 resolved")


@pytest.mark.parametrize("width", [1280, 375])
def test_pages_of_conversations_are_accessible_and_fit(page, axe, live_server, engine, lead, width):
    """Empty and full, folds closed and open, wide and narrow."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, lead)
    for full in (False, True):
        if full:
            word = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
            begin(engine, lead, f"@Anna {word}", "Another one")
        for url in PAGES[:3] if full else PAGES[:2]:
            page.goto(live_server + url)
            assert axe(page) == [], url
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
            assert axe(page) == [], url
            assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    page.goto(live_server + TASKS)
    assert axe(page) == []
    assert page.locator(".frame-tools").inner_text().count("Waiting for you") == 1
