"""Ministries: the lead asks, the colleague who was asked reads and answers, the lead withdraws."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.core.errors import AppError, Conflict, NotFound, Refused
from app.core.messages import sentence
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import ministries_url, ministry_url
from app.reporting.ministries import list_asks
from app.reporting.pages.ministries import (
    AskFields,
    MinistriesPage,
    MinistryPage,
    ministries_page,
    ministry_page,
)
from app.reporting.people import list_people
from app.reporting.service import ministries
from app.reporting.service.ministries import AskInput
from app.reporting.service.signing import to_sign
from app.reporting.work import open_work
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import Link, redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/ministries")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Approves = Annotated[CountryScope, Depends(Requires(Permission.POINT_APPROVE))]
Digest = Annotated[str, Limits(pattern="^[0-9a-f]{64}$")]


class AskForm(FormModel):
    """A ministry, the colleague who answers for it, and the points."""

    body: Annotated[str, Limits(max_length=1000)] = ""
    account: Literal[""] | WholeNumber = ""
    point: tuple[str, ...] = ()


class ApproveForm(FormModel):
    """The approval: what was shown, and that it was read."""

    shown_sha256: Digest
    declaration: Literal["", "yes"] = ""


class NoteForm(FormModel):
    """Why the points are returned."""

    note: Annotated[str, Limits(max_length=8000)] = ""


class WithdrawForm(FormModel):
    """Nothing but the press of the button."""


@router.get("")
def show_ministries(request: Request, session: SessionDep, scope: Approves, cycle: str) -> Response:
    """Show who was asked, and the form that asks."""
    return render(request, _list(session, scope, cycle))


def _list(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    fields: AskFields | None = None,
    errors: tuple[Link, ...] = (),
) -> MinistriesPage:
    work = open_work(session, scope, cycle)
    asks = list_asks(session, scope, work.draft.id)
    people = list_people(session, scope)
    ready = to_sign(work.draft)
    return ministries_page(work, ready, asks, people, fields=fields, errors=errors)


@router.post("")
def ask_ministry(
    request: Request,
    session: SessionDep,
    scope: Approves,
    cycle: str,
    posted: Annotated[AskForm, Depends(form(AskForm))],
) -> Response:
    """Ask a ministry."""
    account = posted.account or 0
    try:
        given = AskInput(posted.body, account, posted.point)
        ministries.ask_ministry(session, scope, cycle, given)
    except (Conflict, Refused) as error:
        fields = AskFields(posted.body, str(posted.account), posted.point)
        place = {"ministry_colleague_unknown": "#account", "ministry_points_needed": "#points"}
        target = "" if isinstance(error, Conflict) else place.get(error.code, "#body")
        errors = ((_sentence(error), target),)
        page = _list(session, scope, cycle, fields, errors)
        return render(request, page, status_code=error.status_code)
    return redirect(request, ministries_url(cycle, scope.reporter))


def _sentence(error: AppError) -> str:
    return sentence(error.code, **error.params)


@router.get("/{ask_id}")
def show_ministry(
    request: Request, session: SessionDep, scope: Reads, cycle: str, ask_id: int
) -> Response:
    """Show exactly what a ministry approves."""
    return render(request, _one(session, scope, cycle, ask_id))


def _one(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    ask_id: int,
    note: str = "",
    errors: tuple[Link, ...] = (),
) -> MinistryPage:
    work = open_work(session, scope, cycle)
    asks = list_asks(session, scope, work.draft.id)
    ask = next((ask for ask in asks if ask.id == ask_id), None)
    if ask is None:
        raise NotFound
    return ministry_page(work, to_sign(work.draft), ask, note=note, errors=errors)


@router.post("/{ask_id}/approve")
def approve(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    ask_id: int,
    posted: Annotated[ApproveForm, Depends(form(ApproveForm))],
) -> Response:
    """Approve what was shown; only the colleague who was asked can."""
    if not posted.declaration:
        errors = ((sentence("approval_declaration_needed"), "#declaration"),)
        page = _one(session, scope, cycle, ask_id, errors=errors)
        return render(request, page, status_code=422)
    try:
        ministries.approve_for_ministry(session, scope, cycle, ask_id, posted.shown_sha256)
    except Conflict as error:
        page = _one(session, scope, cycle, ask_id, errors=((_sentence(error), ""),))
        return render(request, page, status_code=409)
    return redirect(request, ministry_url(cycle, scope.reporter, ask_id))


@router.post("/{ask_id}/return")
def return_points(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    ask_id: int,
    posted: Annotated[NoteForm, Depends(form(NoteForm))],
) -> Response:
    """Return the points with a note; only the colleague who was asked can."""
    try:
        ministries.return_for_ministry(session, scope, cycle, ask_id, posted.note)
    except (Conflict, Refused) as error:
        target = "#note" if isinstance(error, Refused) else ""
        page = _one(session, scope, cycle, ask_id, posted.note, ((_sentence(error), target),))
        return render(request, page, status_code=error.status_code)
    return redirect(request, ministry_url(cycle, scope.reporter, ask_id))


@router.post("/{ask_id}/withdraw")
def withdraw(
    request: Request,
    session: SessionDep,
    scope: Approves,
    cycle: str,
    ask_id: int,
    posted: Annotated[WithdrawForm, Depends(form(WithdrawForm))],
) -> Response:
    """No longer ask this ministry."""
    ministries.withdraw_ask(session, scope, cycle, ask_id)
    return redirect(request, ministries_url(cycle, scope.reporter))
