"""Frozen rows stay frozen, whatever statement is tried, on both databases."""

import pytest
from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from app.core.clock import now
from app.core.errors import StartRefused
from app.core.triggers import IMMUTABLE, ensure_triggers, immutable, missing_triggers
from app.main import create_app

_metadata = MetaData()
ledger = Table(
    "ledger",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String, unique=True),
    Column("stream", String),
    Column("sequence", Integer),
    Column("note", String),
    UniqueConstraint("stream", "sequence"),
)
edict = Table(
    "edict",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String),
    Column("frozen_at", DateTime(timezone=True)),
)


@pytest.fixture
def tables(engine, monkeypatch):
    """Two tables: one immutable from the start, one from the moment it is frozen."""
    monkeypatch.setitem(IMMUTABLE, "ledger", None)
    monkeypatch.setitem(IMMUTABLE, "edict", "frozen_at")
    _metadata.create_all(engine)
    with engine.begin() as connection:
        ensure_triggers(connection)
        connection.execute(
            insert(ledger),
            [
                {"id": 1, "code": "a", "stream": "s", "sequence": 1, "note": "first"},
                {"id": 2, "code": "b", "stream": "s", "sequence": 2, "note": "second"},
            ],
        )
        connection.execute(insert(edict).values(id=1, text="open"))
        connection.execute(insert(edict).values(id=2, text="closed", frozen_at=now()))
    yield
    _metadata.drop_all(engine)


EVERYWHERE = [
    "UPDATE ledger SET note = 'x' WHERE id = 1",
    "UPDATE ledger SET note = note",
    "UPDATE ledger SET id = 9 WHERE id = 2",
    "DELETE FROM ledger WHERE id = 1",
    "DELETE FROM ledger",
    "INSERT INTO ledger (id, note) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET note = 'x'",
    "INSERT INTO ledger (code, note) VALUES ('a', 'x') ON CONFLICT (code) DO UPDATE SET note = 'x'",
    "UPDATE edict SET text = 'x' WHERE id = 2",
    "UPDATE edict SET frozen_at = NULL WHERE id = 2",
    "DELETE FROM edict WHERE id = 2",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO ledger (id, note) VALUES (1, 'x')",
    "REPLACE INTO ledger (id, note) VALUES (1, 'x')",
    "INSERT OR REPLACE INTO ledger (code, note) VALUES ('a', 'x')",
    "INSERT OR REPLACE INTO ledger (stream, sequence, note) VALUES ('s', 2, 'x')",
    "UPDATE OR REPLACE ledger SET code = 'b' WHERE id = 1",
    "INSERT OR REPLACE INTO edict (id, text) VALUES (2, 'x')",
]
ON_POSTGRESQL = [
    "TRUNCATE ledger",
    "TRUNCATE ledger CASCADE",
    "TRUNCATE edict",
    "MERGE INTO ledger USING (SELECT 1 AS id) AS new ON ledger.id = new.id"
    " WHEN MATCHED THEN UPDATE SET note = 'x'",
    "MERGE INTO ledger USING (SELECT 1 AS id) AS new ON ledger.id = new.id"
    " WHEN MATCHED THEN DELETE",
]


def _rows(engine):
    with engine.connect() as connection:
        return [
            connection.execute(select(table).order_by(table.c.id)).all()
            for table in (ledger, edict)
        ]


def test_no_statement_changes_a_frozen_row(engine, tables):
    """Update, delete, every replacing insert, truncate and merge are refused; the rows stay."""
    own = ON_SQLITE if engine.dialect.name == "sqlite" else ON_POSTGRESQL
    before = _rows(engine)
    for statement in EVERYWHERE + own:
        with pytest.raises(DBAPIError, match="is immutable"), engine.begin() as connection:
            connection.execute(text(statement))
    assert _rows(engine) == before


def test_replacing_inserts_are_refused_even_without_recursive_triggers(engine, tables):
    """A connection of another program may lack the pragma; the insert trigger needs it not."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            assert connection.execute(text("SHOW session_replication_role")).scalar() == "origin"
        return
    before = _rows(engine)

    def replace_row(statement) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA recursive_triggers=OFF")
            connection.exec_driver_sql("BEGIN")
            connection.execute(text(statement))

    for statement in ON_SQLITE:
        if statement.startswith("UPDATE OR"):
            continue
        with pytest.raises(DBAPIError, match="is immutable"):
            replace_row(statement)
    assert _rows(engine) == before


def test_new_rows_and_open_rows_are_free(engine, tables):
    """Adding is always possible; what is not frozen yet can change, be frozen, or go."""
    with engine.begin() as connection:
        connection.execute(insert(ledger).values(id=3, code="c", stream="s", sequence=3, note="3"))
        connection.execute(insert(ledger).values(id=4, note="without keys"))
        connection.execute(insert(ledger).values(id=5, note="without keys, too"))
        connection.execute(text("UPDATE edict SET text = 'changed' WHERE id = 1"))
        connection.execute(edict.update().where(edict.c.id == 1).values(frozen_at=now()))
    with pytest.raises(DBAPIError, match="is immutable"), engine.begin() as connection:
        connection.execute(text("UPDATE edict SET text = 'again' WHERE id = 1"))


def test_missing_triggers_are_found_and_made_again(engine, tables):
    """Dropped, switched off or of a table rebuilt by a migration."""
    with engine.begin() as connection:
        assert missing_triggers(connection) == []
        ensure_triggers(connection)
        assert missing_triggers(connection) == []
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER immutable_ledger_delete"))
        else:
            connection.execute(text("ALTER TABLE ledger DISABLE TRIGGER immutable_ledger_row"))
        assert missing_triggers(connection) == ["ledger"]
        ensure_triggers(connection)
        assert missing_triggers(connection) == []


def test_missing_table_counts_as_missing_protection(engine, monkeypatch):
    """A declared table that does not exist is not protected."""
    monkeypatch.setitem(IMMUTABLE, "nowhere", None)
    with engine.connect() as connection:
        assert missing_triggers(connection) == ["nowhere"]


def test_portal_does_not_start_without_its_triggers(engine, settings):
    """The operator is told to migrate."""
    with engine.begin() as connection:
        name = "immutable_audit_event_"
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {name}update"))
        else:
            connection.execute(text(f"DROP TRIGGER {name}row ON audit_event"))
    with pytest.raises(StartRefused) as refused:
        create_app(settings)
    assert refused.value.code == "triggers_missing"
    assert refused.value.params["names"] == "audit_event"


def test_every_declared_table_of_the_portal_is_protected(engine):
    """The migrated database holds a trigger for each."""
    assert {"audit_event", "audit_seal"} <= set(IMMUTABLE)
    with engine.connect() as connection:
        assert set(IMMUTABLE) <= set(inspect(connection).get_table_names())
        assert missing_triggers(connection) == []


def test_declaring_twice_is_the_same_as_once(monkeypatch):
    """The register is a table name with a condition."""
    monkeypatch.setattr("app.core.triggers.IMMUTABLE", known := {})
    immutable("a")
    immutable("a")
    immutable("b", "frozen_at")
    assert known == {"a": None, "b": "frozen_at"}
