"""Figures and their evidence: who sees which, and how one leads back to what was reported."""

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.catalogue.models import CatalogueVersion, Cycle
from app.core.clock import now
from app.core.db import open_session
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.facts import Fact, parse_fact_key, short_id
from app.domain.roles import Role
from app.domain.workflow import EditionStatus
from app.editions.models import Edition, EditionFact, EditionProgress
from app.reporting.service.records import MeasureInput
from tests.builders import LONG_TEXT
from tests.client import PageClient
from tests.factories import CYCLE, open_reporting
from tests.reported import (
    accepted,
    approved,
    browser_of,
    consolidate,
    frozen,
    published,
    report,
    write,
)

FIRST = f"/editions/{CYCLE}/1"
YEAR = "2025-26"
# Danish: a small cell, a value for the Commission only, one for the subgroup; Greek: all public.
SMALL = f"SD-03.1/DK/value@{YEAR}"
LARGE = f"SD-03.1/EL/value@{YEAR}"
CLOSED = "SD-03.2/DK/value@2026"
SUBGROUP = "SD-03.3/DK/value@2025-2027"
OPEN = "SD-03.3/EL/value@2025-2027"
BEHIND = "SD-03.3/EU27/n@2025-2027"
CELL = f"SD-03.1/EL/value/gender=women@{YEAR}"
LAW = MeasureInput(title="Danish law", type="law", stage="running", points=("P03",))
HIDDEN_LAW = MeasureInput(
    title="Greek law, not for everybody",
    type="law",
    stage="running",
    points=("P03",),
    visibility="commission",
)


def url(fact_id, edition=FIRST):
    """The address of the evidence page of a figure."""
    return f"{edition}/facts/{short_id(fact_id)}"


@pytest.fixture
def edition(engine):
    """An edition with open and closed values of two countries."""
    open_reporting(engine, "DK", "GR", "EU")
    before = {"SD-03.1@2024-25": "20"}
    report(
        engine,
        points=("P03",),
        cells={f"SD-03.1@{YEAR}": "3", "SD-03.2@2026": "4711", **before},
        closed={"SD-03.3@2025-2027": ("yes", "subgroup")},
        measures=(LAW,),
    )
    women = {f"SD-03.1/gender=women@{YEAR}": "9", f"SD-03.1/gender=men@{YEAR}": "11"}
    report(
        engine,
        "GR",
        points=("P03",),
        cells={f"SD-03.1@{YEAR}": "20", "SD-03.3@2025-2027": "no", **women, **before},
        measures=(HIDDEN_LAW,),
    )
    accepted(engine, "DK", "GR")
    return frozen(engine)


@pytest.fixture
def public(engine, edition):
    """The same edition, published."""
    approved(engine, edition)
    published(engine, edition)


def _rows(page):
    return [page.words(row) for row in page.all("tr")]


def test_the_commission_sees_everything(app, engine, edition):
    """Small cells and closed values too, marked as such."""
    desk = browser_of(app, Role.DESK_OFFICER)
    for fact in (SMALL, LARGE, CLOSED, SUBGROUP, OPEN, BEHIND, CELL):
        assert desk.get(url(fact)).status == 200, fact
    assert "Too small to be shown outside the Commission" in desk.get(url(SMALL)).words()
    assert "Commission only" in desk.get(url(CLOSED)).words()
    page = desk.get(url(BEHIND))
    links = [a.get("href") for a in page.all("a")]
    assert f"/desk/{CYCLE}/DK/versions/1" in links
    assert f"/desk/{CYCLE}/EL/versions/1" in links
    assert "Restricted until the edition is published" in page.words()


def test_the_subgroup_waits_for_consolidation(app, engine, edition):
    """Then it sees public and subgroup values, marked restricted; never small or closed ones."""
    reader = browser_of(app, Role.SUBGROUP_READER)
    for path in (FIRST, f"{FIRST}/facts", url(OPEN)):
        assert reader.get(path).status == 404
    consolidate(engine)
    assert "Restricted" in reader.get(FIRST).words()
    for fact in (LARGE, SUBGROUP, OPEN, BEHIND):
        assert reader.get(url(fact)).status == 200, fact
    for fact in (SMALL, CLOSED):
        assert reader.get(url(fact)).status == 404, fact
    page = reader.get(url(BEHIND))
    assert "Denmark (DK)" in page.words()
    assert "Greece (EL)" in page.words()
    assert not [a for a in page.all("a") if "/desk/" in a.get("href", "")]


def test_everybody_sees_public_figures_of_published_editions(app, engine, public):
    """Nothing else, neither by address nor in the list."""
    anonymous = PageClient(app)
    for fact in (LARGE, OPEN, BEHIND, CELL):
        assert anonymous.get(url(fact)).status == 200, fact
    for fact in (SMALL, CLOSED, SUBGROUP, "SD-99.9/EU27/n@2027"):
        assert anonymous.get(url(fact)).status == 404, fact
    listed = anonymous.get(f"{FIRST}/facts?set=DK").words()
    assert "4711" not in listed
    inside = browser_of(app, Role.DESK_OFFICER).get(f"{FIRST}/facts?set=DK").words()
    assert "4,711" in inside


def test_single_values_behind_a_figure_follow_their_own_visibility(app, engine, public):
    """In public the Danish value is a number of reporters, the Greek one is shown."""
    page = PageClient(app).get(url(BEHIND))
    assert "Greece (EL)" in page.words()
    assert "Denmark" not in page.words()
    assert "1 reporter whose single contribution is not yours to see." in page.words()
    assert "2 of 27" in page.words()


def test_measures_behind_a_figure_follow_their_own_visibility(app, engine, public):
    """The open measure is named, the closed one is counted only."""
    fact = "P03.measures/EU27/count@2027-06-30"
    page = PageClient(app).get(url(fact))
    assert "Danish law" in page.words()
    assert "not for everybody" not in page.text
    assert "1 reporter whose single contribution is not yours to see." in page.words()
    inside = browser_of(app, Role.DESK_OFFICER).get(url(fact)).words()
    assert "Greek law, not for everybody" in inside


def test_who_reported_is_a_number_in_public(app, engine, public):
    """The coverage figure names nobody outside the Commission."""
    fact = "coverage/EU27/reported@2027-06-30"
    page = PageClient(app).get(url(fact))
    assert "2 of 27 Member States reported and were accepted." in page.words()
    assert "Denmark" not in page.words()
    assert "Denmark (DK)" in browser_of(app, Role.DESK_OFFICER).get(url(fact)).words()


def test_a_figure_in_words(app, engine, public):
    """Sentence, rule, number of countries, reasons, flag, id; Greece is written EL."""
    page = PageClient(app).get(url(CELL))
    assert page.heading == "Indicator 03.1, Women – value"
    words = page.words()
    assert "Greece reports for “Indicator 03.1” (Women), academic year 2025/26: 9 units." in words
    assert "Taken over from the submission as it stands" in words
    assert CELL in words
    several = PageClient(app).get(url(BEHIND)).words()
    assert "No accepted submission25" in several
    assert "Limited coverage" in several


def test_missing_values_are_explained_by_reason(app, engine, public):
    """Left out and not reported are counted apart."""
    page = PageClient(app).get(url("P05.progress/EU27/n@2027-06-30"))
    rows = _rows(page)
    assert "Point left out2" in rows
    assert "No accepted submission25" in rows


def test_the_list_is_searched_and_narrowed(app, engine, public):
    """By subject, by set, by words, by the full id with its slashes."""
    anonymous = PageClient(app)
    one = anonymous.get(f"{FIRST}/facts", params={"q": CELL})
    assert len(_rows(one)) == 2
    by_subject = anonymous.get(f"{FIRST}/facts?subject=SD-03.3")
    assert all("Indicator 03.3" in row for row in _rows(by_subject)[1:])
    by_set = anonymous.get(f"{FIRST}/facts?set=EL")
    assert len(_rows(by_set)) > 2
    assert all("Greece" in row for row in _rows(by_set)[1:])
    assert "No figure fits this choice" in anonymous.get(f"{FIRST}/facts?q=zebra").words()


def test_the_list_has_fifty_a_page(app, engine, public):
    """Pages follow each other and lose nothing."""
    desk = browser_of(app, Role.DESK_OFFICER)
    seen, address = [], f"{FIRST}/facts"
    while address:
        page = desk.get(address)
        rows = _rows(page)[1:]
        assert len(rows) <= 50
        listed = [a for row in page.all("tbody") for a in row.iter("a")]
        seen += [a.get("href") for a in listed if "/facts/" in a.get("href", "")]
        following = [a.get("href") for a in page.all("a") if a.get("rel") == "next"]
        address = following[0] if following else ""
    assert len(seen) == len(set(seen)) > 50
    assert f"{len(seen)} figures" in page.words()


def test_other_editions_show_their_value(app, engine, public):
    """The same id leads to the figure as it stood, and the list to the list."""
    report(engine, "EU")
    accepted(engine, "EU")
    approved(engine, frozen(engine, reason="The Commission reported later."))
    second = f"/editions/{CYCLE}/2"
    assert PageClient(app).get(url(BEHIND, second)).status == 404
    assert f"{CYCLE}/2" not in PageClient(app).get(url(BEHIND)).words()
    published(engine, f"{CYCLE}/2")
    page = PageClient(app).get(url(BEHIND, second))
    assert f"Edition {CYCLE}/1: 2" in page.words()
    assert url(BEHIND) in [a.get("href") for a in page.all("a")]
    assert f"Edition {CYCLE}/2: 2" in PageClient(app).get(url(BEHIND)).words()
    listed = PageClient(app).get(f"{second}/facts?set=EL&page=1")
    assert f"{FIRST}/facts?set=EL" in [a.get("href") for a in listed.all("a")]


def _cycle_before(engine, facts, **indicator):
    """Publish an edition of the cycle of 2025 that holds these facts and no others."""
    with open_session(engine, write=True) as session:
        cycle = session.execute(select(Cycle).where(Cycle.code == CYCLE)).scalar_one()
        asked = session.get(CatalogueVersion, cycle.catalogue_version_id)
        content = json.loads(asked.content)
        for one in content["indicators"]:
            one |= indicator.get(one["id"].replace("-", "_").replace(".", "_"), {})
        text = canonical_json(content)
        version = CatalogueVersion(
            **{**asked.model_dump(exclude={"id"}), "code": "TINY/0", "content": text},
        )
        version.sha256 = sha256_hex(text)
        session.add(version)
        session.flush()
        before = Cycle(
            **{**cycle.model_dump(exclude={"id"}), "code": "2025", "cutoff": date(2025, 6, 30)}
        )
        before.catalogue_version_id = version.id
        session.add(before)
        session.flush()
        manifest = {"cycle": {"cutoff": "2025-06-30"}, "submissions": []}
        edition = Edition(
            code="2025/1",
            cycle_id=before.id,
            number=1,
            manifest=canonical_json(manifest),
            sha256="0" * 64,
            frozen_at=now(),
        )
        session.add(edition)
        session.flush()
        session.add(
            EditionProgress(
                edition_id=edition.id, status=EditionStatus.PUBLISHED, published_at=now()
            )
        )
        for name, number, unit in facts:
            fact = Fact(parse_fact_key(name), Decimal(number), unit=unit, n=5)
            session.add(
                EditionFact(
                    edition_id=edition.id,
                    fact=fact.id,
                    short=fact.short,
                    subject=fact.key.subject,
                    content=canonical_json(fact.canonical()),
                )
            )


def test_a_figure_stands_beside_the_one_of_the_cycle_before(app, engine, public):
    """With the difference, or with what broke the series; without one where there is none."""
    then = (
        ("SD-03.3/EU27/n@2023-2025", "5", "countries"),
        ("SD-03.1/EL/value@2023-24", "16", "units"),
        ("SD-03.1/EL/value/gender=women@2023-24", "9", "units"),
        ("SD-03.2/EL/value@2024", "9", "EUR"),
    )
    assert "Since the cycle before" not in PageClient(app).get(url(BEHIND)).words()
    _cycle_before(engine, then, SD_03_2={"unit": "thousands"})
    anonymous = PageClient(app)
    page = anonymous.get(url(BEHIND))
    said = "In edition 2025/1 of the cycle before: 5 Member States (5 of 27). Difference: -3."
    assert said in page.words()
    assert url(then[0][0], "/editions/2025/1") in [a.get("href") for a in page.all("a")]
    grown = anonymous.get(url(LARGE)).words()
    assert "In edition 2025/1 of the cycle before: 16 units. Difference: +4 (+25 %)." in grown
    missing = anonymous.get(url("P03.progress/EU27/n@2027-06-30")).words()
    assert "Edition 2025/1 of the cycle before shows no such figure." in missing
    series = anonymous.get(url(f"SD-03.1/EL/index@{YEAR}"))
    assert "Since the cycle before" not in series.words()
    broken = browser_of(app, Role.DESK_OFFICER).get(url(CLOSED)).words()
    assert "Not comparable with edition 2025/1: the definition changed since (unit)." in broken


def test_an_answer_leads_to_its_point_at_the_desk(app, engine, edition):
    """Where the desk's questions and remarks stand; nobody else is led there."""
    links = [a.get("href") for a in browser_of(app, Role.DESK_OFFICER).get(url(LARGE)).all("a")]
    assert f"/desk/{CYCLE}/EL/versions/1#read-P03" in links


def test_drafts_reach_no_edition(app, engine, edition):
    """What Denmark's colleagues write after submission, or the Commission before, is nowhere."""
    canary = "canary-4711 not for anybody. "
    write(engine, "EU", text=canary + LONG_TEXT)
    editor = browser_of(app, Role.REPORT_EDITOR, "first")
    for path in (FIRST, f"{FIRST}/facts", url(BEHIND), url("coverage/EU27/reported@2027-06-30")):
        assert "canary" not in editor.get(path).text
