"""The desk: the board shows submitted work only, and one version is accepted once."""

import threading

import pytest
from sqlalchemy import event, func, select
from structlog.testing import capture_logs

from app.core.db import open_session
from app.core.errors import Conflict
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting.models import Contribution
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.records import MeasureInput, save_measure
from app.reporting.service.signing import send_for_sign_off
from app.review.models import Acceptance
from app.review.service import accept
from tests.builders import LONG_TEXT
from tests.client import PageClient
from tests.database import one_database
from tests.factories import CYCLE, make_cycle, open_reporting
from tests.people import make_administrator, make_lead
from tests.reported import (
    accepted,
    browser_of,
    country_scope,
    cycle_of,
    report,
    send_in,
    staff,
    start_again,
    take_back,
    write,
)

BOARD = f"/desk/{CYCLE}"
CANARY = "canary-4711 nobody outside may read this. "


@pytest.fixture
def reporting(engine):
    """An open cycle with two countries and the Commission."""
    open_reporting(engine, "DK", "GR", "EU")


@pytest.fixture
def desk(app, reporting):
    """The browser of a desk officer."""
    return browser_of(app, Role.DESK_OFFICER)


def _row(page, country):
    for row in page.all("tr"):
        heads = [page.words(cell) for cell in row.iter("th")]
        if heads == [country]:
            return row
    raise AssertionError(f"no row for {country}")


def _names(page, country):
    """The accessible names of the cells of a country."""
    row = _row(page, country)
    links = [a.get("aria-label") for a in row.iter("a") if a.get("aria-label")]
    hidden = [page.words(s) for s in row.iter("span") if s.get("class") == "visually-hidden"]
    return links + hidden


def _status(engine, reporter="DK"):
    with open_session(engine) as session:
        query = select(Contribution.status).where(Contribution.reporter == reporter)
        return session.execute(query).scalar_one()


def test_nothing_of_a_draft_can_be_seen(app, engine, desk):
    """Before and after a country begins to write the board is the same, letter by letter."""
    before = desk.get(BOARD).words()
    write(engine, text=CANARY + LONG_TEXT)
    page = desk.get(BOARD)
    assert page.words() == before
    assert "Nothing has been submitted yet" in page.words()
    assert set(_names(page, "Denmark")) >= {"Denmark, point 5: no report"}
    assert desk.get(f"{BOARD}/DK").status == 404
    for path in (BOARD, "/editions", "/desk"):
        assert "canary" not in desk.get(path, follow=True).text


def test_later_drafts_stay_sealed_too(app, engine, desk):
    """Writing and signing a second version after a withdrawal shows nothing but the withdrawal."""
    report(engine)
    take_back(engine)
    before = desk.get(BOARD).words()
    assert "Withdrawn" in before
    start_again(engine)
    scope = country_scope(engine, Role.REPORTING_LEAD)
    with open_session(engine, write=True) as session:
        given = MeasureInput(title=CANARY, type="law", stage="running", points=("P05",))
        assert isinstance(save_measure(session, scope, CYCLE, "new", given, Base()), Stored)
        send_for_sign_off(session, scope, CYCLE, CANARY)
    assert desk.get(BOARD).words() == before
    assert "canary" not in desk.get(f"{BOARD}/DK").text


def test_board_shows_status_left_out_and_no_report(engine, desk):
    """Each cell says in words what its mark and letter say."""
    report(engine, status="some")
    page = desk.get(BOARD)
    names = _names(page, "Denmark")
    assert "Denmark, point 5: Some progress" in names
    assert "Denmark, point 1: left out" in names
    assert "Not asked" in names
    assert _names(page, "Greece").count("Greece, point 5: no report") == 1
    words = page.words(_row(page, "Denmark"))
    assert "Submitted" in words
    assert "1 of 5" in words
    links = [a.get("href") for a in _row(page, "Denmark").iter("a")]
    assert f"{BOARD}/DK#read-P05" in links


def test_greece_is_printed_el(engine, desk):
    """In addresses; both spellings lead to the page."""
    report(engine, "GR")
    hrefs = [a.get("href") for a in _row(desk.get(BOARD), "Greece").iter("a")]
    assert f"{BOARD}/EL" in hrefs
    assert desk.get(f"{BOARD}/EL").heading == desk.get(f"{BOARD}/GR").heading


def test_filters_are_in_the_address(engine, desk):
    """By state and by group of points; a choice nothing fits explains itself."""
    report(engine)
    submitted = desk.get(f"{BOARD}?state=submitted")
    assert _row(submitted, "Denmark") is not None
    assert not any("Greece" in submitted.words(r) for r in submitted.all("tr"))
    ours = desk.get(f"{BOARD}?group=commission")
    heads = [ours.words(th) for th in ours.all("th")]
    assert "25" in heads
    assert "5" not in heads
    assert "No reporter fits this choice" in desk.get(f"{BOARD}?state=accepted").words()


def test_without_a_cycle_the_desk_says_so(app, engine):
    """And with one it leads to the newest live board."""
    desk = browser_of(app, Role.DESK_OFFICER)
    assert "There is no reporting cycle yet" in desk.get("/desk").words()
    with open_session(engine, write=True) as session:
        make_cycle(session)
    assert desk.get("/desk").location == BOARD
    assert desk.get("/desk/1999").status == 404


def test_board_needs_few_queries(app, engine, desk):
    """At most twelve, however many have reported."""
    report(engine)
    report(engine, "GR")
    desk.get(BOARD)
    statements = []
    listener = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(app.state.engine, "before_cursor_execute", listener)
    desk.get(BOARD)
    event.remove(app.state.engine, "before_cursor_execute", listener)
    assert 0 < len(statements) <= 12


@one_database
def test_only_the_commission_reads(app, engine, desk):
    """Leads, administrators and subgroup readers do not; report editors read and do not accept."""
    report(engine)
    anonymous = PageClient(app)
    lead = PageClient(app).sign_in(make_lead(engine, "GR"))
    admin = PageClient(app).sign_in(make_administrator(engine))
    subgroup = browser_of(app, Role.SUBGROUP_READER)
    for path in (BOARD, f"{BOARD}/DK", f"{BOARD}/DK/versions/1"):
        assert anonymous.get(path).status == 303
        for browser in (lead, admin, subgroup):
            assert browser.get(path).status == 403
    editor = browser_of(app, Role.REPORT_EDITOR)
    page = editor.get(f"{BOARD}/DK")
    assert page.status == 200
    assert not [f for f in page.all("form") if f.get("action", "").endswith("/accept")]
    assert editor.post(f"{BOARD}/DK/accept", {"version": "1"}).status == 403
    assert _status(engine) is Status.SUBMITTED


def test_reading_shows_content_findings_and_signature(engine, desk):
    """What was signed, by whom, with its hash; reading is written to the log without content."""
    done = report(engine, text="We set up the joint office in spring. " + LONG_TEXT)
    page = desk.get(f"{BOARD}/DK")
    assert "We set up the joint office in spring." in page.words()
    assert done.sha256 in page.words()
    assert "signatory of DK" in page.words()
    assert "Findings as they stood" in page.words()


def test_reading_is_logged_with_ids_only(engine, desk):
    """One line for the operator, nothing in the record of acts."""
    report(engine, text=CANARY + LONG_TEXT)
    before = desk.audit_count()
    with capture_logs() as lines:
        desk.get(f"{BOARD}/DK")
    read = [line for line in lines if line["event"] == "submission_read"]
    assert len(read) == 1
    assert (read[0]["reporter"], read[0]["version"]) == ("DK", 1)
    assert read[0]["account_id"] is not None
    assert "canary" not in str(lines)
    assert desk.audit_count() == before


def test_accepting_with_remarks(engine, desk):
    """State, acceptance and event in one step; the page then says who accepted."""
    report(engine)
    report(engine, "GR")
    page = desk.get(f"{BOARD}/DK")
    assert "no judgement of the country's policy" in page.words()
    fields = page.fields(f"{BOARD}/DK/accept")
    answer = desk.post(f"{BOARD}/DK/accept", {**fields, "remarks": "Thank you."}, follow=True)
    assert "Accepted on" in answer.words()
    assert "Thank you." in answer.words()
    assert "Next in the queue: Greece" in answer.words()
    assert _status(engine) is Status.ACCEPTED
    again = desk.post(f"{BOARD}/DK/accept", fields)
    assert again.status == 409


def test_an_older_version_is_not_accepted(engine, desk):
    """Who read version 1 does not accept version 2; the remarks are kept."""
    report(engine)
    desk.get(f"{BOARD}/DK")
    take_back(engine)
    start_again(engine)
    send_in(engine)
    posted = {"version": "1", "remarks": "Fine as it is."}
    answer = desk.post(f"{BOARD}/DK/accept", posted)
    assert answer.status == 409
    assert "Version 2 of this submission has arrived meanwhile" in answer.words()
    assert "Fine as it is." in answer.words()
    assert _status(engine) is Status.SUBMITTED
    old = desk.get(f"{BOARD}/DK/versions/1")
    assert "There is a newer version" in old.words()
    assert not [f for f in old.all("form") if f.get("action", "").endswith("/accept")]
    assert desk.get(f"{BOARD}/DK/versions/3").status == 404


def test_two_presses_accept_once(engine, reporting):
    """Two officers at the same moment: one acceptance, the other is told."""
    report(engine)
    outcomes = []
    start = threading.Barrier(2)
    scopes = [staff(engine, Role.DESK_OFFICER, name)[1] for name in ("one", "two")]
    cycle = cycle_of(engine)

    def press(scope):
        start.wait()
        try:
            with open_session(engine, write=True) as session:
                accept(session, scope, cycle, "DK", 1)
            outcomes.append("accepted")
        except Conflict as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=press, args=(scope,)) for scope in scopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[0] == "accepted"
    assert sorted(outcomes)[1] in ("act_not_possible", "state_changed")
    with open_session(engine) as session:
        assert session.execute(select(func.count()).select_from(Acceptance)).scalar_one() == 1


def test_withdrawn_work_is_marked(engine, desk):
    """It stays readable for the Commission and can no longer be accepted."""
    report(engine)
    accepted(engine)
    take_back(engine)
    page = desk.get(f"{BOARD}/DK")
    assert "It goes into no edition." in page.words()
    assert desk.post(f"{BOARD}/DK/accept", {"version": "1"}).status == 409
    assert "Denmark, point 5: no report" in _names(desk.get(BOARD), "Denmark")
