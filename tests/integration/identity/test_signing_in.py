"""Signing in, sessions and their end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.identity.models import SignInAttempt, SignInSession
from app.identity.passwords import matches
from app.identity.service import disable_account, set_password
from tests.client import PageClient
from tests.people import PASSWORD, make_account, make_lead

COOKIE = "portal_session"
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def test_signed_in_person_sees_own_account(client, engine):
    """The first page after signing in knows the name and the country."""
    client.sign_in(make_lead(engine))
    page = client.get("/account")
    assert page.heading == "Your account"
    assert "Reporting lead, Denmark" in page.words()


def test_wrong_password_and_unknown_address_look_the_same(client, engine):
    """Status, words and headers tell nothing about accounts."""
    email = make_lead(engine)
    wrong = client.post("/sign-in", {"email": email, "password": "x" * 20})
    unknown = client.post("/sign-in", {"email": "nobody@x.example", "password": "x" * 20})
    assert wrong.status == unknown.status == 422
    assert wrong.text.replace(email, "") == unknown.text.replace("nobody@x.example", "")
    assert set(wrong.headers) == set(unknown.headers)
    assert COOKIE not in client.cookies


def test_session_is_stored_as_hash_and_new_at_every_sign_in(client, engine):
    """A token planted before signing in is worth nothing afterwards."""
    email = make_lead(engine)
    client.cookies.set(COOKIE, "planted", domain="127.0.0.1")
    client.sign_in(email)
    first = client.cookies[COOKIE]
    assert first != "planted"
    assert len(first) >= 43  # 256 bits
    with open_session(engine) as session:
        stored = session.scalars(select(SignInSession)).all()
        assert [row for row in stored if first in (row.token_hash, row.csrf_token)] == []


def test_cookie_does_not_work_after_signing_out(client, engine):
    """Replaying the old cookie leads to the sign-in page."""
    client.sign_in(make_lead(engine))
    token = client.cookies[COOKIE]
    answer = client.post("/sign-out")
    assert answer.status == 303
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    client.cookies.set(COOKIE, token, domain="127.0.0.1")
    again = client.get("/account")
    assert (again.status, again.location) == (303, "/sign-in?next=/account")


def test_sign_out_everywhere_ends_the_other_browser(app, client, engine):
    """Both browsers are out."""
    email = make_lead(engine)
    other = PageClient(app).sign_in(email)
    client.sign_in(email)
    client.post("/account/sign-out-everywhere")
    assert other.get("/account").status == 303
    assert client.get("/account").status == 303


@pytest.mark.parametrize("change", ["password", "disabled", "roles"])
def test_change_of_an_account_acts_on_the_next_request(client, engine, change):
    """No session keeps rights that were taken away."""
    account_id = make_account(engine, "c@x.example", Grant(Role.REPORTING_LEAD, "DK"))
    client.sign_in("c@x.example")
    path = "/admin/audit/reporters/DK"
    assert client.get(path).status == 200
    with open_session(engine, write=True) as session:
        if change == "password":
            set_password(session, account_id, "entirely different words 77")
        elif change == "disabled":
            disable_account(session, account_id)
        else:
            from app.identity.service import revoke_role

            revoke_role(session, account_id, Role.REPORTING_LEAD, "DK")
    assert client.get(path).status == (404 if change == "roles" else 303)


def test_session_ends_when_idle_and_after_the_working_day(client, engine):
    """An hour without a request, or eight hours with many, and the password is asked again."""
    email = make_lead(engine)
    with clock.fixed(START):
        client.sign_in(email)
    with clock.fixed(START + timedelta(minutes=59)):
        assert client.get("/account").status == 200
    with clock.fixed(START + timedelta(minutes=59 + 61)):
        assert client.get("/account").status == 303
    with clock.fixed(START):
        client.sign_in(email)
    for minutes in range(50, 8 * 60, 50):
        with clock.fixed(START + timedelta(minutes=minutes)):
            assert client.get("/account").status == 200
    with clock.fixed(START + timedelta(hours=8, seconds=1)):
        assert client.get("/account").status == 303


def test_session_is_touched_at_most_once_a_minute(client, engine):
    """Reading pages does not write to the database each time."""
    email = make_lead(engine)
    with clock.fixed(START):
        client.sign_in(email)

    def seen_after(seconds):
        with clock.fixed(START + timedelta(seconds=seconds)):
            client.get("/account")
        with open_session(engine) as session:
            return session.scalars(select(SignInSession.seen_at)).one()

    assert seen_after(59) == START
    assert seen_after(61) == START + timedelta(seconds=61)


def test_eleventh_try_is_refused_even_with_the_right_password(client, engine):
    """Ten wrong passwords in five minutes, then 429; ten minutes later it works again."""
    email = make_lead(engine)
    with clock.fixed(START):
        for _ in range(10):
            assert client.post("/sign-in", {"email": email, "password": "w" * 20}).status == 422
        refused = client.post("/sign-in", {"email": email, "password": PASSWORD})
    assert refused.status == 429
    assert refused.headers["retry-after"] == "300"
    with clock.fixed(START + timedelta(minutes=6)):
        client.sign_in(email)


def test_many_addresses_from_one_client_are_throttled_too(client, engine):
    """Trying one password on many accounts is counted by client."""
    with clock.fixed(START):
        for number in range(10):
            client.post("/sign-in", {"email": f"a{number}@x.example", "password": "w" * 20})
        assert client.post("/sign-in", {"email": "b@x.example", "password": "w" * 20}).status == 429


def test_forwarded_address_of_an_untrusted_client_is_not_believed(client):
    """Otherwise each try could name another address."""
    with clock.fixed(START):
        for number in range(10):
            client.request(
                "POST",
                "/sign-in",
                data={"email": f"a{number}@x.example", "password": "w" * 20},
                headers={"Origin": client.base_url, "X-Forwarded-For": f"10.0.0.{number}"},
            )
        answer = client.post("/sign-in", {"email": "b@x.example", "password": "w" * 20})
    assert answer.status == 429


def test_right_passwords_are_not_counted(app, engine):
    """An office behind one address can sign in all day."""
    email = make_lead(engine)
    for _ in range(12):
        PageClient(app).sign_in(email)
    with open_session(engine) as session:
        assert set(session.scalars(select(SignInAttempt.succeeded))) == {True}


def test_signed_in_person_keeps_working_while_somebody_guesses(app, client, engine):
    """The throttle never locks the owner out of an open session."""
    email = make_lead(engine)
    client.sign_in(email)
    attacker = PageClient(app)
    for _ in range(11):
        attacker.post("/sign-in", {"email": email, "password": "w" * 20})
    assert client.get("/account").status == 200


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example",
        "http:evil.example", "javascript:alert(1)", "/\t/evil.example", " /x", "//", "///x.example",
        "/%0d%0aX: y\r\nX: y", "evil.example", "", "?x", "/ok\\..\\x", "/\u2044x.example",
    ],
)  # fmt: skip
def test_next_leads_only_inside(client, engine, target):
    """Whatever is asked for, the browser stays on the portal."""
    email = make_lead(engine)
    answer = client.post("/sign-in", {"email": email, "password": PASSWORD, "next": target})
    assert (answer.status, answer.location) == (303, "/")


def test_next_inside_is_kept(client, engine):
    """The reader arrives where they wanted to go."""
    page = client.get("/admin/permissions?x=1")
    assert page.location == "/sign-in?next=/admin/permissions%3Fx%3D1"
    form = client.get(page.location).fields("/sign-in")
    answer = client.post("/sign-in", form | {"email": make_lead(engine), "password": PASSWORD})
    assert answer.location == "/admin/permissions?x=1"


def test_password_change_needs_the_present_one_and_ends_other_sessions(app, client, engine):
    """The other browser is out, this one goes on with a new token."""
    email = make_lead(engine)
    other = PageClient(app).sign_in(email)
    client.sign_in(email)
    token = client.cookies[COOKIE]
    new = {"password": "nine small lanterns afloat", "repeated": "nine small lanterns afloat"}
    assert client.post("/account/password", {"present": "w" * 20} | new).status == 422
    assert client.post("/account/password", {"present": PASSWORD} | new).status == 303
    assert client.cookies[COOKIE] != token
    assert client.get("/account").status == 200
    assert other.get("/account").status == 303
    PageClient(app).sign_in(email, "nine small lanterns afloat")


@pytest.mark.parametrize(
    "password", ["too short", "passwordpassword1", "aaaaaaaaaaaaaaaaaaaa", "x" * 129]
)
def test_weak_password_is_refused(client, engine, password):
    """Short, common, monotonous or endless ones do not pass."""
    client.sign_in(make_lead(engine))
    fields = {"present": PASSWORD, "password": password, "repeated": password}
    assert client.post("/account/password", fields).status == 422


def test_password_hash_is_argon2id_of_sufficient_cost(client, engine):
    """The parameters are read from the hash that was stored when somebody chose a password."""
    from app.identity.models import Account

    chosen = "nine small lanterns afloat"
    client.sign_in(make_lead(engine))
    fields = {"present": PASSWORD, "password": chosen, "repeated": chosen}
    assert client.post("/account/password", fields).status == 303
    with open_session(engine) as session:
        stored = session.scalars(select(Account.password_hash)).one()
    kind, parameters = stored.split("$")[1], stored.split("$")[3]
    cost = dict(part.split("=") for part in parameters.split(","))
    assert kind == "argon2id"
    assert int(cost["m"]) >= 19 * 1024
    assert int(cost["t"]) >= 2
    assert matches(chosen, stored)
    assert not matches(chosen, None)


def test_switching_the_country_gives_a_new_session(client, engine):
    """One country at a time: the old token is dead, the other country refused until the switch."""
    make_account(
        engine, "two@x.example", Grant(Role.REPORTING_LEAD, "BE"), Grant(Role.REPORTING_LEAD, "LU")
    )
    client.sign_in("two@x.example")
    token = client.cookies[COOKIE]
    refused = client.get("/admin/audit/reporters/LU")
    assert refused.status == 403
    assert "You are working for Belgium. Switch to Luxembourg" in refused.words()
    assert client.post("/account/reporter", {"reporter": "LU"}).status == 303
    assert client.cookies[COOKIE] != token
    assert client.get("/admin/audit/reporters/LU").status == 200
    client.cookies.set(COOKIE, token, domain="127.0.0.1")
    assert client.get("/account").status == 303


def test_a_country_without_a_role_cannot_be_switched_to(client, engine):
    """Foreign and non-existing countries are answered alike."""
    client.sign_in(make_lead(engine))
    foreign = client.post("/account/reporter", {"reporter": "SE"})
    none = client.post("/account/reporter", {"reporter": "XX"})
    assert foreign.status == none.status == 404
    assert foreign.text == none.text
