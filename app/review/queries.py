"""Reads of the Commission's desk: submitted work only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.roles import UnionScope
from app.review.models import Acceptance


@dataclass(frozen=True)
class AcceptanceInfo:
    """When a submission was accepted, by whom, with which remarks."""

    accepted_at: datetime
    accepted_by: int | None
    remarks: str


def find_acceptance(
    session: Session, scope: UnionScope, submission_id: int
) -> AcceptanceInfo | None:
    """Return the acceptance of a submission, None when it is not accepted."""
    row = session.execute(
        select(
            col(Acceptance.accepted_at), col(Acceptance.accepted_by), col(Acceptance.remarks)
        ).where(col(Acceptance.submission_id) == submission_id)
    ).first()
    return None if row is None else AcceptanceInfo(*row)
