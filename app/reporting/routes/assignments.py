"""Handing points to colleagues."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import assignments_url
from app.reporting.pages.assignments import assignments_page
from app.reporting.people import holders, list_contributors
from app.reporting.service.assigning import reassign
from app.reporting.work import open_work
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/assignments")

Assigns = Annotated[CountryScope, Depends(Requires(Permission.ASSIGNMENT_EDIT))]


@router.get("")
def show_assignments(
    request: Request, session: SessionDep, scope: Assigns, cycle: str, saved: str = ""
) -> Response:
    """Show who holds which point."""
    work = open_work(session, scope, cycle)
    held = holders(session, scope, work.draft.id)
    page = assignments_page(work, list_contributors(session, scope), held, bool(saved))
    return render(request, page)


class AssignmentsForm(FormModel):
    """The boxes that are ticked, and those that were when the page was made: `P04:17`."""

    holder: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@router.post("")
def save_assignments(
    request: Request,
    session: SessionDep,
    scope: Assigns,
    cycle: str,
    posted: Annotated[AssignmentsForm, Depends(form(AssignmentsForm))],
) -> Response:
    """Hand out points as ticked; what somebody else changed meanwhile stays."""
    reassign(session, scope, cycle, shown=posted.shown, ticked=posted.holder)
    return redirect(request, f"{assignments_url(cycle, scope.reporter)}?saved=yes")
