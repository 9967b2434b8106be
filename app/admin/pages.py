"""Pages of administration: accounts, one account, who may do what, who did what."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.web.pages import Page

FieldErrors = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """One account in the list."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    state: str  # active, invited, disabled
    is_unconfirmed: bool  # a role that nobody has confirmed for the present cycle


@dataclass(frozen=True, kw_only=True)
class AccountsPage(Page):
    """All accounts, and the form for a new one."""

    template: ClassVar[str] = "admin/accounts.html"

    accounts: tuple[AccountLine, ...]
    unconfirmed: int  # roles that wait to be confirmed
    lost_mails: int  # mails that did not arrive, to be decided
    only_unconfirmed: bool = False
    search: str = ""
    email: str = ""
    name: str = ""
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role of an account, with what is needed to confirm or revoke it."""

    label: str
    role: str
    reporter: str
    last_day: str
    confirm_url: str  # empty: confirmed for the present cycle


@dataclass(frozen=True, kw_only=True)
class OneAccountPage(Page):
    """One account: its roles, a new role, its link, its state."""

    template: ClassVar[str] = "admin/account.html"

    account: AccountLine
    held: tuple[HeldRole, ...]
    roles: tuple[tuple[str, str], ...]
    reporters: tuple[tuple[str, str], ...]
    is_own: bool = False
    last_day: str = ""  # as it was typed
    invitation: str = ""  # address shown once
    notice: str = ""
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class PermissionsPage(Page):
    """The table of roles and permissions, as the guard itself uses it."""

    template: ClassVar[str] = "admin/permissions.html"

    roles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[bool, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One audit event in words."""

    at: datetime
    who: str
    act: str
    subject: str
    stream: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class AuditPage(Page):
    """Who did what, in the streams this reader may see."""

    template: ClassVar[str] = "admin/audit.html"

    title: str
    areas: tuple[tuple[str, str, bool], ...]
    events: tuple[EventLine, ...]
    older_url: str = ""
