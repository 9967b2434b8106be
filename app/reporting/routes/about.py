"""The questions about the report as a whole."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.errors import NotFound
from app.domain.qc.findings import HEADER
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import about_url
from app.reporting.pages.whole import about_page
from app.reporting.routes.saving import (
    AnswerForm,
    JustificationForm,
    Sent,
    send_answer,
    send_justification,
)
from app.reporting.work import open_work
from app.web.forms import form
from app.web.pages import redirect, render, wants_fragment
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/about")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]


@router.get("")
def show_about(request: Request, session: SessionDep, scope: Reads, cycle: str) -> Response:
    """Show the questions about the report."""
    return render(request, about_page(open_work(session, scope, cycle)))


@router.post("/answers/{code}")
def save_about(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    code: str,
    posted: Annotated[AnswerForm, Depends(form(AnswerForm))],
) -> Response:
    """Save the reply to one of them."""
    if not code.startswith("header."):
        raise NotFound
    page_url = about_url(cycle, scope.reporter)
    url = f"{page_url}/answers/{code}"
    sent = send_answer(session, scope, cycle, code, posted, url=url)
    if sent.is_stored and not wants_fragment(request):
        return redirect(request, f"{page_url}#{sent.field.id}")
    return _answer(request, sent)


@router.post("/justifications")
def save_about_justification(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    posted: Annotated[JustificationForm, Depends(form(JustificationForm))],
) -> Response:
    """Save the explanation of a warning about the report as a whole."""
    sent = send_justification(session, scope, cycle, HEADER, posted)
    if sent.is_stored and not wants_fragment(request):
        return redirect(request, f"{about_url(cycle, scope.reporter)}#{sent.field.id}")
    return _answer(request, sent)


def _answer(request: Request, sent: Sent) -> Response:
    page = about_page(sent.work, None if sent.is_stored else sent.field)
    return render(request, page, "field", status_code=sent.status, field=sent.field)
