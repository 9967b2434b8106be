"""Records that were taken out of a contribution and can be brought back."""

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.roles import CountryScope
from app.reporting.models import Evidence, Measure


@dataclass(frozen=True)
class Removed:
    """A measure or a link that was taken out."""

    kind: str  # measure, evidence
    uid: str
    title: str
    points: tuple[str, ...]


def find_removed_measure(
    session: Session, scope: CountryScope, contribution_id: int, uid: str
) -> Removed | None:
    """Return a removed measure of the contribution, or None."""
    query = select(Measure.title, Measure.points).where(
        col(Measure.contribution_id) == contribution_id,
        col(Measure.uid) == uid,
        col(Measure.removed).is_(True),
    )
    row = session.exec(query).first()
    return Removed("measure", uid, row[0], tuple(json.loads(row[1]))) if row else None


def find_removed_evidence(
    session: Session, scope: CountryScope, contribution_id: int, uid: str
) -> Removed | None:
    """Return a removed link of the contribution, or None."""
    query = select(Evidence.title, Evidence.point).where(
        col(Evidence.contribution_id) == contribution_id,
        col(Evidence.uid) == uid,
        col(Evidence.removed).is_(True),
    )
    row = session.exec(query).first()
    return Removed("evidence", uid, row[0], (row[1],)) if row else None
