"""Nothing has changed: what was said last time is shown, chosen, and saved again."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.contribution import Answer
from app.domain.observations import Observation
from app.domain.roles import Role
from app.domain.workflow import Status
from tests.builders import NOW, make_data
from tests.client import PageClient
from tests.earlier import report_before
from tests.factories import (
    assign_points,
    fill,
    history,
    lead_scope,
    make_person,
    open_reporting,
    set_status,
    stored_answer,
    stored_cell,
    texts_in,
)

THEN = "2025-06-30"
POINT = "/contributions/2027/DK/points/P04"
PAGE = f"{POINT}/carry-over"
SAID = {"P04.bodies": ("research",), "P04.when": "2026-Q1", "P04.contact": "Office"}
CELLS = {
    f"SD-X.1/P04@{THEN}": "some",
    f"SD-04.1@{THEN}": Observation(value=Decimal(3), source="Register", flags=("e",)),
    f"SD-04.1/country=C7@{THEN}": 2,
    "SD-04.2@2023-2025": 5,
    f"SD-04.4@{THEN}": Missing("NAV", "No register"),
}


@pytest.fixture
def lead(app, engine):
    """The browser of a lead whose country reported before."""
    open_reporting(engine, "DK", "SE")
    browser = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))
    answers = {**SAID, "P04.justification": Answer("Seit dem Herbst.", "de", "commission")}
    report_before(engine, make_data(answers=answers, cells=CELLS, cutoff=date.fromisoformat(THEN)))
    return browser


def boxes(page):
    """Return the boxes of the page by subject: what they send, and whether they are ticked."""
    found = [b for b in page.all("input") if b.get("name") == "take"]
    return {
        b.get("value").partition(":")[2]: (b.get("value"), b.get("checked") is not None)
        for b in found
    }


def copy(lead, *subjects, page=None):
    page = page or lead.get(PAGE)
    shown = boxes(page)
    sent = {**page.fields(PAGE), "take": [shown[one][0] for one in subjects]}
    return lead.post(PAGE, sent)


def test_the_page_leads_there_only_where_there_is_something(lead, app, engine):
    assert "Nothing has changed since cycle 2025" in lead.get(POINT).words()
    assert "Nothing has changed" not in lead.get(f"{POINT[:-1]}1").words()
    reader = PageClient(app).sign_in(make_person(engine, Role.NATIONAL_READER))
    assert "Nothing has changed" not in reader.get(POINT).words()
    assert reader.get(PAGE).status == 403


def test_everything_that_would_be_copied_is_listed_and_the_status_is_not(lead):
    page = lead.get(PAGE)
    ticked = {name for name, (_value, checked) in boxes(page).items() if checked}
    assert ticked == {
        *SAID,
        "P04.justification",
        f"SD-04.1@{NOW}",
        f"SD-04.1/country=C7@{NOW}",
        f"SD-04.4@{NOW}",
    }
    assert set(boxes(page)) - ticked == {"SD-04.2@2025-2027"}
    assert "Seit dem Herbst." in page.words()
    assert "5 (two years, mid-2023 to mid-2025)" in page.words()


def test_what_is_ticked_is_saved_with_its_origin_and_all_that_was_said_of_it(lead, engine):
    answer = copy(lead, "P04.bodies", "P04.justification", f"SD-04.1@{NOW}", f"SD-04.4@{NOW}")
    assert (answer.status, answer.location) == (303, POINT)
    assert stored_answer(engine, "P04.bodies").value == ["research"]
    text = stored_answer(engine, "P04.justification")
    assert (text.language, text.visibility, text.origin) == ("de", "commission", "carried:2025/1")
    cell = stored_cell(engine, f"SD-04.1@{NOW}")
    assert (cell.number, cell.source, cell.flags) == (3, "Register", "e")
    assert cell.origin == "carried:2025/1"
    assert stored_cell(engine, f"SD-04.4@{NOW}").missing_reason == "No register"
    assert stored_answer(engine, "P04.when") is None
    assert stored_cell(engine, f"SD-04.1/country=C7@{NOW}") is None
    assert stored_cell(engine, f"SD-X.1/P04@{NOW}") is None
    assert len(history(engine, f"observation:SD-04.1@{NOW}")) == 1


def test_the_history_says_where_it_came_from(lead):
    copy(lead, "P04.when")
    page = lead.get("/contributions/2027/DK/history?of=answer:P04.when")
    assert "Carried over from cycle 2025, version 1" in page.words()


def test_an_answer_that_stands_there_stays_unless_it_is_chosen(lead, engine):
    fill(engine, lead_scope(engine, "anna.berg.dk@ministry.example"), {"P04.when": "2028-Q2"}, {})
    page = lead.get(PAGE)
    assert boxes(page)["P04.when"] == ("1:P04.when", False)
    assert "2028-Q2" in page.words()
    copy(lead, "P04.contact", page=page)
    assert stored_answer(engine, "P04.when").value == "2028-Q2"
    copy(lead, "P04.when")
    assert stored_answer(engine, "P04.when").value == "2026-Q1"
    assert texts_in(history(engine, "answer:P04.when")) == ["2028-Q2", "2026-Q1"]


@pytest.mark.parametrize("other", [True, False])
def test_nothing_is_copied_when_one_field_was_saved_meanwhile(lead, app, engine, other):
    page = lead.get(PAGE)
    writer = lead
    if other:
        email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
        assign_points(engine, email, "P04")
        writer = PageClient(app).sign_in(email)
    sent = {"value": "2029-Q1", "revision": "0"}
    assert writer.post(f"{POINT}/answers/P04.when", sent).status == 303
    answer = copy(lead, "P04.when", "P04.contact", page=page)
    assert answer.status == 409
    assert "Somebody saved here meanwhile" in answer.words()
    assert "By when?" in answer.words()
    assert stored_answer(engine, "P04.when").value == "2029-Q1"
    assert stored_answer(engine, "P04.contact") is None


def test_the_same_form_sent_twice_saves_once(lead, engine):
    page = lead.get(PAGE)
    sent = {**page.fields(PAGE), "take": [boxes(page)["P04.when"][0]]}
    assert lead.post(PAGE, sent).status == 303
    again = lead.request(
        "POST",
        PAGE,
        data={"csrf": lead.csrf, **sent},
        headers={"Origin": lead.base_url, "Sec-Fetch-Site": "same-origin"},
    )
    assert again.status == 303
    assert len(history(engine, "answer:P04.when")) == 1


def test_whoever_ticks_nothing_is_told(lead):
    answer = copy(lead)
    assert answer.status == 422
    assert "nothing is ticked" in answer.words()


@pytest.mark.parametrize("take", ["x:P04.when", "P04.when", "0:", "٣:P04.when"])
def test_a_form_of_ones_own_making_is_refused(lead, take):
    assert lead.post(PAGE, {"take": take}).status == 404


def test_what_was_not_offered_is_not_saved(lead, engine):
    status = f"SD-X.1/P04@{NOW}"
    page = lead.get(PAGE)
    good = boxes(page)["P04.when"][0]
    taken = [good, f"0:{status}", "0:P01.lead"]
    lead.post(PAGE, {**page.fields(PAGE), "take": taken})
    assert stored_cell(engine, status) is None
    assert stored_answer(engine, "P01.lead") is None
    assert stored_answer(engine, "P04.when").value == "2026-Q1"


def test_an_indicator_alone(lead, engine):
    url = f"{POINT}/indicators/SD-04.1"
    assert "Nothing has changed since cycle 2025" in lead.get(url).words()
    page = lead.get(f"{PAGE}?indicator=SD-04.1")
    assert set(boxes(page)) == {f"SD-04.1@{NOW}", f"SD-04.1/country=C7@{NOW}"}
    answer = copy(lead, f"SD-04.1/country=C7@{NOW}", page=page)
    assert answer.location == url
    assert stored_cell(engine, f"SD-04.1/country=C7@{NOW}").number == 2
    assert lead.get(f"{PAGE}?indicator=SD-01.1").status == 404


def test_nothing_is_copied_into_what_is_locked(lead, engine):
    page = lead.get(PAGE)
    set_status(engine, Status.AWAITING_SIGN_OFF)
    assert lead.get(PAGE).status == 409
    assert copy(lead, "P04.when", page=page).status == 409
    assert stored_answer(engine, "P04.when") is None


def test_who_reports_for_the_first_time_has_nothing_to_copy(app, engine):
    open_reporting(engine, "SE")
    browser = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, "SE"))
    assert browser.get("/contributions/2027/SE/points/P04/carry-over").status == 404
