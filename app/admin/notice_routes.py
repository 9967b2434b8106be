"""Routes of a notice to the countries: write, look at what goes to whom, send."""

from secrets import token_hex
from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field

from app.admin import notices
from app.admin.notice_pages import notice_page, notices_url, preview_page
from app.admin.notices import NoticeInput
from app.catalogue.queries import CycleInfo, get_cycle
from app.core.errors import Refused
from app.core.i18n import ngettext
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/cycles/{cycle}/notices")

Manager = Annotated[UnionScope, Depends(Requires(Permission.CYCLE_MANAGE))]

_FIELD_OF = {
    "notice_without_subject": "#subject",
    "notice_without_text": "#text",
    "notice_too_long": "#text",
    "notice_to_nobody": "#reporters",
}


class NoticeForm(FormModel):
    """What is said, and to whom."""

    subject: str = ""
    text: str = ""
    whom: Literal["all", "chosen"] = "all"
    reporters: tuple[str, ...] = ()


class SendForm(FormModel):
    """A notice as the preview showed it."""

    subject: str
    text: str
    reporters: str
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


Sent = Annotated[SendForm, Depends(form(SendForm))]


@router.get("")
def show_form(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    sent: Annotated[int, Field(ge=0)] = 0,
) -> Response:
    """Show the form of a notice."""
    found = get_cycle(session, cycle)
    said = ngettext("Sent to {number} person.", "Sent to {number} people.", sent) if sent else ""
    page = notice_page(
        found,
        notices.reporters_of(session, found),
        NoticeInput("", "", ()),
        notice=said.format(number=sent),
    )
    return render(request, page)


@router.post("")
def preview(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[NoticeForm, Depends(form(NoticeForm))],
) -> Response:
    """Show what would go to whom; nothing is sent and nothing is kept yet."""
    found = get_cycle(session, cycle)
    every = notices.reporters_of(session, found)
    chosen = every if posted.whom == "all" else posted.reporters
    given = NoticeInput(posted.subject, posted.text, chosen, token_hex(16))
    try:
        notice = notices.checked(session, found, given)
    except Refused as refusal:
        return _again(request, session, found, given, refusal)
    people = notices.audience(session, notice.reporters)
    return render(request, preview_page(found, notice, people))


@router.post("/change")
def change(
    request: Request, session: SessionDep, scope: Manager, cycle: str, posted: Sent
) -> Response:
    """Go back to the form with what was typed."""
    found = get_cycle(session, cycle)
    reporters = notices.reporters_of(session, found)
    return render(request, notice_page(found, reporters, _input(posted)))


@router.post("/send")
def send(
    request: Request, session: SessionDep, scope: Manager, cycle: str, posted: Sent
) -> Response:
    """Send the notice to those the preview named."""
    found = get_cycle(session, cycle)
    try:
        told = notices.send_notice(session, scope, found, _input(posted))
    except Refused as refusal:
        return _again(request, session, found, _input(posted), refusal)
    return redirect(request, f"{notices_url(cycle)}?sent={told}")


def _input(posted: SendForm) -> NoticeInput:
    return NoticeInput(posted.subject, posted.text, tuple(posted.reporters.split()), posted.key)


def _again(
    request: Request, session: SessionDep, cycle: CycleInfo, given: NoticeInput, refusal: Refused
) -> Response:
    errors = ((sentence(refusal.code, **refusal.params), _FIELD_OF.get(refusal.code, "")),)
    reporters = notices.reporters_of(session, cycle)
    page = notice_page(cycle, reporters, given, errors=errors)
    return render(request, page, status_code=refusal.status_code)
