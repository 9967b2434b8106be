"""Five ministries of one country, from the opening of the cycle to a receipt that proves itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, select

from app.cli import portal
from app.core.clock import today_brussels
from app.core.db import open_session
from app.core.settings import Settings
from app.domain.roles import Role
from app.domain.workflow import Status
from app.identity.models import Account
from app.main import create_app
from app.reporting.models import Contribution
from tests.builders import LONG_TEXT, NOW
from tests.chromium import NewPage
from tests.database import one_database
from tests.factories import CYCLE, make_person, open_reporting
from tests.journeys.hands import HANDS, Hand
from tests.live_server import serve
from tests.people import PASSWORD

pytestmark = one_database

HOME = f"/contributions/{CYCLE}/DK"
TASKS = f"{HOME}/assignments/tasks"
SIGN_OFF = f"{HOME}/sign-off"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
DUE = today_brussels() + timedelta(days=20)


@dataclass(frozen=True)
class Ministry:
    """Somebody of one ministry; a contributor with a point and what is said at it."""

    name: str
    role: Role
    point: str = ""
    message: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def email(self) -> str:
        """The address of the person."""
        return f"{self.name.lower().replace(' ', '.')}.dk@ministry.example"


LEAD = Ministry("Anna Affairs", Role.REPORTING_LEAD)
SIGNATORY = Ministry("Sven State", Role.SIGNATORY)
RESEARCH = Ministry(
    "Rosa Research",
    Role.CONTRIBUTOR,
    "P01",
    "Please say which bodies take part.",
    (
        (f"observation-SD-X.1-P01-{NOW}", "limited"),
        ("answer-P01.justification", LONG_TEXT),
        ("answer-P01.bodies", "research"),
        (f"observation-SD-01.1-{NOW}", "preparing"),
    ),
)
ECONOMY = Ministry(
    "Emil Economy",
    Role.CONTRIBUTOR,
    "P02",
    "The table needs women and men.",
    (
        (f"observation-SD-X.1-P02-{NOW}", "none"),
        ("answer-P02.coordinator", "The innovation agency"),
        ("observation-SD-02.2-2025-2027", "12"),
    ),
)
SCHOOLS = Ministry(
    "Sofie Schools",
    Role.CONTRIBUTOR,
    "P05",
    "Name the programme and add its report.",
    (
        (f"observation-SD-X.1-P05-{NOW}", "substantial"),
        ("answer-P05.justification", LONG_TEXT[::-1].strip()),
    ),
)
WRITERS = (RESEARCH, ECONOMY, SCHOOLS)
INVITED = SCHOOLS  # has no account when the cycle opens
TABLE = (ECONOMY.point, "SD-02.1", "2025-2027", "40", "gender", {"Women": "22", "Men": "18"})
LEFT_OUT = ("P03", "P04")


@dataclass
class Country:
    """The served portal, the way everybody uses it, and a browser for each person."""

    address: str
    engine: Engine
    hand: Hand
    new_page: NewPage
    folder: Path
    pages: dict[str, Page] = field(default_factory=dict)

    def at(self, who: Ministry, path: str) -> Page:
        """Open a page as a person; the first time they sign in."""
        page = self.pages.get(who.name)
        if page is None:
            page = self.pages[who.name] = self.fresh()
            self.sign_in(page, who)
        self.go(page, path)
        return page

    def fresh(self) -> Page:
        """Open a browser in which nobody is signed in."""
        page = self.new_page(java_script_enabled=self.hand.has_script)
        page.set_default_timeout(60_000)
        return page

    def go(self, page: Page, path: str) -> None:
        """Open a page that is there."""
        answer = page.goto(path if path.startswith("http") else self.address + path)
        assert answer is not None
        assert answer.status == 200, path

    def sign_in(self, page: Page, who: Ministry) -> None:
        """Sign in with the password."""
        self.go(page, "/sign-in")
        self.hand.type(page.locator("[name=email]"), who.email)
        self.hand.type(page.locator("[name=password]"), PASSWORD)
        self.send(page.locator("main form[action='/sign-in']"))
        assert not page.url.endswith("/sign-in")

    def send(self, form: Locator, label: str = "") -> None:
        """Press the button of a form and wait for the page it leads to."""
        button = form.get_by_role("button", name=label) if label else form.locator("button")
        with form.page.expect_navigation():
            self.hand.press(button.first)

    def follow(self, link: Locator) -> None:
        """Follow a link."""
        with link.page.expect_navigation():
            self.hand.press(link)

    def enter(self, page: Page, name: str, value: str) -> None:
        """Fill in one field that saves itself; without the script its button saves it."""
        control = by_id(page, name)
        kind = control.get_attribute("type") or control.evaluate("e => e.localName")
        acts: dict[str, Callable[[], None]] = {
            "radio": lambda: self.hand.pick(by_id(page, f"{name}-set"), value),
            "checkbox": lambda: self.hand.tick(
                by_id(page, f"{name}-set").locator(f'input[value="{value}"]')
            ),
            "select": lambda: self.hand.choose(control, value),
        }
        acts.get(kind, lambda: self.hand.type(control, value))()
        if not self.hand.has_script:
            self.send(page.locator("form", has=control).locator("[data-save]"))
        saved = by_id(page, f"{name}-status")
        expect(saved).to_contain_text(re.compile(r"Saved \d"), timeout=30_000)


def by_id(page: Page, name: str) -> Locator:
    """Find an element whose id may hold dots."""
    return page.locator(f'[id="{name}"]')


@pytest.fixture(params=HANDS, ids=[hand.name.replace(" ", "-") for hand in HANDS])
def country(request, engine, database_url, tmp_path, new_page):
    """Serve a portal in which the cycle of a country has just opened."""
    open_reporting(engine, "DK")
    for who in (LEAD, SIGNATORY, *WRITERS):
        if who is not INVITED:
            make_person(engine, who.role, name=who.name)
    app = create_app(Settings(demo=True, database_url=database_url, data_dir=tmp_path / "data"))
    with serve(app) as address:
        yield Country(address, engine, request.param, new_page, tmp_path)
    app.state.engine.dispose()


def test_five_ministries_report(country):
    """Lead, three contributors and signatory; each does their part and nothing else."""
    _invite(country)
    _hand_out(country)
    for who in WRITERS:
        _read_the_task(country, who)
        _write(country, who)
    _count(country)
    _prove(country)
    _talk(country)
    _agree(country)
    _leave_out(country)
    _sign_and_submit(country)
    _check_the_receipt(country)


def _invite(country: Country) -> None:
    """The lead invites a colleague, who chooses a password by the link."""
    hand, page = country.hand, country.at(LEAD, "/colleagues/DK")
    hand.type(page.locator("[name=name]"), INVITED.name)
    hand.type(page.locator("[name=email]"), INVITED.email)
    hand.choose(page.locator("[name=role]"), str(INVITED.role))
    country.send(page.locator("main form", has=page.locator("[name=last_day]")), "Invite")
    link = page.locator("code").inner_text()
    guest = country.fresh()
    country.go(guest, country.address + link[link.index("/invitations/") :])
    hand.type(guest.locator("[name=password]"), PASSWORD)
    hand.type(guest.locator("[name=repeated]"), PASSWORD)
    country.send(guest.locator("main form"))


def _hand_out(country: Country) -> None:
    """Each contributor gets a point, with a day and a message."""
    for who in WRITERS:
        page = country.at(LEAD, TASKS)
        form = page.locator("main form", has=page.locator("[name=place]"))
        country.hand.choose(form.locator("[name=place]"), who.point)
        country.hand.choose(form.locator("[name=account]"), str(_account(country, who)))
        country.hand.day(form.locator("[name=due]"), DUE)
        country.hand.type(form.locator("[name=message]"), who.message)
        country.send(form)
        expect(page.locator("li.task", has_text=who.message)).to_contain_text(who.name)


def _account(country: Country, who: Ministry) -> int:
    with open_session(country.engine) as session:
        query = select(Account.id).where(Account.email == who.email)
        return session.execute(query).scalar_one()


def _read_the_task(country: Country, who: Ministry) -> None:
    """A contributor finds the own task, and nobody else's, and goes from it to the point."""
    page = country.at(who, TASKS)
    tasks = page.locator("li.task")
    expect(tasks).to_have_count(1)
    expect(tasks).to_contain_text(who.message)
    country.follow(tasks.locator("a.task__title"))
    assert f"/points/{who.point}" in page.url


def _write(country: Country, who: Ministry) -> None:
    """Texts, choices and numbers at the point."""
    page = country.at(who, f"{HOME}/points/{who.point}")
    for name, value in who.fields:
        country.enter(page, name, value)
    other = next(one for one in WRITERS if one is not who).point
    country.go(page, f"{HOME}/points/{other}")
    expect(page.locator("main [data-save]")).to_have_count(0)


def _count(country: Country) -> None:
    """A total with its breakdown; the table adds up before the reader's eyes."""
    point, indicator, period, total, breakdown, rows = TABLE
    path = f"{HOME}/points/{point}/indicators/{indicator}"
    page = country.at(ECONOMY, path)
    country.enter(page, f"observation-{indicator}-{period}", total)
    country.go(page, path)  # without the script, saving a total leads to its point
    table = by_id(page, f"breakdown-{breakdown}")
    for label, number in rows.items():
        row = table.locator("tr", has=page.locator("th", has_text=re.compile(f"^{label}$")))
        country.hand.type(row.locator("input[type=text]").first, number)
        if country.hand.has_script:
            page.keyboard.press("Tab")
            expect(row.locator("[data-status]")).to_contain_text("Saved", timeout=30_000)
    if not country.hand.has_script:
        country.send(table.locator("form.cells-form"))
    expect(by_id(page, f"breakdown-{breakdown}").locator("output")).to_contain_text(total)


def _prove(country: Country) -> None:
    """A measure, and a file behind it."""
    hand, path = country.hand, f"{HOME}/points/{SCHOOLS.point}"
    page = country.at(SCHOOLS, path)
    country.follow(page.locator("#measures").get_by_role("link", name="Add a measure"))
    form = page.locator("main form", has=page.locator("[name=stage]"))
    hand.type(form.locator("[name=title]"), "Act on joint schools")
    hand.choose(form.locator("[name=type]"), "law")
    hand.choose(form.locator("[name=stage]"), "running")
    expect(form.locator(f'[name=points][value="{SCHOOLS.point}"]')).to_be_checked()
    country.send(form, "Save")
    file = country.folder / "report.pdf"
    file.write_bytes(PDF)
    country.go(page, path)
    country.follow(page.locator("#evidence").get_by_role("link", name="Add a link or file"))
    form = page.locator("main form[enctype]")
    hand.type(form.locator("[name=title]"), "Report on joint schools")
    hand.attach(form.locator("[name=file]"), file)
    country.send(form, "Save")
    country.go(page, path)
    expect(page.locator("#measures")).to_contain_text("Act on joint schools")
    expect(page.locator("#evidence")).to_contain_text("Report on joint schools")


def _say(country: Country, who: Ministry, point: str, label: str, note: str = "") -> None:
    """Say at a point that it is ready, approved or handed back."""
    page = country.at(who, f"{HOME}/points/{point}")
    panel = page.locator("#review")
    form = panel.locator("form", has=page.get_by_role("button", name=label, exact=True))
    fold = panel.locator("details", has=page.locator(f"summary:has-text('{label}')"))
    if fold.count():
        country.hand.press(fold.locator("summary"))
    if note:
        country.hand.type(form.locator("[name=note]"), note)
    country.send(form)


def _talk(country: Country) -> None:
    """The lead asks a colleague by name, who finds the question, answers it, and it is settled."""
    hand, path = country.hand, f"{HOME}/points/{RESEARCH.point}"
    asked, told = "Which agencies count here?", "Those with a mandate of the ministry."
    page = country.at(LEAD, path)
    start = page.locator("#talk-new")
    hand.press(start.locator("summary").first)
    hand.type(start.locator("[name=text]"), asked)
    hand.press(start.locator("details details summary"))
    hand.tick(start.locator(f'[name=tell][value="{_account(country, RESEARCH)}"]'))
    hand.press(start.get_by_role("button", name="Start the conversation"))
    expect(page.locator("#open-threads")).to_contain_text(asked)
    page = country.at(RESEARCH, f"{HOME}/conversations")
    expect(page.locator("li.talks__row")).to_contain_text("Mentions you")
    country.follow(page.locator("li.talks__row a"))
    thread = page.locator("article.thread")
    expect(thread).to_contain_text(asked)
    hand.press(thread.locator("summary", has_text="Answer").first)
    hand.type(thread.locator("[name=text]"), told)
    hand.press(thread.get_by_role("button", name="Send the answer"))
    expect(page.locator("article.thread .thread__remarks")).to_contain_text(told)
    page = country.at(LEAD, path)
    expect(page.locator("#open-threads")).to_contain_text(told)
    hand.press(page.locator("#open-threads").get_by_role("button", name="Resolve"))
    expect(page.locator("#conversations article.thread .thread__state")).to_contain_text("Resolved")


def _agree(country: Country) -> None:
    """All call their point ready; the lead approves one and hands one back, which comes again."""
    for who in WRITERS:
        _say(country, who, who.point, "This point is ready")
    _say(country, LEAD, RESEARCH.point, "Approve this point")
    asked = "Say which programme is meant."
    _say(country, LEAD, SCHOOLS.point, "Hand the point back", asked)
    page = country.at(SCHOOLS, TASKS)
    expect(page.locator("li.task")).to_contain_text(asked)
    country.go(page, f"{HOME}/points/{SCHOOLS.point}")
    expect(page.locator("#review")).to_contain_text(asked)
    country.enter(page, f"answer-{SCHOOLS.point}.justification", f"Joint schools. {LONG_TEXT}")
    _say(country, SCHOOLS, SCHOOLS.point, "This point is ready", "The programme is named now.")
    _say(country, LEAD, SCHOOLS.point, "Approve this point")
    expect(country.pages[LEAD.name].locator("#review")).to_contain_text("Approved")


def _leave_out(country: Country) -> None:
    """What the country does not report is left out, with a reason."""
    for point in LEFT_OUT:
        page = country.at(LEAD, f"{HOME}/points/{point}")
        form = page.locator("form[action$='/leave-out']")
        country.hand.press(page.locator("details", has=form).locator("summary").first)
        country.hand.type(form.locator("[name=reason]"), "Examined in the next cycle.")
        country.send(form)
        expect(page.locator("main")).to_contain_text("This point is left out of the report")


def _sign_and_submit(country: Country) -> None:
    """The lead sends, the signatory signs what is shown, the lead submits."""
    lead = country.at(LEAD, SIGN_OFF)
    country.send(lead.locator("form[action$='/sign-off/send']"))
    expect(lead.locator("main")).to_contain_text("Recall")
    page = country.at(SIGNATORY, SIGN_OFF)
    expect(page.locator("main")).not_to_contain_text("Which agencies count here?")
    for said in (LONG_TEXT.strip(), "Act on joint schools", "Report on joint schools", "22"):
        expect(page.locator("main")).to_contain_text(said)
    country.hand.tick(by_id(page, "sign_off-declaration"))
    country.hand.type(by_id(page, "sign_off-password"), PASSWORD)
    country.send(page.locator("form[action$='/sign-off/sign']"))
    expect(page.locator("main")).to_contain_text(f"Signed by {SIGNATORY.name}")
    lead = country.at(LEAD, SIGN_OFF)
    country.send(lead.locator("form[action$='/sign-off/submit']"))
    with open_session(country.engine) as session:
        assert session.execute(select(Contribution.status)).scalar_one() is Status.SUBMITTED


def _check_the_receipt(country: Country) -> None:
    """Page, PDF and files of the receipt; the files prove themselves without the portal."""
    page = country.pages[LEAD.name]
    expect(page.locator("h1")).to_have_text(re.compile(r"^Receipt 2027-DK-1-\d{6}$"))
    number = page.locator("h1").inner_text().removeprefix("Receipt ")
    expect(page.locator("main")).to_contain_text(SIGNATORY.name)
    kept = {}
    for name in ("submission", "receipt", "Receipt as a document (PDF)"):
        link = page.locator("main").get_by_role("link", name=name, exact=True)
        with page.expect_download() as loading:
            country.hand.press(link)
        kept[name] = country.folder / f"{len(kept)}"
        loading.value.save_as(kept[name])
    assert kept.pop("Receipt as a document (PDF)").read_bytes().startswith(b"%PDF-")
    done = CliRunner().invoke(portal, ["receipt", "verify", *map(str, kept.values())])
    assert done.exit_code == 0, done.output
    assert number in done.output
