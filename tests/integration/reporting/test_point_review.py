"""A point becomes agreed: ready by who writes it, approved or handed back by the lead, undone."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.roles import Grant, LookScope, Role
from app.domain.workflow import Status
from app.reporting.models import ContributionEditor
from app.reporting.reviews import read_points
from app.reporting.team_models import PointReview
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient, press_at_once
from tests.factories import CYCLE, assign_points, make_person, set_status
from tests.people import make_account
from tests.team import ready_team, team_of

POINT = "P05"
JUSTIFICATION = f"{POINT}.justification"


@pytest.fixture
def team(app):
    """Denmark's people; point 5 is filled in and in the contributor's hands."""
    team = ready_team(app)
    assign_points(team.engine, team.emails[Role.CONTRIBUTOR], POINT)
    return team


@pytest.fixture
def writer(team):
    """The browser of the contributor."""
    return team.browser(Role.CONTRIBUTOR)


def page_of(team, point=POINT):
    """Address of a point."""
    return f"{team.home}/points/{point}"


def form_of(browser, team, step, point=POINT):
    """Return address and fields of a step as the page offers it."""
    page = browser.get(page_of(team, point))
    for form in page.all("form"):
        fields = {f.get("name"): f.get("value", "") for f in form.iter("input")}
        if fields.get("step") == step:
            return form.get("action"), fields
    return "", {}


def steps(browser, team, point=POINT):
    """Return the steps that the page of a point offers."""
    page = browser.get(page_of(team, point))
    return {f.get("value") for f in page.all("input") if f.get("name") == "step"}


def say(browser, team, step, note="", point=POINT):
    """Press the button of a step on the page of a point."""
    url, fields = form_of(browser, team, step, point)
    assert url, f"{step} is not offered"
    return browser.post(url, {**fields, "note": note})


def state(team, point=POINT):
    """Return state and note as stored, or None."""
    with open_session(team.engine) as session:
        query = select(PointReview.state, PointReview.note).where(PointReview.point == point)
        found = session.execute(query).one_or_none()
        return None if found is None else tuple(found)


def events(team):
    """Return what the record says of points."""
    with open_session(team.engine) as session:
        query = select(AuditEvent.act, AuditEvent.subject).where(AuditEvent.act.like("point.%"))
        return [tuple(row) for row in session.execute(query.order_by(AuditEvent.id))]


def change(browser, team, text="Another text. "):
    """Save another answer at the point."""
    page = browser.get(page_of(team))
    url = f"{page_of(team)}/answers/{JUSTIFICATION}"
    revision = page.fields(url)["revision"]
    answer = browser.post(url, {"value": text + LONG_TEXT, "revision": revision})
    assert answer.status == 303


def test_from_ready_to_approved_with_words_for_the_lead(team, writer):
    """The contributor says ready with a note, the lead reads it, hands back, then approves."""
    assert say(writer, team, "ready", "Figures of June.").status == 303
    assert state(team) == ("ready", "Figures of June.")
    assert "Figures of June." in team.lead.get(page_of(team)).words()
    assert say(team.lead, team, "hand_back", "Name the ministry.").status == 303
    assert state(team) == ("returned", "Name the ministry.")
    words = writer.get(page_of(team)).words()
    assert "Handed back" in words
    assert "Name the ministry." in words
    assert say(writer, team, "ready").status == 303
    assert say(team.lead, team, "approve").status == 303
    assert state(team) == ("approved", "")
    assert "Approved" in writer.get(page_of(team)).words()
    assert [act for act, _ in events(team)] == [
        "point.ready",
        "point.hand_back",
        "point.ready",
        "point.approve",
    ]
    assert {subject for _, subject in events(team)} == {POINT}


def test_each_word_can_be_undone(team, writer):
    """Not ready after all; the approval taken back."""
    say(writer, team, "ready")
    assert say(writer, team, "not_ready").status == 303
    assert state(team) == ("", "")
    say(team.lead, team, "approve")
    assert steps(writer, team) == set()
    assert say(team.lead, team, "take_back").status == 303
    assert state(team) == ("", "")
    assert steps(writer, team) == {"ready"}


def _answer(browser, team):
    change(browser, team)


def _cell(browser, team):
    cell = {"key": f"SD-X.1/{POINT}@{NOW}", "value": "full", "revision": "1"}
    assert browser.post(f"{page_of(team)}/observations", cell).status == 303


def _measure(browser, team, *points, uid="5ecre7m1", revision="0"):
    given = {
        "title": "Act",
        "type": "law",
        "stage": "running",
        "points": list(points) or [POINT],
        "language": "en",
        "visibility": "public",
        "revision": revision,
    }
    assert browser.post(f"{team.home}/measures/{uid}", given).status == 303


def _link(browser, team):
    given = {"title": "Page", "url": "https://example.org/", "revision": "0"}
    assert browser.post(f"{page_of(team)}/evidence/5ecre7e1", given).status == 303


def _left_out(browser, team):
    given = {"left_out": "yes", "revision": "0"}
    assert browser.post(f"{page_of(team)}/leave-out", given).status == 303


def _explanation(browser, team):
    page = browser.get(page_of(team))
    key = next(f.get("value") for f in page.all("input") if f.get("name") == "finding_key")
    given = {"finding_key": key, "text": "It began in May.", "revision": "0"}
    assert browser.post(f"{page_of(team)}/justifications", given).status == 303


@pytest.mark.parametrize("edit", [_answer, _cell, _measure, _link, _left_out, _explanation])
def test_every_kind_of_change_ends_the_approval_in_the_same_act(team, edit):
    """Also when the lead changes it; the record says so, and says that nobody pressed a button."""
    say(team.lead, team, "approve")
    edit(team.lead, team)
    assert state(team) == ("", "")
    assert events(team)[-1] == ("point.edited_after_approval", POINT)
    with open_session(team.engine) as session:
        acts = session.execute(select(AuditEvent.act).order_by(AuditEvent.id.desc()).limit(2))
        assert list(acts.scalars()) == ["point.edited_after_approval", "saved"]


def test_a_measure_that_moves_away_ends_the_approval_it_leaves(team):
    """Where it served before is changed as well, and where it never was is not."""
    _measure(team.lead, team)
    team.lead.post(f"{page_of(team, 'P04')}/leave-out", {"left_out": "no", "revision": "1"})
    team.lead.post(f"{page_of(team, 'P03')}/leave-out", {"left_out": "no", "revision": "1"})
    for point in (POINT, "P04", "P03"):
        say(team.lead, team, "approve", point=point)
    _measure(team.lead, team, "P04", revision="1")
    assert [state(team, p)[0] for p in (POINT, "P04", "P03")] == ["", "", "approved"]


def test_a_change_elsewhere_or_of_nothing_keeps_the_approval(team):
    """Another point, the header, the same text again."""
    say(team.lead, team, "approve")
    about = f"{team.home}/about/answers/header.preparation"
    assert team.lead.post(about, {"value": "By two ministries.", "revision": "0"}).status == 303
    _measure(team.lead, team, "P04")
    url = f"{page_of(team)}/answers/{JUSTIFICATION}"
    again = {"csrf": team.lead.csrf, "value": LONG_TEXT, "revision": "1"}
    headers = {"Origin": team.lead.base_url, "Sec-Fetch-Site": "same-origin"}
    assert team.lead.request("POST", url, data=again, headers=headers).status == 303
    assert state(team) == ("approved", "")


def test_a_saved_field_brings_the_panel_along(team):
    """Whoever changes an approved point sees at once that it is approved no longer."""
    say(team.lead, team, "approve")
    url = f"{page_of(team)}/answers/{JUSTIFICATION}"
    part = team.lead.post(url, {"value": "Now. " + LONG_TEXT, "revision": "1"}, htmx=True)
    assert part.status == 200
    panel = next(e for e in part.all("section") if e.get("id") == "review")
    assert "Not called ready yet" in part.words(panel)
    fields = {f.get("name"): f.get("value") for f in panel.iter("input")}
    assert fields["revision"] == "2"
    part_only = {f.get("value") for f in panel.iter("input") if f.get("name") == "step"}
    assert "approve" in part_only


def test_an_approval_stands_under_what_the_lead_saw(team, writer):
    """A change that came between showing and pressing is not approved unread."""
    say(writer, team, "ready")
    url, fields = form_of(team.lead, team, "approve")
    change(writer, team)
    refused = team.lead.post(url, fields)
    assert refused.status == 409
    assert "The content changed after it was shown to you." in refused.words()
    assert state(team) == ("ready", "")
    assert say(team.lead, team, "approve").status == 303


def test_two_people_at_one_point_do_not_talk_past_each_other(team, writer):
    """A step based on an older word is refused, and the note typed is not lost."""
    say(writer, team, "ready")
    url, fields = form_of(team.lead, team, "hand_back")
    say(writer, team, "not_ready")
    say(writer, team, "ready", "Now with figures.")
    refused = team.lead.post(url, {**fields, "note": "Where are the figures?"})
    assert refused.status == 409
    assert "Somebody has said something about this point" in refused.words()
    assert "Where are the figures?" in refused.text
    assert state(team) == ("ready", "Now with figures.")


def test_the_same_button_pressed_twice_is_one_word(team, writer):
    """The second press changes nothing and is no error."""
    url, fields = form_of(writer, team, "ready")
    assert writer.post(url, fields).status == 303
    headers = {"Origin": writer.base_url, "Sec-Fetch-Site": "same-origin"}
    again = writer.request("POST", url, data={**fields, "csrf": writer.csrf}, headers=headers)
    assert again.status == 303
    assert [act for act, _ in events(team)] == ["point.ready"]


def test_handing_back_needs_words(team, writer):
    """Without them the form comes back open, at its field."""
    say(writer, team, "ready")
    refused = say(team.lead, team, "hand_back", "   ")
    assert refused.status == 422
    assert "Say what has to be changed." in refused.words()
    assert "#review-hand_back-note" in {a.get("href") for a in refused.all("a")}
    assert state(team)[0] == "ready"
    assert say(team.lead, team, "hand_back", "x" * 2001).status == 422


def test_who_may_not_write_the_whole_point_says_nothing(team, writer):
    """Holding one question, another point, or a role that reads: no button, and no way round."""
    other = make_person(team.engine, Role.CONTRIBUTOR, name="Other Person")
    assign_points(team.engine, other, "P04")
    outsider = PageClient(team.app).sign_in(other)
    signatory, reader = team.signatory, team.browser(Role.NATIONAL_READER)
    for browser in (outsider, signatory, reader):
        assert steps(browser, team) == set()
        assert browser.post(f"{page_of(team)}/ready", {"step": "ready"}).status == 403
    approve = {"step": "approve", "shown_sha256": "0" * 64}
    for browser in (writer, outsider, signatory, reader):
        assert browser.post(f"{page_of(team)}/approval", approve).status == 403
    assert state(team) is None


def test_nobody_outside_the_country_sees_or_says_anything(team):
    """Foreign and not existing look the same."""
    say(team.lead, team, "approve")
    foreign = make_person(team.engine, Role.REPORTING_LEAD, "NL", "Foreign Lead")
    outside = [PageClient(team.app).sign_in(foreign)]
    for role in (Role.DESK_OFFICER, Role.ADMINISTRATOR, Role.CYCLE_MANAGER):
        make_account(team.engine, f"{role.value}@eu.example", Grant(role))
        outside.append(PageClient(team.app).sign_in(f"{role.value}@eu.example"))
    for browser in outside:
        take_back = {"step": "take_back", "revision": "1"}
        assert browser.post(f"{page_of(team)}/approval", take_back).status == 404
        assert browser.post(f"{page_of(team)}/ready", {"step": "ready"}).status == 404
    assert state(team)[0] == "approved"


def test_whoever_is_shown_the_draft_is_not_told_how_far_it_is_agreed(team):
    """A look of the desk reads what is written, not what the country still says about it."""
    say(team.lead, team, "approve")
    contribution = team.row().id
    with open_session(team.engine) as session:
        inside = read_points(session, team.scope, contribution)
        looking = read_points(session, LookScope("DK", team.scope.account_id, 1), contribution)
    assert set(inside.reviews) == {POINT}
    assert looking.reviews == {}
    assert looking.asks == ()
    assert looking.left_out == inside.left_out == dict.fromkeys(inside.left_out, "Not yet.")


@pytest.mark.parametrize("status", [Status.AWAITING_SIGN_OFF, Status.SUBMITTED, Status.DECLINED])
def test_a_locked_contribution_takes_no_more_words(team, status):
    """What is with the signatory or the Commission is agreed already."""
    url, fields = form_of(team.lead, team, "approve")
    set_status(team.engine, status)
    assert team.lead.post(url, fields).status == 409
    assert steps(team.lead, team) == set()
    assert state(team) is None


def test_saying_something_is_not_editing(team, writer):
    """Whoever only calls a point ready has changed nothing, and is free to sign."""
    with open_session(team.engine) as session:
        before = session.execute(select(ContributionEditor.account_id)).scalars().all()
    say(writer, team, "ready")
    with open_session(team.engine) as session:
        assert session.execute(select(ContributionEditor.account_id)).scalars().all() == before


def test_the_lists_show_how_far_each_point_is_agreed(team, writer):
    """Overview with its filters, tasks by person and by point, and the sign-off page."""
    words = team.lead.get(f"{team.home}/sign-off").words()
    assert "None; approving points is optional" in words
    assert "not approved by the lead" not in words
    say(writer, team, "ready")
    shown = {
        name: _listed(team, team.lead.get(f"{team.home}?show={name}"))
        for name in ("ready", "approved", "returned")
    }
    assert shown == {"ready": {POINT}, "approved": set(), "returned": set()}
    assert "Ready for approval" in team.lead.get(team.home).words()
    for query in ("", "?by=point"):
        tasks = team.lead.get(f"{team.home}/assignments/tasks{query}").words()
        assert "Ready for approval" in tasks
    say(team.lead, team, "hand_back", "Name the ministry.")
    mine = writer.get(f"{team.home}/assignments/tasks").words()
    assert "Handed back: Name the ministry." in mine
    assert "1 open task" in mine
    team.lead.post(f"{page_of(team, 'P04')}/leave-out", {"left_out": "no", "revision": "1"})
    say(team.lead, team, "approve")
    assert _listed(team, team.lead.get(f"{team.home}?show=not_approved")) == {"P04"}
    signing = team.lead.get(f"{team.home}/sign-off")
    assert "1 point is not approved by the lead" in signing.words()
    assert "1 of 2" in signing.words()


def _listed(team, page):
    rows = [e for e in page.all("li") if (e.get("class") or "").startswith("task")]
    links = [a.get("href") for row in rows for a in row.iter("a")]
    return {link.rpartition("/")[2] for link in links if link.startswith(f"{team.home}/points/")}


def test_sign_off_does_not_wait_for_approvals(team):
    """Partial submissions are lawful: approval helps a country and stops nothing."""
    say(team.lead, team, "approve")
    team.lead.post(f"{page_of(team, 'P04')}/leave-out", {"left_out": "no", "revision": "1"})
    team.lead.post(f"{page_of(team, 'P04')}/leave-out", {"left_out": "yes", "revision": "2"})
    say(team.lead, team, "take_back")
    assert team.report().status == 303
    assert team.status is Status.SUBMITTED


def test_a_point_left_out_is_not_agreed_on(team):
    """There is nothing to approve; what was said before shows again with the point."""
    say(team.lead, team, "approve")
    _left_out(team.lead, team)
    assert steps(team.lead, team) == set()
    assert "Agreed inside your country" not in team.lead.get(page_of(team)).words()


def test_of_many_leads_who_press_at_once_one_is_heard(app):
    """Eight at the same button: one row, one event; the other seven learn that it was said.

    Writers wait for one another at the gate of the served portal (SQLite) or on the row of the
    contribution (PostgreSQL), so nobody is turned away. A machine on which a turn takes seconds
    may answer 503 after five of them: then nothing was written, and the button is pressed again.
    """
    team = team_of(app)
    url, fields = form_of(team.lead, team, "ready", "P01")
    people = [make_person(team.engine, Role.REPORTING_LEAD, name=f"Lead {n}") for n in range(8)]
    browsers = [PageClient(team.app).sign_in(email) for email in people]

    waiting, statuses = browsers, []
    while waiting:
        answers = press_at_once(waiting, url, fields)
        statuses += [answer.status_code for answer in answers if answer.status_code != 503]
        both = zip(waiting, answers, strict=True)
        waiting = [browser for browser, answer in both if answer.status_code == 503]
        assert len(waiting) < len(answers), "nobody got through"
    assert sorted(statuses) == [303] + [409] * 7
    assert state(team, "P01") == ("ready", "")
    assert len(events(team)) == 1
    assert CYCLE in url
