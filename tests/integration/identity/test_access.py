"""The guard: what each role gets, what foreign and non-existing countries look like, freshness."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import pytest
from fastapi import Depends, Request, Response

from app.core import clock
from app.core.db import open_session
from app.core.errors import TooManyRequests
from app.domain.roles import (
    REPORTER_PERMISSIONS,
    ROLE_PERMISSIONS,
    AccountScope,
    CountryScope,
    Grant,
    Permission,
    Role,
    UnionScope,
)
from app.identity import key_access
from app.identity.access import Requires, RequiresFresh
from app.identity.service import revoke_role
from app.identity.sign_in import confirm_password
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from tests.client import PageClient
from tests.database import one_database
from tests.people import PASSWORD, make_account, make_lead

NATIONAL = [role for role in Role if ROLE_PERMISSIONS[role] & REPORTER_PERMISSIONS]
UNION = [role for role in Role if role not in NATIONAL]
PERSONAL = {Permission.ACCOUNT_SELF, Permission.CATALOGUE_READ}


def _routes() -> PortalRouter:
    """One route per permission, as features have them."""
    router = PortalRouter(prefix="/try")
    for permission in Permission:
        place = "/{reporter}" if permission in REPORTER_PERMISSIONS else ""
        _add(router, f"/{permission.name.lower()}{place}", Requires(permission))
    _add(router, "/fresh/{reporter}", RequiresFresh(Permission.CONTRIBUTION_SIGN))
    _add(router, "/active", Requires(Permission.CONTRIBUTION_READ))
    return router


def _add(router: PortalRouter, path: str, policy: Requires) -> None:
    @router.get(path)
    def show(scope: Annotated[object, Depends(policy)]) -> Response:
        return Response(repr(scope), media_type="text/plain")

    @router.post(path)
    def act(scope: Annotated[object, Depends(policy)], session: SessionDep) -> Response:
        return Response(repr(scope), media_type="text/plain")


@pytest.fixture
def routed(app):
    """The application with a route per permission."""
    app.include_router(_routes())
    return app


def _path(permission, reporter="DK"):
    place = f"/{reporter}" if permission in REPORTER_PERMISSIONS else ""
    return f"/try/{permission.name.lower()}{place}"


def _post(browser, path):
    headers = {"Origin": browser.base_url, "X-CSRF-Token": browser.csrf}
    return browser.request("POST", path, headers=headers)


@one_database
@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_exactly_what_the_table_says(routed, engine, role):
    """Every permission, reading and writing, allowed and refused."""
    reporter = "DK" if role in NATIONAL else None
    make_account(engine, "somebody@x.example", Grant(role, reporter))
    browser = PageClient(routed).sign_in("somebody@x.example")
    for permission in Permission:
        if permission in ROLE_PERMISSIONS[role] | PERSONAL:
            wanted = 200
        elif permission in REPORTER_PERMISSIONS and reporter is None:
            wanted = 404
        else:
            wanted = 403
        path = _path(permission)
        assert browser.get(path).status == wanted, permission
        assert _post(browser, path).status == wanted, permission


@one_database
def test_account_without_a_role_may_only_manage_itself(routed, engine):
    """Signed in, and nothing more."""
    make_account(engine, "nobody@x.example")
    browser = PageClient(routed).sign_in("nobody@x.example")
    allowed = {p for p in Permission if browser.get(_path(p)).status == 200}
    assert allowed == PERSONAL


@one_database
def test_anonymous_visitors_are_sent_to_sign_in(routed):
    """A page leads to the form; a program and a post get 401; nothing tells what exists."""
    browser = PageClient(routed)
    for permission in Permission:
        path = _path(permission)
        page = browser.get(path)
        assert (page.status, page.location) == (303, f"/sign-in?next={path}")
        post = browser.request("POST", path, headers={"Origin": browser.base_url})
        assert post.status == 401
        htmx = browser.get(path, htmx=True)
        assert (htmx.status, htmx.location) == (204, f"/sign-in?next={path}")


@pytest.mark.parametrize("role", NATIONAL)
def test_foreign_and_unknown_countries_look_the_same(routed, engine, role):
    """Same status, same body, same headers, whatever the permission."""
    make_account(engine, "d@x.example", Grant(role, "DK"))
    make_lead(engine, "SE")
    browser = PageClient(routed).sign_in("d@x.example")
    for permission in REPORTER_PERMISSIONS:
        foreign = browser.get(_path(permission, "SE"))
        unknown = [browser.get(_path(permission, code)) for code in ("XX", "GB", "S", "dkk", "%00")]
        for answer in unknown:
            assert foreign.status == answer.status == 404
            assert foreign.text == answer.text
            assert foreign.headers == answer.headers


def test_greece_answers_to_both_codes(routed, engine):
    """The scope holds the stored code."""
    make_account(engine, "g@x.example", Grant(Role.REPORTING_LEAD, "GR"))
    browser = PageClient(routed).sign_in("g@x.example")
    for written in ("GR", "EL", "el"):
        answer = browser.get(_path(Permission.CONTRIBUTION_READ, written))
        assert answer.status == 200
        assert "reporter='GR'" in answer.text


def test_scopes_carry_who_where_and_with_which_roles(routed, engine):
    """Country, Union or person: what queries need, and no more."""
    make_account(
        engine,
        "both@x.example",
        Grant(Role.CONTRIBUTOR, "DK"),
        Grant(Role.SIGNATORY, "DK"),
        Grant(Role.DESK_OFFICER),
        Grant(Role.NATIONAL_READER, "SE"),
    )
    browser = PageClient(routed).sign_in("both@x.example")
    country = browser.get(_path(Permission.ANSWER_EDIT)).text
    union = browser.get(_path(Permission.SUBMISSION_READ)).text
    person = browser.get(_path(Permission.ACCOUNT_SELF)).text
    assert country.startswith(CountryScope.__name__)
    assert "CONTRIBUTOR" in country
    assert "SIGNATORY" in country
    assert "DESK_OFFICER" not in country
    assert "NATIONAL_READER" not in country
    assert union.startswith(UnionScope.__name__)
    assert "DESK_OFFICER" in union
    assert "CONTRIBUTOR" not in union
    assert person.startswith(AccountScope.__name__)
    assert browser.get("/try/active").text.startswith("CountryScope(reporter='DK'")


def test_union_roles_give_no_right_on_a_country(routed, engine):
    """Administrator, manager, editor and desk officer see no draft."""
    make_account(engine, "all@x.example", *(Grant(role) for role in UNION))
    browser = PageClient(routed).sign_in("all@x.example")
    for permission in REPORTER_PERMISSIONS:
        assert browser.get(_path(permission)).status == 404
        assert _post(browser, _path(permission)).status == 404
    assert browser.get("/try/active").status == 404


def test_a_right_taken_away_while_the_request_runs_is_refused(routed, engine, monkeypatch):
    """The session was found, then the role revoked: the transaction looks again."""
    account_id = make_account(engine, "r@x.example", Grant(Role.REPORTING_LEAD, "DK"))
    browser = PageClient(routed).sign_in("r@x.example")

    look_up = routed.state.sign_in_lookup

    def revoke_after(request: Request):
        found = look_up(request)
        with open_session(engine, write=True) as session:
            revoke_role(session, account_id, Role.REPORTING_LEAD, "DK")
        return found

    monkeypatch.setattr(routed.state, "sign_in_lookup", revoke_after)
    assert key_access.look_up is look_up
    assert _post(browser, _path(Permission.ANSWER_EDIT)).status == 404


def test_binding_steps_need_a_fresh_proof(routed, engine):
    """Five minutes after signing in the password is asked again; a new session follows."""
    start = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    make_account(engine, "s@x.example", Grant(Role.SIGNATORY, "DK"))
    with clock.fixed(start):
        browser = PageClient(routed).sign_in("s@x.example")
        assert browser.get("/try/fresh/DK").status == 200
    with clock.fixed(start + timedelta(minutes=5, seconds=1)):
        asked = browser.get("/try/fresh/DK")
        assert asked.location == "/account/confirm?next=/try/fresh/DK"
        assert _post(browser, "/try/fresh/DK").status == 401
        token = browser.cookies["portal_session"]
        fields = browser.get(asked.location).fields("/account/confirm")
        assert browser.post("/account/confirm", fields | {"password": "w" * 20}).status == 422
        assert browser.get("/try/fresh/DK").status == 303
        done = browser.post("/account/confirm", fields | {"password": PASSWORD})
        assert done.location == "/try/fresh/DK"
        assert browser.cookies["portal_session"] != token
        assert browser.get("/try/fresh/DK").status == 200


@pytest.mark.parametrize("raises", [False, True])
def test_wrong_confirmations_are_throttled_even_when_rolled_back(engine, raises):
    """Ten guesses at the sign-off form, whatever the caller does with the refusal."""
    account_id = make_account(engine, "s@x.example", Grant(Role.SIGNATORY, "DK"))

    def guess(password):
        with open_session(engine, write=True) as session:
            right = confirm_password(session, account_id, password)
            if raises and not right:
                raise RuntimeError
            return right

    def outcome(password):
        try:
            return guess(password)
        except RuntimeError:
            return False

    assert outcome(PASSWORD) is True
    assert [outcome("w" * 20) for _ in range(10)] == [False] * 10

    with pytest.raises(TooManyRequests):
        guess(PASSWORD)
