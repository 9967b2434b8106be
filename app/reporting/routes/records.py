"""Measures and links: the register, the forms, removing and bringing back."""

import re
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.background import BackgroundTask

from app.core.errors import Conflict, NotFound
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import evidence_url, measure_url, measures_url, point_url
from app.reporting.pages.evidence import evidence_page
from app.reporting.pages.measures import EMPTY_MEASURE, Wanted, measure_page, register_page
from app.reporting.pages.records import removed_page
from app.reporting.pages.register_files import register_csv, register_name, register_workbook
from app.reporting.removed import find_removed_evidence, find_removed_measure
from app.reporting.routes.record_clashes import chosen_of, refused, shown_clash
from app.reporting.routes.record_forms import EvidenceForm, LinkForm, MeasureForm, RemoveForm
from app.reporting.service.files import (
    Place,
    SentFile,
    read_own,
    rules_of,
    save_with_file,
    with_kept_file,
)
from app.reporting.service.keeping import Base, Clash, Stored
from app.reporting.service.records import (
    EvidenceInput,
    MeasureInput,
    Outcome,
    link_measure,
    new_uid,
    remove_evidence,
    remove_measure,
    save_measure,
)
from app.reporting.service.scanning import scan_waiting
from app.reporting.work import open_work
from app.web.downloads import XLSX, attachment, download
from app.web.forms import form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}")

Reader = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Writer = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
Filters = Annotated[Wanted, Depends()]
_UID = re.compile(r"[0-9a-z-]{3,32}", re.ASCII)


@router.get("/measures")
def show_register(
    request: Request, session: SessionDep, scope: Reader, cycle: str, wanted: Filters
) -> Response:
    """Show the register of measures."""
    return render(request, register_page(open_work(session, scope, cycle), wanted))


@router.get("/measures.xlsx")
def send_register_workbook(
    session: SessionDep, scope: Reader, cycle: str, wanted: Filters
) -> Response:
    """Send the measures that the filters leave as a workbook."""
    work = open_work(session, scope, cycle)
    return download(register_workbook(work, wanted), register_name(work, "xlsx"), XLSX)


@router.get("/measures.csv")
def send_register_csv(session: SessionDep, scope: Reader, cycle: str, wanted: Filters) -> Response:
    """Send the measures that the filters leave as CSV."""
    work = open_work(session, scope, cycle)
    contents = register_csv(work, wanted).encode()
    return download(contents, register_name(work, "csv"), "text/csv; charset=utf-8")


@router.get("/measures/{uid}")
def show_measure(
    request: Request, session: SessionDep, scope: Reader, cycle: str, uid: str, point: str = ""
) -> Response:
    """Show the form of a measure; `new` is an empty one, for a point when one is named."""
    work = open_work(session, scope, cycle)
    if uid == "new":
        points = tuple(a.id for a in work.points if a.id == point)
        empty = MeasureInput(**{**vars(EMPTY_MEASURE), "points": points})
        return render(request, measure_page(work, new_uid(), empty))
    removed = find_removed_measure(session, scope, work.draft.id, uid)
    if removed is not None:
        return render(request, removed_page(work, removed, measure_url(cycle, scope.reporter, uid)))
    return render(request, measure_page(work, uid))


@router.post("/measures/{uid}")
def keep_measure(
    request: Request,
    session: SessionDep,
    scope: Writer,
    cycle: str,
    uid: str,
    posted: Annotated[MeasureForm, Depends(form(MeasureForm))],
) -> Response:
    """Save a measure."""
    uid = _usable(uid)
    seen = shown_clash(session, scope, cycle, f"measure:{uid}", posted)
    given = posted.given()
    chosen = chosen_of(given, seen, posted)
    outcome: Outcome | None = seen
    if chosen is not None:
        outcome = save_measure(session, scope, cycle, uid, chosen, Base(posted.revision))
    if isinstance(outcome, Stored):
        return redirect(request, f"{measures_url(cycle, scope.reporter)}#measure-{uid}")
    work = open_work(session, scope, cycle)
    page = measure_page(work, uid, given if outcome is seen else chosen)
    return refused(request, session, page, posted, outcome, seen)


@router.post("/measures/{uid}/remove")
def take_measure_out(
    request: Request,
    session: SessionDep,
    scope: Writer,
    cycle: str,
    uid: str,
    posted: Annotated[RemoveForm, Depends(form(RemoveForm))],
) -> Response:
    """Take a measure out, or bring it back."""
    removed = posted.removed == "yes"
    base = Base(posted.revision)
    outcome = remove_measure(session, scope, cycle, uid, base, removed=removed)
    if isinstance(outcome, Clash):
        raise Conflict
    if removed:
        return redirect(request, measure_url(cycle, scope.reporter, uid))
    return redirect(request, f"{measures_url(cycle, scope.reporter)}#measure-{uid}")


@router.post("/points/{point}/measures")
def link_existing_measure(
    request: Request,
    session: SessionDep,
    scope: Writer,
    cycle: str,
    point: str,
    posted: Annotated[LinkForm, Depends(form(LinkForm))],
) -> Response:
    """Let a measure that is there already serve this point too."""
    if posted.uid:
        work = open_work(session, scope, cycle)
        base = Base(work.draft.saved_at(f"measure:{posted.uid}").revision)
        if isinstance(link_measure(session, scope, cycle, posted.uid, point, base), Clash):
            raise Conflict
    return redirect(request, f"{point_url(cycle, scope.reporter, point)}#measures")


@router.get("/points/{point}/evidence/{uid}")
def show_evidence(
    request: Request, session: SessionDep, scope: Reader, cycle: str, point: str, uid: str
) -> Response:
    """Show the form of a link; `new` is an empty one."""
    work = open_work(session, scope, cycle)
    limit = settings_of(request).max_file_bytes
    if uid == "new":
        empty = EvidenceInput("", "")
        return render(request, evidence_page(work, point, new_uid(), limit, empty))
    removed = find_removed_evidence(session, scope, work.draft.id, uid)
    if removed is not None and removed.points == (point,):
        url = evidence_url(cycle, scope.reporter, point, uid)
        return render(request, removed_page(work, removed, url))
    return render(request, evidence_page(work, point, uid, limit))


@router.post("/points/{point}/evidence/{uid}")
def keep_evidence(
    request: Request,
    session: SessionDep,
    scope: Writer,
    cycle: str,
    point: str,
    uid: str,
    posted: Annotated[EvidenceForm, Depends(form(EvidenceForm))],
) -> Response:
    """Save a link or a file; the scanner is asked after the answer, when nothing is locked."""
    uid = _usable(uid)
    settings = settings_of(request)
    file = posted.file
    sent = SentFile(file.name, file.contents, file.size) if file else None
    rules = rules_of(settings)
    place = Place(cycle, point, uid)
    given = with_kept_file(session, scope, place, posted.given())
    seen = shown_clash(session, scope, cycle, f"evidence:{uid}", posted)
    chosen = chosen_of(given, seen, posted)
    outcome: Outcome | None = seen
    if chosen is not None:
        outcome = save_with_file(session, scope, place, chosen, sent, Base(posted.revision), rules)
    if isinstance(outcome, Stored):
        answer = redirect(request, f"{point_url(cycle, scope.reporter, point)}#evidence-{uid}")
        if sent is not None and settings.scanner:
            answer.background = BackgroundTask(scan_waiting, engine_of(request), settings)
        return answer
    typed = given if outcome is seen else chosen
    work = open_work(session, scope, cycle)
    page = evidence_page(work, point, uid, settings.max_file_bytes, typed)
    return refused(request, session, page, posted, outcome, seen)


@router.get("/points/{point}/evidence/{uid}/file")
def send_evidence_file(
    request: Request, session: SessionDep, scope: Reader, cycle: str, point: str, uid: str
) -> Response:
    """Send a file to its own country."""
    evidence = open_work(session, scope, cycle).draft.data.evidence_at(point)
    found = next((e for e in evidence if e.uid == uid and e.file_sha256), None)
    if found is None:
        raise NotFound
    data_dir = settings_of(request).data_dir
    contents = read_own(session, scope, data_dir, found.file_sha256)
    return attachment(contents, found.file_name)


@router.post("/points/{point}/evidence/{uid}/remove")
def take_evidence_out(
    request: Request,
    session: SessionDep,
    scope: Writer,
    cycle: str,
    point: str,
    uid: str,
    posted: Annotated[RemoveForm, Depends(form(RemoveForm))],
) -> Response:
    """Take a link out, or bring it back."""
    removed = posted.removed == "yes"
    base = Base(posted.revision)
    outcome = remove_evidence(session, scope, cycle, uid, base, removed=removed)
    if isinstance(outcome, Clash):
        raise Conflict
    if removed:
        return redirect(request, evidence_url(cycle, scope.reporter, point, uid))
    return redirect(request, f"{point_url(cycle, scope.reporter, point)}#evidence-{uid}")


def _usable(uid: str) -> str:
    """Return the name of a record; the form of a new one brings a fresh name along."""
    if uid == "new":
        return new_uid()
    if not _UID.fullmatch(uid):
        raise NotFound
    return uid
