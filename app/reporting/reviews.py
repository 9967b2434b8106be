"""What holds for whole points: left out, reopened, agreed inside, handed over; in one query."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlmodel import Session, col

from app.core.db import UtcDateTime
from app.domain.ministry import Decision
from app.domain.point_review import Review
from app.domain.roles import CountryScope, DraftScope
from app.identity.models import Account
from app.reporting.models import ContributionPoint
from app.reporting.team_models import Assignment, CommentThread, MinistryApproval, PointReview


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
class AskHead:
    """That a ministry was asked to approve points, and whether it waits for the scope's person."""

    id: int
    body: str
    points: tuple[str, ...]
    waits_for_me: bool


@dataclass(frozen=True)
class Points:
    """The points of a contribution of which something is recorded, by id."""

    left_out: Mapping[str, str]  # with the reason, which may be empty
    reopened: frozenset[str]
    revisions: Mapping[str, int]
    reviews: Mapping[str, PointAgreement]
    asks: tuple[AskHead, ...]
    talked: frozenset[str] = frozenset()  # fields about which a conversation is open
    assigned: frozenset[str] = frozenset()  # to the scope's person: `P04`, or a question `P04.when`


def read_points(session: Session, scope: DraftScope, contribution_id: int) -> Points:
    """Return what is recorded of the points of the scope's own contribution.

    How far they are agreed inside the country is not told to anybody who is shown its draft.
    """
    inside = isinstance(scope, CountryScope)
    given = {"contribution_id": contribution_id, "account_id": scope.account_id}
    found = session.execute(_points(inside), given)
    rows = sorted(found, key=lambda row: (row.point, row.revision))
    recorded = [row for row in rows if row.kind == "point"]
    return Points(
        left_out={row.point: row.text for row in recorded if row.left_out},
        reopened=frozenset(row.point for row in recorded if row.reopened),
        revisions={row.point: row.revision for row in recorded},
        reviews={row.point: _agreement(row) for row in rows if row.kind == "review"},
        asks=tuple(
            AskHead(row.revision, row.text, tuple(json.loads(row.point)), row.left_out)
            for row in rows
            if row.kind == "ask"
        ),
        talked=frozenset(row.text for row in rows if row.kind == "talk"),
        assigned=frozenset(row.text or row.point for row in rows if row.kind == "assigned"),
    )


@cache
def _points(inside: bool) -> CompoundSelect[Any]:
    # One query for five tables: every page needs them, and each page may ask only a few times.
    inner = (_reviewed, _recorded, _asked, _assigned, _talked)
    parts = inner if inside else (_nobodys, _recorded)
    return union_all(*(part() for part in parts))


def _here() -> BindParameter[int]:
    return bindparam("contribution_id")


@cache
def _reviewed() -> Any:
    return (
        select(
            literal("review").label("kind"),
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
        .where(col(PointReview.contribution_id) == _here())
    )


@cache
def _nobodys() -> Any:
    """Return no review at all, in the columns of those that there may be."""
    return _reviewed().where(false())


@cache
def _recorded() -> Any:
    return select(
        literal("point"),
        col(ContributionPoint.point),
        literal(""),
        col(ContributionPoint.reason),
        col(ContributionPoint.revision),
        col(ContributionPoint.left_out),
        col(ContributionPoint.reopened),
        cast(null(), UtcDateTime),
        literal(""),
    ).where(col(ContributionPoint.contribution_id) == _here())


@cache
def _asked() -> Any:
    waits_for_me = and_(
        col(MinistryApproval.account_id) == bindparam("account_id"),
        col(MinistryApproval.decision) == Decision.NONE,
        col(MinistryApproval.withdrawn_at).is_(None),
    )
    return select(
        literal("ask"),
        col(MinistryApproval.points),
        col(MinistryApproval.decision),
        col(MinistryApproval.body),
        col(MinistryApproval.id),
        waits_for_me,
        literal(False),
        col(MinistryApproval.asked_at),
        literal(""),
    ).where(col(MinistryApproval.contribution_id) == _here())


@cache
def _assigned() -> Any:
    """Return what was handed to the person of the scope: a point, or one question of it."""
    return select(
        literal("assigned"),
        col(Assignment.point),
        literal(""),
        col(Assignment.question),
        col(Assignment.id),
        literal(False),
        literal(False),
        cast(null(), UtcDateTime),
        literal(""),
    ).where(
        col(Assignment.contribution_id) == _here(),
        col(Assignment.account_id) == bindparam("account_id"),
    )


@cache
def _talked() -> Any:
    """Return the open conversations about single fields, named as in the history."""
    return select(
        literal("talk"),
        col(CommentThread.point),
        literal(""),
        col(CommentThread.subject),
        col(CommentThread.id),
        literal(False),
        literal(False),
        cast(null(), UtcDateTime),
        literal(""),
    ).where(
        col(CommentThread.contribution_id) == _here(),
        col(CommentThread.resolved_at).is_(None),
        col(CommentThread.subject) != "",
    )


def _agreement(row: Any) -> PointAgreement:
    return PointAgreement(Review(row.state), row.text, row.revision, row.at, row.by)
