"""Sign-off: the page that shows what is signed, and one address for each act of the table."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.core.errors import AppError, Conflict
from app.core.messages import sentence
from app.domain.answers import clean_text
from app.domain.roles import CountryScope, Permission
from app.domain.workflow import Action, Status
from app.identity.access import Requires
from app.identity.sign_in import confirm_password
from app.reporting.addresses import sign_off_url, submission_url
from app.reporting.ministries import list_asks
from app.reporting.pages.sign_off import SignOffPage, Typed, sign_off_page, signature_view
from app.reporting.people import list_editors
from app.reporting.queries import get_head
from app.reporting.service import signing
from app.reporting.service.submitting import submit
from app.reporting.work import open_work
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/sign-off")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Sends = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_SEND))]
Signs = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_SIGN))]
Submits = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_SUBMIT))]
Declines = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_DECLINE))]


class ActForm(FormModel):
    """An act that needs nothing but the press of its button."""


class ReasonForm(FormModel):
    """An act with a reason."""

    reason: Annotated[str, Limits(max_length=8000)] = ""


class SignForm(FormModel):
    """The signature: what was shown, the declaration, and the password again."""

    shown_sha256: Annotated[str, Limits(pattern="^[0-9a-f]{64}$")]
    declaration: Literal["", "yes"] = ""
    password: Annotated[str, Limits(max_length=1000)] = ""


class SubmitForm(FormModel):
    """The version that the page offered to submit."""

    version: Annotated[WholeNumber, Limits(ge=1, le=10_000)]


_ABOUT_THE_REASON = ("resubmission_reason_needed", "text_too_long_to_store")

Pressed = Annotated[ActForm, Depends(form(ActForm))]
Reasoned = Annotated[ReasonForm, Depends(form(ReasonForm))]


@router.get("")
def show_sign_off(request: Request, session: SessionDep, scope: Reads, cycle: str) -> Response:
    """Show exactly what is signed, and the acts that are possible."""
    return render(request, _page(session, scope, cycle))


def _page(
    session: SessionDep, scope: CountryScope, cycle: str, refused: Typed | None = None
) -> SignOffPage:
    work = open_work(session, scope, cycle)
    draft = work.draft
    editors = list_editors(session, scope, draft.id, draft.version + 1)
    signature = None
    if draft.status is Status.SIGNED_OFF:
        found = signing.valid_signature(session, scope, get_head(session, scope, cycle))
        if found is not None:
            signature = signature_view(
                found.name, found.signed_at, found.content_sha256, found.four_eyes
            )
    asks = list_asks(session, scope, draft.id) if draft.asks else ()
    return sign_off_page(work, signing.to_sign(draft), editors, signature, asks, refused)


def _refuse(
    request: Request,
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    refused: Typed,
    status_code: int = 422,
) -> Response:
    """Show the page again with the reason of the refusal; only where nothing was written."""
    page = _page(session, scope, cycle, refused)
    return render(request, page, status_code=status_code)


def _done(request: Request, scope: CountryScope, cycle: str) -> Response:
    return redirect(request, sign_off_url(cycle, scope.reporter))


@router.post("/send")
def send(
    request: Request, session: SessionDep, scope: Sends, cycle: str, posted: Reasoned
) -> Response:
    """Send for sign-off; a further version says why there is one."""
    try:
        signing.send_for_sign_off(session, scope, cycle, posted.reason)
    except AppError as error:
        action = Action.SEND_FOR_SIGN_OFF
        return _refused_act(request, session, scope, cycle, action, error, posted.reason)
    return _done(request, scope, cycle)


def _refused_act(
    request: Request,
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    action: Action,
    error: AppError,
    reason: str = "",
) -> Response:
    """Answer a refusal that came before anything was written on the page itself."""
    if error.status_code not in (409, 422) or error.code == "state_changed":
        raise error
    field = "reason" if error.code in _ABOUT_THE_REASON else ""
    refused = Typed(str(action), sentence(error.code, **error.params), field, reason)
    return _refuse(request, session, scope, cycle, refused, error.status_code)


@router.post("/recall")
def recall(
    request: Request, session: SessionDep, scope: Sends, cycle: str, posted: Pressed
) -> Response:
    """Recall what was sent or signed."""
    signing.recall(session, scope, cycle)
    return _done(request, scope, cycle)


@router.post("/hand-back")
def hand_back(
    request: Request, session: SessionDep, scope: Signs, cycle: str, posted: Reasoned
) -> Response:
    """Hand back to the authors, with a reason."""
    if not clean_text(posted.reason):
        return _no_reason(request, session, scope, cycle, Action.HAND_BACK)
    signing.hand_back(session, scope, cycle, posted.reason)
    return _done(request, scope, cycle)


def _no_reason(
    request: Request, session: SessionDep, scope: CountryScope, cycle: str, action: Action
) -> Response:
    refused = Typed(str(action), sentence("reason_needed"), "reason")
    return _refuse(request, session, scope, cycle, refused)


@router.post("/sign")
def sign(
    request: Request,
    session: SessionDep,
    scope: Signs,
    cycle: str,
    posted: Annotated[SignForm, Depends(form(SignForm))],
) -> Response:
    """Sign exactly what was shown, after the password was given again."""
    action = Action.SIGN_OFF
    if not posted.declaration:
        refused = Typed(str(action), sentence("declaration_needed"), "declaration")
        return _refuse(request, session, scope, cycle, refused)
    # A wrong password is counted, and the count is kept with this answer.
    if not confirm_password(session, scope.account_id, posted.password):
        refused = Typed(str(action), sentence("password_wrong"), "password")
        return _refuse(request, session, scope, cycle, refused)
    try:
        signing.sign_off(session, scope, cycle, posted.shown_sha256)
    except Conflict as error:
        return _refused_act(request, session, scope, cycle, action, error)
    return _done(request, scope, cycle)


@router.post("/submit")
def submit_signed(
    request: Request,
    session: SessionDep,
    scope: Submits,
    cycle: str,
    posted: Annotated[SubmitForm, Depends(form(SubmitForm))],
) -> Response:
    """Submit what is signed and show the receipt; a second press shows the same receipt."""
    head = get_head(session, scope, cycle, lock=True)
    if head.row.version >= posted.version:
        version = posted.version
    elif head.row.version + 1 == posted.version:
        version = submit(session, scope, cycle).version
    else:
        raise Conflict("state_changed")
    return redirect(request, submission_url(cycle, scope.reporter, version, "receipt"))


@router.post("/decline")
def decline(
    request: Request, session: SessionDep, scope: Declines, cycle: str, posted: Reasoned
) -> Response:
    """Decline to report; a reason is welcome and not needed."""
    signing.decline(session, scope, cycle, posted.reason)
    return _done(request, scope, cycle)


@router.post("/reopen")
def reopen(
    request: Request, session: SessionDep, scope: Declines, cycle: str, posted: Pressed
) -> Response:
    """Take up reporting again."""
    signing.reopen(session, scope, cycle)
    return _done(request, scope, cycle)


@router.post("/withdraw")
def withdraw(
    request: Request, session: SessionDep, scope: Declines, cycle: str, posted: Reasoned
) -> Response:
    """Withdraw what was submitted, with a reason."""
    if not clean_text(posted.reason):
        return _no_reason(request, session, scope, cycle, Action.WITHDRAW)
    signing.withdraw(session, scope, cycle, posted.reason)
    return _done(request, scope, cycle)
