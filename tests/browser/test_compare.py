"""The comparison of two versions in a real browser: axe finds nothing, nothing overflows."""

import pytest

from app.domain.roles import Role
from tests.database import one_database
from tests.factories import CYCLE, fill, lead_scope, make_person, open_reporting
from tests.people import PASSWORD
from tests.reported import report, start_again, take_back

pytestmark = one_database

PAGES = (f"/contributions/{CYCLE}/DK/compare?from=1&to=draft",)


@pytest.mark.parametrize("width", [1280, 375])
def test_the_comparison_is_accessible_and_fits(page, axe, live_server, engine, width):
    """With differences and without, wide and narrow."""
    open_reporting(engine)
    report(engine)
    take_back(engine)
    start_again(engine)
    lead = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server}/sign-in")
    page.locator("[name=email]").fill(lead)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    for changed in (False, True):
        if changed:
            scope = lead_scope(engine, lead)
            fill(engine, scope, {"P05.bodies_names": "The institute of the sea."}, {})
        page.goto(live_server + PAGES[0])
        assert (page.locator("ins").count() > 0) is changed
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
