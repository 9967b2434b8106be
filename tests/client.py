"""A browser for tests: sends what a browser sends and checks every page it gets."""

import asyncio
import hashlib
import html
import re
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.core.settings import Settings
from tests.application import make_app
from tests.people import PASSWORD

# Successful posts that leave no audit event, each with its reason.
UNAUDITED = {
    "/language",  # sets a cookie, nothing else
    "/about/feedback",  # anybody's words, which no person of the portal acted on
    "/slices/count",  # shows how many rows a choice would hold
    "/cycles/2027/notices",  # shows what a notice looks like
    "/cycles/2027/notices/change",  # goes back to writing it
    "/contributions/2027/DK/workbook/1/findings",  # shows what the checks would find
}
_CSRF = re.compile(r'<input type="hidden" name="csrf" value="(?P<token>[^"]*)"')
_RANDOM = re.compile(r'value="[0-9a-f]{32}"')  # keys of forms, new on every page
# Pages that kept the rules, by hash without what is random: parsing one takes longer than making
# it, and many tests begin with the same pages.
_CHECKED: set[bytes] = set()
_KEY = re.compile(r"%\([a-z_]+\)s|(?<!\{)\{[a-z_]+\}(?!\})")


class PageWrong(AssertionError):
    """A page breaks one of the rules every page keeps."""


@dataclass(frozen=True)
class Answer:
    """What came back, with its HTML parsed."""

    response: httpx.Response

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """The body as text."""
        return self.response.text

    @property
    def headers(self) -> httpx.Headers:
        """The headers."""
        return self.response.headers

    @property
    def location(self) -> str:
        """Where a redirect leads, for plain forms and for htmx alike."""
        return self.headers.get("location") or self.headers.get("hx-redirect") or ""

    @property
    def is_page(self) -> bool:
        """Tell whether this is a whole page."""
        return self._is_html and "<html" in self.text[:300]

    @property
    def _is_html(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")

    @cached_property
    def tree(self) -> Element:
        """The parsed page or fragment; a parse error fails the test."""
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )
        root = parser.parse(self.text) if self.is_page else parser.parseFragment(self._fragment)
        if parser.errors:
            raise PageWrong(f"{self.response.url}: not HTML5: {parser.errors[:3]}")
        return root

    @property
    def _fragment(self) -> str:
        """The part as it parses by itself: rows of a table need the table around them."""
        rows, end, rest = self.text.rpartition("</tr>")
        if self.text.lstrip().startswith("<tr"):
            return f"<table><tbody>{rows}{end}</tbody></table>{rest}"
        return self.text

    def all(self, tag: str) -> list[Element]:
        """Every element of this name."""
        return list(self.tree.iter(tag))

    def words(self, element: Element | None = None) -> str:
        """The visible text, with single spaces."""
        return " ".join("".join(_visible(self.tree if element is None else element)).split())

    @property
    def heading(self) -> str:
        """The text of the first h1."""
        return self.words(self.all("h1")[0])

    @property
    def csrf(self) -> str:
        """The form token of the page, or an empty text."""
        found = _CSRF.search(self.text)
        if found is not None or 'name="csrf"' not in self.text:
            return html.unescape(found["token"]) if found else ""
        for field in self.all("input"):
            if field.get("name") == "csrf":
                return field.get("value", "")
        return ""

    def fields(self, action: str) -> dict[str, str]:
        """The fields of the form with this action as they stand."""
        for form in self.all("form"):
            if form.get("action") == action:
                sent = [f for f in form.iter("input") if f.get("type") != "file"]
                found = {f.get("name", ""): f.get("value", "") for f in sent}
                return {name: value for name, value in found.items() if name}
        raise PageWrong(f"{self.response.url}: no form for {action}")


def _visible(element: Element) -> Iterator[str]:
    """Yield the text of an element without what browsers do not show: the data of charts."""
    yield element.text or ""
    for inner in element:
        if inner.tag != "script":
            yield from _visible(inner)
        yield inner.tail or ""


class PageClient:
    """One browser with its own cookies; `sign_in` once, then `get` and `post`."""

    def __init__(self, app: FastAPI, base_url: str = "") -> None:
        self.app = app
        settings: Settings = app.state.settings
        self.base_url = base_url or settings.public_url
        self.cookies = httpx.Cookies()
        self.csrf = ""

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """Send one request exactly as given."""
        response = _run(self._send(method, url, options))
        self.cookies.extract_cookies(response)
        answer = Answer(response)
        check(answer)
        if answer._is_html and answer.csrf:
            self.csrf = answer.csrf
        return answer

    def get(self, url: str, *, htmx: bool = False, follow: bool = False, **options: Any) -> Answer:
        """Load a page, or the part htmx asks for."""
        answer = self.request("GET", url, headers=_headers(options, htmx), **options)
        while follow and answer.status in (302, 303, 307):
            answer = self.request("GET", answer.location)
        return answer

    def post(
        self,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        htmx: bool = False,
        follow: bool = False,
        **options: Any,
    ) -> Answer:
        """Send a form of the last page, with its token, the way a browser does."""
        headers = {"Origin": self.base_url, "Sec-Fetch-Site": "same-origin"}
        headers |= _headers(options, htmx)
        fields = {"csrf": self.csrf, **(data or {})}
        before = self.audit_count()
        answer = self.request("POST", url, data=fields, headers=headers, **options)
        if answer.status < 400 and url not in UNAUDITED and self.audit_count() == before:
            raise PageWrong(f"POST {url} was done and left no audit event")
        return self.get(answer.location) if follow and answer.location else answer

    def form_request(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a browser sends with a form of the last page."""
        headers = {"Origin": self.base_url, "Sec-Fetch-Site": "same-origin"}
        return {"data": {**data, "csrf": self.csrf}, "headers": headers}

    def sign_in(self, email: str, password: str = PASSWORD) -> "PageClient":
        """Sign in and load the account page, so that the form token is known."""
        answer = self.post("/sign-in", {"email": email, "password": password, "next": "/account"})
        assert answer.status == 303, answer.text
        assert self.get("/account").status == 200
        return self

    def audit_count(self) -> int:
        """How many audit events there are."""
        with open_session(self.app.state.engine) as session:
            query = select(func.count()).select_from(AuditEvent)
            return int(session.execute(query).scalar_one())

    async def _send(self, method: str, url: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 50000))
        async with httpx.AsyncClient(
            transport=transport, base_url=self.base_url, cookies=self.cookies
        ) as client:
            return await client.request(method, url, **options)


@cache
def _runner() -> asyncio.Runner:
    """Return the event loop of the worker: in a new one each request would start new threads."""
    return asyncio.Runner()


def _run(request: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    """Wait for an answer; a test that asks from threads of its own has a loop in each."""
    if threading.current_thread() is threading.main_thread():
        return _runner().run(request, context=copy_context())  # nothing stays set for the next
    return asyncio.run(request)


@pytest.fixture(autouse=True, scope="session")
def ended_loop() -> Iterator[None]:
    """Close the event loop of the worker at the end."""
    yield
    _runner().close()


def press_at_once(
    browsers: Sequence[PageClient], url: str, data: Mapping[str, Any]
) -> list[httpx.Response]:
    """Send one form from many browsers in one event loop, as a served portal meets them.

    In a loop of its own each request would pass by the line in which writers wait for one another.
    """

    async def all_of_them() -> list[httpx.Response]:
        sent = [one._send("POST", url, one.form_request(data)) for one in browsers]
        return await asyncio.gather(*sent)

    return asyncio.run(all_of_them())


def _headers(options: dict[str, Any], htmx: bool) -> dict[str, str]:
    headers = dict(options.pop("headers", {}))
    if htmx:
        headers |= {"HX-Request": "true", "HX-Request-Type": "partial"}
    return headers


def check(answer: Answer) -> None:
    """Raise PageWrong when a page or fragment breaks a rule."""
    if not answer._is_html or not answer.text:
        return
    text = _RANDOM.sub("", answer.text)
    text = text.replace(answer.csrf, "") if answer.csrf else text
    known = hashlib.sha256(text.encode()).digest()
    if known in _CHECKED:
        return
    for problem in _problems(answer):
        raise PageWrong(f"{answer.response.request.method} {answer.response.url}: {problem}")
    _CHECKED.add(known)


def _problems(answer: Answer) -> Iterator[str]:
    twice = [i for i, n in Counter(e.get("id") for e in answer.tree.iter()).items() if i and n > 1]
    if twice:
        yield f"ids used twice: {twice}"
    if _KEY.search(answer.words()):
        yield f"a placeholder is visible: {_KEY.search(answer.words())}"
    yield from _form_problems(answer)
    if not answer.is_page:
        return
    headings = answer.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} headings h1"
    title = answer.words(answer.all("title")[0]).removeprefix("Error: ")
    if headings and not title.startswith(answer.heading):
        yield f"title {title!r} does not start with heading {answer.heading!r}"
    yield from _target_problems(answer)


def _form_problems(answer: Answer) -> Iterator[str]:
    labelled = {e.get("for") for e in answer.all("label")}
    inside = {id(f) for label in answer.all("label") for f in label.iter()}
    for name in ("input", "select", "textarea"):
        for control in answer.all(name):
            if control.get("type") in ("hidden", "submit", "button"):
                continue
            named = control.get("aria-label") or control.get("aria-labelledby")
            if control.get("id") not in labelled and id(control) not in inside and not named:
                yield f"{name} {control.get('name')!r} has no label"
    for form in answer.all("form"):
        if not form.get("action"):
            yield "a form has no action"
        posts = form.get("method", "get").lower() == "post"
        if posts and not any(f.get("name") == "csrf" for f in form.iter("input")):
            yield f"form {form.get('action')} has no token"


def _target_problems(answer: Answer) -> Iterator[str]:
    ids = {element.get("id") for element in answer.tree.iter()}
    for element in answer.tree.iter():
        target = element.get("data-hx-target", "")
        if target.startswith("#") and target[1:] not in ids:
            yield f"htmx target {target} is not on the page"


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    """The application on the test's own database."""
    made = make_app(settings)
    yield made
    made.state.engine.dispose()


@pytest.fixture
def client(app: FastAPI) -> PageClient:
    """A browser in which nobody is signed in."""
    return PageClient(app)
