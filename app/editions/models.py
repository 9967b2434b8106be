"""Tables of editions: manifest and facts; beside them fact check, documents and publication."""

from datetime import date, datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime, enum_column
from app.core.triggers import immutable
from app.domain.workflow import EditionStatus


class Edition(SQLModel, table=True):
    """Frozen set of submissions, rules and figures behind a report; only ever superseded."""

    __table_args__ = (UniqueConstraint("cycle_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=50)  # CYCLE/n
    cycle_id: int = Field(foreign_key="cycle.id")
    number: int
    manifest: str = Field(sa_column=Column("manifest", Text, nullable=False))
    sha256: str = Field(max_length=64)
    frozen_at: datetime = Field(sa_type=UtcDateTime)
    frozen_by: int | None = Field(default=None, foreign_key="account.id")


class EditionFact(SQLModel, table=True):
    """One fact of an edition in its canonical form."""

    __tablename__ = "edition_fact"
    __table_args__ = (
        UniqueConstraint("edition_id", "fact"),
        UniqueConstraint("edition_id", "short"),
    )

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    fact: str = Field(max_length=200)
    short: str = Field(max_length=10)
    subject: str = Field(max_length=30, index=True)
    content: str = Field(sa_column=Column("content", Text, nullable=False))


class EditionProgress(SQLModel, table=True):
    """How far an edition has come on its way to publication."""

    __tablename__ = "edition_progress"

    edition_id: int = Field(primary_key=True, foreign_key="edition.id")
    status: EditionStatus = Field(sa_column=enum_column(EditionStatus))
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_by: int | None = Field(default=None, foreign_key="account.id")
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_by: int | None = Field(default=None, foreign_key="account.id")


class FactCheck(SQLModel, table=True):
    """A country is asked whether what an edition says of it is right, until the end of a day."""

    __tablename__ = "fact_check"
    __table_args__ = (UniqueConstraint("edition_id", "reporter"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    reporter: str = Field(max_length=2)
    due_on: date
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_by: int | None = Field(default=None, foreign_key="account.id")


class FactCheckReply(SQLModel, table=True):
    """A country agrees with all of it, or objects to one thing; `shown` is what it read there."""

    __tablename__ = "fact_check_reply"

    id: int | None = Field(default=None, primary_key=True)
    fact_check_id: int = Field(foreign_key="fact_check.id", index=True)
    verdict: str = Field(max_length=10)  # agreed, objected
    subject: str = Field(default="", max_length=80)
    shown: str = Field(default="", sa_column=Column("shown", Text, nullable=False))
    text: str = Field(default="", sa_column=Column("text", Text, nullable=False))
    said_at: datetime = Field(sa_type=UtcDateTime)
    said_by: int | None = Field(default=None, foreign_key="account.id")


class FactCheckOutcome(SQLModel, table=True):
    """What became of an objection, and why."""

    __tablename__ = "fact_check_outcome"

    id: int | None = Field(default=None, primary_key=True)
    reply_id: int = Field(foreign_key="fact_check_reply.id", unique=True)
    outcome: str = Field(max_length=10)  # corrected, kept; withdrawn by the country itself
    text: str = Field(default="", sa_column=Column("text", Text, nullable=False))
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="account.id")


class EditionReason(SQLModel, table=True):
    """Why an edition takes the place of one that was published before it."""

    __tablename__ = "edition_reason"

    edition_id: int = Field(primary_key=True, foreign_key="edition.id")
    reason: str = Field(sa_column=Column("reason", Text, nullable=False))
    given_at: datetime = Field(sa_type=UtcDateTime)
    given_by: int | None = Field(default=None, foreign_key="account.id")


class PublicationStep(SQLModel, table=True):
    """One act on the way to a publication at a set time; the last row says how things stand."""

    __tablename__ = "publication_step"

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    act: str = Field(max_length=12)  # proposed, changed, withdrawn, confirmed, stopped
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: when confirmed
    reason: str = Field(default="", sa_column=Column("reason", Text, nullable=False))
    said_at: datetime = Field(sa_type=UtcDateTime)
    said_by: int | None = Field(default=None, foreign_key="account.id")


class OfficialDocument(SQLModel, table=True):
    """The drafters' finished file of an edition, as it was checked; the newest row counts."""

    __tablename__ = "official_document"

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    format: str = Field(max_length=8)  # docx, pdf
    language: str = Field(max_length=8)
    name: str = Field(max_length=200)
    sent_sha256: str = Field(max_length=64)  # of the file as it came, personal properties included
    file_sha256: str = Field(max_length=64)  # of what is kept and published
    size: int
    findings: str = Field(sa_column=Column("findings", Text, nullable=False))
    is_removed: bool = False  # this act takes the document before it back
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
    uploaded_by: int | None = Field(default=None, foreign_key="account.id")


class OfficialReason(SQLModel, table=True):
    """Why a figure of an official document differs from the edition; the newest row counts."""

    __tablename__ = "official_reason"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="official_document.id", index=True)
    difference: str = Field(max_length=64)  # hash of what differs, where and how
    reason: str = Field(sa_column=Column("reason", Text, nullable=False))
    given_at: datetime = Field(sa_type=UtcDateTime)
    given_by: int | None = Field(default=None, foreign_key="account.id")


_IMMUTABLE = (
    "edition",
    "edition_fact",
    "edition_reason",
    "fact_check_reply",
    "fact_check_outcome",
    "publication_step",
    "official_document",
    "official_reason",
)
for _table in _IMMUTABLE:
    immutable(_table)
