"""Routes of the Commission's desk: the board, reading a submission, accepting it."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from app.catalogue.queries import cycle_titles, get_cycle, list_cycles
from app.core.errors import Conflict, NotFound
from app.core.messages import sentence
from app.core.settings import Settings
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import get_reporter
from app.reporting.addresses import board_url, desk_url
from app.reporting.service.files import read_clean
from app.reporting.submissions import get_stored
from app.review.opened import open_reading
from app.review.pages.board import BoardPage, board_page
from app.review.pages.board_file import board_workbook
from app.review.queries import load_board
from app.review.service import accept
from app.review.standing import BoardChoice
from app.web.downloads import XLSX, attachment, download
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/desk")

Reads = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_READ))]
Accepts = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_ACCEPT))]
Version = Annotated[int, Path(ge=1, le=10_000)]
Texts = Annotated[str, Query(max_length=2)]
Filter = Annotated[str, Query(max_length=40)]


def board_choice(
    state: Filter = "",
    group: Filter = "",
    reporters: Filter = "",
    questions: Filter = "",
    time: Filter = "",
    findings: Filter = "",
    mine: Filter = "",
    sort: Filter = "",
) -> BoardChoice:
    """Return the filters and the order that stand in the address."""
    return BoardChoice(state, group, reporters, questions, time, findings, mine, sort)


Chosen = Annotated[BoardChoice, Depends(board_choice)]


class AcceptForm(FormModel):
    """The version that was read, and what the desk wants to say about it."""

    version: Annotated[WholeNumber, Field(ge=1, le=10_000)]
    remarks: Annotated[str, Field(max_length=20_000)] = ""


@router.get("")
def open_desk(request: Request, session: SessionDep, scope: Reads) -> Response:
    """Lead to the board of the newest live cycle, or of the newest at all."""
    cycles = list_cycles(session)
    live = [cycle for cycle in cycles if cycle.is_live]
    newest = next(iter(live or cycles), None)
    if newest is None:
        return render(request, BoardPage())
    return redirect(request, board_url(newest.code))


@router.get("/{cycle}")
def show_board(
    request: Request, session: SessionDep, scope: Reads, cycle: str, choice: Chosen
) -> Response:
    """Show the board of a cycle."""
    board = load_board(session, scope, get_cycle(session, cycle))
    return render(request, board_page(board, cycle_titles(session), scope, choice))


@router.get("/{cycle}/board.xlsx")
def send_board(session: SessionDep, scope: Reads, cycle: str, choice: Chosen) -> Response:
    """Send the same board as a workbook."""
    board = load_board(session, scope, get_cycle(session, cycle))
    contents = board_workbook(board, scope, choice)
    return download(contents, f"board-{board.cycle.code}.xlsx", XLSX)


@router.get("/{cycle}/{reporter}")
def read_latest(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    reporter: str,
    texts: Texts = "",
) -> Response:
    """Show the latest submission of a reporter; `texts` is a language to read it in."""
    chosen = get_cycle(session, cycle)
    return render(request, open_reading(session, scope, chosen, reporter, texts=texts))


@router.get("/{cycle}/{reporter}/versions/{version}")
def read_version(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    reporter: str,
    version: Version,
    texts: Texts = "",
) -> Response:
    """Show one version of a reporter's submission."""
    chosen = get_cycle(session, cycle)
    return render(request, open_reading(session, scope, chosen, reporter, version, texts=texts))


@router.get("/{cycle}/{reporter}/versions/{version}/files/{uid}")
def send_file(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    reporter: str,
    version: Version,
    uid: str,
) -> Response:
    """Send a file of a submission, once it was found clean."""
    chosen = get_cycle(session, cycle)
    stored = get_stored(session, scope, chosen.id, get_reporter(reporter), version)
    found = next((e for e in stored.data.evidence if e.uid == uid and e.file_sha256), None)
    if found is None:
        raise NotFound
    settings: Settings = request.app.state.settings
    contents = read_clean(session, scope, settings.data_dir, stored.reporter, found.file_sha256)
    return attachment(contents, found.file_name)


@router.post("/{cycle}/{reporter}/accept")
def accept_submission(
    request: Request,
    session: SessionDep,
    scope: Accepts,
    cycle: str,
    reporter: str,
    posted: Annotated[AcceptForm, Depends(form(AcceptForm))],
) -> Response:
    """Accept the version that was read; a refusal shows what stands now and keeps the remarks."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    try:
        accept(session, scope, chosen, code, posted.version, posted.remarks)
    except Conflict as refusal:
        errors = ((sentence(refusal.code, **refusal.params), ""),)
        page = open_reading(session, scope, chosen, code, remarks=posted.remarks, errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, desk_url(chosen.code, code))
