"""Addresses by which a point is called ready, approved or handed back inside the country."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.core.errors import AppError, Conflict, Refused
from app.core.messages import sentence
from app.domain.point_review import Step
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting import agreement_messages
from app.reporting.addresses import point_url
from app.reporting.pages import point as point_page
from app.reporting.pages.point_review import refused_panel
from app.reporting.routes.saving import Revision
from app.reporting.service.reviewing import Said, review_point
from app.reporting.work import open_work
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

__all__ = ["agreement_messages"]  # registers the sentences

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/points/{point}")

Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
Approves = Annotated[CountryScope, Depends(Requires(Permission.POINT_APPROVE))]


class ReadyForm(FormModel):
    """Ready, or not after all, with a word to the lead."""

    step: Literal["ready", "not_ready"]
    revision: Revision = 0
    note: Annotated[str, Limits(max_length=8000)] = ""


class ApprovalForm(FormModel):
    """The lead's word on a point; an approval names the content that was shown."""

    step: Literal["approve", "hand_back", "take_back"]
    revision: Revision = 0
    shown_sha256: Annotated[str, Limits(pattern="^([0-9a-f]{64})?$")] = ""
    note: Annotated[str, Limits(max_length=8000)] = ""


@router.post("/ready")
def call_ready(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    point: str,
    posted: Annotated[ReadyForm, Depends(form(ReadyForm))],
) -> Response:
    """Call a point ready, or say that it is not."""
    said = Said(Step(posted.step), posted.revision, note=posted.note)
    return _say(request, session, scope, cycle, point, said)


@router.post("/approval")
def approve_or_hand_back(
    request: Request,
    session: SessionDep,
    scope: Approves,
    cycle: str,
    point: str,
    posted: Annotated[ApprovalForm, Depends(form(ApprovalForm))],
) -> Response:
    """Approve a point, hand it back with a note, or take the approval back."""
    said = Said(Step(posted.step), posted.revision, posted.shown_sha256, posted.note)
    return _say(request, session, scope, cycle, point, said)


def _say(
    request: Request,
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    point: str,
    said: Said,
) -> Response:
    """Carry the step out, or show the point as it stands now with what was typed."""
    try:
        review_point(session, scope, cycle, point, said)
    except (Conflict, Refused) as error:
        return _refused(request, session, scope, cycle, point, said, error)
    return redirect(request, f"{point_url(cycle, scope.reporter, point)}#review")


def _refused(
    request: Request,
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    point: str,
    said: Said,
    error: AppError,
) -> Response:
    text = sentence(error.code, **error.params)
    page = point_page.of(open_work(session, scope, cycle), point)
    target = "#review" if page.review else ""
    if page.review:
        shown = refused_panel(page.review, said.step, text, said.note)
        fits = any(form.step == said.step and form.error for form in shown.forms)
        target = f"#review-{said.step}-note" if fits else target
        page = replace(page, review=shown)
    page = replace(page, errors=((text, target),))
    return render(request, page, status_code=error.status_code)
