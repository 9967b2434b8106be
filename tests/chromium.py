"""A real browser for tests: Debian's Chromium, which can reach nothing but this machine."""

import os
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
AXE_TAGS = (
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549",
)  # fmt: skip

RULES: set[str] = set()  # every rule axe has asked in this process
AXE: set[str] = set()  # and its version

AxeCheck = Callable[[Page], list[str]]
NewPage = Callable[..., Page]


# Not for the whole session: while Playwright's synchronous interface is open, asyncio counts as
# running in this thread, and tests of other modules could not use it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser; without it the tests fail, they are not skipped."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Open pages in browsers of their own; errors and outside requests on any fail the test."""
    wrong: list[str] = []
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    def watch(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname != "127.0.0.1":
            wrong.append(f"asked for {request.url}")

    def opened(**options: Any) -> Page:
        """Open a page; options are those of the browser, such as `java_script_enabled`."""
        context = browser.new_context(locale="en-GB", timezone_id="Europe/Brussels", **options)
        context.on("console", hear)
        context.on("request", watch)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Open one fresh page."""
    return new_page()


def draw_charts(page: Page) -> None:
    """Bring every chart of the page into sight, as a reader does, until all are drawn or kept."""
    for frame in page.locator("[data-chart]").all():
        frame.scroll_into_view_if_needed()
        frame.and_(page.locator("[data-drawn], [data-kept]")).wait_for()
    page.evaluate("scrollTo(0, 0)")


@pytest.fixture(scope="session")
def axe() -> AxeCheck:
    """Return a function that lists what axe finds wrong on a page."""
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        page.evaluate(source)
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", list(AXE_TAGS)
        )
        AXE.add(result["testEngine"]["version"])
        for kind in ("passes", "violations", "incomplete"):
            RULES.update(found["id"] for found in result[kind])
        assert len(result["passes"]) > 0, "axe looked at nothing"
        return [
            f"{found['id']}: {found['help']} ({node['html'][:200]})"
            for found in result["violations"]
            for node in found["nodes"]
        ]

    return violations
