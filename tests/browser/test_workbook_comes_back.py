"""A workbook that comes back, by keyboard: ticks for all, a point or one; and without a script."""

from playwright.sync_api import Page, expect

from app.domain.roles import Role
from tests.database import one_database
from tests.factories import (
    fill,
    lead_scope,
    make_person,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.integration.workbook.test_round_trip import COUNT, WHY, WOMEN, change
from tests.people import PASSWORD
from tests.workbooks import edited

pytestmark = one_database

HOME = "/contributions/2027/DK/workbook"
PAGES = (HOME, f"{HOME}/1")  # the upload, and what came back compared
BEGUN = "The plan was adopted in May. It runs for three years."


def sign_in(page: Page, server: str, email: str) -> Page:
    """Sign in and go to the page of workbooks."""
    page.goto(f"{server}/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.goto(server + HOME)
    return page


def send(page: Page, contents: bytes) -> None:
    """Choose the file and send it with the keyboard."""
    file = {"name": "denmark.xlsx", "mimeType": "application/octet-stream", "buffer": contents}
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Show what would change").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HOME}/*", timeout=100_000)  # the reader stands behind everybody else


def press(page: Page, selector: str, key: str) -> None:
    """Press a key on a control."""
    page.locator(selector).focus()
    page.keyboard.press(key)


def test_by_keyboard_with_and_without_the_script(new_page, live_server, engine, axe):
    """Counts are said; a point and a text put together are taken; a button does it without."""
    open_reporting(engine, "DK")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    anna = lead_scope(engine, email)
    fill(engine, anna, {"P01.justification": BEGUN}, {"SD-02.1@2025-2027": "7"})
    page = sign_in(new_page(), live_server, email)
    assert axe(page) == []
    out = page.request.get(f"{live_server}{HOME}/contribution.xlsx").body()
    change(engine, anna, "P01.justification", BEGUN.replace("May", "June"))
    edits = {
        WHY: {"value": BEGUN.replace("three", "four")},
        "answer:P01.since": {"value": "2025-01-31"},
        COUNT: {"value": 8, "note": "Counted anew."},
        WOMEN: {"value": "three"},
    }
    send(page, edited(out, edits))
    count = page.locator("[data-choice-count]")
    expect(count).to_have_text("3 of 3 ticked")
    assert axe(page) == []
    with page.expect_response("**/findings") as checked:
        press(page, "#choose-all", "Space")
    assert checked.value.status == 200
    expect(count).to_have_text("0 of 3 ticked")
    expect(page.locator("#live")).to_have_text("0 of 3 ticked")
    press(page, "#choose-P02", "Space")
    expect(count).to_have_text("2 of 3 ticked")
    assert page.evaluate("document.querySelector('#choose-all').indeterminate")
    text = page.get_by_role("textbox", name="Both put together")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Both.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Take the text put together below")).to_be_checked()
    page.get_by_role("button", name="Take over what is ticked and decided").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 answers taken over")).to_be_visible()
    both = BEGUN.replace("May", "June").replace("three", "four") + " Both."
    assert stored_answer(engine, "P01.justification").value == both
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 8
    assert stored_answer(engine, "P01.since") is None

    plain = sign_in(new_page(java_script_enabled=False), live_server, email)
    edits = {"answer:P01.since": {"value": "2025-01-31"}, COUNT: {"value": 9}, WOMEN: {"value": 3}}
    send(plain, edited(out, edits))
    assert not plain.locator("#choose-all").is_visible()
    press(plain, "button[value=all]", "Enter")
    expect(plain.get_by_text("2 answers taken over")).to_be_visible()
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 8
    assert stored_answer(engine, "P01.since").value == {"date": "2025-01-31"}
