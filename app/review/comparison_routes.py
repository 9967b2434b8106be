"""A submission at the desk beside its version before, and beside the last cycle."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from app.catalogue.queries import get_cycle, get_index
from app.core.errors import NotFound
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import get_reporter
from app.reporting.last_time import last_time_of
from app.reporting.submissions import get_stored, list_versions
from app.review.pages.compared import last_cycle_page, versions_page
from app.web.pages import render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/desk/{cycle}/{reporter}/versions/{version}")

Reads = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_READ))]
Version = Annotated[int, Path(ge=1, le=10_000)]
Earlier = Annotated[int, Query(alias="from", ge=0, le=10_000)]
Only = Annotated[str, Query(max_length=20)]


@router.get("/changes")
def show_changes(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    reporter: str,
    version: Version,
    earlier: Earlier = 0,
) -> Response:
    """Show what changed since an earlier version, the one before unless another is chosen."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    stored = get_stored(session, scope, chosen.id, code, version)
    versions = list_versions(session, scope, chosen.id, code)
    known = [head.version for head in versions if head.version < version]
    wanted = earlier or max(known, default=0)
    if wanted not in known:
        raise NotFound
    before = get_stored(session, scope, chosen.id, code, wanted)
    index = get_index(session, chosen.catalogue_version_id)
    return render(request, versions_page(index, chosen, stored, before, versions))


@router.get("/last-cycle")
def show_last_cycle(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    reporter: str,
    version: Version,
    only: Only = "",
) -> Response:
    """Show a submission beside what the country submitted in the last cycle."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    if chosen.is_baseline:
        raise NotFound
    stored = get_stored(session, scope, chosen.id, code, version)
    last = last_time_of(session, scope, stored.contribution_id)
    index = get_index(session, chosen.catalogue_version_id)
    return render(request, last_cycle_page(index, chosen, stored, last, only))
