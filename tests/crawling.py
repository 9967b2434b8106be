"""A visitor without a name who asks for everything, and everything that was sent in answer."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

import httpx
from defusedxml import ElementTree
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import event

from tests.client import _run

SAFE = ("GET", "HEAD", "OPTIONS")
_LINK = re.compile(r'(?:href|src|srcset)="(/[^"#]*)')
_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_RANDOM = re.compile(rb'(value=")[0-9a-f]{32}(")|(name="csrf" value=")[^"]*(")')
_FORM_COOKIE = re.compile(r"(portal_\w+=)[^;]*")
_NAMED = re.compile(r"\b[A-Z2-7]{10}\b|SD-[0-9A-Z]+\.\d+|P\d\d|\b[A-Z]{2}\b|\b\d[\d-]*")


@dataclass(frozen=True)
class Request:
    """One request of a visitor."""

    method: str
    address: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sent:
    """All that came back, but for what is new with every answer; and what was asked for it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    statements: int = 0  # put to the database

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        """Return a header, or nothing."""
        return dict(self.headers).get(name, "")

    @property
    def is_page(self) -> bool:
        """Tell whether it is a page that was found."""
        return self.status == 200 and self.header("content-type").startswith("text/html")


class Visitor:
    """Asks one portal, without cookies."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._base: str = app.state.settings.public_url

    def ask(self, asked: Request, **options: object) -> Sent:
        """Send a request; links are read, the rules of pages are checked elsewhere."""
        with counted(self.app) as statements:
            answer = _run(self._send(asked, options))
        headers = [
            (name, _FORM_COOKIE.sub(r"\1*", value))
            for name, value in answer.headers.multi_items()
            if name not in ("date", "x-request-id")
        ]
        body = _RANDOM.sub(rb"\1\2\3\4", answer.content)
        return Sent(answer.status_code, tuple(headers), body, statements())

    def get(self, address: str) -> Sent:
        """Ask for an address."""
        return self.ask(Request("GET", address))

    async def _send(self, asked: Request, options: Mapping[str, object]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 50000))
        async with httpx.AsyncClient(transport=transport, base_url=self._base) as client:
            headers = dict(asked.headers)
            return await client.request(asked.method, asked.address, headers=headers, **options)


@contextmanager
def counted(app: FastAPI) -> Iterator[Callable[[], int]]:
    """Count the statements that an application puts to its database."""
    found = [0]

    def count(*_told: object) -> None:
        found[0] += 1

    event.listen(app.state.engine, "before_cursor_execute", count)
    try:
        yield lambda: found[0]
    finally:
        event.remove(app.state.engine, "before_cursor_execute", count)


def routes_of(app: FastAPI, values: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return method and address of every route, with all values of its parameters filled in."""
    found = []
    for context in iter_route_contexts(app.routes):
        for address in _filled(context.path, values):
            found += [(method, address) for method in sorted(context.methods or ())]
    return found


def _filled(path: str, values: Mapping[str, Iterable[str]]) -> list[str]:
    """Return an address for each combination; `edition` stands for cycle and number together."""
    found = [path.replace("{cycle}/{number}", "{edition}")]
    while any("{" in address for address in found):
        first = re.search(r"\{(\w+)[^}]*\}", next(a for a in found if "{" in a))
        assert first
        given = values.get(first[1], ("1",))
        found = [a.replace(first[0], value) for a in found for value in given]
    return found


def kind_of(address: str) -> str:
    """Return what addresses of things that are shown alike have in common."""
    path, _, query = address.partition("?")
    edition = re.search(r"(?<=/editions/|./reports/)[\w-]+/\d+", f".{path}")
    asked = sorted(part.partition("=")[0] for part in query.split("&") if part)
    which = re.search(r"edition=[^&]*", query)
    shape = _NAMED.sub("*", path)
    return " ".join((shape, edition[0] if edition else "", *asked, which[0] if which else ""))


def crawl(
    visitor: Visitor, start: Iterable[str], wanted: Callable[[str, int], bool]
) -> dict[Request, Sent]:
    """Ask for every address and whatever their pages link to; `wanted` chooses by address and by
    how many of its kind were met before."""
    answers: dict[Request, Sent] = {}
    met: Counter[str] = Counter()
    known: set[str] = set()
    waiting = sorted(start, reverse=True)
    while waiting:
        address = waiting.pop()
        if address in known:
            continue
        known.add(address)
        kind = kind_of(address)
        met[kind] += 1
        if not wanted(address, met[kind] - 1):
            continue
        asked = Request("GET", address)
        sent = answers[asked] = visitor.ask(asked)
        if sent.is_page:
            waiting += [unescape(link) for link in _LINK.findall(sent.text)]
        elif address == "/sitemap.xml":
            root = ElementTree.fromstring(sent.body)
            waiting += [urlsplit(one.text or "").path for one in root.iter(_LOC)]
    return answers
