"""The board of 28 reporters beside the thinnest dashboard of as many cells, in one run."""

from sqlalchemy import select

from app.core.db import make_engine, open_session
from app.identity.models import Account
from tests.bench import floor
from tests.bench.conftest import World
from tests.bench.load import Call, Measured, measure
from tests.bench.results import Results
from tests.bench.submitting import submit_all
from tests.bench.workload import sign_in
from tests.portal_process import environment, free_port, portal, running, wait_for

CYCLE = "workload-1"  # a cycle of the workload that nothing else here asks for
SECONDS = 3.0
REPEATS = 3
CLIENTS = 16
TIMES = 3


def test_the_board_within_three_thin_dashboards(world: World, results: Results):
    """Both take turns, so that both meet the same neighbours on the machine."""
    assert submit_all(world.url, CYCLE) == 28
    board = Call("GET", f"/desk/{CYCLE}", {"Cookie": _officer(world)})
    thin_call = Call("GET", "/dashboard", {"Cookie": f"session={floor.TOKEN}"})
    kinds: dict[str, list[Measured]] = {}
    port = free_port()
    variables = environment(world.url, world.directory) | {"FLOOR_DATABASE_URL": world.floor_url}
    server = ["-m", "uvicorn", "--factory", "tests.bench.floor:app", "--log-level", "warning"]
    arguments = [*server, "--no-access-log", "--port", str(port)]
    with (
        portal(world.url, world.directory) as ours,
        running(arguments, variables, port) as thin,
    ):
        wait_for(thin)
        for _ in range(REPEATS):
            for clients in (1, CLIENTS):
                for name, served, call in (
                    ("thin dashboard", thin, thin_call),
                    ("board", ours, board),
                ):
                    found = measure(served.port, [call] * clients, SECONDS)
                    kinds.setdefault(f"{name} {clients}", []).append(found)
    for name in ("thin dashboard", "board"):
        results.put_load(world.kind, name, kinds[f"{name} 1"], kinds[f"{name} {CLIENTS}"])
    found_ = results.figures[world.kind]
    ratio = found_["board p50 ms"] / found_["thin dashboard p50 ms"]
    results.put(world.kind, "board p50 / thin dashboard p50", ratio)
    assert ratio <= TIMES


def _officer(world: World) -> str:
    """Sign the desk officer of the demo in and return the cookie."""
    engine = make_engine(world.url)
    with open_session(engine, write=True) as session:
        query = select(Account.id).where(Account.email == "desk@portal.example")
        token = sign_in(session, session.execute(query).scalar_one()).token
    engine.dispose()
    return f"portal_session={token}"
