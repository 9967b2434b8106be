"""The page of a point served by `def`, as the portal does, and by one `async def` on the event
loop."""

from fastapi import FastAPI, Request, Response

from app.core.db import open_session
from app.core.settings import load_settings
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.main import create_app
from app.reporting.pages import point as point_page
from app.reporting.work import open_work
from app.web.pages import render
from app.web.request_session import engine_of
from app.web.visitor import visitor_of

_READS = Requires(Permission.CONTRIBUTION_READ)


def app() -> FastAPI:
    """Return the portal of the environment with the second way beside the first."""
    made = create_app(load_settings())

    @made.get("/on-the-loop/{cycle}/{reporter}/points/{point}")
    async def show(request: Request, cycle: str, reporter: str, point: str) -> Response:
        visitor_of(request)  # the same look-up and guard, without a thread for each step
        with open_session(engine_of(request)) as session:
            scope = _READS(request, session)
            if not isinstance(scope, CountryScope):
                raise TypeError("a country's page has a country's scope")
            return render(request, point_page.of(open_work(session, scope, cycle), point))

    return made
