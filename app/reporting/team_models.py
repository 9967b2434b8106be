"""Tables of working together: points handed to colleagues, and files they upload."""

from datetime import date, datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime


class Assignment(SQLModel, table=True):
    """A point, or one question of it, handed to a colleague, who may then write it."""

    __table_args__ = (UniqueConstraint("contribution_id", "point", "question", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    point: str = Field(max_length=3)
    question: str = Field(default="", max_length=60)  # empty: the whole point
    account_id: int = Field(foreign_key="account.id")
    due_on: date | None = None
    message: str = Field(default="", sa_column=Column("message", Text, nullable=False))
    assigned_at: datetime = Field(sa_type=UtcDateTime)
    assigned_by: int | None = Field(default=None, foreign_key="account.id")


class StoredFile(SQLModel, table=True):
    """A file a reporter uploaded, by its content; evidence points to it by hash."""

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("reporter", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    reporter: str = Field(max_length=2)
    sha256: str = Field(max_length=64)
    media_type: str = Field(max_length=100)
    size: int
    scan: str = Field(default="", max_length=10)  # clean, infected; empty: not scanned
    scanned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stored_at: datetime = Field(sa_type=UtcDateTime)
    stored_by: int | None = Field(default=None, foreign_key="account.id")
