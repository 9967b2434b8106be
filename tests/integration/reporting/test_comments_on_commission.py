"""What a Member State may say on the points of the Commission: optional, submitted, seen."""

import json

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.asked import asked_header, find_question
from app.domain.completeness import completeness
from app.domain.contribution import Answer, ReportData
from app.domain.roles import Grant, Role
from app.reporting.models import Submission
from tests.builders import CUTOFF, tiny_index
from tests.client import PageClient
from tests.factories import assign_points, make_person, stored_answer
from tests.people import make_account
from tests.real_catalogue import real_index
from tests.team import ready_team

CODE = "header.comment_25"
WORDS = "The mapping should cover regional academies too."


@pytest.fixture
def team(app):
    """A team whose contribution can be sent."""
    return ready_team(app)


def save(team, text, revision="0"):
    """Write the comment as its form does."""
    action = f"{team.home}/about/answers/{CODE}"
    team.lead.get(f"{team.home}/about")
    return team.lead.post(action, {"value": text, "revision": revision, "language": "da"})


def test_comment_goes_with_the_submission_and_the_desk_reads_it(team):
    page = team.lead.get(f"{team.home}/about")
    assert "Comments on what the Commission does" in page.words()
    assert save(team, WORDS).status == 303
    assert stored_answer(team.engine, CODE).value == WORDS
    team.report()
    with open_session(team.engine) as session:
        document = json.loads(session.execute(select(Submission.document)).scalar_one())
    assert document["content"]["answers"][CODE]["value"] == WORDS
    make_account(team.engine, "desk@commission.example", Grant(Role.DESK_OFFICER, None))
    desk = PageClient(team.app).sign_in("desk@commission.example").get("/desk/2027/DK")
    assert WORDS in desk.words()
    assert "Comment on point 25" in desk.words()


def test_only_the_lead_writes_it_as_all_that_is_about_the_whole_report(team):
    email = make_person(team.engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(team.engine, email, "P05")
    browser = PageClient(team.app).sign_in(email)
    browser.get(f"{team.home}/about")
    sent = {"value": WORDS, "revision": "0"}
    assert browser.post(f"{team.home}/about/answers/{CODE}", sent).status == 403
    assert stored_answer(team.engine, CODE) is None


def test_commission_is_not_asked_to_comment_on_itself(app):
    team = ready_team(app, "EU")
    page = team.lead.get(f"{team.home}/about")
    assert "Comments on what the Commission does" not in page.words()
    sent = {"value": WORDS, "revision": "0"}
    assert team.lead.post(f"{team.home}/about/answers/{CODE}", sent).status == 404


def test_comments_are_never_counted():
    """Completeness is the same with and without them."""
    index = tiny_index()
    silent = ReportData("2027", "DK", CUTOFF)
    said = ReportData("2027", "DK", CUTOFF, answers={CODE: Answer(WORDS, "en")})
    assert completeness(index, said) == completeness(index, silent)


def test_catalogue_asks_for_seven_comments_of_every_member_state():
    """One for each point of the Commission, none of the Commission itself."""
    index = real_index()
    comments = [h for h in asked_header(index, "DK") if h.on_point is not None]
    assert [h.on_point for h in comments] == [25, 26, 27, 28, 29, 30, 31]
    titles = {p.number: p.title["en"] for p in index.catalogue.instrument.points}
    for header in comments:
        assert header.label == f"Comment on point {header.on_point}: {titles[header.on_point]}"
        assert find_question(index, "EU", f"header.{header.key}") is None
    assert all(h.on_point is None for h in asked_header(index, "EU"))
