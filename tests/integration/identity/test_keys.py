"""Keys of a reporting lead for other systems: making, showing once, refusing, revoking."""

import re
from datetime import timedelta
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, Request, Response
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.core import clock
from app.core.db import open_session
from app.domain.roles import CountryScope, Grant, Permission, Role
from app.identity import throttle
from app.identity.key_access import ByKey, key_of
from app.identity.models import Account, ApiKey, RoleGrant
from app.identity.service import disable_account, enable_account, revoke_role
from app.web.routing import PortalRouter
from tests.client import PageClient
from tests.factories import make_person, open_reporting
from tests.people import make_account

URL = "/keys/DK"
_SECRET = re.compile(r"sdk_[\w-]{43}")


def _day(days: int) -> str:
    return (clock.today_brussels() + timedelta(days=days)).isoformat()


@pytest.fixture
def new():
    """The form of a key that reads and writes for a month."""
    return {"name": "Register of the ministry", "may": "write", "last_day": _day(30)}


@pytest.fixture
def routed(app):
    """The application with an address to read and one to write by key."""
    router = PortalRouter(prefix="/api/v1/try")
    reads = ByKey(Permission.CONTRIBUTION_READ)
    writes = ByKey(Permission.ANSWER_EDIT, writes=True)

    @router.get("")
    def show(request: Request, scope: Annotated[CountryScope, Depends(reads)]) -> Response:
        roles = sorted(role.value for role in scope.roles)
        return Response(f"{scope.reporter} {roles} {key_of(request).key_name}")

    @router.put("")
    def act(scope: Annotated[CountryScope, Depends(writes)]) -> Response:
        return Response(scope.reporter)

    app.include_router(router)
    return app


@pytest.fixture
def lead(routed, engine):
    """A browser in which Denmark's reporting lead is signed in; a cycle is open."""
    open_reporting(engine, "DK", "NL")
    return PageClient(routed).sign_in(make_person(engine, Role.REPORTING_LEAD))


@pytest.fixture
def secret(lead, new):
    """A key that reads and writes."""
    return _SECRET.search(lead.post(URL, new).text)[0]


def send(app, key, method="GET", **headers) -> httpx.Response:
    """Send a request of a program: no cookie, no origin."""
    sent = {"Authorization": f"Bearer {key}"} if key else {}
    return PageClient(app).request(method, "/api/v1/try", headers={**sent, **headers}).response


def test_the_way_to_the_pages_of_keys_is_said(lead):
    """From the contributions and colleagues to the keys and the form."""
    for url, title in ((URL, "Keys for other systems"), (f"{URL}/new", "Make a key")):
        page = lead.get(url)
        (way,) = [nav for nav in page.all("nav") if nav.get("class") == "crumbs"]
        links = [a.get("href") for a in way.iter("a")]
        assert links[:2] == ["/contributions", "/colleagues/DK"]
        assert page.words(way).endswith(title)
    assert links[-1] == URL


def test_a_key_is_shown_once_and_only_its_hash_is_kept(routed, engine, lead, new):
    """With the first characters, to recognise it by; used at once, and the page says when."""
    page = lead.post(URL, new)
    secret = _SECRET.search(page.text)[0]
    assert "Copy the key now" in page.words()
    again = lead.get(URL)
    assert secret not in again.text
    assert secret[:12] in again.words()
    assert "Not yet" in again.words()
    with open_session(engine) as session:
        key = session.execute(select(ApiKey)).scalar_one()
        assert secret not in repr(key.model_dump())
        assert (key.reporter, key.may_write, key.prefix) == ("DK", True, secret[:12])
    answer = send(routed, secret)
    assert answer.status_code == 200
    assert answer.text == "DK ['reporting_lead'] Register of the ministry"
    assert send(routed, secret, "PUT").text == "DK"
    assert "Not yet" not in lead.get(URL).words()


def test_making_and_revoking_are_recorded_without_names(engine, lead, new):
    """For the country, and without the key or what the lead called it."""
    secret = _SECRET.search(lead.post(URL, new).text)[0]
    assert lead.post(f"{URL}/1/revoke").status == 303
    with open_session(engine) as session:
        query = select(AuditEvent).where(AuditEvent.act.in_(("key.made", "key.revoked")))
        events = session.execute(query.order_by(AuditEvent.id)).scalars().all()
        assert [event.act for event in events] == ["key.made", "key.revoked"]
        assert {event.reporter for event in events} == {"DK"}
        said = repr([event.data for event in events])
        assert secret[:12] in said
        assert secret not in said
        assert "Register" not in said
    assert "Key for another system made" in lead.get("/admin/audit/reporters/DK").words()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "  "}, "Write which system"),
        ({"last_day": ""}, "Write the last day"),
        ({"last_day": "soon"}, "year, month and day"),
        ({"last_day": "2020-01-01"}, "today or later"),
        ({"last_day": "2031-01-01"}, "a year at most"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_shown_again(engine, lead, new, wrong, words):
    """No key is made."""
    page = lead.post(URL, {**new, **wrong})
    assert page.status == 422
    assert words in page.words()
    with open_session(engine) as session:
        assert session.execute(select(ApiKey)).all() == []


def test_two_keys_in_use_have_two_names(lead, new):
    """What a system wrote says its name; a name is free again once its key is revoked."""
    assert lead.post(URL, new).status == 200
    assert "with this name in use" in lead.post(URL, new).words()
    lead.post(f"{URL}/1/revoke")
    assert lead.post(URL, new).status == 200


def test_only_leads_of_the_country_make_keys(app, engine, lead, new):
    """Colleagues are refused; for others the country does not exist."""
    lead.post(URL, new)
    for role in (Role.CONTRIBUTOR, Role.SIGNATORY, Role.NATIONAL_READER):
        colleague = PageClient(app).sign_in(make_person(engine, role))
        assert [colleague.get(URL).status, colleague.post(URL, new).status] == [403, 403]
        assert colleague.post(f"{URL}/1/revoke").status == 403
    foreign = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, "NL"))
    assert foreign.get(URL).status == 404
    assert foreign.post("/keys/NL/1/revoke").status == 404
    make_account(engine, "admin@portal.example", Grant(Role.ADMINISTRATOR))
    assert PageClient(app).sign_in("admin@portal.example").get(URL).status == 404


def test_the_form_asks_who_one_is(engine, lead, monkeypatch, new):
    """A browser left open is not enough to make a key."""
    later = clock.now() + timedelta(minutes=10)
    monkeypatch.setattr("app.identity.access.now", lambda: later)
    assert lead.get(f"{URL}/new").location.startswith("/account/confirm")
    assert lead.post(URL, new).status == 401
    with open_session(engine) as session:
        assert session.execute(select(ApiKey)).all() == []


@pytest.mark.parametrize("sent", ["", "sdk_wrong", " ", "é"])
def test_without_a_valid_key_nothing_is_said(routed, lead, sent):
    """A problem in JSON, with the way to ask; the session of a browser counts for nothing."""
    header = {"Authorization": f"Bearer {sent}".encode()} if sent else {}
    for method in ("GET", "PUT"):
        answer = lead.request(method, "/api/v1/try", headers=header).response
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"
    basic = lead.request("GET", "/api/v1/try", headers={"Authorization": "Basic eDp5"})
    assert basic.status == 401


def test_a_key_opens_no_page(routed, lead, secret):
    """It counts at the JSON door only."""
    answer = PageClient(routed).get(URL, headers={"Authorization": f"Bearer {secret}"})
    assert answer.location.startswith("/sign-in")


def test_a_revoked_key_opens_nothing(routed, lead, secret):
    """From the next request on; revoking twice is the same as once."""
    assert send(routed, secret).status_code == 200
    assert lead.post(f"{URL}/1/revoke").status == 303
    assert [send(routed, secret).status_code, send(routed, secret, "PUT").status_code] == [401] * 2
    page = lead.get(URL)
    assert "Revoked on" in page.words()
    assert lead.post(f"{URL}/9/revoke").status == 404


def test_a_key_past_its_last_day_opens_nothing(routed, engine, lead, secret):
    """Midnight in Brussels after that day."""
    with open_session(engine, write=True) as session:
        session.execute(update(ApiKey).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert send(routed, secret).status_code == 401
    assert "Past its last day" in lead.get(URL).words()


def test_a_disabled_account_takes_its_keys_along(routed, engine, lead, secret):
    """They work again only once the account does."""
    with open_session(engine, write=True) as session:
        account = session.execute(select(ApiKey.account_id)).scalar_one()
        disable_account(session, account)
    assert send(routed, secret).status_code == 401
    with open_session(engine, write=True) as session:
        enable_account(session, account)
    assert send(routed, secret).status_code == 200


def test_a_key_has_the_present_roles_of_its_maker(routed, engine, lead, secret):
    """At that reporter: fewer rights with fewer roles, none with none."""
    with open_session(engine, write=True) as session:
        account = session.execute(select(ApiKey.account_id)).scalar_one()
        reader = RoleGrant(account_id=account, role=Role.NATIONAL_READER, reporter="DK")
        elsewhere = RoleGrant(account_id=account, role=Role.REPORTING_LEAD, reporter="NL")
        session.add_all([reader, elsewhere])
        revoke_role(session, account, Role.REPORTING_LEAD, "DK")
    assert send(routed, secret).text.startswith("DK ['national_reader']")
    assert send(routed, secret, "PUT").json()["code"] == "key_not_allowed"
    with open_session(engine, write=True) as session:
        revoke_role(session, account, Role.NATIONAL_READER, "DK")
    assert send(routed, secret).status_code == 401


def test_a_role_past_its_last_day_counts_for_nothing(routed, engine, lead, secret):
    """As everywhere."""
    with open_session(engine, write=True) as session:
        session.execute(update(RoleGrant).values(ends_at=clock.now() - timedelta(seconds=1)))
    assert send(routed, secret).status_code == 401


def test_a_key_for_reading_does_not_write(routed, lead, new):
    """Whatever its maker may."""
    secret = _SECRET.search(lead.post(URL, {**new, "may": "read"}).text)[0]
    assert send(routed, secret).status_code == 200
    answer = send(routed, secret, "PUT")
    assert (answer.status_code, answer.json()["code"]) == (403, "key_only_reads")


def test_wrong_keys_are_counted_and_keep_nobody_else_out(routed, engine, lead, secret, monkeypatch):
    """After ten from one address the answer is to wait; a right key and a password still work."""
    answers = [send(routed, f"sdk_{n}").status_code for n in range(throttle.PER_CLIENT + 2)]
    assert answers == [401] * throttle.PER_CLIENT + [429] * 2
    assert int(send(routed, "sdk_x").headers["retry-after"]) > 0
    assert send(routed, secret).status_code == 200
    monkeypatch.setattr(throttle, "GLOBAL", 5)
    with open_session(engine) as session:
        email = session.execute(select(Account.email)).scalars().first()
    PageClient(routed).sign_in(email)
