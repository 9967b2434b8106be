"""Who may do what: roles, permissions, the table that joins them, and the scopes of guards."""

from dataclasses import dataclass
from enum import StrEnum

COMMISSION = "EU"


class Role(StrEnum):
    """A mandate an account holds, for one reporter or for the Union."""

    REPORTING_LEAD = "reporting_lead"
    CONTRIBUTOR = "contributor"
    SIGNATORY = "signatory"
    NATIONAL_READER = "national_reader"
    DESK_OFFICER = "desk_officer"
    CYCLE_MANAGER = "cycle_manager"
    REPORT_EDITOR = "report_editor"
    SUBGROUP_READER = "subgroup_reader"
    ADMINISTRATOR = "administrator"


NATIONAL_ROLES = frozenset(
    {Role.REPORTING_LEAD, Role.CONTRIBUTOR, Role.SIGNATORY, Role.NATIONAL_READER}
)


class Permission(StrEnum):
    """One thing a route may require: `<what>:<act>`."""

    CONTRIBUTION_READ = "contribution:read"
    ANSWER_EDIT = "answer:edit"
    POINT_LEAVE_OUT = "point:leave_out"
    POINT_APPROVE = "point:approve"
    ASSIGNMENT_EDIT = "assignment:edit"
    COLLEAGUES_MANAGE = "colleagues:manage"
    KEYS_MANAGE = "keys:manage"
    LOOK_GRANT = "look:grant"
    LIVING_EDIT = "living:edit"
    CONTRIBUTION_SEND = "contribution:send_for_sign_off"
    CONTRIBUTION_SIGN = "contribution:sign_off"
    CONTRIBUTION_SUBMIT = "contribution:submit"
    CONTRIBUTION_DECLINE = "contribution:decline"
    NATIONAL_AUDIT_READ = "national_audit:read"
    COMMENT_WRITE = "comment:write"
    SUBMISSION_READ = "submission:read"
    DRAFT_LOOK = "draft:look"
    CLARIFICATION_ASK = "clarification:ask"
    SUBMISSION_ACCEPT = "submission:accept"
    RULE_REHEARSE = "rule:rehearse"
    CYCLE_MANAGE = "cycle:manage"
    CATALOGUE_MANAGE = "catalogue:manage"
    CATALOGUE_COMMENT = "catalogue:comment"
    PREFILL_MANAGE = "prefill:manage"
    TRAINING_SEE = "training:see_as_country"
    CYCLE_AUDIT_READ = "cycle_audit:read"
    EDITION_READ = "edition:read"
    EDITION_FREEZE = "edition:freeze"
    REPORT_COMPILE = "report:compile"
    EDITION_PUBLISH = "edition:publish"
    DELIVERY_READ = "delivery:read"
    CATALOGUE_READ = "catalogue:read"
    FEEDBACK_SETTLE = "feedback:settle"
    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_AUDIT_READ = "account_audit:read"
    ACCOUNT_SELF = "account:self"


_P = Permission

# Rights on the content of one reporter: the guard also checks that the role is held there.
REPORTER_PERMISSIONS = frozenset(
    {
        _P.CONTRIBUTION_READ,
        _P.ANSWER_EDIT,
        _P.POINT_LEAVE_OUT,
        _P.POINT_APPROVE,
        _P.ASSIGNMENT_EDIT,
        _P.COLLEAGUES_MANAGE,
        _P.KEYS_MANAGE,
        _P.LOOK_GRANT,
        _P.LIVING_EDIT,
        _P.CONTRIBUTION_SEND,
        _P.CONTRIBUTION_SIGN,
        _P.CONTRIBUTION_SUBMIT,
        _P.CONTRIBUTION_DECLINE,
        _P.NATIONAL_AUDIT_READ,
        _P.COMMENT_WRITE,
    }
)

_EVERYBODY = frozenset({_P.ACCOUNT_SELF, _P.CATALOGUE_READ})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REPORTING_LEAD: _EVERYBODY
    | {
        _P.CONTRIBUTION_READ,
        _P.ANSWER_EDIT,
        _P.POINT_LEAVE_OUT,
        _P.POINT_APPROVE,
        _P.ASSIGNMENT_EDIT,
        _P.COLLEAGUES_MANAGE,
        _P.KEYS_MANAGE,
        _P.LOOK_GRANT,
        _P.LIVING_EDIT,
        _P.CONTRIBUTION_SEND,
        _P.CONTRIBUTION_SUBMIT,
        _P.CONTRIBUTION_DECLINE,
        _P.NATIONAL_AUDIT_READ,
        _P.COMMENT_WRITE,
    },
    Role.CONTRIBUTOR: _EVERYBODY | {_P.CONTRIBUTION_READ, _P.ANSWER_EDIT, _P.COMMENT_WRITE},
    Role.SIGNATORY: _EVERYBODY | {_P.CONTRIBUTION_READ, _P.CONTRIBUTION_SIGN, _P.COMMENT_WRITE},
    Role.NATIONAL_READER: _EVERYBODY | {_P.CONTRIBUTION_READ},
    Role.DESK_OFFICER: _EVERYBODY
    | {
        _P.SUBMISSION_READ,
        _P.DRAFT_LOOK,
        _P.CLARIFICATION_ASK,
        _P.TRAINING_SEE,
        _P.SUBMISSION_ACCEPT,
        _P.RULE_REHEARSE,
        _P.EDITION_READ,
        _P.DELIVERY_READ,
    },
    Role.CYCLE_MANAGER: _EVERYBODY
    | {
        _P.CYCLE_MANAGE,
        _P.RULE_REHEARSE,
        _P.CATALOGUE_MANAGE,
        _P.CATALOGUE_COMMENT,
        _P.PREFILL_MANAGE,
        _P.TRAINING_SEE,
        _P.CYCLE_AUDIT_READ,
        _P.FEEDBACK_SETTLE,
        _P.EDITION_READ,
        _P.DELIVERY_READ,
    },
    Role.REPORT_EDITOR: _EVERYBODY
    | {
        _P.SUBMISSION_READ,
        _P.RULE_REHEARSE,
        _P.EDITION_READ,
        _P.EDITION_FREEZE,
        _P.REPORT_COMPILE,
        _P.EDITION_PUBLISH,
        _P.DELIVERY_READ,
    },
    Role.SUBGROUP_READER: _EVERYBODY | {_P.DELIVERY_READ, _P.CATALOGUE_COMMENT},
    Role.ADMINISTRATOR: _EVERYBODY | {_P.ACCOUNT_MANAGE, _P.ACCOUNT_AUDIT_READ},
}


@dataclass(frozen=True)
class Grant:
    """One role held by an account; `reporter` is an ISO code for national roles, else None."""

    role: Role
    reporter: str | None = None


def permissions_at(grants: tuple[Grant, ...], reporter: str | None) -> frozenset[Permission]:
    """Return what the grants allow at one reporter (or, with None, for the Union as a whole).

    A national role counts at its own reporter only, a Union role only when it names no reporter: a
    grant recorded in the wrong shape gives nothing.
    """
    allowed: frozenset[Permission] = frozenset()
    for grant in grants:
        if grant.role in NATIONAL_ROLES:
            counts = grant.reporter is not None and grant.reporter == reporter
        else:
            counts = grant.reporter is None
        if counts:
            allowed |= ROLE_PERMISSIONS[grant.role]
    return allowed


# Scopes are proof that a guard ran. Only `app.identity.access` (requests) and `app.cli` (an
# operator at the machine) construct them; queries and services demand them. `account_id` is None
# for the operator.


@dataclass(frozen=True)
class AccountScope:
    """A signed-in person acting for themselves."""

    account_id: int | None
    account_name: str
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True)
class CountryScope:
    """A person acting for one reporter; everything read or written is limited to that reporter."""

    reporter: str
    account_id: int | None
    account_name: str
    roles: frozenset[Role]
    authenticated_at: float | None = None  # Unix seconds of the last password or EU Login proof
    only_cycle: str = ""  # somebody of the Commission who practises here: this training cycle alone

    def has(self, role: Role) -> bool:
        """Tell whether the person holds this role at this reporter."""
        return role in self.roles

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles of this scope allow."""
        return frozenset().union(*(ROLE_PERMISSIONS[role] for role in self.roles))


@dataclass(frozen=True)
class UnionScope:
    """A person of the Commission or a subgroup acting across reporters, never on drafts."""

    account_id: int | None
    account_name: str
    roles: frozenset[Role]

    def has(self, role: Role) -> bool:
        """Tell whether the person holds this role."""
        return role in self.roles

    @property
    def reads_submissions(self) -> bool:
        """Tell whether the person reads what countries submitted, before publication too."""
        return Permission.SUBMISSION_READ in self.permissions

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles of this scope allow."""
        return frozenset().union(*(ROLE_PERMISSIONS[role] for role in self.roles))


@dataclass(frozen=True)
class LookScope:
    """A desk officer to whom a country shows its draft; `app.reporting.looks` makes it from a grant
    that holds at this moment."""

    reporter: str
    account_id: int | None
    grant_id: int


DraftScope = CountryScope | LookScope  # whoever may read the draft of this one reporter


@dataclass(frozen=True)
class PublicScope:
    """Anybody: published editions only."""
