"""The administrator's pages: accounts, grants, links, and what everybody may look up."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.audit.queries import list_events_of_account
from app.cli import portal
from app.core import clock
from app.core.db import open_session
from app.core.i18n import format_date
from app.domain.roles import ROLE_PERMISSIONS, Grant, Permission, Role, UnionScope
from app.identity.confirmation import mark_for_confirmation
from app.identity.models import RoleGrant
from app.identity.queries import find_account, list_grants
from tests.client import PageClient
from tests.people import PASSWORD, make_account, make_administrator, make_lead

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def administrator(app, engine):
    """The administrator's browser."""
    return PageClient(app).sign_in(make_administrator(engine))


def _acts(engine, account_id):
    with open_session(engine) as session:
        return [event.act for event in list_events_of_account(session, account_id)]


def _new_account(administrator, email="new.person@ministry.example"):
    administrator.get("/admin/accounts")
    answer = administrator.post("/admin/accounts", {"email": email, "name": "New Person"})
    assert answer.status == 303
    return int(answer.location.rsplit("/", 1)[1])


def test_account_is_made_given_a_role_invited_and_used(app, engine, administrator):
    """From nothing to a signed-in contributor; the administrator never sees a password."""
    account_id = _new_account(administrator)
    path = f"/admin/accounts/{account_id}"
    assert (
        administrator.post(f"{path}/grant", {"role": "contributor", "reporter": "EL"}).location
        == path
    )
    page = administrator.get(path)
    assert page.heading == "New Person"
    assert "Contributor, Greece" in page.words()
    shown = administrator.post(f"{path}/invite")
    link = re.search(r"/invitations/[\w-]+", shown.text)[0]
    assert link not in administrator.get(path).text
    person = PageClient(app)
    assert "new.person@ministry.example" in person.get(link).words()
    fields = {"password": PASSWORD, "repeated": PASSWORD}
    assert person.post(link, fields).location == "/sign-in"
    person.sign_in("new.person@ministry.example")
    assert person.get("/admin/accounts").status == 403
    assert "Contributor, Greece" in person.get("/account").words()
    assert _acts(engine, account_id)[::-1][:4] == [
        "account.created",
        "role.granted",
        "account.invited",
        "password.set",
    ]


def test_link_works_once_and_for_a_day_only(app, engine, administrator):
    """Used, replaced, too old, or of a disabled account: the same refusal."""
    account_id = _new_account(administrator)
    path = f"/admin/accounts/{account_id}"
    fields = {"password": PASSWORD, "repeated": PASSWORD}

    def invite():
        return re.search(r"/invitations/[\w-]+", administrator.post(f"{path}/invite").text)[0]

    replaced, used = invite(), invite()
    person = PageClient(app)
    assert person.get(replaced).status == 404
    assert person.post(used, {"password": PASSWORD, "repeated": "x" * 20}).status == 422
    assert person.post(used, {"password": "short", "repeated": "short"}).status == 422
    assert person.post(used, fields).status == 303
    assert person.post(used, fields).status == person.get(used).status == 404
    late = invite()
    with clock.fixed(datetime.now(UTC) + timedelta(hours=24, minutes=1)):
        assert person.get(late).status == person.post(late, fields).status == 404
    of_disabled = invite()
    administrator.post(f"{path}/disable")
    assert person.get(of_disabled).status == 404


def test_link_names_the_configured_address_whatever_the_request_says(engine, administrator):
    """A spoofed host cannot send the person elsewhere."""
    path = f"/admin/accounts/{_new_account(administrator)}"
    shown = administrator.post(f"{path}/invite", headers={"X-Forwarded-Host": "evil.example"})
    assert "http://127.0.0.1:8000/invitations/" in shown.text
    assert "evil.example" not in shown.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "no address"}, "Write an e-mail address"),
        ({"email": "administrator@portal.example"}, "already an account"),
        ({"email": "ADMINISTRATOR@portal.example "}, "already an account"),
    ],
)
def test_account_that_cannot_be_made_is_refused_in_words(administrator, fields, sentence):
    """What was typed stays in the form."""
    answer = administrator.post("/admin/accounts", fields)
    assert answer.status == 422
    assert sentence in answer.words()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"role": "contributor"}, "Choose the country"),
        ({"role": "contributor", "reporter": "GB"}, "Member State or the Commission"),
        ({"role": "desk_officer", "reporter": "DK"}, "not tied to a country"),
        ({"role": "emperor"}, "need your attention"),
        ({"role": "contributor", "reporter": "DK", "id": "1"}, "does not belong"),
    ],
)
def test_role_that_makes_no_sense_is_refused_in_words(administrator, engine, fields, sentence):
    """National roles need a country, others must not have one."""
    account_id = make_account(engine, "p@x.example")
    answer = administrator.post(f"/admin/accounts/{account_id}/grant", fields)
    assert answer.status == 422
    assert sentence in answer.words()
    with open_session(engine) as session:
        assert list_grants(session, account_id) == ()


def test_role_is_taken_away_and_given_twice_without_harm(administrator, engine):
    """Granting is idempotent; what is not held cannot be revoked."""
    account_id = make_account(engine, "p@x.example")
    path = f"/admin/accounts/{account_id}"
    role = {"role": "signatory", "reporter": "DK"}
    for _ in range(2):
        response = administrator.request(
            "POST",
            f"{path}/grant",
            data=role | {"csrf": administrator.csrf},
            headers={"Origin": administrator.base_url},
        )
        assert response.status == 303
    with open_session(engine) as session:
        assert list_grants(session, account_id) == (Grant(Role.SIGNATORY, "DK"),)
    assert _acts(engine, account_id).count("role.granted") == 1
    assert administrator.post(f"{path}/revoke", role).status == 303
    assert administrator.post(f"{path}/revoke", role).status == 404


def test_a_role_has_a_last_day_and_is_confirmed_in_every_cycle(app, administrator, engine):
    """The page says until when and what waits; nobody confirms their own role."""
    desk = make_account(engine, "d@ec.example", Grant(Role.DESK_OFFICER), name="Dora Desk")
    path = f"/admin/accounts/{desk}"
    until = (clock.today_brussels() + timedelta(days=30)).isoformat()
    given = {"role": "report_editor", "last_day": until}
    for wrong in ("tomorrow", "2020-01-01"):
        answer = administrator.post(f"{path}/grant", {**given, "last_day": wrong})
        assert (answer.status, wrong in answer.text) == (422, True)
    assert administrator.post(f"{path}/grant", given).status == 303
    assert "No last day" in administrator.get(path).words()
    assert format_date(date.fromisoformat(until)) in administrator.get(path).words()
    assert "To be confirmed" not in administrator.get("/admin/accounts").words()
    with open_session(engine, write=True) as session:
        mark_for_confirmation(session, UnionScope(None, "operator", frozenset()))
        own = find_account(session, "administrator@portal.example").id
        grants = session.execute(select(RoleGrant.id, RoleGrant.account_id)).all()
    assert "for the present cycle: 3" in administrator.get("/admin/accounts").words()
    listed = administrator.get("/admin/accounts?show=unconfirmed").words()
    assert "Dora Desk" in listed
    for grant, account in grants:
        url = f"/admin/accounts/{account}/roles/{grant}/confirm"
        assert administrator.post(url, {}).status == (404 if account == own else 303)
    assert "To be confirmed" not in administrator.get(path).words()
    assert "Dora Desk" not in administrator.get("/admin/accounts?show=unconfirmed").words()
    assert _acts(engine, desk).count("role.confirmed") == 2
    after = datetime.combine(clock.today_brussels() + timedelta(days=31), time(), clock.BRUSSELS)
    with clock.fixed(after), open_session(engine) as session:
        assert list_grants(session, desk) == (Grant(Role.DESK_OFFICER),)


def test_nobody_changes_their_own_roles_or_state(administrator, engine):
    """Another administrator has to."""
    with open_session(engine) as session:
        own = find_account(session, "administrator@portal.example").id
    path = f"/admin/accounts/{own}"
    for act, fields in (
        ("grant", {"role": "contributor", "reporter": "DK"}),
        ("revoke", {"role": "administrator"}),
        ("disable", {}),
    ):
        answer = administrator.post(f"{path}/{act}", fields)
        assert answer.status == 422
        assert "their own account" in answer.words()
    assert administrator.get(path).status == 200


def test_disabled_account_cannot_sign_in_until_enabled(app, administrator, engine):
    """And says no more than a wrong password does."""
    email = make_lead(engine)
    with open_session(engine) as session:
        path = f"/admin/accounts/{find_account(session, email).id}"
    person = PageClient(app).sign_in(email)
    administrator.post(f"{path}/disable")
    assert person.get("/account").status == 303
    assert person.post("/sign-in", {"email": email, "password": PASSWORD}).status == 422
    administrator.post(f"{path}/enable")
    person.sign_in(email)


def test_search_finds_names_and_addresses_literally(administrator, engine):
    """Wildcards are letters."""
    make_account(engine, "anna@x.example", name="Anna Olsen")
    make_account(engine, "bo@x.example", name="Bo 100%")
    assert "Anna Olsen" in administrator.get("/admin/accounts?search=ANNA").words()
    assert "Bo 100%" in administrator.get("/admin/accounts?search=100%25").words()
    assert "Anna Olsen" not in administrator.get("/admin/accounts?search=100%25").words()
    assert "No account found" in administrator.get("/admin/accounts?search=%5F%5F%5F").words()


def test_unknown_account_is_not_found(administrator):
    """Neither shown nor changed; nonsense is no fault."""
    for number in ("9999", "0", "-1", "x", "99999999999999999999"):
        assert administrator.get(f"/admin/accounts/{number}").status == 404
    assert administrator.post("/admin/accounts/9999/disable").status == 404


def test_names_are_shown_as_typed(administrator, engine):
    """Markup and template code in a name are text."""
    account_id = make_account(engine, "x@x.example", name="<b>{{7*7}}</b>")
    for path in (f"/admin/accounts/{account_id}", "/admin/accounts"):
        page = administrator.get(path)
        assert "<b>{{7*7}}</b>" not in page.text
        assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in page.text


def test_permission_table_is_the_one_the_guard_uses(client, engine):
    """Every signed-in person sees who may do what."""
    client.sign_in(make_lead(engine))
    page = client.get("/admin/permissions")
    rows = [row for row in page.all("tr") if row.find("td") is not None]
    assert len(rows) == len(Permission)
    for row, permission in zip(rows, Permission, strict=True):
        shown = ["No" not in page.words(cell) for cell in row.findall("td")]
        assert shown == [permission in ROLE_PERMISSIONS[role] for role in Role]


def test_audit_log_shows_each_reader_the_own_streams(app, administrator, engine):
    """The administrator accounts, the lead the own country including what the administrator did."""
    email = make_lead(engine)
    account_id = _new_account(administrator)
    administrator.post(
        f"/admin/accounts/{account_id}/grant", {"role": "signatory", "reporter": "DK"}
    )
    accounts = administrator.get("/admin/audit/accounts").words()
    assert "Role granted" in accounts
    assert administrator.get("/admin/audit/cycles").status == 403
    lead = PageClient(app).sign_in(email)
    own = lead.get("/admin/audit/reporters/DK").words()
    assert "Role granted" in own
    assert "Administrator" in own
    assert lead.get("/admin/audit/accounts").status == 403
    assert lead.get("/admin/audit/reporters/SE").status == 404
    assert "Signed in" in lead.get("/admin/audit").words()


def test_audit_log_turns_its_pages(administrator, engine):
    """A hundred events a page, older ones behind a link."""
    from app.audit.service import record

    with open_session(engine, write=True) as session:
        for number in range(120):
            record(session, f"account:{number}", "password.set", account_id=None)
    page = administrator.get("/admin/audit/accounts")
    older = next(a.get("href") for a in page.all("a") if "before=" in (a.get("href") or ""))
    rows = [page.all("tr"), administrator.get(older).all("tr")]
    assert len(rows[0]) == 101
    assert 20 <= len(rows[1]) < 101


def test_create_user_prints_a_password_once(app, engine, database_url, monkeypatch):
    """At the machine: account, role, password; the second call only adds the role."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    arguments = ["create-user", "Op@ministry.example", "--role", "reporting_lead"]
    run = CliRunner().invoke
    made = run(portal, [*arguments, "--reporter", "EL"])
    assert made.exit_code == 0
    PageClient(app).sign_in("op@ministry.example", made.output.strip())
    again = run(portal, [*arguments, "--reporter", "DK"])
    assert (again.exit_code, "role was added" in again.output) == (0, True)
    assert run(portal, arguments).exit_code == 1
    assert "Choose the country" in run(portal, arguments).stderr
    assert run(portal, ["create-user", "nonsense", "--role", "administrator"]).exit_code == 1
    assert run(portal, ["create-user", "a@b.example", "--role", "emperor"]).exit_code == 2
    assert run(portal, ["create-user", "--help"]).exit_code == 0
