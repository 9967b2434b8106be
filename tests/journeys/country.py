"""Five ministries of a country: who they are, what each says, and a browser for each of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, select

from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account
from tests.builders import LONG_TEXT, NOW
from tests.chromium import NewPage
from tests.factories import CYCLE
from tests.journeys.hands import Hand
from tests.people import PASSWORD

HOME = f"/contributions/{CYCLE}/DK"
TASKS = f"{HOME}/assignments/tasks"
SIGN_OFF = f"{HOME}/sign-off"
MINISTRIES = f"{HOME}/ministries"
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
    def ministry(self) -> str:
        """What the ministry is called."""
        return f"Ministry of {self.name.rpartition(' ')[2]}"

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
RETURNED = "The minister reads this today."


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

    def account(self, who: Ministry) -> str:
        """Return the id of a person, as forms send it."""
        with open_session(self.engine) as session:
            query = select(Account.id).where(Account.email == who.email)
            return str(session.execute(query).scalar_one())

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
