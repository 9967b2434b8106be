"""Routes of the cycle manager: the cycles, and more time for a reporter."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.admin.cycle_pages import (
    CyclePage,
    ExtensionFields,
    cycle_page,
    cycle_url,
    cycles_page,
)
from app.admin.pages import FieldErrors
from app.catalogue.queries import CycleInfo, get_cycle, get_index, list_cycles, list_extensions
from app.catalogue.service import extend
from app.core.clock import BRUSSELS
from app.core.errors import Conflict, Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.reporting.service.next_round import read_mapping
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/cycles")

Manager = Annotated[UnionScope, Depends(Requires(Permission.CYCLE_MANAGE))]

_FIELD_OF = {
    "reporter_not_found": "#reporter",
    "extension_no_date": "#until",
    "extension_too_early": "#until",
    "extension_without_reason": "#reason",
}


class ExtensionForm(FormModel):
    """More time for a reporter: until the end of a day in Brussels, and why."""

    reporter: Annotated[str, Field(max_length=2)] = ""
    until: Annotated[str, Field(max_length=20)] = ""
    reason: Annotated[str, Field(max_length=2_000)] = ""


@router.get("")
def show_cycles(request: Request, session: SessionDep, scope: Manager) -> Response:
    """Show all cycles."""
    return render(request, cycles_page(list_cycles(session)))


@router.get("/{cycle}")
def show_cycle(
    request: Request, session: SessionDep, scope: Manager, cycle: str, saved: str = ""
) -> Response:
    """Show a cycle and who has more time in it."""
    notices = {
        "extension": _("The country has more time and sees it on its overview."),
        "made": _("The cycle is made. It is in design until its questions are frozen."),
        "dates": _("The dates are changed. Every country sees them in its record."),
        "moved": _("The cycle has moved. Everybody concerned reads of it."),
    }
    page = _page(session, get_cycle(session, cycle), notice=notices.get(saved, ""))
    return render(request, page)


@router.post("/{cycle}/extensions")
def give_more_time(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[ExtensionForm, Depends(form(ExtensionForm))],
) -> Response:
    """Give a reporter more time."""
    found = get_cycle(session, cycle)
    try:
        extend(session, scope, found, posted.reporter, _end_of(posted.until), posted.reason)
    except (Refused, Conflict) as refusal:
        text = sentence(refusal.code, **refusal.params)
        fields = ExtensionFields(reporter=posted.reporter, until=posted.until, reason=posted.reason)
        errors = ((text, _FIELD_OF.get(refusal.code, "")),)
        page = _page(session, found, fields=fields, errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{cycle_url(cycle)}?saved=extension")


def _end_of(written: str) -> datetime:
    """Return the last second of a day in Brussels, where deadlines are counted."""
    try:
        day = date.fromisoformat(written.strip())
        return datetime.combine(day, time(23, 59, 59), BRUSSELS).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("extension_no_date") from None


def _page(
    session: SessionDep,
    cycle: CycleInfo,
    *,
    fields: ExtensionFields | None = None,
    notice: str = "",
    errors: FieldErrors = (),
) -> CyclePage:
    catalogue = get_index(session, cycle.catalogue_version_id).catalogue
    codes = tuple(reporter.code for reporter in catalogue.reporters)
    extensions = list_extensions(session, cycle.id)
    continued = read_mapping(session, cycle)
    given = (cycle, codes, extensions, continued)
    return cycle_page(*given, fields=fields, notice=notice, errors=errors)
