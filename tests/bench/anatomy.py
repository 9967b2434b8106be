"""Where the time of a page goes: one client inside the process, with a clock around each part."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

import jinja2
from fastapi import FastAPI
from sqlalchemy import Engine, event

from app.reporting.pages import point as point_page
from app.reporting.routes import point as point_routes

Parts = dict[str, float]


class Clock:
    """Adds up milliseconds by part; a part inside another one counts in both."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = defaultdict(float)

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with a clock around it."""

        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.parts[part] += (time.perf_counter() - started) * 1000

        return timed


def count_queries(engine: Engine, statements: list[str]) -> Callable[[], None]:
    """Collect the statements an engine runs, without the opening of transactions; returns the
    undoing."""

    def before(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", before)
    return lambda: event.remove(engine, "before_cursor_execute", before)


@contextmanager
def _clocked(engine: Engine, clock: Clock) -> Iterator[None]:
    started = [0.0]

    def before(*_arguments: Any) -> None:
        started[0] = time.perf_counter()

    def after(*_arguments: Any) -> None:
        clock.parts["in the database"] += (time.perf_counter() - started[0]) * 1000

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    with (
        patch.object(point_routes, "open_work", clock.around("reading", point_routes.open_work)),
        patch.object(point_page, "of", clock.around("domain and page", point_page.of)),
        patch.object(jinja2.Template, "render", clock.around("template", jinja2.Template.render)),
    ):
        yield
    event.remove(engine, "before_cursor_execute", before)
    event.remove(engine, "after_cursor_execute", after)


async def ask(app: FastAPI, path: str, cookie: str, form: str | None = None) -> tuple[int, int]:
    """Send a GET, or a form, straight into the application; return status and length of the
    body."""
    found = [0, 0]
    headers = [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())]
    if form is not None:
        headers.append((b"content-type", b"application/x-www-form-urlencoded"))
        headers.append((b"content-length", str(len(form)).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET" if form is None else "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": (form or "").encode(), "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found[0] = message["status"]
        else:
            found[1] += len(message.get("body", b""))

    await app(scope, receive, send)
    return found[0], found[1]


def dissect(app: FastAPI, path: str, cookie: str, rounds: int = 150) -> Parts:
    """Return the median milliseconds of each part of a page."""
    engine: Engine = app.state.engine
    taken: dict[str, list[float]] = defaultdict(list)

    async def run() -> None:
        for turn in range(rounds + 20):
            clock = Clock()
            with _clocked(engine, clock):
                started = time.perf_counter()
                status, _ = await ask(app, path, cookie)
                clock.parts["whole"] = (time.perf_counter() - started) * 1000
            if status != 200:
                raise RuntimeError(f"{path}: {status}")
            if turn >= 20:
                for part, milliseconds in clock.parts.items():
                    taken[part].append(milliseconds)

    asyncio.run(run())
    parts = {part: median(times) for part, times in taken.items()}
    inside = parts["reading"] + parts["domain and page"] + parts["template"]
    return {**parts, "routing and guard": parts["whole"] - inside}
