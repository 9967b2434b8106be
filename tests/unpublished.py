"""Everything that may stand in a portal before its publication: rows of every table and files, each
with a word by which it would be found outside."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Engine,
    Enum,
    Integer,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from app.catalogue.models import Cycle, CycleKind
from app.core import files
from app.core.clock import now
from app.core.db import CanonicalDecimal, JsonDocument, UtcDateTime, open_session
from app.core.triggers import IMMUTABLE
from app.council_report.models import CouncilReport
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.contribution import Measure
from app.domain.observations import Observation
from app.domain.workflow import CycleStatus
from app.editions.models import Edition, EditionProgress
from app.editions.service import approve, start_fact_check
from tests.editions import live_contents
from tests.people import make_account
from tests.published import LIVE_EDITION, OPERATOR, bring_out, freeze, submit_accepted

CANARY = "canary-unpublished"
HIDDEN = "2027/2"  # confirmed for a moment that is to come
NEXT, PRACTICE = "canary-next", "canary-train"  # a round that is prepared, one that trains
PUBLISHED_FILE, KEPT_FILE = b"%PDF published", f"%PDF {CANARY}".encode()
_AT_EDITION = ("council_report", "report_build")  # an edition that is out has drafts too
_JSON = {"points": "[]", "data": "{}", "heads": "{}", "facts": "{}", "choice": "{}"}
_SAID = {"reporter": "DK", "language": "en", "point": "P03", "visibility": "public"}


def bring_out_some(engine: Engine) -> None:
    """Publish an edition of some Member States and the Commission, with a document of it."""
    submit_accepted(engine, _reports())
    assert freeze(engine) == LIVE_EDITION
    bring_out(engine, LIVE_EDITION)
    _keep_a_report(engine)


def _reports() -> list[Any]:
    """Return every third report, and that of the Commission."""
    found = [part.data for part in live_contents().reporters if part.data]
    return [data for place, data in enumerate(found) if place % 3 == 0 or data.reporter == "EU"]


def _keep_a_report(engine: Engine) -> None:
    """Note a document of the published edition whose bytes everybody may have."""
    with open_session(engine, write=True) as session:
        query = select(Edition.id).where(Edition.code == LIVE_EDITION)
        made = {
            "edition_id": session.execute(query).scalar_one(),
            "manifest_sha256": sha256_hex("published"),
            "file_sha256": sha256_hex(PUBLISHED_FILE.decode()),
            "size": len(PUBLISHED_FILE),
            "built_at": now(),
        }
        kind = {"format": "pdf", "language": "en", "manifest": "{}", "final": True}
        session.execute(insert(CouncilReport).values(**made, **kind))


def add_unpublished(engine: Engine) -> None:
    """Add reports, an edition of them that waits for its moment, two more cycles, and a row or two
    of every table."""
    submit_accepted(engine, [_changed(data, 7) for data in _reports()[2:]])
    assert freeze(engine) == HIDDEN
    make_account(engine, f"{CANARY}@ministry.example")
    with open_session(engine, write=True) as session:
        start_fact_check(session, OPERATOR, HIDDEN)
        approve(session, OPERATOR, HIDDEN)
        edition = session.execute(select(Edition).where(Edition.code == HIDDEN)).scalar_one()
        where = EditionProgress.edition_id == edition.id
        moment = {"published_at": now() + timedelta(days=1)}
        session.execute(update(EditionProgress).where(where).values(**moment))
        _add_cycles(session)
        session.flush()
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in _ADDED:
                _add_rows(session, table)
        _move_rows(session)


_ADDED = frozenset({"cycle", "edition", "edition_fact", "edition_progress"})


def publish_hidden(engine: Engine) -> None:
    """Let the moment of the waiting edition be now."""
    with open_session(engine, write=True) as session:
        session.execute(update(EditionProgress).values(published_at=now()))


def add_files(directory: Path) -> None:
    """Keep files nobody may have: uploads, and drafts of documents beside them."""
    files.store(directory, KEPT_FILE)
    files.store(directory / "drafts", KEPT_FILE)


def _changed(data: Any, number: int) -> Any:
    """Return the same report with other values and words: a version that nobody may see yet."""
    observations = {
        key: Observation(value=seen.value + number) if isinstance(seen.value, Decimal) else seen
        for key, seen in data.observations.items()
    }
    measure = Measure(
        uid="canary", title=f"{CANARY} measure", type="law", stage="running", points=("P02",)
    )
    return replace(data, observations=observations, measures=(*data.measures, measure))


def _add_cycles(session: Session) -> None:
    """Add a round in preparation and one that is practice, which goes on as if in earnest."""
    last = session.execute(select(Cycle).order_by(Cycle.id.desc()).limit(1)).scalar_one()
    held = last.model_dump(exclude={"id", "code", "kind", "status", "title"})
    for code, kind, status in (
        (NEXT, CycleKind.LIVE, CycleStatus.DESIGN),
        (PRACTICE, CycleKind.TRAINING, CycleStatus.CONSOLIDATION),
    ):
        session.add(Cycle(**held, code=code, kind=kind, status=status, title=f"{CANARY} {code}"))


def _add_rows(session: Session, table: Table) -> None:
    """Add a row about what is not published; of drafts of documents one at each edition."""
    editions = select(Edition.id).order_by(Edition.id)
    found = session.execute(editions).scalars().all()
    for edition in found if table.name in _AT_EDITION else found[-1:]:
        row = {}
        for column in table.columns:
            if column.name == "edition_id":
                row[column.name] = edition
            elif not (column.primary_key and isinstance(column.type, Integer)):
                row |= _told(session, column, table, edition)
        session.execute(insert(table).values(**row))


def _told(session: Session, column: Column[Any], table: Table, edition: int) -> dict[str, Any]:
    """Return what a column holds; nothing where it may stay empty."""
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        if target.table is table:
            return {}  # the first of its kind follows none
        return {column.name: session.execute(select(func.max(target))).scalar_one()}
    if (table.name, column.name) in _CHOSEN:
        return {column.name: _CHOSEN[table.name, column.name]}
    return {} if column.nullable else {column.name: _plain(column, table, edition)}


_CHOSEN = {
    ("observation", "text"): CANARY,
    ("stored_file", "sha256"): sha256_hex(KEPT_FILE.decode()),
    ("evidence", "file_sha256"): sha256_hex(KEPT_FILE.decode()),
    ("council_report", "file_sha256"): sha256_hex(KEPT_FILE.decode()),
    ("evidence", "uid"): "canary",
    ("answer", "value"): canonical_json(f"{CANARY} answer"),
    ("living_fact", "kind"): "contact",  # what is kept current is public but for contacts
}


_OF_A_KIND = (
    (Boolean, False),
    (CanonicalDecimal, Decimal(7)),
    (JsonDocument, []),
    (Integer, 7_000_001),
    (Date, date(2031, 1, 7)),
    (UtcDateTime, now),
)


def _plain(column: Column[Any], table: Table, edition: int) -> Any:
    """Return some value of the kind of a column; words are found again."""
    name, kind = column.name, column.type
    if name in _SAID:
        return _SAID[name]
    if isinstance(kind, Enum):
        return kind.enums[0]
    for known, value in _OF_A_KIND:
        if isinstance(kind, known):
            return value() if callable(value) else value
    if name in _JSON:
        return _JSON[name]
    length = getattr(kind, "length", None)
    if name.endswith(("sha256", "hash")):
        return sha256_hex(f"{CANARY} {table.name} {name} {edition}")[:length]
    return f"{CANARY} {table.name}"[:length]


def _move_rows(session: Session) -> None:
    """Touch every second row that may change: a database without an order gives them later."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in IMMUTABLE and "id" in table.c and isinstance(table.c.id.type, Integer):
            session.execute(update(table).where(table.c.id % 2 == 0).values(id=table.c.id))
