"""Reading the audit record: each role its own streams, and the proof that nothing was changed."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session, col

from app.audit.models import AuditEvent, AuditSeal, AuditStream
from app.audit.service import NO_HASH, event_hash, seal_hash
from app.domain.roles import CountryScope, UnionScope

Area = Literal["cycle", "account"]


@dataclass(frozen=True)
class Event:
    """One audit event as it is read."""

    id: int
    stream: str
    sequence: int
    at: datetime
    account_id: int | None
    reporter: str | None
    act: str
    subject: str
    data: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class AuditProblem:
    """One place where the record does not prove itself; `code` names the sentence."""

    stream: str
    sequence: int | None
    code: str


_COLUMNS = (
    col(AuditEvent.id),
    col(AuditEvent.stream),
    col(AuditEvent.sequence),
    col(AuditEvent.at),
    col(AuditEvent.account_id),
    col(AuditEvent.reporter),
    col(AuditEvent.act),
    col(AuditEvent.subject),
    col(AuditEvent.data),
    col(AuditEvent.previous_hash),
    col(AuditEvent.hash),
)


def list_events_of_reporter(
    session: Session, scope: CountryScope, *, before: int | None = None, limit: int = 100
) -> list[Event]:
    """Return the newest events that concern the reporter of this scope, whoever acted."""
    query = _newest(before, limit).where(col(AuditEvent.reporter) == scope.reporter)
    return [Event(*row) for row in session.execute(query)]


def list_events_of_area(
    session: Session, scope: UnionScope, area: Area, *, before: int | None = None, limit: int = 100
) -> list[Event]:
    """Return the newest events of the cycles, or of the accounts."""
    query = _newest(before, limit).where(col(AuditEvent.stream).startswith(f"{area}:"))
    return [Event(*row) for row in session.execute(query)]


def list_events_of_account(session: Session, account_id: int, *, limit: int = 20) -> list[Event]:
    """Return the newest events in the stream of one account."""
    query = _newest(None, limit).where(col(AuditEvent.stream) == f"account:{account_id}")
    return [Event(*row) for row in session.execute(query)]


def who_acted(session: Session, streams: Iterable[str]) -> dict[str, frozenset[int]]:
    """Return the accounts that have done something, by stream."""
    wanted = tuple(streams)
    query = (
        select(col(AuditEvent.stream), col(AuditEvent.account_id))
        .where(col(AuditEvent.stream).in_(wanted), col(AuditEvent.account_id).is_not(None))
        .distinct()
    )
    found: dict[str, set[int]] = {stream: set() for stream in wanted}
    for stream, account_id in session.execute(query):
        found[stream].add(account_id)
    return {stream: frozenset(accounts) for stream, accounts in found.items()}


def stream_events(session: Session, start: datetime, end: datetime) -> Iterator[Event]:
    """Give every event from `start` up to before `end`, oldest first, without loading all at
    once."""
    query = (
        select(*_COLUMNS)
        .where(col(AuditEvent.at) >= start, col(AuditEvent.at) < end)
        .order_by(col(AuditEvent.id))
        .execution_options(yield_per=500)
    )
    for row in session.execute(query):
        yield Event(*row)


def count_events(session: Session) -> tuple[int, int]:
    """Return how many events and how many streams there are."""
    events = session.execute(select(func.count()).select_from(AuditEvent)).scalar_one()
    streams = session.execute(select(func.count()).select_from(AuditStream)).scalar_one()
    return events, streams


def last_seal(session: Session) -> str | None:
    """Return the hash of the newest seal."""
    query = select(col(AuditSeal.hash)).order_by(col(AuditSeal.id).desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def verify(session: Session, *, known_seal: str | None = None) -> list[AuditProblem]:
    """Recompute every chain and return what does not fit; `known_seal` is a seal kept elsewhere."""
    problems: list[AuditProblem] = []
    ends: dict[str, tuple[int, str]] = {}
    query = (
        select(*_COLUMNS)
        .order_by(col(AuditEvent.stream), col(AuditEvent.sequence))
        .execution_options(yield_per=500)
    )
    for row in session.execute(query):
        event = Event(*row)
        last, previous = ends.get(event.stream, (0, NO_HASH))
        problems += _check_event(event, last, previous)
        ends[event.stream] = (event.sequence, event.hash)
    problems += _check_heads(session, ends)
    problems += _check_seals(session, known_seal)
    return problems


def _check_event(event: Event, last: int, previous: str) -> list[AuditProblem]:
    values = {k: v for k, v in asdict(event).items() if k not in ("id", "hash")}
    codes = []
    if event.sequence != last + 1:
        codes.append("audit_event_missing")
    if event.previous_hash != previous:
        codes.append("audit_chain_broken")
    if event_hash(values) != event.hash:
        codes.append("audit_event_changed")
    return [AuditProblem(event.stream, event.sequence, code) for code in codes]


def _check_heads(session: Session, ends: dict[str, tuple[int, str]]) -> list[AuditProblem]:
    heads = {
        stream: (sequence, hash_)
        for stream, sequence, hash_ in session.execute(
            select(col(AuditStream.stream), col(AuditStream.sequence), col(AuditStream.hash))
        )
    }
    return [
        AuditProblem(stream, heads.get(stream, (None, ""))[0], "audit_head_differs")
        for stream in sorted(heads.keys() | ends.keys())
        if heads.get(stream) != ends.get(stream)
    ]


def _check_seals(session: Session, known_seal: str | None) -> list[AuditProblem]:
    problems = []
    previous = NO_HASH
    seen = set()
    for seal in session.scalars(select(AuditSeal).order_by(col(AuditSeal.id))):
        values = {"at": seal.at, "heads": seal.heads, "previous_hash": seal.previous_hash}
        if seal.previous_hash != previous or seal_hash(values) != seal.hash:
            problems.append(AuditProblem("seal", seal.id, "audit_seal_broken"))
        previous = seal.hash
        seen.add(seal.hash)
        problems += _check_sealed_heads(session, seal.heads)
    if known_seal is not None and known_seal not in seen:
        problems.append(AuditProblem("seal", None, "audit_seal_missing"))
    return problems


def _check_sealed_heads(session: Session, heads: dict[str, Any]) -> list[AuditProblem]:
    """Find sealed heads whose event is gone or has another hash now."""
    wanted = {(stream, head[0]): head[1] for stream, head in heads.items() if head[0]}
    found: dict[tuple[str, int], str] = {}
    items = sorted(wanted)
    for start in range(0, len(items), 200):
        query = select(
            col(AuditEvent.stream), col(AuditEvent.sequence), col(AuditEvent.hash)
        ).where(
            or_(
                *(
                    (col(AuditEvent.stream) == stream) & (col(AuditEvent.sequence) == sequence)
                    for stream, sequence in items[start : start + 200]
                )
            )
        )
        found |= {(stream, sequence): hash_ for stream, sequence, hash_ in session.execute(query)}
    return [
        AuditProblem(stream, sequence, "audit_sealed_event_differs")
        for (stream, sequence), hash_ in sorted(wanted.items())
        if found.get((stream, sequence)) != hash_
    ]


def _newest(before: int | None, limit: int) -> Select[Any]:
    query = select(*_COLUMNS).order_by(col(AuditEvent.id).desc()).limit(min(limit, 500))
    return query if before is None else query.where(col(AuditEvent.id) < before)
