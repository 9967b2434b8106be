"""What the benchmarks share: the workload on each database, made once, and the table at the end."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench import floor
from tests.bench.results import Results
from tests.bench.workload import CYCLES, Person, make_workload, narrative
from tests.database import PostgresqlServer, migrate

SIZE = os.environ.get("WORKLOAD", "W")


@dataclass(frozen=True)
class World:
    """One database with the workload, and the floor's beside it."""

    kind: str
    url: str
    floor_url: str
    people: list[Person]
    directory: Path


@pytest.fixture(scope="session")
def results() -> Iterator[Results]:
    """Collect every figure and print them when all are there."""
    found = Results()
    yield found
    found.store()
    print(f"\n\nWorkload {SIZE}\n\n{found.table()}\n")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest,
    postgresql_server: PostgresqlServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    """Make the workload on one database."""
    if SIZE not in CYCLES:
        raise pytest.UsageError(f"WORKLOAD is one of {', '.join(CYCLES)}")
    directory = tmp_path_factory.mktemp(str(request.param))
    if request.param == "sqlite":
        url, floor_url = (f"sqlite:///{directory / name}.sqlite3" for name in ("portal", "floor"))
    else:
        url, floor_url = (postgresql_server.url(postgresql_server.create()) for _ in range(2))
    migrate(url)
    people = make_workload(url, SIZE)
    points = [f"P{number:02d}" for number in range(1, 25)]
    reporters = [person.reporter for person in people]
    floor.fill(floor_url, reporters, points, narrative("a thin page", 0))
    return World(str(request.param), url, floor_url, people, directory)
