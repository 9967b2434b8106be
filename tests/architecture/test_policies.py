"""Every route has one policy; all stand in policies.txt, so that a change is seen in review.

Write the file anew with `python -m tests.architecture.test_policies`.
"""

import re
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from app.domain.roles import Permission
from app.identity.access import Requires
from app.main import ROUTERS
from app.web.csrf import check_request
from app.web.routing import (
    PolicyRoute,
    PortalRouter,
    Public,
    RouteWithoutPolicy,
    policies_of,
    use,
)

FILE = Path(__file__).with_name("policies.txt")
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def _contexts() -> list[RouteContext]:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in ROUTERS:
        app.include_router(router)
    return list(iter_route_contexts(app.routes))


def _lines() -> list[str]:
    lines = []
    for context in _contexts():
        route = context.original_route
        assert isinstance(route, PolicyRoute), f"{context.path} is not a PolicyRoute"
        (policy,) = policies_of(route.dependant)
        for method in sorted(context.methods or ()):
            lines.append(f"{context.path} {method} {policy.label}")
    return sorted(lines)


def test_policies_are_those_of_the_file():
    """A new route or another permission shows up as a changed line."""
    lines = _lines()
    assert len(lines) >= 25
    assert lines == FILE.read_text(encoding="utf-8").splitlines()


def test_every_address_is_served_once():
    """Two routes with one address and method would hide each other, and their policies."""
    keys = [line.rsplit(" ", 1)[0] for line in (" ".join(x.split()[:2]) + " x" for x in _lines())]
    assert len(keys) == len(set(keys))


def test_every_unsafe_route_checks_forgery():
    """The check is a dependency of the router, so no route can leave it out."""

    def calls(dependant):
        yield dependant.call
        for inner in dependant.dependencies:
            yield from calls(inner)

    unsafe = [c for c in _contexts() if (c.methods or set()) & _UNSAFE]
    assert len(unsafe) >= 12
    for context in unsafe:
        assert check_request in calls(context.original_route.dependant), context.path


def test_every_policy_names_a_known_permission():
    """Or says that anybody may come."""
    used = {re.sub(r" \((fresh|by key)\)$", "", line.split(" ", 2)[2]) for line in _lines()}
    known = {permission.value for permission in Permission}
    assert used - known <= {"public", "everybody, by reach"}
    assert len(used & known) >= 8


def _show() -> str:
    return "x"


@pytest.mark.parametrize("kind", ["route", "nested router"])
def test_a_route_without_a_policy_stops_the_import(kind):
    """However deep it is declared."""
    if kind == "route":
        with pytest.raises(RouteWithoutPolicy, match="0 policies"):
            PortalRouter().add_api_route("/x", _show)
        return
    outer = PortalRouter(prefix="/outer")
    with pytest.raises(RouteWithoutPolicy, match="0 policies"):
        outer.get("/inner")(_show)


def test_a_route_with_two_policies_stops_the_import():
    """It would be unclear which one counts."""
    with pytest.raises(RouteWithoutPolicy, match="2 policies"):
        PortalRouter().add_api_route(
            "/x", _show, dependencies=[*use(Public()), *use(Requires(Permission.CYCLE_MANAGE))]
        )


def test_policies_are_found_wherever_they_stand():
    """As a parameter, behind another dependency, on the route or on the router."""

    def behind(scope: Annotated[object, Depends(Requires(Permission.CYCLE_MANAGE))]) -> object:
        return scope

    def as_parameter(scope: Annotated[object, Depends(behind)]) -> str:
        return "x"

    PortalRouter().add_api_route("/x", as_parameter)
    PortalRouter(dependencies=use(Public())).add_api_route("/x", _show)
    router = APIRouter(route_class=PolicyRoute)
    router.add_api_route("/x", _show, dependencies=use(Public()))


if __name__ == "__main__":
    FILE.write_text("\n".join(_lines()) + "\n", encoding="utf-8")
