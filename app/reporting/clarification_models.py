"""Tables of clarification and of the facts a country keeps current between cycles."""

from datetime import date, datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime, enum_column
from app.core.triggers import immutable
from app.domain.workflow import ClarificationStatus


class Clarification(SQLModel, table=True):
    """The Commission's question on one point or value of a submission."""

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", index=True)
    version: int  # of the submission it asks about
    point: str = Field(max_length=3)
    subject: str = Field(default="", max_length=220)  # as in the history; empty: the whole point
    status: ClarificationStatus = Field(sa_column=enum_column(ClarificationStatus))
    reason: str = Field(default="", max_length=200)
    due_on: date
    batch: str = Field(default="", max_length=32)  # the same question to several, asked together
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked_by: int | None = Field(default=None, foreign_key="account.id")
    answered_version: int | None = None  # of the submission that answered it
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # resolved or cancelled
    closed_by: int | None = Field(default=None, foreign_key="account.id")
    revision: int = 1


class ClarificationMessage(SQLModel, table=True):
    """What one side said about a clarification; never changed, only answered."""

    __tablename__ = "clarification_message"

    id: int | None = Field(default=None, primary_key=True)
    clarification_id: int = Field(foreign_key="clarification.id", index=True)
    by_country: bool = False
    act: str = Field(max_length=20)  # asked, asked_again, said, answered, resolved, cancelled
    text: str = Field(sa_column=Column("text", Text, nullable=False))
    version: int = 0  # the other side reads it once this version is submitted; 0: at once
    file_sha256: str = Field(default="", max_length=64)
    file_name: str = Field(default="", max_length=200)
    file_type: str = Field(default="", max_length=100)
    said_at: datetime = Field(sa_type=UtcDateTime)
    said_by: int | None = Field(default=None, foreign_key="account.id")


class LivingFact(SQLModel, table=True):
    """Coordinator, roadmap, contact or link as the country last gave it; each save is a row."""

    __tablename__ = "living_fact"
    __table_args__ = (UniqueConstraint("reporter", "uid", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    reporter: str = Field(max_length=2)
    uid: str = Field(max_length=32)
    kind: str = Field(max_length=20)
    label: str = Field(default="", max_length=200)
    text: str = Field(default="", sa_column=Column("text", Text, nullable=False))
    url: str = Field(default="", max_length=2000)
    removed: bool = False
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


for _table in ("clarification_message", "living_fact"):
    immutable(_table)
