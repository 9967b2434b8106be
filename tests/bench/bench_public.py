"""Published pages and the open data interface beside the bare hello, and beside Datasette that
serves the same table of the same file; all in one run, taking turns."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url

from app.web.protocol import LOOP
from tests.bench import wrk
from tests.bench.bench_portal import CLIENTS, REPEATS
from tests.bench.conftest import World
from tests.bench.load import Call, measure
from tests.bench.results import Results, middle
from tests.database import ROOT
from tests.portal_process import (
    Served,
    environment,
    fetch,
    free_port,
    portal,
    running,
    wait_for,
)

FACTS = "/api/v1/editions/baseline-2026/1/facts"
# A browser says what it takes; a program that asks plainly gets everything uncompressed.
BROWSER = {
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "en-GB,en;q=0.9",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)",
}
KEPT = {
    "public page": ("/points/P12", BROWSER),
    "API answer": (f"{FACTS}?limit=100", {}),
}
FIRST = 101  # limits nobody asked for before, so that each answer is made
DATASETTE = ROOT / ".venv-bench" / "bin" / "datasette"


@contextmanager
def _hello(world: World) -> Iterator[Served]:
    port = free_port()
    server = ["-m", "uvicorn", "--factory", "tests.bench.hello:app", "--log-level", "warning"]
    like_ours = ["--http", "httptools", "--loop", LOOP, "--no-access-log", "--port", str(port)]
    variables = environment(world.url, world.directory)
    with running([*server, *like_ours], variables, port) as served:
        wait_for(served)
        yield served


@contextmanager
def _datasette(world: World) -> Iterator[Served]:
    """Serve the portal's own file; it only reads."""
    port, file = free_port(), str(make_url(world.url).database)
    start = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"
    command = ["-c", start, str(DATASETTE), "serve", file, "--port", str(port)]
    with running(command, dict(os.environ), port) as served:
        wait_for(served, "/-/versions.json")
        yield served


def test_kept_bytes(world: World, results: Results) -> None:
    """Answers to addresses that were asked before, at sixteen clients."""
    rates: dict[str, list[float]] = {}
    with portal(world.url, world.directory) as ours, _hello(world) as thin:
        cases = {"hello": (thin.port, "/", BROWSER)}
        cases |= {f"{name} kept": (ours.port, *asked) for name, asked in KEPT.items()}
        for port, path, headers in cases.values():
            assert fetch(port, path, headers)[0] == 200
        for _ in range(REPEATS):
            for name, (port, path, headers) in cases.items():
                found = wrk.rate(port, path, CLIENTS, headers=headers)
                rates.setdefault(name, []).append(found)
    for name, found_ in rates.items():
        results.put(world.kind, f"{name} req/s at {CLIENTS}", middle(found_))
    for name in KEPT:
        ratio = middle(rates[f"{name} kept"]) / middle(rates["hello"])
        results.put(world.kind, f"{name} kept / hello", ratio)


def test_made_answers(world: World, results: Results) -> None:
    """Pages of figures that nobody asked for yet, beside as many rows of the table by Datasette."""
    name = str(make_url(world.url).database).rpartition("/")[2].removesuffix(".sqlite3")
    rates: dict[str, list[float]] = {}
    with portal(world.url, world.directory) as ours:
        for turn in range(REPEATS):
            made = Call("GET", f"{FACTS}?limit={{n}}", first=FIRST + 250 * turn)
            rates.setdefault("API answer made", []).append(measure(ours.port, [made], 0.5).rate)
            if world.kind == "sqlite":
                with _datasette(world) as served:
                    rows = Call("GET", f"/{name}/edition_fact.json?_size={FIRST + 250 * turn}")
                    found = measure(served.port, [rows], 0.5).rate
                rates.setdefault("Datasette", []).append(found)
    for what, found_ in rates.items():
        results.put(world.kind, f"{what} req/s, one client", middle(found_))
    if "Datasette" in rates:
        ratio = middle(rates["API answer made"]) / middle(rates["Datasette"])
        results.put(world.kind, "API answer made / Datasette", ratio)
