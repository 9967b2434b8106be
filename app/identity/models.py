"""Tables of identity: accounts, role grants, invitations, sign-in sessions and attempts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.db import UtcDateTime, enum_column
from app.domain.roles import Role


class Account(SQLModel, table=True):
    """A person who can sign in; disabled instead of deleted, because records name it."""

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, unique=True)  # lower case
    name: str = Field(max_length=120)
    password_hash: str | None = Field(default=None, max_length=200)
    created_at: datetime = Field(default_factory=now, sa_column=Column(UtcDateTime, nullable=False))
    disabled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    core_only: bool = False  # shows the core questions and indicators only
    language: str = Field(default="", max_length=8)  # of mails; empty: the portal's own
    mail_off: str = Field(default="[]", sa_column=Column(Text, nullable=False, default="[]"))


class RoleGrant(SQLModel, table=True):
    """A role of an account, for one reporter; an empty reporter means the Union."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "reporter"),
        CheckConstraint("length(reporter) IN (0, 2)", name="reporter"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    role: Role = Field(sa_column=enum_column(Role))
    reporter: str = Field(default="", max_length=2)
    granted_at: datetime = Field(default_factory=now, sa_column=Column(UtcDateTime, nullable=False))
    granted_by: int | None = Field(default=None, foreign_key="account.id")
    ends_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    confirmed_by: int | None = Field(default=None, foreign_key="account.id")


class Invitation(SQLModel, table=True):
    """A link by which somebody sets a password: usable once, for a day; only its hash is stored."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SignInSession(SQLModel, table=True):
    """A signed-in browser; the browser holds the token, the table only its hash."""

    __tablename__ = "sign_in_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    active_reporter: str | None = Field(default=None, max_length=2)
    csrf_token: str = Field(max_length=64)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    authenticated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SignInAttempt(SQLModel, table=True):
    """A password that was tried; rows older than a day are removed."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    account_key: str = Field(max_length=64, index=True)  # hash of the address that was typed
    client_key: str = Field(max_length=64, index=True)  # hash of the network address
    succeeded: bool = False


class ApiKey(SQLModel, table=True):
    """A key by which a program acts for an account at one reporter; only its hash is stored."""

    __tablename__ = "api_key"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    reporter: str = Field(default="", max_length=2)  # empty: the Union
    name: str = Field(max_length=120)
    prefix: str = Field(max_length=12)  # its first characters, to recognise it by
    key_hash: str = Field(max_length=64, unique=True)
    may_write: bool = False
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_by: int | None = Field(default=None, foreign_key="account.id")
