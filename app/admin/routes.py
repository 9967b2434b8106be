"""Routes of administration: accounts and grants, the permission table, the audit log."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.admin.views import (
    PAGE_LENGTH,
    accounts_page,
    audit_page,
    one_account_page,
    permissions_page,
)
from app.audit import queries as audit
from app.core.errors import Refused
from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import AccountScope, CountryScope, Permission, Role, UnionScope
from app.identity import queries, service
from app.identity.access import Requires
from app.identity.colleagues import end_of
from app.identity.confirmation import confirm_grant
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix="/admin")

Administrator = Annotated[UnionScope, Depends(Requires(Permission.ACCOUNT_MANAGE))]
AccountAuditor = Annotated[UnionScope, Depends(Requires(Permission.ACCOUNT_AUDIT_READ))]
CycleAuditor = Annotated[UnionScope, Depends(Requires(Permission.CYCLE_AUDIT_READ))]
NationalAuditor = Annotated[CountryScope, Depends(Requires(Permission.NATIONAL_AUDIT_READ))]
Anyone = Annotated[AccountScope, Depends(Requires(Permission.ACCOUNT_SELF))]


class NewAccountForm(FormModel):
    """A person who gets an account."""

    email: Annotated[str, Field(max_length=254)]
    name: Annotated[str, Field(max_length=120)] = ""


class RoleForm(FormModel):
    """A role to give or to take."""

    role: Role
    reporter: Annotated[str, Field(max_length=2)] = ""


class GrantForm(RoleForm):
    """A role to give, for good or until the end of a day in Brussels."""

    last_day: Annotated[str, Field(max_length=20)] = ""


@router.get("/accounts")
def list_accounts(
    request: Request, session: SessionDep, scope: Administrator, search: str = "", show: str = ""
) -> Response:
    """Show the accounts, all or those with a role to be confirmed."""
    only = show == "unconfirmed"
    page = accounts_page(session, scope, search=search, only_unconfirmed=only)
    return render(request, page)


@router.post("/accounts")
def create_account(
    request: Request,
    session: SessionDep,
    scope: Administrator,
    posted: Annotated[NewAccountForm, Depends(form(NewAccountForm))],
) -> Response:
    """Create an account."""
    try:
        account = service.create_account(
            session, posted.email, posted.name, actor_id=scope.account_id
        )
    except Refused as refusal:
        errors = ((sentence(refusal.code), "#email"),)
        page = accounts_page(session, scope, email=posted.email, name=posted.name, errors=errors)
        return render(request, page, status_code=422)
    return redirect(request, f"/admin/accounts/{account.id}")


@router.get("/accounts/{account_id}")
def show_account(
    request: Request, session: SessionDep, scope: Administrator, account_id: int, saved: str = ""
) -> Response:
    """Show one account."""
    row = queries.get_account_row(session, scope, account_id)
    notice = _("The role is confirmed for the present cycle.") if saved == "confirmed" else ""
    return render(request, one_account_page(row, scope.account_id, notice=notice))


@router.post("/accounts/{account_id}/grant")
def grant_role(
    request: Request,
    session: SessionDep,
    scope: Administrator,
    account_id: int,
    posted: Annotated[GrantForm, Depends(form(GrantForm))],
) -> Response:
    """Give a role, until a last day where one is written."""

    def give(session: SessionDep, account_id: int, *, actor_id: int | None) -> None:
        until = end_of(posted.last_day)
        service.grant_role(
            session, account_id, posted.role, posted.reporter, actor_id=actor_id, ends_at=until
        )

    return _act(request, session, scope, account_id, give, last_day=posted.last_day)


@router.post("/accounts/{account_id}/roles/{grant_id}/confirm")
def confirm_role(
    request: Request, session: SessionDep, scope: Administrator, account_id: int, grant_id: int
) -> Response:
    """Say that a role still holds in the present cycle."""
    confirm_grant(session, scope, grant_id)
    return redirect(request, f"/admin/accounts/{account_id}?saved=confirmed")


def _offer_for_role(address: str, act: Callable[..., None]) -> None:
    @router.post(f"/accounts/{{account_id}}/{address}", name=act.__name__)
    def change_role(
        request: Request,
        session: SessionDep,
        scope: Administrator,
        account_id: int,
        posted: Annotated[RoleForm, Depends(form(RoleForm))],
    ) -> Response:
        return _act(
            request,
            session,
            scope,
            account_id,
            partial(act, role=posted.role, reporter=posted.reporter),
        )


def _offer_for_state(address: str, act: Callable[..., None]) -> None:
    @router.post(f"/accounts/{{account_id}}/{address}", name=act.__name__)
    def change_state(
        request: Request, session: SessionDep, scope: Administrator, account_id: int
    ) -> Response:
        return _act(request, session, scope, account_id, act)


_offer_for_role("revoke", service.revoke_role)
_offer_for_state("disable", service.disable_account)
_offer_for_state("enable", service.enable_account)


@router.post("/accounts/{account_id}/invite")
def invite(
    request: Request, session: SessionDep, scope: Administrator, account_id: int
) -> Response:
    """Make a link by which the person sets a password, and show it once."""
    token = service.invite(session, account_id, actor_id=scope.account_id)
    row = queries.get_account_row(session, scope, account_id)
    link = f"{settings_of(request).public_url}/invitations/{token}"
    return render(request, one_account_page(row, scope.account_id, invitation=link))


@router.get("/permissions")
def show_permissions(request: Request, scope: Anyone) -> Response:
    """Show who may do what."""
    return render(request, permissions_page())


@router.get("/audit")
def show_own_audit(request: Request, session: SessionDep, scope: Anyone) -> Response:
    """Show what happened with the own account."""
    events = audit.list_events_of_account(session, scope.account_id or 0)
    return render(request, audit_page(request, session, _("Who did what"), events))


@router.get("/audit/cycles")
def show_cycle_audit(
    request: Request, session: SessionDep, scope: CycleAuditor, before: int | None = None
) -> Response:
    """Show what happened with the cycles."""
    events = audit.list_events_of_area(session, scope, "cycle", before=before, limit=PAGE_LENGTH)
    return render(request, audit_page(request, session, _("Who did what: cycles"), events))


@router.get("/audit/accounts")
def show_account_audit(
    request: Request, session: SessionDep, scope: AccountAuditor, before: int | None = None
) -> Response:
    """Show what happened with the accounts."""
    events = audit.list_events_of_area(session, scope, "account", before=before, limit=PAGE_LENGTH)
    return render(request, audit_page(request, session, _("Who did what: accounts"), events))


@router.get("/audit/reporters/{reporter}")
def show_national_audit(
    request: Request, session: SessionDep, scope: NationalAuditor, before: int | None = None
) -> Response:
    """Show what happened with the own country's contribution."""
    events = audit.list_events_of_reporter(session, scope, before=before, limit=PAGE_LENGTH)
    title = _("Who did what: %(country)s") % {"country": country_name(scope.reporter)}
    return render(request, audit_page(request, session, title, events))


def _act(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    account_id: int,
    act: Callable[..., None],
    *,
    last_day: str = "",
) -> Response:
    """Do one thing to an account; a refusal is shown on its page."""
    try:
        act(session, account_id, actor_id=scope.account_id)
    except Refused as refusal:
        row = queries.get_account_row(session, scope, account_id)
        about = "#last_day" if refusal.code.startswith("end_") else "#role"
        errors = ((sentence(refusal.code), about),)
        page = one_account_page(row, scope.account_id, last_day=last_day, errors=errors)
        return render(request, page, status_code=422)
    return redirect(request, f"/admin/accounts/{account_id}")
