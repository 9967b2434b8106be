"""The page of a point: for whom it exists, who can write on it, what it shows otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from app.domain.roles import Role
from app.domain.workflow import Status
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import (
    assign_points,
    fill,
    lead_scope,
    make_person,
    open_reporting,
    set_status,
    stored_answer,
)

POINTS = "/contributions/2027/DK/points"
ANSWER = f"{POINTS}/P01/answers/P01.justification"
AT_MOST = 12  # queries of a page


@pytest.fixture
def reporting(engine):
    """An open cycle with three contributions."""
    open_reporting(engine, "DK", "GR", "EU")


@pytest.fixture
def lead(client, engine, reporting):
    """A browser in which Denmark's reporting lead is signed in."""
    return client.sign_in(make_person(engine, Role.REPORTING_LEAD))


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements sent to a database."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def controls(page):
    """Return the forms in which something of the point can be written; talk is no content."""
    actions = [form.get("action", "") for form in page.all("form")]
    return [url for url in actions if POINTS in url and not url.endswith("/conversations")]


def test_page_shows_what_is_asked_in_order(lead):
    """Title, what is asked, progress with the point's own anchors, then the other parts."""
    page = lead.get(f"{POINTS}/P01")
    assert page.status == 200
    assert page.heading == "Point number 1"
    words = page.words()
    assert "What point 1 asks." in words
    assert "What limited means here." in words
    order = [e.get("id") for e in page.tree.iter() if e.tag in ("section", "div") and e.get("id")]
    wanted = ["status", "measures", "indicators", "evidence"]
    assert [name for name in order if name in wanted] == wanted
    assert page.words(page.all("title")[0]).startswith("Point number 1")


def test_no_raw_key_code_or_finding_without_words_is_visible(lead):
    """Readers see labels; keys live in attributes."""
    words = lead.get(f"{POINTS}/P04").words()
    for raw in ("not_started", "SD-X.1", "sub_item", "P04.", "aggregate_only", "as_of_cutoff"):
        assert raw not in words


def test_not_pursued_is_offered_only_where_the_wording_leaves_the_choice(lead):
    """Point 1 leaves it, point 2 does not."""
    offered = {
        point: {i.get("value") for i in lead.get(f"{POINTS}/{point}").all("input")}
        for point in ("P01", "P02")
    }
    assert "not_pursued" in offered["P01"]
    assert "not_pursued" not in offered["P02"]
    assert "not_applicable" in offered["P02"]


def test_saved_fragment_is_part_of_the_page_and_brings_progress_and_findings(lead):
    """The field, and out of band the state of the point and its findings."""
    lead.get(f"{POINTS}/P01")
    answer = lead.post(ANSWER, {"value": LONG_TEXT}, htmx=True)
    outside = [e for e in answer.tree.iter() if e.get("data-hx-swap-oob")]
    assert [e.get("id") for e in outside] == ["progress", "findings", "review"]
    page = lead.get(f"{POINTS}/P01")
    assert not [e for e in page.tree.iter() if e.get("data-hx-swap-oob")]
    state = next(e for e in page.tree.iter() if e.get("id") == "progress")
    assert page.words(state) == answer.words(outside[0])
    assert "In progress" in answer.words(outside[0])


def test_refused_field_comes_alone(lead):
    """Nothing was stored, so nothing else has changed."""
    lead.get(f"{POINTS}/P01")
    answer = lead.post(f"{POINTS}/P01/answers/P01.staff", {"value": "x"}, htmx=True)
    assert [e for e in answer.tree.iter() if e.get("data-hx-swap-oob")] == []


def test_what_is_expected_and_found_leads_to_the_field(lead):
    """Every link of the findings on this page points to an element that is there."""
    page = lead.get(f"{POINTS}/P01")
    found = next(e for e in page.tree.iter() if e.get("id") == "findings")
    links = [a.get("href") for a in found.iter("a")]
    assert links
    ids = {e.get("id") for e in page.tree.iter()}
    for link in links:
        path, _, target = link.partition("#")
        if path == f"{POINTS}/P01":
            assert target in ids, link


def test_greek_pages_say_el_and_both_codes_lead_there(app, engine, reporting):
    """Stored GR, printed EL."""
    email = make_person(engine, Role.REPORTING_LEAD, "GR")
    person = PageClient(app).sign_in(email)
    page = person.get("/contributions/2027/EL/points/P01")
    assert page.status == 200
    assert "/contributions/2027/EL/points/P02" in [a.get("href") for a in page.all("a")]
    assert "/GR/" not in page.text
    assert person.get("/contributions/2027/GR/points/P01").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/contributions/2027/EL/points/P01",  # exists, foreign
        "/contributions/2027/EL/points/P99",
        "/contributions/2027/XX/points/P01",  # no such reporter
        "/contributions/2031/DK/points/P01",  # no such cycle
        "/contributions/2027/DK/points/P99",  # no such point
        "/contributions/2027/DK/points/P25",  # a point of the Commission
    ],
)
def test_foreign_and_missing_look_the_same(lead, path):
    """One 404 for reading, and one for writing."""
    missing = lead.get("/contributions/2027/XX/points/P99")
    answer = lead.get(path)
    assert answer.status == missing.status == 404
    assert answer.words().replace(path, "") == missing.words().replace(path, "")
    point = path.rpartition("/")[2]
    post = lead.post(f"{path}/answers/{point}.justification", {"value": "A"})
    assert post.status == 404


def test_contributor_writes_only_the_points_in_hand(app, engine, reporting):
    """The other points are shown as text, and a post there is refused."""
    email = make_person(engine, Role.CONTRIBUTOR)
    assign_points(engine, email, "P02")
    person = PageClient(app).sign_in(email)
    assert controls(person.get(f"{POINTS}/P02"))
    page = person.get(f"{POINTS}/P01")
    assert page.status == 200
    assert controls(page) == []
    assert "This point is not assigned to you." in page.words()
    assert person.post(ANSWER, {"value": "A"}).status == 403
    assert person.post(f"{POINTS}/P02/leave-out", {"left_out": "yes"}).status == 403
    assert person.post(f"{POINTS}/P02/answers/P02.coordinator", {"value": "A"}).status == 303
    assert stored_answer(engine, "P01.justification") is None


@pytest.mark.parametrize("role", [Role.SIGNATORY, Role.NATIONAL_READER])
def test_those_who_only_read_have_no_field_and_cannot_post(app, engine, reporting, role):
    """They see the same page as text."""
    email = make_person(engine, Role.REPORTING_LEAD)
    fill(engine, lead_scope(engine, email), {"P01.justification": LONG_TEXT}, {})
    person = PageClient(app).sign_in(make_person(engine, role))
    page = person.get(f"{POINTS}/P01")
    assert page.status == 200
    assert controls(page) == []
    assert LONG_TEXT.strip() in page.words()
    assert person.post(ANSWER, {"value": "A"}).status == 403
    assert person.post(f"{POINTS}/P01/observations", {"key": f"SD-01.1@{NOW}"}).status == 403
    assert person.post(f"{POINTS}/P01/justifications", {"finding_key": "x"}).status == 403
    assert stored_answer(engine, "P01.justification").value == LONG_TEXT.strip()


LOCKED = [s for s in Status if s not in (Status.NOT_STARTED, Status.IN_PREPARATION)]


@pytest.mark.parametrize("status", LOCKED)
def test_locked_states_show_text_instead_of_fields(lead, engine, status):
    """And say why; a post is refused without losing what stands there."""
    lead.get(f"{POINTS}/P01")
    lead.post(ANSWER, {"value": LONG_TEXT})
    set_status(engine, status)
    page = lead.get(f"{POINTS}/P01")
    assert page.status == 200
    assert controls(page) == []
    assert "Nothing can be changed here at present" in page.words()
    assert LONG_TEXT.strip() in page.words()
    assert lead.post(ANSWER, {"value": "Other", "revision": "1"}).status == 409
    assert stored_answer(engine, "P01.justification").value == LONG_TEXT.strip()


def test_clarification_opens_the_questioned_point_only(lead, engine):
    """The rest stays as it was submitted."""
    set_status(engine, Status.CLARIFICATION_REQUESTED, "P01")
    assert controls(lead.get(f"{POINTS}/P01"))
    page = lead.get(f"{POINTS}/P02")
    assert controls(page) == []
    assert "Only the points the Commission asked about are open." in page.words()


def test_point_can_be_left_out_and_taken_in_again(lead, engine):
    """With a reason or without; what was entered stays."""
    lead.get(f"{POINTS}/P01")
    lead.post(ANSWER, {"value": LONG_TEXT})
    page = lead.get(f"{POINTS}/P01")
    url = f"{POINTS}/P01/leave-out"
    fields = page.fields(url)
    answer = lead.post(url, {**fields, "reason": "Not ours to decide."}, follow=True)
    assert "This point is left out of the report" in answer.words()
    assert "Not ours to decide." in answer.words()
    state = next(e for e in answer.tree.iter() if e.get("id") == "progress")
    assert "Left out" in answer.words(state)
    assert controls(answer) == [url]
    assert LONG_TEXT.strip() in answer.words()
    again = lead.post(url, lead.get(f"{POINTS}/P01").fields(url), follow=True)
    assert "This point is left out" not in again.words()
    assert controls(again)


def test_commission_reports_on_its_own_points(app, engine, reporting):
    """The same page for points of the Commission, and values alone at points of the others."""
    person = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, "EU"))
    base = "/contributions/2027/EU/points"
    page = person.get(f"{base}/P25")
    assert page.status == 200
    assert "What limited means here." in page.words()
    posted = person.post(
        f"{base}/P25/observations", {"key": f"SD-X.1/P25@{NOW}", "value": "substantial"}
    )
    assert posted.status == 303
    answer = person.post(f"{base}/P25/answers/P25.justification", {"value": LONG_TEXT}, htmx=True)
    assert answer.status == 200
    assert stored_answer(engine, "P25.justification").value == LONG_TEXT.strip()
    elsewhere = person.get(f"{base}/P04")
    assert elsewhere.status == 200
    assert "What limited means here." not in elsewhere.words()
    value = {"key": f"SD-04.5@{NOW}", "value": "3"}
    assert person.post(f"{base}/P04/observations", value).status == 303
    assert person.get(f"{base}/P01").status == 404


@pytest.mark.parametrize("role", [Role.REPORTING_LEAD, Role.CONTRIBUTOR, Role.NATIONAL_READER])
def test_page_needs_few_queries_however_full_it_is(app, engine, reporting, role):
    """Once the catalogue is known to the process."""
    scope = lead_scope(engine, make_person(engine, Role.REPORTING_LEAD, name="First Lead"))
    answers = {f"P0{n}.justification": f"{LONG_TEXT} {n}" for n in range(1, 6)}
    cells = {f"SD-X.1/P0{n}@{NOW}": "some" for n in range(1, 6)}
    fill(engine, scope, answers, {**cells, "SD-02.1@2025-2027": "7"})
    email = make_person(engine, role, name="Other Person")
    if role is Role.CONTRIBUTOR:
        assign_points(engine, email, "P02")
    person = PageClient(app).sign_in(email)
    person.get(f"{POINTS}/P02")
    with counting(app.state.engine) as seen:
        assert person.get(f"{POINTS}/P02").status == 200
    assert 0 < len(seen) <= AT_MOST, "\n".join(seen)


def test_nobody_signed_in_is_sent_to_sign_in(client, reporting):
    """And comes back to the page afterwards."""
    answer = client.get(f"{POINTS}/P01")
    assert answer.status == 303
    assert answer.location == f"/sign-in?next={POINTS}/P01"
