"""Tables of the Excel round trip: workbooks that came back, as they were read."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.core.db import UtcDateTime


class WorkbookUpload(SQLModel, table=True):
    """A workbook somebody sent back: what was read from it, and what was taken over."""

    __tablename__ = "workbook_upload"

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", index=True)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)  # of the file, kept under this name
    content: str = Field(sa_column=Column("content", Text, nullable=False))  # canonical JSON
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
    uploaded_by: int = Field(foreign_key="account.id")
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    applied_by: int | None = Field(default=None, foreign_key="account.id")
    taken: str = Field(default="[]", sa_column=Column("taken", Text, nullable=False))  # subjects
