"""Runs migrations on SQLite and PostgreSQL: one at a time, all or nothing, triggers last."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate import render
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from app import tables  # noqa: F401 - registers every table
from app.core.settings import Settings
from app.core.triggers import ensure_triggers

# Any constant will do; it only has to be the same in every process that migrates.
MIGRATION_LOCK = 74_202_612_431
LOCK_TIMEOUT_SECONDS = 30


def database_url() -> str:
    """Choose the address: -x url=..., then the calling program's, then the settings'."""
    given = context.get_x_argument(as_dictionary=True).get("url")
    configured = context.config.get_main_option("sqlalchemy.url")
    return Settings(database_url=given or configured or Settings().database_url).database_dsn


def make_engine(url: str) -> sa.Engine:
    """Connect without the application's own hooks.

    On SQLite foreign keys stay off, because Alembic rebuilds tables there by dropping the old one,
    and the driver's own transactions are switched off, because they do not cover DDL.
    """
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_SECONDS * 1000}")

        @sa.event.listens_for(engine, "begin")
        def _begin_as_writer(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def take_lock(connection: sa.Connection) -> None:
    """Let one process migrate at a time; SQLite's BEGIN IMMEDIATE has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:k)"), {"k": MIGRATION_LOCK})


def check_foreign_keys(connection: sa.Connection) -> None:
    """Refuse a migration that leaves rows pointing nowhere (SQLite did not watch)."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"The migration would leave {len(broken)} broken references.")


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our column types as the plain types beneath, so that a migration never changes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return render._repr_type(item.impl_instance, autogen_context)  # type: ignore[arg-type]
    return False


def at_newest_revision() -> bool:
    """Tell whether the database now has the tables of the present code."""
    heads = set(context.script.get_heads())
    return bool(heads) and heads == set(context.get_context().get_current_heads())


def run() -> None:
    """Migrate in one transaction."""
    engine = make_engine(database_url())
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            transactional_ddl=True,
            compare_type=True,
        )
        with context.begin_transaction():
            take_lock(connection)
            context.run_migrations()
            if at_newest_revision():
                ensure_triggers(connection)
            check_foreign_keys(connection)
    engine.dispose()


run()
