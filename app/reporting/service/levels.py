"""Who may see the tables of an indicator: one choice for all their cells, now and later ones."""

from dataclasses import fields

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.errors import NotFound
from app.domain.asked import home_of
from app.domain.contribution import ReportData
from app.domain.derived import COMPUTED
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.roles import CountryScope
from app.domain.visibility import effective
from app.reporting import models
from app.reporting.queries import Draft, Head, draft_of, get_head, index_of
from app.reporting.service.bulk import Entry, keep_many
from app.reporting.service.keeping import Base, check_writing, read_history
from app.reporting.service.saving import ObservationContent, row_columns


def table_cells(data: ReportData, total: ObservationKey) -> dict[ObservationKey, Observation]:
    """Return the cells of the tables beside a total, of all periods, as somebody entered them."""
    return {
        key: seen
        for key, seen in data.observations.items()
        if (key.indicator, key.point) == (total.indicator, total.point)
        and not key.is_total
        and seen.origin != COMPUTED
    }


def level_of_tables(
    session: Session, head: Head, index: CatalogueIndex, total: ObservationKey
) -> str:
    """Return who may see a new cell: whoever sees the others, or else the total.

    The most closed one holds, so that a table never says in public what its country closed.
    """
    of = models.Observation
    query = select(col(of.visibility), col(of.breakdown) == "").where(
        col(of.contribution_id) == head.id,
        col(of.indicator) == total.indicator,
        col(of.point).is_not_distinct_from(total.point),
        col(of.cleared).is_(False),
    )
    rows = session.execute(query).all()
    levels = [level for level, is_total in rows if not is_total] or [level for level, _ in rows]
    found: str = index.indicators[total.indicator].sensitivity
    for level in levels:
        found = effective(found, level)
    return found


def set_level(
    session: Session, scope: CountryScope, cycle: str, total: ObservationKey, level: str
) -> None:
    """Let these readers see the tables beside a total; the total has its own choice.

    Raises NotFound where there is no cell yet: the choice belongs to values.
    """
    head = get_head(session, scope, cycle, lock=True)
    check_writing(session, scope, head, home_of(index_of(session, head), total))
    draft = draft_of(session, scope, head)
    cells = table_cells(draft.data, total)
    if not cells:
        raise NotFound
    entries = [_entry(draft, key, seen, level) for key, seen in cells.items()]
    least = min(entry.base.revision for entry in entries)
    known = read_history(session, head, [entry.subject for entry in entries], least)
    keep_many(session, scope, head, entries, models.Observation, known)


def _entry(draft: Draft, key: ObservationKey, seen: Observation, level: str) -> Entry:
    """Return a cell as it stands, with another level; the catalogue's ceiling holds."""
    allowed = effective(level, draft.index.indicators[key.indicator].sensitivity)
    said = {f.name: getattr(seen, f.name) for f in fields(ObservationContent)}
    content = ObservationContent(**{**said, "visibility": allowed})
    subject = f"observation:{key}"
    return Entry(
        subject=subject,
        content=content.as_content(),
        natural_key={"key": str(key)},
        columns=row_columns(draft.index, key, content),
        base=Base(draft.saved_at(subject).revision),
    )
