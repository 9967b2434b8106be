"""Questions of the Commission that wait for an answer, as columns of the row of a contribution."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.workflow import ClarificationStatus
from app.reporting.clarification_models import Clarification
from app.reporting.models import Contribution


def open_questions() -> tuple[Any, Any]:
    """Return how many wait, and the day by which the first of them is to be answered."""
    waiting = (
        col(Clarification.contribution_id) == col(Contribution.id),
        col(Clarification.status) == ClarificationStatus.ASKED,
    )
    return tuple(
        select(what).where(*waiting).correlate(Contribution).scalar_subquery()
        for what in (func.count(col(Clarification.id)), func.min(col(Clarification.due_on)))
    )  # type: ignore[return-value]
