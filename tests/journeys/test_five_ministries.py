"""Five ministries of one country, from the opening of the cycle to a receipt that proves itself."""

import re

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.cli import portal
from app.core.db import open_session
from app.core.settings import Settings
from app.domain.workflow import Status
from app.main import create_app
from app.reporting.models import Contribution
from tests.builders import LONG_TEXT
from tests.database import one_database
from tests.factories import make_person, open_reporting
from tests.journeys.country import (
    DUE,
    ECONOMY,
    HOME,
    INVITED,
    LEAD,
    LEFT_OUT,
    MINISTRIES,
    PDF,
    RESEARCH,
    RETURNED,
    SCHOOLS,
    SIGN_OFF,
    SIGNATORY,
    TABLE,
    TASKS,
    WRITERS,
    Country,
    Ministry,
    by_id,
)
from tests.journeys.hands import HANDS
from tests.live_server import serve
from tests.people import PASSWORD

pytestmark = one_database


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
    _ask_the_ministries(country)
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
        country.hand.choose(form.locator("[name=account]"), country.account(who))
        country.hand.day(form.locator("[name=due]"), DUE)
        country.hand.type(form.locator("[name=message]"), who.message)
        country.send(form)
        expect(page.locator("li.task", has_text=who.message)).to_contain_text(who.name)


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
    hand.tick(start.locator(f'[name=tell][value="{country.account(RESEARCH)}"]'))
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


def _ask_the_ministries(country: Country) -> None:
    """Two ministries are asked: one approves what it read, one returns its points with a note."""
    page = country.at(LEAD, MINISTRIES)
    for who in (ECONOMY, SCHOOLS):
        form = page.locator("main form", has=page.locator("[name=body]"))
        country.hand.type(form.locator("[name=body]"), who.ministry)
        country.hand.choose(form.locator("[name=account]"), country.account(who))
        country.hand.tick(form.locator(f'[name=point][value="{who.point}"]'))
        country.send(form)
    _approve(country, ECONOMY, TABLE[3])
    page = _open_the_ask(country, SCHOOLS)
    fold = page.locator("details", has=page.locator("form[action$='/return']"))
    country.hand.press(fold.locator("summary"))
    country.hand.type(fold.locator("[name=note]"), RETURNED)
    country.send(fold.locator("form"))
    page = country.at(LEAD, MINISTRIES)
    expect(page.locator("li.task", has_text=ECONOMY.ministry)).to_contain_text("Approved")
    expect(page.locator("li.task", has_text=SCHOOLS.ministry)).to_contain_text(RETURNED)


def _open_the_ask(country: Country, who: Ministry) -> Page:
    """Go from the own tasks to what the ministry is asked to approve."""
    page = country.at(who, TASKS)
    country.follow(page.locator("main a[href*='/ministries/']"))
    return page


def _approve(country: Country, who: Ministry, read: str, page: Page | None = None) -> None:
    """A ministry reads its points, and nobody else's, and approves them."""
    page = page or _open_the_ask(country, who)
    expect(page.locator("main")).to_contain_text(read)
    expect(page.locator(f"#read-{RESEARCH.point}")).to_have_count(0)
    country.hand.tick(by_id(page, "declaration"))
    country.send(page.locator("form[action$='/approve']"))
    expect(page.locator("main form")).to_have_count(1)  # it can only be returned now


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
    """The lead sends; the signatory waits for a ministry and signs what is shown; sent for good."""
    lead = country.at(LEAD, SIGN_OFF)
    country.send(lead.locator("form[action$='/sign-off/send']"))
    expect(lead.locator("main")).to_contain_text("Recall")
    page = country.at(SIGNATORY, SIGN_OFF)
    expect(page.locator("main")).to_contain_text("Signing waits until every ministry")
    _approve(country, SCHOOLS, "Joint schools.", country.pages[SCHOOLS.name])
    country.go(page, SIGN_OFF)
    expect(page.locator("main")).not_to_contain_text("Signing waits")
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
