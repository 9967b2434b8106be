"""Routes of identity: signing in and out, the own account, invitations."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from app.core.errors import NotFound, Refused
from app.core.i18n import country_name
from app.core.messages import sentence
from app.domain.roles import AccountScope, Permission
from app.identity import queries, service, sign_in
from app.identity.access import Requires, token_of, visitor_with
from app.identity.landing import HOME, landing
from app.identity.pages import (
    AccountPage,
    ConfirmPage,
    InvitationPage,
    KeptPage,
    SessionRow,
    SignInPage,
    grant_name,
)
from app.web.forms import FormModel, form
from app.web.kept import from_text
from app.web.pages import inside, redirect, render, seconds_left
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter, Public, use
from app.web.visitor import SESSION_COOKIE, delete_cookie, set_cookie, settings_of, visitor_of

router = PortalRouter()

OwnScope = Annotated[AccountScope, Depends(Requires(Permission.ACCOUNT_SELF))]
Password = Annotated[str, Field(max_length=1000)]


class SignInForm(FormModel):
    """Who wants to sign in, and where to go then."""

    email: Annotated[str, Field(max_length=254)]
    password: Password
    next: str = HOME
    kept: str = ""  # a form that came after the session had ended


class PasswordForm(FormModel):
    """The password once more."""

    password: Password
    next: str = "/"


class NewPasswordForm(FormModel):
    """A new password, twice."""

    password: Password
    repeated: Password


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present: Password


class ReporterForm(FormModel):
    """The country to work for."""

    reporter: Annotated[str, Field(max_length=2)]


@router.get("/sign-in", dependencies=use(Public()))
def show_sign_in(request: Request, next: str = HOME) -> Response:
    """Show the sign-in form."""
    if visitor_of(request).is_signed_in:
        return redirect(request, next)
    return render(request, SignInPage(next=inside(next)))


@router.post("/sign-in", dependencies=use(Public()))
def submit_sign_in(
    request: Request, posted: Annotated[SignInForm, Depends(form(SignInForm))]
) -> Response:
    """Sign in; a form that came too late is shown again, to be saved."""
    kept = from_text(posted.kept)
    try:
        token = sign_in.sign_in(
            engine_of(request),
            settings_of(request),
            posted.email,
            posted.password,
            request.state.client_address,
            token_of(request),
        )
    except Refused as refusal:
        errors = ((sentence(refusal.code), "#email"),)
        page = SignInPage(next=inside(posted.next), email=posted.email, errors=errors, kept=kept)
        return render(request, page, status_code=422)
    if kept is not None:
        request.state.visitor = visitor_with(request, token)
        shown = render(request, KeptPage(kept=kept, back=inside(kept.page)))
        return _with_session(request, shown, token)
    return _with_session(request, redirect(request, posted.next), token)


@router.get(HOME)
def show_home(request: Request, scope: OwnScope) -> Response:
    """Lead to where the work of the person begins."""
    return redirect(request, landing(scope.grants, visitor_of(request).active_reporter))


@router.get("/session")
def show_session(request: Request, scope: OwnScope) -> Response:
    """Say how long the session lasts, with the token its forms carry; asking keeps it alive."""
    visitor = visitor_of(request)
    settings = settings_of(request)
    return JSONResponse(
        {
            "account": scope.account_name,
            "csrf": visitor.csrf_token,
            "idle": settings.session_idle_minutes * 60,
            "left": seconds_left(visitor),
        },
        headers={"Cache-Control": "no-store", "Vary": "Cookie"},
    )


@router.post("/sign-out")
def submit_sign_out(request: Request, session: SessionDep, scope: OwnScope) -> Response:
    """Sign out of this browser."""
    sign_in.sign_out(session, scope, token_of(request))
    return _without_session(request)


@router.get("/account")
def show_account(
    request: Request, session: SessionDep, scope: OwnScope, saved: str = ""
) -> Response:
    """Show the own account."""
    return render(request, _account_page(request, session, scope, saved=saved))


@router.post("/account/sign-out-everywhere")
def submit_sign_out_everywhere(request: Request, session: SessionDep, scope: OwnScope) -> Response:
    """End all sessions of the account."""
    sign_in.sign_out_everywhere(session, scope)
    return _without_session(request)


@router.post("/account/reporter")
def submit_reporter(
    request: Request,
    session: SessionDep,
    scope: OwnScope,
    posted: Annotated[ReporterForm, Depends(form(ReporterForm))],
) -> Response:
    """Work for another country."""
    token = sign_in.switch_reporter(session, scope, token_of(request), posted.reporter)
    return _with_session(request, redirect(request, HOME), token)


@router.post("/account/password")
def submit_password(
    request: Request,
    session: SessionDep,
    scope: OwnScope,
    posted: Annotated[ChangePasswordForm, Depends(form(ChangePasswordForm))],
) -> Response:
    """Change the password."""
    try:
        if posted.password != posted.repeated:
            raise Refused("passwords_differ")
        token = sign_in.change_password(
            session, settings_of(request), scope, posted.present, posted.password
        )
    except Refused as refusal:
        where = "#present" if refusal.code == "password_wrong" else "#password"
        page = _account_page(request, session, scope, errors=((sentence(refusal.code), where),))
        return render(request, page, status_code=422)
    return _with_session(request, redirect(request, "/account?saved=password"), token)


class CoreOnlyForm(FormModel):
    """Which questions and indicators to show, and where to go back to."""

    core_only: Literal["yes", "no"]
    next: str = "/"


@router.post("/account/core-only")
def choose_core_only(
    request: Request,
    session: SessionDep,
    scope: OwnScope,
    posted: Annotated[CoreOnlyForm, Depends(form(CoreOnlyForm))],
) -> Response:
    """Show the core only, or everything, from now on."""
    service.show_core_only(session, scope, posted.core_only == "yes")
    return redirect(request, posted.next)


@router.get("/account/confirm")
def show_confirm(request: Request, scope: OwnScope, next: str = "/") -> Response:
    """Ask for the password once more."""
    return render(request, ConfirmPage(next=inside(next)))


@router.post("/account/confirm")
def submit_confirm(
    request: Request,
    session: SessionDep,
    scope: OwnScope,
    posted: Annotated[PasswordForm, Depends(form(PasswordForm))],
) -> Response:
    """Confirm the password."""
    try:
        token = sign_in.authenticate_again(
            session, settings_of(request), scope, token_of(request), posted.password
        )
    except Refused as refusal:
        page = ConfirmPage(
            next=inside(posted.next), errors=((sentence(refusal.code), "#password"),)
        )
        return render(request, page, status_code=422)
    return _with_session(request, redirect(request, posted.next), token)


@router.get("/invitations/{token}", dependencies=use(Public()))
def show_invitation(request: Request, session: SessionDep, token: str) -> Response:
    """Show the form for a first or new password."""
    account = service.find_invited(session, token)
    if account is None:
        raise NotFound("invitation_refused")
    return render(request, InvitationPage(token=token, email=account.email))


@router.post("/invitations/{token}", dependencies=use(Public()))
def submit_invitation(
    request: Request,
    session: SessionDep,
    token: str,
    posted: Annotated[NewPasswordForm, Depends(form(NewPasswordForm))],
) -> Response:
    """Set the password of an invited account."""
    account = service.find_invited(session, token)
    if account is None:
        raise NotFound("invitation_refused")
    try:
        if posted.password != posted.repeated:
            raise Refused("passwords_differ")
        service.accept_invitation(session, token, posted.password)
    except Refused as refusal:
        page = InvitationPage(
            token=token, email=account.email, errors=((sentence(refusal.code), "#password"),)
        )
        return render(request, page, status_code=422)
    return redirect(request, "/sign-in")


def _account_page(
    request: Request,
    session: SessionDep,
    scope: AccountScope,
    *,
    errors: tuple[tuple[str, str], ...] = (),
    saved: str = "",
) -> AccountPage:
    visitor = visitor_of(request)
    return AccountPage(
        name=scope.account_name,
        roles=tuple(grant_name(grant) for grant in scope.grants),
        active_reporter=visitor.active_reporter,
        reporters=tuple((code, country_name(code)) for code in visitor.reporters),
        sessions=tuple(
            SessionRow(
                created_at=row.created_at,
                seen_at=row.seen_at,
                is_this=row.id == visitor.session_id,
            )
            for row in queries.list_open_sessions(session, scope)
        ),
        errors=errors,
        saved=saved,
    )


def _with_session(request: Request, response: Response, token: str) -> Response:
    set_cookie(request, response, SESSION_COOKIE, token)
    return response


def _without_session(request: Request) -> Response:
    response = redirect(request, "/", {"Clear-Site-Data": '"cache", "storage"'})
    delete_cookie(request, response, SESSION_COOKIE)
    return response
