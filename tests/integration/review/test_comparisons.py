"""A submission beside the last cycle's and beside its previous version."""

from datetime import date

import pytest

from app.core.db import open_session
from app.domain.roles import Role
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.saving import AnswerInput, save_answer
from tests.builders import LONG_TEXT, make_data
from tests.database import one_database
from tests.earlier import report_before
from tests.factories import CYCLE, open_reporting
from tests.reported import browser_of, country_scope, report, send_in, start_again, take_back

HERE = f"/desk/{CYCLE}/DK"
THEN = date(2025, 6, 30)


@pytest.fixture
def desk(app, engine):
    """The browser of a desk officer; the cycle is open."""
    open_reporting(engine, "DK", "GR")
    return browser_of(app, Role.DESK_OFFICER)


def rows(page):
    """The cells of each row by its heading."""
    found = {}
    for row in page.all("tr"):
        heads = [page.words(cell) for cell in row.iter("th") if cell.get("scope") == "row"]
        if heads:
            found[heads[0]] = [page.words(cell) for cell in row.iter("td")]
    return found


def write_again(engine, number):
    """Change the justification in the version that is being prepared."""
    scope = country_scope(engine, Role.REPORTING_LEAD)
    with open_session(engine, write=True) as session:
        given = AnswerInput((f"Words number {number}. {LONG_TEXT}",))
        base = Base(number - 1)
        kept = save_answer(session, scope, CYCLE, "P05.justification", given, base)
        assert isinstance(kept, Stored)


def test_beside_the_last_cycle(engine, desk):
    """Figures with an exact change, in percent only from non-zero; texts beside each other."""
    cells = {
        "SD-X.1/P02@2025-06-30": "some",
        "SD-02.1@2023-2025": 80,
        "SD-02.2@2023-2025": 0,
        "SD-01.3@2025-06-30": 2,
    }
    ministry = "The ministry of foreign affairs"
    was = f"It was small then. {LONG_TEXT}"
    answers = {"P02.justification": was, "P02.coordinator": ministry}
    report_before(engine, make_data(cells=cells, answers=answers, cutoff=THEN, reporter="DK"))
    report(
        engine,
        points=("P02",),
        status="substantial",
        text=f"It is large now. {LONG_TEXT}",
        answers={"P02.coordinator": ministry},
        cells={"SD-02.1@2025-2027": "120", "SD-02.2@2025-2027": "3"},
    )
    page = desk.get(HERE)
    hrefs = [a.get("href") for a in page.all("a")]
    assert f"{HERE}/versions/1/last-cycle" in hrefs
    assert f"{HERE}/versions/1/changes" not in hrefs  # there is no version before
    page = desk.get(f"{HERE}/versions/1/last-cycle")
    found = rows(page)
    first = next(cells for label, cells in found.items() if label.startswith("Indicator 02.1"))
    assert first[1:] == ["120", "+40 (+50 %)"]
    assert first[0].startswith("80 (")
    from_zero = next(c for label, c in found.items() if label.startswith("Indicator 02.2"))
    assert from_zero[1:] == ["3", "+3"]
    assert any(cells[2] == "1 step up" for cells in found.values())
    assert any(cells[1] == "–" and cells[2] == "No longer said" for cells in found.values())
    texts = next(cells for cells in found.values() if "It was small then." in cells[0])
    assert "It is large now." in texts[1]
    assert "Added: is large now" in texts[2]
    assert found["The point as a whole"][:2] == ["Reported on", "Left out"]
    assert "No change" in page.words()
    assert "No change" not in desk.get(f"{HERE}/versions/1/last-cycle?only=changed").words()


@one_database
def test_without_a_last_cycle_the_page_says_so(engine, desk):
    """And other people's submissions are no page at all."""
    report(engine)
    assert "nothing to compare with" in desk.get(f"{HERE}/versions/1/last-cycle").words()
    for gone in ("versions/1/changes", "versions/2/last-cycle", "versions/1/changes?from=1"):
        assert desk.get(f"{HERE}/{gone}").status == 404


@one_database
def test_beside_an_earlier_version(engine, desk):
    """The redline from the version before, or from another one; with the reason that was signed."""
    report(engine, text=f"Words number 1. {LONG_TEXT}")
    for number in (2, 3):
        take_back(engine)
        start_again(engine)
        write_again(engine, number)
        send_in(engine)
    hrefs = [a.get("href") for a in desk.get(HERE).all("a")]
    assert f"{HERE}/versions/3/changes" in hrefs
    page = desk.get(f"{HERE}/versions/3/changes")
    assert "From version 2 to version 3" in page.words()
    assert "Removed: 2" in page.words()
    assert "A figure was corrected." in page.words()
    page = desk.get(f"{HERE}/versions/3/changes?from=1")
    assert "From version 1 to version 3" in page.words()
    assert "Removed: 1" in page.words()
