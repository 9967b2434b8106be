"""Table of reports: every built document of an edition, kept for ever once it is published."""

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime
from app.core.triggers import immutable


class CouncilReport(SQLModel, table=True):
    """One document made from an edition; the same report manifest gives the same bytes."""

    __tablename__ = "council_report"
    __table_args__ = (UniqueConstraint("manifest_sha256", "format"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    format: str = Field(max_length=8)
    language: str = Field(max_length=8)
    manifest: str = Field(sa_column=Column("manifest", Text, nullable=False))
    manifest_sha256: str = Field(max_length=64)
    file_sha256: str = Field(max_length=64)
    size: int
    final: bool = False  # built after publication: no draft mark
    built_at: datetime = Field(sa_type=UtcDateTime)
    built_by: int | None = Field(default=None, foreign_key="account.id")


immutable("council_report")
