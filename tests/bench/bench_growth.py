"""What a hundred times as many cycles cost: pages made anew and kept answers at W and at W100, in
one run, taking turns."""

from collections.abc import Callable
from time import perf_counter

import pytest
from sqlalchemy import select

from app.core.db import make_engine, open_session
from app.identity.models import Account
from tests.bench import wrk
from tests.bench.bench_portal import CLIENTS, REPEATS
from tests.bench.bench_public import KEPT
from tests.bench.conftest import SIZE, World
from tests.bench.load import Call, measure
from tests.bench.results import Results, middle
from tests.bench.workload import LIVE_CYCLE, make_workload, sign_in
from tests.database import PostgresqlServer, migrate
from tests.portal_process import fetch, portal

SECONDS = 1.0
OTHER = {"W": "W100", "W100": "W"}[SIZE]
# Somebody signed in gets pages that are made for each request.
MADE = {
    "overview": "/",
    "point": "/points/P12",
    "register": "/measures",
    "board": f"/desk/{LIVE_CYCLE}",
}


@pytest.fixture(scope="module")
def grown(
    world: World,
    postgresql_server: PostgresqlServer,
    tmp_path_factory: pytest.TempPathFactory,
    results: Results,
) -> str:
    """Make the other size on the same kind of database, and keep how long that took."""
    if world.kind == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('grown') / 'portal.sqlite3'}"
    else:
        url = postgresql_server.url(postgresql_server.create())
    migrate(url)
    started = perf_counter()
    make_workload(url, OTHER)
    results.put(world.kind, f"seeding {OTHER} s", perf_counter() - started)
    return url


def test_pages_do_not_grow_with_the_cycles(world: World, grown: str, results: Results) -> None:
    """The middle of what one client waits, and what sixteen get of kept answers."""
    urls = {SIZE: world.url, OTHER: grown}
    found: dict[tuple[str, str], list[float]] = {}
    with portal(world.url, world.directory) as one, portal(grown, world.directory) as other:
        ports = {SIZE: one.port, OTHER: other.port}
        cookies = {size: _officer(url) for size, url in urls.items()}
        cases: dict[str, Callable[[str], float]] = {
            f"{name} made p50 ms": lambda size, path=path: (
                measure(ports[size], [Call("GET", path, cookies[size])], SECONDS).p50
            )
            for name, path in MADE.items()
        }
        for name, (path, headers) in KEPT.items():
            assert {fetch(port, path, headers)[0] for port in ports.values()} == {200}
            cases[f"{name} kept req/s at {CLIENTS}"] = lambda size, path=path, headers=headers: (
                wrk.rate(ports[size], path, CLIENTS, headers=headers)
            )
        for _ in range(REPEATS):
            for name, run in cases.items():
                for size in urls:
                    found.setdefault((name, size), []).append(run(size))
    for name in cases:
        before, after = middle(found[name, "W"]), middle(found[name, "W100"])
        results.put(world.kind, f"W: {name}", before)
        results.put(world.kind, f"W100: {name}", after)
        results.put(world.kind, f"W100 / W: {name}", after / before)


def _officer(url: str) -> dict[str, str]:
    """Sign the desk officer of the demo in and return what the browser sends."""
    engine = make_engine(url)
    with open_session(engine, write=True) as session:
        query = select(Account.id).where(Account.email == "desk@portal.example")
        token = sign_in(session, session.execute(query).scalar_one()).token
    engine.dispose()
    return {"Cookie": f"portal_session={token}"}
