"""Ministries that are asked approve exactly what they saw; signing waits for these alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.domain.workflow import Status
from app.identity.models import Account
from app.reporting.team_models import MinistryApproval
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import fill, make_person, set_status
from tests.ministries import (
    BODY,
    POINT,
    account,
    approve,
    ask,
    change,
    events,
    ministries,
    one,
    stored,
)
from tests.people import make_account
from tests.talking import started, waiting
from tests.team import ready_team


@pytest.fixture
def team(app):
    """Denmark's people; point 5 is filled in, the others are left out."""
    return ready_team(app)


@pytest.fixture
def colleague(team):
    """The browser of somebody of the ministry, who reads and writes nothing."""
    return team.browser(Role.NATIONAL_READER)


def test_a_country_that_asks_nobody_waits_for_nobody(team):
    """No ask, no hindrance; the sign-off page says so to the lead."""
    page = team.lead.get(f"{team.home}/sign-off")
    assert "No ministry has been asked to approve points" in page.words()
    assert ministries(team) in {a.get("href") for a in page.all("a")}
    assert team.report().status == 303


def test_signing_waits_until_the_ministry_has_approved(team, colleague):
    """Sent, refused with the name, approved while everything is locked, then signed."""
    assert ask(team).status == 303
    assert team.act("send").status == 303
    refused = team.sign()
    assert refused.status == 409
    assert f"have not approved: {BODY}." in refused.words()
    assert team.status is Status.AWAITING_SIGN_OFF
    assert approve(team, colleague).status == 303
    assert stored(team) == [("approved", "", 64, False)]
    page = team.signatory.get(f"{team.home}/sign-off").words()
    assert "Approved on" in page
    assert "Signing waits" not in page
    assert team.sign().status == 303
    assert team.submit().status == 303


def test_the_colleague_is_told_and_sees_exactly_what_is_approved(team, colleague):
    """Named among the points, read without the rest of the report; answered, it is gone."""
    fill(team.engine, team.scope, {"header.preparation": "By a working group."}, {})
    team.lead.post(f"{team.home}/points/P04/leave-out", {"left_out": "no", "revision": "1"})
    fill(team.engine, team.scope, {"P04.contact": "Somebody else"}, {})
    ask(team)
    home = colleague.get(team.home)
    assert f"{BODY}: Point 5" in home.words()
    assert one(team) in {a.get("href") for a in home.all("a")}
    page = colleague.get(one(team))
    assert LONG_TEXT.strip() in page.words()
    assert "By a working group." not in page.words()
    assert "Somebody else" not in page.words()
    assert {e.get("id") for e in page.all("article")} == {f"read-{POINT}"}
    approve(team, colleague)
    assert one(team) not in {a.get("href") for a in colleague.get(team.home).all("a")}


def test_the_head_of_every_page_counts_what_waits_and_leads_there(team, colleague):
    """To the one ask, to the overview where there is more; what is answered is not counted."""
    assert head(colleague, team) == (0, "")
    ask(team)
    assert head(colleague, team) == (1, one(team))
    ask(team, "P01", body="Another body")
    started(team, tell=[str(account(team, team.emails[Role.NATIONAL_READER]))])
    count, url = head(colleague, team)
    assert (count, url) == (3, team.home)
    there = {a.get("href") for a in colleague.get(url).all("a")}
    assert {one(team), one(team, 2)} <= there
    assert head(team.lead, team) == (0, "")
    approve(team, colleague)
    team.lead.post(f"{one(team, 2)}/withdraw", {})
    assert head(colleague, team) == (1, f"{team.home}/conversations?show=mentions")


def test_what_is_signed_waits_for_no_ministry(team, colleague):
    """An ask that nobody can answer any more is not counted."""
    ask(team)
    set_status(team.engine, Status.SIGNED_OFF)
    assert head(colleague, team) == (0, "")


def head(browser, team):
    """Return the number in the head of a page and where it leads."""
    page = browser.get(team.home)
    links = [a.get("href") for a in page.all("a") if "Waiting for you" in page.words(a)]
    return waiting(browser, team), "".join(links)


def test_a_contributor_meets_it_among_the_tasks(team):
    """Whoever writes has a list of tasks; the ask stands on it."""
    ask(team, role=Role.CONTRIBUTOR)
    page = team.browser(Role.CONTRIBUTOR).get(f"{team.home}/assignments/tasks")
    assert one(team) in {a.get("href") for a in page.all("a")}
    assert one(team) not in {
        a.get("href") for a in team.lead.get(f"{team.home}/assignments/tasks").all("a")
    }
    ask(team, "P01", role=Role.CONTRIBUTOR)
    assert head(team.browser(Role.CONTRIBUTOR), team) == (2, f"{team.home}/assignments/tasks")


@pytest.mark.parametrize(
    ("answers", "cells"),
    [
        ({f"{POINT}.justification": "New. " + LONG_TEXT}, {}),
        ({}, {f"SD-X.1/{POINT}@{NOW}": "full"}),
    ],
)
def test_a_later_change_of_these_points_voids_it_visibly(team, colleague, answers, cells):
    """It says so everywhere, signing waits again, and approving again mends it."""
    ask(team)
    approve(team, colleague)
    fill(team.engine, team.scope, answers, cells)
    for browser, url in (
        (team.lead, f"{team.home}/sign-off"),
        (team.lead, ministries(team)),
        (colleague, one(team)),
    ):
        assert "Changed since it was approved" in browser.get(url).words(), url
    team.act("send")
    assert team.sign().status == 409
    assert approve(team, colleague).status == 303
    assert team.sign().status == 303


def test_a_change_elsewhere_leaves_the_approval(team, colleague):
    """Another point, the report as a whole, a measure that also serves another point."""
    team.lead.post(f"{team.home}/points/P04/leave-out", {"left_out": "no", "revision": "1"})
    ask(team)
    approve(team, colleague)
    fill(team.engine, team.scope, {"header.preparation": "By us.", "P04.contact": "A. Person"}, {})
    given = {
        "title": "Act",
        "type": "law",
        "stage": "running",
        "points": ["P04"],
        "language": "en",
        "visibility": "public",
        "revision": "0",
    }
    assert team.lead.post(f"{team.home}/measures/5ecre7m1", given).status == 303
    assert "Changed since" not in colleague.get(one(team)).words()
    given |= {"points": ["P04", POINT], "revision": "1"}
    assert team.lead.post(f"{team.home}/measures/5ecre7m1", given).status == 303
    assert "Changed since" in colleague.get(one(team)).words()


def test_what_changed_between_reading_and_pressing_is_not_approved(team, colleague):
    """The hash of the page is not the hash of the content any more."""
    ask(team)
    shown = colleague.get(one(team)).fields(f"{one(team)}/approve")["shown_sha256"]
    change(team)
    given = {"shown_sha256": shown, "declaration": "yes"}
    refused = colleague.post(f"{one(team)}/approve", given)
    assert refused.status == 409
    assert "The content changed after it was shown to you." in refused.words()
    assert stored(team) == [("", "", 0, False)]


def test_approving_needs_the_declaration_and_returning_needs_words(team, colleague):
    """Each comes back at its field; nothing is stored."""
    ask(team)
    refused = approve(team, colleague, declaration="")
    assert refused.status == 422
    assert "Confirm that you have read these points." in refused.words()
    for note in ("  ", "x" * 2001):
        assert colleague.post(f"{one(team)}/return", {"note": note}).status == 422
    assert stored(team) == [("", "", 0, False)]


def test_returning_says_why_and_holds_signing_back(team, colleague):
    """The lead reads the note; after the change the same colleague approves."""
    ask(team)
    note = "Name the <i>embassies</i>."
    assert colleague.post(f"{one(team)}/return", {"note": note}).status == 303
    assert note in team.lead.get(f"{team.home}/sign-off").words()
    team.act("send")
    assert team.sign().status == 409
    team.act("recall")
    change(team, "The embassies are named. ")
    team.act("send")
    assert approve(team, colleague).status == 303
    assert stored(team) == [("approved", "", 64, False)]
    assert team.sign().status == 303


def test_the_lead_may_stop_asking_and_that_is_recorded_with_name_and_time(team, colleague):
    """Signing goes on; the page says who withdrew it and when; the colleague is asked no more."""
    ask(team)
    team.act("send")
    assert team.lead.post(f"{one(team)}/withdraw").status == 303
    assert stored(team) == [("", "", 0, True)]
    page = team.signatory.get(f"{team.home}/sign-off").words()
    with open_session(team.engine) as session:
        email = team.emails[Role.REPORTING_LEAD]
        name = session.execute(select(Account.name).where(Account.email == email)).scalar_one()
    assert f"Withdrawn by {name}, " in page
    assert "No longer asked" in page
    shown = {"shown_sha256": "0" * 64, "declaration": "yes"}
    assert colleague.post(f"{one(team)}/approve", shown).status == 409
    assert all("/approve" not in f.get("action", "") for f in colleague.get(one(team)).all("form"))
    assert team.sign().status == 303
    with open_session(team.engine) as session:
        row = session.execute(select(MinistryApproval)).scalar_one()
        lead = account(team, team.emails[Role.REPORTING_LEAD])
        assert row.withdrawn_by == lead
        assert row.withdrawn_at is not None


def test_the_record_holds_ids_points_and_hashes_and_no_words(team, colleague):
    """Who asked whom for what, and under which content; neither body nor note."""
    ask(team)
    colleague.post(f"{one(team)}/return", {"note": "Name the embassies."})
    approve(team, colleague)
    team.lead.post(f"{one(team)}/withdraw")
    found = events(team)
    assert [act.partition(".")[2] for act, _ in found] == [
        "asked",
        "returned",
        "approved",
        "withdrawn",
    ]
    assert all(data["points"] == [POINT] for _, data in found)
    assert len(found[2][1]["content"]) == 64
    assert "embassies" not in str(found)
    assert "Foreign" not in str(found)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"body": " "}, 422),
        ({"body": "x" * 201}, 422),
        ({"point": []}, 422),
        ({"point": ["P25"]}, 404),
        ({"point": ["<b>"]}, 404),
        ({"account": "999999"}, 422),
        ({"account": ""}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused(team, fields, status):
    """No name, no point, points not asked of this country, strangers."""
    person = account(team, team.emails[Role.NATIONAL_READER])
    given = {"body": BODY, "account": str(person), "point": [POINT], **fields}
    answer = team.lead.post(ministries(team), given)
    assert answer.status == status
    assert stored(team) == []


def test_asking_twice_is_asking_once(team):
    """A double press makes one ask; the second is no error."""
    ask(team)
    person = account(team, team.emails[Role.NATIONAL_READER])
    given = {"csrf": team.lead.csrf, "body": BODY, "account": str(person), "point": [POINT]}
    headers = {"Origin": team.lead.base_url, "Sec-Fetch-Site": "same-origin"}
    again = team.lead.request("POST", ministries(team), data=given, headers=headers)
    assert again.status == 303
    assert len(stored(team)) == 1
    ask(team, body="Another ministry")
    assert len(stored(team)) == 2


def test_only_the_colleague_who_was_asked_answers_and_only_the_lead_asks(team, colleague):
    """Colleagues may read it; lead, signatory and contributor cannot answer in their place."""
    ask(team)
    shown = {"shown_sha256": "0" * 64, "declaration": "yes"}
    for role in (Role.REPORTING_LEAD, Role.SIGNATORY, Role.CONTRIBUTOR):
        browser = team.browser(role)
        page = browser.get(one(team))
        assert page.status == 200
        assert all("/approve" not in form.get("action", "") for form in page.all("form"))
        assert browser.post(f"{one(team)}/approve", shown).status == 404
        assert browser.post(f"{one(team)}/return", {"note": "No."}).status == 404
    given = {"body": BODY, "account": "1", "point": [POINT]}
    for role in (Role.SIGNATORY, Role.CONTRIBUTOR, Role.NATIONAL_READER):
        browser = team.browser(role)
        assert browser.get(ministries(team)).status == 403
        assert browser.post(ministries(team), given).status == 403
        assert browser.post(f"{one(team)}/withdraw").status == 403
    assert stored(team) == [("", "", 0, False)]


def test_nobody_outside_the_country_sees_or_answers_an_ask(team):
    """Foreign and not existing look the same."""
    ask(team)
    foreign = make_person(team.engine, Role.REPORTING_LEAD, "NL", "Foreign Lead")
    outside = [PageClient(team.app).sign_in(foreign)]
    for role in (Role.DESK_OFFICER, Role.ADMINISTRATOR, Role.REPORT_EDITOR):
        make_account(team.engine, f"{role.value}@eu.example", Grant(role))
        outside.append(PageClient(team.app).sign_in(f"{role.value}@eu.example"))
    for browser in outside:
        assert browser.get(ministries(team)).status == 404
        assert browser.get(one(team)).status == 404
        assert browser.post(f"{one(team)}/withdraw").status == 404
        assert browser.post(f"{one(team)}/return", {"note": "No."}).status == 404
    assert team.lead.get(one(team, 99)).status == 404
    assert stored(team) == [("", "", 0, False)]


@pytest.mark.parametrize("status", [Status.SIGNED_OFF, Status.SUBMITTED, Status.DECLINED])
def test_after_signing_nobody_is_asked_and_nobody_answers(team, colleague, status):
    """What stands under the signature stands."""
    ask(team)
    set_status(team.engine, status)
    shown = {"shown_sha256": "0" * 64, "declaration": "yes"}
    assert ask(team, body="Another").status == 409
    assert colleague.post(f"{one(team)}/approve", shown).status == 409
    assert colleague.post(f"{one(team)}/return", {"note": "No."}).status == 409
    assert team.lead.post(f"{one(team)}/withdraw").status == 409
    assert stored(team) == [("", "", 0, False)]


def test_an_approval_carries_over_to_the_next_version_while_nothing_changes(team, colleague):
    """Withdrawn and taken up again: the same content needs no second approval, another does."""
    ask(team)
    approve(team, colleague)
    assert team.report().status == 303
    team.act("withdraw", reason="A figure elsewhere was wrong.")
    team.act("reopen")
    assert "Changed since" not in team.lead.get(f"{team.home}/sign-off").words()
    change(team)
    team.act("send", reason="Point 5 was mended.")
    assert team.sign().status == 409


def test_of_an_approval_and_a_change_at_once_the_later_one_knows(team, colleague):
    """Whoever comes first: what stands approved is what was shown, or it says that it changed."""
    ask(team)
    shown = colleague.get(one(team)).fields(f"{one(team)}/approve")["shown_sha256"]
    given = {"csrf": colleague.csrf, "shown_sha256": shown, "declaration": "yes"}
    headers = {"Origin": colleague.base_url, "Sec-Fetch-Site": "same-origin"}

    def press():
        url = f"{one(team)}/approve"
        return colleague.request("POST", url, data=given, headers=headers).status

    with ThreadPoolExecutor(2) as pool:
        pressed, changed = pool.submit(press), pool.submit(change, team)
        status, _ = pressed.result(), changed.result()
    words = team.lead.get(f"{team.home}/sign-off").words()
    assert status in (303, 409)
    assert ("Changed since it was approved" if status == 303 else "Not approved yet") in words
