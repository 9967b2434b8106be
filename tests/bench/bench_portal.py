"""The portal beside the floor: a page, a save, start and memory, `def` and `async def`, anatomy."""

import time
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.main import create_app
from app.reporting.models import Answer, AnswerRevision, Observation
from tests.bench import floor
from tests.bench.anatomy import dissect
from tests.bench.conftest import SIZE, World
from tests.bench.load import Call, Measured, measure
from tests.bench.results import Results, middle
from tests.bench.workload import CYCLES, NARRATIVES, VALUES, Person, narrative
from tests.portal_process import Served, environment, fetch, free_port, portal, running, wait_for

SECONDS = 2.0
REPEATS = 3
CLIENTS = 16
STARTS = 5
POINT = "P12"


def _cookie(person: Person) -> dict[str, str]:
    return {"Cookie": f"portal_session={person.token}"}


def _page(person: Person, prefix: str = "/contributions") -> Call:
    printed = {"GR": "EL"}.get(person.reporter, person.reporter)
    return Call("GET", f"{prefix}/2027/{printed}/points/{POINT}", _cookie(person))


def _save(person: Person, first: int) -> Call:
    fields = {"csrf": person.csrf, "language": "en", "idempotency_key": ""}
    text = urlencode({**fields, "value": narrative(person.reporter, 3)})
    page = _page(person)
    return Call(
        "POST",
        f"{page.path}/answers/{POINT}.justification",
        {**page.headers, "HX-Request": "true", "HX-Request-Type": "partial"},
        f"{text}+%28{{n}}%29&revision={{n}}",
        first,
    )


def _floor_page(person: Person) -> Call:
    cookie = {"Cookie": f"session={floor.TOKEN}"}
    return Call("GET", f"/{person.reporter}/points/{POINT}", cookie)


def _floor_save(number: int, first: int) -> Call:
    text = urlencode({"value": narrative("a thin page", 3)})
    cookie = {"Cookie": f"session={floor.TOKEN}"}
    body = f"{text}+%28{{n}}%29&revision={{n}}"
    return Call("POST", f"/any/answers/{1 + 11 * number}", cookie, body, first)


class _Saves:
    """Calls that save, each client on an answer of its own, going on where the last run ended."""

    def __init__(self, count: int) -> None:
        self.next = [1] * count

    def run(self, port: int, make: list[Call]) -> Measured:
        """Measure and remember the revisions the answers have reached."""
        found = measure(port, make, SECONDS)
        for client, turns in enumerate(found.turns):
            self.next[client] += turns
        return found


def _floor(world: World):
    port = free_port()
    variables = environment(world.url, world.directory) | {"FLOOR_DATABASE_URL": world.floor_url}
    server = ["-m", "uvicorn", "--factory", "tests.bench.floor:app", "--log-level", "warning"]
    return running([*server, "--no-access-log", "--port", str(port)], variables, port)


def test_the_workload_is_what_its_name_says(world: World):
    """A figure of a smaller workload would flatter."""
    engine = make_engine(world.url)
    with open_session(engine) as session:
        counts = [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Observation, Answer, AnswerRevision)
        ]
        length = session.execute(select(func.avg(func.length(Answer.value)))).scalar_one()
    engine.dispose()
    contributions = 27 * CYCLES[SIZE]
    assert counts[0] >= contributions * VALUES
    assert counts[1] >= contributions * NARRATIVES
    assert counts[2] >= contributions * (VALUES + NARRATIVES)
    assert 540 <= float(length) <= 650


def test_page_and_save(world: World, results: Results):
    """Portal and floor take turns, so that both meet the same neighbours on the machine."""
    people = world.people[:CLIENTS]
    kinds: dict[str, list[Measured]] = {}
    saves, floor_saves = _Saves(CLIENTS), _Saves(CLIENTS)
    with portal(world.url, world.directory) as ours, _floor(world) as thin:
        wait_for(thin)
        for _ in range(REPEATS):
            for count in (1, CLIENTS):
                some = people[:count]
                cases = {
                    f"thin page {count}": lambda s=some: measure(
                        thin.port, [_floor_page(p) for p in s], SECONDS
                    ),
                    f"point page {count}": lambda s=some: measure(
                        ours.port, [_page(p) for p in s], SECONDS
                    ),
                    f"thin save {count}": lambda s=some: floor_saves.run(
                        thin.port, [_floor_save(i, floor_saves.next[i]) for i in range(len(s))]
                    ),
                    f"save {count}": lambda s=some: saves.run(
                        ours.port, [_save(p, saves.next[i]) for i, p in enumerate(s)]
                    ),
                }
                for name, run in cases.items():
                    kinds.setdefault(name, []).append(run())
        results.put(world.kind, "portal MiB after load", ours.memory() / (1 << 20))
        results.put(world.kind, "thin app MiB after load", thin.memory() / (1 << 20))
    for name in ("thin page", "point page", "thin save", "save"):
        results.put_load(world.kind, name, kinds[f"{name} 1"], kinds[f"{name} {CLIENTS}"])
    _ratios(world.kind, results)


def _ratios(kind: str, results: Results) -> None:
    found = results.figures[kind]
    page, save = "point page p95 ms", "save req/s at 16"
    results.put(kind, "page p95 / thin page p95", found[page] / found[f"thin {page[6:]}"])
    results.put(
        kind,
        "page req/s / thin page req/s",
        found["point page req/s at 16"] / found["thin page req/s at 16"],
    )
    results.put(kind, "save req/s / thin save req/s", found[save] / found[f"thin {save}"])


def test_cold_start_and_memory(world: World, results: Results):
    """From making the process to the first answer and to the first page, and what is resident."""
    person = world.people[0]
    figures: dict[str, list[float]] = {}
    for _ in range(STARTS):
        port = free_port()
        variables = environment(world.url, world.directory)
        with running(("-m", "app", "serve", "--port", str(port)), variables, port) as served:
            figures.setdefault("cold start to live s", []).append(wait_for(served))
            figures.setdefault("cold start to page s", []).append(_first_page(served, person))
            figures.setdefault("MiB after first page", []).append(served.memory() / (1 << 20))
        with _floor(world) as thin:
            figures.setdefault("thin app cold start s", []).append(wait_for(thin))
            figures.setdefault("thin app MiB", []).append(thin.memory() / (1 << 20))
    for name, values in figures.items():
        results.put(world.kind, name, middle(values))


def _first_page(served: Served, person: Person) -> float:
    status, _ = fetch(served.port, _page(person).path, _cookie(person))
    assert status == 200
    return time.perf_counter() - served.started


@pytest.mark.parametrize("threads", [20, 4])
def test_def_and_async_def(world: World, results: Results, threads: int):
    """The same page both ways; the cap is the number of requests worked on at once."""
    port = free_port()
    server = ["-m", "uvicorn", "--factory", "tests.bench.both_ways:app", "--log-level", "warning"]
    variables = environment(world.url, world.directory, threads=threads, log_level="warning")
    ways = {f"def, {threads} threads": "/contributions"}
    if threads == 20:
        ways["async def on the loop"] = "/on-the-loop"
    arguments = [*server, "--no-access-log", "--port", str(port)]
    with running(arguments, variables, port) as served:
        wait_for(served)
        for name, prefix in ways.items():
            one, many = [], []
            for _ in range(REPEATS):
                calls = [_page(person, prefix) for person in world.people[:CLIENTS]]
                one.append(measure(port, calls[:1], SECONDS))
                many.append(measure(port, calls, SECONDS))
            results.put_load(world.kind, name, one, many)


def test_anatomy_of_the_page(world: World, results: Results):
    """Where the time of the point page goes, inside the process."""
    settings = Settings(
        demo=True, database_url=world.url, data_dir=world.directory, log_level="warning"
    )
    app = create_app(settings)
    try:
        page = _page(world.people[0])
        for part, milliseconds in dissect(app, page.path, page.headers["Cookie"]).items():
            results.put(world.kind, f"anatomy: {part} ms", milliseconds)
    finally:
        app.state.engine.dispose()
