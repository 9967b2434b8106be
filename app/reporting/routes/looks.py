"""Addresses on which a country shows its draft, and on which the desk officer reads it."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from pydantic import Field

from app.core.errors import Conflict, Refused
from app.core.messages import sentence
from app.domain.roles import CountryScope, LookScope, Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import get_reporter
from app.reporting.addresses import looks_url
from app.reporting.looks import (
    ShownDraft,
    desk_officers,
    list_leaves,
    list_opened,
    list_shown,
)
from app.reporting.pages.looks import ABOUT, OVERVIEW, LookFields, LooksPage, looks_page
from app.reporting.pages.shown_draft import (
    shown_about_page,
    shown_drafts_page,
    shown_overview_page,
    shown_point_page,
)
from app.reporting.queries import get_head, load_draft
from app.reporting.service.looks import grant_look, open_look, revoke_look
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/looks")
shown = PortalRouter(prefix="/looks")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Grants = Annotated[CountryScope, Depends(Requires(Permission.LOOK_GRANT))]
Looks = Annotated[UnionScope, Depends(Requires(Permission.DRAFT_LOOK))]
PointId = Annotated[str, Path(pattern=r"^P[0-9]{2}$")]

_FIELD_OF = {"officer_needed": "#officer", "look_granted_already": "#officer"}


class LookForm(FormModel):
    """Who may read the draft, why, and until when."""

    officer: Annotated[str, Field(max_length=20)] = ""
    reason: Annotated[str, Field(max_length=2000)] = ""
    last_day: Annotated[str, Field(max_length=20)] = ""


@router.get("")
def show_looks(request: Request, session: SessionDep, scope: Reads, cycle: str) -> Response:
    """Show who may read the draft, and every page they opened."""
    return render(request, _page(session, scope, cycle))


@router.post("")
def grant(
    request: Request,
    session: SessionDep,
    scope: Grants,
    cycle: str,
    posted: Annotated[LookForm, Depends(form(LookForm))],
) -> Response:
    """Let a desk officer read the draft."""
    officer = int(posted.officer) if posted.officer.isdecimal() else 0
    try:
        grant_look(session, scope, cycle, officer, posted.reason, posted.last_day)
    except (Refused, Conflict) as refusal:
        field = "#reason" if refusal.code == "reason_needed" else "#last_day"
        errors = ((sentence(refusal.code), _FIELD_OF.get(refusal.code, field)),)
        fields = LookFields(posted.officer, posted.reason, posted.last_day)
        page = _page(session, scope, cycle, fields, errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, looks_url(cycle, scope.reporter))


@router.post("/{grant_id}/revoke")
def revoke(
    request: Request, session: SessionDep, scope: Grants, cycle: str, grant_id: int
) -> Response:
    """End a leave at once."""
    revoke_look(session, scope, cycle, grant_id)
    return redirect(request, looks_url(cycle, scope.reporter))


@shown.get("")
def list_drafts(request: Request, session: SessionDep, scope: Looks) -> Response:
    """Show the drafts that countries show to this desk officer; names no contents."""
    return render(request, shown_drafts_page(list_shown(session, scope)))


@shown.get("/{cycle}/{reporter}")
def read_overview(
    request: Request, session: SessionDep, scope: Looks, cycle: str, reporter: str
) -> Response:
    """Show the points of a draft."""
    leave, about = _open(request, scope, cycle, reporter, OVERVIEW)
    return render(request, shown_overview_page(about, load_draft(session, leave, cycle)))


@shown.get("/{cycle}/{reporter}/about")
def read_about(
    request: Request, session: SessionDep, scope: Looks, cycle: str, reporter: str
) -> Response:
    """Show what a draft says about the report as a whole."""
    leave, about = _open(request, scope, cycle, reporter, ABOUT)
    return render(request, shown_about_page(about, load_draft(session, leave, cycle)))


@shown.get("/{cycle}/{reporter}/points/{point}")
def read_point(
    request: Request,
    session: SessionDep,
    scope: Looks,
    cycle: str,
    reporter: str,
    point: PointId,
) -> Response:
    """Show one point of a draft."""
    leave, about = _open(request, scope, cycle, reporter, point)
    return render(request, shown_point_page(about, load_draft(session, leave, cycle), point))


def _open(
    request: Request, scope: UnionScope, cycle: str, reporter: str, page: str
) -> tuple[LookScope, ShownDraft]:
    return open_look(engine_of(request), scope, cycle, get_reporter(reporter), page)


def _page(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    fields: LookFields | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> LooksPage:
    head = get_head(session, scope, cycle)
    return looks_page(
        head,
        scope,
        list_leaves(session, scope, head.id),
        list_opened(session, scope, head.id),
        desk_officers(session, scope),
        fields=fields,
        errors=errors,
    )
