"""Table of what readers of the public pages write to those who run the portal."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime


class Feedback(SQLModel, table=True):
    """What somebody wrote without signing in; only the settling of it is added later."""

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, max_length=12)  # what the sender is shown
    sent_at: datetime = Field(sa_type=UtcDateTime, index=True)
    sender: str = Field(max_length=64)  # hash of secret, day and network address: counts only
    about: str = Field(max_length=10)  # barrier, figure, other
    page: str = Field(default="", max_length=300)  # path of the page it was sent from
    text: str = Field(sa_column=Column("text", Text, nullable=False))
    address: str = Field(default="", max_length=254)  # for an answer; removed when it is settled
    language: str = Field(max_length=8)  # of the page the form stood on
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by: int | None = Field(default=None, foreign_key="account.id")
    outcome: str = Field(default="", sa_column=Column("outcome", Text, nullable=False, default=""))
