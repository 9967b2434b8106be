"""Tables of review: what the Commission says stands beside a submission, never in it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import CanonicalDecimal, UtcDateTime
from app.core.triggers import immutable


class Acceptance(SQLModel, table=True):
    """A desk officer found a submission complete and consistent; no judgement of policy."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", unique=True)
    remarks: str = Field(default="", sa_column=Column("remarks", Text, nullable=False))
    accepted_at: datetime = Field(sa_type=UtcDateTime)
    accepted_by: int | None = Field(default=None, foreign_key="account.id")
    proposed_by: int | None = Field(default=None, foreign_key="account.id")  # the first of two


class AcceptanceProposal(SQLModel, table=True):
    """One desk officer would accept; a second must, because a figure is above a set bound."""

    __tablename__ = "acceptance_proposal"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    remarks: str = Field(default="", sa_column=Column("remarks", Text, nullable=False))
    figures: str = Field(default="[]", sa_column=Column("figures", Text, nullable=False))
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    proposed_by: int | None = Field(default=None, foreign_key="account.id")
    reason: str = Field(  # why it was withdrawn or declined
        default="", sa_column=Column("reason", Text, nullable=False, default="")
    )
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: int | None = Field(default=None, foreign_key="account.id")


class FigureBound(SQLModel, table=True):
    """Above this a second desk officer looks; a later row supersedes, none means no bound."""

    __tablename__ = "figure_bound"

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    indicator: str = Field(max_length=12)
    bound: Decimal | None = Field(default=None, sa_type=CanonicalDecimal)
    reason: str = Field(default="", sa_column=Column("reason", Text, nullable=False, default=""))
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: int | None = Field(default=None, foreign_key="account.id")


class DeskCase(SQLModel, table=True):
    """Who at the desk looks after a reporter in a cycle, until when, and what was looked at."""

    __tablename__ = "desk_case"

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", unique=True)
    officer: int | None = Field(default=None, foreign_key="account.id")
    target_on: date | None = None
    checked: str = Field(default="{}", sa_column=Column("checked", Text, nullable=False))  # JSON
    revision: int = 1
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: int | None = Field(default=None, foreign_key="account.id")


class Remark(SQLModel, table=True):
    """A remark or adjustment of the Commission beside a value; the national figure stays."""

    __table_args__ = (UniqueConstraint("submission_id", "uid", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    uid: str = Field(max_length=32)
    revision: int = 1
    point: str = Field(max_length=3)
    subject: str = Field(default="", max_length=220)  # as in the history; empty: the whole point
    text: str = Field(sa_column=Column("text", Text, nullable=False))
    adjusted: str | None = Field(default=None, sa_column=Column("adjusted", Text))  # canonical JSON
    removed: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int | None = Field(default=None, foreign_key="account.id")


for _table in ("acceptance", "figure_bound", "remark"):
    immutable(_table)
