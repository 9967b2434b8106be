"""Column types, safe settings, the schema and concurrent writers, on both databases."""

import enum
import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, event, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from app.core.db import (
    CanonicalDecimal,
    JsonDocument,
    UtcDateTime,
    assert_safe_settings,
    assert_schema,
    enum_column,
    keep,
    make_engine,
    open_session,
)
from app.core.errors import StartRefused
from tests.database import one_database


class Colour(enum.StrEnum):
    """Names and values differ on purpose."""

    RED = "red_value"
    BLUE = "blue_value"


_metadata = MetaData()
_colour = enum_column(Colour, nullable=True)
_colour.name = _colour.key = "colour"
sample = Table(
    "sample",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("number", CanonicalDecimal),
    Column("document", JsonDocument),
    _colour,
    Column("count", Integer, server_default="0", nullable=False),
)


@pytest.fixture
def table(engine):
    """A table with one column of each type."""
    _metadata.create_all(engine)
    yield sample
    _metadata.drop_all(engine)


def _stored(engine, **values):
    with open_session(engine, write=True) as session:
        key = session.execute(insert(sample).values(**values)).inserted_primary_key[0]
    with open_session(engine) as session:
        return session.execute(select(sample).where(sample.c.id == key)).one()


def test_moments_come_back_in_utc(engine, table):
    """Whatever zone they were given in, to the microsecond."""
    summer = datetime(2027, 7, 1, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    found = _stored(engine, at=summer).at
    assert found == summer
    assert found.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="time zone"):
        _stored(engine, at=datetime(2027, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("1.50", "1.5"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
        ("0.1", "0.1"),
        ("12345678901234567890.123456789", "12345678901234567890.123456789"),
    ],
)
def test_decimals_are_kept_exactly(engine, table, given, kept):
    """The text in the database is the canonical one."""
    _stored(engine, number=Decimal(given))
    with open_session(engine) as session:
        raw = session.execute(text("SELECT number FROM sample")).scalar_one()
        assert raw == kept
        assert session.execute(select(sample.c.number)).scalar_one() == Decimal(given)


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), 0.1, 5])
def test_what_is_no_finite_decimal_is_refused(engine, table, number):
    """No float ever reaches a column."""
    with pytest.raises(StatementError):
        _stored(engine, number=number)


def test_documents_are_kept_as_canonical_text(engine, table):
    """The hash can be recomputed from the row; floats are refused."""
    _stored(engine, document={"b": [1, "ü"], "a": None})
    with open_session(engine) as session:
        raw = session.execute(text("SELECT document FROM sample")).scalar_one()
    assert raw == '{"a":null,"b":[1,"ü"]}'
    with pytest.raises(StatementError):
        _stored(engine, document={"a": 0.5})


def test_enums_are_stored_by_value_and_checked_by_the_database(engine, table):
    """Names of the code never get into the database."""
    assert _stored(engine, colour=Colour.BLUE).colour is Colour.BLUE
    with open_session(engine) as session:
        assert session.execute(text("SELECT colour FROM sample")).scalar_one() == "blue_value"
    with pytest.raises(IntegrityError), open_session(engine, write=True) as session:
        session.execute(text("INSERT INTO sample (colour) VALUES ('green_value')"))


def test_safe_settings_are_accepted(engine):
    """The portal's own connections are safe."""
    assert_safe_settings(engine)


@one_database
@pytest.mark.parametrize(
    ("pragma", "name"),
    [
        ("synchronous=NORMAL", "synchronous"),
        ("synchronous=OFF", "synchronous"),
        ("foreign_keys=OFF", "foreign_keys"),
        ("journal_mode=DELETE", "journal_mode"),
        ("busy_timeout=0", "busy_timeout"),
    ],
)
def test_unsafe_settings_stop_the_start(engine, pragma, name):
    """Acknowledged means synced."""

    @event.listens_for(engine, "connect")
    def spoil(connection, record) -> None:
        connection.execute(f"PRAGMA {pragma}")

    engine.dispose()
    with pytest.raises(StartRefused) as refused:
        assert_safe_settings(engine)
    assert refused.value.params["name"] == name


def test_schema_of_this_version_is_accepted(engine):
    """Migrated to the newest revision."""
    assert_schema(engine)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("DELETE FROM alembic_version", "database_empty"),
        ("UPDATE alembic_version SET version_num = 'from_the_future'", "database_ahead"),
    ],
)
def test_other_schemas_stop_the_start(engine, change, code):
    """Empty or newer: the sentence says what to do."""
    with engine.begin() as connection:
        connection.execute(text(change))
    with pytest.raises(StartRefused) as refused:
        assert_schema(engine)
    assert refused.value.code == code


def test_unreachable_database_stops_the_start(tmp_path):
    """One sentence instead of a stack trace."""
    engine = make_engine(f"sqlite:///{tmp_path}/none/at/all.sqlite3")
    for check in (assert_safe_settings, assert_schema):
        with pytest.raises(StartRefused) as refused:
            check(engine)
        assert refused.value.code == "database_unreachable"


def test_savepoints_are_undone_with_their_transaction(engine, table):
    """On SQLite this needs an explicit BEGIN."""
    with engine.connect() as connection:
        outer = connection.begin()
        with connection.begin_nested():
            connection.execute(insert(sample).values(count=1))
        outer.rollback()
    with open_session(engine) as session:
        assert session.execute(select(sample)).all() == []


def test_read_then_write_loses_nothing_under_load(engine, table):
    """Eight threads count up one row together; no update is lost, none fails."""
    with open_session(engine, write=True) as session:
        session.execute(insert(sample).values(id=1, count=0))
    failures = []

    def count_up() -> None:
        try:
            for _ in range(20):
                with open_session(engine, write=True) as session:
                    query = select(sample.c.count).where(sample.c.id == 1).with_for_update()
                    count = session.execute(query).scalar_one()
                    session.execute(sample.update().where(sample.c.id == 1).values(count=count + 1))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with open_session(engine) as session:
        assert session.execute(select(sample.c.count)).scalar_one() == 160


def test_what_must_be_kept_survives_a_rollback(engine, table):
    """A wrong password is counted although the act it belonged to is undone."""

    def note(session) -> None:
        session.execute(insert(sample).values(count=7))

    def act() -> None:
        with open_session(engine, write=True) as session:
            session.execute(insert(sample).values(count=1))
            keep(session, note)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    with open_session(engine, write=True) as session:
        keep(session, note)
    with open_session(engine) as session:
        assert session.execute(select(sample.c.count)).scalars().all() == [7]


def test_contents_do_not_reach_error_messages(engine, table):
    """Errors of the database quote statements without parameters."""
    _stored(engine, id=1, document="canary")
    with pytest.raises(IntegrityError) as failed:
        _stored(engine, id=1, document="canary")
    assert "canary" not in str(failed.value.args)
