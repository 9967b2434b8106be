"""A reporting lead and the people of the own country: inviting, last days, ending roles."""

import re
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core import clock
from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.identity.models import Account, RoleGrant
from app.identity.service import grant_role, revoke_role
from tests.client import PageClient
from tests.factories import make_person, open_reporting
from tests.people import make_account

URL = "/colleagues/DK"
NEW = {"email": "Anna@ministry.example", "name": "Anna Holm", "role": "contributor"}
WORDS = "several unrelated quiet words"


@pytest.fixture
def lead(app, engine):
    """A browser in which Denmark's only reporting lead is signed in; a cycle is open."""
    open_reporting(engine, "DK", "NL")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Mette Lead"))


def link_in(page):
    """Return the path of the link that the page shows."""
    found = re.search(r"/invitations/[\w-]+", page.text)
    assert found, page.words()
    return found[0]


def accept(app, link):
    """Set a password by a link, in a browser of one's own."""
    browser = PageClient(app)
    assert browser.get(link).status == 200
    given = {"password": WORDS, "repeated": WORDS}
    assert browser.post(link, given).status == 303
    return browser


def grant_of(engine, email, role=Role.CONTRIBUTOR):
    """Return the id of the role somebody holds for Denmark."""
    query = (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.email == email, RoleGrant.role == role, RoleGrant.reporter == "DK")
    )
    with open_session(engine) as session:
        return session.execute(query).scalar_one()


def test_lead_invites_and_the_colleague_reads_the_contribution(app, engine, lead):
    """The link is shown once, works once, and leads to the country's report."""
    page = lead.post(URL, NEW)
    link = link_in(page)
    assert "anna@ministry.example" in page.words()
    assert "No password yet" in page.words()
    assert "/invitations/" not in lead.get(URL).text
    anna = accept(app, link)
    assert anna.get(link).status == 404
    anna.sign_in("anna@ministry.example", WORDS)
    assert anna.get("/contributions/2027/DK").status == 200
    assert anna.get("/contributions/2027/NL").status == 404
    assert "No password yet" not in lead.get(URL).words()


def test_inviting_and_ending_are_recorded_for_country_and_account_without_words(engine, lead):
    """Who, whom, which role, for which country; never a name or an address."""
    lead.post(URL, NEW)
    lead.post(f"{URL}/{grant_of(engine, 'anna@ministry.example')}/end")
    with open_session(engine) as session:
        anna = session.execute(
            select(Account.id).where(Account.email == "anna@ministry.example")
        ).scalar_one()
        query = select(AuditEvent).where(AuditEvent.stream == f"account:{anna}")
        events = session.execute(query.order_by(AuditEvent.sequence)).scalars().all()
        acts = [event.act for event in events]
        assert acts == ["account.created", "role.granted", "account.invited", "role.ended"]
        assert {events[1].reporter, events[3].reporter} == {"DK"}
        assert "Anna" not in str([event.data for event in events])
        assert len({event.account_id for event in events}) == 1
    words = lead.get("/admin/audit/reporters/DK").words()
    assert "Role granted" in words
    assert "Role ended by the reporting lead" in words


@pytest.mark.parametrize("role", ["desk_officer", "administrator", "report_editor"])
def test_roles_of_the_union_are_not_a_leads_to_give(engine, lead, role):
    """No account is made either."""
    assert lead.post(URL, NEW | {"role": role}).status == 422
    with open_session(engine) as session:
        assert session.execute(select(Account).where(Account.name == "Anna Holm")).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"name": " "},
        {"role": "king"},
        {"last_day": "tomorrow"},
        {"last_day": "2020-01-01"},
        {"last_day": "9999-12-31"},
    ],
)
def test_what_cannot_be_taken_is_refused_and_shown_again(engine, lead, wrong):
    """Nobody is made."""
    answer = lead.post(URL, NEW | wrong)
    assert answer.status == 422
    with open_session(engine) as session:
        assert session.execute(select(RoleGrant).where(RoleGrant.role == "contributor")).all() == []


def test_accounts_of_others_are_neither_taken_in_nor_given_a_password(app, engine, lead):
    """The Commission, another country, one being prepared, a disabled one: no link, no role."""
    make_account(engine, "desk@eu.example", Grant(Role.DESK_OFFICER))
    make_account(engine, "eu@eu.example", Grant(Role.REPORTING_LEAD, "EU"))
    make_account(
        engine, "both@nl.example", Grant(Role.CONTRIBUTOR, "DK"), Grant(Role.CONTRIBUTOR, "NL")
    )
    prepared = PageClient(app).sign_in(_administrator(engine))
    prepared.post("/admin/accounts", {"email": "soon@eu.example", "name": "Soon Editor"})
    for email in ("desk@eu.example", "eu@eu.example", "both@nl.example", "soon@eu.example"):
        answer = lead.post(URL, NEW | {"email": email, "role": "national_reader"})
        assert answer.status == 422, email
        assert "/invitations/" not in answer.text
    with open_session(engine) as session:
        roles = session.execute(select(RoleGrant.role).where(RoleGrant.reporter == "DK"))
        assert sorted(role.value for role in roles.scalars()) == ["contributor", "reporting_lead"]


def _administrator(engine):
    make_account(engine, "administrator@portal.example", Grant(Role.ADMINISTRATOR))
    return "administrator@portal.example"


def test_a_colleague_with_a_password_gets_the_role_without_a_link(engine, lead):
    """A link would let the lead set somebody else's password."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Bo Berg")
    answer = lead.post(URL, NEW | {"email": email, "role": "national_reader"})
    assert answer.status == 200
    assert "/invitations/" not in answer.text
    assert lead.post(f"{URL}/{grant_of(engine, email)}/invite").status == 422
    assert lead.post(URL, NEW | {"email": email}).status == 422  # holds it already


def test_a_new_link_replaces_the_earlier_one(app, engine, lead):
    """For an invited colleague who let the day pass."""
    first = link_in(lead.post(URL, NEW))
    second = link_in(lead.post(f"{URL}/{grant_of(engine, 'anna@ministry.example')}/invite"))
    assert PageClient(app).get(first).status == 404
    accept(app, second)


def test_an_ended_role_gives_nothing_from_the_next_request_on(app, engine, lead):
    """Reading and writing, in a browser that is signed in; inviting again brings it back."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Bo Berg")
    bo = PageClient(app).sign_in(email)
    assert bo.get("/contributions/2027/DK").status == 200
    done = lead.post(f"{URL}/{grant_of(engine, email)}/end", follow=True)
    assert "The role has ended." in done.words()
    assert "Bo Berg, Contributor, until" in done.words()
    assert bo.get("/contributions/2027/DK").status == 404
    answer = "/contributions/2027/DK/points/P01/answers/P01.justification"
    assert bo.post(answer, {"value": "Late."}).status == 404
    assert lead.post(URL, NEW | {"email": email}).status == 200
    assert bo.get("/contributions/2027/DK").status == 200


def test_a_last_day_is_kept_to_the_midnight_after_it(app, engine, lead):
    """In Brussels; on that day all works, then nothing does, for pages and lists alike."""
    day = clock.today_brussels() + timedelta(days=2)
    email = make_person(engine, Role.NATIONAL_READER, name="Bo Berg")
    assert lead.post(URL, NEW | {"email": email, "last_day": day.isoformat()}).status == 200
    assert "Last day" in lead.get(URL).words()
    midnight = datetime.combine(day + timedelta(days=1), time(), clock.BRUSSELS)
    contributor = "/contributions/2027/DK/points/P01/answers/P01.justification"
    for moment, is_listed in ((midnight - timedelta(seconds=1), True), (midnight, False)):
        with clock.fixed(moment):
            bo = PageClient(app).sign_in(email)
            # The reader's role goes on, the contributor's does not.
            assert bo.get("/contributions/2027/DK").status == 200
            locked = (
                "You can read this contribution"
                in bo.get("/contributions/2027/DK/points/P01").words()
            )
            assert locked is not is_listed
            assert bo.post(contributor, {"value": "Text."}).status == 403
            fresh = PageClient(app).sign_in("mette.lead.dk@ministry.example")
            table = fresh.get("/contributions/2027/DK/assignments").words()
            assert ("Bo Berg" in table) is is_listed


def test_nobody_ends_the_own_role_and_the_last_lead_stays(app, engine, lead):
    """A deputy with a last day cannot send away the lead who stays."""
    deputy = NEW | {"role": "reporting_lead"}
    day = (clock.today_brussels() + timedelta(days=9)).isoformat()
    link = link_in(lead.post(URL, deputy | {"last_day": day}))
    anna = accept(app, link).sign_in("anna@ministry.example", WORDS)
    mettes = grant_of(engine, "mette.lead.dk@ministry.example", Role.REPORTING_LEAD)
    annas = grant_of(engine, "anna@ministry.example", Role.REPORTING_LEAD)
    assert lead.post(f"{URL}/{mettes}/end").status == 422
    refused = anna.post(f"{URL}/{mettes}/end")
    assert refused.status == 422
    assert "last reporting lead" in refused.words()
    assert lead.post(URL, deputy).status == 200  # without a last day now
    assert anna.post(f"{URL}/{mettes}/end").status == 303
    assert lead.get(URL).status == 404
    assert anna.post(f"{URL}/{annas}/end").status == 422


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.SIGNATORY, Role.NATIONAL_READER])
def test_only_leads_see_and_change_who_works_for_the_country(app, engine, lead, role):
    """Others of the country are refused."""
    grant = grant_of(engine, "mette.lead.dk@ministry.example", Role.REPORTING_LEAD)
    browser = PageClient(app).sign_in(make_person(engine, role))
    assert browser.get(URL).status == 403
    assert browser.post(URL, NEW).status == 403
    assert browser.post(f"{URL}/{grant}/end").status == 403


def test_another_country_and_the_commission_are_not_there(app, engine, lead):
    """A foreign country is not found, and neither is a role held for it."""
    foreign = make_person(engine, Role.REPORTING_LEAD, "NL", "Foreign Lead")
    grant = grant_of(engine, "mette.lead.dk@ministry.example", Role.REPORTING_LEAD)
    abroad = PageClient(app).sign_in(foreign)
    assert abroad.get(URL).status == 404
    assert abroad.post(URL, NEW).status == 404
    for act in ("end", "invite"):
        assert abroad.post(f"{URL}/{grant}/{act}").status == 404
        assert abroad.post(f"/colleagues/NL/{grant}/{act}").status == 404
    assert abroad.get("/colleagues").location == "/colleagues/NL"
    assert "Mette" not in abroad.get("/colleagues/NL").words()
    for role in (Role.DESK_OFFICER, Role.CYCLE_MANAGER, Role.REPORT_EDITOR, Role.ADMINISTRATOR):
        make_account(engine, f"{role.value}@eu.example", Grant(role))
        browser = PageClient(app).sign_in(f"{role.value}@eu.example")
        assert browser.get(URL).status == 404
        assert browser.post(URL, NEW).status == 404


def test_the_administrator_gives_an_ended_role_again(engine, lead):
    """What the lead ended is not in the administrator's way."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Bo Berg")
    grant = grant_of(engine, email)
    lead.post(f"{URL}/{grant}/end")
    with open_session(engine, write=True) as session:
        account = session.get_one(RoleGrant, grant).account_id
        grant_role(session, account, Role.CONTRIBUTOR, "DK")
        assert session.get_one(RoleGrant, grant).ends_at is None
        revoke_role(session, account, Role.CONTRIBUTOR, "DK")
