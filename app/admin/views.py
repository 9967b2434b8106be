"""Builds the pages of administration from what the queries return."""

from fastapi import Request
from sqlmodel import Session

from app.admin.acts import act_name
from app.admin.lost_mails import count_lost
from app.admin.pages import (
    AccountLine,
    AccountsPage,
    AuditPage,
    EventLine,
    FieldErrors,
    HeldRole,
    OneAccountPage,
    PermissionsPage,
)
from app.audit.queries import Event
from app.core.clock import last_day as last_day_of
from app.core.i18n import country_name, format_date, printed_code
from app.core.i18n import gettext as _
from app.domain.roles import ROLE_PERMISSIONS, Permission, Role, UnionScope
from app.identity.access import SignedIn
from app.identity.names import permission_name, role_name
from app.identity.pages import grant_name
from app.identity.queries import (
    AccountRow,
    HeldGrant,
    account_names,
    count_unconfirmed,
    list_accounts,
)
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
        is_unconfirmed=not all(one.is_confirmed for one in row.held) and not row.is_disabled,
    )


def accounts_page(
    session: Session,
    scope: UnionScope,
    *,
    search: str = "",
    only_unconfirmed: bool = False,
    email: str = "",
    name: str = "",
    errors: FieldErrors = (),
) -> AccountsPage:
    """Return the accounts that were looked for, and the form for a new one."""
    rows = list_accounts(session, scope, search=search, unconfirmed_only=only_unconfirmed)
    return AccountsPage(
        accounts=tuple(map(line_of, rows)),
        unconfirmed=count_unconfirmed(session, scope),
        lost_mails=count_lost(session, scope),
        only_unconfirmed=only_unconfirmed,
        search=search,
        email=email,
        name=name,
        errors=errors,
    )


def one_account_page(
    row: AccountRow,
    own_id: int | None,
    *,
    invitation: str = "",
    last_day: str = "",
    notice: str = "",
    errors: FieldErrors = (),
) -> OneAccountPage:
    """Return the page of one account."""
    return OneAccountPage(
        account=line_of(row),
        held=tuple(_held_role(row.id, one) for one in row.held),
        roles=tuple((role.value, role_name(role)) for role in Role),
        reporters=(("", _("No country")), *((code, country_name(code)) for code in REPORTERS)),
        is_own=row.id == own_id,
        last_day=last_day,
        invitation=invitation,
        notice=notice,
        errors=errors,
    )


def _held_role(account_id: int, one: HeldGrant) -> HeldRole:
    url = f"/admin/accounts/{account_id}/roles/{one.id}/confirm"
    return HeldRole(
        label=grant_name(one.grant),
        role=one.grant.role.value,
        reporter=one.grant.reporter or "",
        last_day="" if one.ends_at is None else format_date(last_day_of(one.ends_at)),
        confirm_url="" if one.is_confirmed else url,
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
                subject=printed_code(event.subject),
                stream=":".join(map(printed_code, event.stream.split(":"))),
                hash=event.hash[:12],
            )
            for event in events
        ),
        older_url=older,
    )
