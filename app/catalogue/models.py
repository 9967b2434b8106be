"""Tables of the catalogue: frozen versions and the cycles that use them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.core.db import CanonicalDecimal, UtcDateTime, enum_column
from app.core.triggers import immutable
from app.domain.workflow import CycleStatus


class CycleKind(StrEnum):
    """What a cycle is for."""

    LIVE = "live"
    BASELINE = "baseline"
    TRAINING = "training"


class CatalogueVersion(SQLModel, table=True):
    """What is asked, as canonical JSON; once frozen the database refuses any change."""

    __tablename__ = "catalogue_version"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    content: str
    sha256: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Cycle(SQLModel, table=True):
    """One biennial round; open, late and closed follow from its dates, other states are acts."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    kind: CycleKind = Field(sa_column=enum_column(CycleKind))
    status: CycleStatus = Field(sa_column=enum_column(CycleStatus))
    title: str = Field(max_length=200)
    catalogue_version_id: int = Field(foreign_key="catalogue_version.id")
    cutoff: date
    opens_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    embargo_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    four_eyes: bool = True
    previous_id: int | None = Field(default=None, foreign_key="cycle.id")  # it was made from
    mapping: str = Field(
        default="{}", sa_column=Column("mapping", Text, nullable=False, default="{}")
    )  # canonical JSON: point of this cycle to point of the one before, where they differ
    rules: str = Field(
        default="{}", sa_column=Column("rules", Text, nullable=False, default="{}")
    )  # canonical JSON: quality rules that count otherwise than by their nature
    created_at: datetime = Field(sa_type=UtcDateTime)


class Extension(SQLModel, table=True):
    """More time for one reporter; a later row supersedes an earlier one."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    reporter: str = Field(max_length=2)
    until: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_column=Column("reason", Text, nullable=False))
    granted_at: datetime = Field(sa_type=UtcDateTime)
    granted_by: int | None = Field(default=None, foreign_key="account.id")


class ReferenceDistribution(SQLModel, table=True):
    """Quartiles of the last published edition: what a rule may compare a country with."""

    __tablename__ = "reference_distribution"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(unique=True, max_length=160)  # observation key without its period
    edition: str = Field(max_length=60)
    n: int
    lower_quartile: Decimal = Field(sa_type=CanonicalDecimal)
    upper_quartile: Decimal = Field(sa_type=CanonicalDecimal)


class CatalogueComment(SQLModel, table=True):
    """What a subgroup reader says about a draft catalogue, and what became of it."""

    __tablename__ = "catalogue_comment"

    id: int | None = Field(default=None, primary_key=True)
    catalogue_version_id: int = Field(foreign_key="catalogue_version.id", index=True)
    subject: str = Field(default="", max_length=60)  # point, question or indicator; empty: all
    text: str = Field(sa_column=Column("text", Text, nullable=False))
    said_at: datetime = Field(sa_type=UtcDateTime)
    said_by: int | None = Field(default=None, foreign_key="account.id")
    reply: str = Field(default="", sa_column=Column("reply", Text, nullable=False))
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replied_by: int | None = Field(default=None, foreign_key="account.id")


class RuleSetting(SQLModel, table=True):
    """How a quality rule counts in a cycle; a later row supersedes an earlier one."""

    __tablename__ = "rule_setting"

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    rule: str = Field(max_length=12)
    mode: str = Field(max_length=12)  # off, rehearsal, warning, blocking
    reason: str = Field(default="", sa_column=Column("reason", Text, nullable=False))
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: int | None = Field(default=None, foreign_key="account.id")


immutable("catalogue_version", "frozen_at")
for _table in ("extension", "rule_setting"):
    immutable(_table)
