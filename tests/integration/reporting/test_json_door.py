"""The JSON door: a system of the country reads and writes the draft as its people do."""

import json

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import open_session
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.database import one_database
from tests.factories import (
    CYCLE,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.json_door import DOOR, program_of
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


ANSWERS = [
    ("P01.justification", f"  {TEXT}", TEXT),
    ("P01.together", True, True),
    ("P01.lead", "research", "research"),
    ("P01.bodies", ["other", "research"], ["research", "other"]),
    ("P01.when", "2028-Q2", "2028-Q2"),
    ("P01.since", "2026-06-30", {"date": "2026-06-30"}),
    ("P01.since", {"date": "2026-06-30"}, {"date": "2026-06-30"}),
    ("P01.staff", 12, {"number": "12"}),
    ("P01.staff", "1.234", {"number": "1.234"}),
    ("P01.staff", {"number": "1234.5"}, {"number": "1234.5"}),
    ("header.preparation", "By letter.", "By letter."),
]


@one_database
@pytest.mark.parametrize(("code", "sent", "kept"), ANSWERS)
def test_each_kind_of_answer_is_saved_and_read_as_in_a_submission(
    program, engine, code, sent, kept
):
    """Through the parser of the forms, with who said it."""
    saved = program.save(f"answers/{code}", {"value": sent})
    assert saved["saved"][0] | {"saved_at": ""} == {
        "subject": f"answer:{code}",
        "revision": 1,
        "changed": True,
        "saved_at": "",
    }
    read = program.read(f"answers/{code}")
    assert (read["value"], read["revision"], read["origin"]) == (kept, 1, BY_KEY)
    assert program.read()["content"]["answers"][code]["value"] == kept
    assert stored_answer(engine, code).origin == BY_KEY


def test_null_clears_an_answer(program, engine):
    """And the revision goes on."""
    program.save("answers/P01.staff", {"value": 3})
    program.save("answers/P01.staff", {"value": None, "revision": 1})
    read = program.read("answers/P01.staff")
    assert (read["value"], read["revision"]) == (None, 2)
    assert program.read()["revisions"]["answer:P01.staff"] == 2
    assert "P01.staff" not in program.read()["content"]["answers"]


CELLS = [
    (CELL, {"value": 7}, {"value": {"number": "7"}, "missing": None}),
    (PART, {"value": "3"}, {"value": {"number": "3"}}),
    ("SD-01.1@2027-06-30", {"value": "adopted"}, {"value": "adopted"}),
    ("SD-01.2@2027-06-30", {"value": "2027-01-01"}, {"value": {"date": "2027-01-01"}}),
    (f"SD-X.1/P02@{NOW}", {"value": "some"}, {"value": "some"}),
    (
        CELL,
        {"missing": {"code": "NAV", "reason": "Not counted."}, "note": "N", "source": "S"},
        {"value": None, "missing": {"code": "NAV", "reason": "Not counted."}, "note": "N"},
    ),
    (
        "SD-02.2@2025-2027",
        {"value": 2, "flags": ["e"], "reference_year": 2026, "visibility": "commission"},
        {"flags": ["e"], "reference_year": 2026, "visibility": "commission"},
    ),
]


@pytest.mark.parametrize(("key", "sent", "kept"), CELLS)
def test_each_kind_of_value_is_saved_and_read(program, engine, key, sent, kept):
    """Totals, parts, progress, missing codes and all that stands beside a value."""
    program.save(f"observations/{key}", sent)
    read = program.read(f"observations/{key}")
    assert {name: read[name] for name in kept} == kept
    assert (read["origin"], read["revision"]) == (BY_KEY, 1)
    assert stored_cell(engine, key).origin == BY_KEY


def test_what_a_change_leaves_out_stays(program):
    """A new value keeps note, flags and visibility; a value and a missing code replace each
    other."""
    program.save(f"observations/{CELL}", {"value": 7, "note": "N", "visibility": "commission"})
    program.save(f"observations/{CELL}", {"value": 8, "revision": 1})
    read = program.read(f"observations/{CELL}")
    assert (read["note"], read["visibility"], read["value"]) == ("N", "commission", {"number": "8"})
    program.save(f"observations/{CELL}", {"missing": {"code": "C"}, "revision": 2})
    assert program.read(f"observations/{CELL}")["value"] is None
    program.save(f"observations/{CELL}", {"value": 9, "revision": 3})
    assert program.read(f"observations/{CELL}")["missing"] is None
    program.save("answers/P01.contact", {"value": "A", "visibility": "commission"})
    program.save("answers/P01.contact", {"value": "B", "revision": 1})
    assert program.read("answers/P01.contact")["visibility"] == "aggregate_only"


def test_measures_and_links_are_made_changed_taken_out_and_brought_back(program, engine):
    """Under names of the program's own."""
    program.save("measures/strategy-1", MEASURE)
    program.save("measures/strategy-1", {"budget": "2 million", "revision": 1})
    read = program.read("measures/strategy-1")
    assert (read["title"], read["budget"], read["revision"]) == ("Strategy", "2 million", 2)
    assert read["origin"] == BY_KEY
    program.save("links/text-1", LINK)
    program.save("links/text-1", {"title": "The text", "revision": 1})
    link = program.read("links/text-1")
    assert (link["title"], link["origin"]) == ("The text", BY_KEY)
    for url in ("measures/strategy-1", "links/text-1"):
        program.save(url, {"removed": True, "revision": 2})
        assert program.send("GET", url).status_code == 404
        program.save(url, {"removed": False, "revision": 3})
        assert program.read(url)["revision"] == 4


def test_the_whole_is_read_with_revisions_findings_and_what_is_expected(program):
    """By the field names of a submission, which is made by the same function."""
    program.save("", {"answers": {"P02.coordinator": {"value": "The ministry"}}})
    program.save("observations/SD-02.1@2025-2027", {"value": 900})
    whole = program.read()
    assert whole["content"]["answers"]["P02.coordinator"]["revision"] == 1
    assert whole["content"]["observations"][CELL]["value"] == {"number": "900"}
    assert {"rule", "severity", "point", "subject", "text"} <= set(whole["findings"][0])
    assert any(f["rule"] == "QC-001" and CELL in f["subject"] for f in whole["findings"])
    judged = whole["completeness"]
    assert judged["given"] >= 2
    assert judged["expected"] == sum(point["expected"] for point in judged["points"].values())
    assert whole["status"] == "in_preparation"
    assert [one["cycle"] for one in program.read(DOOR)["contributions"]] == [CYCLE]


def test_many_changes_are_saved_together(program, engine):
    """With the findings and the state of the points they touch, and of no other."""
    saved = program.save(
        "",
        {
            "answers": {"P02.coordinator": {"value": "The ministry"}},
            "observations": {CELL: {"value": 900}, PART: {"value": 3}},
            "measures": {"m-1": MEASURE},
            "links": {"l-1": LINK},
        },
    )
    assert [one["subject"] for one in saved["saved"]] == [
        "answer:P02.coordinator",
        f"observation:{CELL}",
        f"observation:{PART}",
        "measure:m-1",
        "evidence:l-1",
    ]
    assert set(saved["completeness"]) == {"P02"}
    assert {finding["point"] for finding in saved["findings"]} == {"P02"}
    with open_session(engine) as session:
        events = session.execute(select(AuditEvent).where(AuditEvent.act == "saved")).scalars()
        assert {event.reporter for event in events} == {"DK"}


WRONG = [
    (
        {"answers": {"P02.coordinator": {"value": 5}}},
        "/answers/P02.coordinator/value",
        "not_a_text",
    ),
    ({"answers": {"P09.none": {"value": "x"}}}, "/answers/P09.none", "unknown_question"),
    ({"answers": {"P01.staff": {"value": 1.5}}}, "/answers/P01.staff/value", "number_as_text"),
    ({"answers": {"P01.lead": {"value": "king"}}}, "/answers/P01.lead/value", "not_in_list"),
    ({"answers": {"P01.lead": {"colour": "x"}}}, "/answers/P01.lead/colour", "field_unknown"),
    ({"answers": {"P01.lead": {"value": {"number": 3}}}}, "/answers/P01.lead/value", ""),
    ({"answers": {"P01.lead": {"value": "\ud800"}}}, "/answers/P01.lead/value", "text_unreadable"),
    ({"answers": {"P01.staff": {"value": 2, "revision": 4}}}, "/answers/P01.staff", ""),
    ({"answers": []}, "/answers", "json_object_needed"),
    ({"observations": {"SD-99.1@now": {"value": 1}}}, "/observations/SD-99.1@now", ""),
    ({"observations": {"nonsense": {"value": 1}}}, "/observations/nonsense/value", "unknown_cell"),
    (
        {"observations": {PART: {"value": "many"}}},
        "/observations/SD-02.1~1region=ASIA@2025-2027/value",
        "not_a_number",
    ),
    (
        {"observations": {CELL: {"value": 1, "missing": {"code": "ND"}}}},
        f"/observations/{CELL}/value",
        "value_and_missing",
    ),
    ({"observations": {CELL: {"flags": ["z"]}}}, f"/observations/{CELL}", "not_in_list"),
    ({"observations": {"SD-02.3@2025-2027": {"value": 1}}}, "/observations/SD-02.3@2025-2027", ""),
    ({"measures": {"m": {**MEASURE, "title": " "}}}, "/measures/m/title", "title_needed"),
    ({"measures": {"m": {**MEASURE, "points": ["P25"]}}}, "/measures/m/points", "points_needed"),
    ({"measures": {"m": {"removed": True}}}, "/measures/m", "not_found"),
    ({"measures": {"m": {**MEASURE, "removed": True}}}, "/measures/m/removed", "field_refused"),
    ({"links": {"l": {**LINK, "removed": True}}}, "/links/l/removed", "field_refused"),
    ({"links": {"l": {"title": "T", "url": "https://a.example/"}}}, "/links/l/point", ""),
    ({"links": {"l": {**LINK, "url": "gopher"}}}, "/links/l/url", "not_a_link"),
    ({"links": {"l": {**LINK, "point": "P25"}}}, "/links/l", "not_found"),
    ({"submit": True}, "/submit", "field_unknown"),
]


@one_database
@pytest.mark.parametrize(("wrong", "pointer", "code"), WRONG)
def test_a_batch_with_one_bad_part_saves_nothing_and_points_to_it(
    program, engine, wrong, pointer, code
):
    """A problem in plain words; the good part is not kept either."""
    good = {"observations": {"SD-02.2@2025-2027": {"value": 4}}}
    sent = {
        name: {**good.get(name, {}), **part} if isinstance(part, dict) else part
        for name, part in wrong.items()
    }
    answer = program.send(
        "PATCH",
        content=json.dumps({**good, **sent}),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    found = {error["pointer"]: error for error in problem["errors"]}
    assert any(place.startswith(pointer) for place in found), problem
    error = next(error for place, error in found.items() if place.startswith(pointer))
    assert error["code"].startswith(code)
    assert error["detail"][-1] in ".?"
    assert stored_cell(engine, "SD-02.2@2025-2027") is None


@one_database
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_refused_in_words(program, body):
    """Never a fault."""
    answer = program.send("PATCH", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_errors_of_one_thing_point_inside_it(program):
    """What was sent is the thing itself."""
    problem = program.write("answers/P01.lead", {"value": "king"}).json()
    assert [error["pointer"] for error in problem["errors"]] == ["/value"]
    problem = program.write("measures/m-1", {**MEASURE, "type": "war"}).json()
    assert [error["pointer"] for error in problem["errors"]] == ["/type"]
