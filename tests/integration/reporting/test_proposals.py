"""Proposed values: confirmed, corrected or not, changed later, never written over one's own."""

import json

import pytest
from sqlalchemy import select

from app.catalogue.models import Cycle
from app.core.db import open_session
from app.domain.canonical import canonical_json
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting.models import Measure, PrefillDecision
from tests.builders import NOW
from tests.client import PageClient
from tests.factories import (
    assign_points,
    fill,
    lead_scope,
    make_person,
    make_proposal,
    open_reporting,
    set_status,
    stored_cell,
)

PLACE = "/contributions/2027/DK"
CELL = "SD-02.1@2025-2027"
CHOICE = f"SD-01.1@{NOW}"


@pytest.fixture
def lead(app, engine):
    """The browser of Denmark's reporting lead; four proposals wait, one fact is only to read."""
    open_reporting(engine, "DK", "GR")
    with open_session(engine, write=True) as session:
        cycle = session.execute(select(Cycle)).scalars().one()
        make_proposal(session, cycle, "DK-001", stated="7 agreements", confidence="medium")
        make_proposal(session, cycle, "DK-002", proposal=canonical_json({"value": "8"}))
        chosen = {"points": canonical_json(["P01"]), "target": CHOICE}
        make_proposal(
            session, cycle, "DK-003", proposal=canonical_json({"value": "adopted"}), **chosen
        )
        measure = {"type": "law", "stage": "running", "points": ["P01"], "start": "2024"}
        make_proposal(
            session,
            cycle,
            "DK-004",
            use="measure",
            target="",
            points=canonical_json(["P01"]),
            proposal=canonical_json(measure),
            title="Research act",
            summary="It founds an office.",
        )
        make_proposal(session, cycle, "DK-005", use="context", target="", title="A summit")
        make_proposal(session, cycle, "GR-001", reporter="GR", title="Foreign")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


def decide(client, ref, decision, revision=0, **fields):
    """Send a decision."""
    sent = {"decision": decision, "revision": str(revision), **fields}
    return client.post(f"{PLACE}/proposals/{ref}", sent)


def decision_of(engine, place=0):
    """Return the decisions that are stored."""
    with open_session(engine) as session:
        query = select(PrefillDecision.decision, PrefillDecision.source, PrefillDecision.revision)
        rows = session.execute(query.order_by(PrefillDecision.id)).all()
        return tuple(rows[place]) if rows else None


def test_point_page_shows_what_is_proposed(lead):
    """Source, confidence, whose words these are, three answers, and what is only to read."""
    page = lead.get(f"{PLACE}/points/P02")
    words = page.words()
    assert "not reported by your country" in words
    assert "2 proposals wait for your decision" in words
    assert "7 agreements" in words
    assert "Medium" in words
    assert "Register of agreements" in words
    assert "For your information" in words
    assert "A summit" in words
    assert "Foreign" not in words
    ids = {e.get("id") for e in page.tree.iter()}
    assert {"proposal-DK-001", "proposal-DK-002", "proposal-DK-005"} <= ids
    actions = [f.get("action") for f in page.all("form")]
    assert actions.count(f"{PLACE}/proposals/DK-001") == 3
    assert f"{PLACE}/proposals/DK-005" not in actions


def test_indicator_page_shows_its_own_proposals_only(lead):
    """At the table stands what is proposed for it; the decision leads back there."""
    page = lead.get(f"{PLACE}/points/P02/indicators/SD-02.1")
    ids = {e.get("id") for e in page.tree.iter()}
    assert "proposal-DK-001" in ids
    assert "proposal-DK-005" not in ids
    answer = decide(lead, "DK-001", "confirm", back="indicator")
    assert answer.location == f"{PLACE}/points/P02/indicators/SD-02.1#proposal-DK-001"


def test_confirmed_value_is_copied_with_its_origin(lead, engine):
    """Confirm: value and source of the proposal."""
    assert decide(lead, "DK-001", "confirm").location == f"{PLACE}/points/P02#proposal-DK-001"
    cell = stored_cell(engine, CELL)
    assert (cell.number, cell.source) == (7, "Register of agreements")
    assert cell.origin == "prefill:DK-001:confirm"
    assert decision_of(engine) == ("confirm", "", 1)
    words = lead.get(f"{PLACE}/points/P02").words()
    assert "Confirmed" in words
    assert "Now in the report: 7" in words
    assert "1 proposal waits for your decision" in words


def test_corrected_value_needs_value_and_source(lead, engine):
    """Correct: nothing is stored until both are there; what was typed stays."""
    for fields, sentence in (
        ({"value": "9"}, "Say where the corrected value comes from"),
        ({"source": "Our files"}, "Write the corrected value"),
        ({"value": "nine", "source": "Our files"}, "“nine” is not a number"),
        ({"value": "9", "source": "x" * 4001}, "no more than 4000"),
    ):
        answer = decide(lead, "DK-001", "correct", **fields)
        assert answer.status == 422, fields
        assert sentence in answer.words()
        shown = {e.get("value") for e in answer.all("input")}
        assert set(fields.values()) <= shown
    assert stored_cell(engine, CELL) is None
    assert decision_of(engine) is None
    assert decide(lead, "DK-001", "correct", value="9", source="Our files").status == 303
    cell = stored_cell(engine, CELL)
    assert (cell.number, cell.source, cell.origin) == (9, "Our files", "prefill:DK-001:correct")


def test_corrected_choice_is_chosen_from_the_options(lead, engine):
    """A categorical value is corrected with a select."""
    page = lead.get(f"{PLACE}/proposals/DK-003")
    chosen = next(e for e in page.all("select") if e.get("name") == "value")
    assert "preparing" in [o.get("value") for o in chosen.iter("option")]
    assert decide(lead, "DK-003", "correct", value="preparing", source="Law gazette").status == 303
    assert stored_cell(engine, CHOICE).code == "preparing"


def test_what_cannot_be_confirmed_is_a_missing_value(lead, engine):
    """Cannot confirm: a code with the reason, the proposal in no figure."""
    assert decide(lead, "DK-001", "cannot_confirm", reason="Nobody counts them").status == 303
    cell = stored_cell(engine, CELL)
    assert (cell.number, cell.missing_code) == (None, "NAV")
    assert cell.missing_reason == "Nobody counts them"
    assert "Cannot be confirmed" in lead.get(f"{PLACE}/points/P02").words()


def test_decision_can_be_changed(lead, engine):
    """The cell follows the last decision."""
    assert decide(lead, "DK-001", "confirm").status == 303
    assert decide(lead, "DK-001", "cannot_confirm", 1).status == 303
    assert stored_cell(engine, CELL).missing_code == "NAV"
    assert decide(lead, "DK-001", "correct", 2, value="12", source="Files").status == 303
    assert stored_cell(engine, CELL).number == 12
    assert decide(lead, "DK-001", "confirm", 3).status == 303
    cell = stored_cell(engine, CELL)
    assert (cell.number, cell.missing_code, cell.source) == (7, None, "Register of agreements")
    assert decision_of(engine) == ("confirm", "", 4)


def test_value_entered_by_hand_is_not_overwritten(lead, engine):
    """A different value is refused; that it cannot be confirmed, or is the same, may be said."""
    scope = lead_scope(engine, "anna.berg.dk@ministry.example")
    fill(engine, scope, {}, {CELL: "8"})
    for decision, fields in (("confirm", {}), ("correct", {"value": "9", "source": "x"})):
        answer = decide(lead, "DK-001", decision, **fields)
        assert answer.status == 422
        assert "Somebody has entered a value here already" in answer.words()
    assert decision_of(engine) is None
    assert decide(lead, "DK-001", "cannot_confirm").status == 303
    assert decide(lead, "DK-002", "confirm").status == 303
    cell = stored_cell(engine, CELL)
    assert (cell.number, cell.missing_code, cell.origin) == (8, None, "entered")


def test_second_proposal_for_a_confirmed_cell_does_not_replace_it(lead, engine):
    """Two sources, one cell: the first confirmed stands until its own decision changes."""
    assert decide(lead, "DK-001", "confirm").status == 303
    assert decide(lead, "DK-002", "confirm").status == 422
    assert decide(lead, "DK-002", "cannot_confirm").status == 303
    assert stored_cell(engine, CELL).number == 7
    assert decide(lead, "DK-001", "cannot_confirm", 1).status == 303
    assert decide(lead, "DK-002", "confirm", 1).status == 303
    assert stored_cell(engine, CELL).number == 8


def test_confirmed_measure_stands_in_the_register(lead, engine):
    """A proposed measure is taken in, renamed by a correction, and taken out again."""
    uid = "prefill-dk-004"
    assert decide(lead, "DK-004", "confirm").status == 303
    assert "Research act" in lead.get(f"{PLACE}/measures").words()
    with open_session(engine) as session:
        row = session.execute(select(Measure)).scalars().one()
        assert (row.uid, row.type, json.loads(row.points)) == (uid, "law", ["P01"])
        assert row.link == "https://example.org/register"
        assert row.source == "Register of agreements"
    fields = {"value": "Research act of 2024", "source": "Law gazette"}
    assert decide(lead, "DK-004", "correct", 1, **fields).status == 303
    assert "Research act of 2024" in lead.get(f"{PLACE}/measures").words()
    with open_session(engine) as session:
        row = session.execute(select(Measure)).scalars().one()
        assert (row.source, row.confidence, row.link) == ("Law gazette", "", "")
    assert decide(lead, "DK-004", "cannot_confirm", 2).status == 303
    assert "Research act" not in lead.get(f"{PLACE}/measures").words()


def test_second_person_does_not_undo_a_decision_unseen(app, lead, engine):
    """409, and the cell stays as the first decision left it."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P02")
    ben = PageClient(app).sign_in(email)
    assert decide(lead, "DK-001", "confirm").status == 303
    assert decide(ben, "DK-001", "cannot_confirm").status == 409
    assert stored_cell(engine, CELL).number == 7
    assert decide(ben, "DK-003", "confirm").status == 403


def test_what_is_not_to_be_decided(lead, engine):
    """Context, foreign and unknown proposals do not exist here; unknown answers are refused."""
    for ref in ("DK-005", "GR-001", "DK-999"):
        assert decide(lead, ref, "confirm").status == 404
        assert lead.get(f"{PLACE}/proposals/{ref}").status == 404
    answer = decide(lead, "DK-001", "perhaps")
    assert answer.status == 422
    assert "Choose one of the three answers" in answer.words()
    assert decide(lead, "DK-001", "confirm", note="x").status == 422
    set_status(engine, Status.AWAITING_SIGN_OFF)
    assert decide(lead, "DK-001", "confirm").status == 409
    page = lead.get(f"{PLACE}/points/P02")
    assert "proposal-DK-001" in {e.get("id") for e in page.tree.iter()}
    assert not [f for f in page.all("form") if "/proposals/" in f.get("action", "")]
    assert stored_cell(engine, CELL) is None
