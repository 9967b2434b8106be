"""What holds for whole points: left out, reopened, agreed inside the country; in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import cast, func, literal, null, select, union_all
from sqlmodel import Session, col

from app.core.db import UtcDateTime
from app.domain.point_review import Review
from app.domain.roles import CountryScope
from app.identity.models import Account
from app.reporting.models import ContributionPoint
from app.reporting.team_models import PointReview


@dataclass(frozen=True)
class PointAgreement:
    """What was last said of a point, by whom and when; nothing yet has revision 0."""

    state: Review = Review.OPEN
    note: str = ""
    revision: int = 0
    at: datetime | None = None
    by: str = ""


NOTHING_SAID = PointAgreement()


@dataclass(frozen=True)
class Points:
    """The points of a contribution of which something is recorded, by id."""

    left_out: Mapping[str, str]  # with the reason, which may be empty
    reopened: frozenset[str]
    revisions: Mapping[str, int]
    reviews: Mapping[str, PointAgreement]


def read_points(session: Session, scope: CountryScope, contribution_id: int) -> Points:
    """Return what is recorded of the points of the scope's own contribution."""
    # One query for two tables: every page needs both, and each page may ask only a few times.
    query = union_all(_reviewed(scope, contribution_id), _recorded(scope, contribution_id))
    rows = sorted(session.execute(query), key=lambda row: row.point)
    recorded = [row for row in rows if not row.is_review]
    return Points(
        left_out={row.point: row.text for row in recorded if row.left_out},
        reopened=frozenset(row.point for row in recorded if row.reopened),
        revisions={row.point: row.revision for row in recorded},
        reviews={row.point: _agreement(row) for row in rows if row.is_review},
    )


def _reviewed(scope: CountryScope, contribution_id: int) -> Any:
    return (
        select(
            literal(True).label("is_review"),
            col(PointReview.point),
            col(PointReview.state),
            col(PointReview.note).label("text"),
            col(PointReview.revision),
            literal(False).label("left_out"),
            literal(False).label("reopened"),
            col(PointReview.saved_at).label("at"),
            func.coalesce(col(Account.name), "").label("by"),
        )
        .outerjoin(Account, col(Account.id) == col(PointReview.saved_by))
        .where(col(PointReview.contribution_id) == contribution_id)
    )


def _recorded(scope: CountryScope, contribution_id: int) -> Any:
    return select(
        literal(False),
        col(ContributionPoint.point),
        literal(""),
        col(ContributionPoint.reason),
        col(ContributionPoint.revision),
        col(ContributionPoint.left_out),
        col(ContributionPoint.reopened),
        cast(null(), UtcDateTime),
        literal(""),
    ).where(col(ContributionPoint.contribution_id) == contribution_id)


def _agreement(row: Any) -> PointAgreement:
    return PointAgreement(Review(row.state), row.text, row.revision, row.at, row.by)
