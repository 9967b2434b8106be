"""Pages, parts of pages, redirects and refusals in the form that was asked for."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import pytest
from fastapi import Depends, Request, Response
from pydantic import Field
from sqlalchemy.exc import OperationalError

from app.core.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Refused,
    TooManyRequests,
    Unavailable,
)
from app.web.errors import ErrorPage
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import Page, redirect, render
from app.web.routing import PortalRouter, Public, use
from app.web.uploads import Upload
from tests.client import PageClient
from tests.database import one_database

pytestmark = one_database

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class TryForm(FormModel):
    """A form with one field of each kind."""

    text: Annotated[str, Field(min_length=1, max_length=10)]
    number: WholeNumber = 0
    choices: tuple[str, ...] = ()
    file: Upload | None = None


@dataclass(frozen=True, kw_only=True)
class UnknownBlockPage(Page):
    """A page that sends no block alone."""

    template: ClassVar[str] = "errors/error.html"
    status: int = 200
    title: str = "x"
    what: str = "x"
    next_steps: tuple[tuple[str, str], ...] = ()
    reference: str = ""


class Broken(Exception):
    """The driver's own error."""


def _routes() -> PortalRouter:
    router = PortalRouter()
    errors = {
        "refused": Refused,
        "conflict": Conflict,
        "forbidden": Forbidden,
        "missing": NotFound,
        "throttled": TooManyRequests,
        "busy": Unavailable,
        "database": lambda: OperationalError("SELECT secret", {"p": "secret"}, Broken("secret")),
        "fault": lambda: RuntimeError("secret"),
    }

    @router.get("/try/{kind}", dependencies=use(Public()))
    @router.get("/api/try/{kind}", dependencies=use(Public()))
    def fail(kind: str) -> Response:
        raise errors[kind]()

    @router.get("/try-part", dependencies=use(Public()))
    def part(request: Request) -> Response:
        page = ErrorPage(status=200, title="A title", what="Some words")
        return render(request, page, "problem")

    @router.get("/try-wrong-part", dependencies=use(Public()))
    def wrong_part(request: Request) -> Response:
        return render(request, UnknownBlockPage(), "problem")

    @router.get("/try-cached", dependencies=use(Public()))
    def cached(request: Request) -> Response:
        return render(request, ErrorPage(status=200, title="T", what="W"), public_seconds=60)

    @router.post("/try-form", dependencies=use(Public()))
    def receive(request: Request, posted: Annotated[TryForm, Depends(form(TryForm))]) -> Response:
        size = len(posted.file.contents) if posted.file else 0
        body = f"{posted.text!r} {posted.number} {posted.choices} {size}"
        return Response(body, media_type="text/plain")

    @router.post("/api/try-body", dependencies=use(Public()))
    def receive_json(body: dict[str, int]) -> dict[str, int]:
        return body

    @router.post("/try-away", dependencies=use(Public()))
    def leave(request: Request) -> Response:
        return redirect(request, "/sign-in")

    return router


@pytest.fixture
def browser(app):
    """A browser on an application with a few routes more."""
    app.include_router(_routes())
    return PageClient(app)


def _send(browser, data=None, **options):
    headers = {"Origin": browser.base_url, **options.pop("headers", {})}
    return browser.request("POST", "/try-form", data=data, headers=headers, **options)


STATUSES = {
    "refused": 422,
    "conflict": 409,
    "forbidden": 403,
    "missing": 404,
    "throttled": 429,
    "busy": 503,
    "database": 503,
    "fault": 500,
}


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_refusal_has_the_form_that_was_asked_for(browser, kind, status):
    """A page for a reader, a part for htmx, a problem for a program; never the cause."""
    page = browser.get(f"/try/{kind}")
    part = browser.get(f"/try/{kind}", headers=HTMX)
    problem = browser.get(f"/api/try/{kind}")
    assert (page.status, part.status, problem.status) == (status,) * 3
    assert page.is_page
    assert not part.is_page
    assert "problem-page" in part.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.response.json()["status"] == status
    assert "What you can do" in page.text
    for answer in (page, part, problem):
        assert "secret" not in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert ("retry-after" in answer.headers) is (status in (429, 503))


def test_part_is_sent_only_when_htmx_asks_for_a_part(browser):
    """Boosted pages and restored history get the whole page."""
    whole = {
        "plain": {},
        "boosted": HTMX | {"HX-Request-Type": "full"},
        "history": HTMX | {"HX-History-Restore-Request": "true"},
    }
    for headers in whole.values():
        assert browser.get("/try-part", headers=headers).is_page
    part = browser.get("/try-part", headers=HTMX)
    assert not part.is_page
    assert "A title" in part.text
    for header in ("HX-Request", "HX-Request-Type", "Cookie", "Accept-Language"):
        assert header in part.headers["vary"]


def test_a_block_the_page_does_not_declare_is_not_sent(browser):
    """The server decides which parts may travel alone."""
    assert browser.get("/try-wrong-part", headers=HTMX).status == 500


def test_public_pages_may_be_stored_for_anonymous_readers_only(app, browser, engine):
    """Somebody signed in sees their own header: never stored."""
    from tests.people import make_lead

    assert browser.get("/try-cached").headers["cache-control"] == "public, max-age=60"
    browser.sign_in(make_lead(engine))
    assert browser.get("/try-cached").headers["cache-control"] == "no-store"


def test_redirect_tells_htmx_to_load_the_whole_page(browser):
    """A plain form is redirected, htmx gets the header."""
    own = {"Origin": browser.base_url}
    plain = browser.request("POST", "/try-away", headers=own)
    htmx = browser.request("POST", "/try-away", headers=own | HTMX)
    assert (plain.status, plain.headers["location"]) == (303, "/sign-in")
    assert (htmx.status, htmx.headers["hx-redirect"]) == (204, "/sign-in")


def test_form_is_read_with_lists_files_and_line_ends(browser):
    """Repeated values only where the model wants several."""
    data = {"text": "a\r\nb", "number": "12", "choices": ["x", "y"]}
    answer = _send(browser, data)
    assert (answer.status, answer.text) == (200, "'a\\nb' 12 ('x', 'y') 0")
    answer = _send(browser, {"text": "a"}, files={"file": ("n.txt", b"12345", "text/plain")})
    assert (answer.status, answer.text) == (200, "'a' 0 () 5")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": "a", "stranger": "1"}, "does not belong to it"),
        ({"text": ["a", "b"]}, "sent twice"),
        ({}, "need your attention"),
        ({"text": "a" * 11}, "need your attention"),
        ({"text": "a", "number": "1_000"}, "need your attention"),
        ({"text": "a", "number": "NaN"}, "need your attention"),
        ({"text": "a", "number": "1e5"}, "need your attention"),
        ({"text": "a", "number": "١٢"}, "need your attention"),
        ({"text": "a\x00b"}, "cannot be stored"),
        ({"text": "a\x1bb"}, "cannot be stored"),
        ({"text": "a", "id": "7", "account_id": "1"}, "does not belong to it"),
    ],
)
def test_form_that_does_not_fit_is_refused_in_words(browser, data, sentence):
    """422, with a sentence and without what was sent."""
    answer = _send(browser, data)
    assert answer.status == 422
    assert sentence in answer.words()


def test_too_many_fields_and_too_long_fields_are_refused(browser):
    """A whole questionnaire fits, more does not."""
    many = {"text": "a", "choices": [str(n) for n in range(4000)]}
    assert _send(browser, many).status == 200
    assert _send(browser, many | {"choices": ["x"] * 5001}).status == 413
    assert _send(browser, {"text": "a" * ((1 << 20) + 1)}).status == 413
    part = [("file", ("n", b"x", "text/plain"))] * 21
    assert _send(browser, {"text": "a"}, files=part).status == 413


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=q", b"--q\r\nnonsense"),
        ("multipart/form-data; boundary=q", b"--z\r\n\r\n--z--"),
        ("application/json", b"{}"),
        ("application/x-www-form-urlencoded", b"%ff=%fe&text=%ed%a0%80"),
    ],
)
def test_broken_bodies_are_refused(browser, kind, body):
    """Nothing a client sends ends in a fault."""
    assert _send(browser, content=body, headers={"Content-Type": kind}).status == 422


def test_json_refusal_does_not_repeat_the_input(browser):
    """The framework's own answer would show the password."""
    answer = browser.request(
        "POST",
        "/api/try-body",
        json={"password": "hunter2"},
        headers={"Origin": browser.base_url},
    )
    assert answer.status == 422
    assert "hunter2" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_health_answers_machines_under_any_name(browser):
    """Live without the database, ready with it."""
    for path, word in (("/health/live", "live"), ("/health/ready", "ready")):
        answer = browser.get(path, headers={"Host": "10.1.2.3"})
        assert (answer.status, answer.response.json()) == (200, {"status": word})


def test_not_ready_without_the_database(app, browser):
    """Liveness stays green, readiness turns red."""
    app.state.engine.dispose()
    from app.core.db import make_engine

    app.state.engine = make_engine("sqlite:////nowhere/at/all.sqlite3")
    assert browser.get("/health/live").status == 200
    answer = browser.get("/health/ready")
    assert answer.status == 503
    assert answer.headers["retry-after"]
    assert browser.get("/sign-in").status == 200


def test_description_shows_only_what_the_reader_may_use(app, browser, engine):
    """Public JSON for all; nothing of the pages."""
    paths = browser.get("/openapi.json").response.json()["paths"]
    assert "/sign-in" not in paths
    assert all(path.startswith("/api/") for path in paths)


def test_static_files_are_kept_under_their_hash(browser):
    """The versioned address for ever, the plain one for a while."""
    from app.web.static_files import static_url

    kept = browser.get(static_url("portal.css"))
    plain = browser.get("/static/portal.css")
    assert "immutable" in kept.headers["cache-control"]
    assert "immutable" not in plain.headers["cache-control"]
    assert kept.headers["content-type"] == "text/css; charset=utf-8"
