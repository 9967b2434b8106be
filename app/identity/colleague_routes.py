"""Addresses on which a reporting lead invites colleagues and ends their roles."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import CountryScope, Permission, Role
from app.identity.access import Requires
from app.identity.colleague_pages import InviteFields, colleagues_page
from app.identity.colleagues import Invited, end_grant, invite_again, invite_colleague
from app.identity.confirmation import confirm_grant
from app.identity.key_pages import colleagues_url
from app.identity.queries import list_colleagues
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix="/colleagues")

Lead = Annotated[CountryScope, Depends(Requires(Permission.COLLEAGUES_MANAGE))]

_FIELD_OF = {
    "name_missing": "#name",
    "role_not_the_leads": "#role",
    "end_not_a_day": "#last_day",
    "end_in_the_past": "#last_day",
}


class InviteForm(FormModel):
    """Whom to invite, as what, until when."""

    email: Annotated[str, Field(max_length=254)]
    name: Annotated[str, Field(max_length=120)] = ""
    role: Role
    last_day: Annotated[str, Field(max_length=20)] = ""


@router.get("")
def show_own_colleagues(request: Request, scope: Lead) -> Response:
    """Lead to the people of the country one works for."""
    return redirect(request, colleagues_url(scope.reporter))


@router.get("/{reporter}")
def show_colleagues(
    request: Request, session: SessionDep, scope: Lead, saved: str = ""
) -> Response:
    """Show who holds which role for the country."""
    notice = _("The role has ended.") if saved == "ended" else ""
    return render(request, colleagues_page(scope, list_colleagues(session, scope), notice=notice))


@router.post("/{reporter}")
def invite(
    request: Request,
    session: SessionDep,
    scope: Lead,
    posted: Annotated[InviteForm, Depends(form(InviteForm))],
) -> Response:
    """Invite somebody, and show the link this once."""
    try:
        invited = invite_colleague(
            session, scope, posted.email, posted.name, posted.role, posted.last_day
        )
    except Refused as refusal:
        errors = ((sentence(refusal.code), _FIELD_OF.get(refusal.code, "#email")),)
        fields = InviteFields(posted.email, posted.name, posted.role.value, posted.last_day)
        page = colleagues_page(scope, list_colleagues(session, scope), fields=fields, errors=errors)
        return render(request, page, status_code=422)
    return _show_link(request, session, scope, invited)


@router.post("/{reporter}/{grant_id}/invite")
def renew_invitation(request: Request, session: SessionDep, scope: Lead, grant_id: int) -> Response:
    """Make a new link for somebody who has no password yet."""
    try:
        invited = invite_again(session, scope, grant_id)
    except Refused as refusal:
        return _refused(request, session, scope, refusal)
    return _show_link(request, session, scope, invited)


@router.post("/{reporter}/{grant_id}/confirm")
def confirm_role(request: Request, session: SessionDep, scope: Lead, grant_id: int) -> Response:
    """Say that somebody's role still holds in the present cycle."""
    confirm_grant(session, scope, grant_id)
    return redirect(request, f"{colleagues_url(scope.reporter)}?saved=confirmed")


@router.post("/{reporter}/{grant_id}/end")
def end_role(request: Request, session: SessionDep, scope: Lead, grant_id: int) -> Response:
    """End somebody's role for the country."""
    try:
        end_grant(session, scope, grant_id)
    except Refused as refusal:
        return _refused(request, session, scope, refusal)
    return redirect(request, f"{colleagues_url(scope.reporter)}?saved=ended")


def _refused(
    request: Request, session: SessionDep, scope: CountryScope, refusal: Refused
) -> Response:
    errors = ((sentence(refusal.code), ""),)
    page = colleagues_page(scope, list_colleagues(session, scope), errors=errors)
    return render(request, page, status_code=422)


def _show_link(
    request: Request, session: SessionDep, scope: CountryScope, invited: Invited
) -> Response:
    link, notice = "", _("The role was given. This person already has a password and signs in.")
    if invited.token:
        link, notice = f"{settings_of(request).public_url}/invitations/{invited.token}", ""
    page = colleagues_page(scope, list_colleagues(session, scope), invitation=link, notice=notice)
    return render(request, page)
