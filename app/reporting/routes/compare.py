"""What changed between two submissions of the own country, or since one of them."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from app.core.errors import NotFound
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import DRAFT
from app.reporting.pages.compare import compare_page
from app.reporting.service.signing import to_sign
from app.reporting.submitted import list_submissions, submitted_index
from app.reporting.work import open_work
from app.web.pages import render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/compare")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]


@router.get("")
def show_comparison(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    from_: Annotated[str, Query(alias="from", max_length=10)] = "",
    to: Annotated[str, Query(max_length=10)] = DRAFT,
) -> Response:
    """Show two versions as a redline; without a choice, the newest one and the draft."""
    work = open_work(session, scope, cycle)
    versions = list_submissions(session, scope, cycle)
    if not versions:
        raise NotFound  # there is no link to this page before a first submission
    chosen = (from_ or str(versions[0].version), to)
    index = submitted_index(session, scope, versions[0])
    draft = to_sign(work.draft).content if DRAFT in chosen else {}
    return render(request, compare_page(work, index, versions, draft, chosen))
