"""Tables of the audit record: events, the head of each stream, and seals over all heads."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import JsonDocument, UtcDateTime
from app.core.triggers import immutable

STREAM_LENGTH = 80


class AuditEvent(SQLModel, table=True):
    """One act; its hash covers its contents and the hash of the event before it in the stream."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("stream", "sequence"),
        Index("ix_audit_event_reporter_id", "reporter", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    stream: str = Field(max_length=STREAM_LENGTH)
    sequence: int
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    account_id: int | None = None  # None: the system, or the operator at the machine
    reporter: str | None = Field(default=None, max_length=2)  # the country concerned
    act: str = Field(max_length=60)
    subject: str = Field(max_length=120)
    data: dict[str, Any] = Field(sa_column=Column(JsonDocument, nullable=False))
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditStream(SQLModel, table=True):
    """The head of a stream: the row that is locked while an event is added."""

    __tablename__ = "audit_stream"

    stream: str = Field(sa_column=Column(String(STREAM_LENGTH), primary_key=True))
    sequence: int
    hash: str = Field(max_length=64)


class AuditSeal(SQLModel, table=True):
    """All heads at one moment, chained to the seal before: finds cut tails and rebuilt chains."""

    __tablename__ = "audit_seal"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    heads: dict[str, Any] = Field(sa_column=Column(JsonDocument, nullable=False))
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


immutable("audit_event")
immutable("audit_seal")
