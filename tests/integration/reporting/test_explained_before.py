"""An explanation of the last cycle is offered again for the same warning about the same thing."""

from datetime import date

import pytest
from sqlalchemy import select

from app.catalogue.models import Cycle
from app.core.db import open_session
from app.domain.last_time import explanations_of, place_in_any_cycle
from app.domain.qc.findings import HEADER, WHOLE, Finding, Severity
from app.domain.roles import Role
from app.reporting.queries import load_draft
from tests.builders import NOW, make_data
from tests.earlier import report_before
from tests.factories import CYCLE, assign_points, fill, make_contribution
from tests.team import Team, team_of

THEN = date(2025, 6, 30)
BEFORE = "The law itself is the evidence; it is cited in the text."
AGAIN = "Use this text again"


def _warning(rule, subject, point="P05"):
    return Finding(rule, Severity.WARNING, point, subject)


EVIDENCE = _warning("QC-011", "SD-X.1/P05@2025-06-30")


@pytest.fixture
def team(app):
    """A country that explained a warning two years ago and gets the same one now."""
    made = team_of(app)
    data = make_data(cells={"SD-X.1/P05@2025-06-30": "some"}, cutoff=THEN)
    report_before(made.engine, data, explained=[(EVIDENCE, BEFORE)])
    fill(made.engine, made.scope, {}, {f"SD-X.1/P05@{NOW}": "some"})
    return made


def _offers(page, url):
    """The forms that take the earlier text: address and fields."""
    return [
        {i.get("name"): i.get("value") for i in form.iter("input")}
        for form in page.all("form")
        if form.get("action") == url and AGAIN in page.words(form)
    ]


def test_the_earlier_text_is_shown_and_taken_with_one_press(team):
    """Without JavaScript: a form of its own, gone once the warning is explained."""
    url = f"{team.home}/points/P05/justifications"
    for place in ("/findings", "/points/P05"):
        page = team.lead.get(f"{team.home}{place}")
        (given,) = _offers(page, url)
        assert given["finding_key"] == f"QC-011:SD-X.1/P05@{NOW}"
        assert given["text"] == BEFORE
        assert f"Last time (cycle 2025, version 1): {BEFORE}" in page.words()
    assert team.lead.post(url, given).status == 303
    with open_session(team.engine) as session:
        kept = load_draft(session, team.scope, CYCLE).justifications
    assert kept == {f"QC-011:SD-X.1/P05@{NOW}": BEFORE}
    page = team.lead.get(f"{team.home}/findings")
    assert _offers(page, url) == []
    assert f"Explanation given: {BEFORE}" in page.words()


def test_an_explanation_of_ones_own_is_not_pushed_aside(team):
    """The earlier text stays readable beside it and is not offered any more."""
    url = f"{team.home}/points/P05/justifications"
    own = {"finding_key": f"QC-011:SD-X.1/P05@{NOW}", "text": "Another reason.", "revision": "0"}
    assert team.lead.post(url, own).status == 303
    page = team.lead.get(f"{team.home}/points/P05")
    assert _offers(page, url) == []
    assert BEFORE in page.words()


def test_who_cannot_write_here_is_offered_nothing(team):
    """A reader, and a contributor of another point."""
    assign_points(team.engine, team.emails[Role.CONTRIBUTOR], "P02")
    for role in (Role.CONTRIBUTOR, Role.NATIONAL_READER):
        page = team.browser(role).get(f"{team.home}/findings")
        assert AGAIN not in page.words()


def test_another_country_is_offered_nothing(app, team):
    """An explanation belongs to who gave it."""
    with open_session(team.engine, write=True) as session:
        present = session.execute(select(Cycle).where(Cycle.code == CYCLE)).scalar_one()
        make_contribution(session, "GR", present)
    other = Team(app, "GR")
    fill(other.engine, other.scope, {}, {f"SD-X.1/P05@{NOW}": "some"})
    page = other.lead.get(f"{other.home}/findings")
    assert "QC-011" in page.words()
    assert BEFORE not in page.words()


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ("SD-02.1@2023-2025", "SD-02.1@2025-2027", True),
        ("SD-02.1@2023-2025#gender", "SD-02.1@2025-2027#gender", True),
        ("SD-02.1@2023-2025#gender", "SD-02.1@2025-2027#level", False),
        ("SD-02.1/gender=men@2023-2025", "SD-02.1/gender=men@2025-2027", True),
        ("SD-02.1/gender=men@2023-2025", "SD-02.1@2025-2027", False),
        ("SD-X.1/P05@2025-06-30", "SD-X.1/P05@2027-06-30", True),
        ("SD-X.1/P05@2025-06-30", "SD-X.1/P04@2027-06-30", False),
        ("P05.justification", "P05.justification", True),
        (WHOLE, WHOLE, True),
    ],
)
def test_the_same_thing_in_every_cycle(then, now, same):
    assert (place_in_any_cycle("QC-011", then) == place_in_any_cycle("QC-011", now)) is same
    assert place_in_any_cycle("QC-011", then) != place_in_any_cycle("QC-012", now)
    raw = {"rule": "QC-011", "point": HEADER, "subject": then, "justification": BEFORE}
    assert (place_in_any_cycle("QC-011", now) in explanations_of([raw])) is same
    assert explanations_of([{**raw, "justification": ""}]) == {}
