"""Routes of the refresh: a drafter's file comes in and goes back, nothing of it is kept."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, Path, Request, Response

from app.core.i18n import current_locale
from app.council_report.compose import council_report
from app.council_report.refresh.outcome import Refreshed
from app.council_report.refresh_pages import refresh_page, refreshed_page
from app.council_report.refresh_words import Names
from app.council_report.refreshing import load_contents, note_refresh, refresh_with
from app.domain.answers import Problem
from app.domain.roles import Permission, UnionScope
from app.editions.queries import EditionInfo, get_edition
from app.identity.access import Requires
from app.web.forms import FormModel, read_form
from app.web.gates import GateKeeper
from app.web.pages import render
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter
from app.web.uploads import Upload
from app.web.visitor import settings_of

router = PortalRouter(prefix="/reports/{cycle}/{number}/refresh")

COMPILES = Requires(Permission.REPORT_COMPILE)
Compiles = Annotated[UnionScope, Depends(COMPILES)]
Number = Annotated[int, Path(ge=1, le=10_000)]
MOST_TAKEN = 1_000  # figures ticked one by one
_STATUS = {"refresh_too_large": 413, "refresh_busy": 503}


class RefreshForm(FormModel):
    """A Word document, and whether what was edited by hand is replaced too: all, or some of it."""

    file: Upload | None = None
    take_edited: str = ""
    take: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrived:
    """A file that came in, refreshed; or why it cannot be."""

    name: str
    sent: bytes = field(repr=False)
    done: Refreshed | Problem
    names: Names | None = None


async def arrived_report(request: Request, cycle: str, number: Number) -> Arrived:
    """Return the file that was sent, refreshed; a route names this before its session.

    Reading takes seconds, in which no other writer should wait. Rights are asked here and once
    more in the transaction of the route.
    """
    scope = COMPILES.refuse_early(request)
    if not isinstance(scope, UnionScope):
        raise TypeError("reports are compiled for the Union")
    posted = await read_form(request, RefreshForm)
    file = posted.file
    if file is None or not file.size:
        return Arrived("", b"", Problem("refresh_needed"))
    if not file.contents:
        most = settings_of(request).max_file_bytes >> 20
        return Arrived(file.name, b"", Problem("refresh_too_large", {"most": str(most)}))
    keeper: GateKeeper = request.app.state.gate_keeper
    gates = keeper.gates()
    if not gates.has_room_for_a_file:
        return Arrived(file.name, b"", Problem("refresh_busy"))
    code, take = f"{cycle}/{number}", posted.take[:MOST_TAKEN]
    read = partial(_read, request, scope, code, file, bool(posted.take_edited), take)
    return await anyio.to_thread.run_sync(read, limiter=gates.files)


def _read(
    request: Request,
    scope: UnionScope,
    code: str,
    file: Upload,
    take_edited: bool,
    take: tuple[str, ...],
) -> Arrived:
    held = load_contents(engine_of(request), scope, code)
    done = refresh_with(file.contents, held, take_edited, take)
    names = Names.of(held, council_report(held, current_locale()))
    return Arrived(file.name, file.contents, done, names)


@router.get("")
def show_refresh(
    request: Request, session: SessionDep, scope: Compiles, cycle: str, number: Number
) -> Response:
    """Show the form."""
    return render(request, refresh_page(_edition(session, scope, cycle, number)))


@router.post("")
def refresh_report(
    request: Request,
    arrived: Annotated[Arrived, Depends(arrived_report)],  # before the transaction
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
) -> Response:
    """Send a file back with the figures of the edition, and say what became of each."""
    edition = _edition(session, scope, cycle, number)
    if isinstance(arrived.done, Problem) or arrived.names is None:
        problem = arrived.done if isinstance(arrived.done, Problem) else None
        status = _STATUS.get(problem.code, 422) if problem else 422
        return render(request, refresh_page(edition, problem), status_code=status)
    note_refresh(session, scope, edition, arrived.sent, arrived.done)
    page = refreshed_page(edition, arrived.name, arrived.sent, arrived.done, arrived.names)
    return render(request, page)


def _edition(session: SessionDep, scope: UnionScope, cycle: str, number: int) -> EditionInfo:
    return get_edition(session, scope, f"{cycle}/{number}")
