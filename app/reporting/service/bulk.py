"""Keeping many rows of a contribution at once, in as few statements as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, bindparam, insert, update
from sqlmodel import Session, SQLModel

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import CountryScope
from app.reporting.models import AnswerRevision
from app.reporting.queries import Head
from app.reporting.service.keeping import (
    BY_KEY,
    Base,
    Clash,
    Stored,
    judge,
    signature,
    stream_of,
    touch,
)
from app.reporting.service.set_back import set_back


@dataclass(frozen=True)
class Entry:
    """One row of a table to write: its state for the history, its natural key and its columns."""

    subject: str
    content: Mapping[str, Any]
    natural_key: Mapping[str, object]
    columns: Mapping[str, object]
    base: Base
    is_blank: bool = False  # says nothing: not worth a row when there was none


def keep_many(
    session: Session,
    scope: CountryScope,
    head: Head,
    entries: Sequence[Entry],
    table: type[SQLModel],
    known: Mapping[str, Sequence[Row[Any]]],
) -> dict[str, Stored | Clash]:
    """Write rows of one table like `keep`, in a fixed number of statements.

    `known` comes from `read_history`. A row that says what its form was given is not a change, even
    when somebody else has changed it meanwhile: a whole table is sent back for one new cell.
    """
    at = now()
    outcomes: dict[str, Stored | Clash] = {}
    changes: list[tuple[Entry, str, int]] = []
    for entry in entries:
        text = canonical_json(entry.content)
        settled = _judge_row(known.get(entry.subject, ()), scope, entry, text, at)
        if isinstance(settled, int):
            changes.append((entry, text, settled))
            settled = Stored(entry.subject, settled, at)
        outcomes[entry.subject] = settled
    if changes:
        _write_rows(session, scope, head, table, changes, at)
        _remember_all(session, scope, head, changes, at)
        saved = {entry.subject: entry.content for entry, _text, _revision in changes}
        set_back(session, scope, head, stream_of(head), saved, at)
    return outcomes


def _judge_row(
    known: Sequence[Row[Any]], scope: CountryScope, entry: Entry, text: str, at: datetime
) -> Stored | Clash | int:
    if not known and entry.is_blank and not entry.base.revision:
        return Stored(entry.subject, 0, at, changed=False)
    since = [row for row in known if row.revision >= entry.base.revision]
    settled = judge(since, scope, entry.subject, text, entry.base)
    shown = next((row for row in since if row.revision == entry.base.revision), None)
    untouched = entry.is_blank if shown is None else shown.content == text
    whole_table = not entry.base.idempotency_key.startswith(BY_KEY)
    if isinstance(settled, Clash) and untouched and whole_table:
        return Stored(entry.subject, settled.revision, settled.at, changed=False)
    return settled


def _write_rows(
    session: Session,
    scope: CountryScope,
    head: Head,
    table: type[SQLModel],
    changes: Sequence[tuple[Entry, str, int]],
    at: datetime,
) -> None:
    rows = cast(Any, table).__table__
    signed_by = signature(table, scope, at)
    new, changed = [], []
    for entry, _, revision in changes:
        values = {**entry.columns, **signed_by, "revision": revision}
        if revision == 1:
            new.append({"contribution_id": head.id, **entry.natural_key, **values})
        else:
            key = {f"key_{name}": value for name, value in entry.natural_key.items()}
            changed.append({**key, "key_revision": revision - 1, **values})
    connection = session.connection()
    if new:
        connection.execute(insert(rows), new)
    if changed:
        wanted = [rows.c[n] == bindparam(f"key_{n}") for n in changes[0][0].natural_key]
        wanted += [rows.c.contribution_id == head.id, rows.c.revision == bindparam("key_revision")]
        names = [n for n in changed[0] if not n.startswith("key_")]
        statement = update(rows).where(*wanted).values({n: bindparam(n) for n in names})
        if connection.execute(statement, changed).rowcount != len(changed):
            raise Conflict


def _remember_all(
    session: Session,
    scope: CountryScope,
    head: Head,
    changes: Sequence[tuple[Entry, str, int]],
    at: datetime,
) -> None:
    """Add the history of many rows, and one event that names each of them with its hash."""
    rows = [
        {
            "contribution_id": head.id,
            "subject": entry.subject,
            "revision": revision,
            "version": head.row.version + 1,
            "content": text,
            "saved_at": at,
            "saved_by": scope.account_id,
            "idempotency_key": entry.base.idempotency_key,
        }
        for entry, text, revision in changes
    ]
    session.connection().execute(insert(cast(Any, AnswerRevision).__table__), rows)
    touch(session, scope, head, at)
    record(
        session,
        stream_of(head),
        "saved",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=changes[0][0].subject,
        rows=[[entry.subject, revision, sha256_hex(text)] for entry, text, revision in changes],
    )
