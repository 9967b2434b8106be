"""Tables of deliveries: the slices readers saved, and every file that was taken away of one."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime
from app.core.triggers import immutable


class Slice(SQLModel, table=True):
    """A part of the data that one reader takes away again and again, under a name of their own."""

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=120)
    choice: str = Field(sa_column=Column("choice", Text, nullable=False))  # JSON; empty list: all
    language: str = Field(max_length=8)
    notify: bool = False  # a mail when an edition appears or is published
    told: str = Field(default="[]", sa_column=Column("told", Text, nullable=False, default="[]"))
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Delivery(SQLModel, table=True):
    """One file taken away of a slice: the same choice, edition and `since_id` make it again."""

    id: int | None = Field(default=None, primary_key=True)
    slice_id: int = Field(foreign_key="slice.id", index=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    since_id: int | None = Field(default=None, foreign_key="delivery.id")  # compared with this one
    choice: str = Field(sa_column=Column("choice", Text, nullable=False))  # as it was then
    language: str = Field(max_length=8)
    format: str = Field(max_length=8)
    door: str = Field(max_length=10)  # page, key, command
    restricted: bool
    rows: int
    size: int
    sha256: str = Field(max_length=64)
    delivered_at: datetime = Field(sa_type=UtcDateTime)
    delivered_by: int | None = Field(default=None, foreign_key="account.id")
    key_id: int | None = Field(default=None, foreign_key="api_key.id")


immutable("delivery")
