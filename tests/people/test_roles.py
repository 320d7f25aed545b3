"""What each role may do, and for whom or what."""

from dataclasses import replace

import pytest

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import (
    CASE_ROLES,
    EVERYTHING,
    MANAGER_PERMISSIONS,
    NO_SINGLE_SIGN_ON,
    OPERATOR,
    PUBLIC,
    SECOND_FACTOR_ROLES,
    Actor,
    Permission,
    Role,
    Subject,
)

ANYTHING = "anything"
ITS_SECTORS, ITS_FORUMS = "sectors", "forums"
ITS_ORGANISATION, ITSELF = "organisation", "itself"
"""Words of this table alone: it is written a second time here, on purpose."""

ALLOWED = {
    Role.LEADER: {
        Permission.SEE_TRENDS: ANYTHING,
        Permission.SEE_FIELDWORK: ANYTHING,
        Permission.SEE_SECTOR: ITS_SECTORS,
        Permission.ANSWER_RESULTS: ITS_ORGANISATION,
        Permission.MANAGE_EVALUATIONS: ITS_ORGANISATION,
        Permission.SIGN_EVALUATIONS: ITS_ORGANISATION,
        Permission.ANSWER_EVALUATIONS: ITS_ORGANISATION,
        Permission.MANAGE_PLANS: ANYTHING,
        Permission.RECORD_ACTIVITIES: ITS_ORGANISATION,
        Permission.ASSESS: ITS_ORGANISATION,
    },
    Role.ANALYST: {
        Permission.SEE_TRENDS: ANYTHING,
        Permission.SEE_FIELDWORK: ANYTHING,
        Permission.SEE_SECTOR: ANYTHING,
        Permission.EXPORT_MICRODATA: ANYTHING,
        Permission.CODE_FREE_TEXT: ANYTHING,
        Permission.CLEAR_EXCERPTS: ANYTHING,
        Permission.MANAGE_RELEASES: ANYTHING,
        Permission.MANAGE_EVALUATIONS: ITS_ORGANISATION,
        Permission.ASSESS: ITS_ORGANISATION,
    },
    Role.SURVEY_MANAGER: {
        Permission.SEE_FIELDWORK: ANYTHING,
        Permission.SEE_SECTOR: ANYTHING,
        Permission.MANAGE_WAVES: ANYTHING,
        Permission.ANSWER_RESULTS: ITS_ORGANISATION,
        Permission.MANAGE_RELEASES: ANYTHING,
        Permission.CODE_FREE_TEXT: ANYTHING,
        Permission.CLEAR_EXCERPTS: ANYTHING,
    },
    Role.FORUM_CHAIR: {
        Permission.MANAGE_FORUM: ITS_FORUMS,
        Permission.SIGN_EVALUATIONS: ITS_FORUMS,
        Permission.ASSESS: ITS_ORGANISATION,
    },
    Role.AGENCY_OFFICER: {
        Permission.REPORT_ON_COMMITMENTS: ITS_ORGANISATION,
        Permission.ANSWER_RESULTS: ITS_ORGANISATION,
        Permission.ANSWER_CASE_REQUESTS: ITS_ORGANISATION,
        Permission.KEEP_KEYS: ITSELF,
        Permission.SIGN_EVALUATIONS: ITS_ORGANISATION,
        Permission.ANSWER_EVALUATIONS: ITS_ORGANISATION,
        Permission.RECORD_ACTIVITIES: ITS_ORGANISATION,
        Permission.ASSESS: ITS_ORGANISATION,
    },
    Role.EVALUATOR: {
        Permission.SEE_TRENDS: ANYTHING,
        Permission.CLEAR_EXCERPTS: ANYTHING,
        Permission.MANAGE_EVALUATIONS: ITS_ORGANISATION,
        Permission.SIGN_EVALUATIONS: ITS_ORGANISATION,
        Permission.ASSESS: ITS_ORGANISATION,
    },
    Role.CASEWORKER: {
        Permission.HANDLE_COMPLAINTS: ITS_ORGANISATION,
        Permission.MANAGE_CASE_STAFF: ITS_ORGANISATION,
        Permission.APPROVE_PROMISE: ANYTHING,
        Permission.KEEP_KEYS: ITSELF,
        Permission.EDIT_COMPLAINT_PAGES: ANYTHING,
    },
    Role.INTERPRETER: {
        Permission.INTERPRET_CASES: ITS_ORGANISATION,
        Permission.KEEP_KEYS: ITSELF,
    },
    Role.CUSTODIAN: {
        Permission.RELEASE_IDENTITY: ITS_ORGANISATION,
        Permission.MANAGE_CASE_STAFF: ITS_ORGANISATION,
        Permission.APPROVE_PROMISE: ANYTHING,
        Permission.KEEP_KEYS: ITSELF,
        Permission.EDIT_COMPLAINT_PAGES: ANYTHING,
    },
    Role.AUDITOR: {Permission.SEE_STAFF: ANYTHING, Permission.READ_AUDIT_TRAIL: ANYTHING},
    Role.ADMINISTRATOR: {
        Permission.SEE_STAFF: ANYTHING,
        Permission.MANAGE_STAFF: ANYTHING,
        Permission.MANAGE_ORGANISATIONS: ANYTHING,
        Permission.MANAGE_SECTORS: ANYTHING,
        Permission.SET_UP_FORUMS: ANYTHING,
        Permission.EDIT_PROFILE: ANYTHING,
        Permission.SEE_OPERATIONS: ANYTHING,
    },
}
OWN = Subject(organisation=3, sector="harbour", forum="youth", staff=7)
OTHERS = Subject(organisation=4, sector="hills", forum="elders", staff=8)
REACHED = {
    ITS_SECTORS: Subject(sector="harbour"),
    ITS_FORUMS: Subject(forum="youth"),
    ITS_ORGANISATION: Subject(organisation=3),
    ITSELF: Subject(staff=7),
}


def someone(role, **changes):
    """A member of staff with one of everything."""
    scopes = {"sectors": frozenset({"harbour"}), "forums": frozenset({"youth"})}
    return replace(Actor("someone", role, id=7, organisation=3, **scopes), **changes)


def passes(actor, permission, subject):
    try:
        require(actor, permission, subject)
    except NotPermitted:
        return False
    return True


def reach_of(role, permission):
    if permission is Permission.KEEP_OWN_ACCOUNT:
        return ITSELF
    return ALLOWED[role].get(permission)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_its_row_says_for_whom_it_says(role, permission):
    reach = reach_of(role, permission)

    assert passes(someone(role), permission, OWN) == (reach is not None)
    assert passes(someone(role), permission, OTHERS) == (reach is ANYTHING)
    assert passes(someone(role), permission, EVERYTHING) == (reach is ANYTHING)
    if reach in REACHED:
        assert passes(someone(role), permission, REACHED[reach])


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_page_is_in_the_menu_when_there_can_be_something_on_it(role, permission):
    assert someone(role).may_somewhere(permission) == (reach_of(role, permission) is not None)


def test_a_refusal_names_the_permission_and_nobody():
    with pytest.raises(NotPermitted) as refusal:
        require(someone(Role.AUDITOR), Permission.MANAGE_STAFF)

    assert refusal.value.permission is Permission.MANAGE_STAFF
    assert str(refusal.value) == "manage_staff"


def test_a_chair_without_a_forum_manages_none():
    chair = someone(Role.FORUM_CHAIR, forums=frozenset())

    assert not chair.may_somewhere(Permission.MANAGE_FORUM)
    assert not passes(chair, Permission.MANAGE_FORUM, Subject(forum=None))


@pytest.mark.parametrize("sector", ["harbour", "hills", None])
def test_a_leader_sees_every_sector_when_none_is_named(sector):
    leader = someone(Role.LEADER, sectors=None)

    assert passes(leader, Permission.SEE_SECTOR, Subject(sector=sector))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", [Permission.SEE_STAFF, Permission.MANAGE_STAFF])
def test_whoever_manages_an_organisation_looks_after_its_accounts(role, permission):
    manager = someone(role, manager=True)
    everywhere = reach_of(role, permission) is ANYTHING

    assert passes(manager, permission, Subject(organisation=3))
    assert passes(manager, permission, Subject(organisation=4)) == everywhere
    assert passes(manager, permission, EVERYTHING) == everywhere


@pytest.mark.parametrize(
    "permission", [each for each in Permission if each not in MANAGER_PERMISSIONS]
)
@pytest.mark.parametrize("role", Role)
def test_a_manager_may_nothing_else_besides(role, permission):
    for subject in (OWN, OTHERS, EVERYTHING):
        assert passes(someone(role, manager=True), permission, subject) == passes(
            someone(role), permission, subject
        )


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_only_the_own_account_is_left_when_a_second_factor_is_due(role, permission):
    restricted = someone(role, restricted=True, manager=True)

    own = permission is Permission.KEEP_OWN_ACCOUNT
    assert passes(restricted, permission, OWN) == own
    assert not passes(restricted, permission, OTHERS)


def test_nobody_outside_oversight_roles_comes_near_complaints():
    near = {Permission.HANDLE_COMPLAINTS, Permission.MANAGE_CASE_STAFF}

    for role in set(Role) - CASE_ROLES:
        assert not any(someone(role, manager=True).may_somewhere(each) for each in near)


def test_whoever_handles_complaints_cannot_do_without_a_second_factor_and_own_password():
    assert {Role.CASEWORKER, Role.CUSTODIAN} <= SECOND_FACTOR_ROLES & NO_SINGLE_SIGN_ON
    assert Role.ADMINISTRATOR in SECOND_FACTOR_ROLES


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("subject", [EVERYTHING, OWN, Subject(staff=None)])
def test_the_public_may_do_nothing_that_needs_permission(permission, subject):
    assert not passes(PUBLIC, permission, subject)


@pytest.mark.parametrize("permission", Permission)
def test_the_operator_may_do_everything_when_at_the_machine(permission):
    assert passes(OPERATOR, permission, EVERYTHING)


def test_nobody_is_the_operator_when_only_named_so():
    assert not Actor("operator").may(Permission.MANAGE_STAFF)


def test_nobody_is_somebody_when_their_id_is_not_known():
    unknown = Actor("someone", Role.LEADER)

    assert not passes(unknown, Permission.KEEP_OWN_ACCOUNT, Subject(staff=None))
