"""The JSON door decides too: proposals, points left out, explanations of warnings."""

import pytest
from sqlalchemy import select

from app.catalogue.models import Cycle
from app.core.db import open_session
from app.domain.canonical import canonical_json
from app.domain.roles import Role
from app.reporting.models import AnswerRevision
from tests.database import one_database
from tests.factories import (
    assign_points,
    make_proposal,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.json_door import program_of

CELL = "SD-02.1@2025-2027"
OTHER = "SD-02.2@2025-2027"
WOMEN = "SD-02.1/gender=women@2025-2027"
MEN = "SD-02.1/gender=men@2025-2027"
DECISIONS = {
    "points": {"P03": {"left_out": True, "reason": "Examined in the next cycle."}},
    "proposals": {"DK-001": {"decision": "confirm"}},
}


@pytest.fixture
def program(app, engine):
    """A program of Denmark's lead, with one proposed value, one measure and one thing to read."""
    open_reporting(engine, "DK", "GR")
    with open_session(engine, write=True) as session:
        cycle = session.execute(select(Cycle)).scalars().one()
        make_proposal(session, cycle, "DK-001", target=OTHER)
        law = canonical_json({"type": "law", "stage": "running", "points": ["P02"]})
        make_proposal(
            session, cycle, "DK-002", use="measure", target="", proposal=law, title="An act"
        )
        make_proposal(session, cycle, "DK-003", use="context", target="", proposal="{}")
    return program_of(app)


def warning_of(program):
    """Make a table add up to less than its total, and return the key of that warning."""
    program.save("", {"observations": {CELL: {"value": 9}, WOMEN: {"value": 3}, MEN: {"value": 4}}})
    return next(f["key"] for f in program.read()["findings"] if f["rule"] == "QC-010")


def test_a_point_is_left_out_and_taken_in_again(program):
    """With its reason, which stays where a change says nothing of it."""
    saved = program.save("", {"points": DECISIONS["points"]})
    assert saved["saved"][0]["subject"] == "point:P03"
    assert saved["completeness"]["P03"]["state"] == "left_out"
    whole = program.read()
    assert whole["content"]["left_out"] == {"P03": "Examined in the next cycle."}
    assert whole["revisions"]["point:P03"] == 1
    again = {"points": {"P03": {"left_out": True, "revision": 1}}}
    assert not program.save("", again)["saved"][0]["changed"]
    taken_in = {"points": {"P03": {"left_out": False, "revision": 1}}}
    assert program.save("", taken_in)["completeness"]["P03"]["state"] != "left_out"
    assert program.read()["content"]["left_out"] == {}


def test_proposals_are_read_and_decided_on(program, engine):
    """Confirmed, corrected and not confirmed, by the verb of the page; context is only read."""
    assert [one["ref"] for one in program.read()["proposals"]] == ["DK-001", "DK-002"]
    program.save("", {"proposals": {"DK-001": {"decision": "confirm"}}})
    assert stored_cell(engine, OTHER).number == 7
    corrected = {"decision": "correct", "value": 8, "source": "Our register", "revision": 1}
    title = {"decision": "correct", "value": "The act", "source": "Gazette"}
    program.save("", {"proposals": {"DK-001": corrected, "DK-002": title}})
    assert stored_cell(engine, OTHER).number == 8
    first, second = program.read()["proposals"]
    assert (first["decision"], first["source"], first["revision"]) == ("correct", "Our register", 2)
    assert (second["decision"], second["target"]) == ("correct", "")
    (measure,) = program.read()["content"]["measures"]
    assert (measure["title"], measure["origin"]) == ("The act", "prefill:DK-002:correct")
    unsure = {"decision": "cannot_confirm", "reason": "Counted otherwise.", "revision": 2}
    program.save("", {"proposals": {"DK-001": unsure}})
    assert stored_cell(engine, OTHER).missing_reason == "Counted otherwise."
    assert program.read()["revisions"]["prefill:DK-001"] == 3


def test_what_a_decision_writes_is_written_by_the_key(program, app):
    """So that no person's form rebases over the value, not even that of the key's maker."""
    program.save("", {"proposals": DECISIONS["proposals"]})
    with open_session(app.state.engine) as session:
        kept = select(AnswerRevision.subject, AnswerRevision.idempotency_key)
        saved = {row.subject: row.idempotency_key for row in session.execute(kept)}
    assert set(saved) == {"prefill:DK-001", f"observation:{OTHER}"}
    assert all(key.startswith("key:") for key in saved.values())


def test_an_early_attempt_sent_again_undoes_no_later_decision(program, engine):
    """The program did not hear the answer; a person decided otherwise meanwhile."""
    sent = {"proposals": DECISIONS["proposals"]}
    program.write("", sent, attempt="night-1")
    unsure = {"decision": "cannot_confirm", "reason": "Not ours.", "revision": 1}
    program.save("", {"proposals": {"DK-001": unsure}})
    again = program.write("", sent, attempt="night-1")
    assert again.status_code == 200
    assert again.json()["saved"][0]["changed"] is False
    assert stored_cell(engine, OTHER).missing_reason == "Not ours."


def test_warnings_that_stand_are_explained(program):
    """Also in the request that raises them; the explanation stands with its finding."""
    key = warning_of(program)
    saved = program.save("", {"justifications": {key: {"text": "Some did not say."}}})
    assert saved["saved"][0]["subject"] == f"justification:{key}"
    assert set(saved["completeness"]) == {"P02"}
    assert [f["justification"] for f in saved["findings"] if f["key"] == key] == [
        "Some did not say."
    ]
    whole = program.read()
    assert whole["justifications"] == {key: "Some did not say."}
    assert whole["revisions"][f"justification:{key}"] == 1
    mended = {
        "observations": {CELL: {"value": 7, "revision": 1}},
        "justifications": {key: {"text": "Not needed.", "revision": 1}},
    }
    problem = program.write("", mended)
    assert problem.status_code == 404
    assert problem.json()["errors"][0]["code"] == "no_such_finding"
    program.save("", {"justifications": {key: {"text": "", "revision": 1}}})
    assert program.read()["justifications"] == {}


def test_the_warning_and_its_explanation_come_in_one_request(program):
    """A nightly system knows both at once."""
    found = program.save("", {"observations": {WOMEN: {"value": 3}}})["findings"]
    key = next(f["key"] for f in found if f["rule"] == "QC-019")
    program.save("", {"observations": {WOMEN: {"value": None, "revision": 1}}})
    both = {
        "observations": {WOMEN: {"value": 3, "revision": 2}},
        "justifications": {key: {"text": "The total comes later."}},
    }
    found = program.save("", both)["findings"]
    assert "The total comes later." in [f["justification"] for f in found]


STALE = [
    (
        "points",
        "P03",
        {"left_out": True, "reason": "Ours."},
        {"left_out": True, "reason": "Theirs."},
        {"left_out": False},
    ),
    (
        "proposals",
        "DK-001",
        {"decision": "confirm"},
        {"decision": "correct", "value": 6, "source": "Register"},
        {"decision": "cannot_confirm"},
    ),
    ("justifications", "", {"text": "Ours."}, {"text": "Theirs."}, {"text": "Ours again."}),
]


@pytest.mark.parametrize(("part", "name", "first", "second", "third"), STALE)
def test_a_stale_decision_brings_what_was_read_what_stands_and_what_was_sent(
    program, app, engine, part, name, first, second, third
):
    """And nothing of the request is kept; programs of one person are two hands."""
    name = name or warning_of(program)
    program.save("", {part: {name: first}})
    program_of(app, name="Other").save("", {part: {name: {**second, "revision": 1}}})
    answer = program.write(
        "", {part: {name: {**third, "revision": 1}}, "answers": {"P01.lead": {"value": "other"}}}
    )
    assert answer.status_code == 409
    (error,) = answer.json()["errors"]
    assert error["pointer"] == f"/{part}/{name}".replace("~", "~0")
    assert (error["code"], error["revision"], error["mine"]) == ("stale", 2, third)
    said = {n: v for n, v in first.items() if n in error["base"]}
    assert said.items() <= error["base"].items()
    theirs = {n: v for n, v in second.items() if n != "value"}
    assert theirs.items() <= error["theirs"].items()
    assert stored_answer(engine, "P01.lead") is None


WRONG = [
    ({"points": {"P03": {}}}, "/points/P03/left_out", "field_missing"),
    ({"points": {"P03": {"left_out": "yes"}}}, "/points/P03/left_out", ""),
    ({"points": {"P25": {"left_out": True}}}, "/points/P25", "not_found"),
    ({"points": {"P3": {"left_out": True}}}, "/points/P3", ""),
    (
        {"points": {"P03": {"left_out": False, "reason": "x"}}},
        "/points/P03/reason",
        "field_refused",
    ),
    (
        {"points": {"P03": {"left_out": True, "reason": "x" * 4001}}},
        "/points/P03/reason",
        "field_too_long",
    ),
    (
        {"points": {"P03": {"left_out": True, "revision": 7}}},
        "/points/P03",
        "revision_unknown",
    ),
    ({"proposals": {"DK-001": {"decision": "maybe"}}}, "/proposals/DK-001/decision", ""),
    (
        {"proposals": {"DK-001": {"decision": "correct", "value": 8}}},
        "/proposals/DK-001/source",
        "correction_needs_source",
    ),
    (
        {"proposals": {"DK-001": {"decision": "correct", "source": "S"}}},
        "/proposals/DK-001/value",
        "correction_needs_value",
    ),
    (
        {"proposals": {"DK-001": {"decision": "correct", "value": "many", "source": "S"}}},
        "/proposals/DK-001/value",
        "not_a_number",
    ),
    (
        {"proposals": {"DK-001": {"decision": "confirm", "value": 8}}},
        "/proposals/DK-001/value",
        "field_refused",
    ),
    (
        {"proposals": {"DK-002": {"decision": "correct", "value": 8, "source": "S"}}},
        "/proposals/DK-002/value",
        "not_a_text",
    ),
    ({"proposals": {"DK-003": {"decision": "confirm"}}}, "/proposals/DK-003", "not_found"),
    ({"proposals": {"GR-001": {"decision": "confirm"}}}, "/proposals/GR-001", "not_found"),
    (
        {
            "observations": {OTHER: {"value": 1}},
            "proposals": {"DK-001": {"decision": "confirm"}},
        },
        "/proposals/DK-001",
        "cell_already_filled",
    ),
    (
        {"justifications": {"QC-002:P01.justification": {"text": "No."}}},
        "/justifications/QC-002:P01.justification",
        "",
    ),
    (
        {"justifications": {"QC-010:a/b": {"text": "No."}}},
        "/justifications/QC-010:a~1b",
        "no_such_finding",
    ),
    ({"justifications": {"QC-010:x": {}}}, "/justifications/QC-010:x/text", "field_missing"),
]


@one_database
@pytest.mark.parametrize(("wrong", "pointer", "code"), WRONG)
def test_a_decision_that_cannot_be_taken_is_pointed_to_and_nothing_is_kept(
    program, engine, wrong, pointer, code
):
    """Beside a good part, which is not kept either."""
    answer = program.write("", {"answers": {"P01.lead": {"value": "other"}}, **wrong})
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["pointer"].startswith(pointer)
    assert error["code"].startswith(code)
    assert error["detail"][-1] in ".?"
    assert stored_answer(engine, "P01.lead") is None


@one_database
def test_explanations_are_of_warnings_only_and_of_stored_length(program):
    """What blocks is mended; a text that cannot be stored is pointed to."""
    program.save("", {"observations": {CELL: {"value": 900}}})
    blocking = next(f["key"] for f in program.read()["findings"] if f["severity"] == "blocking")
    problem = program.write("", {"justifications": {blocking: {"text": "No."}}})
    (error,) = problem.json()["errors"]
    assert (problem.status_code, error["code"]) == (422, "only_warnings_are_justified")
    program.save("", {"observations": {CELL: {"value": None, "revision": 1}}})
    found = program.save("", {"observations": {WOMEN: {"value": 3}}})["findings"]
    key = next(f["key"] for f in found if f["severity"] == "warning")
    problem = program.write("", {"justifications": {key: {"text": "x" * 4001}}})
    (error,) = problem.json()["errors"]
    assert error["pointer"].endswith("/text")
    assert error["code"] == "text_too_long_to_store"


def test_whoever_may_not_leave_a_point_out_cannot_by_key(program, app, engine):
    """A contributor decides on the proposals of the own points, as on the pages."""
    contributor = program_of(app, Role.CONTRIBUTOR, name="Contributor")
    assign_points(engine, "contributor.dk@ministry.example", "P02")
    contributor.save("", {"proposals": DECISIONS["proposals"]})
    problem = contributor.write("", {"points": {"P02": {"left_out": True}}})
    assert (problem.status_code, problem.json()["errors"][0]["pointer"]) == (403, "/points/P02")
    assert program.read()["content"]["left_out"] == {}
