"""Above a set bound one desk officer proposes to accept and another accepts, never one alone."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.clock import today_brussels
from app.core.db import open_session
from app.core.errors import AppError, Conflict
from app.domain.roles import Role
from app.domain.workflow import CycleStatus
from app.jobs.models import Notice
from app.review.four_eyes import end_proposal, list_waiting, propose
from app.review.models import Acceptance, AcceptanceProposal, FigureBound
from app.review.service import accept
from tests.asking import set_dates
from tests.database import one_database
from tests.factories import CYCLE, open_reporting
from tests.reported import (
    browser_of,
    cycle_of,
    report,
    send_in,
    staff,
    start_again,
    take_back,
)

BOUNDS = f"/cycles/{CYCLE}/bounds"
DESK = f"/desk/{CYCLE}/DK"
WHY = "Above this a slip is likely."
FIGURE, OTHER = "SD-02.1@2025-2027", "SD-02.2@2025-2027"


@pytest.fixture
def first(app, engine):
    """The browser of a desk officer; Denmark has submitted a figure of 120."""
    open_reporting(engine, "DK", "GR")
    said = {"P02.coordinator": "The ministry of foreign affairs"}
    report(engine, points=("P02",), answers=said, cells={FIGURE: "120", OTHER: "3"})
    return browser_of(app, Role.DESK_OFFICER, "frida")


@pytest.fixture
def second(app, first):
    """The browser of another desk officer."""
    return browser_of(app, Role.DESK_OFFICER, "selma")


@pytest.fixture
def manager(app, first):
    """The browser of the cycle manager."""
    return browser_of(app, Role.CYCLE_MANAGER)


def set_bound(manager, bound, reason=WHY, indicator="SD-02.1"):
    """Send the form of a bound."""
    return manager.post(BOUNDS, {"indicator": indicator, "bound": bound, "reason": reason})


def rows(engine, model):
    """Everything in a table."""
    with open_session(engine) as session:
        found = list(session.execute(select(model).order_by(model.id)).scalars())
        session.expunge_all()
        return found


def accept_as(browser, **fields):
    """Press the button that accepts version 1."""
    return browser.post(f"{DESK}/accept", {"version": "1", **fields})


def propose_as(browser, **fields):
    """Press the button that proposes to accept version 1."""
    return browser.post(f"{DESK}/proposals", {"version": "1", **fields})


def forms(page):
    """Where the forms of a page lead."""
    return {form.get("action") for form in page.all("form")}


def test_two_desk_officers_accept_together(engine, first, second, manager):
    """One alone cannot, whichever way; the second reads why, which figures, and the remarks."""
    assert set_bound(manager, "119,5").status == 303
    page = first.get(DESK)
    assert f"{DESK}/accept" not in forms(page)
    assert "1 figure is above the bound of its indicator" in page.words()
    assert "120 bound 119.5" in page.words()
    refused = accept_as(first)
    assert refused.status == 409
    assert "Propose to accept it" in refused.words()
    assert propose_as(first, remarks="One table came late.").location == f"{DESK}#acceptance"

    again = accept_as(first)
    assert again.status == 409
    assert "Another desk officer has to accept it" in again.words()
    assert f"{DESK}/accept" not in forms(first.get(DESK))
    assert propose_as(first).status == propose_as(second).status == 409
    queue = second.get(f"/desk/{CYCLE}/queue?state=second")
    assert "Waits for a second officer" in queue.words()
    assert "proposed by frida" in queue.words()
    shown = second.get(DESK)
    assert "frida proposed to accept it" in shown.words()
    remarks = next(t for t in shown.all("textarea") if t.get("name") == "remarks")
    assert shown.words(remarks) == "One table came late."

    assert accept_as(second, remarks="One table came late.").status == 303
    (given,) = rows(engine, Acceptance)
    _, frida = staff(engine, Role.DESK_OFFICER, "frida")
    _, selma = staff(engine, Role.DESK_OFFICER, "selma")
    assert (given.proposed_by, given.accepted_by) == (frida.account_id, selma.account_id)
    assert "as the second desk officer after frida" in first.get(DESK).words()


@one_database
def test_declined_or_taken_back_with_a_reason(engine, first, second, manager):
    """Both need one; the submission can be proposed again, and who proposed is told."""
    set_bound(manager, "100")
    propose_as(first)
    end = f"{DESK}/proposals/1/end"
    assert second.post(end, {"reason": " "}).status == 422
    assert second.post(end, {"reason": "Ask about the figure first."}).status == 303
    page = first.get(DESK)
    assert "The proposal of frida was declined" in page.words()
    assert "Ask about the figure first." in page.words()
    assert second.post(end, {"reason": "Twice."}).status == 409
    assert accept_as(second).status == 409
    propose_as(second)
    taken_back = f"{DESK}/proposals/2/end"
    assert second.post(taken_back, {"reason": "A slip of mine."}).status == 303
    assert "selma took the proposal back" in first.get(DESK).words()
    kinds = [(n.kind, n.account_id) for n in rows(engine, Notice) if n.kind != "submitted"]
    names = ("frida", "selma")
    people = {name: staff(engine, Role.DESK_OFFICER, name)[1].account_id for name in names}
    assert ("second_officer", people["selma"]) in kinds
    assert ("proposal_declined", people["frida"]) in kinds
    assert ("second_officer", people["frida"]) in kinds  # of the second proposal only
    assert len([k for k in kinds if k[0] == "second_officer"]) == 2


def test_a_question_or_a_withdrawal_ends_a_proposal(engine, first, second, manager):
    """What was proposed before holds for nothing that comes after."""
    set_bound(manager, "100")
    propose_as(first)
    asked = {"about": ["P02/"], "text": ["Which one?"], "reason": "Consistency"}
    due = (today_brussels() + timedelta(days=10)).isoformat()
    assert first.post(f"{DESK}/ask", {"version": "1", **asked, "due_on": due}).status == 303
    url = f"{DESK}/clarifications/1/cancel"
    revision = first.get(f"{DESK}/clarifications/1").fields(url)["revision"]
    assert first.post(url, {"revision": revision, "text": "Settled by phone."}).status == 303
    assert accept_as(second).status == 409
    assert "ended on" in second.get(DESK).words()
    assert propose_as(first).status == 303
    take_back(engine)
    start_again(engine)
    send_in(engine)
    assert second.post(f"{DESK}/accept", {"version": "2"}).status == 409
    with open_session(engine) as session:
        _, scope = staff(engine, Role.DESK_OFFICER, "selma")
        assert list_waiting(session, scope, cycle_of(engine).id) == {}


def test_bounds_are_set_with_a_reason_and_superseded(engine, first, second, manager):
    """A figure at its bound is not above it; later rows replace earlier ones, none means none."""
    for bound, reason, indicator, said in (
        ("many", WHY, "SD-02.1", "number"),
        ("-1", WHY, "SD-02.1", "zero or more"),
        ("10", " ", "SD-02.1", "Say why"),
        ("10", WHY, "", "Choose an indicator"),
        ("", WHY, "SD-02.1", "holds already"),
    ):
        refused = set_bound(manager, bound, reason, indicator)
        assert refused.status == 422, bound
        assert said in refused.words()
    assert set_bound(manager, "10", WHY, "SD-01.1").status == 404
    assert set_bound(manager, "100").status == 303
    assert accept_as(second).status == 409
    assert propose_as(first).status == 303
    assert set_bound(manager, "120", "The first was too low.").status == 303
    page = manager.get(BOUNDS)
    assert "The first was too low." in page.words()
    assert WHY in page.words()
    assert "No figure is above its bound any more" in first.get(DESK).words()
    assert accept_as(first).status == 303  # one is enough now
    assert [b.bound for b in rows(engine, FigureBound)] == [100, 120]
    (given,) = rows(engine, Acceptance)
    assert given.proposed_by is None
    with open_session(engine) as session:
        query = select(AuditEvent.data).where(AuditEvent.act == "figure_bound_set")
        found = [data["before"] for data in session.execute(query).scalars()]
    assert found == ["", "100"]
    assert set_bound(manager, "", "Not needed.").status == 303
    assert "There are none" in manager.get(BOUNDS).words()
    set_dates(engine, status=CycleStatus.PUBLISHED)
    assert set_bound(manager, "5").status == 409
    for path in (BOUNDS,):
        assert first.get(path).status == 403


@one_database
def test_without_a_bound_one_is_enough(engine, first):
    """And nothing is said of a second; a proposal that nobody needs is refused."""
    assert "second" not in first.get(DESK).words()
    assert propose_as(first).status == 409
    assert accept_as(first).status == 303
    assert rows(engine, AcceptanceProposal) == []


def test_no_race_lets_one_alone_accept(engine, first, manager):
    """Two who propose at once, then accepting and taking back at once: one of each is done."""
    set_bound(manager, "100")
    cycle = cycle_of(engine)
    people = [staff(engine, Role.DESK_OFFICER, name)[1] for name in ("frida", "selma")]
    assert len(_at_once(engine, *(_proposing(cycle, scope) for scope in people))) == 1
    (proposal,) = rows(engine, AcceptanceProposal)
    by = next(scope for scope in people if scope.account_id == proposal.proposed_by)
    other = next(scope for scope in people if scope is not by)

    def accepting(session):
        accept(session, other, cycle, "DK", 1)

    def ending(session):
        end_proposal(session, by, cycle, "DK", proposal.id, "A slip.")

    refused = _at_once(engine, accepting, ending)
    assert len(refused) == 1
    is_accepted = bool(rows(engine, Acceptance))
    (proposal,) = rows(engine, AcceptanceProposal)
    assert is_accepted is (proposal.withdrawn_at is None)


def _proposing(cycle, scope):
    return lambda session: propose(session, scope, cycle, "DK", 1)


def _at_once(engine, *acts):
    """Do all at the same moment and return the refusals."""
    refused = []
    barrier = threading.Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            with open_session(engine, write=True) as session:
                act(session)
        except AppError as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(refusal, Conflict) for refusal in refused), refused
    return refused
