"""Routes by which the cycle manager loads official series: look first, then load."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.admin.pages import FieldErrors
from app.admin.series_arriving import MANAGES, ArrivedSeries, kept_series, sent_series
from app.admin.series_pages import SeriesPage, preview_page, series_page, series_url
from app.audit.service import record
from app.catalogue.queries import CycleInfo, get_cycle, get_index
from app.core.errors import Conflict, NotFound, Refused
from app.core.files import store
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import UnionScope
from app.domain.workflow import CycleStatus
from app.reporting.series import list_series, preview_series
from app.reporting.series_files import SeriesMeta
from app.reporting.service.loading import load_series
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix="/cycles/{cycle}/series")

Manager = Annotated[UnionScope, Depends(MANAGES)]


@router.get("")
def show_series(
    request: Request, session: SessionDep, scope: Manager, cycle: str, saved: str = ""
) -> Response:
    """Show the series of a cycle and the form for another file."""
    notice = _("The series is loaded. Its countries see the proposals now.") if saved else ""
    return render(request, _page(session, scope, _reported(session, cycle), notice=notice))


@router.post("")
def look_at_series(
    request: Request,
    arrived: Annotated[ArrivedSeries, Depends(sent_series)],  # before the transaction
    session: SessionDep,
    scope: Manager,
    cycle: str,
) -> Response:
    """Show what a file would propose; nothing is loaded yet."""
    found = _reported(session, cycle)
    index = get_index(session, found.catalogue_version_id)
    try:
        file = arrived.file
        preview = preview_series(session, scope, found, index, file, arrived.meta)
    except (Refused, Conflict) as refusal:
        return _refused(request, session, scope, found, arrived.meta, refusal)
    store(settings_of(request).data_dir, arrived.contents)
    record(
        session,
        f"cycle:{cycle}",
        "series_looked_at",
        account_id=scope.account_id,
        subject=preview.file.meta.code,
        sha256=file.sha256,
    )
    return render(request, preview_page(found, index, preview))


@router.post("/load")
def load(
    request: Request,
    arrived: Annotated[ArrivedSeries, Depends(kept_series)],  # before the transaction
    session: SessionDep,
    scope: Manager,
    cycle: str,
) -> Response:
    """Offer what a file proposes that was looked at before."""
    found = _reported(session, cycle)
    index = get_index(session, found.catalogue_version_id)
    try:
        file = arrived.file
        load_series(session, scope, found, index, file, arrived.meta, shown=file.sha256)
    except (Refused, Conflict) as refusal:
        return _refused(request, session, scope, found, arrived.meta, refusal)
    return redirect(request, f"{series_url(cycle)}?saved=series")


def _reported(session: SessionDep, code: str) -> CycleInfo:
    cycle = get_cycle(session, code)
    if cycle.is_baseline:
        raise NotFound
    return cycle


def _refused(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    fields: SeriesMeta,
    refusal: Refused | Conflict,
) -> Response:
    errors = ((sentence(refusal.code, **refusal.params), "#file"),)
    page = _page(session, scope, cycle, fields=fields, errors=errors)
    return render(request, page, status_code=refusal.status_code)


def _page(
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    *,
    fields: SeriesMeta | None = None,
    notice: str = "",
    errors: FieldErrors = (),
) -> SeriesPage:
    return series_page(
        cycle,
        get_index(session, cycle.catalogue_version_id),
        list_series(session, scope, cycle.id),
        can_load=cycle.status in (CycleStatus.DESIGN, CycleStatus.FROZEN),
        fields=fields,
        notice=notice,
        errors=errors,
    )
