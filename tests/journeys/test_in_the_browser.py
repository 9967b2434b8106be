"""A whole round in real browsers: a country reports, the desk accepts, editors publish, all see."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, select

from app.cli import portal
from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.domain.answers import Choice
from app.domain.completeness import MissingItem, completeness
from app.domain.facts import short_id
from app.domain.observations import CatalogueIndex, kind_of, parse_key
from app.domain.roles import CountryScope, Role
from app.identity.models import Account
from app.main import create_app
from app.reporting.queries import draft_of, get_head
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.records import leave_out
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    save_answer,
    save_observation,
)
from app.seeding import read_demo
from tests.chromium import NewPage, draw_charts
from tests.database import one_database
from tests.live_server import serve

pytestmark = one_database

CYCLE = "2027"
EDITION = f"/editions/{CYCLE}/1"
HOME = f"/contributions/{CYCLE}/DK"
POINT, PROPOSAL = "P05", "DK-009"  # edited by two people; a measure proposed for it
COUNTED, INDICATOR = "P24", "SD-24.2"  # a total with a breakdown
INCLUDED = {"P05", "P12", "P24"}
ROOT = Path(__file__).resolve().parents[2]
TEXT = "Universities and ministries examine the risks of each new partnership together. " * 8
PUBLIC = ("/", "/points", f"/points/{COUNTED}", f"/indicators/{INDICATOR}", "/countries/DK")
TRAINED = f"{INDICATOR}/EU27/sum@2025-2027"
COVERAGE = f"{COUNTED}.coverage/EU27/n@2027-06-30"
HIDDEN = (
    EDITION,
    f"{EDITION}/facts",
    f"{EDITION}/facts/{short_id(TRAINED)}",
    f"{EDITION}/data.xlsx",
    f"/reports/{CYCLE}/1",
    f"/?edition={CYCLE}/1",
)


@dataclass(frozen=True)
class Portal:
    """The served portal with its database, and browsers to look at it."""

    address: str
    engine: Engine
    new_page: NewPage
    passphrase: str

    def visitor(self) -> Page:
        """Return the page of somebody who is not signed in."""
        page = self.new_page()
        page.set_default_timeout(15_000)
        return page

    def open(self, who: str, path: str) -> Page:
        """Sign a person of the demo in, in a browser of their own, and open a page."""
        page = self.visitor()
        page.goto(f"{self.address}/sign-in")
        page.locator("[name=email]").fill(f"{who}@portal.example")
        page.locator("[name=password]").fill(self.passphrase)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        """Open a page that is there."""
        answer = page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, path

    def body(self, page: Page, path: str) -> tuple[int, bytes]:
        """Fetch an address with the cookies of a page."""
        answer = page.request.get(self.address + path)
        return answer.status, answer.body()


@pytest.fixture
def served(demo_url, tmp_path, new_page):
    """Serve a portal with the demo in it."""
    settings = Settings(demo=True, database_url=demo_url, data_dir=tmp_path / "data")
    engine = make_engine(demo_url)
    app = create_app(settings)
    expect.set_options(timeout=15_000)
    with serve(app) as address:
        yield Portal(address, engine, new_page, read_demo(ROOT).passphrase)
    app.state.engine.dispose()
    engine.dispose()


def test_from_the_first_word_to_the_public_page(served, tmp_path):
    """Nobody outside sees anything of it until the second editor and the first have agreed."""
    visitor = served.visitor()
    before = _seen(served, visitor)
    _write_point(served)
    _count_trained(served)
    _fill_the_rest(served)
    _report(served, tmp_path)
    _accept(served)
    first = _freeze_and_build(served)
    assert _seen(served, visitor) == before
    second = served.open("editor.two", EDITION)
    _press(second, "Approve")
    expect(second.locator("main")).not_to_contain_text("There is a problem")
    assert _seen(served, visitor) == before
    served.go(second, f"{EDITION}/publication")
    second.locator("label", has_text="As soon as it is confirmed").click()
    _send(second, "Propose this time")
    assert _seen(served, visitor) == before
    served.go(first, f"{EDITION}/publication")
    _send(first, "Confirm the publication")
    assert _seen(served, visitor) != before
    _look_at_the_edition(served, visitor)
    _take_away(served, visitor)


def _seen(served: Portal, visitor: Page) -> list[tuple[int, bytes]]:
    hidden = [(served.body(visitor, path)[0], b"") for path in HIDDEN]
    return hidden + [served.body(visitor, path) for path in (*PUBLIC, "/editions")]


def _by_id(page: Page, name: str) -> Locator:
    return page.locator(f'[id="{name}"]')


def _send(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=label, exact=True).click()


def _press(page: Page, label: str) -> None:
    """Open the fold that states the consequence, read it, and press the button in it."""
    fold = page.locator("details.confirm", has_text=label).first
    fold.locator("summary").click()
    expect(fold.locator(".confirm__panel p").first).to_be_visible()
    with page.expect_navigation():
        fold.locator("form button").click()


def _write_point(served: Portal) -> None:
    """Two colleagues write at once; neither text is lost; a public fact is confirmed."""
    path, box = f"{HOME}/points/{POINT}", f"answer-{POINT}.justification"
    contributor = served.open("contributor.dk", path)
    lead = served.open("lead.dk", path)
    status = f"observation-SD-X.1-{POINT}-2027-06-30"
    contributor.locator(f'[id="form-{status}"] label', has_text="Some progress").click()
    expect(_by_id(contributor, f"{status}-status")).to_contain_text(re.compile(r"Saved \d"))
    _by_id(lead, box).fill("A first thought of the lead.")
    expect(_by_id(lead, f"{box}-status")).to_contain_text(re.compile(r"Saved \d"))
    _by_id(contributor, box).fill(TEXT)
    both = contributor.locator("[data-conflict]")
    expect(both).to_contain_text("A first thought of the lead.")
    expect(both).to_contain_text(TEXT.strip())
    expect(both).to_contain_text("Saved by Freja Holm")
    contributor.locator("button[value=mine]").click()
    expect(both).to_have_count(0)
    expect(_by_id(contributor, f"{box}-status")).to_contain_text(re.compile(r"Saved \d"))
    proposal = _by_id(contributor, f"proposal-{PROPOSAL}")
    proposal.get_by_role("button", name="Confirm", exact=True).click()
    expect(_by_id(contributor, f"proposal-{PROPOSAL}")).to_contain_text("Confirmed")


def _count_trained(served: Portal) -> None:
    """Fill a total and how it divides; the table says whether the parts make up the whole."""
    page = served.open("contributor.dk", f"{HOME}/points/{COUNTED}/indicators/{INDICATOR}")
    total = _by_id(page, f"observation-{INDICATOR}-2025-2027")
    total.fill("40")
    expect(_by_id(page, f"observation-{INDICATOR}-2025-2027-status")).to_contain_text("Saved")
    table = _by_id(page, "breakdown-gender")
    for label, number in (("Women", "22"), ("Men", "17"), ("Other or not stated", "1")):
        row = table.locator("tr", has=page.locator("th", has_text=re.compile(f"^{label}$")))
        row.locator("input[type=text]").first.fill(number)
        row.locator("input[type=text]").first.press("Tab")
        expect(row.locator("[data-status]")).to_contain_text("Saved")
    expect(table.locator("output")).to_contain_text("40")


def _scope(served: Portal) -> CountryScope:
    with open_session(served.engine) as session:
        where = Account.email == "lead.dk@portal.example"
        person = session.execute(select(Account).where(where)).scalar_one()
        return CountryScope("DK", person.id, person.name, frozenset({Role.REPORTING_LEAD}))


def _fill_the_rest(served: Portal) -> None:
    """Give what is still expected at the included points, and leave the others out."""
    scope = _scope(served)
    with open_session(served.engine, write=True) as session:
        draft = draft_of(session, scope, get_head(session, scope, CYCLE))
        for point in completeness(draft.index, draft.data).points:
            if point.point not in INCLUDED:
                why = {"left_out": True, "reason": "Examined in the next cycle."}
                kept = leave_out(session, scope, CYCLE, point.point, base=Base(), **why)
                assert isinstance(kept, Stored), kept
                continue
            for item in point.missing:
                kept = _give(session, scope, draft.index, item)
                assert isinstance(kept, Stored), (item, kept)


def _give(session, scope: CountryScope, index: CatalogueIndex, item: MissingItem):
    if item.kind == "question":
        return save_answer(session, scope, CYCLE, item.subject, AnswerInput((TEXT,)), Base())
    key = parse_key(item.subject)
    kind = kind_of(index, index.indicators[key.indicator], key)
    given = ObservationInput(missing_code="NAV", missing_reason="Not counted before 2028.")
    if item.kind == "progress":
        why = f"{key.point}.justification"
        assert isinstance(
            save_answer(session, scope, CYCLE, why, AnswerInput((TEXT,)), Base()), Stored
        )
        given = ObservationInput(("limited",))
    elif isinstance(kind, Choice):
        given = ObservationInput((kind.options[1][0],))
    return save_observation(session, scope, CYCLE, key, given, Base())


def _report(served: Portal, folder: Path) -> None:
    """Explain, send, sign with the password, submit, and prove the receipt without the portal."""
    lead = served.open("lead.dk", f"{HOME}/findings")
    _explain(lead)
    served.go(lead, f"{HOME}/sign-off")
    lead.locator("form[action$='/sign-off/send'] button").click()
    expect(lead.locator("main")).to_contain_text("Recall")
    signatory = served.open("signatory.dk", f"{HOME}/sign-off")
    expect(signatory.locator("main")).to_contain_text(TEXT.strip())
    signatory.locator("label[for=sign_off-declaration]").click()
    _by_id(signatory, "sign_off-password").fill(served.passphrase)
    signatory.get_by_role("button", name="Sign version 1").click()
    expect(signatory.locator("main")).to_contain_text("Signed by Astrid Krogh")
    served.go(lead, f"{HOME}/sign-off")
    lead.locator("form[action$='/sign-off/submit'] button").click()
    expect(lead.locator("h1")).to_have_text(re.compile(r"^Receipt 2027-DK-1-\d{6}$"))
    _verify(lead, folder)


def _explain(lead: Page) -> None:
    """Explain every warning in place; each explanation saves itself."""
    folds = lead.locator(".finding details", has_text="Explain this")
    assert folds.count() > 0
    for fold in folds.all():
        fold.locator("summary").first.click()
    for box in lead.locator(".finding textarea").all():
        box.fill("Known to us: the offices began to count in 2026.")
        saved = lead.locator(f'[id="{box.get_attribute("id")}-status"]')
        expect(saved).to_contain_text(re.compile(r"Saved \d"))


def _verify(lead: Page, folder: Path) -> None:
    files = []
    for name in ("submission", "receipt"):
        with lead.expect_download() as loading:
            lead.locator("ol").get_by_role("link", name=name, exact=True).click()
        files.append(str(folder / f"{name}.json"))
        loading.value.save_as(files[-1])
    done = CliRunner().invoke(portal, ["receipt", "verify", *files])
    assert done.exit_code == 0, done.output
    number = lead.locator("h1").inner_text().removeprefix("Receipt ")
    assert number in done.output


def _accept(served: Portal) -> None:
    desk = served.open("desk", f"/desk/{CYCLE}")
    desk.locator("main").get_by_role("link", name="Read the next submission").click()
    expect(desk.locator("main")).to_contain_text(TEXT.strip())
    desk.locator("#accept summary").click()
    desk.locator("[name=remarks]").fill("Clear and complete.")
    desk.locator("#accept form button").click()
    expect(desk.locator("main")).to_contain_text("Accepted on")
    expect(desk.locator("main")).to_contain_text("Clear and complete.")


def _freeze_and_build(served: Portal) -> Page:
    """Freeze, open the fact check, and build both documents as drafts."""
    editor = served.open("editor.one", "/editions")
    form = editor.locator("main form[action='/editions']")
    form.locator("[name=cycle]").select_option(CYCLE)
    form.locator("button").click()
    expect(editor.locator("h1")).to_have_text(f"Edition {CYCLE}/1")
    _press(editor, "fact check")
    _build(served, editor)
    return editor


def _build(served: Portal, editor: Page) -> None:
    for label in ("Report (Word)", "Annex of data (Excel)"):
        served.go(editor, f"/reports/{CYCLE}/1")
        editor.locator("main label", has_text=label).click()
        _send(editor, "Build")
        for _ in range(120):  # it is built beside the requests
            served.go(editor, f"/reports/{CYCLE}/1")
            if not editor.locator("main h2", has_text="Being built").count():
                break
            editor.wait_for_timeout(500)
        expect(editor.locator("main table").first).to_contain_text(label)


def _look_at_the_edition(served: Portal, visitor: Page) -> None:
    """The point with chart and table, the indicator, the country with its words, the figures."""
    for path in (f"/points/{COUNTED}", f"/indicators/{INDICATOR}", "/countries/DK"):
        served.go(visitor, path)
        draw_charts(visitor)
        charts = visitor.locator("[data-drawn]").count()
        assert (charts > 0) is not path.startswith("/countries/"), path
        _figures_are_facts(served, visitor)
    assert TEXT.strip() in visitor.locator(".own-words").all_text_contents()
    served.go(visitor, f"/points/{COUNTED}")
    draw_charts(visitor)
    drawn = visitor.locator("[data-drawn] .bars text").all_text_contents()
    table = visitor.locator(".chart table td").all_text_contents()
    assert drawn == [figure for figure in table if figure != "0"]
    assert sorted(drawn) == ["1", "26"]
    served.go(visitor, f"/points/{POINT}")
    by_type = visitor.locator(".chart table").last
    expect(by_type.locator("tbody tr")).to_have_text(["Body or post1"])
    served.go(visitor, "/points/P03")
    said = "No Member State has given information on this point: 0 of 27."
    expect(visitor.locator(".fact-sentence")).to_have_text(said)
    served.go(visitor, f"{EDITION}/facts/{short_id(TRAINED)}")
    expect(visitor.locator(".fact-figure")).to_contain_text("40")


def _figures_are_facts(served: Portal, visitor: Page) -> None:
    """Every figure on the page leads to the fact that has this figure."""
    links = visitor.locator("main a.figure-link")
    figures = {(a.inner_text(), a.get_attribute("href")) for a in links.all()}
    assert figures
    for text, url in sorted(figures):
        status, body = served.body(visitor, url)
        assert status == 200, url
        shown = re.search(r'class="fact-figure">([^<]*)', body.decode())
        assert shown is not None, url
        stands_there = text in shown[1] or (" of 27" in text and f"{text} " in body.decode())
        assert stands_there, (text, url)


def _take_away(served: Portal, visitor: Page) -> None:
    """Everybody can take the workbook; the report once it is built without the draft mark."""
    status, body = served.body(visitor, f"{EDITION}/data.xlsx")
    assert status == 200
    book = load_workbook(io.BytesIO(body), read_only=True)
    rows = list(book["EU_aggregates"].iter_rows(values_only=True))
    assert any(INDICATOR in row and 40 in row for row in rows)
    _build(served, served.open("editor.one", EDITION))
    served.go(visitor, f"/reports/{CYCLE}/1")
    link = visitor.locator("main table").get_by_role("link", name="Report (Word)").first
    with visitor.expect_download() as loading:
        link.click()
    with zipfile.ZipFile(loading.value.path()) as document:
        written = document.read("word/document.xml").decode("utf-8")
    assert "Denmark" in written
    assert short_id(COVERAGE) in written  # a figure stands in a content control of its own
