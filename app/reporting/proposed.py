"""Proposed values as their reporter meets them: where they come from, and what was decided."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any, cast

import sqlalchemy
from sqlalchemy import Select, Table
from sqlmodel import Session, SQLModel

from app.domain import contribution as domain
from app.domain.asked import home_of
from app.domain.observations import CatalogueIndex, parse_key
from app.domain.roles import DraftScope
from app.reporting.models import Prefill, PrefillDecision, PrefillSeries


@dataclass(frozen=True)
class Proposal:
    """A prefill as the reporter meets it, with its decision where there is one."""

    id: int
    ref: str
    use: str
    points: tuple[str, ...]
    target: str
    proposal: Mapping[str, Any]
    title: str
    summary: str
    stated: str
    as_of: str
    source_title: str
    source_url: str
    confidence: str
    decision: str = ""
    decision_source: str = ""
    decision_revision: int = 0
    series: str = ""  # code of the official series, empty for a public fact
    dataset_version: str = ""
    licence: str = ""
    retrieved_on: date | None = None
    superseded: bool = False  # a later version of its series says something else
    earlier: tuple[str, ...] = ()  # refs of earlier versions that were decided on
    decided_before: str = ""  # what was decided on the last of them
    stated_before: str = ""


_GIVEN = ("points", "proposal", "decision", "decision_source", "decision_revision", "series")
_LATER = ("earlier", "decided_before", "stated_before")
_PLAIN = tuple(f.name for f in fields(Proposal) if f.name not in (*_GIVEN, *_LATER))


def read_proposals(
    session: Session, scope: DraftScope, contribution_id: int, cycle_id: int
) -> tuple[Proposal, ...]:
    """Return what is proposed to the reporter of the scope.

    What a later version of a series replaced is left out unless the reporter decided on it: a
    decision stands until the reporter decides on the later one.
    """
    given = {"contribution_id": contribution_id, "cycle_id": cycle_id, "here": scope.reporter}
    rows = session.connection().execute(_proposed(), given)
    found = [_proposal(row) for row in rows]
    kept = [one for one in found if one.decision or not one.superseded]
    return tuple(_with_earlier(kept))


def _proposal(row: Any) -> Proposal:
    return Proposal(
        **{name: getattr(row, name) for name in _PLAIN if name not in _SERIES},
        points=tuple(json.loads(row.points)),
        proposal=json.loads(row.proposal),
        decision=row.decision or "",
        decision_source=row.decision_source or "",
        decision_revision=row.decision_revision or 0,
        series=row.series or "",
        dataset_version=row.dataset_version or "",
        licence=row.licence or "",
        retrieved_on=row.retrieved_on,
    )


_SERIES = ("dataset_version", "licence", "retrieved_on")


@cache
def _proposed() -> Select[Any]:
    # Composed once; every page reads it.
    prefill, decided, series = (_table(m) for m in (Prefill, PrefillDecision, PrefillSeries))
    ours = decided.c.contribution_id == sqlalchemy.bindparam("contribution_id")
    return (
        sqlalchemy.select(
            prefill,
            decided.c.decision,
            decided.c.source.label("decision_source"),
            decided.c.revision.label("decision_revision"),
            series.c.code.label("series"),
            series.c.dataset_version,
            series.c.licence,
            series.c.retrieved_on,
        )
        .outerjoin(decided, (decided.c.prefill_id == prefill.c.id) & ours)
        .outerjoin(series, series.c.id == prefill.c.series_id)
        .where(
            prefill.c.cycle_id == sqlalchemy.bindparam("cycle_id"),
            prefill.c.reporter == sqlalchemy.bindparam("here"),
        )
        .order_by(prefill.c.ref)
    )


def _table(model: type[SQLModel]) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


def _with_earlier(found: Iterable[Proposal]) -> list[Proposal]:
    """Tell every present proposal what was decided on its earlier versions.

    Once the present one is decided the earlier decisions are history and no longer shown.
    """
    proposals = list(found)
    replaced: dict[tuple[str, str], list[Proposal]] = {}
    for one in proposals:
        if one.superseded:
            replaced.setdefault((one.series, one.target), []).append(one)
    if not replaced:
        return proposals
    made, over = [], set()
    for one in proposals:
        before = [] if one.superseded else replaced.get((one.series, one.target), [])
        if not before or not one.series:
            made.append(one)
            continue
        last = max(before, key=lambda other: other.id)
        over |= {other.ref for other in before if other is not last or one.decision}
        made.append(
            replace(
                one,
                earlier=tuple(other.ref for other in before),
                decided_before=last.decision,
                stated_before=last.stated,
            )
        )
    return [one for one in made if one.ref not in over]


def is_open(proposal: Proposal) -> bool:
    """Tell whether somebody still has to decide."""
    return proposal.use in ("observation", "measure") and not proposal.decision


def open_proposal(index: CatalogueIndex, proposal: Proposal) -> domain.OpenProposal:
    """Return an undecided proposal as the rules see it."""
    key = parse_key(proposal.target)
    point = home_of(index, key) if key else proposal.points[0]
    return domain.OpenProposal(proposal.ref, proposal.target or "measure", point)


def decision_of(proposal: Proposal) -> domain.PrefillDecision:
    """Return what was decided, as it is submitted."""
    return domain.PrefillDecision(
        prefill=proposal.ref,
        target=proposal.target or "measure",
        decision=proposal.decision,
        source=proposal.decision_source,
        proposal=proposal.stated,
        point=proposal.points[0],
    )
