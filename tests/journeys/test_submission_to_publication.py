"""From a signed submission to a figure that everybody can see, and nobody could see before."""

from app.domain.facts import short_id
from app.domain.roles import Role
from tests.builders import LONG_TEXT
from tests.client import PageClient
from tests.factories import CYCLE, open_reporting
from tests.publishing import propose, seen
from tests.reported import browser_of, report

EDITION = f"/editions/{CYCLE}/1"
FIGURE = "SD-03.1/EL/value@2025-26"
STATUS = "P03.progress/EU27/count/some@2027-06-30"
TEXT = "The ministries opened the harbour laboratory. "


def _sees(browser):
    """What a visitor finds of the edition: the status of each address, and whether it is listed."""
    paths = (EDITION, f"{EDITION}/facts", *_figures())
    found = [browser.get(path).status for path in paths]
    return found, f"{CYCLE}/1" in browser.get("/editions").words()


def _figures():
    return [f"{EDITION}/facts/{short_id(fact)}" for fact in (FIGURE, STATUS)]


def test_a_submission_becomes_a_public_figure(app, engine):
    """Submitted, read, accepted, frozen, checked, approved by a second editor, published."""
    open_reporting(engine, "GR", "DK", "EU")
    anonymous = PageClient(app)
    nothing = ([404, 404, 404, 404], False)
    years = {"SD-03.1@2025-26": "20", "SD-03.1@2024-25": "18"}
    report(engine, "GR", points=("P03",), text=TEXT + LONG_TEXT, cells=years)
    assert _sees(anonymous) == nothing

    desk = browser_of(app, Role.DESK_OFFICER)
    board = desk.get("/desk", follow=True)
    link = next(a for a in board.all("a") if "Read the next submission" in board.words(a))
    reading = desk.get(link.get("href"))
    assert TEXT.strip() in reading.words()
    accept = f"/desk/{CYCLE}/EL/accept"
    assert desk.post(accept, reading.fields(accept), follow=True).status == 200
    assert _sees(anonymous) == nothing

    first = browser_of(app, Role.REPORT_EDITOR, "first")
    second = browser_of(app, Role.REPORT_EDITOR, "second")
    first.get("/editions")
    page = first.post("/editions", {"cycle": CYCLE}, follow=True)
    assert page.heading == f"Edition {CYCLE}/1"
    assert _sees(anonymous) == nothing
    for editor, act in ((first, "start-fact-check"), (second, "approve")):
        page = editor.get(EDITION)
        page = editor.post(f"{EDITION}/{act}", page.fields(f"{EDITION}/{act}"), follow=True)
        assert page.status == 200
        assert _sees(anonymous) == nothing
    assert "Everything holds" in second.get(f"{EDITION}/verification").words()
    assert propose(second, EDITION).status == 303
    assert _sees(anonymous) == nothing
    first.post(f"{EDITION}/publication/confirm", seen(first, EDITION))

    assert _sees(anonymous) == ([200, 200, 200, 200], True)
    figure = anonymous.get(_figures()[0])
    assert "Greece reports for “Indicator 03.1”, academic year 2025/26: 20 units." in figure.words()
    status = anonymous.get(_figures()[1])
    assert "1 of the 1 Member States with a value chose “Some progress”" in status.words()
    assert TEXT.strip() not in anonymous.get(EDITION).words()
