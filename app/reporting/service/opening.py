"""Opening a cycle for its reporters: one contribution each, and proposals from public sources."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.domain.canonical import canonical_json
from app.domain.observations import CatalogueIndex
from app.domain.roles import UnionScope
from app.domain.workflow import Status
from app.reporting.baseline import PublicFact, target_of
from app.reporting.models import Contribution, Prefill


def open_contributions(
    session: Session, scope: UnionScope, cycle: CycleInfo, reporters: Iterable[str]
) -> int:
    """Create the contributions that do not exist yet; returns how many were made."""
    query = select(col(Contribution.reporter)).where(col(Contribution.cycle_id) == cycle.id)
    known = set(session.execute(query).scalars())
    rows = [
        {
            "cycle_id": cycle.id,
            "reporter": reporter,
            "status": Status.NOT_STARTED,
            "came_from": "",
            "version": 0,
            "reason": "",
            "four_eyes": True,
            "updated_at": now(),
        }
        for reporter in reporters
        if reporter not in known
    ]
    if rows:
        session.execute(insert(Contribution), rows)
    return len(rows)


def load_proposals(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    index: CatalogueIndex,
    facts: Iterable[PublicFact],
) -> int:
    """Offer public facts as proposals and return how many are new; loaded ones stay as they are."""
    query = select(col(Prefill.ref)).where(col(Prefill.cycle_id) == cycle.id)
    known = set(session.execute(query).scalars())
    rows = [
        {"cycle_id": cycle.id, "loaded_at": now(), **_proposal(index, cycle.cutoff, fact)}
        for fact in facts
        if fact.fact.id not in known
    ]
    if rows:
        session.execute(insert(Prefill), rows)
        record(
            session,
            f"cycle:{cycle.code}",
            "proposals_loaded",
            account_id=scope.account_id,
            subject="baseline",
            count=len(rows),
        )
    return len(rows)


def _proposal(index: CatalogueIndex, cutoff: date, found: PublicFact) -> dict[str, Any]:
    fact, use = found.fact, found.use
    points, proposal, target = fact.points, {}, ""
    if use.measure:
        points = use.measure.points
        ids = [_point_id(p) for p in points]
        proposal = {**use.measure.model_dump(exclude_none=True), "points": ids}
    elif use.observation:
        target = str(target_of(index, use.observation, cutoff))
        proposal = {"value": use.observation.value, "note": use.observation.note}
        if index.indicators[use.observation.indicator].reference_period == "latest_available":
            proposal["reference_year"] = use.observation.year
    return {
        "ref": fact.id,
        "reporter": found.reporter,
        "use": use.use,
        "points": canonical_json([_point_id(p) for p in points]),
        "target": target,
        "proposal": canonical_json(proposal),
        "title": fact.title,
        "summary": fact.summary,
        "stated": " ".join(part for part in (fact.value, fact.unit) if part),
        "as_of": fact.when,
        "source_title": fact.source.title,
        "source_url": fact.source.url,
        "confidence": fact.confidence,
    }


def _point_id(number: int) -> str:
    return f"P{number:02d}"
