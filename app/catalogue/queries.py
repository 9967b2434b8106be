"""Reads of the catalogue: cycles with their dates, and the frozen catalogue behind a cycle."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, SQLColumnExpression, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.catalogue.dates import CycleDates
from app.catalogue.models import CatalogueVersion, Cycle, CycleKind, Extension
from app.core.errors import NotFound
from app.domain.indicators import Catalogue
from app.domain.observations import CatalogueIndex
from app.domain.workflow import CycleStatus, Window, window


@dataclass(frozen=True)
class CycleInfo:
    """One cycle as everybody downstream sees it; with an extension, as one reporter does."""

    id: int
    code: str
    kind: CycleKind
    status: CycleStatus
    title: str
    catalogue_version_id: int
    cutoff: date
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    four_eyes: bool
    rules: str = "{}"  # how quality rules count here, as JSON
    embargo_until: datetime | None = None
    previous_id: int | None = None
    extended_until: datetime | None = None
    extension_reason: str = ""

    @property
    def is_baseline(self) -> bool:
        """Tell whether it is compiled from public sources instead of being reported."""
        return self.kind is CycleKind.BASELINE

    @property
    def is_live(self) -> bool:
        """Tell whether reporters report in earnest."""
        return self.kind is CycleKind.LIVE

    @property
    def is_training(self) -> bool:
        """Tell whether it is for practice: its contents are generated and never published."""
        return self.kind is CycleKind.TRAINING

    @property
    def dates(self) -> CycleDates:
        """All dates together."""
        return CycleDates(
            self.cutoff, self.opens_at, self.due_at, self.closes_at, self.embargo_until
        )

    def window(self, at: datetime) -> Window:
        """Return where a moment lies in the dates; nothing opens before the catalogue freezes."""
        if self.status is CycleStatus.DESIGN:
            return Window.BEFORE_OPENING
        if self.status is not CycleStatus.FROZEN:
            return Window.CLOSED
        return window(at, self.opens_at, self.due_at, self.closes_at)


def cycle_info(row: Cycle, extension: Extension | None = None) -> CycleInfo:
    """Return the plain form of a cycle row, with the dates of a reporter that has more time."""
    if row.id is None:
        raise ValueError("the cycle has not been stored yet")
    info = CycleInfo(
        id=row.id,
        code=row.code,
        kind=row.kind,
        status=row.status,
        title=row.title,
        catalogue_version_id=row.catalogue_version_id,
        cutoff=row.cutoff,
        opens_at=row.opens_at,
        due_at=row.due_at,
        closes_at=row.closes_at,
        four_eyes=row.four_eyes,
        rules=row.rules,
        embargo_until=row.embargo_until,
        previous_id=row.previous_id,
    )
    if extension is None:
        return info
    return replace(
        info,
        due_at=max(info.due_at, extension.until),
        closes_at=max(info.closes_at, extension.until),
        extended_until=extension.until,
        extension_reason=extension.reason,
    )


def extension_holds(
    cycle_id: SQLColumnExpression[int], reporter: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """Return the condition that joins the extension that holds for a reporter in a cycle."""
    newest = (
        select_columns(func.max(col(Extension.id)))
        .where(col(Extension.cycle_id) == cycle_id, col(Extension.reporter) == reporter)
        .correlate_except(Extension)
    )
    return col(Extension.id) == newest.scalar_subquery()


def list_extensions(session: Session, cycle_id: int) -> dict[str, Extension]:
    """Return the extension that holds, by reporter."""
    rows = session.exec(
        select(Extension).where(col(Extension.cycle_id) == cycle_id).order_by(col(Extension.id))
    )
    return {row.reporter: row for row in rows}


def find_cycle(session: Session, code: str) -> CycleInfo | None:
    """Return a cycle by its code."""
    row = session.exec(select(Cycle).where(col(Cycle.code) == code)).first()
    if row is None:
        return None
    remember_kind(session, row.code, row.kind)
    return cycle_info(row)


# A cycle keeps its kind for life; by engine, as several databases are open in tests and commands.
_kinds: WeakKeyDictionary[object, dict[str, CycleKind]] = WeakKeyDictionary()


def remember_kind(session: Session, code: str, kind: CycleKind) -> None:
    """Keep the kind of a cycle that was read anyway, so that its page need not ask again."""
    _kinds.setdefault(session.get_bind(), {})[code] = kind


def is_training(session: Session, code: str) -> bool:
    """Tell whether a code names a training cycle; asked by every page, read once per process."""
    known = _kinds.setdefault(session.get_bind(), {})
    if code not in known:
        query = select_columns(col(Cycle.kind)).where(col(Cycle.code) == code)
        kind = session.execute(query).scalar()
        if kind is None:
            return False
        known[code] = kind
    return known[code] is CycleKind.TRAINING


def get_cycle(session: Session, code: str) -> CycleInfo:
    """Return a cycle by its code, or raise NotFound."""
    found = find_cycle(session, code)
    if found is None:
        raise NotFound
    return found


def list_cycles(session: Session) -> list[CycleInfo]:
    """Return all cycles, the newest first."""
    rows = session.exec(select(Cycle).order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc()))
    return [cycle_info(row) for row in rows]


def cycle_titles(session: Session) -> list[tuple[str, str]]:
    """Return code and title of all cycles, the newest first, for pages that only lead to them."""
    newest = col(Cycle.opens_at).desc(), col(Cycle.id).desc()
    rows = session.execute(select(Cycle.code, Cycle.title).order_by(*newest))
    return [(code, title) for code, title in rows]


@lru_cache(maxsize=8)
def _parse(sha256: str, content: str) -> CatalogueIndex:
    return CatalogueIndex.of(Catalogue.model_validate_json(content))


# A frozen version never changes, so its id leads to the same content for ever in this database;
# by engine, because tests and commands open several databases in one process.
_known: WeakKeyDictionary[object, dict[int, CatalogueIndex]] = WeakKeyDictionary()


def get_index(session: Session, version_id: int) -> CatalogueIndex:
    """Return the catalogue of a version, parsed once per process when it is frozen."""
    known = _known.setdefault(session.get_bind(), {})
    if version_id in known:
        return known[version_id]
    row = session.get(CatalogueVersion, version_id)
    if row is None:
        raise NotFound
    index = _parse(row.sha256, row.content)
    if row.frozen_at is not None:
        known[version_id] = index
    return index


def version_head(session: Session, version_id: int) -> tuple[str, str]:
    """Return code and hash of a version."""
    columns = select(CatalogueVersion.code, CatalogueVersion.sha256)
    row = session.exec(columns.where(col(CatalogueVersion.id) == version_id)).one()
    return row[0], row[1]
