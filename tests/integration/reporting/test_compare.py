"""What changed between two submissions, or since one of them, on the page as a reader gets it."""

import pytest

from app.core.db import open_session
from app.domain.roles import Role
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import make_contribution, make_person
from tests.team import ready_team

JUSTIFICATION = "P05.justification"
AMENDED = LONG_TEXT.replace("joint programme", "common programme")
MEASURE = {
    "title": "Act on science diplomacy",
    "type": "law",
    "stage": "running",
    "points": ["P05"],
    "language": "en",
    "visibility": "public",
}


@pytest.fixture
def team(app):
    """Return a team with version 1 submitted, and the contribution open again."""
    team = ready_team(app)
    _add_measure(team)
    team.report()
    team.act("withdraw", reason="To be mended.")
    team.act("reopen")
    return team


def _add_measure(team, **changes):
    """Save a measure through the form of a new one and return its address."""
    page = team.lead.get(f"{team.home}/measures/new")
    action = next(f.get("action") for f in page.all("form") if "/measures/" in f.get("action"))
    assert team.lead.post(action, {**MEASURE, "revision": "0", **changes}).status == 303
    return action


def _amend(team):
    """Change a text, a status, a measure and the points left out, each as its page does."""
    point = f"{team.home}/points/P05"
    page = team.lead.get(point)
    given = {
        "value": AMENDED,
        "revision": page.fields(f"{point}/answers/{JUSTIFICATION}")["revision"],
    }
    assert team.lead.post(f"{point}/answers/{JUSTIFICATION}", given).status == 303
    cell = {"key": f"SD-X.1/P05@{NOW}", "value": "substantial", "revision": "1"}
    assert team.lead.post(f"{point}/observations", cell).status == 303
    (url,) = {
        a.get("href")
        for a in team.lead.get(f"{team.home}/measures").all("a")
        if "/measures/" in (a.get("href") or "") and "/new" not in a.get("href")
    }
    changed = {**MEASURE, "budget": "2 million", "sdgs": ["13"], "revision": "1"}
    assert team.lead.post(url, changed).status == 303
    assert team.lead.post(f"{team.home}/points/P04/leave-out", {"left_out": "no"}).status == 303


def _marked(page, tag):
    """Return what a page marks as added or removed, without the words for those who listen."""
    words = {"ins": "Added:", "del": "Removed:"}[tag]
    said = [" ".join(page.words(element).split()) for element in page.all(tag)]
    assert all(text.startswith(words) for text in said), said
    return [text.removeprefix(words).strip() for text in said]


def _figures(page):
    found = [e for e in page.all("p") if e.get("class") == "figure__value"]
    return [int(page.words(e)) for e in found]


def test_the_draft_right_after_a_submission_changes_nothing(team):
    page = team.lead.get(f"{team.home}/compare")
    assert "Nothing changed between these versions" in page.words()
    assert page.all("ins") == page.all("del") == []


def test_what_the_draft_changes_is_marked_word_by_word(team):
    """Text, status, measure and point: in words, in the order of the points, and counted."""
    _amend(team)
    page = team.lead.get(f"{team.home}/compare?from=1&to=draft")
    assert _figures(page) == [0, 3, 1, 2]
    listed = [page.words(h) for h in page.all("h2") if page.words(h)[0].isdigit()]
    assert listed == ["4. Point number 4", "5. Point number 5"]
    assert _marked(page, "del") == [
        "Not yet.",
        "joint",
        "Some progress",
    ]
    assert _marked(page, "ins") == [
        "common",
        "Substantial progress",
        "2 million",
        "13. Climate action",
    ]
    words = page.words()
    for expected in ("Why this status?", "Act on science diplomacy", "Taken in again", "Goals"):
        assert expected in words, expected
    assert "From version 1 to the present draft" in words


def test_two_versions_are_compared_either_way_round(team):
    """A second submission stands beside the first; backwards, what came is what goes."""
    _amend(team)
    left_out = {"left_out": "yes", "reason": "Not yet."}
    assert team.lead.post(f"{team.home}/points/P04/leave-out", left_out).status == 303
    assert team.act("send", reason="Point 4 is left out.").status == 303
    assert team.sign().status == 303
    assert team.submit(2).status == 303
    forth = team.lead.get(f"{team.home}/compare?from=1&to=2")
    back = team.lead.get(f"{team.home}/compare?from=2&to=1")
    assert _figures(forth) == [0, 3, 0, 1]
    assert _marked(forth, "ins") == [
        "common",
        "Substantial progress",
        "2 million",
        "13. Climate action",
    ]
    assert _marked(back, "del") == _marked(forth, "ins")
    assert _marked(back, "ins") == _marked(forth, "del")
    chosen = [o.get("value") for o in back.all("option") if o.get("selected") is not None]
    assert chosen == ["2", "1"]
    for url in (f"{team.home}/submissions", f"{team.home}/submissions/2"):
        links = {a.get("href") for a in team.lead.get(url).all("a")}
        assert {f"{team.home}/compare?from=1&to=2", f"{team.home}/compare?from=2&to=draft"} <= links


@pytest.mark.parametrize("chosen", ["from=2", "from=1&to=2", "from=x", "from=draft&to=9", "to=0"])
def test_a_version_nobody_submitted_is_not_found(team, chosen):
    assert team.lead.get(f"{team.home}/compare?{chosen}").status == 404


def test_other_countries_and_countries_without_a_submission_have_no_such_page(team):
    """Foreign, unknown and not yet submitted look the same."""
    with open_session(team.engine, write=True) as session:
        make_contribution(session, "GR")
    greek = PageClient(team.app).sign_in(make_person(team.engine, Role.REPORTING_LEAD, "GR"))
    for url in (f"{team.home}/compare?from=1", "/contributions/2027/EL/compare"):
        assert greek.get(url).status == 404
    reader = team.browser(Role.NATIONAL_READER)
    assert reader.get(f"{team.home}/compare?from=1").status == 200
