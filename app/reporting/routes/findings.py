"""All findings of a contribution; explanations are saved at the point they belong to."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.domain.qc.findings import Severity
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import findings_url
from app.reporting.checking import check
from app.reporting.pages.whole import findings_page
from app.reporting.work import open_work
from app.web.pages import render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/findings")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]


@router.get("")
def show_findings(
    request: Request, session: SessionDep, scope: Reads, cycle: str, show: str = ""
) -> Response:
    """Show every finding, grouped by point; `show` chooses a severity."""
    work = open_work(session, scope, cycle)
    found = check(work.draft)
    chosen = show if show in tuple(Severity) else ""
    url = findings_url(work.cycle, work.reporter)
    return render(request, findings_page(work, found, chosen, url))
