"""Triggers that keep frozen rows frozen, on both databases, whatever statement is tried."""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

# Table -> column that freezes a row once it is set; None: rows are frozen from the first moment.
IMMUTABLE: dict[str, str | None] = {}

_PREFIX = "immutable_"
_FUNCTION = "portal_refuse_change"


@dataclass(frozen=True)
class Trigger:
    """One trigger and the statement that makes it."""

    name: str
    table: str
    create: str


def immutable(table_name: str, frozen_by: str | None = None) -> None:
    """Declare that rows of a table never change, or no more once the column `frozen_by` is set."""
    IMMUTABLE[table_name] = frozen_by


def ensure_triggers(connection: Connection) -> None:
    """Make every declared trigger anew; run after each migration, because batch mode drops them."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRESQL_FUNCTION))
    for trigger in _wanted(connection):
        connection.execute(text(_drop(connection, trigger)))
        # Driver SQL: a colon in a trigger body must not become a parameter.
        connection.exec_driver_sql(trigger.create)


def missing_triggers(connection: Connection) -> list[str]:
    """Return the declared tables whose triggers are missing, changed or switched off."""
    standing = _standing(connection)
    sqlite = connection.dialect.name == "sqlite"
    tables = set(inspect(connection).get_table_names())
    missing = {table for table in IMMUTABLE if table not in tables}
    for trigger in _wanted(connection):
        found = standing.get(trigger.name)
        if found is None or (sqlite and found != trigger.create):
            missing.add(trigger.table)
    return sorted(missing)


def _wanted(connection: Connection) -> list[Trigger]:
    tables = set(inspect(connection).get_table_names())
    make = _sqlite_triggers if connection.dialect.name == "sqlite" else _postgresql_triggers
    return [
        trigger
        for table, frozen_by in sorted(IMMUTABLE.items())
        if table in tables
        for trigger in make(connection, table, frozen_by)
    ]


def _sqlite_triggers(connection: Connection, table: str, frozen_by: str | None) -> list[Trigger]:
    frozen = f' WHEN OLD."{frozen_by}" IS NOT NULL' if frozen_by else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END"
    triggers = [
        Trigger(
            f"{_PREFIX}{table}_{act.lower()}",
            table,
            f'CREATE TRIGGER {_PREFIX}{table}_{act.lower()} BEFORE {act} ON "{table}"'
            f" FOR EACH ROW{frozen} {refuse}",
        )
        for act in ("UPDATE", "DELETE")
    ]
    # INSERT OR REPLACE deletes the standing row without asking: refuse when any unique key is
    # taken.
    taken = " OR ".join(
        "(" + " AND ".join(f'standing."{c}" = NEW."{c}"' for c in key) + ")"
        for key in _unique_keys(connection, table)
    )
    still = f' AND standing."{frozen_by}" IS NOT NULL' if frozen_by else ""
    standing = f'SELECT 1 FROM "{table}" AS standing WHERE ({taken}){still}'  # noqa: S608
    name = f"{_PREFIX}{table}_insert"
    triggers.append(
        Trigger(
            name,
            table,
            f'CREATE TRIGGER {name} BEFORE INSERT ON "{table}" FOR EACH ROW'
            f" WHEN EXISTS ({standing}) {refuse}",
        )
    )
    return triggers


def _unique_keys(connection: Connection, table: str) -> list[tuple[str, ...]]:
    # Asked of the database itself: the inspector would read the statement that made the table.
    columns = connection.exec_driver_sql(f'PRAGMA table_info("{table}")').all()
    keys = {tuple(c.name for c in sorted(columns, key=lambda c: c.pk) if c.pk)}
    for index in connection.exec_driver_sql(f'PRAGMA index_list("{table}")').all():
        if index.unique:
            parts = connection.exec_driver_sql(f'PRAGMA index_info("{index.name}")').all()
            keys.add(tuple(part.name for part in parts if part.name))
    return sorted(key for key in keys if key)


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _postgresql_triggers(
    connection: Connection, table: str, frozen_by: str | None
) -> list[Trigger]:
    frozen = f' WHEN (OLD."{frozen_by}" IS NOT NULL)' if frozen_by else ""
    row, whole = f"{_PREFIX}{table}_row", f"{_PREFIX}{table}_truncate"
    return [
        Trigger(
            row,
            table,
            f'CREATE TRIGGER {row} BEFORE UPDATE OR DELETE ON "{table}"'
            f" FOR EACH ROW{frozen} EXECUTE FUNCTION {_FUNCTION}()",
        ),
        Trigger(
            whole,
            table,
            f'CREATE TRIGGER {whole} BEFORE TRUNCATE ON "{table}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()",
        ),
    ]


def _drop(connection: Connection, trigger: Trigger) -> str:
    on_table = f' ON "{trigger.table}"' if connection.dialect.name == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {trigger.name}{on_table}"


def _standing(connection: Connection) -> dict[str, str]:
    """Return the triggers that are in force, by name."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
    return {str(name): str(sql) for name, sql in connection.execute(text(query))}
