"""A country shows its draft to one desk officer: with reason and end, logged, ended at once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.core import clock
from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.domain.workflow import Status
from app.identity.models import Account
from app.identity.service import disable_account, grant_role, revoke_role
from app.reporting.pages.looks import local_time
from app.reporting.team_models import Look, LookGrant
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import CYCLE, fill, make_contribution, set_status
from tests.people import make_account
from tests.team import Team, team_of

DRAFT = f"/looks/{CYCLE}/DK"
WORDS = "canary-shown"


def _day(days: int) -> str:
    return (clock.today_brussels() + timedelta(days=days)).isoformat()


@pytest.fixture
def dk(app, engine) -> Team:
    """Denmark has begun to write; three people of the Commission and the administrator exist."""
    team = team_of(app)
    for email, role in (
        ("olga@ec.example", Role.DESK_OFFICER),
        ("otto@ec.example", Role.DESK_OFFICER),
        ("rita@ec.example", Role.REPORT_EDITOR),
        ("adam@ec.example", Role.ADMINISTRATOR),
    ):
        make_account(engine, email, Grant(role), name=email.partition("@")[0].title())
    answers = {"P05.justification": f"{WORDS} {LONG_TEXT}", "header.preparation": WORDS}
    fill(engine, team.scope, answers, {f"SD-X.1/P05@{NOW}": "some"})
    return team


@pytest.fixture
def olga(app, dk) -> PageClient:
    """The browser of a desk officer."""
    return PageClient(app).sign_in("olga@ec.example")


def account_of(engine, email) -> int:
    """Return the id of an account."""
    with open_session(engine) as session:
        return session.execute(select(Account.id).where(Account.email == email)).scalar_one()


def show(dk, email="olga@ec.example", **fields):
    """Show the draft to somebody for a week."""
    url = f"{dk.home}/looks"
    dk.lead.get(url)
    officer = str(account_of(dk.engine, email))
    return dk.lead.post(
        url, {"officer": officer, "reason": "Advice on 5", "last_day": _day(7), **fields}
    )


def test_the_officer_reads_the_draft_page_by_page_marked_as_such(dk, olga):
    """Only after the country says so; every page says what it is and by whose leave."""
    assert olga.get(DRAFT).status == 404
    assert "No country shows you its draft" in olga.get("/looks").words()
    assert show(dk).status == 303
    assert "Advice on 5" in olga.get("/looks").words()
    overview = olga.get(DRAFT)
    assert overview.status == 200
    assert WORDS not in overview.words()
    for url in (f"{DRAFT}/points/P05", f"{DRAFT}/about"):
        page = olga.get(url)
        assert WORDS in page.words(), url
        assert "Draft, not submitted. Shown by leave of Denmark until the end of" in page.words()
    assert olga.get(f"{DRAFT}/points/P25").status == 404
    assert olga.get(f"{DRAFT}/points/X").status == 404


def test_every_page_is_logged_and_the_country_reads_the_log(dk, olga, engine):
    """Who, which page, when; also for colleagues who cannot give leave."""
    show(dk)
    for part in ("", "/points/P05", "/points/P05", "/about"):
        olga.get(f"{DRAFT}{part}")
    with open_session(engine) as session:
        pages = session.execute(select(Look.page).order_by(Look.id)).scalars().all()
        assert pages == ["overview", "P05", "P05", "about"]
        at = session.execute(select(Look.looked_at).order_by(Look.id)).scalars().first()
    for browser in (dk.lead, dk.browser(Role.NATIONAL_READER)):
        words = browser.get(f"{dk.home}/looks").words()
        assert words.count("OlgaPoint 5") == 2
        assert "OlgaAbout the report" in words
        assert local_time("DK", at) in words
    assert (
        "Let a desk officer look"
        not in dk.browser(Role.NATIONAL_READER).get(f"{dk.home}/looks").words()
    )


def test_the_log_leaves_nothing_out_however_much_was_opened(dk, olga, engine):
    """The page says that every page opened is listed: many of one never push out another."""
    show(dk)
    olga.get(f"{DRAFT}/points/P05")
    with open_session(engine, write=True) as session:
        first = session.execute(select(Look)).scalar_one()
        seen = {"grant_id": first.grant_id, "account_id": first.account_id}
        again = [Look(**seen, page="overview", looked_at=clock.now()) for _ in range(501)]
        session.add_all(again)
    assert "OlgaPoint 5" in dk.lead.get(f"{dk.home}/looks").words()


def test_the_log_is_written_in_the_time_of_the_country():
    """An hour later in Athens than in Brussels, an hour earlier in Lisbon."""
    at = clock.datetime(2027, 3, 1, 9, 30, tzinfo=clock.UTC)
    times = [re.search(r"\d+:30", local_time(code, at))[0] for code in ("GR", "DK", "PT")]
    assert times == ["11:30", "10:30", "09:30"]


def test_while_it_runs_every_page_of_the_country_says_so(dk, olga):
    """And no longer once it has ended."""
    banner = "Olga of the Commission may read this draft"
    pages = [dk.home, f"{dk.home}/points/P05", f"{dk.home}/sign-off", f"{dk.home}/looks"]
    assert not any(banner in dk.lead.get(url).words() for url in pages)
    show(dk)
    assert [url for url in pages if banner not in dk.lead.get(url).words()] == []
    dk.lead.post(f"{dk.home}/looks/1/revoke")
    assert not any(banner in dk.lead.get(url).words() for url in pages)


def test_ended_means_gone_with_the_next_page(dk, olga):
    """As if the draft were not there, and nothing more is logged."""
    show(dk)
    assert olga.get(DRAFT).status == 200
    assert dk.lead.post(f"{dk.home}/looks/1/revoke").status == 303
    gone, missing = olga.get(DRAFT), olga.get(f"/looks/{CYCLE}/SE")
    assert (gone.status, gone.text) == (missing.status, missing.text) == (404, missing.text)
    assert "No country shows you its draft" in olga.get("/looks").words()
    with open_session(dk.engine) as session:
        assert len(session.execute(select(Look)).all()) == 1
    assert "Ended on" in dk.lead.get(f"{dk.home}/looks").words()
    assert show(dk).status == 303


def test_it_ends_by_itself_after_its_last_day(dk, olga, engine):
    """Midnight in Brussels."""
    show(dk)
    with open_session(engine, write=True) as session:
        session.execute(update(LookGrant).values(ends_at=clock.now() - timedelta(seconds=1)))
    assert olga.get(DRAFT).status == 404
    assert "Over" in dk.lead.get(f"{dk.home}/looks").words()


def test_one_officer_is_one_officer(app, dk, engine):
    """Nobody else of the Commission, no administrator, no other country, nobody at all."""
    show(dk)
    for email in ("otto@ec.example", "rita@ec.example", "adam@ec.example"):
        browser = PageClient(app).sign_in(email)
        for part in ("", "/points/P05", "/about"):
            assert browser.get(f"{DRAFT}{part}").status in (403, 404), email
        assert "Denmark" not in browser.get("/looks").words()
    assert PageClient(app).get(DRAFT).location.startswith("/sign-in")
    assert dk.lead.get(DRAFT).status == 403


def test_an_administrator_is_never_shown_a_draft(app, dk, engine, olga):
    """Neither chosen, nor by becoming one later."""
    with open_session(engine, write=True) as session:
        grant_role(session, account_of(engine, "adam@ec.example"), Role.DESK_OFFICER)
    assert "Adam" not in dk.lead.get(f"{dk.home}/looks").words()
    assert show(dk, "adam@ec.example").status == 422
    show(dk)
    assert olga.get(DRAFT).status == 200
    with open_session(engine, write=True) as session:
        grant_role(session, account_of(engine, "olga@ec.example"), Role.ADMINISTRATOR)
    assert olga.get(DRAFT).status == 404
    assert "Denmark" not in olga.get("/looks").words()


def test_who_is_no_desk_officer_any_more_reads_nothing(app, dk, engine, olga):
    """The role ends, or the account is disabled."""
    show(dk)
    officer = account_of(engine, "olga@ec.example")
    with open_session(engine, write=True) as session:
        revoke_role(session, officer, Role.DESK_OFFICER)
    assert olga.get(DRAFT).status == 403
    with open_session(engine, write=True) as session:
        grant_role(session, officer, Role.DESK_OFFICER)
        disable_account(session, officer)
    assert olga.get(DRAFT).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"officer": ""}, "Choose a desk officer"),
        ({"officer": "99999999999999999999"}, "Choose a desk officer"),
        ({"reason": " "}, "Give a reason"),
        ({"last_day": ""}, "Write the last day"),
        ({"last_day": "2020-01-01"}, "today or later"),
        ({"last_day": "2031-01-01"}, "three months"),
    ],
)
def test_what_cannot_be_taken_is_refused(dk, engine, wrong, words):
    """And nothing is shown to anybody."""
    answer = show(dk, **wrong)
    assert (answer.status, words in answer.words()) == (422, True)
    with open_session(engine) as session:
        assert session.execute(select(LookGrant)).first() is None


def test_only_the_lead_gives_leave_and_only_for_the_own_draft(app, dk, engine):
    """Colleagues read; another country's lead finds nothing to end."""
    show(dk)
    assert show(dk).status == 422
    for role in (Role.CONTRIBUTOR, Role.SIGNATORY, Role.NATIONAL_READER):
        browser = dk.browser(role)
        assert browser.post(f"{dk.home}/looks", {}).status == 403
        assert browser.post(f"{dk.home}/looks/1/revoke").status == 403
    with open_session(engine, write=True) as session:
        make_contribution(session, "NL")
    make_account(engine, "lead@nl.example", Grant(Role.REPORTING_LEAD, "NL"))
    foreign = PageClient(app).sign_in("lead@nl.example")
    assert foreign.get(f"{dk.home}/looks").status == 404
    assert foreign.post(f"/contributions/{CYCLE}/NL/looks/1/revoke").status == 404


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED, Status.DECLINED])
def test_there_is_only_a_draft_to_show_before_submission(dk, olga, engine, status):
    """What was submitted is read on the desk; a leave for the draft opens nothing."""
    show(dk)
    set_status(engine, status)
    assert olga.get(DRAFT).status == 404
    assert "may read this draft" not in dk.lead.get(dk.home).words()
    assert show(dk, "otto@ec.example").status == 409


def test_giving_and_ending_are_the_countrys_own_events(app, dk, engine, olga):
    """In its stream, without the reason; in no list of the Commission or the administrator."""
    show(dk)
    olga.get(DRAFT)
    dk.lead.post(f"{dk.home}/looks/1/revoke")
    with open_session(engine) as session:
        query = select(AuditEvent).where(AuditEvent.act.startswith("look_"))
        events = session.execute(query.order_by(AuditEvent.id)).scalars().all()
        assert [event.act for event in events] == ["look_granted", "look_revoked"]
        assert {event.stream for event in events} == {f"contribution:{CYCLE}:DK"}
        assert "Advice" not in repr([event.data for event in events])
    assert "Draft shown to a desk officer" in dk.lead.get("/admin/audit/reporters/DK").words()
    administrator = PageClient(app).sign_in("adam@ec.example")
    assert "Draft shown" not in administrator.get("/admin/audit/accounts").words()


def test_the_board_knows_nothing_of_what_is_shown(dk, olga):
    """It says the same as before: nothing was submitted."""
    before = olga.get(f"/desk/{CYCLE}").words()
    show(dk)
    olga.get(f"{DRAFT}/points/P05")
    assert olga.get(f"/desk/{CYCLE}").words() == before
    assert olga.get(f"/desk/{CYCLE}/DK").status == 404
