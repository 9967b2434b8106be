"""The page of an indicator and the saving of its tables."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.errors import NotFound
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.identity.queries import account_names
from app.reporting import words
from app.reporting.addresses import indicator_url
from app.reporting.pages import entered
from app.reporting.pages.indicator import asked_indicator, of
from app.reporting.routes.cell_fields import read_table
from app.reporting.service.cells import save_cells
from app.reporting.service.keeping import Clash
from app.reporting.service.levels import set_level
from app.reporting.work import open_work
from app.web.forms import FormModel, PostedFields, form, read_fields
from app.web.pages import redirect, render, wants_fragment
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter()

ADDRESS = "/contributions/{cycle}/{reporter}/points/{point}/indicators/{indicator}"
Reader = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Writer = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
Posted = Annotated[PostedFields, Depends(read_fields)]


@router.get(ADDRESS)
def show_indicator(
    request: Request, session: SessionDep, scope: Reader, cycle: str, point: str, indicator: str
) -> Response:
    """Show an indicator with its tables."""
    work = open_work(session, scope, cycle)
    return render(request, of(asked_indicator(work, point, indicator)))


@router.post(ADDRESS + "/cells")
def save_table(
    request: Request,
    session: SessionDep,
    scope: Writer,
    fields: Posted,
    cycle: str,
    point: str,
    indicator: str,
    part: str = "",
) -> Response:
    """Save any of the cells; answers with the part of the table that was sent, or the page."""
    asked = asked_indicator(open_work(session, scope, cycle), point, indicator)
    sent = read_table(fields, asked.indicator)
    entry = entered.entry_of(asked, sent)
    outcome = save_cells(session, scope, cycle, entry.cells, values_only=True)
    refused = outcome.refused or entry.refused
    if not refused and not wants_fragment(request):
        url = indicator_url(cycle, scope.reporter, point, indicator)
        return redirect(request, f"{url}#{entered.anchor_of(sent)}")
    clashes = [one for one in outcome.outcomes.values() if isinstance(one, Clash)]
    names = account_names(session, (clash.by for clash in clashes)) if clashes else {}
    now = asked_indicator(open_work(session, scope, cycle), point, indicator)
    page = of(now, entered.place_after(now, sent, entry, outcome.outcomes, names))
    status = _status(refused, bool(clashes))
    if not wants_fragment(request):
        return render(request, page, status_code=status)
    unit = entered.unit_of(page.groups, part, entry)
    return render(request, page, "unit", "findings", status_code=status, unit=unit)


class LevelForm(FormModel):
    """Who may see the tables of an indicator."""

    visibility: words.Visibility


@router.post(ADDRESS + "/visibility")
def choose_level(
    request: Request,
    session: SessionDep,
    scope: Writer,
    posted: Annotated[LevelForm, Depends(form(LevelForm))],
    cycle: str,
    point: str,
    indicator: str,
) -> Response:
    """Say who may see the tables of an indicator."""
    asked = asked_indicator(open_work(session, scope, cycle), point, indicator)
    if not asked.is_home:
        raise NotFound
    set_level(session, scope, cycle, asked.totals[0], posted.visibility)
    return redirect(request, f"{indicator_url(cycle, scope.reporter, point, indicator)}#level")


def _status(refused: bool, clashed: bool) -> int:
    if not refused:
        return 200
    return 409 if clashed else 422
