"""Submissions of the own country: their files, the receipt, and both as JSON."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from app.core.errors import NotFound
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.pages.submissions import (
    file_name,
    receipt_page,
    submitted_evidence,
)
from app.reporting.service.files import read_own
from app.reporting.submitted import get_submission
from app.reporting.work import open_frame
from app.web.downloads import attachment
from app.web.pages import render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/submissions")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Version = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/{version}/files/{uid}")
def send_submitted_file(
    request: Request, session: SessionDep, scope: Reads, cycle: str, version: Version, uid: str
) -> Response:
    """Send a file of a version to its own country, also when the draft has dropped it."""
    evidence = submitted_evidence(get_submission(session, scope, cycle, version))
    found = next((e for e in evidence if e.uid == uid and e.file_sha256), None)
    if found is None:
        raise NotFound
    data_dir = settings_of(request).data_dir
    contents = read_own(session, scope, data_dir, found.file_sha256)
    return attachment(contents, found.file_name)


@router.get("/{version}/receipt")
def show_receipt(
    request: Request, session: SessionDep, scope: Reads, cycle: str, version: Version
) -> Response:
    """Show the receipt of a version, to be printed and filed."""
    info = get_submission(session, scope, cycle, version)
    return render(request, receipt_page(open_frame(session, scope, cycle), info))


@router.get("/{version}/submission.json")
def send_submission_file(
    session: SessionDep, scope: Reads, cycle: str, version: Version
) -> Response:
    """Send the submission as it is stored, byte for byte."""
    info = get_submission(session, scope, cycle, version)
    return _file(info.document, file_name("submission", info))


@router.get("/{version}/receipt.json")
def send_receipt_file(session: SessionDep, scope: Reads, cycle: str, version: Version) -> Response:
    """Send the receipt as it is stored, byte for byte."""
    info = get_submission(session, scope, cycle, version)
    return _file(info.receipt, file_name("receipt", info))


def _file(text: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text.encode(), headers=headers, media_type="application/json")
