"""Tables of working together: assignments, files, reviews, comments, ministries, looks."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime
from app.core.triggers import immutable


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


class PointReview(SQLModel, table=True):
    """How far a point has come inside the country: ready, approved or handed back by the lead."""

    __tablename__ = "point_review"
    __table_args__ = (UniqueConstraint("contribution_id", "point"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    point: str = Field(max_length=3)
    state: str = Field(default="", max_length=10)  # ready, approved, returned; empty: open
    note: str = Field(default="", sa_column=Column("note", Text, nullable=False))
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class MinistryApproval(SQLModel, table=True):
    """The sign-off of one ministry under its points, where the lead asked for it."""

    __tablename__ = "ministry_approval"

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", index=True)
    body: str = Field(max_length=200)
    account_id: int = Field(foreign_key="account.id")
    points: str  # canonical JSON list of point ids
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked_by: int | None = Field(default=None, foreign_key="account.id")
    decision: str = Field(default="", max_length=10)  # approved, returned; empty: not yet
    note: str = Field(default="", sa_column=Column("note", Text, nullable=False))
    content_sha256: str = Field(default="", max_length=64)  # of these points, when approved
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # no longer asked for
    withdrawn_by: int | None = Field(default=None, foreign_key="account.id")


class CommentThread(SQLModel, table=True):
    """A conversation inside the country about a point, or one field of it."""

    __tablename__ = "comment_thread"
    __table_args__ = (Index("ix_comment_thread_point", "contribution_id", "point"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    point: str = Field(max_length=3)
    subject: str = Field(default="", max_length=220)  # as in the history; empty: the whole point
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int | None = Field(default=None, foreign_key="account.id")
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by: int | None = Field(default=None, foreign_key="account.id")


class Comment(SQLModel, table=True):
    """One remark of a conversation; never changed, only answered."""

    id: int | None = Field(default=None, primary_key=True)
    thread_id: int = Field(foreign_key="comment_thread.id", index=True)
    text: str = Field(sa_column=Column("text", Text, nullable=False))
    said_at: datetime = Field(sa_type=UtcDateTime)
    said_by: int | None = Field(default=None, foreign_key="account.id")
    idempotency_key: str = Field(default="", max_length=64)


class CommentMention(SQLModel, table=True):
    """A colleague named in a comment; `read_at` once they opened the conversation and said so."""

    __tablename__ = "comment_mention"
    __table_args__ = (UniqueConstraint("comment_id", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LookGrant(SQLModel, table=True):
    """The country's leave for the desk to look at its draft; it ends when revoked or over."""

    __tablename__ = "look_grant"

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", index=True)
    account_id: int = Field(foreign_key="account.id")  # the desk officer
    reason: str = Field(sa_column=Column("reason", Text, nullable=False))
    granted_at: datetime = Field(sa_type=UtcDateTime)
    granted_by: int | None = Field(default=None, foreign_key="account.id")
    ends_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: int | None = Field(default=None, foreign_key="account.id")


class Look(SQLModel, table=True):
    """Access log: a page of a draft that a desk officer opened under a grant."""

    id: int | None = Field(default=None, primary_key=True)
    grant_id: int = Field(foreign_key="look_grant.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    page: str = Field(max_length=60)
    looked_at: datetime = Field(sa_type=UtcDateTime)


for _table in ("comment", "look"):
    immutable(_table)
