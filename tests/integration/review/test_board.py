"""The board: where 28 reporters stand, its filters, its workbook, and asking several from it."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select

from app.catalogue.service import extend
from app.core.clock import now
from app.core.db import open_session
from app.core.i18n import printed_code
from app.domain.points import ReporterEntry
from app.domain.roles import Role
from app.identity.reporters import REPORTERS
from app.reporting.models import Contribution
from app.review.models import DeskCase
from tests.asking import set_dates
from tests.client import PageClient
from tests.database import one_database
from tests.factories import CYCLE, make_version, open_reporting
from tests.people import make_lead
from tests.reported import (
    OPERATOR,
    accepted,
    browser_of,
    cycle_of,
    overdue_question,
    report,
    staff,
    take_back,
)
from tests.tiny_catalogue import tiny_catalogue
from tests.workbooks import opened

BOARD = f"/desk/{CYCLE}"
FILE = f"{BOARD}/board.xlsx"
ANSWER = "P05/answer:P05.justification"


@pytest.fixture
def desk(app, engine):
    """The browser of a desk officer; everything that can be on the board is on it."""
    entries = tuple(
        ReporterEntry(
            code=code,
            printed=printed_code(code),
            kind="commission" if code == "EU" else "member_state",
            protocol_order=number,
        )
        for number, code in enumerate(REPORTERS, start=1)
    )
    catalogue = tiny_catalogue().model_copy(update={"reporters": entries})
    with open_session(engine, write=True) as session:
        version = make_version(session, catalogue)
    open_reporting(engine, *REPORTERS, catalogue_version_id=version)
    for reporter in ("DK", "GR", "FR", "EU"):
        report(engine, reporter)
    take_back(engine, "FR")
    accepted(engine, "EU")
    overdue_question(engine)
    set_dates(engine, due_at=now() - timedelta(days=2))
    report(engine, "SE")
    browser = browser_of(app, Role.DESK_OFFICER)
    until = now() + timedelta(days=9)
    with open_session(engine, write=True) as session:
        extend(session, OPERATOR, cycle_of(engine), "AT", until, "Elections.")
        ours = select(Contribution.id).where(Contribution.reporter == "GR")
        officer = staff(engine, Role.DESK_OFFICER)[1].account_id
        case = {
            "contribution_id": session.execute(ours).scalar_one(),
            "officer": officer,
            "checked": "{}",
        }
        session.execute(insert(DeskCase).values(**case, saved_at=now(), saved_by=officer))
    return browser


def _rows(page):
    """The rows of the board: the words of a row by its reporter."""
    found = {}
    for row in page.all("tr"):
        heads = [page.words(cell) for cell in row.iter("th")]
        if len(heads) == 1:
            found[heads[0]] = page.words(row)
    return found


def _sheet(browser, query=""):
    answer = browser.get(FILE + query)
    assert answer.status == 200
    rows = list(
        opened(answer.response.content).worksheets[0].iter_rows(min_row=4, values_only=True)
    )
    return {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0]}


def test_where_everybody_stands(app, engine, desk):
    """On the page and in its workbook, with the same filters, in few queries."""
    desk.get(BOARD)
    statements = []
    listener = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(app.state.engine, "before_cursor_execute", listener)
    page = desk.get(BOARD)
    event.remove(app.state.engine, "before_cursor_execute", listener)
    assert 0 < len([s for s in statements if not s.startswith(("BEGIN", "SET"))]) <= 12
    rows = _rows(page)
    assert len(rows) == 28
    assert "Clarification requested" in rows["Denmark"]
    assert "1 1 overdue" in rows["Denmark"]
    assert "1 of 5 4 left out" in rows["Denmark"]
    assert "in time" in rows["Denmark"]
    assert "2 days late" in rows["Sweden"]
    assert "2 days past the due date" in rows["Belgium"]
    assert "9 days left more time until" in rows["Austria"]
    assert "Withdrawn" in rows["France"]
    assert "Version" not in rows["France"]
    assert "2 warnings 0 explained" in rows["Greece"]
    assert "with Desk_Officer" in rows["Greece"]
    assert "Accepted" in rows["European Commission"]
    names = [a.get("aria-label") or "" for a in page.all("a")]
    assert "Denmark, point 5: Some progress, a question is open" in names
    assert "Greece, point 5: Some progress" in names
    asked = next(a for a in page.all("a") if a.get("aria-label") == "Open questions to Denmark: 1")
    assert "Denmark" in desk.get(asked.get("href")).words()
    sheet = _sheet(desk)
    assert list(sheet) == list(rows)
    denmark, belgium = sheet["Denmark"], sheet["Belgium"]
    assert (denmark["Complete points"], denmark["Points asked"]) == (1, 5)
    assert (denmark["Points left out"], denmark["Open questions"]) == (4, 1)
    assert (denmark["Overdue answers"], denmark["Blocking findings"]) == (1, 0)
    assert denmark["5. Point number 5"] == "Some progress, a question is open"
    assert denmark["1. Point number 1"] == "left out"
    assert belgium["5. Point number 5"] == "no report"
    assert belgium["Complete points"] is belgium["Warnings"] is belgium["Version"] is None
    assert (sheet["Sweden"]["Days late"], belgium["Days late"]) == (2, 2)
    assert (sheet["Greece"]["Code"], sheet["Greece"]["Warnings"]) == ("EL", 2)
    assert sheet["Greece"]["Desk officer"] == "Desk_Officer"
    for query, left in (
        ("?state=withdrawn", ["France"]),
        ("?reporters=commission", ["European Commission"]),
        ("?questions=overdue", ["Denmark"]),
        ("?time=extended", ["Austria"]),
        ("?state=submitted&time=late", ["Sweden"]),
        ("?mine=yes", ["Greece"]),
        ("?findings=blocking", []),
        ("?state=submitted&sort=waiting", ["Greece", "Sweden"]),
    ):
        page = desk.get(BOARD + query)
        assert list(_rows(page)) == list(_sheet(desk, query)) == left, query
        files = [a.get("href") for a in page.all("a") if "download" in a.attrib]
        assert not left or files == [FILE + query], query
    assert "25" not in [page.words(th) for th in desk.get(f"{BOARD}?group=strategic").all("th")]


@one_database
def test_asking_several_begins_at_the_board(app, engine):
    """Ticked are asked, the filter ticks, and who cannot be asked is named and not offered."""
    open_reporting(engine, "DK", "GR", "EU")
    for reporter in ("DK", "GR", "EU"):
        report(engine, reporter)
    overdue_question(engine)
    desk = browser_of(app, Role.DESK_OFFICER)
    page = desk.get(BOARD)
    boxes = {e.get("value"): "checked" in e.attrib for e in page.all("input") if _is_box(e)}
    assert boxes == {"DK": False, "EL": False, "EU": False}
    page = desk.get(f"{BOARD}?questions=open")
    boxes = {e.get("value"): "checked" in e.attrib for e in page.all("input") if _is_box(e)}
    assert boxes == {"DK": True}
    form = next(f for f in page.all("form") if f.get("action") == f"{BOARD}/ask")
    assert form.get("method") == "get"
    ticked = desk.get(f"{BOARD}/ask", params={"reporter": ["DK", "EU", "XX"]})
    kept = [e.get("value") for e in ticked.all("input") if e.get("name") == "reporter"]
    assert kept == ["DK", "EU"]
    chosen = {"reporter": ["DK", "EU"], "about": ANSWER}
    page = desk.get(f"{BOARD}/ask", params=chosen)
    offered = {e.get("value"): "checked" in e.attrib for e in page.all("input") if _is_box(e)}
    assert offered == {"DK:1": True, "EL:1": False}
    assert "without anything to ask about here: European Commission." in page.words()
    everybody = desk.get(f"{BOARD}/ask", params={"about": ANSWER})
    assert all("checked" in e.attrib for e in everybody.all("input") if _is_box(e))
    editor = browser_of(app, Role.REPORT_EDITOR)
    assert not [e for e in editor.get(BOARD).all("input") if _is_box(e)]
    assert editor.get(FILE).status == 200
    lead = PageClient(app).sign_in(make_lead(engine, "BE"))
    assert lead.get(FILE).status == 403


def _is_box(element):
    return element.get("name") == "reporter" and element.get("type") == "checkbox"
