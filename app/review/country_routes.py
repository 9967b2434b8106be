"""What a country submitted, for its own people, with what the Commission says to it."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.pages.submissions import (
    submission_page,
    submissions_page,
    submitted_evidence,
)
from app.reporting.scans import scans_of
from app.reporting.submitted import get_submission, list_submissions, submitted_index
from app.reporting.work import open_frame
from app.review.pages.acceptance import accepted_words
from app.review.pages.remarks import remarks_beside
from app.review.queries import list_own_acceptances
from app.review.remarks import list_own_remarks
from app.web.pages import render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/submissions")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Version = Annotated[int, Path(ge=1, le=10_000)]


@router.get("")
def show_submissions(request: Request, session: SessionDep, scope: Reads, cycle: str) -> Response:
    """List every version submitted in this cycle."""
    work = open_frame(session, scope, cycle)
    accepted = accepted_words(list_own_acceptances(session, scope, cycle))
    versions = list_submissions(session, scope, cycle)
    return render(request, submissions_page(work, versions, accepted))


@router.get("/{version}")
def show_submission(
    request: Request, session: SessionDep, scope: Reads, cycle: str, version: Version
) -> Response:
    """Show one version as it was signed, with the Commission's remarks beside it."""
    info = get_submission(session, scope, cycle, version)
    work = open_frame(session, scope, cycle)
    index = submitted_index(session, scope, info)
    scans = scans_of(session, scope, submitted_evidence(info))
    accepted = accepted_words(list_own_acceptances(session, scope, cycle))
    beside = remarks_beside(list_own_remarks(session, scope, cycle), version)
    return render(request, submission_page(work, index, info, scans, accepted, beside))
