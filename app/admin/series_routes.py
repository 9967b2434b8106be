"""Routes by which the cycle manager loads official series: look first, then load."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.admin.pages import FieldErrors
from app.admin.series_pages import SeriesPage, preview_page, series_page, series_url
from app.audit.service import record
from app.catalogue.queries import CycleInfo, get_cycle, get_index
from app.core.errors import Conflict, NotFound, Refused
from app.core.files import FileDamaged, read, store
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import CycleStatus
from app.identity.access import Requires
from app.reporting.series import list_series, preview_series
from app.reporting.series_files import SeriesMeta, read_series
from app.reporting.service.loading import load_series
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.uploads import Upload
from app.web.visitor import settings_of

router = PortalRouter(prefix="/cycles/{cycle}/series")

Manager = Annotated[UnionScope, Depends(Requires(Permission.PREFILL_MANAGE))]


class SourceForm(FormModel):
    """Where the values come from, as far as the file does not say it itself."""

    code: Annotated[str, Field(max_length=200)] = ""
    source: Annotated[str, Field(max_length=500)] = ""
    source_url: Annotated[str, Field(max_length=1_000)] = ""
    licence: Annotated[str, Field(max_length=500)] = ""
    retrieved: Annotated[str, Field(max_length=20)] = ""
    version: Annotated[str, Field(max_length=200)] = ""

    @property
    def meta(self) -> SeriesMeta:
        """The same as the reader of files says it."""
        return SeriesMeta(
            code=self.code.strip(),
            source=self.source.strip(),
            url=self.source_url.strip(),
            licence=self.licence.strip(),
            retrieved=self.retrieved.strip(),
            version=self.version.strip(),
        )


class LookForm(SourceForm):
    """A file to look at."""

    file: Upload | None = None


class LoadForm(SourceForm):
    """A file that was looked at, by its hash."""

    sha256: Annotated[str, Field(max_length=64, pattern="^[0-9a-f]{64}$")]
    name: Annotated[str, Field(max_length=255)] = ""


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
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[LookForm, Depends(form(LookForm))],
) -> Response:
    """Show what a file would propose; nothing is loaded yet."""
    found = _reported(session, cycle)
    index = get_index(session, found.catalogue_version_id)
    try:
        upload = posted.file
        if upload is None or not upload.contents:
            raise Refused("series_size", most=settings_of(request).max_file_bytes >> 20)
        file = read_series(upload.name, upload.contents)
        preview = preview_series(session, scope, found, index, file, posted.meta)
    except Refused as refusal:
        return _refused(request, session, scope, found, posted.meta, refusal)
    store(settings_of(request).data_dir, upload.contents)
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
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[LoadForm, Depends(form(LoadForm))],
) -> Response:
    """Offer what a file proposes that was looked at before."""
    found = _reported(session, cycle)
    index = get_index(session, found.catalogue_version_id)
    try:
        contents = read(settings_of(request).data_dir, posted.sha256)
        file = read_series(posted.name, contents)
        load_series(session, scope, found, index, file, posted.meta, shown=posted.sha256)
    except FileDamaged:
        lost = Conflict("series_other_file")
        return _refused(request, session, scope, found, posted.meta, lost)
    except (Refused, Conflict) as refusal:
        return _refused(request, session, scope, found, posted.meta, refusal)
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
        list_series(session, scope, cycle.id),
        can_load=cycle.status in (CycleStatus.DESIGN, CycleStatus.FROZEN),
        fields=fields,
        notice=notice,
        errors=errors,
    )
