"""Who saved what and when, for every kind of thing, and bringing an earlier text back."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from app.core import clock
from app.domain.roles import Grant, Role
from tests.client import PageClient
from tests.factories import (
    assign_points,
    history,
    make_person,
    open_reporting,
    set_status,
    stored_answer,
    stored_cell,
)
from tests.people import make_account

HOME = "/contributions/2027/DK"
POINT = f"{HOME}/points/P02"
ANSWER = f"{POINT}/answers/P02.justification"
SUBJECT = "answer:P02.justification"
CELL = "observation:SD-02.1@2025-2027"
KEY = "SD-02.1@2025-2027"
RESTORE = f"{HOME}/history/restore"


def page_of(subject, **more):
    """Return the address of a history."""
    tail = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{HOME}/history?of={quote(subject)}{tail}"


@pytest.fixture
def anna(app, engine):
    """The browser of the reporting lead."""
    open_reporting(engine, "DK", "EL")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


@pytest.fixture
def ben(app, engine, anna):
    """The browser of a contributor who holds the same point."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P02")
    return PageClient(app).sign_in(email)


@pytest.fixture
def reader(app, engine, anna):
    """The browser of a person who only reads."""
    return PageClient(app).sign_in(make_person(engine, Role.NATIONAL_READER, name="Rita Holm"))


def write(person, text, revision=0, **more):
    """Save the justification of point 2."""
    person.get(POINT)
    sent = person.post(ANSWER, {"value": text, "revision": str(revision), **more})
    assert sent.status == 303, sent.text


def marked(answer, tag):
    """Return what a page marks as added or removed, without the word for those who listen."""
    return [answer.words(e).partition(":")[2].strip() for e in answer.all(tag)]


def bring_back(person, subject, chosen, revision):
    """Press the button that brings an earlier state back."""
    person.get(HOME)
    return person.post(RESTORE, {"of": subject, "chosen": chosen, "revision": revision})


def test_page_says_who_saved_what_with_a_redline(anna, ben):
    """The newest step stands first; the words that changed are marked."""
    write(anna, "We signed two agreements.")
    write(ben, "We signed seven agreements.", 1)
    page = anna.get(page_of(SUBJECT))
    steps = [page.words(e) for e in page.all("li") if e.get("class") == "saved-step"]
    assert ["Ben Dahl" in steps[0], "Anna Berg" in steps[1]] == [True, True]
    assert marked(page, "ins") == ["seven", "We signed two agreements."]
    assert marked(page, "del") == ["two"]
    assert "Present state" in steps[0]


def test_field_leads_to_its_history_once_something_was_saved(anna):
    """The fold fetches it with the script and is a link without."""
    assert "history?of" not in anna.get(POINT).text
    write(anna, "First.")
    folds = [e for e in anna.get(POINT).all("details") if e.get("data-hx-get")]
    assert [e.get("data-hx-get") for e in folds] == [f"{HOME}/history?of={SUBJECT}"]
    assert [a.get("href") for a in folds[0].iter("a")] == [f"{HOME}/history?of={SUBJECT}"]
    part = anna.get(folds[0].get("data-hx-get"), htmx=True)
    assert not part.is_page
    assert "Anna Berg" in part.words()
    assert part.all("form") == []  # it stands inside the form of the field


def test_typing_of_one_sitting_is_one_step_and_every_save_can_be_seen(anna):
    """A pause or another person begins a new step; nothing is left out of the full list."""
    write(anna, "One")
    with clock.fixed(clock.now() + timedelta(minutes=30)):
        for number, text in enumerate(["One two", "One two three", "One two three four"]):
            write(anna, text, number + 1)
        page = anna.get(page_of(SUBJECT))
        each = anna.get(page_of(SUBJECT, each="yes"))
    assert marked(page, "ins") == ["two three four", "One"]
    assert "(3 saves)" in page.words()
    assert marked(each, "ins") == ["four", "three", "two", "One"]


def test_earlier_text_comes_back_as_a_new_save(anna, ben, engine):
    """What was there in between stays in the history, which says where the new text is from."""
    write(anna, "The good text.", language="da")
    write(ben, "Overwritten.", 1)
    answer = bring_back(ben, SUBJECT, 1, 2)
    assert answer.status == 303
    assert answer.location.endswith("#answer-P02.justification")
    row = stored_answer(engine, "P02.justification")
    assert (row.value, row.language, row.revision) == ("The good text.", "da", 3)
    assert row.origin == "restored:1"
    texts = [state["value"] for state in history(engine, SUBJECT)]
    assert texts == ["The good text.", "Overwritten.", "The good text."]
    assert "Brought back from save 1" in anna.get(page_of(SUBJECT)).words()
    write(anna, "The good text, edited.", 3)
    assert stored_answer(engine, "P02.justification").origin == "entered"


def test_bringing_back_never_overwrites_what_was_not_seen(anna, ben, engine):
    """Somebody saved after the page was loaded: it says so, and nothing is written."""
    write(anna, "One.")
    write(anna, "Two.", 1)
    write(ben, "Three.", 2)
    answer = bring_back(anna, SUBJECT, 1, 2)
    assert answer.status == 409
    assert "Ben Dahl saved here meanwhile" in answer.words()
    assert stored_answer(engine, "P02.justification").value == "Three."
    assert answer.fields(RESTORE)["revision"] == "3"


def test_cell_comes_back_with_everything_said_of_it(anna, engine):
    """Value, source and note, or the reason for no value."""
    anna.get(POINT)
    cells = f"{POINT}/observations"
    first = {"key": KEY, "missing_code": "NAV", "missing_reason": "No register", "source": "S"}
    anna.post(cells, {**first, "revision": "0"})
    anna.post(cells, {"key": KEY, "value": "1234", "revision": "1", "note": "Counted"})
    anna.post(cells, {"key": KEY, "value": "9", "revision": "2"})
    page = anna.get(page_of(CELL, each="yes"))
    assert "No data: No register" in page.words()
    assert "Counted" in page.words()
    assert bring_back(anna, CELL, 2, 3).status == 303
    row = stored_cell(engine, KEY)
    assert (str(row.number), row.note, row.origin) == ("1234", "Counted", "restored:2")
    assert bring_back(anna, CELL, 1, 4).status == 303
    row = stored_cell(engine, KEY)
    assert (row.missing_code, row.missing_reason, row.source) == ("NAV", "No register", "S")


def test_measure_and_evidence_come_back(anna, engine):
    """Their forms lead to the history; a removed measure comes back whole."""
    anna.get(POINT)
    measure = {"title": "Act on agreements", "type": "law", "stage": "running", "points": ["P02"]}
    measure |= {"language": "en", "visibility": "public", "description": "A first version."}
    url = f"{HOME}/measures/act-1"
    assert anna.post(url, {**measure, "revision": "0"}).status == 303
    assert (
        anna.post(url, {**measure, "description": "A second version.", "revision": "1"}).status
        == 303
    )
    anna.post(f"{url}/remove", {"revision": "2"})
    page = anna.get(page_of("measure:act-1", each="yes"))
    assert "Act on agreements" in page.words()
    assert marked(page, "ins")[0] == "second"
    assert bring_back(anna, "measure:act-1", 1, 3).status == 303
    assert "history?of=measure:act-1" in anna.get(url).text
    assert history(engine, "measure:act-1")[-1]["description"] == "A first version."
    link = {"title": "Report", "url": "https://example.org/a", "language": "en"}
    link |= {"visibility": "public", "description": "", "published_on": ""}
    at = f"{POINT}/evidence/link-1"
    assert anna.post(at, {**link, "revision": "0"}).status == 303
    assert anna.post(at, {**link, "title": "Another", "revision": "1"}).status == 303
    assert bring_back(anna, "evidence:link-1", 1, 2).status == 303
    assert history(engine, "evidence:link-1")[-1]["title"] == "Report"
    assert "history?of=evidence:link-1" in anna.get(at).text


def test_reader_sees_history_and_changes_nothing(anna, reader, engine):
    """No button, and no way round it."""
    write(anna, "One.")
    write(anna, "Two.", 1)
    page = reader.get(page_of(SUBJECT, each="yes"))
    assert "Anna Berg" in page.words()
    assert "Bring back" not in page.words().replace("Bringing back", "")
    assert bring_back(reader, SUBJECT, 1, 2).status == 403
    assert stored_answer(engine, "P02.justification").value == "Two."


def test_contributor_without_the_point_and_a_locked_contribution_bring_nothing_back(
    app, anna, engine
):
    """Who may not write the field may not restore it either."""
    write(anna, "One.")
    write(anna, "Two.", 1)
    other = PageClient(app).sign_in(make_person(engine, Role.CONTRIBUTOR, name="Carl Friis"))
    assert "Bring back save" not in other.get(page_of(SUBJECT, each="yes")).words()
    assert bring_back(other, SUBJECT, 1, 2).status == 403
    set_status(engine, "awaiting_sign_off")
    assert "Bring back save" not in anna.get(page_of(SUBJECT, each="yes")).words()
    assert bring_back(anna, SUBJECT, 1, 2).status == 409
    assert len(history(engine, SUBJECT)) == 2


def test_nobody_outside_the_country_reads_a_history(app, anna, engine):
    """Another country and the Commission get the page that is not there."""
    write(anna, "A sealed word.")
    people = [(Role.REPORTING_LEAD, "EL"), (Role.DESK_OFFICER, None), (Role.ADMINISTRATOR, None)]
    for role, reporter in people:
        email = f"{role}@outside.example"
        make_account(engine, email, Grant(role, reporter))
        browser = PageClient(app).sign_in(email)
        for address in (page_of(SUBJECT), page_of(SUBJECT, each="yes")):
            answer = browser.get(address)
            assert answer.status in (403, 404)
            assert "sealed word" not in answer.text
        assert bring_back(browser, SUBJECT, 1, 1).status in (403, 404)


@pytest.mark.parametrize("subject", ["", "answer:P02.none", "answer:P99.x", "x:y", SUBJECT])
def test_what_was_never_saved_has_no_history(anna, subject):
    """Foreign, unknown and untouched look the same."""
    assert anna.get(page_of(subject)).status == 404
