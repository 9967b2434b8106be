"""Addresses on which a reader makes and revokes keys by which a program fetches slices."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends, Request, Response
from pydantic import Field

from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires, RequiresFresh
from app.identity.key_pages import KeyLine, key_line
from app.identity.keys import KeyRow, list_keys, make_key, revoke_key
from app.identity.pages import FieldErrors
from app.open_data.slice_pages import KEYS_URL, SLICES_URL
from app.web.forms import FormModel, form
from app.web.pages import Link, Page, redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix=KEYS_URL)

Reader = Annotated[UnionScope, Depends(Requires(Permission.DELIVERY_READ))]
FreshReader = Annotated[UnionScope, Depends(RequiresFresh(Permission.DELIVERY_READ))]
_FIELD_OF = {"key_name_missing": "#name", "key_name_taken": "#name"}


@dataclass(frozen=True, kw_only=True)
class SliceKeysPage(Page):
    """The keys of a reader."""

    template: ClassVar[str] = "open_data/keys.html"

    crumbs: tuple[Link, ...]
    new_url: str
    lines: tuple[KeyLine, ...]
    ended: tuple[KeyLine, ...]
    example: str
    notice: str = ""
    secret: str = ""  # of the key just made, shown once


@dataclass(frozen=True, kw_only=True)
class NewSliceKeyPage(Page):
    """The form that makes a key."""

    template: ClassVar[str] = "open_data/key.html"

    crumbs: tuple[Link, ...]
    keys_url: str = KEYS_URL
    name: str = ""
    last_day: str = ""
    errors: FieldErrors = ()


class SliceKeyForm(FormModel):
    """Which program, until when."""

    name: Annotated[str, Field(max_length=120)] = ""
    last_day: Annotated[str, Field(max_length=20)] = ""


@router.get("")
def show_slice_keys(
    request: Request, session: SessionDep, scope: Reader, saved: str = ""
) -> Response:
    """Show the keys of the reader."""
    notice = _("The key is revoked.") if saved == "revoked" else ""
    return render(request, _keys_page(request, list_keys(session, scope), notice=notice))


@router.get("/new")
def show_slice_key_form(request: Request, scope: FreshReader) -> Response:
    """Show the form that makes a key, to somebody who has just proven who they are."""
    return render(request, NewSliceKeyPage(crumbs=_crumbs((_("Make a key"), ""))))


@router.post("")
def make_slice_key(
    request: Request,
    session: SessionDep,
    scope: FreshReader,
    posted: Annotated[SliceKeyForm, Depends(form(SliceKeyForm))],
) -> Response:
    """Make a key and show it this once."""
    try:
        secret = make_key(session, scope, posted.name, may_write=False, last_day=posted.last_day)
    except Refused as refusal:
        page = NewSliceKeyPage(
            crumbs=_crumbs((_("Make a key"), "")),
            name=posted.name,
            last_day=posted.last_day,
            errors=((sentence(refusal.code), _FIELD_OF.get(refusal.code, "#last_day")),),
        )
        return render(request, page, status_code=422)
    return render(request, _keys_page(request, list_keys(session, scope), secret=secret))


@router.post("/{key_id}/revoke")
def revoke_slice_key(request: Request, session: SessionDep, scope: Reader, key_id: int) -> Response:
    """Revoke a key."""
    revoke_key(session, scope, key_id)
    return redirect(request, f"{KEYS_URL}?saved=revoked")


def _crumbs(*more: Link) -> tuple[Link, ...]:
    return ((_("Data deliveries"), SLICES_URL), (_("Keys for programs"), KEYS_URL), *more)


def _keys_page(
    request: Request, rows: list[KeyRow], *, notice: str = "", secret: str = ""
) -> SliceKeysPage:
    url = settings_of(request).public_url
    return SliceKeysPage(
        crumbs=_crumbs(),
        new_url=f"{KEYS_URL}/new",
        lines=tuple(key_line(row, KEYS_URL) for row in rows if row.is_in_use),
        ended=tuple(key_line(row, KEYS_URL) for row in rows if not row.is_in_use),
        example=f'curl -H "Authorization: Bearer {secret or "…"}" {url}/api/v1/slices',
        notice=notice,
        secret=secret,
    )
