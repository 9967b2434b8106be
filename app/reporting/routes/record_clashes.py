"""Saving a measure or link that somebody else changed meanwhile: what was chosen, what is shown."""

from typing import TypeVar

from fastapi import Request, Response

from app.domain.answers import Problem
from app.domain.roles import CountryScope
from app.identity.queries import account_names
from app.reporting.pages.put_together import decided, with_clash
from app.reporting.pages.records import RecordPage, with_problem
from app.reporting.routes.record_forms import EvidenceForm, RecordForm
from app.reporting.service.keeping import Clash, standing_clash
from app.reporting.service.records import EvidenceInput, MeasureInput, Outcome
from app.web.pages import render
from app.web.request_session import SessionDep

Input = TypeVar("Input", MeasureInput, EvidenceInput)


def shown_clash(
    session: SessionDep, scope: CountryScope, cycle: str, subject: str, posted: RecordForm
) -> Clash | None:
    """Return the clash that the form showed; None where it left nothing to choose."""
    if not posted.undecided:
        return None
    revisions = (posted.base_revision, posted.revision)
    return standing_clash(session, scope, cycle, subject, *revisions)


def chosen_of(given: Input, seen: Clash | None, posted: RecordForm) -> Input | None:
    """Return what is to be saved; None while something is left to choose."""
    return given if seen is None else decided(given, seen, posted.decisions())


def refused(
    request: Request,
    session: SessionDep,
    page: RecordPage,
    posted: RecordForm,
    outcome: Outcome | None,
    seen: Clash | None,
) -> Response:
    """Show the form again: what was typed stays, with the reason or with both versions.

    `seen` is the clash the form showed already; its choices stay until they are all made.
    """
    status = 409
    if isinstance(outcome, Problem):
        page = with_problem(page, outcome)
        status = 413 if outcome.code == "file_too_large" else 422
    shown = outcome if isinstance(outcome, Clash) else seen
    if shown is not None:
        name = account_names(session, [shown.by]).get(shown.by or 0, "")
        waiting = posted.decisions() if shown is seen else None
        sent = isinstance(posted, EvidenceForm) and posted.file is not None
        page = with_clash(page, shown, name, waiting, file_lost=sent)
    return render(request, page, status_code=status)
