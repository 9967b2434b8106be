"""Routes of the documents of an edition: seeing what was built, taking it away."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from app.core import files
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.council_report.builds import list_going
from app.council_report.keeping import room_of, sha256_of, still_kept
from app.council_report.one_fiche import fiche_file
from app.council_report.pages import reports_page
from app.council_report.queries import ReportInfo, list_reports
from app.domain.roles import Permission, PublicScope, UnionScope
from app.editions.official import list_official
from app.editions.pages.standing import standing_of
from app.editions.queries import get_edition, load_facts, may
from app.identity.access import Everybody
from app.web.downloads import DOCX, PDF, XLSX, download
from app.web.pages import VARY, render
from app.web.public_pages import answer_public
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of, visitor_of

router = PortalRouter(prefix="/reports/{cycle}/{number}")

Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
Number = Annotated[int, Path(ge=1, le=10_000)]

_PUBLIC_SECONDS = 60
_MEDIA = {"docx": DOCX, "pdf": PDF, "xlsx": XLSX}


@router.get("")
def show_reports(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number
) -> Response:
    """Show the documents of an edition."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    may_build = may(scope, Permission.REPORT_COMPILE)
    reports = still_kept(settings_of(request), list_reports(session, scope, edition))
    going = list_going(session, scope, edition) if isinstance(scope, UnionScope) else []
    going = going if may_build else []
    official = list_official(session, edition)
    page = reports_page(edition, reports, going, official, may_build=may_build)
    # Documents of an edition may be built after its publication, so this page depends on them too.
    listed = (*(one.id for one in reports), "", *(one.id for one in official))
    key = (request.url.path, edition.code, edition.sha256, listed, current_locale())

    def make() -> Response:
        facts = load_facts(session, scope, edition, ("coverage",))
        base_url = settings_of(request).public_url
        standing = standing_of(edition, facts, page.title, request.url.path, base_url)
        return render(request, page, standing=standing)

    return answer_public(request, key, make)


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
    settings = settings_of(request)
    reports = still_kept(settings, list_reports(session, scope, edition))
    found = next((one for one in reports if one.id == report), None)
    if found is None or not (found.final or may(scope, Permission.REPORT_COMPILE)):
        raise NotFound
    if found.final and _has(request, found.file_sha256):
        return _unchanged(request, found.file_sha256)
    contents = files.read(room_of(settings, found.final), found.file_sha256)
    return _sent(request, contents, _name(cycle, number, found), found.format, found.final)


@router.get("/fiches/{printed}")
def send_fiche(
    request: Request,
    session: SessionDep,
    scope: Looks,
    cycle: str,
    number: Number,
    printed: Annotated[str, Path(pattern="^[A-Z]{2}$")],
) -> Response:
    """Send the fiche of one reporter: as kept, else as a build would keep it."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    if not (edition.is_published or may(scope, Permission.REPORT_COMPILE)):
        raise NotFound
    language = current_locale()
    contents = fiche_file(session, settings_of(request), edition, printed, language)
    if edition.is_published and _has(request, sha256_of(contents)):
        return _unchanged(request, sha256_of(contents))
    name = f"science-diplomacy-fiche_{cycle}_{number}_{printed}_{language}.pdf"
    return _sent(request, contents, name, "pdf", edition.is_published)


def _name(cycle: str, number: int, report: ReportInfo) -> str:
    part = f"_{report.part}" if report.part else ""
    stem = f"science-diplomacy-report_{cycle}_{number}{part}_{report.language}"
    return f"{stem}.{report.format}"


def _has(request: Request, sha256: str) -> bool:
    asked = request.headers.get("if-none-match", "").split(",")
    return f'"{sha256}"' in (tag.strip().removeprefix("W/") for tag in asked)


def _tagged(request: Request, sha256: str) -> dict[str, str]:
    """Return the headers of published bytes: they never change, so their hash is their tag."""
    signed_in = visitor_of(request).is_signed_in
    cached = "no-store" if signed_in else f"public, max-age={_PUBLIC_SECONDS}"
    return {"ETag": f'"{sha256}"', "Cache-Control": cached, "Vary": VARY}


def _unchanged(request: Request, sha256: str) -> Response:
    return Response(status_code=304, headers=_tagged(request, sha256))


def _sent(request: Request, contents: bytes, name: str, kind: str, is_final: bool) -> Response:
    headers = _tagged(request, sha256_of(contents)) if is_final else None
    return download(contents, name, _MEDIA[kind], headers)
