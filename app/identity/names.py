"""What roles and permissions are called on pages."""

from app.core.i18n import N_, gettext
from app.domain.roles import Permission, Role

ROLE_NAMES: dict[Role, str] = {
    Role.REPORTING_LEAD: N_("Reporting lead"),
    Role.CONTRIBUTOR: N_("Contributor"),
    Role.SIGNATORY: N_("Signatory"),
    Role.NATIONAL_READER: N_("National reader"),
    Role.DESK_OFFICER: N_("Desk officer"),
    Role.CYCLE_MANAGER: N_("Cycle manager"),
    Role.REPORT_EDITOR: N_("Report editor"),
    Role.SUBGROUP_READER: N_("Subgroup reader"),
    Role.ADMINISTRATOR: N_("Administrator"),
}

_P = Permission

PERMISSION_NAMES: dict[Permission, str] = {
    _P.CONTRIBUTION_READ: N_("Read the contribution of the own country"),
    _P.ANSWER_EDIT: N_("Write answers and figures"),
    _P.POINT_LEAVE_OUT: N_("Leave a point out"),
    _P.POINT_APPROVE: N_("Approve points, hand them back, ask ministries"),
    _P.ASSIGNMENT_EDIT: N_("Assign points to colleagues"),
    _P.COLLEAGUES_MANAGE: N_("Invite colleagues and end their roles"),
    _P.KEYS_MANAGE: N_("Make keys for other systems of the own country and revoke them"),
    _P.LOOK_GRANT: N_("Show the draft of the own country to a desk officer, and end that"),
    _P.LIVING_EDIT: N_("Keep coordinator, roadmap, contacts and links of the own country current"),
    _P.CONTRIBUTION_SEND: N_("Send the contribution for sign-off"),
    _P.CONTRIBUTION_SIGN: N_("Sign off or hand back"),
    _P.CONTRIBUTION_SUBMIT: N_("Submit what was signed"),
    _P.CONTRIBUTION_DECLINE: N_("Decline, withdraw, or take up reporting again"),
    _P.NATIONAL_AUDIT_READ: N_("See who did what in the own country"),
    _P.COMMENT_WRITE: N_("Talk with colleagues about points"),
    _P.SUBMISSION_READ: N_("Read submissions of all countries"),
    _P.DRAFT_LOOK: N_("Look at a draft that a country shows to this person"),
    _P.RULE_REHEARSE: N_("Try quality rules on what was submitted"),
    _P.CLARIFICATION_ASK: N_("Ask for clarification"),
    _P.SUBMISSION_ACCEPT: N_("Accept submissions"),
    _P.CYCLE_MANAGE: N_("Move cycles and grant extensions"),
    _P.CATALOGUE_MANAGE: N_("Change and freeze the catalogue"),
    _P.CATALOGUE_COMMENT: N_("Compare and comment on a draft catalogue"),
    _P.PREFILL_MANAGE: N_("Import proposed values"),
    _P.TRAINING_SEE: N_("See a training contribution as its country does"),
    _P.CYCLE_AUDIT_READ: N_("See who did what in the cycles"),
    _P.EDITION_READ: N_("Read editions and facts"),
    _P.EDITION_FREEZE: N_("Freeze editions"),
    _P.REPORT_COMPILE: N_("Compile and refresh the report to the Council"),
    _P.EDITION_PUBLISH: N_("Publish, together with a second editor"),
    _P.DELIVERY_READ: N_("Save slices of the data and take them away"),
    _P.FEEDBACK_SETTLE: N_("Read feedback and settle it"),
    _P.CATALOGUE_READ: N_("Read the questions and indicators"),
    _P.FEEDBACK_SETTLE: N_("Read and settle feedback of readers"),
    _P.ACCOUNT_MANAGE: N_("Manage accounts and roles"),
    _P.ACCOUNT_AUDIT_READ: N_("See who did what with accounts"),
    _P.ACCOUNT_SELF: N_("Manage the own account"),
}


def role_name(role: Role) -> str:
    """Return the name of a role in the current language."""
    return gettext(ROLE_NAMES[role])


def permission_name(permission: Permission) -> str:
    """Return the name of a permission in the current language."""
    return gettext(PERMISSION_NAMES[permission])
