"""The list of contributions and the overview of one."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.clock import now
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.home import home_of
from app.reporting.pages.contributions import contributions_page
from app.reporting.pages.overview import overview_page
from app.reporting.people import list_tasks
from app.reporting.queries import list_heads
from app.reporting.work import open_work
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import visitor_of

router = PortalRouter(prefix="/contributions")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]


@router.get("")
def list_contributions(request: Request, session: SessionDep, scope: Reads) -> Response:
    """Show all contributions of the reporter one works for."""
    return render(request, contributions_page(scope.reporter, list_heads(session, scope), now()))


@router.get("/home")
def show_home(request: Request, session: SessionDep, scope: Reads) -> Response:
    """Lead the person to the page on which their work begins."""
    return redirect(request, home_of(scope, list_heads(session, scope), now()))


@router.get("/{cycle}/{reporter}")
def show_overview(
    request: Request, session: SessionDep, scope: Reads, cycle: str, show: str = ""
) -> Response:
    """Show how far a contribution is; `show` chooses which points are listed."""
    work = open_work(session, scope, cycle)
    core_only = visitor_of(request).core_only
    tasks = list_tasks(session, scope, work.draft.id)
    return render(request, overview_page(work, tasks, show, core_only=core_only))
