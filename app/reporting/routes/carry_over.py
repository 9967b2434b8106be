"""Copying what was said last time, after showing what that is."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.core.errors import Conflict
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import indicator_url, measures_url, point_url
from app.reporting.pages.carried_records import carry_measures_page
from app.reporting.pages.carry_over import carry_over_page, chosen_fields
from app.reporting.pages.carry_over_rows import carry_measures_link
from app.reporting.routes.saving import Key
from app.reporting.service.carrying import carry_measures_over, carry_over
from app.reporting.work import open_work
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/points/{point}/carry-over")
of_measures = PortalRouter(prefix="/contributions/{cycle}/{reporter}/carry-over")

Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
Indicator = Annotated[str, Limits(max_length=20)]


class CarryOverForm(FormModel):
    """The fields somebody chose, each with the revision that was shown."""

    take: tuple[str, ...] = ()
    indicator: Indicator = ""
    idempotency_key: Key = ""


@router.get("")
def ask_before_copying(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    point: str,
    indicator: Indicator = "",
) -> Response:
    """Show what would be copied."""
    work = open_work(session, scope, cycle)
    if work.why_locked(point):
        raise Conflict(work.why_locked(point))
    return render(request, carry_over_page(work, point, indicator))


@router.post("")
def copy_last_time(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    point: str,
    posted: Annotated[CarryOverForm, Depends(form(CarryOverForm))],
) -> Response:
    """Copy the chosen fields, or none where one of them changed since it was shown."""
    chosen = chosen_fields(posted.take)
    if not chosen:
        page = carry_over_page(open_work(session, scope, cycle), point, posted.indicator)
        return render(request, page.with_nothing_chosen(), status_code=422)
    outcome = carry_over(session, scope, cycle, point, chosen, posted.idempotency_key)
    if outcome.changed_meanwhile:
        work = open_work(session, scope, cycle)
        page = carry_over_page(work, point, posted.indicator)
        shown = page.after_change(work, outcome.changed_meanwhile)
        return render(request, shown, status_code=409)
    place = (cycle, scope.reporter, point)
    back = indicator_url(*place, posted.indicator) if posted.indicator else point_url(*place)
    return redirect(request, back)


class MeasuresForm(FormModel):
    """The measures somebody chose, each with the revision that was shown."""

    take: tuple[str, ...] = ()
    idempotency_key: Key = ""


@of_measures.get("")
def ask_before_taking_measures_over(
    request: Request, session: SessionDep, scope: Edits, cycle: str
) -> Response:
    """Show which measures of last time would be entered anew."""
    work = open_work(session, scope, cycle)
    if carry_measures_link(work) is None and work.why_locked(None):
        raise Conflict(work.why_locked(None))
    return render(request, carry_measures_page(work))


@of_measures.post("")
def take_measures_over(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    posted: Annotated[MeasuresForm, Depends(form(MeasuresForm))],
) -> Response:
    """Enter the chosen measures anew, or none where one was entered since it was shown."""
    chosen = chosen_fields(posted.take)
    if not chosen:
        page = carry_measures_page(open_work(session, scope, cycle))
        return render(request, page.with_nothing_chosen(), status_code=422)
    outcome = carry_measures_over(session, scope, cycle, chosen, posted.idempotency_key)
    if outcome.changed_meanwhile:
        work = open_work(session, scope, cycle)
        shown = carry_measures_page(work).after_change(work, outcome.changed_meanwhile)
        return render(request, shown, status_code=409)
    return redirect(request, measures_url(cycle, scope.reporter))
