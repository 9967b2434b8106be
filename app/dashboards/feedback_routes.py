"""Routes of the feedback form, and of the page where messages are settled."""

import secrets
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from app.core.errors import Refused, TooManyRequests
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.dashboards.addresses import FEEDBACK, FEEDBACK_INBOX
from app.dashboards.feedback import (
    Message,
    list_feedback,
    page_of,
    send,
    sender_of,
    settle,
)
from app.dashboards.pages.feedback import feedback_page, inbox_page
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter, Public, use
from app.web.visitor import settings_of

router = PortalRouter()

Reader = Annotated[UnionScope, Depends(Requires(Permission.FEEDBACK_SETTLE))]


class FeedbackForm(FormModel):
    """What the form sends; people do not see the field `website`, programs fill it in."""

    about: str = "other"
    text: str = ""
    address: str = ""
    page: str = ""
    website: str = ""


class SettleForm(FormModel):
    """What became of a message."""

    outcome: str = ""


@router.get(FEEDBACK, dependencies=use(Public()))
def show_feedback(
    request: Request,
    page: Annotated[str, Query(max_length=300)] = "",
    sent: Annotated[str, Query(pattern=r"^[0-9A-F]{0,8}$")] = "",
) -> Response:
    """Show the form, or say that a message has arrived."""
    return render(request, feedback_page(Message(page=page_of(page)), reference=sent))


@router.post(FEEDBACK, dependencies=use(Public()))
def send_feedback(
    request: Request,
    session: SessionDep,
    posted: Annotated[FeedbackForm, Depends(form(FeedbackForm))],
) -> Response:
    """Keep a message; a refusal keeps what was typed."""
    if posted.website:  # no person: nothing is kept, and nothing is said of it
        return redirect(request, f"{FEEDBACK}?sent={secrets.token_hex(4).upper()}")
    message = Message(posted.about, posted.text, posted.address, page_of(posted.page))
    sender = sender_of(settings_of(request).secret_key, request.state.client_address)
    try:
        reference = send(session, message, sender)
    except TooManyRequests as refusal:
        wrong = sentence("feedback_too_many")
        page = feedback_page(message, wrong=wrong)
        return render(request, page, status_code=refusal.status_code)
    except Refused as refusal:
        wrong = sentence(refusal.code, **refusal.params)
        page = feedback_page(message, wrong=wrong, code=refusal.code)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{FEEDBACK}?sent={reference}")


@router.get(FEEDBACK_INBOX)
def show_inbox(request: Request, session: SessionDep, scope: Reader, saved: str = "") -> Response:
    """Show what readers wrote."""
    notice = _("The message is settled. An address that was left with it is removed.")
    page = inbox_page(list_feedback(session, scope), notice=notice if saved else "")
    return render(request, page)


@router.post(FEEDBACK_INBOX + "/{reference}/settle")
def settle_feedback(
    request: Request,
    session: SessionDep,
    scope: Reader,
    reference: str,
    posted: Annotated[SettleForm, Depends(form(SettleForm))],
) -> Response:
    """Say what became of a message."""
    try:
        settle(session, scope, reference, posted.outcome)
    except Refused as refusal:
        errors = ((sentence(refusal.code, **refusal.params), f"#outcome-{reference}"),)
        page = inbox_page(list_feedback(session, scope), errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{FEEDBACK_INBOX}?saved=1")
