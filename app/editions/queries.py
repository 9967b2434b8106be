"""Reads of editions and facts, by what the reader may see."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.catalogue.models import Cycle, CycleKind
from app.core.errors import NotFound
from app.domain.facts import Fact, fact_from_canonical
from app.domain.roles import PublicScope, UnionScope
from app.domain.visibility import Stage, Viewer, may_see
from app.domain.workflow import EditionStatus
from app.editions.models import Edition, EditionFact, EditionProgress

AnyScope = UnionScope | PublicScope


@dataclass(frozen=True)
class EditionInfo:
    """An edition with its place in the way to publication."""

    id: int
    code: str
    number: int
    cycle_id: int
    cycle_code: str
    cycle_title: str
    kind: CycleKind
    catalogue_version_id: int
    sha256: str
    manifest: Mapping[str, Any]
    frozen_at: datetime
    frozen_by: int | None
    status: EditionStatus
    approved_by: int | None
    published_at: datetime | None

    @property
    def is_published(self) -> bool:
        """Tell whether everybody may see it."""
        return self.status is EditionStatus.PUBLISHED


def _editions(scope: AnyScope) -> Select[Any]:
    columns: tuple[Any, ...] = (
        col(Edition.id),
        col(Edition.code),
        col(Edition.number),
        col(Edition.cycle_id),
        col(Cycle.code).label("cycle_code"),
        col(Cycle.title).label("cycle_title"),
        col(Cycle.kind),
        col(Cycle.catalogue_version_id),
        col(Edition.sha256),
        col(Edition.manifest),
        col(Edition.frozen_at),
        col(Edition.frozen_by),
        col(EditionProgress.status),
        col(EditionProgress.approved_by),
        col(EditionProgress.published_at),
    )
    query: Select[Any] = (
        select(*columns)
        .join(Cycle, col(Cycle.id) == col(Edition.cycle_id))
        .join(EditionProgress, col(EditionProgress.edition_id) == col(Edition.id))
    )
    if isinstance(scope, PublicScope):
        query = query.where(col(EditionProgress.status) == EditionStatus.PUBLISHED)
    return query


def _info(row: Any) -> EditionInfo:
    return EditionInfo(**{**row._mapping, "manifest": json.loads(row.manifest)})


def list_editions(session: Session, scope: AnyScope) -> list[EditionInfo]:
    """Return the editions the reader may know of, the newest first."""
    rows = session.execute(_editions(scope).order_by(col(Edition.id).desc()))
    return [_info(row) for row in rows]


def find_edition(session: Session, scope: AnyScope, code: str) -> EditionInfo | None:
    """Return an edition by its code, None when the reader may not know of it."""
    row = session.execute(_editions(scope).where(col(Edition.code) == code)).first()
    return None if row is None else _info(row)


def get_edition(session: Session, scope: AnyScope, code: str) -> EditionInfo:
    """Return an edition by its code, or raise NotFound."""
    found = find_edition(session, scope, code)
    if found is None:
        raise NotFound
    return found


def latest_published(session: Session) -> EditionInfo | None:
    """Return the edition published last, live before baseline; None before any publication."""
    rows = session.execute(
        _editions(PublicScope()).order_by(
            (col(Cycle.kind) == CycleKind.LIVE).desc(),
            col(EditionProgress.published_at).desc(),
            col(Edition.id).desc(),
        )
    )
    row = rows.first()
    return None if row is None else _info(row)


def load_facts(
    session: Session, scope: AnyScope, edition: EditionInfo, subjects: tuple[str, ...] = ()
) -> dict[str, Fact]:
    """Return the facts of an edition that this reader may see as figures, by full id."""
    query = select(col(EditionFact.content)).where(col(EditionFact.edition_id) == edition.id)
    if subjects:
        query = query.where(col(EditionFact.subject).in_(subjects))
    facts = (fact_from_canonical(json.loads(text)) for text in session.execute(query).scalars())
    return {fact.id: fact for fact in facts if shows(scope, edition, fact)}


def shows(scope: AnyScope, edition: EditionInfo, fact: Fact) -> bool:
    """Tell whether this reader may see the figure; small cells stay with the Commission."""
    viewer, stage = viewer_of(scope), stage_of(edition)
    if fact.suppressed and viewer is not Viewer.COMMISSION:
        return False
    return may_see(viewer, fact.visibility, stage)


def viewer_of(scope: AnyScope) -> Viewer:
    """Return from where the scope looks."""
    if isinstance(scope, PublicScope):
        return Viewer.PUBLIC
    return Viewer.COMMISSION if scope.reads_submissions else Viewer.SUBGROUP


def stage_of(edition: EditionInfo) -> Stage:
    """Return how far the information of an edition has come."""
    return Stage.PUBLISHED if edition.is_published else Stage.CONSOLIDATED


def find_fact(session: Session, scope: AnyScope, edition: EditionInfo, name: str) -> Fact | None:
    """Return a fact by its full or short id, None when there is none this reader may see."""
    query = select(col(EditionFact.content)).where(
        col(EditionFact.edition_id) == edition.id,
        (col(EditionFact.fact) == name) | (col(EditionFact.short) == name),
    )
    text = session.execute(query).scalars().first()
    if text is None:
        return None
    fact = fact_from_canonical(json.loads(text))
    return fact if shows(scope, edition, fact) else None
