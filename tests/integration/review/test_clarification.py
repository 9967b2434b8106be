"""The desk asks about single points, the country answers with a further version, the desk settles:
over HTTP, with everybody who has a part in it."""

from datetime import timedelta

from sqlalchemy import select, update

from app.core.clock import now, today_brussels
from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import CycleStatus, Status
from app.reporting.clarification_models import Clarification
from app.reporting.models import ContributionEditor
from tests.asking import (
    ANSWER,
    DESK,
    LIST,
    NEW_TEXT,
    SEALED,
    STATUS,
    acts,
    answer,
    ask,
    in_days,
    save,
    say,
    set_dates,
    step,
    stored,
)
from tests.builders import LONG_TEXT
from tests.database import one_database
from tests.factories import CYCLE, assign_points
from tests.reported import accepted, browser_of


def test_from_the_question_to_acceptance(app, engine, team, desk):
    """Ticked, asked, seen, answered in place, compared, settled and accepted."""
    page = desk.get(DESK)
    boxes = {e.get("value") for e in page.all("input") if e.get("name") == "about"}
    assert {"P05/", ANSWER, STATUS} <= boxes
    form = desk.get(f"{DESK}/ask", params={"about": [ANSWER, STATUS]})
    assert form.heading == "Ask for clarification"
    assert LONG_TEXT[:40] in form.words()
    assert ask(desk, ANSWER, STATUS).location == f"{DESK}#questions"
    assert team.status is Status.CLARIFICATION_REQUESTED
    assert "Waits for the country" in desk.get(DESK).words()

    overview = team.lead.get(team.home).words()
    assert "The Commission asks 2 questions" in overview
    assert "Which embassies?" in overview
    assert "The Commission asks 2 questions" in team.lead.get("/contributions").words()
    point = team.lead.get(f"{team.home}/points/P05").words()
    assert point.count("The Commission asks:") == 2
    assert save(team).status == 303
    answer(team)
    assert team.status is Status.SUBMITTED
    assert team.document()["resubmission_reason"].startswith("Answer to the Commission's question")

    one = desk.get(f"{DESK}/clarifications/1")
    assert "From version 1 to version 2" in one.words()
    assert "We had counted one embassy twice" in one.words()
    waiting = desk.get(DESK)
    assert "once 2 questions are settled" in waiting.words()
    assert desk.post(f"{DESK}/accept", {"version": "2"}).status == 409
    assert step(desk, "resolve", 1, text="Thank you.").status == 303
    assert step(desk, "resolve", 2).status == 303
    assert desk.post(f"{DESK}/accept", {"version": "2"}).status == 303
    assert team.status is Status.ACCEPTED
    closed = team.lead.get(f"{team.home}/clarifications")
    assert "Settled" in closed.words()
    wanted = ["ask_clarification", "clarification.asked", "clarification.answered"]
    assert set(wanted) | {"clarification.resolved"} <= set(acts(engine))


def test_only_the_points_asked_about_open(team, desk):
    """The rest stays as it was submitted, and after the answer everything is locked again."""
    ask(desk, ANSWER)
    assert save(team).status == 303
    refused = team.lead.post(
        f"{team.home}/points/P04/answers/P04.justification", {"value": "x", "revision": "0"}
    )
    assert refused.status == 409
    assert "Only the points the Commission asked about are open" in refused.words()
    answer(team)
    assert save(team, "Once more.", revision="2").status == 409
    ask(desk, "P04/", version=2)
    assert save(team, "Not asked now.", revision="2").status == 409


@one_database
def test_a_point_that_was_left_out_can_be_asked_about_and_taken_in(app, team, desk):
    """It opens like any other; its history goes on."""
    ask(desk, "P04/")
    url = f"{team.home}/points/P04/leave-out"
    fields = team.lead.get(f"{team.home}/points/P04").fields(url)
    assert team.lead.post(url, {**fields, "left_out": "no"}).status == 303


def test_a_point_nobody_touched_can_be_left_out_once_it_is_asked_about(app, engine, team, desk):
    """The question makes its row, with a history the next save goes on from."""
    ask(desk, "P05/")
    url = f"{team.home}/points/P05/leave-out"
    fields = team.lead.get(f"{team.home}/points/P05").fields(url)
    answer = team.lead.post(url, {**fields, "left_out": "yes", "reason": "A mistake."})
    assert answer.status == 303, answer.words()


@one_database
def test_what_a_country_says_is_sealed_until_the_next_version(app, engine, team, desk):
    """Its messages and files reach the Commission with the version that answers, not before."""
    ask(desk, ANSWER)
    pdf = {"file": ("list.txt", b"one, two", "text/plain")}
    assert say(team, SEALED, files=pdf).status == 303
    own = team.lead.get(f"{team.home}/clarifications/1")
    assert SEALED in own.words()
    assert "once version 2 is submitted" in own.words()
    save(team, f"{SEALED} {LONG_TEXT}")
    team.act("send", reason=SEALED)
    file = f"{DESK}/clarifications/1/files/2"
    places = (DESK, LIST, f"{LIST}.xlsx", f"{DESK}/clarifications/1", f"/desk/{CYCLE}", "/editions")
    for officer in (desk, browser_of(app, Role.REPORT_EDITOR)):
        for place in places:
            seen = officer.get(place)
            assert seen.status == 200, place
            assert "canary" not in seen.text, place
        assert officer.get(file).status == 404
    assert "list.txt" not in desk.get(f"{DESK}/clarifications/1").text
    assert team.sign().status == 303
    assert team.submit(2).status == 303
    after = desk.get(f"{DESK}/clarifications/1")
    assert SEALED in after.words()
    assert "list.txt" in after.words()
    assert desk.get(file).status == 409  # no scanner has looked at it
    assert team.lead.get(f"{team.home}/clarifications/1/files/2").text == "one, two"


@one_database
def test_what_was_said_to_a_cancelled_question_never_leaves(team, desk):
    """Not with a later version either."""
    ask(desk, ANSWER)
    say(team, SEALED)
    assert step(desk, "cancel", 1, text="Asked by mistake.").status == 303
    assert team.status is Status.SUBMITTED
    assert save(team, "x", revision="1").status == 409
    ask(desk, STATUS)
    answer(team)
    assert "canary" not in desk.get(f"{DESK}/clarifications/1").text
    mine = team.lead.get(f"{team.home}/clarifications/1").words()
    assert "Not sent: the question was cancelled before." in mine


@one_database
def test_a_message_alone_is_an_answer(team, desk):
    """The country may explain and leave the point as it is."""
    ask(desk, ANSWER)
    assert say(team, "It is right as it stands.").status == 303
    answer(team)
    page = desk.get(f"{DESK}/clarifications/1").words()
    assert "It is right as it stands." in page
    assert "Nothing changed at this point" in page


@one_database
def test_who_said_something_does_not_sign(app, engine, team, desk):
    """What is said to the Commission belongs to the version: four eyes hold for it."""
    ask(desk, ANSWER)
    say(team, "It is right.")
    with open_session(engine) as session:
        versions = session.execute(select(ContributionEditor.version)).scalars().all()
    assert 2 in versions


def test_asked_again_and_answered_again(engine, team, desk):
    """The redline is then between the version asked about last and its answer."""
    ask(desk, ANSWER)
    save(team)
    answer(team)
    missing = step(desk, "ask-again", text="And in 2026?")
    assert missing.status == 422
    assert "And in 2026?" in missing.words()
    assert step(desk, "ask-again", text="And in 2026?", due_on=in_days(5)).status == 303
    assert team.status is Status.CLARIFICATION_REQUESTED
    assert "And in 2026?" in team.lead.get(f"{team.home}/points/P05").words()
    assert save(team, f"Also in 2026. {NEW_TEXT}").status == 303
    answer(team, 3)
    page = desk.get(f"{DESK}/clarifications/1").words()
    assert "From version 2 to version 3" in page
    row = stored(engine)
    assert (row.version, row.answered_version) == (2, 3)


def test_a_country_in_clarification_can_be_asked_more(team, desk):
    """Also while it signs: it gets the draft back, and its signature is void."""
    ask(desk, ANSWER)
    save(team)
    team.act("send", reason="Answered.")
    assert team.sign().status == 303
    assert team.status is Status.SIGNED_OFF
    assert ask(desk, "P04/").status == 303
    assert team.status is Status.CLARIFICATION_REQUESTED
    assert "The Commission asks 2 questions" in team.lead.get(team.home).words()
    answer(team)
    assert team.status is Status.SUBMITTED


def test_an_accepted_submission_is_asked_about_and_stays_accepted_when_it_is_cancelled(
    engine, team, desk
):
    """Back where it came from, with the acceptance it had."""
    accepted(engine)
    ask(desk, ANSWER)
    assert team.status is Status.CLARIFICATION_REQUESTED
    assert step(desk, "cancel", 1).status == 422
    assert step(desk, "cancel", 1, text="Found it elsewhere.").status == 303
    assert team.status is Status.ACCEPTED
    assert "close_clarification" in acts(engine)


@one_database
def test_one_of_two_questions_is_cancelled(team, desk):
    """Its point locks, the other stays open."""
    ask(desk, ANSWER, "P04/")
    step(desk, "cancel", 2, text="Not needed.")
    assert team.status is Status.CLARIFICATION_REQUESTED
    assert save(team).status == 303
    assert save(team, point="P04", revision="0").status == 409


def test_the_day_of_the_question_stands_in_for_the_dates_of_the_cycle(app, engine, team, desk):
    """After the cycle has closed the country can answer, late after the day of the question."""
    at = now()
    closed = {"due_at": at - timedelta(days=9), "closes_at": at - timedelta(days=5)}
    set_dates(engine, opens_at=at - timedelta(days=40), **closed)
    ask(desk, ANSWER)
    assert save(team).status == 303
    assert "10 days left" in team.lead.get(team.home).words()
    answer(team)
    assert team.document()["late"] is False
    ask(desk, ANSWER, version=2)
    with open_session(engine, write=True) as session:
        session.execute(update(Clarification).values(due_on=today_brussels() - timedelta(days=1)))
    assert "late; you can still answer" in team.lead.get(team.home).words()
    assert "Overdue" in desk.get(LIST).words()
    assert save(team, f"Later. {NEW_TEXT}").status == 303
    answer(team, 3)
    assert team.document()["late"] is True


@one_database
def test_answers_are_given_while_figures_are_put_together(app, engine, team, desk):
    """Consolidation does not stop an answer; a published cycle does."""
    ask(desk, ANSWER)
    set_dates(engine, status=CycleStatus.CONSOLIDATION)
    assert save(team).status == 303
    set_dates(engine, status=CycleStatus.PUBLISHED)
    assert save(team, f"Later. {NEW_TEXT}", revision="2").status == 409


@one_database
def test_contributors_answer_at_their_points_and_readers_do_not(app, engine, team, desk):
    """Assignment counts as ever; whoever only reads says nothing to the Commission."""
    ask(desk, ANSWER)
    url = f"{team.home}/clarifications/1/messages"
    helper = team.browser(Role.CONTRIBUTOR)
    assert helper.post(url, {"text": "It is right."}).status == 403
    assign_points(engine, team.emails[Role.CONTRIBUTOR], "P05")
    assert helper.post(url, {"text": "It is right."}).status == 303
    assert team.browser(Role.NATIONAL_READER).post(url, {"text": "No."}).status == 403
    assert team.browser(Role.NATIONAL_READER).get(f"{team.home}/clarifications").status == 200


@one_database
def test_a_file_that_runs_is_refused(team, desk):
    """Judged like evidence; what was typed stays."""
    ask(desk, ANSWER)
    evil = {"file": ("list.exe", b"MZ\x90\x00" + bytes(200), "application/pdf")}
    refused = say(team, "See the list.", files=evil)
    assert refused.status == 422
    assert "See the list." in refused.words()
    assert say(team, "").status == 422


@one_database
def test_what_was_not_answered_and_the_report_as_a_whole_can_be_asked_about(app, team, desk):
    """A question that stayed empty and one about the report open exactly
    their places; the answers are in the redline and in the list."""
    empty, whole = "P05/answer:P05.bodies", "/answer:header.preparation"
    page = desk.get(DESK)
    boxes = {e.get("value") for e in page.all("input") if e.get("name") == "about"}
    assert {empty, whole, ANSWER} <= boxes
    assert not any(box.startswith("P04/answer") for box in boxes)  # left out
    form = desk.get(f"{DESK}/ask", params={"about": [empty, whole]})
    assert form.words().count("No answer was given.") == 2
    assert "About the report" in form.words()
    assert ask(desk, whole).status == 303
    assert "The Commission asks 1 question" in team.lead.get(team.home).words()
    assert "questions about the report as a whole" in team.lead.get(f"{team.home}/sign-off").words()
    about = f"{team.home}/about"
    shown = team.lead.get(about)
    assert "Which embassies?" in shown.words()
    saved = {"value": "By three ministries.", "language": "en", "revision": "0"}
    closed = team.lead.post(f"{team.home}/points/P05/answers/P05.bodies", {"value": "other"})
    assert closed.status == 409  # only the report as a whole is open
    assert ask(desk, empty).status == 303
    assert team.lead.post(f"{about}/answers/header.preparation", saved).status == 303
    url = f"{team.home}/points/P05/answers/P05.bodies"
    assert team.lead.post(url, {"value": "research"}).status == 303
    one = team.lead.get(f"{team.home}/clarifications/1")
    assert "About the report" in one.words()
    assert about in one.text
    assert say(team, "We forgot it.").status == 303
    answer(team)
    assert "By three ministries." in desk.get(f"{DESK}/clarifications/1").words()
    assert "Research" in desk.get(f"{DESK}/clarifications/2").words()
    assert team.lead.post(f"{about}/answers/header.preparation", saved).status == 409
    listed = desk.get(f"{LIST}?point=header").words()
    assert "1 question" in listed
    assert desk.get(f"{LIST}.xlsx").status == 200
    assert step(desk, "resolve", 1).status == 303
    assert step(desk, "cancel", 2, text="Clear enough.").status == 303
    assert desk.post(f"{DESK}/accept", {"version": "2"}).status == 303
    remarks = f"{DESK}/remarks"
    assert "About the report" in desk.get(remarks, params={"about": whole}).words()
    fields = {"version": "2", "about": whole, "text": "Well done.", "adjusted": ""}
    assert desk.post(remarks, fields).status == 303
    assert "Well done." in desk.get(DESK).words()
