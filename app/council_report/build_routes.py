"""Routes of builds: asking for a document, seeing how far it is, cancelling."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from starlette.background import BackgroundTask

from app.core.errors import NotFound
from app.council_report.build_pages import build_page, build_url
from app.council_report.builders import Builders
from app.council_report.builds import BuildInfo, Wish, ask_for, cancel, find_build
from app.domain.roles import Permission, UnionScope
from app.editions.queries import EditionInfo, get_edition
from app.identity.access import Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/reports/{cycle}/{number}")

Compiles = Annotated[UnionScope, Depends(Requires(Permission.REPORT_COMPILE))]
Number = Annotated[int, Path(ge=1, le=10_000)]
Build = Annotated[int, Path(ge=1, le=2**31 - 1)]


class NothingForm(FormModel):
    """No fields: the address says everything."""


class BuildForm(FormModel):
    """Which document to build, in which language."""

    format: Wish
    language: str = "en"


def builders_of(request: Request) -> Builders:
    """Return the builders of this server."""
    builders: Builders = request.app.state.builders
    return builders


@router.post("/build")
def build(
    request: Request,
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
    posted: Annotated[BuildForm, Depends(form(BuildForm))],
) -> Response:
    """Ask for a document; the same edition gives the same file again."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    asked = ask_for(session, scope, edition, posted.format, posted.language)
    return _after(request, redirect(request, build_url(edition.code, asked)))


@router.get("/builds/{build}")
def show_build(
    request: Request,
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
    build: Build,
) -> Response:
    """Show how far a build is."""
    edition, found = _found(session, scope, cycle, number, build)
    answer = render(request, build_page(edition, found), "look", "progress", "spoken")
    # Whoever asked for it may have been served by a server that is gone.
    return _after(request, answer) if found.is_going else answer


@router.post("/builds/{build}/cancel")
def cancel_build(
    request: Request,
    session: SessionDep,
    scope: Compiles,
    cycle: str,
    number: Number,
    build: Build,
    posted: Annotated[NothingForm, Depends(form(NothingForm))],
) -> Response:
    """End a build; nothing of it is kept."""
    edition, found = _found(session, scope, cycle, number, build)
    cancel(session, scope, edition, found.id)
    return redirect(request, build_url(edition.code, found.id))


def _found(
    session: SessionDep, scope: UnionScope, cycle: str, number: int, build: int
) -> tuple[EditionInfo, BuildInfo]:
    edition = get_edition(session, scope, f"{cycle}/{number}")
    found = find_build(session, scope, edition, build)
    if found is None:
        raise NotFound
    return edition, found


def _after(request: Request, answer: Response) -> Response:
    """Have the builders look once the answer is out: only then is the wish in the database."""
    answer.background = BackgroundTask(builders_of(request).wake)
    return answer
