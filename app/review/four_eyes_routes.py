"""Accepting by two: proposing to accept, and ending a proposal."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from pydantic import Field

from app.catalogue.queries import get_cycle
from app.core.errors import AppError
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import get_reporter
from app.reporting.addresses import desk_url
from app.review.four_eyes import end_proposal, propose
from app.review.opened import open_reading
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/desk/{cycle}/{reporter}/proposals")

Accepts = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_ACCEPT))]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


class ProposeForm(FormModel):
    """The version that was read, and what the desk wants to say about it."""

    version: Annotated[WholeNumber, Field(ge=1, le=10_000)]
    remarks: Annotated[str, Field(max_length=20_000)] = ""


class EndForm(FormModel):
    """Why a proposal is taken back or declined."""

    reason: Annotated[str, Field(max_length=20_000)] = ""


@router.post("")
def propose_acceptance(
    request: Request,
    session: SessionDep,
    scope: Accepts,
    cycle: str,
    reporter: str,
    posted: Annotated[ProposeForm, Depends(form(ProposeForm))],
) -> Response:
    """Propose to accept the version that was read; a refusal shows what stands now."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    try:
        with session.begin_nested():
            propose(session, scope, chosen, code, posted.version, posted.remarks)
    except AppError as refusal:
        if refusal.status_code != 409:
            raise
        errors = ((sentence(refusal.code, **refusal.params), ""),)
        page = open_reading(session, scope, chosen, code, remarks=posted.remarks, errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, desk_url(chosen.code, code) + "#acceptance")


@router.post("/{proposal_id}/end")
def end_one(
    request: Request,
    session: SessionDep,
    scope: Accepts,
    cycle: str,
    reporter: str,
    proposal_id: Number,
    posted: Annotated[EndForm, Depends(form(EndForm))],
) -> Response:
    """Take one's own proposal back, or decline that of a colleague."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    try:
        with session.begin_nested():
            end_proposal(session, scope, chosen, code, proposal_id, posted.reason)
    except AppError as refusal:
        if refusal.status_code not in (409, 422):
            raise
        place = "#end-reason" if refusal.status_code == 422 else ""
        errors = ((sentence(refusal.code, **refusal.params), place),)
        page = open_reading(session, scope, chosen, code, reason=posted.reason, errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, desk_url(chosen.code, code) + "#acceptance")
