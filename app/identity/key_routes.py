"""Addresses on which a reporting lead makes and revokes keys for other systems."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field

from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires, RequiresFresh
from app.identity.key_pages import KeyFields, keys_page, keys_url, new_key_page
from app.identity.keys import list_keys, make_key, revoke_key
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix="/keys")

Lead = Annotated[CountryScope, Depends(Requires(Permission.KEYS_MANAGE))]
FreshLead = Annotated[CountryScope, Depends(RequiresFresh(Permission.KEYS_MANAGE))]

_FIELD_OF = {"key_name_missing": "#name", "key_name_taken": "#name"}


class KeyForm(FormModel):
    """Which system, what it may do, until when."""

    name: Annotated[str, Field(max_length=120)] = ""
    may: Literal["read", "write"] = "read"
    last_day: Annotated[str, Field(max_length=20)] = ""


@router.get("/{reporter}")
def show_keys(request: Request, session: SessionDep, scope: Lead, saved: str = "") -> Response:
    """Show the keys of the country."""
    notice = _("The key is revoked.") if saved == "revoked" else ""
    url = settings_of(request).public_url
    return render(request, keys_page(scope, list_keys(session, scope), notice=notice, url=url))


@router.get("/{reporter}/new")
def show_form(request: Request, scope: FreshLead) -> Response:
    """Show the form that makes a key, to somebody who has just proven who they are."""
    return render(request, new_key_page(scope))


@router.post("/{reporter}")
def make(
    request: Request,
    session: SessionDep,
    scope: FreshLead,
    posted: Annotated[KeyForm, Depends(form(KeyForm))],
) -> Response:
    """Make a key and show it this once."""
    may_write = posted.may == "write"
    try:
        secret = make_key(
            session, scope, posted.name, may_write=may_write, last_day=posted.last_day
        )
    except Refused as refusal:
        errors = ((sentence(refusal.code), _FIELD_OF.get(refusal.code, "#last_day")),)
        fields = KeyFields(posted.name, posted.may, posted.last_day)
        return render(request, new_key_page(scope, fields=fields, errors=errors), status_code=422)
    url = settings_of(request).public_url
    return render(request, keys_page(scope, list_keys(session, scope), secret=secret, url=url))


@router.post("/{reporter}/{key_id}/revoke")
def revoke(request: Request, session: SessionDep, scope: Lead, key_id: int) -> Response:
    """Revoke a key."""
    revoke_key(session, scope, key_id)
    return redirect(request, f"{keys_url(scope.reporter)}?saved=revoked")
