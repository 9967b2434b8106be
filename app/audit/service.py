"""Adding to the audit record: one event in the transaction of its act, and seals over all heads."""

from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, Update, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlmodel import Session, SQLModel, col

from app.audit.models import AuditEvent, AuditSeal, AuditStream
from app.core.clock import now
from app.domain.canonical import canonical_json, sha256_hex

NO_HASH = "0" * 64


def record(
    session: Session,
    stream: str,
    act: str,
    *,
    account_id: int | None,
    reporter: str | None = None,
    subject: str = "",
    **data: object,
) -> None:
    """Add one event; `data` holds ids, codes and hashes, never what somebody wrote."""
    head = _locked_head(session, stream)
    sequence, previous = (head[0] + 1, head[1]) if head else (1, NO_HASH)
    values = {
        "stream": stream,
        "sequence": sequence,
        "at": now(),
        "account_id": account_id,
        "reporter": reporter or _reporter_of(stream),
        "act": act,
        "subject": subject,
        "data": data,
        "previous_hash": previous,
    }
    values["hash"] = event_hash(values)
    connection = session.connection()
    connection.execute(_adding(AuditEvent), values)
    ours = {"stream": stream, "sequence": sequence, "hash": values["hash"]}
    if head is None:
        connection.execute(_adding(AuditStream), ours)
    else:
        connection.execute(_moving_on(), {"ours": stream, **ours})


# Composed once: every act adds an event.


@cache
def _adding(model: type[SQLModel]) -> Insert:
    return insert(cast(Table, model.__table__))  # type: ignore[attr-defined]


@cache
def _moving_on() -> Update:
    table = cast(Table, AuditStream.__table__)  # type: ignore[attr-defined]
    return update(table).where(table.c.stream == bindparam("ours"))


@cache
def _locking() -> Any:
    return (
        select(col(AuditStream.sequence), col(AuditStream.hash))
        .where(col(AuditStream.stream) == bindparam("ours"))
        .with_for_update()
    )


def seal(session: Session) -> str:
    """Chain the heads of all streams into a new seal and return its hash, to be kept elsewhere."""
    last = session.execute(
        select(col(AuditSeal.hash)).order_by(col(AuditSeal.id).desc()).limit(1).with_for_update()
    ).scalar_one_or_none()
    heads = {
        stream: [sequence, hash_]
        for stream, sequence, hash_ in session.execute(
            select(col(AuditStream.stream), col(AuditStream.sequence), col(AuditStream.hash))
        )
    }
    values = {"at": now(), "heads": heads, "previous_hash": last or NO_HASH}
    values["hash"] = seal_hash(values)
    session.execute(insert(AuditSeal).values(**values))
    return str(values["hash"])


def event_hash(values: dict[str, object]) -> str:
    """Return the hash of an event: everything but its own id and hash."""
    return _hash(values)


def seal_hash(values: dict[str, object]) -> str:
    """Return the hash of a seal."""
    return _hash(values)


def _hash(values: dict[str, object]) -> str:
    at = values["at"]
    if not isinstance(at, datetime):
        raise TypeError("an audit entry has a time")
    # Microseconds always written: isoformat leaves them out when they are zero.
    return sha256_hex(canonical_json({**values, "at": at.isoformat(timespec="microseconds")}))


def _locked_head(session: Session, stream: str) -> tuple[int, str] | None:
    """Return sequence and hash of the last event, locked until the transaction ends."""
    connection, ours = session.connection(), {"ours": stream}
    row = connection.execute(_locking(), ours).one_or_none()
    if row is None and session.get_bind().dialect.name == "postgresql":
        # Two first events of a stream meet here: the second waits for the row of the first.
        session.execute(
            postgresql_insert(AuditStream)
            .values(stream=stream, sequence=0, hash=NO_HASH)
            .on_conflict_do_nothing()
        )
        row = connection.execute(_locking(), ours).one()
    return (row[0], row[1]) if row else None


def _reporter_of(stream: str) -> str | None:
    """Return the country a stream is about: the last part of `contribution:2027:DK`."""
    parts = stream.split(":")
    return parts[-1] if parts[0] == "contribution" and len(parts) == 3 else None
