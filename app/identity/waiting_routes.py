"""Routes of what people are told: the page of it, their choice of mails, stopping mails."""

import re
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domain.roles import AccountScope, Permission
from app.identity import notices
from app.identity.access import Requires
from app.identity.waiting_pages import MAILS_URL, mails_page, stop_page, waiting_page
from app.jobs.kinds import KINDS
from app.jobs.smtp import unsigned
from app.jobs.telling import STOP_PATH
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter, Public, use
from app.web.visitor import settings_of

router = PortalRouter()

OwnScope = Annotated[AccountScope, Depends(Requires(Permission.ACCOUNT_SELF))]
_STOP = re.compile(r"([1-9][0-9]{0,17})\.([a-z_]{1,40})", re.ASCII)


class ReadAllForm(FormModel):
    """The newest thing the page showed."""

    up_to: Annotated[WholeNumber, Field(ge=0)]


class MailsForm(FormModel):
    """The language of mails, and the kinds that are wanted."""

    language: Annotated[str, Field(max_length=8)] = ""
    wanted: tuple[str, ...] = ()


@router.get(notices.WAITING_URL)
def show_waiting(
    request: Request, session: SessionDep, scope: OwnScope, saved: str = ""
) -> Response:
    """Show what the person was told."""
    said = _("Everything that was shown is marked as read.") if saved == "all" else ""
    return render(request, waiting_page(notices.list_told(session, scope), said))


@router.post(notices.WAITING_URL + "/read")
def submit_read_all(
    request: Request,
    session: SessionDep,
    scope: OwnScope,
    posted: Annotated[ReadAllForm, Depends(form(ReadAllForm))],
) -> Response:
    """Mark everything that was shown as read."""
    notices.read_all(session, scope, posted.up_to)
    return redirect(request, f"{notices.WAITING_URL}?saved=all")


@router.post(notices.WAITING_URL + "/{notice}/open")
def submit_open(request: Request, session: SessionDep, scope: OwnScope, notice: int) -> Response:
    """Mark one thing as read and go where it happened."""
    return redirect(request, notices.read_notice(session, scope, notice))


@router.post(notices.WAITING_URL + "/{notice}/read")
def submit_read(request: Request, session: SessionDep, scope: OwnScope, notice: int) -> Response:
    """Mark one thing as read and stay."""
    notices.read_notice(session, scope, notice)
    return redirect(request, notices.WAITING_URL)


@router.get(MAILS_URL)
def show_mails(request: Request, session: SessionDep, scope: OwnScope, saved: str = "") -> Response:
    """Show which mails the person gets."""
    said = _("Your choice holds for every mail from now on.") if saved else ""
    choice = notices.mail_choice(session, scope.account_id or 0)
    return render(request, mails_page(scope, choice, said))


@router.post(MAILS_URL)
def submit_mails(
    request: Request,
    session: SessionDep,
    scope: OwnScope,
    posted: Annotated[MailsForm, Depends(form(MailsForm))],
) -> Response:
    """Keep which mails the person wants."""
    notices.choose_mails(session, scope, posted.language, posted.wanted)
    return redirect(request, f"{MAILS_URL}?saved=yes")


@router.get(STOP_PATH + "/{proof}", dependencies=use(Public()))
def show_stop(request: Request, session: SessionDep, proof: str, done: str = "") -> Response:
    """Ask whether to stop mails of a kind: a link that is only loaded changes nothing."""
    _account, kind = _proven(request, proof)
    page = stop_page(kind, f"{STOP_PATH}/{proof}", is_done=bool(done))
    return render(request, page)


@router.post(STOP_PATH + "/{proof}", dependencies=use(Public()))
def submit_stop(request: Request, session: SessionDep, proof: str) -> Response:
    """Stop mails of a kind for whoever holds the link of such a mail."""
    account_id, kind = _proven(request, proof)
    notices.stop_mails(session, account_id, kind)
    return redirect(request, f"{STOP_PATH}/{proof}?done=yes")


def _proven(request: Request, proof: str) -> tuple[int, str]:
    """Return account and kind of a link that the portal made; any other one leads nowhere."""
    plain = unsigned(settings_of(request).secret_key, f"{STOP_PATH}/{proof}")
    found = _STOP.fullmatch((plain or "").removeprefix(f"{STOP_PATH}/"))
    if found is None or found[2] not in KINDS or KINDS[found[2]].duty:
        raise NotFound
    return int(found[1]), found[2]
