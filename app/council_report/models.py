"""Tables of reports: texts and quotations of the drafters, and every document that was built."""

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
    part: str = Field(  # printed alone: fiche-DK, annex-A; empty: the whole document
        default="", max_length=24, sa_column_kwargs={"server_default": ""}
    )
    manifest: str = Field(sa_column=Column("manifest", Text, nullable=False))
    manifest_sha256: str = Field(max_length=64)
    file_sha256: str = Field(max_length=64)
    size: int
    final: bool = False  # built after publication: no draft mark
    built_at: datetime = Field(sa_type=UtcDateTime)
    built_by: int | None = Field(default=None, foreign_key="account.id")


class ReportBuild(SQLModel, table=True):
    """One wish for a document: who asked, how far its builder is, and what came of it.

    It is told as it is read: a running build whose builder is silent has broken off.
    """

    __tablename__ = "report_build"

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    format: str = Field(max_length=8)  # docx, pdf, xlsx, or parts: every fiche and annex alone
    language: str = Field(max_length=8)
    state: str = Field(max_length=12)  # waiting, running, done, failed, broken, cancelled
    stage: str = Field(default="", max_length=12)  # of a running build
    done: int = 0  # of what the stage counts
    of: int = 0
    attempt: int = 0  # how often a builder began it
    builder: str = Field(default="", max_length=32)  # whose it is; nobody else writes to it
    error: str = Field(default="", max_length=60)  # code of a sentence
    report_id: int | None = Field(default=None, foreign_key="council_report.id")
    requested_at: datetime = Field(sa_type=UtcDateTime)
    requested_by: int | None = Field(default=None, foreign_key="account.id")
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    heartbeat_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_by: int | None = Field(default=None, foreign_key="account.id")


class ReportText(SQLModel, table=True):
    """The Commission's own text of a section of a cycle's report; each save is a row."""

    __tablename__ = "report_text"
    __table_args__ = (UniqueConstraint("cycle_id", "section", "language", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    section: str = Field(max_length=60)  # key of the heading it stands under
    language: str = Field(max_length=8)
    revision: int
    text: str = Field(sa_column=Column("text", Text, nullable=False))  # empty: taken out
    restored_from: int | None = None  # revision that was brought back by this save
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class Quotation(SQLModel, table=True):
    """National text quoted in a section of a cycle's report; each act on it is a row."""

    __tablename__ = "quotation"
    __table_args__ = (UniqueConstraint("cycle_id", "uid", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    uid: str = Field(max_length=32)
    revision: int
    act: str = Field(max_length=12)  # placed, moved, confirmed, changed, removed
    section: str = Field(max_length=60)
    place: int  # order in its section
    reporter: str = Field(max_length=2)
    submission_id: int = Field(foreign_key="submission.id")  # the version somebody last looked at
    version: int
    subject: str = Field(max_length=220)  # answer:P12.justification, measure:<uid>:description
    source_sha256: str = Field(max_length=64)  # of the whole text it was taken from
    passage: str = Field(sa_column=Column("passage", Text, nullable=False))
    language: str = Field(max_length=8)
    translation: str = Field(
        default="", sa_column=Column("translation", Text, nullable=False, default="")
    )
    translation_language: str = Field(default="", max_length=8)
    translation_made_by: str = Field(default="", max_length=10)  # human or machine
    removed: bool = False
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


for _table in ("council_report", "report_text", "quotation"):
    immutable(_table)
