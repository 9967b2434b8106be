"""Routes by which administrators decide about mails that were given up."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.admin.lost_mails import drop, list_lost, try_again
from app.admin.mail_pages import MAILS_URL, mails_page
from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix=MAILS_URL)

Administrator = Annotated[UnionScope, Depends(Requires(Permission.ACCOUNT_MANAGE))]


class DropForm(FormModel):
    """Why a mail need not arrive."""

    reason: str = ""


@router.get("")
def show_lost_mails(
    request: Request, session: SessionDep, scope: Administrator, saved: str = ""
) -> Response:
    """Show the mails that were given up."""
    notices = {
        "again": _("The mail is in the outbox again."),
        "dropped": _("The mail is dropped. What it told stays on the person's page."),
    }
    page = mails_page(list_lost(session, scope), notice=notices.get(saved, ""))
    return render(request, page)


@router.post("/{mail_id}/again")
def try_mail_again(
    request: Request, session: SessionDep, scope: Administrator, mail_id: int
) -> Response:
    """Send a mail once more."""
    try_again(session, scope, mail_id)
    return redirect(request, f"{MAILS_URL}?saved=again")


@router.post("/{mail_id}/drop")
def drop_mail(
    request: Request,
    session: SessionDep,
    scope: Administrator,
    mail_id: int,
    posted: Annotated[DropForm, Depends(form(DropForm))],
) -> Response:
    """Drop a mail, with a reason."""
    try:
        drop(session, scope, mail_id, posted.reason)
    except Refused as refusal:
        errors = ((sentence(refusal.code, **refusal.params), f"#reason-{mail_id}"),)
        page = mails_page(list_lost(session, scope), errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{MAILS_URL}?saved=dropped")
