"""The pages about a contribution as a whole: list, overview, about, findings, who does what."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.catalogue.models import CycleKind
from app.core.clock import fixed, now
from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import Status
from app.identity.models import Account
from app.reporting.service.keeping import Base
from app.reporting.service.records import leave_out
from app.reporting.team_models import Assignment
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import (
    CYCLE,
    assign_points,
    fill,
    make_contribution,
    make_cycle,
    make_person,
    set_status,
    stored_answer,
)
from tests.team import Team, ready_team, team_of

PARTS = ("", "/about", "/findings", "/assignments", "/sign-off", "/submissions")


def _links(page):
    return {page.words(a): a.get("href") for a in page.all("a")}


def _rows(page):
    return {
        int(page.words(row).split()[0]): page.words(row)
        for row in page.all("li")
        if row.get("class", "").startswith("task")
    }


def test_list_shows_the_contributions_of_the_active_country_only(app):
    """Cycles of one's own country, with state and time left."""
    team = team_of(app)
    with open_session(team.engine, write=True) as session:
        make_contribution(session, "GR")
    page = team.lead.get("/contributions")
    assert "Cycle 2027" in page.words()
    assert "30 days left" in page.words()
    assert team.home in _links(page).values()
    assert "/contributions/2027/EL" not in page.text


def test_overview_counts_points_findings_and_days(app):
    """Left-out points are not judged; what blocks is as much as sign-off and findings say."""
    team = team_of(app)
    said = team.lead.get(team.home).words()
    every = _counted_at_sign_off(team)
    assert f"0 of 5 points complete, {every} missing answers block sending, 30 days left" in said
    fill(team.engine, team.scope, {"P05.justification": "Too short."}, {})
    fill(team.engine, team.scope, {}, {f"SD-X.1/P05@{NOW}": "some"})
    page = team.lead.get(team.home)
    every = _counted_at_sign_off(team)
    both = f"{every} block sending: missing answers ({every - 1}), things to mend (1)"
    assert f"1 of 5 points complete, {both}" in page.words()
    assert "1 thing to mend" in _rows(page)[5]
    _leave_the_rest_out(team)
    alone = "1 of 1 points complete, 1 thing to mend blocks sending"
    assert alone in team.lead.get(team.home).words()
    fill(team.engine, team.scope, {"P05.justification": LONG_TEXT}, {})
    assert "1 of 1 points complete, nothing blocks sending" in team.lead.get(team.home).words()


def _counted_at_sign_off(team):
    """Return how many things block sending, by the page on which the report is sent."""
    page = team.lead.get(f"{team.home}/sign-off")
    title = next(h for h in page.all("h2") if h.get("id") == "blocking-title")
    return int(page.words(title).rpartition(" ")[2])


def _leave_the_rest_out(team):
    with open_session(team.engine, write=True) as session:
        for point in ("P01", "P02", "P03", "P04"):
            leave_out(session, team.scope, CYCLE, point, left_out=True, reason="", base=Base())


def test_every_square_and_row_names_its_state(app):
    """The strip says in words what it shows in shades."""
    team = ready_team(app)
    page = team.lead.get(team.home)
    names = [a.get("aria-label") for a in page.all("a") if a.get("class") == "strip__square"]
    assert names == [
        "Point 1, Point number 1: Left out",
        "Point 2, Point number 2: Left out",
        "Point 3, Point number 3: Left out",
        "Point 4, Point number 4: Left out",
        "Point 5, Point number 5: Ready",
    ]


def test_next_step_follows_the_person_and_the_state(app):
    """One button: begin, go on, check, sign, submit, receipt."""
    team = team_of(app)

    def button(role):
        page = team.browser(role).get(team.home)
        found = [a for a in page.all("a") if "link-button" in a.get("class", "")]
        assert len(found) <= 1
        return (page.words(found[0]), found[0].get("href")) if found else None

    lead, signatory = Role.REPORTING_LEAD, Role.SIGNATORY
    assert button(lead) == ("Begin with point 1", f"{team.home}/points/P01")
    assert button(Role.CONTRIBUTOR) is None
    assert button(signatory) is None
    fill(team.engine, team.scope, {"P02.coordinator": "A. Person"}, {})
    assert button(lead) == ("Go on with point 2", f"{team.home}/points/P02")
    assign_points(team.engine, team.emails[Role.CONTRIBUTOR], "P04")
    assert button(Role.CONTRIBUTOR) == ("Go on with point 4", f"{team.home}/points/P04")
    fill(team.engine, team.scope, {"P05.justification": LONG_TEXT}, {f"SD-X.1/P05@{NOW}": "some"})
    _leave_the_rest_out(team)
    sign_off = f"{team.home}/sign-off"
    assert button(lead) == ("Check and send for sign-off", sign_off)
    team.act("send")
    assert button(lead) == ("See what is to be signed", sign_off)
    assert button(signatory) == ("Read and sign", sign_off)
    team.sign()
    assert button(lead) == ("Submit to the Commission", sign_off)
    team.submit()
    assert button(lead) == ("See the receipt", f"{team.home}/submissions/1/receipt")


def test_filters_are_in_the_address(app):
    """Mine, missing, questioned; an unknown filter shows all."""
    team = team_of(app)
    assign_points(team.engine, team.emails[Role.CONTRIBUTOR], "P02", "P04")
    mine = team.browser(Role.CONTRIBUTOR).get(f"{team.home}?show=mine")
    assert set(_rows(mine)) == {2, 4}
    assert set(_rows(team.lead.get(f"{team.home}?show=mine"))) == {1, 3, 5}
    assert set(_rows(team.lead.get(f"{team.home}?show=nothing"))) == {1, 2, 3, 4, 5}
    fill(team.engine, team.scope, {"P05.justification": LONG_TEXT}, {f"SD-X.1/P05@{NOW}": "some"})
    assert set(_rows(team.lead.get(f"{team.home}?show=missing"))) == {1, 2, 3, 4}
    empty = team.lead.get(f"{team.home}?show=questioned")
    assert "No point fits this choice" in empty.words()
    set_status(team.engine, Status.CLARIFICATION_REQUESTED, "P03")
    assert set(_rows(team.lead.get(f"{team.home}?show=questioned"))) == {3}


def test_rows_say_what_is_missing_and_who_holds_it(app):
    """Names of colleagues, and what is expected, in words."""
    team = team_of(app)
    assign_points(team.engine, team.emails[Role.CONTRIBUTOR], "P02")
    row = _rows(team.lead.get(team.home))[2]
    assert "Missing: progress status, 1 answer, 2 values" in row
    assert "Contributor" in row


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-2, "opens on"),
        (29, "1 day left"),
        (30, "today is the last day"),
        (40, "late, 20 days until the cycle closes"),
        (61, "This cycle is closed"),
    ],
)
def test_time_left_is_counted_in_days_of_brussels(app, days, said):
    """Before, open, late and closed."""
    noon = now().replace(hour=12, minute=0, second=0, microsecond=0)
    with fixed(noon):
        team = team_of(app)
        team.emails  # noqa: B018 - makes the accounts
    with fixed(noon + timedelta(days=days)):
        page = team.lead.get(team.home)
        assert said in page.words()
        if days < 0 or days > 60:
            assert not [a for a in page.all("a") if "link-button" in a.get("class", "")]


def test_greece_is_printed_el_and_found_under_both_codes(app):
    """The address says EL; GR leads to the same page."""
    team = team_of(app, "GR")
    for code in ("EL", "GR"):
        page = team.lead.get(f"/contributions/2027/{code}")
        assert page.heading == "Greece"
        assert "/contributions/2027/EL/sign-off" in page.text
        assert "/2027/GR" not in page.text.replace(f'value="/contributions/2027/{code}"', "")


@pytest.mark.parametrize("part", PARTS)
def test_foreign_unknown_and_missing_look_the_same(app, part):
    """A stranger cannot tell a country's draft from one that does not exist."""
    team_of(app)
    stranger = Team(app, "GR")
    stranger.emails  # noqa: B018 - makes the accounts
    answers = [
        stranger.lead.get(f"/contributions/{where}{part}")
        for where in ("2027/DK", "2027/XX", "2027/NL", "1999/EL")
    ]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.heading for answer in answers}) == 1


@pytest.mark.parametrize("part", PARTS)
def test_no_page_asks_the_database_more_than_twelve_times(app, part):
    """However many points there are."""
    team = ready_team(app)
    team.act("send")
    team.sign()
    team.submit()
    team.lead.get(f"{team.home}{part}")  # reads the catalogue once
    asked = []

    def count(connection, cursor, statement, *rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(team.engine, "before_cursor_execute", count)
    assert team.lead.get(f"{team.home}{part}").status == 200
    event.remove(team.engine, "before_cursor_execute", count)
    assert 3 <= len(asked) <= 12, asked


def test_questions_about_the_report_are_the_leads(app):
    """They save by themselves or with a button; colleagues read them."""
    team = team_of(app)
    url = f"{team.home}/about/answers/header.preparation"
    assert team.lead.post(url, {"value": "By three ministries."}).location == (
        f"{team.home}/about#answer-header.preparation"
    )
    assert stored_answer(team.engine, "header.preparation").value == "By three ministries."
    part = team.lead.post(url, {"value": "By four.", "revision": "1"}, htmx=True)
    assert part.status == 200
    assert not part.is_page
    assert "By four." in part.text
    for role in (Role.CONTRIBUTOR, Role.NATIONAL_READER):
        page = team.browser(role).get(f"{team.home}/about")
        assert page.all("textarea") == []
        assert "By four." in page.words()
        assert team.browser(role).post(url, {"value": "No."}).status == 403
    assert team.lead.post(f"{team.home}/about/answers/P01.justification").status == 404
    assert team.lead.post(f"{team.home}/about/answers/header.nothing").status == 404


def test_findings_are_grouped_linked_and_explained(app):
    """Blocking and warnings apart; the form of an explanation is there."""
    team = ready_team(app)
    page = team.lead.get(f"{team.home}/findings")
    assert f"{team.home}/points/P05#measures" in _links(page).values()
    assert any(form.get("action", "").endswith("/justifications") for form in page.all("form"))
    only = team.lead.get(f"{team.home}/findings?show=blocking")
    assert "Nothing of this kind There are other findings." in only.words()


def _assigned(team):
    with open_session(team.engine) as session:
        rows = session.execute(select(Assignment.point, Assignment.account_id))
        return {tuple(row) for row in rows}


def test_lead_hands_out_points_and_two_leads_do_not_undo_each_other(app):
    """Only what was ticked or unticked since the page was shown changes."""
    team = team_of(app)
    url = f"{team.home}/assignments"
    page = team.lead.get(url)
    boxes = [f.get("value") for f in page.all("input") if f.get("name") == "holder"]
    assert len(boxes) == 5
    person = int(boxes[0].partition(":")[2])
    team.lead.post(url, {"holder": [f"P01:{person}", f"P02:{person}"]})
    assert _assigned(team) == {("P01", person), ("P02", person)}
    # An older page, on which nothing was ticked, hands out a third point.
    team.lead.post(url, {"holder": [f"P03:{person}"]})
    assert _assigned(team) == {("P01", person), ("P02", person), ("P03", person)}
    answer = team.lead.post(url, {"shown": [f"P01:{person}"]}, follow=True)
    assert "Saved" in answer.words()
    assert _assigned(team) == {("P02", person), ("P03", person)}


def test_points_are_handed_to_own_contributors_only(app):
    """Not to strangers, not at points that are not asked, and not by colleagues."""
    team = team_of(app)
    url = f"{team.home}/assignments"
    contributor = team.browser(Role.CONTRIBUTOR)
    assert contributor.get(url).status == 403
    assert contributor.post(url, {"holder": ["P01:1"]}).status == 403
    foreign = make_person(team.engine, Role.CONTRIBUTOR, "NL", "Foreign Person")
    ids = _ids(team, foreign, team.emails[Role.SIGNATORY])
    for wrong in (*(f"P01:{one}" for one in ids), "P01:999999", "P01:x", "<b>"):
        assert team.lead.post(url, {"holder": [wrong]}).status == 422, wrong
    assert team.lead.post(url, {"holder": [f"P25:{ids[0]}"]}).status == 404
    assert _assigned(team) == set()


def _ids(team, *emails):
    with open_session(team.engine) as session:
        query = select(Account.id).where(Account.email.in_(emails))
        return session.execute(query).scalars().all()


def test_a_country_without_contributors_is_told_so(app):
    """An empty state instead of an empty table."""
    team = Team(app)
    with open_session(team.engine, write=True) as session:
        make_contribution(session, "DK", make_cycle(session))
    email = make_person(team.engine, Role.REPORTING_LEAD, "DK", "Only Lead")
    page = PageClient(app).sign_in(email).get(f"{team.home}/assignments")
    assert "You have no contributors yet" in page.words()


@pytest.mark.parametrize("kind", [CycleKind.BASELINE, CycleKind.LIVE])
def test_what_was_compiled_offers_no_tasks_and_nothing_to_sign(app, kind):
    """Nobody is asked for it, signs it or submits it; a live one offers all of that to its lead."""
    team = team_of(app, kind=kind)
    links = set(_links(team.lead.get(team.home)))
    acting = {"Tasks", "Who does what", "Sign-off", "Submissions"}
    assert links & acting == (acting if kind is CycleKind.LIVE else set())
    assert {"Points", "Measures"} <= links
    words = team.lead.get(team.home).words()
    live = kind is CycleKind.LIVE
    assert ("points complete" in words, "Missing:" in words) == (live, live)
    assert ("nothing was reported or signed" in words) is not live
