"""Cookies outside the demo, headers of files and redirects, and whose word about an address
counts."""

import pytest

from app.domain.roles import Role
from app.main import create_app
from app.web.security_headers import SECURITY_HEADERS
from tests.client import PageClient
from tests.database import one_database
from tests.people import PASSWORD, make_lead
from tests.team import ready_team

pytestmark = one_database

FLAGS = ("; Path=/", "; Secure", "; HttpOnly", "; SameSite=lax")
PROXY, PEER = "127.0.0.1", "192.0.2.7"


@pytest.fixture
def real(settings):
    """The application as operators run it, behind a proxy it trusts; not as a demonstration."""
    changes = {
        "demo": False,
        "secret_key": "Wk3vRzQ9xLmT7bNcY2hJdF5gKpA8sEuX",
        "base_url": "https://science.europa.example",
        "allowed_hosts": ("inside.europa.example",),
        "trusted_proxies": (PROXY,),
    }
    made = create_app(settings.model_copy(update=changes))
    yield made
    made.state.engine.dispose()


def test_every_cookie_is_bound_to_host_and_https(real):
    """Sign-in, password proof, language, sign-out: each cookie set or taken away."""
    browser = PageClient(real)
    email = make_lead(real.state.engine)
    given = {"email": email, "password": PASSWORD}
    seen = [browser.post("/sign-in", given)]
    browser.get("/account")
    seen.append(browser.post("/account/confirm", {"password": PASSWORD}))
    browser.get("/account")
    seen.append(browser.post("/language", {"locale": "en"}))
    seen.append(browser.post("/sign-out"))
    cookies = [cookie for answer in seen for cookie in answer.headers.get_list("set-cookie")]
    assert len(cookies) >= 4, [answer.status for answer in seen]
    for cookie in cookies:
        assert cookie.startswith("__Host-portal_"), cookie
        assert [flag for flag in FLAGS if flag not in cookie] == [], cookie
        assert "domain=" not in cookie.lower()


def test_files_carry_the_headers(app):
    """Downloads of a submission are saved, never run and never kept by caches."""
    team = ready_team(app)
    assert team.report().status == 303
    for name in ("submission.json", "receipt.json"):
        answer = team.lead.get(f"{team.home}/submissions/1/{name}")
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["cache-control"] == "no-store"
        assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("science.europa.example", 200),
        ("inside.europa.example:8443", 200),
        ("SCIENCE.europa.example", 200),
        ("127.0.0.1", 200),
        ("evil.example", 400),
        ("science.europa.example.evil.example", 400),
        ("science.europa.example@evil.example", 400),
        ("[::2]", 400),
        ("[", 400),
        ("", 400),
    ],
)
def test_only_known_hosts_are_answered(real, host, status):
    """What a Host header says is believed when it is on the list."""
    answer = PageClient(real).get("/sign-in", headers={"Host": host})
    assert answer.status == status
    assert "evil.example" not in answer.text


def _tries(browser: PageClient, number: int, forwarded: str) -> list[int]:
    headers = {"Origin": browser.base_url, "X-Forwarded-For": forwarded}
    return [
        browser.request(
            "POST",
            "/sign-in",
            data={"email": f"{forwarded}-{n}@x.example", "password": "wrong wrong wrong"},
            headers=headers,
        ).status
        for n in range(number)
    ]


def test_a_trusted_proxy_names_the_client(real):
    """Behind it, clients are counted apart; what a client puts in front of its address is not."""
    browser = PageClient(real)
    assert _tries(browser, 11, PEER) == [422] * 10 + [429]
    assert _tries(browser, 1, f"203.0.113.5, {PEER}") == [429]
    assert _tries(browser, 1, f"{PEER}, 203.0.113.5") == [422]


def test_a_stranger_cannot_keep_somebody_from_signing(app):
    """Wrong passwords typed by others at the door do not count against who is inside."""
    team = ready_team(app)
    assert team.act("send").status == 303
    assert team.signatory
    stranger = PageClient(app)
    given = {"email": team.emails[Role.SIGNATORY], "password": "wrong wrong wrong"}
    assert [stranger.post("/sign-in", given).status for _ in range(11)][-1] == 429
    assert team.sign().status == 303


def test_the_own_password_cannot_be_guessed_from_inside(app):
    """Who finds an open session has ten tries, as at the door."""
    team = ready_team(app)
    assert team.act("send").status == 303
    assert [team.sign("wrong wrong wrong").status for _ in range(11)] == [422] * 10 + [429]
    assert team.sign().status == 429
