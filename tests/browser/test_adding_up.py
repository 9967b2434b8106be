"""A breakdown adds up before one's eyes, and a share follows what is typed."""

import pytest
from playwright.sync_api import expect

from app.domain.roles import Role
from tests.browser.test_point_saves_itself import by_id, sign_in
from tests.database import one_database
from tests.factories import fill, lead_scope, make_person, open_reporting, stored_cell

pytestmark = one_database

POINT = "/contributions/2027/DK/points/P02"
TOTAL, PART, SHARE = (f"observation-SD-02.{n}-2025-2027" for n in (1, 2, 3))
WOMEN, MEN = (f"observation-SD-02.1-gender-{code}-2025-2027" for code in ("women", "men"))
SUM = "breakdown-gender-2025-2027-sum"


@pytest.fixture
def lead(engine):
    """The address of Denmark's reporting lead; a total stands already."""
    open_reporting(engine, "DK")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    fill(engine, lead_scope(engine, email), {}, {"SD-02.1@2025-2027": "1500"})
    return email


def test_the_sum_and_its_distance_from_the_total_follow_every_key(page, live_server, engine, lead):
    """Said aloud once the value is left; the server's own words stand there after the save."""
    sign_in(page, live_server, lead)
    page.goto(f"{live_server}{POINT}/indicators/SD-02.1")
    by_id(page, WOMEN).press_sequentially("1 200")
    expect(by_id(page, SUM)).to_have_text("1,200 300 less than the total of 1,500")
    expect(page.locator("#live")).to_have_text("")
    assert stored_cell(engine, "SD-02.1/gender=women@2025-2027") is None
    by_id(page, WOMEN).press("Tab")
    expect(page.locator("#live")).to_contain_text("300 less than the total of 1,500")
    by_id(page, MEN).press_sequentially("301")
    expect(by_id(page, "row-gender-women")).to_contain_text("Saved")
    expect(by_id(page, SUM)).to_have_text("1,501 1 more than the total of 1,500")
    by_id(page, MEN).fill("300")
    by_id(page, MEN).press("Tab")
    expect(by_id(page, "row-gender-men")).to_contain_text("Saved")
    expect(by_id(page, SUM)).to_have_text("1,500 Adds up to the total")
    assert page.locator("[data-hx-swap-oob]").count() == 0
    by_id(page, TOTAL).fill("1499")
    expect(by_id(page, SUM)).to_have_text("1,500 1 more than the total of 1,499")


def test_a_share_follows_its_parts_and_the_server_has_the_last_word(page, live_server, lead):
    """Worked out while somebody types; after the save it is what is stored."""
    sign_in(page, live_server, lead)
    page.goto(f"{live_server}{POINT}")
    share = by_id(page, SHARE).locator("output")
    expect(share).to_have_text("No value yet")
    by_id(page, PART).press_sequentially("333")
    expect(share).to_have_text("22.2")
    by_id(page, PART).press("Tab")
    expect(by_id(page, f"{PART}-status")).to_contain_text("Saved")
    expect(share).to_have_attribute("data-share-part-value", "333")
    expect(share).to_have_text("22.2")
    by_id(page, TOTAL).fill("0")
    expect(share).to_have_text("No value yet")
