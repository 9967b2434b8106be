"""Published pages and the open data interface beside the bare hello and, where it is installed,
Datasette serving the same table; all in one run."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url

from tests.bench.bench_portal import CLIENTS, REPEATS, SECONDS
from tests.bench.conftest import World
from tests.bench.load import Call, measure
from tests.bench.results import Results, middle
from tests.portal_process import Served, environment, free_port, portal, running, wait_for

FACTS = "/api/v1/editions/baseline-2026/1/facts"
KEPT = {"public page": "/points/P12", "API answer": f"{FACTS}?limit=100"}
FIRST = 60  # a limit nobody asked for before, so that the answer is made
ABSENT = "Datasette is not measured: install it apart and name its program in DATASETTE."


@contextmanager
def _hello(world: World) -> Iterator[Served]:
    port = free_port()
    server = ["-m", "uvicorn", "--factory", "tests.bench.hello:app", "--log-level", "warning"]
    variables = environment(world.url, world.directory)
    with running([*server, "--no-access-log", "--port", str(port)], variables, port) as served:
        wait_for(served)
        yield served


@contextmanager
def _datasette(world: World, program: str) -> Iterator[Served]:
    """Serve the portal's own file; it only reads."""
    port, file = free_port(), str(make_url(world.url).database)
    start = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"
    command = ["-c", start, program, "serve", file, "--port", str(port)]
    with running(command, dict(os.environ), port) as served:
        wait_for(served, "/-/versions.json")
        yield served


def test_published_bytes(world: World, results: Results) -> None:
    """Kept answers at one client and at sixteen, and an answer that has to be made."""
    calls = {name: Call("GET", path) for name, path in KEPT.items()}
    rates: dict[str, list[float]] = {}
    with portal(world.url, world.directory) as ours, _hello(world) as thin:
        for turn in range(REPEATS):
            cases = {"hello": (thin.port, Call("GET", "/"))}
            cases |= {name: (ours.port, call) for name, call in calls.items()}
            for name, (port, call) in cases.items():
                rates.setdefault(name, []).append(measure(port, [call] * CLIENTS, SECONDS).rate)
            made = Call("GET", f"{FACTS}?limit={{n}}", first=FIRST + 200 * turn)
            rates.setdefault("API answer made", []).append(measure(ours.port, [made], 0.5).rate)
    for name, found in rates.items():
        results.put(world.kind, f"{name} req/s", middle(found))
    for name in KEPT:
        ratio = middle(rates[name]) / middle(rates["hello"])
        results.put(world.kind, f"{name} / hello", ratio)
    _beside_datasette(world, results, middle(rates["API answer made"]))


def _beside_datasette(world: World, results: Results, ours: float) -> None:
    program = os.environ.get("DATASETTE") or shutil.which("datasette")
    if world.kind != "sqlite" or not program:
        print(f"\n{ABSENT}" if world.kind == "sqlite" else "")
        return
    name = str(make_url(world.url).database).rpartition("/")[2].removesuffix(".sqlite3")
    with _datasette(world, program) as served:
        call = Call("GET", f"/{name}/edition_fact.json?_size=100")
        found = middle([measure(served.port, [call], 0.5).rate for _ in range(REPEATS)])
    results.put(world.kind, "Datasette req/s, one client", found)
    results.put(world.kind, "API answer made / Datasette", ours / found)
