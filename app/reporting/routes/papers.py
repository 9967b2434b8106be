"""Receipt, submission and draft of the own country as PDF."""

from typing import Annotated

from fastapi import Depends, Path, Response

from app.core.i18n import printed_code
from app.core.paper import print_paper
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.pages.papers import draft_paper, receipt_paper, submission_paper
from app.reporting.pages.submissions import file_name, receipt_page, submission_page
from app.reporting.service.signing import to_sign
from app.reporting.submitted import get_submission, submitted_index
from app.reporting.work import open_work
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Version = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/contribution.pdf")
def send_draft(session: SessionDep, scope: Reads, cycle: str) -> Response:
    """Send the contribution as it stands, marked as a draft."""
    work = open_work(session, scope, cycle)
    contents = print_paper(draft_paper(work, to_sign(work.draft)), work.at)
    return pdf_response(contents, f"contribution-{work.cycle}-{printed_code(work.reporter)}.pdf")


@router.get("/submissions/{version}/submission.pdf")
def send_submission(session: SessionDep, scope: Reads, cycle: str, version: Version) -> Response:
    """Send one version as it was signed."""
    info = get_submission(session, scope, cycle, version)
    work = open_work(session, scope, cycle)
    page = submission_page(work, submitted_index(session, scope, info), info)
    contents = print_paper(submission_paper(work, page), info.submitted_at)
    return pdf_response(contents, file_name("submission", info, "pdf"))


@router.get("/submissions/{version}/receipt.pdf")
def send_receipt(session: SessionDep, scope: Reads, cycle: str, version: Version) -> Response:
    """Send the receipt of a version."""
    info = get_submission(session, scope, cycle, version)
    work = open_work(session, scope, cycle)
    paper = receipt_paper(work, receipt_page(work, info), info.submitted_at)
    return pdf_response(print_paper(paper, info.submitted_at), file_name("receipt", info, "pdf"))


def pdf_response(contents: bytes, name: str) -> Response:
    """Answer with a PDF to be kept; nothing on the way stores it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(contents, headers=headers, media_type="application/pdf")
