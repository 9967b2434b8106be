"""A submission, its receipt and the history cannot be changed by any statement the database
knows."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core.db import open_session
from app.reporting.models import AnswerRevision, Receipt, Submission
from tests.team import ready_team

TABLES = ("submission", "receipt", "answer_revision")

EVERYWHERE = (
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {column} = NULL",
    "UPDATE {table} SET id = id + 1000",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE id IN (SELECT id FROM {table})",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",
)
OF_SQLITE = (
    "REPLACE INTO {table} SELECT * FROM {table}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "UPDATE OR REPLACE {table} SET {column} = {column}",
    "UPDATE OR IGNORE {table} SET id = id + 1000",
)
OF_POSTGRESQL = (
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "TRUNCATE {table} RESTART IDENTITY CASCADE",
    "WITH gone AS (DELETE FROM {table} RETURNING id) SELECT count(*) FROM gone",
    "MERGE INTO {table} AS kept USING {table} AS new ON kept.id = new.id"
    " WHEN MATCHED THEN UPDATE SET {column} = new.{column}",
    "MERGE INTO {table} AS kept USING {table} AS new ON kept.id = new.id WHEN MATCHED THEN DELETE",
    "UPDATE ONLY {table} SET {column} = {column}",
)
# What a submission hangs on: removing or replacing it must not take the submission along.
AROUND = (
    "DELETE FROM contribution",
    "DELETE FROM cycle",
    "DELETE FROM catalogue_version",
    "DELETE FROM account",
)


@pytest.fixture
def engine_with_submission(app):
    """A database in which one country has submitted, through the portal's own pages."""
    team = ready_team(app)
    assert team.report().status == 303
    return team.engine


def _rows(engine):
    with engine.connect() as connection:
        found = {
            table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}"))))
            for table in TABLES
        }
    assert all(found.values())
    return found


def _columns(engine, table):
    with engine.connect() as connection:
        keys = connection.execute(text(f"SELECT * FROM {table} LIMIT 1")).keys()
    return [name for name in keys if name != "id"]


def _statements(engine):
    own = OF_SQLITE if engine.dialect.name == "sqlite" else OF_POSTGRESQL
    for table in TABLES:
        for statement in EVERYWHERE + own:
            columns = _columns(engine, table) if "{column}" in statement else [""]
            for column in columns:
                yield statement.format(table=table, column=f'"{column}"')
    yield from AROUND


def test_no_statement_changes_a_submission(engine_with_submission):
    """Every way of changing or removing rows that either database knows, on every column."""
    engine = engine_with_submission
    before, tried = _rows(engine), 0
    for statement in _statements(engine):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.exec_driver_sql(statement)
        tried += 1
    assert tried >= 90
    assert _rows(engine) == before


def _tamper(engine, model, act):
    with open_session(engine, write=True) as session:
        row = session.execute(select(model).order_by(model.id)).scalars().first()
        if act == "remove":
            session.delete(row)
        elif model is AnswerRevision:
            row.content = "{}"
        else:
            row.document = "{}"


def test_no_object_changes_a_submission(engine_with_submission):
    """The same through the objects a programmer would reach for."""
    engine = engine_with_submission
    before = _rows(engine)
    for model in (Submission, Receipt, AnswerRevision):
        for act in ("change", "remove"):
            with pytest.raises(DBAPIError):
                _tamper(engine, model, act)
    assert _rows(engine) == before
