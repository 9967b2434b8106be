"""The history of an answer, a cell, a measure, evidence or an explanation, and the way back."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import Field as Limits

from app.core.errors import Refused
from app.domain.answers import Problem
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.identity.queries import account_names
from app.reporting.history import list_states
from app.reporting.pages.history import BESIDE_A_FIELD, PAGE_SIZE, HistoryPage, history_page
from app.reporting.pages.subjects import subject_of
from app.reporting.routes.saving import Key, Revision
from app.reporting.service.keeping import Base, Clash
from app.reporting.service.restoring import restore
from app.reporting.work import open_work
from app.web.forms import FormModel, form
from app.web.pages import redirect, render, wants_fragment
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/history")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]


@router.get("")
def show_history(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    of: Annotated[str, Query(max_length=220)] = "",
    each: Annotated[str, Query(max_length=3)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """Show who saved what and when; beside a field only the newest steps."""
    size = BESIDE_A_FIELD if wants_fragment(request) else PAGE_SIZE
    shown = _page(session, scope, cycle, of, each=each == "yes", number=page, size=size)
    return render(request, shown, "steps")


class RestoreForm(FormModel):
    """Which saved state comes back, against the state the person was shown."""

    of: Annotated[str, Limits(max_length=220)]
    chosen: Revision
    revision: Revision
    idempotency_key: Key = ""


@router.post("/restore")
def bring_back(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    posted: Annotated[RestoreForm, Depends(form(RestoreForm))],
) -> Response:
    """Save an earlier state again, as a new one."""
    base = Base(posted.revision, posted.idempotency_key)
    outcome = restore(session, scope, cycle, posted.of, posted.chosen, base)
    if isinstance(outcome, Problem):
        raise Refused(outcome.code, **outcome.params)
    shown = _page(session, scope, cycle, posted.of)
    if isinstance(outcome, Clash):
        name = account_names(session, [outcome.by]).get(outcome.by or 0, "")
        return render(request, shown.after_clash(name), status_code=409)
    return redirect(request, shown.back[1])


def _page(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    key: str,
    *,
    each: bool = False,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> HistoryPage:
    states = list_states(session, scope, cycle, key)
    work = open_work(session, scope, cycle)
    subject = subject_of(work, key, states[-1])
    names = account_names(session, {state.by for state in states})
    return history_page(work, subject, states, names, each=each, number=number, size=size)
