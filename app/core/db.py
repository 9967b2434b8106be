"""The database: column types, engines for SQLite and PostgreSQL, sessions, and the checks before
the start."""

import enum
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    String,
    Text,
    bindparam,
    event,
)
from sqlalchemy import create_engine as sqlalchemy_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from app.core.clock import now
from app.core.errors import StartRefused
from app.core.settings import PROJECT_ROOT, Settings
from app.domain.answers import canonical_decimal
from app.domain.canonical import canonical_json

# Set before the first table is declared: without names SQLite's batch migrations cannot drop
# constraints.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_ENUM_LENGTH = 40
_BUSY_MILLISECONDS = 5000
_KEPT = "kept"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; naive values are refused, and SQLite's naive answers get their zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment() -> BindParameter[datetime]:
    """Return the moment at which a query runs, for conditions of queries that are composed once."""
    return bindparam(None, type_=UtcDateTime(), callable_=now, unique=True)


class CanonicalDecimal(TypeDecorator[Decimal]):
    """A finite decimal as its canonical text, the same on both databases; never a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Store the canonical text."""
        if value is None:
            return None
        if not isinstance(value, Decimal) or not value.is_finite():
            raise ValueError("only finite decimals are stored, never floats")
        return canonical_decimal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read the decimal back exactly."""
        return None if value is None else Decimal(value)


class JsonDocument(TypeDecorator[Any]):
    """Nested data as canonical JSON text, so that its hash can be recomputed from the row."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Store canonical text."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the data back."""
        return None if value is None else json.loads(value)


def enum_type(enum_class: type[enum.Enum], name: str | None = None) -> Enum:
    """Return a column type that stores the values (not the names) and checks them in the
    database."""
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", enum_class.__name__).lower()
    return Enum(
        enum_class,
        values_callable=lambda members: [str(member.value) for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=_ENUM_LENGTH,
        name=name or words,
    )


def enum_column(
    enum_class: type[enum.Enum],
    name: str | None = None,
    **options: Any,
) -> Column[Any]:
    """Return a column of `enum_type`; `name` tells two columns of one enum in a table apart."""
    return Column(enum_type(enum_class, name), **{"nullable": False, **options})


def make_engine(source: Settings | str) -> Engine:
    """Return an engine for these settings or this address, with safe settings on every
    connection."""
    settings = source if isinstance(source, Settings) else Settings(demo=True, database_url=source)
    url = make_url(settings.database_dsn)
    if url.get_backend_name() == "sqlite":
        engine = _sqlite_engine(settings)
    else:
        engine = sqlalchemy_engine(
            url,
            hide_parameters=True,  # contents never reach a log
            pool_pre_ping=True,
            pool_size=settings.threads,
            max_overflow=0,
            pool_timeout=settings.pool_seconds,
            connect_args={
                "connect_timeout": settings.pool_seconds,
                "options": f"-c statement_timeout={settings.statement_seconds * 1000}"
                f" -c lock_timeout={settings.lock_seconds * 1000}"
                f" -c idle_in_transaction_session_timeout={settings.statement_seconds * 2000}"
                " -c timezone=UTC",
            },
        )
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "commit", _on_commit)
    # What is written for people outside a request speaks the portal's own language by this.
    engine.update_execution_options(portal_locale=settings.default_locale)
    return engine


def portal_locale(session: Session) -> str:
    """Return the language of the portal that this database belongs to."""
    return str(session.get_bind().get_execution_options().get("portal_locale", ""))


def _sqlite_engine(settings: Settings) -> Engine:
    url = make_url(settings.database_dsn)
    in_memory = url.database in (None, "", ":memory:")
    if not in_memory and not settings.database_url:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    if in_memory:
        # One connection for all, or every thread would see its own empty database.
        engine = sqlalchemy_engine(
            url,
            hide_parameters=True,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
    else:
        engine = sqlalchemy_engine(
            url,
            hide_parameters=True,
            pool_size=settings.threads,
            max_overflow=4,
            pool_timeout=settings.pool_seconds,
        )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the begin event opens transactions, not the driver
        for pragma in (
            f"busy_timeout={_BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # a replacing INSERT fires the delete triggers too
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _on_begin(connection: Connection) -> None:
    """Open the transaction; `write` False makes the database itself refuse changes."""
    write = connection.get_execution_options().get("write")
    if connection.dialect.name != "sqlite":
        if write is False:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        return
    read_only = write is False
    if connection.info.get("read_only", False) != read_only:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        connection.info["read_only"] = read_only
    # A deferred transaction that reads and then writes fails at once under load, busy timeout
    # or not.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


_writes = count()
_written = [next(_writes)]


def _on_commit(connection: Connection) -> None:
    """Count what this process commits; transactions that read are rolled back."""
    _written[0] = next(_writes)


def count_of_writes() -> int:
    """Return a number that changes with every commit of this process, to whichever database."""
    return _written[0]


class WroteWhileReading(RuntimeError):
    """A read-only session holds changes: a defect in the code that used it."""


@contextmanager
def open_session(engine: Engine, write: bool = False) -> Iterator[Session]:
    """Open one transaction: commit at the end when writing, roll back when reading or on any
    error."""
    with Session(engine, expire_on_commit=False) as session:
        try:
            # On the connection: an engine with options of its own would be made for each request.
            session.connection(execution_options={"write": write})
            yield session
            if write:
                session.commit()
            elif session.new or session.deleted or any(map(session.is_modified, session.dirty)):
                raise WroteWhileReading("a read-only session was given changes")
            else:
                session.expunge_all()  # what was read stays readable after the end
                session.rollback()
        except BaseException:
            session.rollback()
            _write_kept(engine, session)
            raise


def keep(session: Session, write: Callable[[Session], None]) -> None:
    """Have `write` done in a transaction of its own if this one fails: what must not be undone by
    it."""
    session.info.setdefault(_KEPT, []).append(write)


def _write_kept(engine: Engine, failed: Session) -> None:
    kept = failed.info.pop(_KEPT, [])
    if kept:
        with open_session(engine, write=True) as session:
            for write in kept:
                write(session)


def assert_safe_settings(engine: Engine) -> None:
    """Refuse to start on a database that could lose what was acknowledged."""
    sqlite = {
        "PRAGMA journal_mode": ("journal_mode", ("wal", "memory")),
        "PRAGMA synchronous": ("synchronous", ("2", "3")),
        "PRAGMA foreign_keys": ("foreign_keys", ("1",)),
        "PRAGMA busy_timeout": ("busy_timeout", (str(_BUSY_MILLISECONDS),)),
    }
    postgresql = {
        f"SHOW {name}": (name, wanted)
        for name, wanted in (
            ("fsync", ("on",)),
            ("synchronous_commit", ("on", "remote_write", "remote_apply")),
            ("full_page_writes", ("on",)),
        )
    }
    try:
        with engine.connect() as connection:
            checks = sqlite if connection.dialect.name == "sqlite" else postgresql
            for statement, (name, wanted) in checks.items():
                found = str(connection.exec_driver_sql(statement).scalar_one()).lower()
                if found not in wanted:
                    raise StartRefused("database_unsafe", name=name, found=found, wanted=wanted[0])
    except DBAPIError:
        raise StartRefused("database_unreachable") from None


def assert_schema(engine: Engine) -> None:
    """Refuse to start unless the database stands exactly at the newest migration."""
    from alembic.runtime.migration import MigrationContext

    heads, known = _revisions()
    try:
        with engine.connect() as connection:
            current = set(MigrationContext.configure(connection).get_current_heads())
    except DBAPIError:
        raise StartRefused("database_unreachable") from None
    if current == heads:
        return
    if not current:
        raise StartRefused("database_empty")
    raise StartRefused("database_behind" if current <= known else "database_ahead")


@cache
def _revisions() -> tuple[frozenset[str], frozenset[str]]:
    """Return the newest migrations and all of them, as this version of the program has them."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(PROJECT_ROOT / "migrations"))
    known = frozenset(script.revision for script in scripts.walk_revisions())
    return frozenset(scripts.get_heads()), known
