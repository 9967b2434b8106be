"""Opening a submission at the desk: everything its page shows, read by the desk's scope."""

from sqlmodel import Session

from app.catalogue.queries import CycleInfo, get_index
from app.core.logging import logger
from app.domain.roles import UnionScope
from app.domain.workflow import Status
from app.identity.queries import account_names
from app.identity.reporters import get_reporter
from app.reporting.clarifications import list_asked
from app.reporting.living import list_current
from app.reporting.submissions import (
    StoredSubmission,
    get_stored,
    list_versions,
    submission_heads,
)
from app.review.cases import find_case, list_officers
from app.review.four_eyes import list_proposals, needed_for
from app.review.pages.reading import Opened, ReadingPage, reading_page
from app.review.queries import find_acceptance
from app.review.remarks import list_remarks


def open_reading(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    version: int | None = None,
    *,
    remarks: str = "",
    reason: str = "",
    errors: tuple[tuple[str, str], ...] = (),
    texts: str = "",
) -> ReadingPage:
    """Return the page of a submission, the latest without `version`; raises NotFound."""
    stored = get_stored(session, scope, cycle.id, get_reporter(reporter), version)
    opened = _opened(session, scope, cycle, stored)
    # Who of the Commission read what stands in the operator's log, not in the record of acts.
    logger().info(
        "submission_read",
        account_id=scope.account_id,
        cycle=cycle.code,
        reporter=stored.reporter,
        version=stored.version,
    )
    index = get_index(session, cycle.catalogue_version_id)
    return reading_page(
        index, scope, opened, remarks=remarks, reason=reason, errors=errors, texts=texts
    )


def _opened(
    session: Session, scope: UnionScope, cycle: CycleInfo, stored: StoredSubmission
) -> Opened:
    acceptance = find_acceptance(session, scope, stored.id)
    waits = stored.status is Status.SUBMITTED
    return Opened(
        cycle=cycle,
        stored=stored,
        heads=tuple(submission_heads(session, scope, cycle.id)),
        versions=tuple(list_versions(session, scope, cycle.id, stored.reporter)),
        acceptance=acceptance,
        names=account_names(session, (acceptance.accepted_by,) if acceptance else ()),
        questions=list_asked(session, scope, cycle.id, stored.reporter),
        remarks=tuple(list_remarks(session, scope, stored.contribution_id)),
        current=tuple(list_current(session, scope, stored.reporter)),
        case=find_case(session, scope, stored.contribution_id),
        officers=() if cycle.is_baseline else list_officers(session),
        above=needed_for(session, scope, cycle, stored) if waits else (),
        proposals=list_proposals(session, scope, stored.id),
    )
