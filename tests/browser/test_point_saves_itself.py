"""The page of a point in a real browser: fields save themselves, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.core.db import open_session
from app.domain.roles import Role
from tests.builders import LONG_TEXT, NOW
from tests.database import one_database
from tests.factories import (
    assign_points,
    fill,
    lead_scope,
    make_person,
    make_version,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.people import PASSWORD
from tests.real_catalogue import real_catalogue

pytestmark = one_database

POINT = "/contributions/2027/DK/points/P01"
PAGES = (POINT, POINT.replace("P01", "P03"), POINT.replace("P01", "P04"))
STATUS = f"observation-SD-X.1-P01-{NOW}"
CODE = "P01.justification"
STEP = f"SD-X.1/P01@{NOW}"
TEXT = f"answer-{CODE}"


def by_id(page: Page, name: str):
    """Find an element whose id may hold dots."""
    return page.locator(f'[id="{name}"]')


def sign_in(page: Page, address: str, email: str) -> None:
    """Sign in and open the point."""
    page.goto(f"{address}/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.goto(address + POINT)


@pytest.fixture
def lead(engine):
    """The address of Denmark's reporting lead, with an open contribution."""
    open_reporting(engine, "DK")
    return make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")


def test_choice_saves_itself_and_the_state_of_the_point_follows(page, live_server, engine, lead):
    """Nobody presses a button; progress and findings change out of band."""
    sign_in(page, live_server, lead)
    expect(page.locator("#progress")).to_contain_text("Not started")
    page.locator(f'[id="form-{STATUS}"] label', has_text="Some progress").click()
    expect(by_id(page, f"{STATUS}-status")).to_contain_text(re.compile(r"Saved \d"))
    expect(page.locator("#progress")).to_contain_text("In progress")
    expect(page.locator("#findings")).to_contain_text("QC-011")
    assert page.locator("[data-hx-swap-oob]").count() == 0
    row = stored_cell(engine, f"SD-X.1/P01@{NOW}")
    assert row is not None
    assert row.code == "some"


def test_typing_goes_on_while_a_save_is_under_way(page, live_server, engine, lead):
    """The caret stays, the text is whole, and it is stored in the end."""
    sign_in(page, live_server, lead)
    box = by_id(page, TEXT)
    box.click()
    box.type("First part. ", delay=20)
    page.wait_for_timeout(820)  # the first save leaves
    box.type("Second part, typed while the first one was being saved.", delay=20)
    expect(by_id(page, f"{TEXT}-status")).to_contain_text(re.compile(r"Saved \d"))
    whole = "First part. Second part, typed while the first one was being saved."
    expect(box).to_have_value(whole)
    expect(box).to_be_focused()
    for _ in range(50):
        if stored_answer(engine, "P01.justification").value == whole:
            break
        page.wait_for_timeout(100)
    assert stored_answer(engine, "P01.justification").value == whole


def test_fold_stays_open_while_its_field_saves(page, live_server, engine, lead):
    """What the reader unfolded is not folded away by the answer of the server."""
    sign_in(page, live_server, lead)
    form = by_id(page, f"form-observation-SD-01.1-{NOW}")
    form.locator("summary", has_text="Source").click()
    form.locator("[name=source]").fill("Register")
    form.locator("label", has_text="Adopted").click()
    expect(form.locator(".field__saved")).to_contain_text(re.compile(r"Saved \d"))
    expect(form.locator("[name=source]")).to_be_visible()
    row = stored_cell(engine, f"SD-01.1@{NOW}")
    assert row is not None
    assert (row.code, row.source) == ("adopted", "Register")


def test_unreadable_number_is_said_at_the_field_and_can_be_mended(page, live_server, engine, lead):
    """The sentence comes and goes without leaving the page; the typed text stays."""
    sign_in(page, live_server, lead)
    form = by_id(page, "form-answer-P01.staff")
    box = by_id(page, "answer-P01.staff")
    box.fill("a dozen")
    expect(form).to_contain_text("“a dozen” is not a number")
    expect(box).to_have_value("a dozen")
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("12")
    expect(form).not_to_contain_text("is not a number")
    expect(form.locator(".field__saved")).to_contain_text(re.compile(r"Saved \d"))


def test_both_texts_are_shown_and_one_is_chosen(page, live_server, engine, lead, axe):
    """Somebody else saved while this page was open; the page has no fault with both shown."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P01")
    sign_in(page, live_server, email)
    fill(engine, lead_scope(engine, lead), {"P01.justification": "Text of Anna. " * 60}, {})
    by_id(page, TEXT).fill("Text of Ben.")
    both = page.locator("[data-conflict]")
    expect(both).to_contain_text("Text of Anna.")
    expect(both).to_contain_text("Text of Ben.")
    expect(both).to_contain_text("Saved by Anna Berg")
    expect(by_id(page, TEXT)).to_have_value("Text of Ben.")
    assert axe(page) == []
    page.locator("button[value=mine]").click()
    expect(both).to_have_count(0)
    expect(by_id(page, f"{TEXT}-status")).to_contain_text(re.compile(r"Saved \d"))
    assert stored_answer(engine, "P01.justification").value == "Text of Ben."


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(page, live_server, lead, axe, width, path):
    """Every kind of field is on one of these points."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, lead)
    page.goto(live_server + path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_typed_beside_a_field_outlives_its_save(page, live_server, engine, lead):
    """A note to the lead and a half-written explanation stay typed while other fields save."""
    fill(engine, lead_scope(engine, lead), {CODE: f"{LONG_TEXT} a.b@c.example"}, {STEP: "some"})
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P01")
    sign_in(page, live_server, email)
    note = page.locator("#review textarea").first
    note.evaluate("box => { box.closest('details').open = true; }")
    note.fill("Ask the ministry of finance first.")
    told = page.locator("#findings textarea").first
    told.evaluate("box => { box.closest('details').open = true; }")
    told.evaluate("box => { box.value = 'The address is an'; }")  # typed, its save not yet begun
    page.locator(f'[id="form-{STATUS}"] label', has_text="Full").first.click()
    expect(by_id(page, f"{STATUS}-status")).to_contain_text(re.compile(r"Saved \d"))
    expect(page.locator("#review textarea").first).to_have_value(
        "Ask the ministry of finance first."
    )
    expect(page.locator("#findings textarea").first).to_have_value("The address is an")


def test_findings_follow_an_explanation(page, live_server, engine):
    """An explained warning no longer blocks: the row that said so goes while one types."""
    with open_session(engine, write=True) as session:
        version = make_version(session, real_catalogue())
    open_reporting(engine, "DK", catalogue_version_id=version)
    lead = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    named = f"{LONG_TEXT} Dr Amina and her family are hosted."
    fill(engine, lead_scope(engine, lead), {"P18.justification": named}, {})
    sign_in(page, live_server, lead)
    page.goto(f"{live_server}{POINT.replace('P01', 'P18')}")
    findings = page.locator("#findings")
    expect(findings).to_contain_text("QC-021")
    row = findings.locator("li", has_text="QC-020")
    row.locator("summary").click()
    row.locator("textarea").press_sequentially("She is the author of it.")
    expect(findings).not_to_contain_text("QC-021")
    expect(row.locator("textarea")).to_have_value("She is the author of it.")
    assert row.locator("textarea").evaluate("box => box === document.activeElement")
    row.locator("textarea").fill("")
    expect(findings).to_contain_text("QC-021")
