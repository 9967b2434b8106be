"""The JSON door among hands: who came first, who may, what is locked, what belongs to others."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.catalogue.models import Cycle
from app.core import clock
from app.core.db import open_session
from app.domain.canonical import canonical_json
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting.models import Answer, AnswerRevision, Measure, Observation
from app.web.middleware import MAX_JSON_BYTES
from tests.builders import LONG_TEXT
from tests.client import PageClient
from tests.database import one_database
from tests.factories import (
    CYCLE,
    assign_points,
    history,
    make_proposal,
    open_reporting,
    set_status,
    stored_answer,
    stored_cell,
)
from tests.json_door import DOOR, HERE, program_of
from tests.people import PASSWORD

TEXT = LONG_TEXT.strip()
CELL = "SD-02.1@2025-2027"
PART = "SD-02.1/region=ASIA@2025-2027"
MEASURE = {"title": "Strategy", "type": "law", "stage": "running", "points": ["P02"]}
LINK = {"point": "P02", "title": "Its text", "url": "https://ministry.example/strategy"}
BY_KEY = "key:Register"


@pytest.fixture
def program(app, engine):
    """A program that reads and writes Denmark's contribution."""
    open_reporting(engine, "DK", "GR", "EU")
    return program_of(app)


def lead_of(app):
    """The browser of the lead whose key the program shows."""
    browser = PageClient(app)
    return browser.sign_in("reporting_lead.dk@ministry.example", PASSWORD)


def test_a_stale_change_brings_all_three_texts(program, app, engine):
    """What was read, what stands there now, what was sent; and nothing is written."""
    url = f"/contributions/{CYCLE}/DK/points/P02/answers/P02.coordinator"
    program.save("answers/P02.coordinator", {"value": "Ours"})
    lead = lead_of(app)
    lead.get(f"/contributions/{CYCLE}/DK/points/P02")
    assert lead.post(url, {"value": "Typed", "revision": "1"}).status == 303
    answer = program.write("answers/P02.coordinator", {"value": "Ours again", "revision": 1})
    assert answer.status_code == 409
    (error,) = answer.json()["errors"]
    assert error["base"]["value"] == "Ours"
    assert error["theirs"]["value"] == "Typed"
    assert error["mine"] == {"value": "Ours again"}
    assert (error["revision"], error["code"]) == (2, "stale")
    assert stored_answer(engine, "P02.coordinator").value == "Typed"
    again = {"value": "Ours again", "revision": error["revision"]}
    assert program.save("answers/P02.coordinator", again)["saved"][0]["revision"] == 3


def test_a_page_never_overwrites_what_a_program_saved_meanwhile(program, app, engine):
    """Though the key is the lead's own: a program is another hand."""
    page = f"/contributions/{CYCLE}/DK/points/P02"
    url = f"{page}/answers/P02.coordinator"
    lead = lead_of(app)
    shown = lead.get(page).fields(url)
    program.save("answers/P02.coordinator", {"value": "Ours"})
    answer = lead.post(url, {**shown, "value": "Typed"}, htmx=True)
    assert answer.status == 409
    assert "Ours" in answer.words()
    assert "Typed" in answer.words()


def test_two_programs_do_not_overwrite_each_other(program, app, engine):
    """Also where both act for one person, in tables and in records."""
    other = program_of(app, name="Other")
    for url, first, second in (
        (f"observations/{CELL}", {"value": 7}, {"value": 8}),
        ("measures/m-1", MEASURE, {**MEASURE, "title": "Another"}),
        ("answers/P01.lead", {"value": "research"}, {"value": "other"}),
    ):
        program.save(url, first)
        assert other.write(url, second).status_code == 409
    program.save(f"observations/{CELL}", {"value": 9, "revision": 1})
    stale = program.write(f"observations/{CELL}", {"value": 7, "revision": 1})
    assert stale.status_code == 409


def test_an_attempt_sent_twice_is_saved_once(program, engine):
    """By the name the program gives it; the same name for something else is refused."""
    change = {"observations": {CELL: {"value": 7}}, "measures": {"m-1": MEASURE}}
    first = program.write("", change, attempt="night-17").json()
    again = program.write("", change, attempt="night-17").json()
    assert [one["changed"] for one in first["saved"]] == [True, True]
    assert [(one["changed"], one["revision"]) for one in again["saved"]] == [(False, 1)] * 2
    assert len(history(engine, f"observation:{CELL}")) == 1
    other = {"observations": {CELL: {"value": 8}}}
    refused = program.write("", other, attempt="night-17")
    assert refused.json()["errors"][0]["code"] == "idempotency_key_reused"


def test_saying_the_same_again_changes_nothing(program, app, engine):
    """A system that sends everything every night does not take over what people typed."""
    lead = lead_of(app)
    page = f"/contributions/{CYCLE}/DK/points/P02"
    lead.get(page)
    lead.post(f"{page}/observations", {"key": CELL, "value": "7", "revision": "0"})
    lead.post(f"{page}/answers/P02.coordinator", {"value": "The ministry", "revision": "0"})
    saved = program.save(
        "",
        {
            "answers": {"P02.coordinator": {"value": "The ministry", "revision": 1}},
            "observations": {CELL: {"value": 7, "revision": 1}},
        },
    )
    assert [one["changed"] for one in saved["saved"]] == [False, False]
    assert stored_cell(engine, CELL).origin == "entered"
    program.save("measures/m-1", MEASURE)
    assert not program.save("measures/m-1", {**MEASURE, "revision": 1})["saved"][0]["changed"]


@pytest.mark.parametrize("status", [Status.AWAITING_SIGN_OFF, Status.SUBMITTED, Status.DECLINED])
def test_what_is_locked_for_people_is_locked_for_programs(program, engine, status):
    """Reading goes on."""
    set_status(engine, status)
    for url, change in (
        ("answers/P01.lead", {"value": "other"}),
        (f"observations/{CELL}", {"value": 1}),
        ("measures/m-1", MEASURE),
        ("links/l-1", LINK),
    ):
        answer = program.write(url, change)
        assert answer.status_code == 409, url
        assert answer.json()["errors"][0]["code"] == "contribution_locked"
    assert program.read()["status"] == str(status)


def test_a_closed_cycle_is_closed(program, engine):
    """For programs too."""
    with open_session(engine, write=True) as session:
        past = clock.now() - timedelta(days=1)
        session.execute(update(Cycle).values(opens_at=past, due_at=past, closes_at=past))
    answer = program.write("answers/P01.lead", {"value": "other"})
    assert answer.json()["errors"][0]["code"] == "cycle_closed"


def test_a_key_writes_where_its_maker_may(program, app, engine):
    """A contributor's key: the points handed over, and no others; a batch over both saves none."""
    contributor = program_of(app, Role.CONTRIBUTOR, name="Contributor")
    assign_points(engine, "contributor.dk@ministry.example", "P02")
    contributor.save(f"observations/{CELL}", {"value": 7})
    answer = contributor.write("answers/P01.lead", {"value": "other"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "point_not_assigned")
    both = {
        "observations": {CELL: {"value": 8, "revision": 1}, "SD-03.3@2025-2027": {"value": True}}
    }
    assert contributor.write("", both).status_code == 403
    assert stored_cell(engine, CELL).number == 7
    reader = program_of(app, Role.NATIONAL_READER, name="Reader")
    assert reader.read()["reporter"] == "DK"
    assert reader.write("answers/P01.lead", {"value": "other"}).json()["code"] == "key_not_allowed"


def test_a_key_that_reads_only_writes_nothing(program, app, engine):
    """Its maker may; the key may not."""
    reading = program_of(app, name="Reads", may_write=False)
    assert reading.read()["cycle"] == CYCLE
    for url in ("", "answers/P01.lead", f"observations/{CELL}", "measures/m-1", "links/l-1"):
        assert reading.write(url, {}).status_code == 403
    with open_session(engine) as session:
        for table in (Answer, Observation, Measure, AnswerRevision):
            assert session.execute(select(table)).first() is None


def test_nothing_tells_of_other_countries(program, app):
    """There is no address with a country; what is another's looks like what is not there."""
    greek = program_of(app, reporter="GR", name="Greek")
    program.save("measures/m-1", MEASURE)
    program.save("links/l-1", LINK)
    program.save("answers/P02.coordinator", {"value": "canary-coordinator"})
    for url, none in (("measures/m-1", "measures/m-9"), ("links/l-1", "links/l-9")):
        foreign, missing = greek.send("GET", url), greek.send("GET", none)
        assert foreign.status_code == 404
        assert (foreign.text, foreign.headers) == (missing.text, missing.headers)
        removal = {"removed": True, "revision": 1}
        foreign, missing = greek.write(url, removal), greek.write(none, removal)
        assert (foreign.status_code, foreign.text) == (missing.status_code, missing.text)
    assert greek.read("answers/P02.coordinator")["value"] is None
    assert "canary" not in greek.send("GET").text
    whole = greek.read()
    assert (whole["reporter"], whole["reporter_printed"]) == ("GR", "EL")
    for url in (f"{DOOR}/2029", f"{HERE}/DK", f"{HERE}/answers/P25.justification"):
        assert greek.send("GET", url).status_code == 404


def test_proposals_decided_by_a_program_stay_apart(program, app, engine):
    """A value that comes from the proposal keeps its origin until it is changed."""
    with open_session(engine, write=True) as session:
        cycle = session.execute(select(Cycle)).scalars().one()
        make_proposal(session, cycle, "DK-001", target="SD-02.2@2025-2027")
    lead = lead_of(app)
    lead.get(f"/contributions/{CYCLE}/DK/points/P02")
    lead.post(
        f"/contributions/{CYCLE}/DK/proposals/DK-001", {"decision": "confirm", "revision": "0"}
    )
    url = "observations/SD-02.2@2025-2027"
    read = program.read(url)
    assert read["origin"] == "prefill:DK-001:confirm"
    program.save(url, {"value": "7", "revision": read["revision"]})
    assert program.read(url)["origin"] == "prefill:DK-001:confirm"
    program.save(url, {"value": "6", "revision": read["revision"]})
    assert program.read(url)["origin"] == BY_KEY


def test_reads_carry_an_etag_that_changes_with_what_they_say(program):
    """Unchanged is answered without a body; the same words never have two marks."""
    first = program.send("GET")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = program.send("GET", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    program.save("answers/P01.lead", {"value": "other"})
    changed = program.send("GET", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    one = program.send("GET", "answers/P01.lead")
    known = {"If-None-Match": one.headers["etag"]}
    assert program.send("GET", "answers/P01.lead", headers=known).status_code == 304


@one_database
def test_too_much_is_refused_before_it_is_read(program, app):
    """Two megabytes and no more, whether its size is announced or not; also without a key."""
    body = b'{"answers":{"P01.lead":{"value":"' + b"x" * MAX_JSON_BYTES + b'"}}}'
    headers = {"Content-Type": "application/json"}
    assert program.send("PATCH", content=body, headers=headers).status_code == 413
    assert PageClient(app).request("PATCH", HERE, content=body, headers=headers).status == 413

    async def pieces():
        for start in range(0, len(body), 1 << 16):
            yield body[start : start + (1 << 16)]

    assert program.send("PATCH", content=pieces(), headers=headers).status_code == 413


def test_a_program_says_who_it_is_in_the_history(program, app):
    """The name of its key stands beside what it wrote, apart from what the person typed."""
    program.save(f"observations/{CELL}", {"value": 7})
    program.save("links/l-1", LINK)
    lead = lead_of(app)
    page = f"/contributions/{CYCLE}/DK"
    lead.get(f"{page}/points/P02")
    lead.post(f"{page}/points/P02/observations", {"key": CELL, "value": "8", "revision": "1"})
    history_page = lead.get(f"{page}/history?of=observation:{CELL}")
    assert history_page.words().count("By key Register") == 1


def test_nobody_signs_or_submits_with_a_key(program, app):
    """No page takes it, and no address of the door does it."""
    headers = {"Authorization": f"Bearer {program.key}", "Origin": "http://127.0.0.1:8000"}
    for act in ("send", "sign", "submit", "decline"):
        url = f"/contributions/{CYCLE}/DK/sign-off/{act}"
        answer = PageClient(app).request("POST", url, headers=headers)
        assert answer.status in (401, 403)
    for act in ("submit", "sign-off"):
        assert program.send("POST", f"{HERE}/{act}").status_code in (404, 405)
    assert canonical_json(program.read()["revisions"]) == "{}"
