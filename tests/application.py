"""Applications for tests: one for each test, on parts that are the same for every test."""

from datetime import timedelta
from functools import cache

from fastapi import FastAPI
from sqlalchemy import Dialect, Engine
from starlette.routing import BaseRoute

from app.core.db import open_session
from app.core.settings import Settings

_routes: list[BaseRoute] = []


def make_app(settings: Settings) -> FastAPI:
    """Return the portal on these settings, as it is served."""
    from app.main import create_app

    made = create_app(settings)
    share_statements(made.state.engine)
    made.state.builders = BuildersAtHand(made.state.engine, settings)
    _share_routes(made)
    return made


class BuildersAtHand:
    """Builds in this process, before the answer to the wish is read: no process is started."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        self.is_idle = False  # lets builds wait

    def wake(self) -> None:
        """Build whatever waits."""
        from app.council_report.builder import build
        from app.council_report.builds import claim

        while not self.is_idle:
            with open_session(self._engine, write=True) as session:
                held = claim(session, "at hand", timedelta(minutes=1))
            if held is None:
                return
            build(self._engine, self._settings, held)

    def close(self) -> None:
        """Nothing is at work once `wake` has returned."""


def _share_routes(app: FastAPI) -> None:
    """Take the routes of the worker's first application: they hold nothing of a test, and each
    application would work out again what every route needs when it is first asked for it."""
    _routes.extend(() if _routes else app.router.routes)
    app.router.routes[:] = _routes


@cache
def _statements(kind: str) -> tuple[list[Dialect], dict[object, object]]:
    """Return the place for the dialect of a kind of database and what was compiled in it."""
    return [], {}


def share_statements(engine: Engine) -> None:
    """Let an engine use the statements that others compiled: a server has one engine for all
    requests, tests have one each and would compile everything again."""
    dialects, compiled = _statements(engine.dialect.name)
    if not dialects:
        engine.connect().close()  # the first connection tells the dialect what it speaks to
        dialects.append(engine.dialect)
    engine.dialect = dialects[0]
    engine.update_execution_options(compiled_cache=compiled)
