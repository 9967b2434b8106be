"""Builds the pages of administration from what the queries return."""

from fastapi import Request
from sqlmodel import Session

from app.admin.acts import act_name
from app.admin.pages import (
    AccountLine,
    AuditPage,
    EventLine,
    HeldRole,
    OneAccountPage,
    PermissionsPage,
)
from app.audit.queries import Event
from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.domain.roles import ROLE_PERMISSIONS, Permission, Role
from app.identity.access import SignedIn
from app.identity.names import permission_name, role_name
from app.identity.pages import grant_name
from app.identity.queries import AccountRow, account_names
from app.identity.reporters import REPORTERS
from app.web.visitor import visitor_of

PAGE_LENGTH = 100


def line_of(row: AccountRow) -> AccountLine:
    """Return an account as a line of the list."""
    state = "disabled" if row.is_disabled else "active" if row.has_password else "invited"
    return AccountLine(
        id=row.id,
        name=row.name,
        email=row.email,
        roles=tuple(grant_name(grant) for grant in row.grants),
        state=state,
    )


def one_account_page(
    row: AccountRow,
    own_id: int | None,
    *,
    invitation: str = "",
    errors: tuple[tuple[str, str], ...] = (),
) -> OneAccountPage:
    """Return the page of one account."""
    return OneAccountPage(
        account=line_of(row),
        held=tuple(
            HeldRole(label=grant_name(g), role=g.role.value, reporter=g.reporter or "")
            for g in row.grants
        ),
        roles=tuple((role.value, role_name(role)) for role in Role),
        reporters=(("", _("No country")), *((code, country_name(code)) for code in REPORTERS)),
        is_own=row.id == own_id,
        invitation=invitation,
        errors=errors,
    )


def permissions_page() -> PermissionsPage:
    """Return the table that the guard itself uses."""
    return PermissionsPage(
        roles=tuple(role_name(role) for role in Role),
        rows=tuple(
            (
                permission_name(permission),
                tuple(permission in ROLE_PERMISSIONS[role] for role in Role),
            )
            for permission in Permission
        ),
    )


def audit_areas(request: Request) -> tuple[tuple[str, str, bool], ...]:
    """Return the parts of the audit log this reader may see: label, address, is it shown now."""
    visitor = visitor_of(request)
    if not isinstance(visitor, SignedIn):
        return ()
    areas = [
        (_("Your own account"), "/admin/audit", None),
        (_("Cycles"), "/admin/audit/cycles", Permission.CYCLE_AUDIT_READ),
        (_("Accounts"), "/admin/audit/accounts", Permission.ACCOUNT_AUDIT_READ),
    ]
    if visitor.active_reporter:
        areas.append(
            (
                country_name(visitor.active_reporter),
                f"/admin/audit/reporters/{visitor.active_reporter}",
                Permission.NATIONAL_AUDIT_READ,
            )
        )
    held = frozenset().union(
        *(
            ROLE_PERMISSIONS[grant.role]
            for grant in visitor.grants
            if grant.reporter in (None, visitor.active_reporter)
        )
    )
    return tuple(
        (label, url, url == request.url.path)
        for label, url, permission in areas
        if permission is None or permission in held
    )


def audit_page(request: Request, session: Session, title: str, events: list[Event]) -> AuditPage:
    """Return a page of the audit log with the names of who acted."""
    names = account_names(session, (event.account_id for event in events))
    older = ""
    if len(events) == PAGE_LENGTH:
        older = f"{request.url.path}?before={events[-1].id}"
    return AuditPage(
        title=title,
        areas=audit_areas(request),
        events=tuple(
            EventLine(
                at=event.at,
                who=names.get(event.account_id or 0, _("The system or its operator")),
                act=act_name(event.act),
                subject=event.subject,
                stream=event.stream,
                hash=event.hash[:12],
            )
            for event in events
        ),
        older_url=older,
    )
