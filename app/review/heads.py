"""What the desk acts on: a contribution with a submission, locked until the act is done."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.catalogue.queries import CycleInfo
from app.core.errors import NotFound
from app.domain.roles import UnionScope
from app.domain.workflow import Status
from app.reporting.models import Contribution
from app.reporting.queries import Head
from app.reporting.submissions import SubmissionHead, seen_from_outside, submission_heads


def locked_head(session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str) -> Head:
    """Lock a contribution that was submitted at least once; its writers queue behind."""
    row = session.execute(
        select(Contribution)
        .where(col(Contribution.cycle_id) == cycle.id, col(Contribution.reporter) == reporter)
        .where(col(Contribution.version) > 0)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None or cycle.is_baseline:
        raise NotFound
    return Head(row, cycle)


def seen_status(head: Head) -> Status:
    """Return the state of a contribution as the Commission may know it."""
    return seen_from_outside(head.row.status, head.row.version, head.row.came_from)


def find_head(session: Session, scope: UnionScope, cycle_id: int, reporter: str) -> SubmissionHead:
    """Return what others may know of one contribution, or raise NotFound."""
    heads = submission_heads(session, scope, cycle_id)
    found = next((head for head in heads if head.reporter == reporter), None)
    if found is None:
        raise NotFound
    return found
