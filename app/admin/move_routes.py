"""Routes by which the cycle manager moves a cycle, or takes a move back by a new act."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.admin.cycle_pages import cycle_url
from app.admin.move_pages import MovePage, move_page
from app.admin.pages import FieldErrors
from app.catalogue.moving import move_back
from app.catalogue.queries import CycleInfo, get_cycle, list_extensions
from app.catalogue.told import audience_of
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import CycleStatus
from app.identity.access import Requires
from app.reporting.service.training import move_and_fill
from app.reporting.submissions import submission_heads
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/cycles")

Manager = Annotated[UnionScope, Depends(Requires(Permission.CYCLE_MANAGE))]


class MoveForm(FormModel):
    """Where to, and the state the page showed; `confirmed` is the tick under what it said."""

    to: CycleStatus
    shown: CycleStatus
    confirmed: Annotated[str, Field(max_length=3)] = ""


@router.get("/{cycle}/move")
def show_move(request: Request, session: SessionDep, scope: Manager, cycle: str) -> Response:
    """Show what moving the cycle does, whom it is told to, and who stands where."""
    return render(request, _page(session, scope, get_cycle(session, cycle)))


@router.post("/{cycle}/move")
def move(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[MoveForm, Depends(form(MoveForm))],
) -> Response:
    """Move the cycle one state on."""
    return _act(request, session, scope, cycle, posted, back=False)


@router.post("/{cycle}/move/back")
def undo_move(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[MoveForm, Depends(form(MoveForm))],
) -> Response:
    """Undo the last move by a new act."""
    return _act(request, session, scope, cycle, posted, back=True)


def _act(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    cycle: str,
    posted: MoveForm,
    *,
    back: bool,
) -> Response:
    found = get_cycle(session, cycle)
    try:
        if posted.confirmed != "yes":
            raise Refused("move_not_confirmed")
        if posted.shown is not found.status:
            raise Conflict("state_changed")
        act = move_back if back else move_and_fill
        act(session, scope, cycle, posted.to)
    except (Refused, Conflict) as refusal:
        errors = ((sentence(refusal.code, **refusal.params), ""),)
        page = _page(session, scope, found, errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{cycle_url(cycle)}?saved=moved")


def _page(
    session: SessionDep, scope: UnionScope, cycle: CycleInfo, errors: FieldErrors = ()
) -> MovePage:
    heads = submission_heads(session, scope, cycle.id)
    given = list_extensions(session, cycle.id).values()
    extended = sum(extension.until > now() for extension in given)
    audience = audience_of(session, scope, cycle)
    return move_page(cycle, heads, audience, extended=extended, errors=errors)
