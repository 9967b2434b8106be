"""Every route of the portal, as nobody, as a foreigner and as each role, against the one table."""

import re

import pytest
from fastapi.routing import iter_route_contexts

from app.domain.roles import (
    REPORTER_PERMISSIONS,
    ROLE_PERMISSIONS,
    Grant,
    Permission,
    Role,
)
from app.web.routing import policies_of
from tests.client import PageClient
from tests.database import one_database
from tests.people import make_account

pytestmark = one_database

# What a route gets for its path parameters; `reporter` is set by the test.
SAMPLES = {
    "cycle": "2027",
    "point": "P01",
    "code": "P01.justification",
    "indicator": "SD-01.1",
    "uid": "0" * 32,
    "ref": "1",
    "token": "none",
    "name": "none",
}
NATIONAL = {role for role in Role if ROLE_PERMISSIONS[role] & REPORTER_PERMISSIONS}
PERSONAL = {Permission.ACCOUNT_SELF.value, Permission.CATALOGUE_READ.value}
OPEN = {"public", "everybody, by reach"}
BY_KEY = " (by key)"


def _address(path, reporter):
    known = SAMPLES | {"reporter": reporter}
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: known.get(found[1], "1"), path)


def _routes(app):
    for context in iter_route_contexts(app.routes):
        (policy,) = policies_of(context.original_route.dependant)
        for method in sorted(context.methods or ()):
            yield method, context.path, policy.label.removesuffix(" (fresh)")


def _send(browser, method, address):
    headers = {"Origin": browser.base_url, "X-CSRF-Token": browser.csrf}
    return browser.request(method, address, headers=headers)


def test_nobody_gets_past_the_guard(app, client):
    """Without a session every guarded page leads to the sign-in form, every act to 401."""
    seen = 0
    for method, path, label in _routes(app):
        if label in OPEN:
            continue
        answer = _send(client, method, _address(path, "DK"))
        seen += 1
        if method == "GET" and not label.endswith(BY_KEY):
            assert answer.status == 303, path
            assert answer.location.startswith("/sign-in?next="), path
        else:
            assert answer.status == 401, path
    assert seen >= 30


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_past_the_guard_where_the_table_says_so(app, engine, role):
    """403 for want of a right, 404 for a country without a role, else past the guard."""
    make_account(engine, "somebody@x.example", Grant(role, "DK" if role in NATIONAL else None))
    browser = PageClient(app).sign_in("somebody@x.example")
    allowed = {permission.value for permission in ROLE_PERMISSIONS[role]} | PERSONAL
    refused = passed = 0
    for method, path, label in _routes(app):
        if label in OPEN:
            continue
        address = _address(path, "DK")
        of_reporter = label in {permission.value for permission in REPORTER_PERMISSIONS}
        if label.endswith(BY_KEY):  # no session counts there, whatever the role
            assert _send(browser, method, address).status == 401, (method, path)
            continue
        if label not in allowed:
            wanted = 404 if of_reporter and role not in NATIONAL else 403
            assert _send(browser, method, address).status == wanted, (method, path)
            refused += 1
        elif method == "GET":  # acts would sign out or disable the account of the test
            assert _send(browser, method, address).status in (200, 303, 404), path
            passed += 1
        if of_reporter and "{reporter}" in path:
            foreign = _send(browser, method, _address(path, "SE"))
            unknown = _send(browser, method, _address(path, "XX"))
            assert foreign.status == unknown.status == 404, (method, path)
            assert foreign.text == unknown.text, path
    assert refused >= 5
    assert passed >= 4
