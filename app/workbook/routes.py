"""Addresses of the Excel round trip."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from app.core.errors import Conflict, NotFound
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.contribution import ReportData
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.identity.queries import account_names
from app.reporting.addresses import workbook_url
from app.reporting.people import holders
from app.reporting.work import Work, open_work
from app.web.downloads import XLSX, attachment, download
from app.web.forms import PostedFields, read_fields
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of
from app.workbook.applying import NotTaken
from app.workbook.arriving import EDITS, arrived_file, read_choice
from app.workbook.choosing import Choice, Undecided
from app.workbook.difference_page import DifferencePage, difference_page
from app.workbook.marked import make_marked_workbook
from app.workbook.outcome import new_findings
from app.workbook.pages import WorkbookPage, workbook_page
from app.workbook.reading import ArrivedFile
from app.workbook.remedies import problem_sentence
from app.workbook.service import file_name, make_workbook
from app.workbook.uploads import (
    file_of,
    get_upload,
    list_uploads,
    preview,
    receive,
    take_over,
)

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/workbook")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Edits = Annotated[CountryScope, Depends(EDITS)]
UploadId = Annotated[int, Path(ge=1, le=10**9)]
_STATUS = {"workbook_too_large": 413, "workbook_busy": 503}


@router.get("")
def show_workbooks(request: Request, session: SessionDep, scope: Reads, cycle: str) -> Response:
    """Show what can be downloaded and what came back."""
    return render(request, _page(session, open_work(session, scope, cycle)))


@router.get("/contribution.xlsx")
def send_workbook(
    session: SessionDep,
    scope: Reads,
    cycle: str,
    of: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Send the contribution, or the points of one person, as a workbook."""
    work = open_work(session, scope, cycle)
    points = _points_of(session, work, of)
    return download(make_workbook(session, work, points), file_name(work, points), XLSX)


@router.get("/empty.xlsx")
def send_empty_workbook(session: SessionDep, scope: Reads, cycle: str) -> Response:
    """Send the questionnaire without answers."""
    work = open_work(session, scope, cycle)
    data = ReportData(work.cycle, work.reporter, work.draft.data.cutoff)
    blank = replace(work, draft=replace(work.draft, data=data, last_time=None))
    return download(make_workbook(session, blank, None), f"questionnaire-{cycle}.xlsx", XLSX)


@router.post("")
def take_workbook(
    request: Request,
    arrived: Annotated[ArrivedFile, Depends(arrived_file)],  # before the transaction
    session: SessionDep,
    scope: Edits,
    cycle: str,
) -> Response:
    """Compare a workbook that came back; nothing changes yet."""
    work = open_work(session, scope, cycle)
    found = receive(session, work, arrived, settings_of(request).data_dir)
    if isinstance(found, Problem):
        status = _STATUS.get(found.code, 422)
        return render(request, _page(session, work, found), status_code=status)
    return redirect(request, f"{workbook_url(cycle, scope.reporter)}/{found.id}")


@router.get("/{upload}")
def show_differences(
    request: Request, session: SessionDep, scope: Reads, cycle: str, upload: UploadId
) -> Response:
    """Show what a workbook would change."""
    return render(request, _differences(session, open_work(session, scope, cycle), upload))


@router.get("/{upload}/file.xlsx")
def send_upload(
    request: Request, session: SessionDep, scope: Reads, cycle: str, upload: UploadId
) -> Response:
    """Send a workbook back as it came."""
    found = get_upload(session, scope, open_work(session, scope, cycle).draft.id, upload)
    return attachment(file_of(found, settings_of(request).data_dir), found.file_name)


@router.get("/{upload}/problems.xlsx")
def send_marked(session: SessionDep, scope: Reads, cycle: str, upload: UploadId) -> Response:
    """Send a workbook back with the cells marked that could not be taken."""
    work = open_work(session, scope, cycle)
    found = get_upload(session, scope, work.draft.id, upload)
    name = found.file_name.removesuffix(".xlsx")
    return download(make_marked_workbook(session, work, found), f"{name}-problems.xlsx", XLSX)


@router.post("/{upload}/findings")
def show_findings(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    upload: UploadId,
    posted: Annotated[PostedFields, Depends(read_fields)],
) -> Response:
    """Show what the checks would find once what is ticked and decided was taken over."""
    work = open_work(session, scope, cycle)
    return render(request, _differences(session, work, upload, read_choice(posted)), "findings")


@router.post("/{upload}")
def take_changes(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    upload: UploadId,
    posted: Annotated[PostedFields, Depends(read_fields)],
) -> Response:
    """Take over what was chosen, all or nothing."""
    work = open_work(session, scope, cycle)
    found = get_upload(session, scope, work.draft.id, upload)
    choice = read_choice(posted)
    code, status, error = "", 422, ""
    try:
        outcome = take_over(session, work, found, choice)
    except Conflict as refused:
        if refused.code != "workbook_choice_gone":
            raise
        code, status = refused.code, 409
    except Undecided:
        code = "workbook_undecided"
    else:
        if not isinstance(outcome, NotTaken):
            if outcome:
                return redirect(request, f"{workbook_url(cycle, scope.reporter)}/{upload}")
            code = "workbook_nothing_chosen"
        elif isinstance(outcome.reason, Problem):
            error = problem_sentence(outcome.reason)
        else:
            code, status = "workbook_choice_gone", 409
    page = _differences(session, work, upload, choice, error or sentence(code))
    return render(request, page, status_code=status)


def _points_of(session: SessionDep, work: Work, of: str) -> frozenset[str] | None:
    """Return the points a workbook is limited to; None for all of them."""
    if not of:
        return None
    if of == "me":
        return frozenset(a.id for a in work.points if work.can_write(a.id))
    held = holders(session, work.scope, work.draft.id)
    points = frozenset(p for p, people in held.items() if of in {str(h.account_id) for h in people})
    if not points:
        raise NotFound
    return points


def _page(session: SessionDep, work: Work, problem: Problem | None = None) -> WorkbookPage:
    uploads = list_uploads(session, work.scope, work.draft.id)
    held = holders(session, work.scope, work.draft.id)
    people = {h.account_id: h.name for some in held.values() for h in some}
    is_lead = Permission.ASSIGNMENT_EDIT in work.scope.permissions
    colleagues = tuple(sorted(people.items(), key=lambda one: one[1])) if is_lead else ()
    names = account_names(session, {one.uploaded_by for one in uploads})
    return workbook_page(work, uploads, names, colleagues, problem)


def _differences(
    session: SessionDep,
    work: Work,
    upload_id: int,
    choice: Choice | None = None,
    error: str = "",
) -> DifferencePage:
    found = get_upload(session, work.scope, work.draft.id, upload_id)
    shown = preview(session, work, found)
    names = account_names(session, {found.uploaded_by})
    findings = new_findings(work, shown, choice)
    return difference_page(work, shown, names, findings, choice, error)
