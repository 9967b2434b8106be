"""Logs tell what happened to whom, never what was written; one event is one line."""

import json

import pytest
import structlog
from structlog.testing import capture_logs

from app.core.logging import configure_logging, describe, logger
from tests.client import PageClient
from tests.database import one_database
from tests.people import PASSWORD, make_account, make_lead

CANARY = "canary7301"


@one_database
def test_contents_never_reach_the_log(app, engine):
    """Passwords, addresses, tokens, names, queries and headers are full of canaries."""
    email = f"{CANARY}@x.example"
    account_id = make_account(engine, email, name=f"Name {CANARY}")
    browser = PageClient(app)
    with capture_logs() as events:
        browser.post("/sign-in", {"email": email, "password": f"{CANARY} wrong wrong"})
        browser.post("/sign-in", {"email": email, "password": PASSWORD})
        token = browser.cookies["portal_session"]
        browser.get(f"/account?saved={CANARY}", headers={"User-Agent": CANARY, "Referer": CANARY})
        browser.get(f"/{CANARY}/{CANARY}")
        browser.get(f"/invitations/{CANARY}")
        browser.get(f"/admin/accounts?search={CANARY}")
        browser.get(f"/admin/accounts/{CANARY}")
        browser.request("POST", "/account/password", data={"present": CANARY})
        browser.get("/account", headers={"X-Request-Id": f"{CANARY}\nfaked line"})
    written = json.dumps(events, default=str)
    assert CANARY not in written
    assert token not in written
    requests = [event for event in events if event["event"] == "request"]
    assert len(requests) == 9
    assert {event["account_id"] for event in requests} == {None, account_id}
    assert {"/sign-in", "/account", "/invitations/{token}", "/admin/accounts"} <= {
        event["route"] for event in requests
    }


@one_database
def test_refused_access_is_logged_with_ids_only(app, engine):
    """Who tried what without the right."""
    browser = PageClient(app).sign_in(make_lead(engine))
    with capture_logs() as events:
        assert browser.get("/admin/accounts").status == 403
    refused = [event for event in events if event["event"] == "access_refused"]
    assert [event["permission"] for event in refused] == ["account:manage"]
    assert refused[0]["account_id"] == 1


@one_database
def test_a_fault_is_logged_with_its_place_and_without_its_message(app, client, monkeypatch):
    """The message of an error may quote what somebody wrote."""

    def fail(**_) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr("app.identity.routes.SignInPage", fail)
    with capture_logs() as events:
        assert client.get("/sign-in").status == 500
    fault = next(event for event in events if event["event"] == "fault")
    assert fault["error"] == "builtins.ValueError"
    assert any("show_sign_in" in frame for frame in fault["frames"])
    assert CANARY not in json.dumps(events, default=str)


def test_an_event_is_one_line_of_json(capsys):
    """Line breaks in a value cannot fake another event."""
    configure_logging("info")
    try:
        logger().info("tried", value="a\nb\r\nc\u2028d")
        logger().debug("not shown")
        line = capsys.readouterr().err
    finally:
        structlog.reset_defaults()
    assert line.count("\n") == 1
    assert len(line.splitlines()) == 1
    assert json.loads(line)["value"] == "a\nb\r\nc\u2028d"


@pytest.mark.parametrize("message", ["x", CANARY])
def test_description_of_an_error_is_the_same_whatever_it_says(message):
    """Kind and place only."""
    try:
        raise RuntimeError(message)
    except RuntimeError as error:
        described = describe(error)
    assert described["error"] == "builtins.RuntimeError"
    assert CANARY not in str(described)
