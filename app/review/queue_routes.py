"""The queue of the desk and the care of one submission: officer, target date, checklist."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import Field

from app.catalogue.queries import CycleInfo, get_cycle
from app.core.errors import AppError, Refused
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import get_reporter
from app.reporting.addresses import desk_url, queue_url
from app.reporting.clarifications import list_open
from app.reporting.submissions import get_stored, submission_heads
from app.review.cases import assign, find_case, list_cases, list_officers, take, tick
from app.review.four_eyes import list_waiting
from app.review.heads import find_head
from app.review.pages.case import CasePage, case_page
from app.review.pages.queue import QueuePage, QueueWanted, entries_of, queue_page, row_id
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render, wants_fragment
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/desk")

Reads = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_READ))]
Acts = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_ACCEPT))]
Filter = Annotated[str, Query(max_length=40)]
Revision = Annotated[WholeNumber, Field(ge=0, le=1_000_000)]
Short = Annotated[str, Field(max_length=40)]


class TakeForm(FormModel):
    """A submission that somebody takes, and the filters of the queue they come from."""

    revision: Revision
    officer: Short = ""
    state: Short = ""
    overdue: Short = ""
    from_queue: Annotated[str, Field(max_length=3)] = ""


class CaseForm(FormModel):
    """Who looks after a submission, and until when."""

    revision: Revision
    officer: Annotated[str, Field(pattern="^[0-9]{0,12}$")] = ""
    target_on: Annotated[str, Field(max_length=20)] = ""


class ChecklistForm(FormModel):
    """What was looked at in one version."""

    revision: Revision
    version: Annotated[WholeNumber, Field(ge=1, le=10_000)]
    done: tuple[str, ...] = ()


def filters(officer: Filter = "", state: Filter = "", overdue: Filter = "") -> QueueWanted:
    """Return the filters that stand in the address."""
    return QueueWanted(officer, state, overdue)


Filters = Annotated[QueueWanted, Depends(filters)]


@router.get("/{cycle}/queue")
def show_queue(
    request: Request, session: SessionDep, scope: Reads, cycle: str, wanted: Filters
) -> Response:
    """List what lies before the Commission."""
    return render(request, _queue(session, scope, get_cycle(session, cycle), wanted))


@router.post("/{cycle}/{reporter}/case/take")
def take_submission(
    request: Request,
    session: SessionDep,
    scope: Acts,
    cycle: str,
    reporter: str,
    posted: Annotated[TakeForm, Depends(form(TakeForm))],
) -> Response:
    """Take a submission; the queue shows its row again, the submission its panel."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    error, status = "", 200
    try:
        with session.begin_nested():
            take(session, scope, chosen, code, posted.revision)
    except AppError as refusal:
        if refusal.status_code != 409:
            raise
        error, status = sentence(refusal.code, **refusal.params), 409
    wanted = QueueWanted(posted.officer, posted.state, posted.overdue)
    if not posted.from_queue:
        return _answer(request, session, scope, chosen, code, error, status)
    if wants_fragment(request) or error:
        # A row that was taken stays where it is, whatever was chosen, until the queue is loaded.
        shown = QueueWanted(state="all") if wants_fragment(request) else wanted
        page = _queue(session, scope, chosen, shown, refused=code, error=error)
        row = next((row for row in page.rows if row.id == row_id(code)), None)
        if row is None and wants_fragment(request):
            return redirect(request, queue_url(chosen.code, **vars(wanted)))
        return render(request, page, "row", status_code=status, row=row)
    return redirect(request, queue_url(chosen.code, **vars(wanted)) + f"#{row_id(code)}")


@router.get("/{cycle}/{reporter}/case")
def show_case(
    request: Request, session: SessionDep, scope: Reads, cycle: str, reporter: str
) -> Response:
    """Show the care of one submission by itself."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    return render(request, _case(session, scope, chosen, code))


@router.post("/{cycle}/{reporter}/case")
def change_case(
    request: Request,
    session: SessionDep,
    scope: Acts,
    cycle: str,
    reporter: str,
    posted: Annotated[CaseForm, Depends(form(CaseForm))],
) -> Response:
    """Give a submission to somebody, and set its target date."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    officer = int(posted.officer) if posted.officer else None
    error, status = "", 200
    try:
        with session.begin_nested():
            target_on = _day(posted.target_on)
            assign(session, scope, chosen, code, posted.revision, officer, target_on)
    except AppError as refusal:
        error, status = _refused(refusal)
    return _answer(request, session, scope, chosen, code, error, status)


@router.post("/{cycle}/{reporter}/case/checklist")
def change_checklist(
    request: Request,
    session: SessionDep,
    scope: Acts,
    cycle: str,
    reporter: str,
    posted: Annotated[ChecklistForm, Depends(form(ChecklistForm))],
) -> Response:
    """Keep what was looked at."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    error, status = "", 200
    try:
        with session.begin_nested():
            tick(session, scope, chosen, code, posted.revision, posted.version, posted.done)
    except AppError as refusal:
        error, status = _refused(refusal)
    return _answer(request, session, scope, chosen, code, error, status)


def _refused(refusal: AppError) -> tuple[str, int]:
    if refusal.status_code not in (409, 422):
        raise refusal
    return sentence(refusal.code, **refusal.params), refusal.status_code


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written.strip() else None
    except ValueError:
        raise Refused("target_not_a_day") from None


def _answer(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    error: str,
    status: int,
) -> Response:
    """Show the panel as it is now; without htmx lead back to the submission, unless refused."""
    if wants_fragment(request) or error:
        page = _case(session, scope, cycle, reporter, error=error)
        return render(request, page, "case", status_code=status)
    return redirect(request, desk_url(cycle.code, reporter) + "#case")


def _queue(
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    wanted: QueueWanted,
    *,
    refused: str = "",
    error: str = "",
) -> QueuePage:
    entries = entries_of(
        submission_heads(session, scope, cycle.id),
        list_cases(session, scope, cycle.id),
        list_open(session, scope, cycle.id),
        list_waiting(session, scope, cycle.id),
    )
    officers = list_officers(session)
    return queue_page(cycle, scope, entries, officers, wanted, refused=refused, error=error)


def _case(
    session: SessionDep, scope: UnionScope, cycle: CycleInfo, reporter: str, *, error: str = ""
) -> CasePage:
    stored = get_stored(session, scope, cycle.id, reporter)
    status = find_head(session, scope, cycle.id, reporter).status
    case = find_case(session, scope, stored.contribution_id)
    return case_page(cycle, scope, stored, status, case, list_officers(session), error=error)
