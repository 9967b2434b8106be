"""Acts of a desk officer on a submission."""

from typing import Any, cast

from sqlalchemy import CursorResult, insert, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.core.errors import Conflict
from app.domain.answers import HARD_TEXT_LIMIT, clean_text
from app.domain.roles import UnionScope
from app.domain.workflow import Action, IllegalTransition, next_status
from app.reporting.clarifications import count_open
from app.reporting.models import Contribution
from app.reporting.service.announcing import announce_acceptance
from app.reporting.submissions import get_stored
from app.review import messages  # noqa: F401 - registers the sentences
from app.review.four_eyes import second_of_two
from app.review.heads import locked_head
from app.review.models import Acceptance


def accept(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    version: int,
    remarks: str = "",
) -> None:
    """Accept exactly this version; Conflict when a newer one exists or it is not submitted.

    Where a figure is above its bound the proposal of another desk officer is needed first.
    """
    stored = get_stored(session, scope, cycle.id, reporter)
    if stored.version != version:
        raise Conflict("newer_version_exists", version=stored.version)
    try:
        to = next_status(stored.status, Action.ACCEPT, None)
    except IllegalTransition:
        raise Conflict("act_not_possible", status=stored.status, action=Action.ACCEPT) from None
    at = now()
    locked_head(session, scope, cycle, reporter)  # proposals and acceptances come one by one
    if still_open := count_open(session, scope, stored.contribution_id):
        raise Conflict("clarifications_open", count=still_open)
    first = second_of_two(session, scope, cycle, stored)
    moved = cast(
        CursorResult[Any],
        session.execute(
            update(Contribution)
            .where(
                col(Contribution.id) == stored.contribution_id,
                col(Contribution.status) == stored.status,
                col(Contribution.version) == version,
            )
            .values(status=to, updated_at=at)
        ),
    )
    if moved.rowcount != 1:
        raise Conflict("state_changed")
    text = clean_text(remarks)[:HARD_TEXT_LIMIT]
    session.execute(
        insert(Acceptance).values(
            submission_id=stored.id,
            remarks=text,
            accepted_at=at,
            accepted_by=scope.account_id,
            proposed_by=first,
        )
    )
    record(
        session,
        f"contribution:{cycle.code}:{reporter}",
        "accepted_with_remarks" if text else "accepted",
        account_id=scope.account_id,
        reporter=reporter,
        subject=str(version),
        sha256=stored.sha256,
        four_eyes=first is not None,
    )
    announce_acceptance(session, scope, cycle, reporter, version)
