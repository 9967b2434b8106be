"""Where a person arrives after signing in or switching to another country."""

from app.domain.roles import Grant, Permission, permissions_at

HOME = "/home"
_PUBLIC = "/"

# The first right a person holds decides; the pages behind the addresses look closer.
_PLACES: tuple[tuple[Permission, str], ...] = (
    (Permission.CONTRIBUTION_READ, "/contributions/home"),
    (Permission.EDITION_FREEZE, "/editions"),
    (Permission.SUBMISSION_READ, "/desk"),
    (Permission.CYCLE_MANAGE, "/cycles"),
    (Permission.ACCOUNT_MANAGE, "/admin/accounts"),
)


def landing(grants: tuple[Grant, ...], reporter: str | None) -> str:
    """Return the address where the work of a person begins; the public pages for all others."""
    held = permissions_at(grants, reporter) | permissions_at(grants, None)
    return next((url for permission, url in _PLACES if permission in held), _PUBLIC)
