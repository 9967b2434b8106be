"""Routes by which the cycle manager makes the next cycle and changes dates."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.admin.cycle_pages import cycle_url
from app.admin.pages import FieldErrors
from app.admin.round_pages import (
    DateFields,
    date_fields,
    dates_page,
    new_cycle_page,
)
from app.catalogue.dates import END_OF_DAY, CycleDates, read_day, read_time
from app.catalogue.models import CycleKind
from app.catalogue.next_cycle import proposed_dates, read_pairs
from app.catalogue.queries import CycleInfo, get_cycle, list_cycles
from app.catalogue.service import change_dates
from app.core.clock import BRUSSELS
from app.core.errors import Conflict, NotFound, Refused
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.reporting.service.next_round import prepare_next
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/cycles")

Manager = Annotated[UnionScope, Depends(Requires(Permission.CYCLE_MANAGE))]
Day = Annotated[str, Field(max_length=20)]

_FIELD_OF = {
    "cycle_code_unusable": "#code",
    "cycle_exists": "#code",
    "cycle_kind_unusable": "#kind",
    "mapping_unreadable": "#mapping",
    "mapping_unknown_point": "#mapping",
    "mapping_twice": "#mapping",
    "cutoff_is_fixed": "#cutoff",
    "embargo_before_closing": "#embargo",
    "time_left_out": "#embargo",
}


class DatesForm(FormModel):
    """The dates of a cycle as days, and the moment at which an embargo ends."""

    cutoff: Day = ""
    opens_on: Day = ""
    due_on: Day = ""
    closes_on: Day = ""
    embargo: Day = ""


class NewCycleForm(DatesForm):
    """The next cycle."""

    source: Annotated[str, Field(max_length=40)] = ""
    kind: Annotated[str, Field(max_length=20)] = CycleKind.LIVE.value
    code: Annotated[str, Field(max_length=60)] = ""
    title: Annotated[str, Field(max_length=200)] = ""
    mapping: Annotated[str, Field(max_length=2_000)] = ""


@router.get("/new")
def show_new_cycle(
    request: Request, session: SessionDep, scope: Manager, source: str = "", kind: str = ""
) -> Response:
    """Show the form that makes a cycle from another one, with proposed dates."""
    cycles = [cycle for cycle in list_cycles(session) if not cycle.is_baseline]
    chosen = _source(cycles, source)
    as_kind = CycleKind.TRAINING if kind == CycleKind.TRAINING.value else CycleKind.LIVE
    dates = date_fields(proposed_dates(chosen, as_kind))
    return render(request, new_cycle_page(cycles, chosen, as_kind, dates))


@router.post("")
def make_cycle(
    request: Request,
    session: SessionDep,
    scope: Manager,
    posted: Annotated[NewCycleForm, Depends(form(NewCycleForm))],
) -> Response:
    """Make a cycle from another one."""
    cycles = [cycle for cycle in list_cycles(session) if not cycle.is_baseline]
    last = _source(cycles, posted.source)
    kind = CycleKind.TRAINING if posted.kind == CycleKind.TRAINING.value else CycleKind.LIVE
    try:
        dates = _dates(posted, proposed_dates(last, kind))
        mapping = read_pairs(posted.mapping)
        made = prepare_next(
            session, scope, last, posted.code.strip(), posted.title, kind, dates, mapping
        )
    except (Refused, Conflict) as refusal:
        given = {"code": posted.code, "title": posted.title, "mapping": posted.mapping}
        fields = _fields(posted)
        page = new_cycle_page(cycles, last, kind, fields, given=given, errors=_errors(refusal))
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{cycle_url(made.cycle.code)}?saved=made")


@router.get("/{cycle}/dates")
def show_dates(request: Request, session: SessionDep, scope: Manager, cycle: str) -> Response:
    """Show the form of the dates."""
    return render(request, dates_page(_changeable(get_cycle(session, cycle))))


@router.post("/{cycle}/dates")
def save_dates(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[DatesForm, Depends(form(DatesForm))],
) -> Response:
    """Change the dates of a cycle."""
    found = _changeable(get_cycle(session, cycle))
    try:
        changed = change_dates(session, scope, cycle, _dates(posted, found.dates))
        if not changed:
            raise Refused("no_date_changed")
    except (Refused, Conflict) as refusal:
        page = dates_page(found, fields=_fields(posted), errors=_errors(refusal))
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{cycle_url(cycle)}?saved=dates")


def _changeable(cycle: CycleInfo) -> CycleInfo:
    if cycle.is_baseline:
        raise NotFound
    return cycle


def _source(cycles: list[CycleInfo], code: str) -> CycleInfo:
    """Return the cycle to copy: the one named, else the newest."""
    found = [cycle for cycle in cycles if code in ("", cycle.code)]
    if not found:
        raise NotFound
    return found[0]


def _dates(posted: DatesForm, before: CycleDates) -> CycleDates:
    """Read the dates; a day that stays keeps its moment."""
    try:
        cutoff = date.fromisoformat(posted.cutoff.strip())
    except ValueError:
        raise Refused("date_unreadable") from None
    made = CycleDates(
        cutoff=cutoff,
        opens_at=_kept(before.opens_at, read_day(posted.opens_on, time(0, 0))),
        due_at=_kept(before.due_at, read_day(posted.due_on, END_OF_DAY)),
        closes_at=_kept(before.closes_at, read_day(posted.closes_on, END_OF_DAY)),
        embargo_until=read_time(posted.embargo) if posted.embargo.strip() else None,
    )
    shown = date_fields(before).embargo
    return replace(made, embargo_until=before.embargo_until) if posted.embargo == shown else made


def _kept(before: datetime, read: datetime) -> datetime:
    same_day = before.astimezone(BRUSSELS).date() == read.astimezone(BRUSSELS).date()
    return before if same_day else read


def _fields(posted: DatesForm) -> DateFields:
    return DateFields(
        cutoff=posted.cutoff,
        opens_on=posted.opens_on,
        due_on=posted.due_on,
        closes_on=posted.closes_on,
        embargo=posted.embargo,
    )


def _errors(refusal: Refused | Conflict) -> FieldErrors:
    return ((sentence(refusal.code, **refusal.params), _FIELD_OF.get(refusal.code, "")),)
