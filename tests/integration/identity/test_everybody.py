"""The guard of pages that anybody may open: each visitor gets as far as the roles reach."""

from typing import Annotated

import pytest
from fastapi import Depends, Response

from app.domain.roles import Grant, PublicScope, Role, UnionScope
from app.identity.access import Everybody
from app.web.routing import PortalRouter, policies_of
from app.web.visitor import Visitor
from tests.client import PageClient
from tests.people import make_account

SEEN = []


@pytest.fixture
def looking(app):
    """A route of its own that notes the scope it is given."""
    router = PortalRouter()

    @router.get("/look")
    def look(scope: Annotated[UnionScope | PublicScope, Depends(Everybody())]) -> Response:
        SEEN.append(scope)
        return Response("seen")

    app.include_router(router)
    assert {p.label for p in policies_of(router.routes[0].dependant)} == {"everybody, by reach"}
    SEEN.clear()
    return "/look"


def _scope(app, engine, looking, *grants):
    browser = PageClient(app)
    if grants:
        email = f"person{len(SEEN)}@portal.example"
        make_account(engine, email, *grants)
        browser.sign_in(email)
    assert browser.get(looking).status == 200
    return SEEN[-1]


def test_reach_follows_the_roles_of_the_union(app, engine, looking):
    """Anonymous, national and administrative visitors see what is published, others by role."""
    assert _scope(app, engine, looking) == PublicScope()
    for grant in (
        Grant(Role.REPORTING_LEAD, "DK"),
        Grant(Role.SIGNATORY, "EU"),
        Grant(Role.ADMINISTRATOR),
    ):
        assert _scope(app, engine, looking, grant) == PublicScope()
    for role in (
        Role.DESK_OFFICER,
        Role.REPORT_EDITOR,
        Role.CYCLE_MANAGER,
        Role.SUBGROUP_READER,
    ):
        scope = _scope(app, engine, looking, Grant(role))
        assert isinstance(scope, UnionScope)
        assert scope.roles == {role}


def test_only_roles_that_read_count(app, engine, looking):
    """A desk officer who is a national reader and administrator too brings the desk alone."""
    grants = (
        Grant(Role.DESK_OFFICER),
        Grant(Role.ADMINISTRATOR),
        Grant(Role.NATIONAL_READER, "DK"),
    )
    assert _scope(app, engine, looking, *grants).roles == {Role.DESK_OFFICER}


def test_a_role_taken_away_reaches_no_further(app, engine, looking):
    """The next request already sees less."""
    from app.core.db import open_session
    from app.identity.service import revoke_role

    email = "leaving@portal.example"
    account = make_account(engine, email, Grant(Role.DESK_OFFICER))
    browser = PageClient(app).sign_in(email)
    browser.get(looking)
    assert isinstance(SEEN[-1], UnionScope)
    with open_session(engine, write=True) as session:
        revoke_role(session, account, Role.DESK_OFFICER, "")
    browser.get(looking)
    assert SEEN[-1] == PublicScope()


def test_all_such_policies_are_one():
    """Two of them on one route count as one, and everybody is allowed."""
    assert {Everybody(), Everybody()} == {Everybody()}
    assert Everybody().allows(Visitor())
