"""Desk and editions in a real browser: axe finds nothing, nothing overflows, no script needed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.core.clock import BRUSSELS, now
from app.core.db import open_session
from app.council_report.builds import ask_for, claim, end, lead_to
from app.council_report.keeping import Made, keep
from app.domain.facts import short_id
from app.domain.roles import Role
from app.editions.queries import get_edition
from app.editions.service import start_fact_check
from app.identity.models import Account
from app.open_data.choice import Choice
from app.open_data.slices import SliceInput, save_slice
from tests.asking import in_days
from tests.builders import tiny_index
from tests.chromium import draw_charts
from tests.client import PageClient
from tests.database import one_database
from tests.factories import CYCLE, open_reporting
from tests.people import PASSWORD
from tests.publishing import propose, seen
from tests.reported import (
    accepted,
    approved,
    browser_of,
    consolidate,
    country_scope,
    frozen,
    overdue_question,
    report,
    staff,
    start_again,
    take_back,
)
from tests.seeded import OPERATOR
from tests.slicing import take

pytestmark = one_database

QUOTED = "reporter=GR&subject=answer:P03.justification&section=P03"
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
BOARD_PAGES = (  # with a question that is overdue, and boxes to ask several
    f"/desk/{CYCLE}?reporters=member_states&questions=overdue",
    f"/desk/{CYCLE}/ask?reporter=DK&about=P05/",
    f"/desk/{CYCLE}/queue?state=all",
    f"/desk/{CYCLE}/DK",
    f"/desk/{CYCLE}/DK/case",
    f"/desk/{CYCLE}/DK/versions/1/last-cycle",
)
# What only some see before publication, with the templates of the public pages.
VIEWS = (
    "/", "/points", "/points/P03", "/indicators", "/indicators/SD-03.1", "/countries",
    "/countries/EL", "/measures", "/measures?q=zzz", "/commission", "/compare", "/coverage",
    "/coverage/matrix",
)  # fmt: skip
OF_SUBGROUPS = ("/points/", "/indicators/", "/countries/", "/coverage/matrix")
RESTRICTED = tuple(
    f"{path}{'&' if '?' in path else '?'}edition={CYCLE}/{{number}}" for path in VIEWS
)
STATE_PAGES = {
    Role.REPORT_EDITOR: (
        *(path.format(number=2) for path in RESTRICTED),
        f"/reports/{CYCLE}/2",
        f"/reports/{CYCLE}/2/builds/1",
        f"/reports/{CYCLE}/2/builds/2",
        f"/reports/{CYCLE}/2/builds/3",
        f"/reports/{CYCLE}/2/desk/P03",
        f"/reports/{CYCLE}/2/desk/P03/history?lang=en",
        f"/reports/{CYCLE}/2/quotations",
        f"/reports/{CYCLE}/2/quotations/new?{QUOTED}",
        f"/reports/{CYCLE}/2/quotations/{{quotation}}",
        "/slices/1",
        "/slices/1/edit",
        "/slices/keys/new!",
        f"/desk/{CYCLE}/DK/versions/2/changes",
        f"/reports/{CYCLE}/2/fact-check",
        f"/editions/{CYCLE}/1/publication",
    ),
    Role.SUBGROUP_READER: (
        *(path.format(number=1) for path in RESTRICTED if path.startswith(OF_SUBGROUPS)),
        "/slices",
        "/slices/new!",
        "/slices/keys",
    ),
    Role.REPORTING_LEAD: (f"/contributions/{CYCLE}/EL/fact-checks/2",),
}


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
    _look_at(page, axe, live_server, staff(engine, Role.DESK_OFFICER)[0], BOARD_PAGES)


@pytest.fixture
def later(app, engine, editor):
    """Everybody's address after more has been done: text, quotation, builds, delivery, proposal."""
    return _beside(_done_later, app, engine, editor)


def _beside(act, *given):
    """Act in a thread of its own: while the browser is open, this one has a running loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(act, *given).result()


def _confirmed(app, engine):
    """A second editor confirms the time that the first one proposed."""
    second, url = browser_of(app, Role.REPORT_EDITOR, "confirming"), f"/editions/{CYCLE}/1"
    assert second.post(f"{url}/publication/confirm", seen(second, url)).status == 303


def _done_later(app, engine, editor):
    take_back(engine)
    start_again(engine)
    report(engine)
    consolidate(engine)
    anna = PageClient(app).sign_in(editor)
    desk = f"/reports/{CYCLE}/2/desk/P03"
    for revision in ("0", "1"):
        text = {"language": "en", "revision": revision, "text": f"In short, {revision}."}
        assert anna.post(desk, text).status == 303
    quotation = _quote(anna)
    with open_session(engine, write=True) as session:
        edition = get_edition(session, OPERATOR, f"{CYCLE}/2")
        for wish in ("xlsx", "docx", "pdf"):  # one is worked on, one broke off, one is done
            ask_for(session, OPERATOR, edition, wish, "en")
        hold = timedelta(hours=1)
        assert claim(session, "one", hold)
        end(session, claim(session, "two", hold), "failed", "build_failed")
        third, made = (
            claim(session, "three", hold),
            Made("pdf", "en", "", "{}", "0", False, b"%PDF-"),
        )
        assert end(session, third, "done")
        kept = made.store(app.state.settings)
        lead_to(session, third, keep(session, None, edition, made, kept))
        start_fact_check(session, OPERATOR, f"{CYCLE}/2")
    asked = anna.post(f"/reports/{CYCLE}/2/fact-check", {"due_on": in_days(7)})
    assert asked.status == 303
    assert take(anna, "/slices/1", f"{CYCLE}/2").status == 200
    tomorrow = f"{(now() + timedelta(days=1)).astimezone(BRUSSELS):%Y-%m-%dT%H:%M}"
    assert propose(anna, f"/editions/{CYCLE}/1", tomorrow).status == 303
    lead = country_scope(engine, Role.REPORTING_LEAD, "GR")
    with open_session(engine) as session:
        email = session.get(Account, lead.account_id).email
    subgroup, _ = staff(engine, Role.SUBGROUP_READER)
    people = {
        Role.REPORT_EDITOR: editor,
        Role.SUBGROUP_READER: subgroup,
        Role.REPORTING_LEAD: email,
    }
    return people, quotation


def _quote(anna):
    """Pick the words of Greece and return the name of the quotation."""
    url = f"/reports/{CYCLE}/2/quotations"
    page = anna.get(f"{url}/new?{QUOTED}")
    action = next(f.get("action") for f in page.all("form") if "/quotations/" in f.get("action"))
    typed = {area.get("name"): area.text.lstrip("\n") for area in page.all("textarea")}
    chosen = {"language": "en", "translation_language": "en", "section": "P03"}
    done = anna.post(action, {**page.fields(action), **typed, **chosen})
    assert done.status == 303, done.words()
    return action.rpartition("/")[2]


def test_states_before_publication_are_accessible_and_fit(
    page, axe, live_server, app, engine, later
):
    """Restricted pages, empty and refused forms, builds, texts and deliveries, on a telephone."""
    people, quotation = later
    page.set_viewport_size({"width": 375, "height": 900})
    for role, paths in STATE_PAGES.items():
        page.context.clear_cookies()
        _look_at(
            page, axe, live_server, people[role], [p.format(quotation=quotation) for p in paths]
        )
    _beside(_confirmed, app, engine)
    page.context.clear_cookies()
    confirmed = (f"/editions/{CYCLE}/1/publication", f"/editions/{CYCLE}/1")
    _look_at(page, axe, live_server, people[Role.REPORT_EDITOR], confirmed)


def _look_at(page, axe, live_server, email, paths):
    _sign_in(page, live_server, email)
    page.wait_for_load_state()
    for path in paths:
        answer = page.goto(live_server + path.rstrip("!"))
        assert answer is not None
        assert answer.status == 200, path
        draw_charts(page)
        _is_fine(page, axe, path)
        if path.endswith("!"):
            with page.expect_navigation():
                page.evaluate("document.querySelector('main form[method=post]').submit()")
            assert page.locator(".ecl-feedback-message, [role=alert]").count(), path
            _is_fine(page, axe, f"{path} refused")


def _is_fine(page, axe, path):
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
