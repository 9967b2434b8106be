"""Tables of work outside the request: notices to people, and the outbox of mails."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime


class Notice(SQLModel, table=True):
    """Something one person is told; `key` says what, so that nobody is told the same twice."""

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    key: str = Field(unique=True, max_length=200)
    kind: str = Field(max_length=40)
    cycle: str = Field(default="", max_length=40)
    reporter: str = Field(default="", max_length=2)
    point: str = Field(default="", max_length=3)
    facts: str = Field(default="{}", sa_column=Column("facts", Text, nullable=False))  # JSON
    path: str = Field(default="", max_length=300)  # where to go
    made_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutboxMail(SQLModel, table=True):
    """A mail to send, written in the transaction of what it tells; `message_id` never changes."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_waiting", "sent_at", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    message_id: str = Field(unique=True, max_length=200)
    address: str = Field(max_length=254)
    language: str = Field(max_length=8)
    subject: str = Field(sa_column=Column("subject", Text, nullable=False))
    text: str = Field(sa_column=Column("text", Text, nullable=False))
    html: str = Field(sa_column=Column("html", Text, nullable=False))
    unsubscribe_path: str = Field(default="", max_length=300)  # empty: it is duty
    made_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)  # not before; later after each failure
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a worker has it
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    error: str = Field(default="", sa_column=Column("error", Text, nullable=False))
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # it need not arrive
    dropped_reason: str = Field(
        default="", sa_column=Column("dropped_reason", Text, nullable=False, default="")
    )
