"""What each role may do."""

import pytest

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Permission, Role

ALLOWED = {
    (Role.LEADER, Permission.SEE_TRENDS),
    (Role.LEADER, Permission.SEE_FIELDWORK),
    (Role.ADMINISTRATOR, Permission.SEE_FIELDWORK),
    (Role.ADMINISTRATOR, Permission.MANAGE_WAVES),
    (Role.ADMINISTRATOR, Permission.MANAGE_STAFF),
}


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_its_row_says_and_nothing_else_when_asked(role, permission):
    someone = Actor("someone", role)

    assert someone.may(permission) == ((role, permission) in ALLOWED)
    if (role, permission) in ALLOWED:
        require(someone, permission)
    else:
        with pytest.raises(NotPermitted) as refusal:
            require(someone, permission)
        assert refusal.value.permission is permission


@pytest.mark.parametrize("permission", Permission)
def test_the_public_may_do_nothing_that_needs_permission_when_not_signed_in(permission):
    with pytest.raises(NotPermitted):
        require(PUBLIC, permission)


@pytest.mark.parametrize("permission", Permission)
def test_the_operator_may_do_everything_when_at_the_machine(permission):
    require(OPERATOR, permission)


def test_nobody_is_the_operator_when_only_named_so():
    assert not Actor("operator").may(Permission.MANAGE_STAFF)
