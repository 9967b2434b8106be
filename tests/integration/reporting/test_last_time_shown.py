"""The value of the last cycle stands beside the new one, with the change between them."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.catalogue.models import Cycle
from app.core.db import open_session
from app.domain.answers import Missing
from app.domain.contribution import Answer
from app.domain.roles import Role
from app.domain.workflow import CycleStatus
from tests.builders import LONG_TEXT, NOW, make_data
from tests.client import PageClient
from tests.earlier import report_before
from tests.factories import fill, lead_scope, make_cycle, make_person, open_reporting
from tests.tables import page_url, send, values

POINTS = "/contributions/2027/DK/points"
THEN = "2025-06-30"
TEXT = "Ein Ausschuss der Ministerien tagt seit dem Herbst, " * 4
ASIA = "SD-02.1/region=ASIA@2025-2027"
CELLS = {
    f"SD-X.1/P02@{THEN}": "limited",
    "SD-02.1@2023-2025": 8,
    "SD-02.1/region=ASIA@2023-2025": 3,
    "SD-02.2@2023-2025": 2,
    "SD-02.3@2023-2025": Decimal("25.0"),
    "SD-03.2@2025": Missing("NAV", "No register"),
    f"SD-04.1/country=C7@{THEN}": Decimal("1.5"),
    f"SD-01.3/topic=sea@{THEN}": True,
}
ANSWERS = {"P02.coordinator": "Ministry of Research", "P02.justification": Answer(TEXT, "de")}


@pytest.fixture
def first(app, engine):
    """The browser of a lead whose country reports for the first time."""
    open_reporting(engine, "DK", "SE")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


@pytest.fixture
def lead(first, engine):
    """The same where the country has reported before."""
    cutoff = date.fromisoformat(THEN)
    report_before(engine, make_data(answers=ANSWERS, cells=CELLS, cutoff=cutoff))
    report_before(engine, make_data("SE", answers={"P02.coordinator": "Rymd"}, cutoff=cutoff))
    return first


def test_it_stands_at_the_point_that_continues_the_one_of_last_time(lead, engine):
    """Also where a cycle lies between them in which the country did not report."""
    with open_session(engine, write=True) as session:
        last = session.execute(select(Cycle).where(Cycle.code == "2025")).scalar_one()
        questions = {"catalogue_version_id": last.catalogue_version_id}
        state = {"status": CycleStatus.PUBLISHED, "mapping": '{"P03":"P02"}'}
        between = make_cycle(session, "2026", **questions, **state)
        between.previous_id = last.id
        session.flush()
        plain = {"previous_id": between.id, "mapping": '{"P01":"P03"}'}
        session.execute(update(Cycle).where(Cycle.code == "2027").values(**plain))
    assert "Last time (cycle 2025, version 1): Limited progress" in words(
        lead.get(f"{POINTS}/P01"), "before"
    )
    for point in ("P02", "P03"):
        assert "Limited progress" not in " ".join(words(lead.get(f"{POINTS}/{point}"), "before"))


def words(page, name):
    return [page.words(e) for e in page.tree.iter() if name in (e.get("class") or "").split()]


def test_who_reports_for_the_first_time_is_shown_nothing_of_it(first):
    for url in (f"{POINTS}/P02", page_url("SD-02.1", "P02")):
        page = first.get(url)
        assert page.status == 200
        assert "Last time" not in page.words()


def test_the_last_values_stand_beside_the_fields_with_cycle_and_version(lead):
    page = lead.get(f"{POINTS}/P02")
    shown = words(page, "before")
    where = "Last time (cycle 2025, version 1"
    assert f"{where}): Limited progress" in shown
    assert f"{where}): Ministry of Research" in shown
    assert f"{where}; two years, mid-2023 to mid-2025): 8" in shown
    assert f"{where}; two years, mid-2023 to mid-2025): 25" in shown
    assert "Rymd" not in page.words()


def test_a_long_text_is_folded_away_in_its_own_language(lead):
    page = lead.get(f"{POINTS}/P02")
    folds = [d for d in page.all("details") if "Last time" in page.words(d)]
    assert [page.words(d.find("summary")) for d in folds] == ["Last time (cycle 2025, version 1)"]
    text = next(e for e in folds[0].iter("div") if e.get("lang"))
    assert (text.get("lang"), page.words(text)) == ("de", TEXT.strip())


def test_a_reason_is_shown_where_there_was_no_value(lead):
    assert "): No data: No register" in lead.get(f"{POINTS}/P03").words()


@pytest.mark.parametrize(
    ("key", "typed", "change"),
    [
        ("SD-02.1@2025-2027", "10", "+2 (+25 %)"),
        ("SD-02.1@2025-2027", "6", "−2 (−25 %)"),
        ("SD-02.1@2025-2027", "0", "−8 (−100 %)"),
        ("SD-02.1@2025-2027", "8", "No change"),
        (f"SD-X.1/P02@{NOW}", "substantial", "2 steps up"),
        (f"SD-X.1/P02@{NOW}", "none", "1 step down"),
        (f"SD-X.1/P02@{NOW}", "not_applicable", ""),
    ],
)
def test_a_save_answers_with_the_change(lead, key, typed, change):
    sent = {"key": key, "value": typed, "revision": "0"}
    answer = lead.post(f"{POINTS}/P02/observations", sent, htmx=True)
    assert answer.status == 200
    assert words(answer, "before__change") == ([change] if change else [])


def test_no_value_is_no_change(lead):
    sent = {"key": "SD-02.1@2025-2027", "missing_code": "C", "revision": "0"}
    answer = lead.post(f"{POINTS}/P02/observations", sent, htmx=True)
    assert answer.status == 200
    assert "): 8" in answer.words()
    assert words(answer, "before__change") == []


def test_a_share_changes_by_percentage_points(lead, engine):
    scope = lead_scope(engine, "anna.berg.dk@ministry.example")
    fill(engine, scope, {}, {"SD-02.1@2025-2027": "8", "SD-02.2@2025-2027": "3"})
    assert "+12.5 percentage points" in words(lead.get(f"{POINTS}/P02"), "before__change")
    said = lead.get(page_url("SD-02.3", "P02")).words()
    assert "37.5 · Last time (cycle 2025, version 1; two years" in said
    assert "): 25 · +12.5 percentage points" in said


def test_a_save_brings_the_share_it_is_part_of(lead, engine):
    fill(
        engine, lead_scope(engine, "anna.berg.dk@ministry.example"), {}, {"SD-02.1@2025-2027": "8"}
    )
    sent = {"key": "SD-02.2@2025-2027", "value": "3", "revision": "0"}
    answer = lead.post(f"{POINTS}/P02/observations", sent, htmx=True)
    shares = [e for e in answer.all("div") if e.get("id") == "observation-SD-02.3-2025-2027"]
    assert [e.get("data-hx-swap-oob") for e in shares] == ["outerMorph"]
    assert "37.5 units" in answer.words(shares[0])
    other = {"key": f"SD-X.1/P02@{NOW}", "value": "some", "revision": "0"}
    assert "37.5" not in lead.post(f"{POINTS}/P02/observations", other, htmx=True).words()


def test_an_answer_that_says_the_same_is_called_so(lead):
    sent = {"value": "Ministry of Research", "revision": "0"}
    answer = lead.post(f"{POINTS}/P02/answers/P02.coordinator", sent, htmx=True)
    assert words(answer, "before__change") == ["No change"]
    sent = {"value": LONG_TEXT, "revision": "0", "language": "en"}
    answer = lead.post(f"{POINTS}/P02/answers/P02.justification", sent, htmx=True)
    assert words(answer, "before__change") == []


def test_cells_of_a_table_show_it_too(lead):
    page = lead.get(page_url("SD-02.1", "P02"))
    assert "what was submitted in cycle 2025, version 1" in page.words()
    assert words(page, "cells-before") == ["Last time: 3"]
    answer = send(lead, "SD-02.1", "P02", values({ASIA: "6"}), "row-region-ASIA", htmx=True)
    assert words(answer, "cells-before") == ["Last time: 3 +3 (+100 %)"]


def test_a_row_of_a_long_list_waits_to_be_filled_again(lead, app, engine):
    page = lead.get(page_url("SD-04.1", "P04"))
    assert "Country 7" in page.words(page.all("tbody")[0].find("tr"))
    reader = PageClient(app).sign_in(make_person(engine, Role.NATIONAL_READER))
    assert "Country 7" not in reader.get(page_url("SD-04.1", "P04")).words()


def test_a_box_says_that_it_was_ticked(lead):
    page = lead.get(page_url("SD-01.3", "P01"))
    assert "Sea Last time: Yes" in page.words()
