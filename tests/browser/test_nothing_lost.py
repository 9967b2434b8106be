"""Nothing typed is lost in a real browser: two people, sessions that end, networks that drop."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import SignInSession
from tests.database import one_database
from tests.factories import (
    assign_points,
    fill,
    history,
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
# What stands at the field right after a key was pressed, and after it was taken back.
TYPE = """([id, base]) => [base + "!", base].map(value => {
  const box = document.getElementById(id);
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return document.getElementById(id + "-status").textContent;
})"""


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


def end_sessions(engine) -> None:
    """End every session, as time or an administrator does."""
    with open_session(engine, write=True) as session:
        session.execute(delete(SignInSession))


@pytest.mark.parametrize("width", [375, 1280])
def test_notice_before_the_session_ends_lets_the_reader_stay(page, live_server, lead, axe, width):
    """It comes five minutes ahead, holds the focus, counts, and goes when the reader stays."""
    page.clock.install()
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, lead)
    notice = page.locator("#session")
    by_id(page, TEXT).focus()
    page.clock.fast_forward("52:00")
    expect(notice).to_be_hidden()
    page.clock.fast_forward("03:00")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Your session ends soon")
    expect(notice).to_contain_text("Minutes left: 3")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.clock.fast_forward("02:00")
    expect(notice).to_contain_text("Minutes left: 1")
    page.get_by_role("button", name="Stay signed in").click()
    expect(notice).to_be_hidden()
    expect(by_id(page, TEXT)).to_be_focused()
    page.clock.fast_forward("50:00")
    expect(notice).to_be_hidden()
    page.clock.fast_forward("10:00")
    expect(notice).to_contain_text("Your session has ended")
    page.get_by_role("button", name="Close this notice").click()
    expect(notice).to_be_hidden()


def test_save_after_the_end_of_the_session_waits_for_signing_in(page, live_server, engine, lead):
    """The text stays on the page; signing in next to it saves it without another press."""
    sign_in(page, live_server, lead)
    end_sessions(engine)
    by_id(page, TEXT).fill(BASE)
    expect(by_id(page, f"{TEXT}-status")).to_contain_text("Not saved – your text is kept here")
    expect(page.locator("#session")).to_contain_text("sign in again in a new window")
    page.get_by_role("button", name="Close this notice").click()
    with page.context.expect_page() as opened:
        page.locator("#problem a", has_text="Sign in").click()
    other = opened.value
    other.wait_for_load_state()
    sign_in(other, live_server, lead)
    expect(by_id(page, f"{TEXT}-status")).to_contain_text(SAVED)
    expect(by_id(page, TEXT)).to_have_value(BASE)
    expect(page.locator("#problem")).to_be_empty()
    assert stored_answer(engine, CODE).value == BASE


def test_somebody_else_signing_in_saves_nothing_in_my_name(page, live_server, engine, lead):
    """What waits on the page is mine; the page says whom it waits for."""
    other_email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, other_email, "P01")
    sign_in(page, live_server, lead)
    end_sessions(engine)
    by_id(page, TEXT).fill(BASE)
    expect(by_id(page, f"{TEXT}-status")).to_contain_text("Not saved – your text is kept here")
    other = page.context.new_page()
    other.goto(f"{live_server}/sign-in")
    sign_in(other, live_server, other_email)
    expect(page.locator("#problem")).to_contain_text("Sign in as Anna Berg")
    assert stored_answer(engine, CODE) is None
    expect(by_id(page, TEXT)).to_have_value(BASE)


def test_network_that_drops_is_tried_again_with_the_same_key(page, live_server, engine, lead):
    """The field says that it is not saved, leaving warns, and one save is what comes of it."""
    sign_in(page, live_server, lead)
    keys: list[str] = []

    def drop(route) -> None:
        keys.append(re.search(r"idempotency_key=(\w+)", route.request.post_data or "")[1])
        route.abort() if len(keys) < 3 else route.continue_()

    page.route("**/answers/**", drop)
    by_id(page, TEXT).fill(BASE)
    status = by_id(page, f"{TEXT}-status")
    expect(status).to_contain_text("Not saved – your text is kept here. Trying again.")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("setTimeout(() => { location.href = '/contributions'; }, 0)")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(status).to_contain_text(SAVED, timeout=20_000)
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert len(history(engine, f"answer:{CODE}")) == 1
    typed, back = page.evaluate(TYPE, [TEXT, BASE])
    assert not SAVED.search(typed)  # what is typed since is not saved, and that is said at once
    assert SAVED.search(back)


def test_leaving_a_form_that_is_sent_by_hand_warns(page, live_server, lead):
    """Forms with a button know what was written in them; sending them does not warn."""
    sign_in(page, live_server, lead)
    page.goto(f"{live_server}/contributions/2027/DK/measures/new")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("[name=description]").fill("Half written.")
    page.goto(f"{live_server}/contributions")
    assert asked == ["beforeunload"]
    page.goto(f"{live_server}/contributions/2027/DK/measures/new")
    page.locator("[name=description]").fill("Sent.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert asked == ["beforeunload"]
