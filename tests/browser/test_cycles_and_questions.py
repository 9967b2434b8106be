"""Pages of a cycle manager, desk officer, country and administrator in a real browser: axe finds
nothing and nothing overflows, filled, with folds open and with errors shown."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.catalogue.models import Cycle
from app.core.db import open_session
from app.domain.roles import Role
from app.jobs.smtp import signed
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.records import MeasureInput, save_measure
from tests.asking import ANSWER, DESK, LIST, ask, in_days, say
from tests.builders import LONG_TEXT, make_data
from tests.client import PageClient
from tests.database import one_database
from tests.earlier import report_before
from tests.factories import CYCLE, make_proposal
from tests.ministries import account, approve
from tests.ministries import ask as ask_ministry
from tests.people import PASSWORD, make_administrator
from tests.reported import browser_of, staff
from tests.team import ready_team

pytestmark = one_database

NEXT, TRAINING = "2029", "training-1"
ONE = f"/cycles/{CYCLE}"
HOME = f"/contributions/{CYCLE}/DK"
SHOWN = f"/looks/{CYCLE}/DK"
ABOUT = "about=/answer:header.preparation"
LONG = "Donaudampfschifffahrtsgesellschaftskapitän, and the registers of all the offices. " * 4
SERIES = (
    "# series: S:1\n# source: Office\n# source_url: https://example.org/s\n# licence: CC BY 4.0\n"
    "# retrieved: 2027-04-30\n# version: 1\nreporter,indicator,period,value\n"
    "EL,SD-02.1,2025-2027,7\nDK,SD-02.1,1999,1\nXX,SD-02.1,2025-2027,1\n"
)
# Who looks at which pages; `!` sends the first form of the page as it stands, for its errors.
PAGES = {
    Role.CYCLE_MANAGER: (
        "/cycles",
        f"{ONE}!",
        f"{ONE}/dates",
        f"{ONE}/move",
        f"{ONE}/bounds",
        f"{ONE}/notices",
        f"{ONE}/rules",
        f"{ONE}/rules/QC-036",
        f"/cycles/new?source={CYCLE}!",
        f"/catalogue/{NEXT}",
        "/catalogue",
        "/training",
        f"{ONE}/series!",
        "/feedback!",
        "/account",
        "/admin/audit",
        "/admin/audit/cycles",
        "/admin/permissions",
    ),
    Role.DESK_OFFICER: (
        LIST,
        f"{DESK}/clarifications/1",
        f"{DESK}/ask?about={ANSWER}&{ABOUT}!",
        f"{DESK}/ask",
        f"/desk/{CYCLE}/ask?about=P05/",
        f"{DESK}/remarks?about={ANSWER}",
        f"{DESK}/remarks/{{remark}}",
        f"{DESK}/versions/1",
        "/account/mails",
        "/looks",
        SHOWN,
        f"{SHOWN}/about",
        f"{SHOWN}/points/P05",
    ),
    Role.REPORTING_LEAD: (
        "/contributions",
        HOME,
        f"{HOME}/assignments",
        f"{HOME}/carry-over",
        f"{HOME}/fact-checks",
        f"{HOME}/findings",
        f"{HOME}/history?of=answer:P05.justification",
        f"{HOME}/looks!",
        f"{HOME}/measures",
        f"{HOME}/measures/new",
        f"{HOME}/ministries!",
        f"{HOME}/ministries/1",
        f"{HOME}/proposals/DK-001",
        f"{HOME}/sign-off",
        f"{HOME}/submissions",
        f"{HOME}/submissions/1",
        f"{HOME}/submissions/1/receipt",
        f"{HOME}/translations/P05.justification",
        f"{HOME}/translations/measure/m1",
        f"{HOME}/measures/m1",
        f"{HOME}/points/P05/carry-over",
        f"{HOME}/points/P05/evidence/new",
        f"{HOME}/points/P02/indicators/SD-02.1",
        "/keys/DK",
        "/keys/DK/new!",
        "/admin/audit/reporters/DK",
        f"{HOME}/clarifications",
        f"{HOME}/clarifications/1!",
        f"{HOME}/about",
        "/current-information/DK",
        "/colleagues/DK",
        "/waiting",
    ),
    Role.ADMINISTRATOR: (
        "/admin/accounts!",
        "/admin/accounts/1",
        "/admin/mails",
        "/admin/audit/accounts",
    ),
    None: (
        "/invitations/{invitation}!",
        "/mails/stop/{stop}",
        "/about/feedback!",
        "/about/feedback?sent=0A1B2C3D",
        "/sign-in!",
    ),
}


@pytest.fixture
def people(app, engine):
    """Everybody's address; every page has something to show."""
    team = ready_team(app)
    found = _ask_others(app, team)
    assert team.report().status == 303
    desk = browser_of(app, Role.DESK_OFFICER)
    desk.get(DESK)
    assert ask(desk, ANSWER, ABOUT.removeprefix("about="), text=LONG).status == 303
    assert say(team, LONG).status == 303
    remark = {"version": "1", "about": "P05/", "text": LONG, "adjusted": ""}
    assert desk.post(f"{DESK}/remarks", remark).status == 303
    found["remark"] = re.search(rf"{DESK}/remarks/([\w-]+)", desk.get(DESK).text)[1]
    manager = browser_of(app, Role.CYCLE_MANAGER)
    _make(manager, NEXT, "live", mapping="P03 = P02")
    _make(manager, TRAINING, "training", title="Spring")
    on = {"to": "frozen", "shown": "design", "confirmed": "yes"}
    assert manager.post(f"/cycles/{TRAINING}/move", on).status == 303
    more = {"reporter": "GR", "until": in_days(90), "reason": LONG}
    assert manager.post(f"{ONE}/extensions", more).status == 303
    comment = {"subject": "P01", "text": LONG}
    assert manager.post(f"/catalogue/{NEXT}/comments", comment).status == 303
    emails = {role: staff(engine, role)[0] for role in (Role.CYCLE_MANAGER, Role.DESK_OFFICER)}
    lead = team.emails[Role.REPORTING_LEAD]
    emails |= {Role.REPORTING_LEAD: lead, Role.ADMINISTRATOR: make_administrator(engine)}
    return emails, found


def _ask_others(app, team):
    """What a country does before it submits: ask a ministry, show the draft, invite somebody."""
    earlier = make_data(answers={"P05.justification": LONG_TEXT}, cutoff=date(2025, 6, 30))
    report_before(team.engine, earlier)
    with open_session(team.engine, write=True) as session:
        law = MeasureInput(LONG[:150], type="law", stage="running", points=("P05",))
        assert isinstance(save_measure(session, team.scope, CYCLE, "m1", law, Base()), Stored)
        make_proposal(session, session.scalars(select(Cycle).where(Cycle.code == CYCLE)).one())
    assert ask_ministry(team, "P05").status == 303
    assert approve(team, team.browser(Role.NATIONAL_READER)).status == 303
    staff(team.engine, Role.DESK_OFFICER)
    shown = {"officer": str(account(team, "desk_officer@commission.example")), "reason": LONG}
    assert team.lead.post(f"{HOME}/looks", {**shown, "last_day": in_days(7)}).status == 303
    new = {"email": "new@ministry.example", "name": "New", "role": "contributor"}
    invited = team.lead.post("/colleagues/DK", new)
    sent = {"about": "figure", "text": LONG, "address": "reader@example.eu"}
    assert PageClient(app).post("/about/feedback", sent).status == 303
    path = f"/mails/stop/{account(team, team.emails[Role.REPORTING_LEAD])}.mention"
    return {
        "invitation": re.search(r"/invitations/([\w-]+)", invited.text)[1],
        "stop": signed(app.state.settings.secret_key, path).removeprefix("/mails/stop/"),
    }


def _make(manager, code, kind, **given):
    page = manager.get(f"/cycles/new?source={CYCLE}&kind={kind}")
    names = ("source", "kind", "cutoff", "opens_on", "due_on", "closes_on")
    fields = {name: page.fields("/cycles")[name] for name in names}
    assert manager.post("/cycles", {**fields, "code": code, **given}).status == 303


def test_pages_are_accessible_and_fit(request, axe, live_server, people, tmp_path):
    """Each with every fold open, and with its errors. No page is wider than a wide or a narrow
    window; axe, which takes longest, looks at the narrow one, where targets are closest."""
    new_page = request.getfixturevalue("new_page")  # the browser opens after `people` are done
    wrong: list[str] = []
    emails, found = people
    for role, paths in PAGES.items():
        page = new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        if role:
            _sign_in(page, live_server, emails[role])
        for path in (path.format(**found) for path in paths):
            answer = page.goto(live_server + path.rstrip("!"))
            assert answer is not None
            assert answer.status == 200, path
            wrong += [*_too_wide(page, path, 1280), *_look(page, axe, path)]
            if path.endswith("!"):
                _send(page)
                assert page.locator(".ecl-feedback-message, [role=alert]").count(), path
                wrong += _look(page, axe, f"{path} refused")
        if role is Role.CYCLE_MANAGER:
            wrong += _look_at_a_series(page, axe, live_server, tmp_path)
    assert wrong == []


def _look_at_a_series(page, axe, address, folder):
    """What a file would propose, with lines that are refused."""
    file = folder / "series.csv"
    file.write_text(SERIES, encoding="utf-8")
    page.goto(f"{address}{ONE}/series")
    page.locator("input[type=file]").set_input_files(file)
    _send(page)
    assert "is not a reporter" in page.inner_text("main")
    yield from _too_wide(page, "preview", 1280)
    yield from _look(page, axe, "preview")


def _look(page, axe, path):
    """Yield what is wrong on a narrow page, so that one run names all of it."""
    yield from _too_wide(page, path, 375)
    yield from (f"{path}: {found}" for found in axe(page))


def _too_wide(page, path, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield f"{path} is wider than {width}"


def _send(page):
    """Send the first form as it is, past what the browser itself would ask for."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('main form[method=post]').submit()")


def _sign_in(page, address, email):
    page.goto(f"{address}/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
