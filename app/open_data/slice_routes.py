"""Addresses on which a reader saves slices and takes their files away."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Path, Request, Response
from pydantic import Field

from app.catalogue.queries import get_index
from app.core.db import open_session
from app.core.errors import NotFound, Refused
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.observations import CatalogueIndex
from app.domain.roles import Permission, UnionScope
from app.editions.queries import EditionInfo, get_edition
from app.identity.access import Requires
from app.identity.pages import FieldErrors
from app.open_data import slice_notices  # noqa: F401 - the worker tells of editions
from app.open_data.choice import Choice
from app.open_data.deliveries import (
    Made,
    count_rows,
    editions_for,
    list_deliveries,
    make_delivery,
    record_delivery,
)
from app.open_data.slice_pages import (
    SLICES_URL,
    SliceFormPage,
    form_page,
    slice_page,
    slice_url,
    slices_page,
)
from app.open_data.slices import (
    SliceInfo,
    SliceInput,
    delete_slice,
    get_slice,
    list_slices,
    save_slice,
    set_notify,
)
from app.web.downloads import JSON, XLSX, ZIP, download
from app.web.forms import FormModel, WholeNumber, form, read_form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix=SLICES_URL)

READS = Requires(Permission.DELIVERY_READ)
Reader = Annotated[UnionScope, Depends(READS)]
SliceId = Annotated[int, Path(ge=1, le=2**31 - 1)]
MEDIA = {"xlsx": XLSX, "csv": ZIP, "json": JSON}
Format = Literal["xlsx", "csv", "json"]
_Ticks = Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=200)]


class SliceForm(FormModel):
    """What a slice holds, under which name; `of` is the slice that is changed, 0 for a new one."""

    name: Annotated[str, Field(max_length=120)] = ""
    language: Annotated[str, Field(max_length=8)] = "en"
    notify: Literal["", "yes"] = ""
    points: _Ticks = ()
    indicators: _Ticks = ()
    countries: _Ticks = ()
    sheets: _Ticks = ()
    texts: _Ticks = ()
    of: WholeNumber = 0

    def given(self) -> SliceInput:
        """Return what somebody wants to save."""
        choice = Choice(self.points, self.indicators, self.countries, self.sheets, self.texts)
        return SliceInput(self.name, choice, self.language, bool(self.notify))


class DeliveryForm(FormModel):
    """Which edition, in which format."""

    edition: Annotated[str, Field(max_length=50)]
    format: Format = "xlsx"


class NotifyForm(FormModel):
    """Whether mails are wanted."""

    notify: Literal["yes", "no"]


@dataclass(frozen=True)
class Offered:
    """The newest edition a reader may see: what can be chosen in it."""

    edition: EditionInfo
    index: CatalogueIndex


def offered(session: SessionDep, scope: UnionScope) -> Offered:
    """Return what a slice can be chosen from; without any edition there is nothing to choose."""
    editions = editions_for(session, scope)
    if not editions:
        raise NotFound
    return Offered(editions[0], get_index(session, editions[0].catalogue_version_id))


@router.get("")
def show_slices(request: Request, session: SessionDep, scope: Reader, saved: str = "") -> Response:
    """Show the slices of the reader."""
    slices = list_slices(session, scope)
    last = {
        held.id: found[0]
        for held in slices
        if (found := list_deliveries(session, scope, held.id, limit=1))
    }
    has_edition = bool(editions_for(session, scope))
    notice = _("The slice is deleted.") if saved == "deleted" else ""
    return render(request, slices_page(slices, last, has_edition=has_edition, notice=notice))


@router.get("/new")
def show_form(request: Request, session: SessionDep, scope: Reader) -> Response:
    """Show the form of a new slice."""
    there = offered(session, scope)
    given = SliceInput("", Choice(), current_locale(), notify=True)
    return render(request, form_page(there.index, given))


@router.get("/{slice_id}/edit")
def show_edit(request: Request, session: SessionDep, scope: Reader, slice_id: SliceId) -> Response:
    """Show the form of a slice."""
    held = get_slice(session, scope, slice_id)
    there = offered(session, scope)
    given = SliceInput(held.name, held.choice, held.language, held.notify)
    return render(request, form_page(there.index, given, held.id))


async def posted_slice(request: Request) -> SliceForm:
    """Return the form as it was sent."""
    return await read_form(request, SliceForm)


Posted = Annotated[SliceForm, Depends(posted_slice)]
Counts = tuple[tuple[str, int], ...]


def counted(request: Request, posted: Posted) -> Counts:
    """Count the rows before the transaction of the route, in which other writers would wait."""
    scope = READS.refuse_early(request)
    if not isinstance(scope, UnionScope):
        raise NotFound
    with open_session(engine_of(request)) as session:
        editions = editions_for(session, scope)
        return count_rows(session, scope, posted.given().choice, editions[0]) if editions else ()


Counted = Annotated[Counts, Depends(counted)]


@router.post("/count")
def count(
    request: Request, posted: Posted, counts: Counted, session: SessionDep, scope: Reader
) -> Response:
    """Show how many rows the choice would hold; nothing is saved."""
    held = get_slice(session, scope, posted.of) if posted.of else None
    return render(request, _form(session, scope, posted, held, counts=counts))


@router.post("")
def save_new(request: Request, posted: Posted, session: SessionDep, scope: Reader) -> Response:
    """Save a new slice."""
    return _save(request, session, scope, posted, None)


@router.post("/{slice_id}")
def save_change(
    request: Request, posted: Posted, session: SessionDep, scope: Reader, slice_id: SliceId
) -> Response:
    """Save a slice that is there."""
    return _save(request, session, scope, posted, get_slice(session, scope, slice_id))


def _save(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    posted: SliceForm,
    held: SliceInfo | None,
) -> Response:
    index = offered(session, scope).index
    try:
        kept = save_slice(session, scope, index, posted.given(), held.id if held else None)
    except Refused as refusal:
        errors = ((sentence(refusal.code, **refusal.params), "#name"),)
        page = _form(session, scope, posted, held, errors=errors)
        return render(request, page, status_code=422)
    return redirect(request, f"{slice_url(kept)}?saved=yes")


def _form(
    session: SessionDep,
    scope: UnionScope,
    posted: SliceForm,
    held: SliceInfo | None,
    *,
    errors: FieldErrors = (),
    counts: Counts = (),
) -> SliceFormPage:
    there = offered(session, scope)
    return form_page(
        there.index,
        posted.given(),
        held.id if held else None,
        errors=errors,
        counts=counts,
        edition=there.edition.code,
    )


@router.get("/{slice_id}")
def show_slice(
    request: Request, session: SessionDep, scope: Reader, slice_id: SliceId, saved: str = ""
) -> Response:
    """Show a slice: what it holds, its file, and what was delivered."""
    held = get_slice(session, scope, slice_id)
    editions = editions_for(session, scope)
    counts = count_rows(session, scope, held.choice, editions[0]) if editions else ()
    page = slice_page(
        held,
        editions,
        counts,
        list_deliveries(session, scope, held.id),
        url=settings_of(request).public_url,
        notice=_("The slice is saved.") if saved else "",
    )
    return render(request, page)


@router.post("/{slice_id}/notify")
def save_notify(
    request: Request,
    session: SessionDep,
    scope: Reader,
    slice_id: SliceId,
    posted: Annotated[NotifyForm, Depends(form(NotifyForm))],
) -> Response:
    """Begin or end to send mails about new editions."""
    set_notify(session, scope, slice_id, wanted=posted.notify == "yes")
    return redirect(request, f"{slice_url(slice_id)}?saved=yes")


@router.post("/{slice_id}/delete")
def remove(request: Request, session: SessionDep, scope: Reader, slice_id: SliceId) -> Response:
    """Delete a slice."""
    delete_slice(session, scope, slice_id)
    return redirect(request, f"{SLICES_URL}?saved=deleted")


def early_reader(request: Request) -> UnionScope:
    """Return the reader before the form is read and the transaction begins; refuses others."""
    scope = READS.refuse_early(request)
    if not isinstance(scope, UnionScope):
        raise NotFound
    return scope


async def posted_delivery(
    request: Request, _scope: Annotated[UnionScope, Depends(early_reader)]
) -> DeliveryForm:
    """Return which file is wanted."""
    return await read_form(request, DeliveryForm)


def made_file(
    request: Request,
    scope: Annotated[UnionScope, Depends(early_reader)],
    slice_id: SliceId,
    posted: Annotated[DeliveryForm, Depends(posted_delivery)],
) -> Made:
    """Make the file before the transaction that notes it: it takes seconds."""
    with open_session(engine_of(request)) as session:
        held = get_slice(session, scope, slice_id)
        edition = get_edition(session, scope, posted.edition)
        if edition.is_training:
            raise NotFound
        return make_delivery(session, scope, held, edition, posted.format)


@router.post("/{slice_id}/deliveries")
def deliver(
    request: Request,
    made: Annotated[Made, Depends(made_file)],
    session: SessionDep,
    scope: Reader,
) -> Response:
    """Hand the file of a slice over, and note that it was."""
    record_delivery(session, scope, made, "page")
    return download(made.content, made.name, MEDIA[made.format])
