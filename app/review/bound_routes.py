"""The bounds of a cycle: reading them, setting one, lifting one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.catalogue.queries import get_cycle, get_index
from app.core.errors import AppError
from app.core.messages import sentence
from app.domain.answers import Problem, parse_decimal
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.reporting import words
from app.review.bounds import list_bounds, set_bound
from app.review.pages.bounds import BoundsPage, bounds_page, bounds_url
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/cycles/{cycle}/bounds")

Manager = Annotated[UnionScope, Depends(Requires(Permission.CYCLE_MANAGE))]
_FIELD_OF = {
    "bound_without_reason": "reason",
    "text_too_long_to_store": "reason",
    "bound_below_zero": "bound",
    "bound_as_before": "bound",
}


class BoundForm(FormModel):
    """A bound for an indicator; without a number it is lifted."""

    indicator: Annotated[str, Field(max_length=12)] = ""
    bound: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=20_000)] = ""


@router.get("")
def show_bounds(request: Request, session: SessionDep, scope: Manager, cycle: str) -> Response:
    """Show the bounds of a cycle."""
    return render(request, _page(session, cycle, {}, {}))


@router.post("")
def change_bound(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    posted: Annotated[BoundForm, Depends(form(BoundForm))],
) -> Response:
    """Set a bound, or lift it."""
    typed = posted.model_dump()
    read = parse_decimal(posted.bound, words.decimal_mark()) if posted.bound.strip() else None
    if isinstance(read, Problem):
        wrong = {"bound": sentence(read.code, **read.params)}
        return render(request, _page(session, cycle, typed, wrong), status_code=422)
    bound = read if isinstance(read, Decimal) else None
    if not posted.indicator:
        wrong = {"indicator": sentence("indicator_needed")}
        return render(request, _page(session, cycle, typed, wrong), status_code=422)
    try:
        with session.begin_nested():
            found = get_cycle(session, cycle)
            set_bound(session, scope, found, posted.indicator, bound, posted.reason)
    except AppError as refusal:
        if refusal.status_code not in (409, 422):
            raise
        text = sentence(refusal.code, **refusal.params)
        page = _page(session, cycle, typed, {_FIELD_OF.get(refusal.code, ""): text})
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, bounds_url(cycle))


def _page(
    session: SessionDep, cycle: str, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> BoundsPage:
    found = get_cycle(session, cycle)
    index = get_index(session, found.catalogue_version_id)
    return bounds_page(index, found, list_bounds(session, found.id), typed=typed, wrong=wrong)
