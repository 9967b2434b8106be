"""Tables of reporting: the contribution and all in it, its history, submissions and receipts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import CanonicalDecimal, UtcDateTime, enum_column
from app.core.triggers import immutable
from app.domain.workflow import Status


class Contribution(SQLModel, table=True):
    """What one reporter tells in one cycle, while it is written."""

    __table_args__ = (UniqueConstraint("cycle_id", "reporter"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    reporter: str = Field(max_length=2)
    status: Status = Field(sa_column=enum_column(Status))
    came_from: str = Field(default="", max_length=40)  # state a hand back or recall returns to
    version: int = 0  # number of the last submission
    reason: str = ""  # of the last act that needed one
    resubmission_reason: str = Field(
        default="", sa_column=Column("resubmission_reason", Text, nullable=False)
    )
    four_eyes: bool = True  # False only by a relaxation the cycle manager records
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ContributionPoint(SQLModel, table=True):
    """What holds for a point as a whole: left out, or open after a clarification."""

    __tablename__ = "contribution_point"
    __table_args__ = (UniqueConstraint("contribution_id", "point"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    point: str = Field(max_length=3)
    left_out: bool = False
    reason: str = ""
    reopened: bool = False
    revision: int = 1


class Answer(SQLModel, table=True):
    """The reply to one question, as canonical JSON; null when it was cleared."""

    __table_args__ = (UniqueConstraint("contribution_id", "question"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    question: str = Field(max_length=60)
    value: str | None = Field(default=None, sa_column=Column("value", Text))
    language: str | None = Field(default=None, max_length=8)
    translations: str = Field(
        default="[]", sa_column=Column("translations", Text, nullable=False, default="[]")
    )
    visibility: str = Field(default="public", max_length=20)
    origin: str = Field(default="entered", max_length=200)
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


_ONE_OF = (
    "(CASE WHEN number IS NULL THEN 0 ELSE 1 END + CASE WHEN code IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN day IS NULL THEN 0 ELSE 1 END + CASE WHEN text IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN missing_code IS NULL THEN 0 ELSE 1 END)"
    " = CASE WHEN cleared THEN 0 ELSE 1 END"
)


class Observation(SQLModel, table=True):
    """One cell of an indicator: one typed value or a missing code, unless it was cleared."""

    __table_args__ = (
        UniqueConstraint("contribution_id", "key"),
        CheckConstraint(_ONE_OF, name="one_typed_value"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    key: str = Field(max_length=160)
    indicator: str = Field(max_length=12, index=True)
    point: str | None = Field(default=None, max_length=3)
    period: str = Field(max_length=12)
    breakdown: str = Field(default="", max_length=60)
    codes: str = Field(default="", max_length=120)
    number: Decimal | None = Field(default=None, sa_type=CanonicalDecimal)
    code: str | None = Field(default=None, max_length=60)
    day: date | None = None
    text: str | None = Field(default=None, sa_column=Column("text", Text))
    missing_code: str | None = Field(default=None, max_length=3)
    missing_reason: str | None = Field(default=None, sa_column=Column("missing_reason", Text))
    cleared: bool = False
    flags: str = Field(default="", max_length=12)
    source: str = Field(default="", sa_column=Column("source", Text, nullable=False))
    note: str = Field(default="", sa_column=Column("note", Text, nullable=False))
    reference_year: int | None = None
    visibility: str = Field(default="public", max_length=20)
    origin: str = Field(default="entered", max_length=200)
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class AnswerRevision(SQLModel, table=True):
    """Every saved state of an answer, observation, measure, evidence, justification or point.

    `subject` says which: `answer:P12.justification`, `observation:SD-02.1@2025-2027`,
    `measure:<uid>`, and so on.
    """

    __tablename__ = "answer_revision"
    __table_args__ = (
        UniqueConstraint("contribution_id", "subject", "revision"),
        Index("ix_answer_revision_key", "contribution_id", "idempotency_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    subject: str = Field(max_length=220)
    revision: int
    version: int  # of the submission being prepared
    content: str = Field(sa_column=Column("content", Text, nullable=False))
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")
    idempotency_key: str = Field(default="", max_length=64)


class ContributionEditor(SQLModel, table=True):
    """Who has edited in the version being prepared: they cannot sign it off."""

    __tablename__ = "contribution_editor"
    __table_args__ = (UniqueConstraint("contribution_id", "version", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    version: int
    account_id: int = Field(foreign_key="account.id")
    first_at: datetime = Field(sa_type=UtcDateTime)


class Measure(SQLModel, table=True):
    """A law, strategy, programme, structure, event or funding that serves one or more points."""

    __table_args__ = (UniqueConstraint("contribution_id", "uid"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    uid: str = Field(max_length=32)
    title: str
    type: str = Field(max_length=20)
    stage: str = Field(max_length=20)
    points: str  # canonical JSON list of point ids
    description: str = Field(default="", sa_column=Column("description", Text, nullable=False))
    start: str = Field(default="", max_length=10)
    end: str = Field(default="", max_length=10)
    lead_body: str = ""
    budget: str = ""
    partners: str = Field(default="", sa_column=Column("partners", Text, nullable=False))
    regions: str = "[]"  # canonical JSON lists of codes: partner_region, sdg, sector_diplomacy
    sdgs: str = "[]"
    sectors: str = "[]"
    link: str = ""
    source: str = ""
    confidence: str = Field(default="", max_length=10)
    language: str = Field(default="en", max_length=8)
    translations: str = Field(
        default="[]", sa_column=Column("translations", Text, nullable=False, default="[]")
    )
    visibility: str = Field(default="public", max_length=20)
    origin: str = Field(default="entered", max_length=200)
    removed: bool = False
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class Evidence(SQLModel, table=True):
    """A link or file behind what is said at a point."""

    __table_args__ = (UniqueConstraint("contribution_id", "uid"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    uid: str = Field(max_length=32)
    point: str = Field(max_length=3)
    title: str
    description: str = Field(default="", sa_column=Column("description", Text, nullable=False))
    url: str = ""
    source: str = ""
    confidence: str = Field(default="", max_length=10)
    file_name: str = ""
    file_sha256: str = Field(default="", max_length=64)
    file_type: str = Field(default="", max_length=100)
    alt_text: str = Field(default="", sa_column=Column("alt_text", Text, nullable=False))
    withheld: bool = False  # "not for publication"
    withheld_reason: str = Field(
        default="", sa_column=Column("withheld_reason", Text, nullable=False)
    )
    published_on: str = Field(default="", max_length=10)
    language: str = Field(default="en", max_length=8)
    translations: str = Field(
        default="[]", sa_column=Column("translations", Text, nullable=False, default="[]")
    )
    visibility: str = Field(default="public", max_length=20)
    origin: str = Field(default="", max_length=200)  # workbook, cycle before, key; empty: typed
    removed: bool = False
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class Justification(SQLModel, table=True):
    """The reporter's explanation of a warning; it travels with the submission."""

    __table_args__ = (UniqueConstraint("contribution_id", "finding_key"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    finding_key: str = Field(max_length=220)
    text: str = Field(sa_column=Column("text", Text, nullable=False))
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class Prefill(SQLModel, table=True):
    """A proposed value from an outside source: an observation, a measure, or context to read."""

    __table_args__ = (UniqueConstraint("cycle_id", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    ref: str = Field(max_length=40)  # natural key, for example DK-012
    reporter: str = Field(max_length=2, index=True)
    use: str = Field(max_length=12)  # observation, measure, context
    points: str  # canonical JSON list of point ids
    target: str = Field(default="", max_length=160)  # key of the observation
    proposal: str = Field(default="{}", sa_column=Column("proposal", Text, nullable=False))
    title: str
    summary: str = Field(default="", sa_column=Column("summary", Text, nullable=False))
    stated: str = ""  # value and unit as the source gives them
    as_of: str = Field(default="", max_length=40)
    source_title: str = ""
    source_url: str = ""
    confidence: str = Field(default="", max_length=10)
    series_id: int | None = Field(default=None, foreign_key="prefill_series.id")
    superseded: bool = False  # a later version of its series proposes something else
    loaded_at: datetime = Field(sa_type=UtcDateTime)


class PrefillSeries(SQLModel, table=True):
    """One version of an official series that was loaded for a cycle: where it comes from."""

    __tablename__ = "prefill_series"
    __table_args__ = (UniqueConstraint("cycle_id", "code", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    code: str = Field(max_length=60)  # of the series at its source
    number: int  # of this version in the cycle
    dataset_version: str = Field(max_length=60)
    source_title: str
    source_url: str = ""
    licence: str = Field(max_length=200)
    retrieved_on: date
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)  # of the file
    rows: int
    loaded_at: datetime = Field(sa_type=UtcDateTime)
    loaded_by: int | None = Field(default=None, foreign_key="account.id")


class PrefillDecision(SQLModel, table=True):
    """What the reporter said of a proposal: confirm, correct or cannot confirm."""

    __tablename__ = "prefill_decision"
    __table_args__ = (UniqueConstraint("contribution_id", "prefill_id"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    prefill_id: int = Field(foreign_key="prefill.id")
    decision: str = Field(max_length=20)
    source: str = Field(default="", sa_column=Column("source", Text, nullable=False))
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class SignOff(SQLModel, table=True):
    """A signature under exactly this content; void once the contribution is recalled."""

    __tablename__ = "sign_off"

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    version: int
    account_id: int = Field(foreign_key="account.id")
    name: str
    content_sha256: str = Field(max_length=64)
    four_eyes: bool = True
    signed_at: datetime = Field(sa_type=UtcDateTime)
    void: bool = False


class Submission(SQLModel, table=True):
    """Frozen, signed version n of a contribution: the database refuses every change."""

    __table_args__ = (UniqueConstraint("contribution_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")
    cycle_id: int = Field(foreign_key="cycle.id")
    catalogue_version_id: int = Field(foreign_key="catalogue_version.id")
    reporter: str = Field(max_length=2)
    version: int
    sequence: int = Field(unique=True)
    document: str = Field(sa_column=Column("document", Text, nullable=False))
    sha256: str = Field(max_length=64)
    late: bool = False
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    submitted_by: int | None = Field(default=None, foreign_key="account.id")


class Receipt(SQLModel, table=True):
    """Proof of a submission."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", unique=True)
    number: str = Field(unique=True, max_length=60)
    document: str = Field(sa_column=Column("document", Text, nullable=False))
    issued_at: datetime = Field(sa_type=UtcDateTime)


for _table in ("submission", "receipt", "answer_revision"):
    immutable(_table)
