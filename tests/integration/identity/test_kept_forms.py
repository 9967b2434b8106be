"""A form posted after the session had ended, without any script: its text comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import SignInSession
from tests.client import PageClient
from tests.factories import make_person, open_reporting, stored_answer
from tests.people import PASSWORD

POINT = "/contributions/2027/DK/points/P02"
ANSWER = f"{POINT}/answers/P02.justification"
TEXT = "A long text\nin two lines, with “quotes” & <signs>."


@pytest.fixture
def email(engine):
    """The address of a reporting lead."""
    open_reporting(engine, "DK")
    return make_person(engine, Role.REPORTING_LEAD)


@pytest.fixture
def browser(app, engine, email):
    """A browser in which the page of a point is open and the session has ended since."""
    browser = PageClient(app).sign_in(email)
    browser.get(POINT)
    with open_session(engine, write=True) as session:
        session.execute(delete(SignInSession))
    return browser


def send(browser, **headers):
    """Send the field as a browser without scripts does."""
    sent = {"csrf": browser.csrf, "value": TEXT, "language": "da", "revision": "0"}
    headers = {"Origin": browser.base_url, "Referer": f"{browser.base_url}{POINT}", **headers}
    return browser.request("POST", ANSWER, data=sent, headers=headers)


def sign_in(browser, page, email, password=PASSWORD):
    """Fill in the sign-in form of a page."""
    fields = page.fields("/sign-in")
    return browser.post("/sign-in", {**fields, "email": email, "password": password})


def test_text_comes_back_after_signing_in_and_is_saved(browser, engine, email):
    """Nothing is written before the person presses the button."""
    refused = send(browser)
    assert refused.status == 401
    assert refused.heading == "Please sign in again"
    assert "A long text in two lines, with “quotes” & <signs>." in refused.words()
    back = sign_in(browser, refused, email)
    assert back.status == 200
    assert back.heading == "You are signed in; one thing is not saved yet"
    assert "A long text" in back.words()
    assert stored_answer(engine, "P02.justification") is None
    assert POINT in [a.get("href") for a in back.all("a")]
    saved = browser.post(ANSWER, back.fields(ANSWER))
    assert saved.status == 303
    row = stored_answer(engine, "P02.justification")
    assert (row.value, row.language) == (TEXT, "da")


def test_wrong_password_loses_nothing(browser, engine, email):
    """The text waits while the password is tried again."""
    again = sign_in(browser, send(browser), email, "wrong")
    assert again.status == 422
    assert "A long text" in again.words()
    back = sign_in(browser, again, email)
    browser.post(ANSWER, back.fields(ANSWER))
    assert stored_answer(engine, "P02.justification").value == TEXT


def test_a_password_is_never_kept(browser):
    """Whoever signed after the session had ended gives it again; it stands on no page."""
    sent = {"csrf": browser.csrf, "password": PASSWORD, "declaration": "yes"}
    headers = {"Origin": browser.base_url}
    url = "/contributions/2027/DK/sign-off/sign"
    refused = browser.request("POST", url, data=sent, headers=headers)
    assert refused.status == 401
    assert "declaration" in refused.fields("/sign-in")["kept"]
    assert PASSWORD not in refused.text


def test_foreign_page_gets_nothing_kept(browser):
    """Only a form of our own pages is shown again."""
    answer = send(browser, **{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert "A long text" not in answer.text


@pytest.mark.parametrize(
    "kept",
    [
        "nonsense",
        "[]",
        '["https://evil.example/x", "/", [["value", "x"]], false]',
        '["/account/password", "/", [["password", "x y"]], false]',
        '["/contributions/x", 7, [], false]',
    ],
)
def test_made_up_forms_are_not_shown(app, email, kept):
    """A hidden field somebody made up leads nowhere else."""
    browser = PageClient(app)
    browser.get("/sign-in")
    sent = {"email": email, "password": PASSWORD, "next": "/account", "kept": kept}
    answer = browser.post("/sign-in", sent)
    assert (answer.status, answer.location) == (303, "/account")


def test_htmx_is_told_in_place_and_the_page_keeps_the_text(browser):
    """The script keeps the text on the page itself; nothing is echoed."""
    sent = {"csrf": browser.csrf, "value": TEXT, "revision": "0"}
    headers = {"Origin": browser.base_url, "HX-Request": "true"}
    answer = browser.request("POST", ANSWER, data=sent, headers=headers)
    assert answer.status == 401
    assert "A long text" not in answer.text


def test_session_says_how_long_it_lasts(app, engine, email):
    """For the notice before its end; nobody signed in is sent to sign in."""
    browser = PageClient(app)
    assert browser.get("/session").status == 303
    browser.sign_in(email)
    told = browser.get("/session").response.json()
    assert told["csrf"] == browser.csrf
    assert told["idle"] == 3600
    assert 8 * 3600 - 60 <= told["left"] <= 8 * 3600
    body = browser.get(POINT).all("body")[0]
    assert (body.get("data-session-idle"), body.get("data-account")) == ("3600", told["account"])
    assert PageClient(app).get("/").all("body")[0].get("data-session-idle") is None


def test_confirming_the_password_begins_the_session_anew(app, engine, email):
    """The whole length counts from the last time the password was given."""
    browser = PageClient(app).sign_in(email)
    with open_session(engine, write=True) as session:
        row = session.execute(select(SignInSession)).scalar_one()
        row.expires_at -= timedelta(hours=7)
    assert browser.get("/session").response.json()["left"] <= 3600
    assert browser.post("/account/confirm", {"password": PASSWORD}).status == 303
    assert browser.get("/session").response.json()["left"] > 7 * 3600
