"""Addresses of one point: its page, its answers, cells and explanations, and leaving it out."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.core.errors import Conflict, NotFound
from app.domain.asked import home_of
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import point_url
from app.reporting.pages import indicator as indicator_page
from app.reporting.pages import point as point_page
from app.reporting.pages.fields import Field
from app.reporting.pages.indicator_groups import shares_with
from app.reporting.routes.conversations import point_panel
from app.reporting.routes.saving import (
    AnswerForm,
    JustificationForm,
    Key,
    Revision,
    Sent,
    send_answer,
    send_justification,
)
from app.reporting.routes.saving_cells import ObservationForm, send_observation
from app.reporting.service.keeping import Base, Clash
from app.reporting.service.records import leave_out
from app.reporting.work import open_work
from app.web.forms import FormModel, form
from app.web.pages import redirect, render, wants_fragment
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import visitor_of

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/points/{point}")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
LeavesOut = Annotated[CountryScope, Depends(Requires(Permission.POINT_LEAVE_OUT))]


@router.get("")
def show_point(
    request: Request, session: SessionDep, scope: Reads, cycle: str, point: str
) -> Response:
    """Show the page of a point."""
    work = open_work(session, scope, cycle)
    page = point_page.of(work, point, core_only=visitor_of(request).core_only)
    return render(request, replace(page, conversations=point_panel(session, work, point)))


@router.post("/answers/{code}")
def save_answer(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    point: str,
    code: str,
    posted: Annotated[AnswerForm, Depends(form(AnswerForm))],
) -> Response:
    """Save the reply to one question."""
    if not code.startswith(f"{point}."):
        raise NotFound
    return _answer(request, session, point, send_answer(session, scope, cycle, code, posted))


@router.post("/observations")
def save_observation(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    point: str,
    posted: Annotated[ObservationForm, Depends(form(ObservationForm))],
    page: Literal["", "indicator"] = "",
) -> Response:
    """Save one cell of an indicator that is entered at this point; `page` is where its form is."""
    key, sent = send_observation(session, scope, cycle, posted)
    if home_of(sent.work.index, key) != point:
        raise NotFound  # which also takes back what was just written
    if page == "indicator":
        return _at_indicator(request, point, key.indicator, sent)
    return _answer(request, session, point, sent, shares=shares_with(sent.work, point, key))


@router.post("/justifications")
def save_justification(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    point: str,
    posted: Annotated[JustificationForm, Depends(form(JustificationForm))],
) -> Response:
    """Save the explanation of a warning."""
    sent = send_justification(session, scope, cycle, point, posted)
    url = point_url(cycle, scope.reporter, point)
    if sent.is_stored and _stands_beside(request, url):
        # The field stands inside the findings, which are sent in its place: one may have gone.
        page = point_page.parts_of(sent.work, point, core_only=visitor_of(request).core_only)
        parts = ("findings", "progress", "review")
        headers = {"HX-Retarget": "#findings", "HX-Reswap": "outerMorph"}
        return render(request, page, *parts, headers=headers, retargeted=True)
    return _answer(request, session, point, sent, "progress", "review")


def _stands_beside(request: Request, url: str) -> bool:
    """Tell whether htmx asks from a page that shows the findings of this point."""
    path = urlsplit(request.headers.get("hx-current-url", "")).path
    return wants_fragment(request) and (path == url or path.startswith(f"{url}/indicators/"))


def _at_indicator(request: Request, point: str, indicator: str, sent: Sent) -> Response:
    """Answer the form of a total on the page of its indicator."""
    asked = indicator_page.asked_indicator(sent.work, point, indicator)
    field = indicator_page.at_indicator(sent.field)
    if sent.is_stored and not wants_fragment(request):
        return redirect(request, f"{asked.url}#{field.id}")
    page = indicator_page.of(asked, changed=field)
    beside = ("findings", "kept") if sent.is_stored else ()
    return render(request, page, "field", *beside, status_code=sent.status, field=field)


class LeaveOutForm(FormModel):
    """Leave the point out, or take it in again."""

    left_out: Literal["yes", "no"]
    reason: Annotated[str, Limits(max_length=4000)] = ""
    revision: Revision = 0
    idempotency_key: Key = ""


@router.post("/leave-out")
def leave_point_out(
    request: Request,
    session: SessionDep,
    scope: LeavesOut,
    cycle: str,
    point: str,
    posted: Annotated[LeaveOutForm, Depends(form(LeaveOutForm))],
) -> Response:
    """Leave the point out of the report, or take it in again."""
    outcome = leave_out(
        session,
        scope,
        cycle,
        point,
        left_out=posted.left_out == "yes",
        reason=posted.reason,
        base=Base(posted.revision, posted.idempotency_key),
    )
    if isinstance(outcome, Clash):
        raise Conflict
    return redirect(request, point_url(cycle, scope.reporter, point))


def _answer(
    request: Request,
    session: SessionDep,
    point: str,
    sent: Sent,
    *beside: str,
    shares: tuple[Field, ...] = (),
) -> Response:
    """Answer a field form: its own block when htmx asks, else the page or the way back to it."""
    if wants_fragment(request):
        page = point_page.parts_of(sent.work, point, core_only=visitor_of(request).core_only)
        others = (beside or ("progress", "findings", "review")) if sent.is_stored else ()
        others += ("shares",) if sent.is_stored and shares else ()
        return render(
            request,
            page,
            "field",
            *others,
            status_code=sent.status,
            field=sent.field,
            shares=shares,
        )
    if sent.is_stored:
        url = point_url(sent.work.cycle, sent.work.reporter, point)
        return redirect(request, f"{url}#{sent.field.id}")
    page = point_page.of(sent.work, point, sent.field)
    whole = replace(page, conversations=point_panel(session, sent.work, point))
    return render(request, whole, status_code=sent.status)
