"""Who may do what."""

import pytest

from app.domain.roles import (
    NATIONAL_ROLES,
    REPORTER_PERMISSIONS,
    ROLE_PERMISSIONS,
    CountryScope,
    Grant,
    Permission,
    Role,
    UnionScope,
    permissions_at,
)

UNION_ROLES = frozenset(Role) - NATIONAL_ROLES
EVERYBODY = {"account:self", "catalogue:read"}

# The table of the design, written out a second time so that a change to the first is noticed.
EXPECTED = {
    Role.REPORTING_LEAD: {
        "contribution:read",
        "answer:edit",
        "point:leave_out",
        "point:approve",
        "assignment:edit",
        "colleagues:manage",
        "keys:manage",
        "look:grant",
        "living:edit",
        "contribution:send_for_sign_off",
        "contribution:submit",
        "contribution:decline",
        "national_audit:read",
        "comment:write",
    },
    Role.CONTRIBUTOR: {"contribution:read", "answer:edit", "comment:write"},
    Role.SIGNATORY: {"contribution:read", "contribution:sign_off", "comment:write"},
    Role.NATIONAL_READER: {"contribution:read"},
    Role.DESK_OFFICER: {
        "submission:read",
        "draft:look",
        "clarification:ask",
        "submission:accept",
        "rule:rehearse",
        "training:see_as_country",
        "edition:read",
        "delivery:read",
    },
    Role.CYCLE_MANAGER: {
        "cycle:manage",
        "rule:rehearse",
        "catalogue:comment",
        "training:see_as_country",
        "catalogue:manage",
        "prefill:manage",
        "cycle_audit:read",
        "feedback:settle",
        "edition:read",
        "delivery:read",
    },
    Role.REPORT_EDITOR: {
        "submission:read",
        "rule:rehearse",
        "edition:read",
        "edition:freeze",
        "report:compile",
        "edition:publish",
        "delivery:read",
    },
    Role.SUBGROUP_READER: {"catalogue:comment", "delivery:read"},
    Role.ADMINISTRATOR: {"account:manage", "account_audit:read"},
}


def grant(role: Role, reporter: str = "DK") -> Grant:
    return Grant(role, reporter if role in NATIONAL_ROLES else None)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_design_says(role):
    held = permissions_at((grant(role),), "DK")
    assert {str(permission) for permission in held} == EXPECTED[role] | EVERYBODY


@pytest.mark.parametrize("role", sorted(NATIONAL_ROLES))
@pytest.mark.parametrize("elsewhere", ["SE", "EU", "", None])
def test_a_national_role_gives_nothing_elsewhere(role, elsewhere):
    assert permissions_at((grant(role),), elsewhere) == frozenset()


@pytest.mark.parametrize("role", sorted(UNION_ROLES))
def test_a_union_role_touches_no_contribution(role):
    for reporter in ("DK", "EU", None):
        assert not permissions_at((grant(role),), reporter) & REPORTER_PERMISSIONS


@pytest.mark.parametrize("role", sorted(NATIONAL_ROLES))
def test_a_national_grant_without_a_reporter_gives_nothing(role):
    for reporter in ("DK", "EU", "", None):
        assert permissions_at((Grant(role, None),), reporter) == frozenset()


@pytest.mark.parametrize("role", sorted(UNION_ROLES))
def test_a_union_grant_that_names_a_reporter_gives_nothing(role):
    for reporter in ("DK", None):
        assert permissions_at((Grant(role, "DK"),), reporter) == frozenset()


def test_the_administrator_reads_and_writes_no_content():
    accounts = {Permission.ACCOUNT_MANAGE, Permission.ACCOUNT_AUDIT_READ, Permission.ACCOUNT_SELF}
    assert ROLE_PERMISSIONS[Role.ADMINISTRATOR] == accounts | {Permission.CATALOGUE_READ}


def test_who_signs_off_does_not_edit_and_who_edits_does_not_sign_off():
    for permissions in ROLE_PERMISSIONS.values():
        assert not {Permission.ANSWER_EDIT, Permission.CONTRIBUTION_SIGN} <= permissions


def test_every_role_has_an_entry_and_every_permission_a_holder():
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == frozenset(Permission)


def test_grants_add_up_at_one_reporter_only():
    grants = (Grant(Role.SIGNATORY, "DK"), Grant(Role.CONTRIBUTOR, "SE"), Grant(Role.REPORT_EDITOR))
    at_home = permissions_at(grants, "DK")
    assert Permission.CONTRIBUTION_SIGN in at_home
    assert Permission.EDITION_PUBLISH in at_home
    assert Permission.ANSWER_EDIT not in at_home


def test_scopes_allow_what_their_roles_allow():
    country = CountryScope("DK", 1, "Ida", frozenset({Role.SIGNATORY, Role.NATIONAL_READER}))
    assert country.has(Role.SIGNATORY)
    assert not country.has(Role.REPORTING_LEAD)
    assert country.permissions == ROLE_PERMISSIONS[Role.SIGNATORY]
    union = UnionScope(2, "Ana", frozenset({Role.SUBGROUP_READER}))
    assert union.has(Role.SUBGROUP_READER)
    assert union.permissions == ROLE_PERMISSIONS[Role.SUBGROUP_READER]
    assert CountryScope("DK", 1, "Ida", frozenset()).permissions == frozenset()
