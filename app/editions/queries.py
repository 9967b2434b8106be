"""Reads of editions and facts, by what the reader may see."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.catalogue.models import Cycle, CycleKind
from app.core.clock import now
from app.core.db import moment
from app.core.errors import NotFound
from app.domain.facts import Fact, fact_from_canonical
from app.domain.roles import Permission, PublicScope, UnionScope
from app.domain.visibility import Stage, Viewer, may_see
from app.domain.workflow import CYCLE_ORDER, CycleStatus, EditionStatus
from app.editions.models import Edition, EditionFact, EditionProgress
from app.reporting.submissions import StoredSubmission, submissions_by_sequence

AnyScope = UnionScope | PublicScope
# States of a cycle in which the ERA Forum subgroup sees what is not published yet.
_CONSOLIDATED = CYCLE_ORDER[CYCLE_ORDER.index(CycleStatus.CONSOLIDATION) :]
# An approved edition whose moment has come is public, whether or not that was noted yet.
_ON_THE_WAY_OUT = (EditionStatus.APPROVED, EditionStatus.PUBLISHED)


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
    published_at: datetime | None  # once that moment has come
    embargo_until: datetime | None = None
    publishes_at: datetime | None = None  # confirmed, and still to come

    @property
    def is_baseline(self) -> bool:
        """Tell whether it is compiled from public sources: nobody reported."""
        return self.kind is CycleKind.BASELINE

    @property
    def is_published(self) -> bool:
        """Tell whether everybody may see it: at this moment, no earlier than its embargo ends."""
        is_over = self.embargo_until is None or self.embargo_until <= now()
        return self.status is EditionStatus.PUBLISHED and is_over and not self.is_training

    @property
    def is_training(self) -> bool:
        """Tell whether its contents are generated, for practice: it never gets outside."""
        return self.kind is CycleKind.TRAINING


def _every() -> Select[Any]:
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
        col(Cycle.embargo_until),
    )
    query: Select[Any] = (
        select(*columns)
        .join(Cycle, col(Cycle.id) == col(Edition.cycle_id))
        .join(EditionProgress, col(EditionProgress.edition_id) == col(Edition.id))
    )
    return query


def _editions(scope: AnyScope) -> Select[Any]:
    if isinstance(scope, PublicScope):
        return _seen_by(Viewer.PUBLIC)
    is_inside = Permission.EDITION_READ in scope.permissions
    return _seen_by(Viewer.COMMISSION if is_inside else Viewer.SUBGROUP)


@cache
def _seen_by(viewer: Viewer) -> Select[Any]:
    """Return the query of the editions that a kind of reader may know of; composed once."""
    query, at = _every(), moment()
    over = col(Cycle.embargo_until).is_(None) | (col(Cycle.embargo_until) <= at)
    is_published = (
        col(EditionProgress.status).in_(_ON_THE_WAY_OUT)
        & (col(EditionProgress.published_at) <= at)
        & over
        & (col(Cycle.kind) != CycleKind.TRAINING)
    )
    if viewer is Viewer.PUBLIC:
        return query.where(is_published)
    if viewer is Viewer.SUBGROUP:  # the ERA Forum subgroup
        in_earnest = col(Cycle.kind) != CycleKind.TRAINING
        return query.where(is_published | (col(Cycle.status).in_(_CONSOLIDATED) & in_earnest))
    return query


@cache
def _published_codes() -> Select[str, str]:
    query = _seen_by(Viewer.PUBLIC).order_by(col(Edition.id).desc())
    return query.with_only_columns(col(Edition.code), col(Edition.sha256))


def _info(row: Any) -> EditionInfo:
    """Return an edition as it stands at this moment: the clock publishes, not a job."""
    found = {**row._mapping, "manifest": json.loads(row.manifest)}
    if found["published_at"] is not None and found["status"] in _ON_THE_WAY_OUT:
        visible_from = max(found["published_at"], found["embargo_until"] or found["published_at"])
        if visible_from > now():
            found |= {"status": EditionStatus.APPROVED, "publishes_at": visible_from}
            found["published_at"] = None
        else:
            found["status"] = EditionStatus.PUBLISHED
    return EditionInfo(**found)


def list_editions(session: Session, scope: AnyScope) -> list[EditionInfo]:
    """Return the editions the reader may know of, the newest first."""
    rows = session.execute(_editions(scope).order_by(col(Edition.id).desc()))
    return [_info(row) for row in rows]


def published_state(session: Session) -> tuple[tuple[str, str], ...]:
    """Return what everybody may see at this moment, in short: it changes with publication only."""
    return tuple((row.code, row.sha256) for row in session.execute(_published_codes()))


def state_of(editions: Iterable[EditionInfo]) -> tuple[tuple[str, str], ...]:
    """Return the same of editions that a reader was given, the newest first."""
    return tuple((edition.code, edition.sha256) for edition in editions)


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


def every_edition(session: Session, code: str) -> EditionInfo:
    """Return an edition that the caller has found the reader to be asked about."""
    return _info(session.execute(_every().where(col(Edition.code) == code)).one())


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


def earlier_catalogues(session: Session, edition: EditionInfo) -> list[int]:
    """Return the other catalogues behind the editions published before this one, oldest first."""
    before = _editions(PublicScope()).where(
        col(Edition.id) < edition.id,
        col(Cycle.catalogue_version_id) != edition.catalogue_version_id,
    )
    columns = before.with_only_columns(col(Cycle.catalogue_version_id)).order_by(col(Edition.id))
    return list(dict.fromkeys(session.execute(columns).scalars()))


def find_successor(session: Session, scope: AnyScope, edition: EditionInfo) -> EditionInfo | None:
    """Return the published edition of the same round that corrects this one, the first after it."""
    after = [
        e
        for e in list_editions(session, scope)
        if e.cycle_id == edition.cycle_id and e.number > edition.number and e.is_published
    ]
    return min(after, key=lambda e: e.number, default=None)


def find_predecessor(session: Session, scope: AnyScope, edition: EditionInfo) -> EditionInfo | None:
    """Return the edition this one corrects: the last published before it, else the last one."""
    before = [
        e
        for e in list_editions(session, scope)
        if e.cycle_id == edition.cycle_id and e.number < edition.number
    ]
    return max(before, key=lambda e: (e.is_published, e.number), default=None)


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


def may(scope: AnyScope, permission: Permission) -> bool:
    """Tell whether a reader who may be anybody has a permission; the public has none."""
    return isinstance(scope, UnionScope) and permission in scope.permissions


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


def load_inputs(
    session: Session, scope: AnyScope, edition: EditionInfo, reporters: tuple[str, ...]
) -> dict[str, StoredSubmission]:
    """Return the submissions of these reporters as the edition froze them, by reporter.

    They are whole: what of them a reader may see is decided value by value.
    """
    sequences = [
        entry["sequence"]
        for entry in edition.manifest["submissions"]
        if entry["reporter"] in reporters
    ]
    return {s.reporter: s for s in submissions_by_sequence(session, scope, sequences)}
