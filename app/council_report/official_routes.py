"""Routes of official documents: upload and check, reasons for differences, taking one away."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, Path, Request, Response
from pydantic import Field

from app.core import files
from app.core.errors import NotFound, Refused
from app.core.i18n import current_locale
from app.council_report.official_checking import Checked, check_official
from app.council_report.official_pages import official_page
from app.council_report.refreshing import load_contents
from app.domain.answers import Problem
from app.domain.roles import Permission, PublicScope, UnionScope
from app.editions.addresses import reports_url
from app.editions.official import (
    explain_differences,
    find_official,
    keep_official,
    list_official,
    take_official_back,
)
from app.editions.queries import EditionInfo, get_edition, may
from app.identity.access import Everybody, Requires
from app.web.downloads import attachment
from app.web.forms import FormModel, form, read_form
from app.web.gates import GateKeeper
from app.web.pages import redirect, render
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter
from app.web.uploads import Upload
from app.web.visitor import settings_of

router = PortalRouter(prefix="/reports/{cycle}/{number}/official")

COMPILES = Requires(Permission.REPORT_COMPILE)
Compiles = Annotated[UnionScope, Depends(COMPILES)]
Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
Number = Annotated[int, Path(ge=1, le=10_000)]
Document = Annotated[int, Path(ge=1, le=2**31 - 1)]
_STATUS = {"refresh_too_large": 413, "refresh_busy": 503}


class OfficialForm(FormModel):
    """A finished document and its language."""

    file: Upload | None = None
    language: Annotated[str, Field(max_length=8)] = ""


class ReasonForm(FormModel):
    """Why one figure differs."""

    difference: Annotated[str, Field(max_length=64)]
    reason: Annotated[str, Field(max_length=2000)] = ""


class NothingForm(FormModel):
    """An act that needs nothing but the press of its button."""


@dataclass(frozen=True)
class Arrived:
    """A file that came in, checked; or why it is not taken."""

    language: str
    done: Checked | Problem


async def arrived_document(request: Request, cycle: str, number: Number) -> Arrived:
    """Return the file that was sent, checked; a route names this before its session.

    Checking takes seconds, in which no other writer should wait. Rights are asked here and once
    more in the transaction of the route.
    """
    scope = COMPILES.refuse_early(request)
    if not isinstance(scope, UnionScope):
        raise TypeError("reports are compiled for the Union")
    posted = await read_form(request, OfficialForm)
    file, language = posted.file, posted.language
    if file is None or not file.size:
        return Arrived(language, Problem("official_needed"))
    if not file.contents:
        most = settings_of(request).max_file_bytes >> 20
        return Arrived(language, Problem("refresh_too_large", {"most": str(most)}))
    keeper: GateKeeper = request.app.state.gate_keeper
    gates = keeper.gates()
    if not gates.has_room_for_a_file:
        return Arrived(language, Problem("refresh_busy"))
    check = partial(_check, request, scope, f"{cycle}/{number}", file, language)
    return Arrived(language, await anyio.to_thread.run_sync(check, limiter=gates.files))


def _check(
    request: Request, scope: UnionScope, code: str, file: Upload, language: str
) -> Checked | Problem:
    held = load_contents(engine_of(request), scope, code)
    return check_official(file.contents, file.name, language, held)


@router.get("")
def show_official(
    request: Request, session: SessionDep, scope: Compiles, cycle: str, number: Number
) -> Response:
    """Show the official documents and the form."""
    return _page(request, session, _edition(session, scope, cycle, number), current_locale())


@router.post("")
def upload_official(
    request: Request,
    arrived: Annotated[Arrived, Depends(arrived_document)],  # before the transaction
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
) -> Response:
    """Keep a finished document with the result of its check."""
    edition = _edition(session, scope, cycle, number)
    problem = arrived.done if isinstance(arrived.done, Problem) else None
    if isinstance(arrived.done, Checked):
        try:
            keep_official(session, scope, edition, arrived.done.taken)
        except Refused as refusal:
            problem = Problem(refusal.code)
        else:
            files.store(settings_of(request).data_dir, arrived.done.contents)
            return redirect(request, reports_url(edition.code, "official"))
    return _page(request, session, edition, arrived.language, problem)


@router.post("/{report}/reasons")
def explain(
    request: Request,
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
    report: Document,
    posted: Annotated[ReasonForm, Depends(form(ReasonForm))],
) -> Response:
    """Say why a figure of the document differs from the edition."""
    edition = _edition(session, scope, cycle, number)
    known = (f.key for f in find_official(session, edition, report).differences)
    key = next((key for key in known if key.startswith(posted.difference)), "")
    if len(posted.difference) < 16 or not key:
        raise NotFound
    try:
        explain_differences(session, scope, edition, report, {key: posted.reason})
    except Refused:
        problem = Problem("official_reason_needed")
        return _page(request, session, edition, "", problem, posted.difference)
    return redirect(request, reports_url(edition.code, "official"))


@router.post("/{report}/take-back")
def take_back(
    request: Request,
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
    report: Document,
    posted: Annotated[NothingForm, Depends(form(NothingForm))],
) -> Response:
    """Take a document back before publication."""
    edition = _edition(session, scope, cycle, number)
    take_official_back(session, scope, edition, report)
    return redirect(request, reports_url(edition.code, "official"))


@router.get("/{report}/file")
def send_official(
    request: Request,
    session: SessionDep,
    scope: Looks,
    cycle: str,
    number: Number,
    report: Document,
) -> Response:
    """Send an official document: before publication to those who compile, then to everybody."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    if not (edition.is_published or may(scope, Permission.REPORT_COMPILE)):
        raise NotFound
    one = find_official(session, edition, report)
    contents = files.read(settings_of(request).data_dir, one.sha256)
    stem = f"science-diplomacy-report_{cycle}_{number}_{one.language}"
    return attachment(contents, f"{stem}.{one.format}")


def _page(
    request: Request,
    session: SessionDep,
    edition: EditionInfo,
    language: str,
    problem: Problem | None = None,
    wrong_key: str = "",
) -> Response:
    documents = list_official(session, edition)
    page = official_page(edition, documents, language, problem, wrong_key)
    status = _STATUS.get(problem.code, 422) if problem else 200
    return render(request, page, status_code=status)


def _edition(session: SessionDep, scope: UnionScope, cycle: str, number: int) -> EditionInfo:
    return get_edition(session, scope, f"{cycle}/{number}")
