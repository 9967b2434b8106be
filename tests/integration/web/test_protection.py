"""Every route refuses forged requests, every answer carries the headers, a GET changes nothing."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import inspect, text

from app.core.db import open_session
from app.web.security_headers import CONTENT_SECURITY_POLICY, SECURITY_HEADERS
from tests.client import PageClient
from tests.database import one_database
from tests.people import make_account, make_administrator, make_lead

_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def _routes(app, unsafe):
    for context in iter_route_contexts(app.routes):
        for method in context.methods or ():
            if (method in _UNSAFE) == unsafe:
                yield method, re.sub(r"\{[^}]*\}", "1", context.path)


def _refusal(path):
    """What a browser's cookie gets: the JSON door knows keys only, and asks for one."""
    return 401 if path.startswith("/api/v1/") else 403


@pytest.fixture
def signed_in(app, engine):
    """A signed-in browser."""
    return PageClient(app).sign_in(make_lead(engine))


def _content(engine):
    """Every row of every table that a request could change."""
    names = sorted(set(inspect(engine).get_table_names()) - {"alembic_version"})
    with open_session(engine) as session:
        return {
            name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"'))))
            for name in names
        }


@one_database
def test_forged_requests_are_refused_on_every_unsafe_route(app, engine, signed_in):
    """No token, another session's token, a foreign page, no form, an override: 403 each time."""
    email = "second@ministry.example"
    make_account(engine, email)
    other = PageClient(app).sign_in(email)
    own = {"Origin": signed_in.base_url, "Sec-Fetch-Site": "same-origin"}
    token = {"csrf": signed_in.csrf}
    forgeries = {
        "no token": {"headers": own},
        "other token": {"headers": own, "data": {"csrf": other.csrf}},
        "foreign origin": {"headers": {"Origin": "https://evil.example"}, "data": token},
        "null origin": {"headers": {"Origin": "null"}, "data": token},
        "cross-site": {"headers": {"Sec-Fetch-Site": "cross-site"}, "data": token},
        "same-site": {"headers": {"Sec-Fetch-Site": "same-site"}, "data": token},
        "text/plain": {
            "headers": own | {"Content-Type": "text/plain"},
            "content": f"csrf={signed_in.csrf}",
        },
        "override": {"headers": own | {"X-HTTP-Method-Override": "GET"}},
    }
    before = _content(engine)
    checked = 0
    for method, path in _routes(app, unsafe=True):
        for kind, options in forgeries.items():
            answer = signed_in.request(method, path, **options)
            wanted = _refusal(path)
            assert answer.status == wanted, f"{kind}: {method} {path} answered {answer.status}"
            checked += 1
    assert checked >= 12 * len(forgeries)
    assert _content(engine) == before


@one_database
def test_anonymous_posts_need_the_browsers_word(app, client):
    """Without a session the browser itself must say that the request is ours."""
    checked = 0
    for method, path in _routes(app, unsafe=True):
        for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert client.request(method, path, headers=headers).status == _refusal(path)
        checked += 1
    assert checked >= 12


def test_token_in_the_header_is_enough(signed_in):
    """Scripts and the JSON interface send the token as a header."""
    answer = signed_in.request(
        "POST",
        "/account/sign-out-everywhere",
        headers={"Origin": signed_in.base_url, "X-CSRF-Token": signed_in.csrf},
    )
    assert answer.status == 303


def test_get_changes_nothing(app, engine):
    """All rows are the same before and after every GET, also as administrator."""
    browser = PageClient(app).sign_in(make_administrator(engine))
    before = _content(engine)
    answered = [browser.get(path).status for _, path in _routes(app, unsafe=False)]
    assert len(answered) >= 12
    assert answered.count(200) >= 6
    assert [status for status in answered if status >= 500] == []
    assert _content(engine) == before


def _assert_headers(answer, demo=True):
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value, name
    assert answer.headers["cache-control"]
    if answer.text:
        assert answer.headers["content-type"]
    assert ("strict-transport-security" in answer.headers) is not demo
    assert "server" not in answer.headers


def test_content_policy_is_exact():
    """Written out here, so that a change is seen."""
    assert CONTENT_SECURITY_POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; object-src 'none'"
    )


@one_database
def test_every_status_carries_the_headers(app, client, engine, monkeypatch):
    """200, 303, 304, 400, 403, 404, 405, 413, 422, 429-like and 500 alike."""
    asset = client.get("/static/portal.css")
    answers = {
        200: client.get("/sign-in"),
        303: client.get("/account"),
        304: client.get("/static/portal.css", headers={"If-None-Match": asset.headers["etag"]}),
        400: client.get("/sign-in", headers={"Host": "evil.example"}),
        403: client.request("POST", "/sign-in"),
        404: client.get("/nowhere"),
        405: client.request("PUT", "/sign-in"),
        413: client.post("/sign-in", {"email": "x" * (33 << 20)}),
        422: client.post("/sign-in", {"email": "a@b.example", "nonsense": "1"}),
    }
    monkeypatch.setattr(
        "app.identity.routes.SignInPage", lambda **_: (_ for _ in ()).throw(RuntimeError("secret"))
    )
    answers[500] = client.get("/sign-in")
    for status, answer in answers.items():
        assert answer.status == status
        _assert_headers(answer)
    assert "secret" not in answers[500].text
    assert "Reference for support" in answers[500].text
    assert answers[405].headers["allow"]


def test_transport_security_outside_the_demo(settings, database_url):
    """HSTS, a host-bound secure cookie and nothing else in the jar."""
    from app.main import create_app

    real = settings.model_copy(
        update={
            "demo": False,
            "secret_key": "Wk3vRzQ9xLmT7bNcY2hJdF5gKpA8sEuX",
            "base_url": "https://portal.example",
        }
    )
    app = create_app(real)
    browser = PageClient(app)
    _assert_headers(browser.get("/sign-in"), demo=False)
    email = make_lead(app.state.engine)
    answer = browser.post("/sign-in", {"email": email, "password": "seven quiet herons at dusk"})
    cookies = answer.headers.get_list("set-cookie")
    app.state.engine.dispose()
    assert len(cookies) == 1
    assert cookies[0].startswith("__Host-portal_session=")
    for part in ("; Path=/", "; Secure", "; HttpOnly", "; SameSite=lax"):
        assert part in cookies[0]
    assert "Domain" not in cookies[0]


@one_database
def test_head_is_answered_like_get_without_a_body(client):
    """Link checkers ask this way."""
    answer = client.request("HEAD", "/sign-in")
    assert answer.status == 200
    assert answer.text == ""
    _assert_headers(answer)


@one_database
@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PATCH", "CONNECT"])
def test_unused_methods_are_refused(client, method):
    """Nothing listens there."""
    assert client.request(method, "/sign-in", headers={"Origin": client.base_url}).status == 405


@one_database
@pytest.mark.parametrize("path", ["/docs", "/redoc", "/static/", "/static/../pages.py"])
def test_nothing_internal_is_served(client, path):
    """No generated documentation, no listing, no file outside the folder."""
    assert client.get(path).status == 404


@one_database
def test_body_is_counted_while_it_comes(app, client):
    """A body without an announced length is cut off at the limit."""

    async def endless():
        for _ in range(40):
            yield b"x" * (1 << 20)

    answer = client.request(
        "POST",
        "/sign-in",
        content=endless(),
        headers={
            "Origin": client.base_url,
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    assert answer.status == 413


@one_database
@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Proto"]
)
def test_forwarding_headers_change_nothing(client, header):
    """They are believed from configured proxies only."""
    plain = client.get("/account")
    spoofed = client.get("/account", headers={header: "evil.example/x"})
    assert (spoofed.status, spoofed.location) == (plain.status, plain.location)


@one_database
def test_signed_in_pages_are_never_stored(app, engine, signed_in):
    """Neither by the browser nor by anything between."""
    for path in ("/account", "/admin/permissions", "/admin/audit", "/nowhere"):
        assert signed_in.get(path).headers["cache-control"] == "no-store"
