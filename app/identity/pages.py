"""Pages of identity: signing in, the own account, confirming a password, accepting an
invitation."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.core.i18n import country_name
from app.domain.roles import Grant
from app.identity.names import role_name
from app.web.kept import KeptForm
from app.web.pages import Page

FieldErrors = tuple[tuple[str, str], ...]  # sentence, "#id of the field"


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """The sign-in form."""

    template: ClassVar[str] = "identity/sign_in.html"

    next: str
    email: str = ""
    errors: FieldErrors = ()
    kept: KeptForm | None = None


@dataclass(frozen=True, kw_only=True)
class KeptPage(Page):
    """What somebody had written when the session ended, to be saved now."""

    template: ClassVar[str] = "identity/kept.html"

    kept: KeptForm
    back: str


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(Page):
    """The password once more, before a step that needs it."""

    template: ClassVar[str] = "identity/confirm.html"

    next: str
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class InvitationPage(Page):
    """The form by which an invited person sets a password."""

    template: ClassVar[str] = "identity/invitation.html"

    token: str
    email: str
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """One browser in which the person is signed in."""

    created_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """The own account: roles, country worked for, sessions, password."""

    template: ClassVar[str] = "identity/account.html"

    name: str
    roles: tuple[str, ...]
    active_reporter: str | None
    reporters: tuple[tuple[str, str], ...]  # code, name
    sessions: tuple[SessionRow, ...]
    errors: FieldErrors = ()
    saved: str = ""


def grant_name(grant: Grant) -> str:
    """Return a role with the reporter it is held for: `Contributor, Denmark`."""
    name = role_name(grant.role)
    return f"{name}, {country_name(grant.reporter)}" if grant.reporter else name
