"""Deliveries: the file of a slice in an edition, compared with what was delivered before it."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle
from app.catalogue.queries import get_index
from app.core.clock import now
from app.core.i18n import country_name, format_date, gettext, use_locale
from app.domain.observations import CatalogueIndex
from app.domain.roles import UnionScope
from app.editions.contents import EditionContents, load_contents
from app.editions.models import Edition
from app.editions.queries import EditionInfo, find_edition, list_editions
from app.open_data import service
from app.open_data.archive import described, packed
from app.open_data.arrangement import frames, laid_out
from app.open_data.changes import Side, changes_table, no_changes
from app.open_data.choice import Choice, narrowed, read_choice
from app.open_data.models import Delivery
from app.open_data.readme import Lines
from app.open_data.slices import SliceInfo, get_slice
from app.open_data.table_parts import Table
from app.open_data.tables import sliceable

ENDINGS = {"xlsx": "xlsx", "csv": "csv.zip", "json": "json"}
_VALUES = "Data_long"

Tables = tuple[Table, ...]


@dataclass(frozen=True)
class DeliveryInfo:
    """A file that was taken away of a slice."""

    id: int
    edition: str
    choice: str
    language: str
    format: str
    door: str
    restricted: bool
    rows: int
    size: int
    sha256: str
    delivered_at: datetime


@dataclass(frozen=True)
class Made:
    """A file that is ready to be delivered."""

    slice_id: int
    edition: EditionInfo
    format: str
    name: str
    content: bytes = field(repr=False)
    choice: str
    language: str
    restricted: bool
    rows: int
    since_id: int | None


def editions_for(session: Session, scope: UnionScope) -> list[EditionInfo]:
    """Return the editions a slice can be delivered of, the newest first: never for practice."""
    return [one for one in list_editions(session, scope) if not one.is_training]


def list_deliveries(
    session: Session, scope: UnionScope, slice_id: int, limit: int = 50
) -> list[DeliveryInfo]:
    """Return what was delivered of a slice of the person, the last first."""
    held = get_slice(session, scope, slice_id)
    query = (
        select(Delivery, col(Edition.code))
        .join(Edition, col(Edition.id) == col(Delivery.edition_id))
        .where(col(Delivery.slice_id) == held.id)
        .order_by(col(Delivery.id).desc())
        .limit(limit)
    )
    names = DeliveryInfo.__dataclass_fields__
    return [
        DeliveryInfo(edition=code, **{n: getattr(row, n) for n in names if n != "edition"})
        for row, code in session.execute(query)
    ]


def count_rows(
    session: Session, scope: UnionScope, choice: Choice, edition: EditionInfo
) -> tuple[tuple[str, int], ...]:
    """Return how many rows each sheet of a choice has in an edition."""
    contents = load_contents(session, scope, edition)
    tables = narrowed(sliceable(contents), choice, contents.index)
    return tuple((table.name, len(table.rows)) for table in tables)


def make_delivery(
    session: Session, scope: UnionScope, held: SliceInfo, edition: EditionInfo, kind: str
) -> Made:
    """Return the file of a slice; the same slice, edition and last delivery give the same bytes."""
    with use_locale(held.language):
        contents = load_contents(session, scope, edition)
        every = sliceable(contents)
        chosen = narrowed(every, held.choice, contents.index)
        since = _last_before(session, scope, held, edition)
        changes = _changes(session, scope, held, (contents, every, chosen), since)
        asked = _asked_before(session, held)
        earlier = [narrowed(frames(index), held.choice, index) for index in asked]
        own = narrowed(frames(contents.index), held.choice, contents.index)
        *tables, facts = laid_out(chosen, own, earlier)
        every_sheet = (*tables, changes, facts)
        content = _written(kind, contents, every_sheet, _about(held, contents, changes))
        name = f"{service.file_stem(contents)}_slice-{held.id}.{ENDINGS[kind]}"
    return Made(
        slice_id=held.id,
        edition=edition,
        format=kind,
        name=name,
        content=content,
        choice=held.choice.written(),
        language=held.language,
        restricted=contents.is_restricted,
        rows=sum(len(table.rows) for table in chosen),
        since_id=since.id if since else None,
    )


def record_delivery(
    session: Session, scope: UnionScope, made: Made, door: str, key_id: int | None = None
) -> int:
    """Note that a file is handed over now, and return the number of the delivery."""
    held = get_slice(session, scope, made.slice_id)
    digest = sha256(made.content).hexdigest()
    number = session.execute(
        insert(Delivery)
        .values(
            slice_id=held.id,
            edition_id=made.edition.id,
            since_id=made.since_id,
            choice=made.choice,
            language=made.language,
            format=made.format,
            door=door,
            restricted=made.restricted,
            rows=made.rows,
            size=len(made.content),
            sha256=digest,
            delivered_at=now(),
            delivered_by=scope.account_id if door != "command" else None,
            key_id=key_id,
        )
        .returning(col(Delivery.id))
    ).scalar_one()
    stream = f"account:{held.account_id}"
    record(
        session,
        stream,
        "delivery.made",
        account_id=scope.account_id if door != "command" else None,
        subject=stream,
        slice=held.id,
        edition=made.edition.code,
        door=door,
        sha256=digest,
    )
    return int(number)


def _asked_before(session: Session, held: SliceInfo) -> list[CatalogueIndex]:
    """Return the catalogues behind what was delivered of a slice, the first delivery first."""
    version = col(Cycle.catalogue_version_id)
    query = (
        select(version)
        .select_from(Delivery)
        .join(Edition, col(Edition.id) == col(Delivery.edition_id))
        .join(Cycle, col(Cycle.id) == col(Edition.cycle_id))
        .where(col(Delivery.slice_id) == held.id)
        .order_by(col(Delivery.id))
    )
    return [get_index(session, one) for one in dict.fromkeys(session.scalars(query))]


def _last_before(
    session: Session, scope: UnionScope, held: SliceInfo, edition: EditionInfo
) -> Delivery | None:
    """Return the last delivery of something else: of an earlier edition or another choice.

    The same again is compared with the same as before, so that taking it twice, or in two formats,
    loses no change. An edition the person may not see any more is compared with nothing.
    """
    seen = [one.id for one in editions_for(session, scope) if one.id <= edition.id]
    is_same = (col(Delivery.edition_id) == edition.id) & (
        col(Delivery.choice) == held.choice.written()
    )
    query = (
        select(Delivery)
        .where(col(Delivery.slice_id) == held.id, col(Delivery.edition_id).in_(seen), ~is_same)
        .order_by(col(Delivery.id).desc())
        .limit(1)
    )
    return session.scalars(query).first()


def _changes(
    session: Session,
    scope: UnionScope,
    held: SliceInfo,
    now_there: tuple[EditionContents, Tables, Tables],
    since: Delivery | None,
) -> Table:
    contents, every, chosen = now_there
    if since is None:
        first = gettext("First delivery of this slice: there is nothing to compare with yet.")
        return no_changes(first)
    older, older_every = contents, every
    if since.edition_id != contents.info.id:
        code = session.execute(
            select(col(Edition.code)).where(col(Edition.id) == since.edition_id)
        ).scalar_one()
        info = find_edition(session, scope, code)
        if info is None:
            return no_changes(gettext("What was delivered before can not be seen any more."))
        older = load_contents(session, scope, info)
        older_every = sliceable(older)
    was = read_choice(since.choice)
    is_other = was.written() != held.choice.written()
    before = Side(
        narrowed(older_every, was, older.index),
        narrowed(older_every, held.choice, older.index) if is_other else None,
    )
    after = Side(chosen, narrowed(every, was, contents.index) if is_other else None)
    note = gettext("Compared with edition {code}, delivered on {day}.").format(
        code=older.info.code, day=format_date(since.delivered_at)
    )
    has_values = not held.choice.sheets or _VALUES in held.choice.sheets
    matrices = not has_values or older.info.cycle_id != contents.info.cycle_id
    return changes_table(before, after, note, matrices=matrices)


def _about(held: SliceInfo, contents: EditionContents, changes: Table) -> Lines:
    """Return what the first sheet says of the slice."""
    every = gettext("all")
    chosen = held.choice
    countries = (
        f"{entry.printed} {country_name(entry.code)}"
        for entry in contents.index.catalogue.reporters
        if entry.code in chosen.countries
    )
    return (
        (gettext("Slice"), held.name),
        (gettext("Points of the slice"), ", ".join(chosen.points) or every),
        (gettext("Indicators of the slice"), ", ".join(chosen.indicators) or every),
        (gettext("Countries of the slice"), ", ".join(countries) or every),
        (gettext("Sheets of the slice"), ", ".join(chosen.sheets) or gettext("all but Facts")),
        (gettext("Kinds of text of the slice"), ", ".join(chosen.texts) or every),
        (gettext("Changes"), changes.note),
    )


def _written(kind: str, contents: EditionContents, tables: Tables, about: Lines) -> bytes:
    if kind == "xlsx":
        return service.xlsx_export(contents, tables, about)
    if kind == "json":
        return service.json_export(contents, tables, about).encode("utf-8")
    files = service.csv_exports(contents, tables, about).items()
    told = ((name, text.encode("utf-8-sig")) for name, text in files)
    return packed((*told, *described(contents)))
