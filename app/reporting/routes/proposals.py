"""Decisions on proposed values."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.errors import Conflict
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.pages.proposals import Typed, place_of, proposal_page
from app.reporting.routes.record_forms import DecisionForm
from app.reporting.service.keeping import Base, Clash
from app.reporting.service.proposals import Decision, decide
from app.reporting.words import decimal_mark
from app.reporting.work import open_work
from app.web.forms import form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/proposals/{ref}")

Reader = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Writer = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]


@router.get("")
def show_proposal(
    request: Request, session: SessionDep, scope: Reader, cycle: str, ref: str
) -> Response:
    """Show one proposal with the three answers to it."""
    return render(request, proposal_page(open_work(session, scope, cycle), ref))


@router.post("")
def decide_on_proposal(
    request: Request,
    session: SessionDep,
    scope: Writer,
    cycle: str,
    ref: str,
    posted: Annotated[DecisionForm, Depends(form(DecisionForm))],
) -> Response:
    """Record a decision and carry it out."""
    given = Decision(
        decision=posted.decision,
        value=posted.value,
        source=posted.source,
        reason=posted.reason,
        decimal_mark=decimal_mark(),
    )
    outcome = decide(session, scope, cycle, ref, given, Base(posted.revision))
    if isinstance(outcome, Clash):
        raise Conflict
    work = open_work(session, scope, cycle)
    if isinstance(outcome, Problem):
        typed = Typed(
            posted.decision,
            posted.value,
            posted.source,
            posted.reason,
            sentence(outcome.code, **outcome.params),
            outcome.params.get("field", "value"),
        )
        return render(request, proposal_page(work, ref, typed), status_code=422)
    return redirect(request, place_of(work, ref, posted.back))
