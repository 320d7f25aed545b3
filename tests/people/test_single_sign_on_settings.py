"""Which roles the settings let claims give, and which they never do."""

import pytest

from copfeedback.application import build_portal
from copfeedback.people.model import CASE_ROLES, Role
from copfeedback.people.single_sign_on import read_list, read_roles
from copfeedback.settings import Settings, SettingsError

NEVER_BY_CLAIMS = [*sorted(CASE_ROLES), Role.ADMINISTRATOR, Role.AUDITOR]


@pytest.mark.parametrize("role", NEVER_BY_CLAIMS)
def test_the_portal_does_not_start_when_claims_are_to_give_such_a_role(tmp_path, role):
    settings = Settings(
        data_dir=tmp_path,
        oidc_issuer="https://login.example",
        oidc_client_id="portal",
        oidc_client_secret="a secret",
        oidc_organisations="City police",
        oidc_roles=f"portal-leaders=leader; bosses={role}",
    )
    with pytest.raises(SettingsError, match="COPFEEDBACK_OIDC_ROLES") as error:
        build_portal(settings)
    assert role not in str(error.value), "what is named there can be given"


@pytest.mark.parametrize("role", sorted(set(Role) - set(NEVER_BY_CLAIMS)))
def test_every_other_role_can_be_given(role):
    assert read_roles(f"them={role}") == {"them": role}


@pytest.mark.parametrize("roles", ["leader", "=leader", "bosses=", "bosses=chief", "a=leader,b"])
def test_it_is_said_when_it_cannot_be_read_which_role_is_given(roles):
    with pytest.raises(SettingsError, match="COPFEEDBACK_OIDC_ROLES"):
        read_roles(f"portal-leaders=leader; {roles}")


def test_the_last_equals_sign_counts_and_the_order_stays():
    read = read_roles(" all = leader;; cn=analysts,ou=police=analyst ;")

    assert list(read.items()) == [("all", Role.LEADER), ("cn=analysts,ou=police", Role.ANALYST)]
    assert read_roles("") == {}


def test_names_may_hold_commas():
    assert read_list(" Police, city; Council ;") == ["Police, city", "Council"]
