"""Desk and editions in a real browser: axe finds nothing, nothing overflows, no script needed."""

import pytest

from app.core.db import open_session
from app.domain.facts import short_id
from app.domain.roles import Role
from app.open_data.choice import Choice
from app.open_data.slices import SliceInput, save_slice
from tests.builders import tiny_index
from tests.database import one_database
from tests.factories import CYCLE, open_reporting
from tests.people import PASSWORD
from tests.reported import accepted, approved, frozen, overdue_question, report, staff

pytestmark = one_database

FIGURE = short_id("SD-03.1/EU27/n@2025-26")
PAGES = (
    f"/desk/{CYCLE}",
    f"/desk/{CYCLE}?state=accepted&group=strategic",
    f"/desk/{CYCLE}/DK",
    "/editions",
    f"/editions/{CYCLE}/1",
    f"/editions/{CYCLE}/1/verification",
    f"/editions/{CYCLE}/1/facts",
    f"/editions/{CYCLE}/1/facts/{FIGURE}",
    f"/reports/{CYCLE}/1/desk",
    f"/reports/{CYCLE}/1/desk/P03",
    f"/reports/{CYCLE}/1/quotations?point=P03",
    f"/reports/{CYCLE}/1/refresh",
    f"/reports/{CYCLE}/1/fact-check",
    f"/reports/{CYCLE}/1/official",
    f"/editions/{CYCLE}/1/publication",
    f"/editions/{CYCLE}/2",
    f"/editions/{CYCLE}/2/changes",
    "/slices",
    "/slices/new",
    "/slices/1",
    "/slices/keys",
)
BOARDS = (  # with a question that is overdue, and boxes to ask several
    f"/desk/{CYCLE}?reporters=member_states&questions=overdue",
    f"/desk/{CYCLE}/ask?reporter=DK&about=P05/",
    f"/desk/{CYCLE}/queue?state=all",
    f"/desk/{CYCLE}/DK",
    f"/desk/{CYCLE}/DK/case",
    f"/desk/{CYCLE}/DK/versions/1/last-cycle",
)


@pytest.fixture
def editor(engine):
    """The address of a second editor; Denmark waits at the desk, Greece is in an edition."""
    open_reporting(engine, "DK", "GR", "EU")
    years = {"SD-03.1@2025-26": "20", "SD-03.1@2024-25": "18"}
    report(engine, "GR", points=("P03",), cells=years)
    accepted(engine, "GR")
    first = frozen(engine)
    report(engine, "EU")
    accepted(engine, "EU")
    frozen(engine)
    approved(engine, first)
    report(engine)
    email, scope = staff(engine, Role.REPORT_EDITOR, "second")
    with open_session(engine, write=True) as session:
        given = SliceInput("Ours", Choice(points=("P03",)), "en", notify=True)
        save_slice(session, scope, tiny_index(), given)
    return email


@pytest.mark.parametrize("width", [1280, 375])
def test_pages_are_accessible_and_fit(page, axe, live_server, engine, editor, width):
    """Wide and narrow: no finding of axe, no scrolling of the page sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    _look_at(page, axe, live_server, editor, PAGES)
    overdue_question(engine)
    page.context.clear_cookies()
    _look_at(page, axe, live_server, staff(engine, Role.DESK_OFFICER)[0], BOARDS)


def _look_at(page, axe, live_server, email, paths):
    _sign_in(page, live_server, email)
    page.wait_for_load_state()
    for path in paths:
        answer = page.goto(live_server + path)
        assert answer is not None
        assert answer.status == 200, path
        assert axe(page) == [], path
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), path


def _sign_in(page, live_server, email):
    page.goto(f"{live_server}/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.press("Enter")


def test_desk_is_used_with_the_keyboard_and_without_scripts(browser, live_server, engine, editor):
    """Nothing needs a script: the board is narrowed, several are asked from it, and accepting."""
    officer = staff(engine, Role.DESK_OFFICER)[0]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, live_server, officer)
    page.goto(f"{live_server}/desk/{CYCLE}")
    page.locator("[name=reporter][value=DK]").press("Space")
    page.locator(".board-tools button").press("Enter")
    page.wait_for_url(f"{live_server}/desk/{CYCLE}/ask?reporter=DK")
    page.goto(f"{live_server}/desk/{CYCLE}")
    page.locator("[name=state]").select_option("submitted")
    page.locator(".filters button").press("Enter")
    page.wait_for_url("**state=submitted**")
    assert page.locator(".board tbody th a").all_inner_texts() == ["Denmark"]
    page.goto(f"{live_server}/desk/{CYCLE}/DK")
    page.locator("#accept summary").press("Enter")
    page.locator("[name=remarks]").fill("Complete.")
    page.locator("#accept form button").press("Enter")
    page.wait_for_url(f"{live_server}/desk/{CYCLE}/DK")
    assert "Accepted on" in page.inner_text("main")
    assert "Complete." in page.inner_text("main")
    context.close()
