"""Routes of the report: the documents of an edition, building one, taking it away."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from app.core import files
from app.core.errors import NotFound
from app.council_report.pages import reports_page
from app.council_report.queries import list_reports
from app.council_report.service import Format, build_report
from app.domain.roles import Permission, PublicScope, UnionScope
from app.editions.addresses import reports_url
from app.editions.queries import get_edition, may
from app.identity.access import Everybody, Requires
from app.web.downloads import DOCX, PDF, XLSX, download
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix="/reports/{cycle}/{number}")

Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
Compiles = Annotated[UnionScope, Depends(Requires(Permission.REPORT_COMPILE))]
Number = Annotated[int, Path(ge=1, le=10_000)]


class BuildForm(FormModel):
    """Which document to build."""

    format: Format


_MEDIA = {"docx": DOCX, "pdf": PDF, "xlsx": XLSX}


@router.get("")
def show_reports(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number
) -> Response:
    """Show the documents of an edition."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    reports = list_reports(session, scope, edition)
    return render(
        request, reports_page(edition, reports, may_build=may(scope, Permission.REPORT_COMPILE))
    )


@router.post("/build")
def build(
    request: Request,
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
    posted: Annotated[BuildForm, Depends(form(BuildForm))],
) -> Response:
    """Build a document; the same edition gives the same file again."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    build_report(session, scope, settings_of(request), edition, posted.format)
    return redirect(request, reports_url(edition.code))


@router.get("/files/{report}")
def send_file(
    request: Request,
    session: SessionDep,
    scope: Looks,
    cycle: str,
    number: Number,
    report: Annotated[int, Path(ge=1, le=2**31 - 1)],
) -> Response:
    """Send a built document: drafts to those who may compile, the final ones to everybody."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    known = (r for r in list_reports(session, scope, edition) if r.id == report)
    found = next(known, None)
    if found is None or not (found.final or may(scope, Permission.REPORT_COMPILE)):
        raise NotFound
    contents = files.read(settings_of(request).data_dir, found.file_sha256)
    stem = f"science-diplomacy-report_{cycle}_{number}_{found.language}"
    return download(contents, f"{stem}.{found.format}", _MEDIA[found.format])
