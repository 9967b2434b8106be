"""Slices: what a reader saved to take away again and again; only the reader's own are found."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.core.i18n import available_locales
from app.domain.observations import CatalogueIndex
from app.domain.roles import UnionScope
from app.editions.queries import EditionInfo, list_editions
from app.open_data import slice_messages  # noqa: F401 - registers the sentences
from app.open_data.choice import Choice, read_choice
from app.open_data.models import Slice
from app.open_data.tables import SHEETS
from app.open_data.text_tables import EVIDENCE, MEASURE

MOST = 50


@dataclass(frozen=True)
class SliceInfo:
    """A slice as it stands."""

    id: int
    account_id: int
    name: str
    choice: Choice
    language: str
    notify: bool
    told: frozenset[str]
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class SliceInput:
    """What somebody wants to save."""

    name: str
    choice: Choice
    language: str
    notify: bool


def list_slices(session: Session, scope: UnionScope) -> list[SliceInfo]:
    """Return the slices of the person, by name."""
    rows = session.scalars(_own(scope).order_by(col(Slice.name), col(Slice.id)))
    return [_info(row) for row in rows]


def get_slice(session: Session, scope: UnionScope, slice_id: int) -> SliceInfo:
    """Return a slice of the person; one of somebody else looks like none."""
    row = session.scalars(_own(scope).where(col(Slice.id) == slice_id)).one_or_none()
    if row is None:
        raise NotFound
    return _info(row)


def slices_called(session: Session, name: str) -> list[SliceInfo]:
    """Return the slices of whomever with this number or name, for the operator at the machine."""
    query = select(Slice).where(col(Slice.deleted_at).is_(None)).order_by(col(Slice.id))
    wanted = col(Slice.id) == int(name) if name.isascii() and name.isdigit() else None
    found = list(session.scalars(query.where(col(Slice.name) == name)))
    if not found and wanted is not None:
        found = list(session.scalars(query.where(wanted)))
    return [_info(row) for row in found]


def slices_to_tell(session: Session) -> list[SliceInfo]:
    """Return the slices whose readers want to hear of editions, for the worker."""
    query = select(Slice).where(col(Slice.deleted_at).is_(None), col(Slice.notify).is_(True))
    return [_info(row) for row in session.scalars(query.order_by(col(Slice.id)))]


def save_slice(
    session: Session,
    scope: UnionScope,
    index: CatalogueIndex,
    given: SliceInput,
    slice_id: int | None = None,
) -> int:
    """Save a new slice, or change one; return its number."""
    name = " ".join(given.name.split())
    _check(session, scope, index, given, name, slice_id)
    kept = {
        "name": name,
        "choice": given.choice.written(),
        "language": given.language,
        "notify": given.notify,
        "changed_at": now(),
    }
    if slice_id is None:
        kept |= {"account_id": scope.account_id, "created_at": now(), "told": "[]"}
        slice_id = session.execute(insert(Slice).values(kept).returning(col(Slice.id))).scalar_one()
        was_told = False
    else:
        was_told = get_slice(session, scope, slice_id).notify
        session.execute(update(Slice).where(col(Slice.id) == slice_id).values(kept))
    if given.notify and not was_told:
        note_told(session, slice_id, marks(list_editions(session, scope)))
    _record(session, scope, "slice.saved", slice_id)
    return slice_id


def set_notify(session: Session, scope: UnionScope, slice_id: int, *, wanted: bool) -> None:
    """Begin or end to tell of editions; what can be seen already is not told."""
    held = get_slice(session, scope, slice_id)
    if held.notify == wanted:
        return
    session.execute(update(Slice).where(col(Slice.id) == held.id).values(notify=wanted))
    if wanted:
        note_told(session, held.id, marks(list_editions(session, scope)))
    _record(session, scope, "slice.saved", held.id)


def delete_slice(session: Session, scope: UnionScope, slice_id: int) -> None:
    """Delete a slice; the record of what was delivered of it stays."""
    held = get_slice(session, scope, slice_id)
    session.execute(update(Slice).where(col(Slice.id) == held.id).values(deleted_at=now()))
    _record(session, scope, "slice.deleted", held.id)


def marks(editions: Iterable[EditionInfo]) -> frozenset[str]:
    """Return how far each edition has come, as it is told once: first restricted, then public."""
    return frozenset(
        f"{edition.code} {'published' if edition.is_published else 'restricted'}"
        for edition in editions
        if not edition.is_training
    )


def note_told(session: Session, slice_id: int, told: Iterable[str]) -> None:
    """Note which editions the reader of a slice knows of."""
    kept = json.dumps(sorted(told))
    session.execute(update(Slice).where(col(Slice.id) == slice_id).values(told=kept))


def text_kinds(index: CatalogueIndex) -> dict[str, str]:
    """Return the kinds of texts by key, with their labels; without labels the records."""
    asked = [q for q in index.catalogue.questions if q.kind == "text"]
    kinds: dict[str, str] = {}
    for question in asked:
        kinds.setdefault(question.key, question.label)
    return {**kinds, MEASURE: "", EVIDENCE: ""}


def _check(
    session: Session,
    scope: UnionScope,
    index: CatalogueIndex,
    given: SliceInput,
    name: str,
    slice_id: int | None,
) -> None:
    if not name:
        raise Refused("slice_name_missing")
    others = [one for one in list_slices(session, scope) if one.id != slice_id]
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Refused("slice_name_taken")
    if len(others) >= MOST:
        raise Refused("slice_too_many", most=MOST)
    catalogue = index.catalogue
    known: tuple[tuple[tuple[str, ...], Iterable[str]], ...] = (
        (given.choice.points, (point.id for point in catalogue.instrument.points)),
        (given.choice.indicators, index.indicators),
        (given.choice.countries, (entry.code for entry in catalogue.reporters)),
        (given.choice.sheets, SHEETS),
        (given.choice.texts, text_kinds(index)),
        ((given.language,), available_locales()),
    )
    if any(not set(chosen) <= set(offered) for chosen, offered in known):
        raise Refused("slice_unknown_choice")


def _own(scope: UnionScope) -> Select[Slice]:
    return select(Slice).where(
        col(Slice.account_id) == scope.account_id, col(Slice.deleted_at).is_(None)
    )


def _info(row: Slice) -> SliceInfo:
    if row.id is None:
        raise NotFound
    return SliceInfo(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        choice=read_choice(row.choice),
        language=row.language,
        notify=row.notify,
        told=frozenset(json.loads(row.told)),
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _record(session: Session, scope: UnionScope, act: str, slice_id: int) -> None:
    stream = f"account:{scope.account_id}"
    record(session, stream, act, account_id=scope.account_id, subject=stream, slice=slice_id)
