"""Tables of review: acceptance stands beside a submission, never in it."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime
from app.core.triggers import immutable


class Acceptance(SQLModel, table=True):
    """A desk officer found a submission complete and consistent; no judgement of policy."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", unique=True)
    remarks: str = Field(default="", sa_column=Column("remarks", Text, nullable=False))
    accepted_at: datetime = Field(sa_type=UtcDateTime)
    accepted_by: int | None = Field(default=None, foreign_key="account.id")


immutable("acceptance")
