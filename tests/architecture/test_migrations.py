"""Migrations lead to exactly the tables that the code declares, on both databases."""

import subprocess
import sys

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

from app.core.db import assert_schema, make_engine
from app.core.errors import StartRefused
from app.core.triggers import IMMUTABLE, missing_triggers
from tests.database import ROOT, alembic_config, migrate


def test_there_is_exactly_one_newest_revision():
    """Two heads mean that two changes do not know of each other."""
    script = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert len(script.get_heads()) == 1
    assert len(list(script.walk_revisions())) >= 1


def test_migrations_and_models_are_the_same(database_url):
    """Autogenerate finds nothing left to do."""
    command.check(alembic_config(database_url))


def test_migrations_make_every_declared_table_and_no_other(engine: Engine):
    """Nothing is created behind the migrations' back."""
    made = set(inspect(engine).get_table_names()) - {"alembic_version"}
    assert len(made) >= 5
    assert made == set(SQLModel.metadata.tables)
    assert_schema(engine)


def test_migrating_sets_every_trigger_and_sets_it_again(database_url, engine: Engine):
    """Batch mode drops triggers on SQLite; a second run brings back what somebody removed."""
    assert len(IMMUTABLE) >= 1
    with engine.begin() as connection:
        assert missing_triggers(connection) == []
        table = next(iter(IMMUTABLE))
        suffix, on = ("update", "") if engine.dialect.name == "sqlite" else ("row", f" ON {table}")
        connection.exec_driver_sql(f"DROP TRIGGER immutable_{table}_{suffix}{on}")
        assert missing_triggers(connection) == [table]
    migrate(database_url)
    with engine.begin() as connection:
        assert missing_triggers(connection) == []


def test_the_way_back_leads_to_an_empty_database(database_url, engine: Engine):
    """Each revision can be undone."""
    command.downgrade(alembic_config(database_url), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(database_url)
    assert set(inspect(engine).get_table_names()) >= set(SQLModel.metadata.tables)


def test_an_empty_database_is_refused_at_the_start(empty_database_url):
    """The portal says that it must be migrated instead of failing on the first page."""
    engine = make_engine(empty_database_url)
    with pytest.raises(StartRefused):
        assert_schema(engine)
    engine.dispose()


def test_two_processes_may_migrate_at_once(empty_database_url):
    """Two servers started together: one migrates, the other waits and finds it done."""
    statement = [sys.executable, "-m", "alembic", "-x", f"url={empty_database_url}"]
    started = [
        subprocess.Popen([*statement, "upgrade", "head"], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in started:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
    command.check(alembic_config(empty_database_url))
