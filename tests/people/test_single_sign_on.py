"""Whose account somebody gets whom the provider vouches for, and what the claims decide."""

import pytest
from sqlalchemy import select, update

from copfeedback.people.accounts import NewAccount
from copfeedback.people.audit import Action, Outcome
from copfeedback.people.identity_provider import Identity
from copfeedback.people.model import CASE_ROLES, OPERATOR, OrganisationKind, Role
from copfeedback.people.service import NotAdmitted, WrongCode, WrongCredentials
from copfeedback.people.single_sign_on import (
    Known,
    NotKnownHere,
    SingleSignOn,
    Stranger,
)
from copfeedback.people.tables import staff
from copfeedback.settings import Settings
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from tests.people.members import PASSWORD, a_member, an_organisation
from tests.people.racing import at_once
from tests.people.signing_in import set_active, sign_in, take_no_writes, with_second_factor

ISSUER = "https://login.example"
EMAIL = "amina@city.example"
ROLES = "portal-leaders=leader; cn=analysts,ou=police=analyst; chairs=forum_chair"
ANALYSTS = "cn=analysts,ou=police"


def who(*values, subject="1", email=EMAIL, name="somebody"):
    """Whom the provider vouches for; an address is there only when it has verified it."""
    return Identity(f"{ISSUER}|{subject}", email, name, frozenset(values))


@pytest.fixture
def make_sso(trail):
    def make(roles=ROLES, organisations="City police; City council"):
        settings = Settings(
            oidc_issuer=ISSUER,
            oidc_client_id="portal",
            oidc_client_secret="a secret",
            oidc_organisations=organisations,
            oidc_roles=roles,
        )
        return SingleSignOn(settings, trail)

    return make


@pytest.fixture
def sso(make_sso):
    """Claims give roles."""
    return make_sso()


@pytest.fixture
def by_invitation(make_sso):
    """Claims give none: accounts are made by invitation, and found by their address."""
    return make_sso(roles="")


@pytest.fixture(autouse=True)
def police(engine):
    return an_organisation(engine)


def link(engine, staff_id, subject="1"):
    with writing(engine) as connection:
        theirs = update(staff).where(staff.c.id == staff_id)
        connection.execute(theirs.values(single_sign_on=f"{ISSUER}|{subject}"))


def linked(engine):
    with reading(engine) as connection:
        rows = connection.execute(select(staff).where(staff.c.single_sign_on.is_not(None)))
        return {row.id: row.single_sign_on for row in rows}


def members(accounts):
    return {one.name: one for one in accounts.staff(OPERATOR)}


def noted(trail):
    """What the trail says that the directory did, the earliest first."""
    entries = reversed(trail.entries(OPERATOR))
    return [(e.action, e.about, e.outcome) for e in entries if e.actor == "single sign-on"]


def refused(sso, identity):
    with pytest.raises(NotKnownHere) as refusal:
        sso.recognise(identity)
    return refusal.value.why


# Found by issuer and subject, linked once by a verified address.


@pytest.mark.parametrize("kept", [EMAIL, "Amina@City.Example"])
def test_an_account_is_linked_once_when_the_provider_has_verified_its_address(
    by_invitation, accounts, engine, trail, kept
):
    amina = a_member(accounts, "amina", Role.LEADER, email=kept)

    assert by_invitation.recognise(who()) == Known(amina, second_factor=False)
    renamed = who(email="married@city.example", name="amina b.")
    assert by_invitation.recognise(renamed).staff_id == amina, "found by its subject from now on"
    assert by_invitation.recognise(who("chairs", email="")).staff_id == amina
    assert linked(engine) == {amina: f"{ISSUER}|1"}
    account = members(accounts)["amina"]
    assert (account.email, account.role) == (kept, Role.LEADER), "nothing else changes"
    assert noted(trail) == [(Action.CHANGE_STAFF, f"staff {amina}", Outcome.DONE)]


@pytest.mark.parametrize("values", [(), ("portal-leaders",)])
@pytest.mark.parametrize("kept", ["", EMAIL])
def test_nobody_is_found_by_their_name_or_by_an_address_nobody_verified(
    sso, by_invitation, accounts, engine, values, kept
):
    a_member(accounts, "amina", Role.LEADER, email=kept)

    for each in (sso, by_invitation):
        assert refused(each, who(*values, email="", name="amina")) is Stranger.NO_ACCOUNT
    assert linked(engine) == {}


def test_an_account_stays_whose_it_is_when_others_get_its_address(sso, accounts, engine, trail):
    amina = a_member(accounts, "amina", Role.LEADER, email=EMAIL)
    sso.recognise(who("portal-leaders"))

    assert refused(sso, who("portal-leaders", subject="2")) is Stranger.NO_ACCOUNT
    assert linked(engine) == {amina: f"{ISSUER}|1"}
    assert noted(trail)[-1] == (Action.SIGN_IN, f"staff {amina}", Outcome.REFUSED)


def test_nobody_is_linked_when_several_accounts_have_the_address(sso, accounts, engine):
    for name in ("amina", "boris"):
        a_member(accounts, name, Role.LEADER, email=EMAIL)

    assert refused(sso, who("portal-leaders")) is Stranger.NO_ACCOUNT
    assert linked(engine) == {}
    assert len(members(accounts)) == 2


def test_a_code_comes_first_when_the_account_has_a_second_factor(sso, people, accounts, clock):
    amina = a_member(accounts, "amina", Role.LEADER, email=EMAIL)
    with_second_factor(people, sign_in(people), clock)

    assert sso.recognise(who("portal-leaders")) == Known(amina, second_factor=True)


# Made from claims.


def test_a_new_account_has_no_more_than_the_claims_say(
    sso, people, accounts, engine, trail, police
):
    council = an_organisation(engine, OrganisationKind.MUNICIPALITY)
    made = sso.recognise(who("everybody", ANALYSTS, "chairs", name="amina.h"))

    account = members(accounts)["amina.h"]
    wanted = NewAccount("amina.h", Role.ANALYST, police, email=EMAIL)
    assert (account.id, account.account) == (made.staff_id, wanted), "the first that fits counts"
    assert account.organisation != council
    assert not made.second_factor
    assert linked(engine) == {made.staff_id: f"{ISSUER}|1"}
    assert noted(trail) == [(Action.ADD_STAFF, f"staff {made.staff_id}", Outcome.DONE)]
    assert sso.recognise(who(ANALYSTS, name="renamed")) == made


@pytest.mark.parametrize("password", ["", " ", "None", PASSWORD])
def test_no_password_opens_an_account_that_claims_made(sso, people, accounts, password):
    sso.recognise(who("portal-leaders", name="amina"))

    with pytest.raises(WrongCredentials):
        sign_in(people, "amina", password)


def test_nobody_is_made_when_no_claim_gives_a_role(sso, by_invitation, accounts):
    for values in ((), ("everybody",), ("leader",), ("PORTAL-LEADERS",)):
        assert refused(sso, who(*values)) is Stranger.NO_ACCOUNT
        assert refused(by_invitation, who("portal-leaders", *values)) is Stranger.NO_ACCOUNT
    assert members(accounts) == {}


@pytest.mark.parametrize("name", ["taken", " taken ", "invited", "", "a\nb", "a\0b", "x" * 65])
def test_nobody_is_made_when_the_name_is_anothers_or_none(sso, accounts, engine, police, name):
    a_member(accounts, "taken", Role.ANALYST)
    accounts.invite(OPERATOR, NewAccount("invited", Role.ANALYST, police))

    assert refused(sso, who("portal-leaders", name=name)) is Stranger.NO_ACCOUNT
    assert set(members(accounts)) == {"taken"}
    assert linked(engine) == {}


def test_one_account_is_made_when_somebody_comes_twice_at_once(sso, accounts):
    def come():
        sso.recognise(who("portal-leaders", name="amina"))

    assert at_once(*[come] * 4) == ["done"] * 4
    assert set(members(accounts)) == {"amina"}


@pytest.mark.parametrize("change", [("City police", False), ("Police of the city", True)])
def test_nobody_is_made_elsewhere_when_the_first_organisation_is_not_there(
    sso, accounts, organisations, engine, police, caplog, change
):
    council = an_organisation(engine, OrganisationKind.MUNICIPALITY)
    carl = a_member(accounts, "carl", Role.LEADER, organisation=council, email="carl@city.example")
    organisations.change(OPERATOR, police, change[0], active=change[1])

    assert refused(sso, who("portal-leaders")) is Stranger.NO_ACCOUNT
    assert set(members(accounts)) == {"carl"}
    assert "COPFEEDBACK_OIDC_ORGANISATIONS" in caplog.text
    known = sso.recognise(who("portal-leaders", subject="2", email="carl@city.example"))
    assert known.staff_id == carl, "the others are still let in"


def test_nothing_is_done_when_the_database_takes_no_writes(sso, accounts, engine):
    a_member(accounts, "amina", Role.LEADER, email=EMAIL)
    take_no_writes(engine)

    for identity in (who("portal-leaders"), who("portal-leaders", email="")):
        with pytest.raises(StorageUnavailable):
            sso.recognise(identity)
    assert linked(engine) == {}


# What claims decide at every sign-in, and what they never decide.


def test_the_role_follows_the_claims_when_somebody_signs_in_again(sso, people, accounts, trail):
    amina = sso.recognise(who("portal-leaders", name="amina")).staff_id
    token = people.admit(amina).token
    assert people.actor_of(token).role is Role.LEADER
    sso.recognise(who(ANALYSTS))

    assert people.actor_of(token).role is Role.ANALYST, "where they are signed in already, too"
    assert refused(sso, who("everybody")) is Stranger.NO_ROLE
    about = f"staff {amina}"
    assert noted(trail) == [
        (Action.ADD_STAFF, about, Outcome.DONE),
        (Action.CHANGE_STAFF, about, Outcome.DONE),
        (Action.SIGN_IN, about, Outcome.REFUSED),
    ]
    assert {e.actor for e in trail.entries(OPERATOR) if e.about == about} == {
        "single sign-on",
        "amina",
    }


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("values", [(), ("portal-leaders",)])
def test_who_is_there_for_the_whole_portal_stays_what_they_are(sso, accounts, role, values):
    ada = a_member(accounts, "ada", role, email=EMAIL)

    assert sso.recognise(who(*values)).staff_id == ada
    assert members(accounts)["ada"].role is role


# Who is never let in.


@pytest.mark.parametrize(
    ("role", "demonstration"),
    [*((role, False) for role in sorted(CASE_ROLES)), (Role.LEADER, True)],
)
def test_whoever_has_their_own_sign_in_is_refused_even_when_linked(
    make_sso, people, accounts, engine, trail, role, demonstration
):
    sso = make_sso(organisations="City police; Oversight body")
    carla = a_member(accounts, "carla", role, email=EMAIL, demonstration=demonstration)
    assert refused(sso, who("portal-leaders")) is Stranger.OWN_PASSWORD
    assert linked(engine) == {}
    link(engine, carla)

    assert refused(sso, who("portal-leaders", email="")) is Stranger.OWN_PASSWORD
    assert members(accounts)["carla"].role is role
    assert noted(trail) == [(Action.SIGN_IN, f"staff {carla}", Outcome.REFUSED)] * 2
    with pytest.raises(NotAdmitted):
        people.admit(carla)


@pytest.mark.parametrize("before", [True, False])
def test_an_account_is_refused_when_the_settings_do_not_name_its_organisation(
    sso, accounts, engine, trail, before
):
    league = an_organisation(engine, OrganisationKind.NGO)
    nina = a_member(accounts, "nina", Role.LEADER, organisation=league, email=EMAIL)
    if before:
        link(engine, nina)

    assert refused(sso, who("portal-leaders")) is Stranger.NO_ACCOUNT
    assert len(members(accounts)) == 1
    assert noted(trail) == [(Action.SIGN_IN, f"staff {nina}", Outcome.REFUSED)]


@pytest.mark.parametrize("before", [True, False])
def test_an_account_is_refused_when_it_is_not_active(sso, people, accounts, engine, trail, before):
    amina = a_member(accounts, "amina", Role.LEADER, email=EMAIL)
    if before:
        link(engine, amina)
    set_active(engine, active=False)

    assert refused(sso, who("portal-leaders")) is Stranger.NOT_ACTIVE
    assert len(members(accounts)) == 1, "none is made in its place"
    assert noted(trail) == [(Action.SIGN_IN, f"staff {amina}", Outcome.REFUSED)]
    with pytest.raises(NotAdmitted):
        people.admit(amina)


def test_nobody_is_admitted_without_the_code_when_there_is_a_second_factor(
    people, accounts, engine, clock
):
    amina = a_member(accounts, "amina", Role.LEADER)
    phone, _ = with_second_factor(people, sign_in(people), clock)

    with pytest.raises(WrongCode):
        people.admit(amina)
    assert people.admit(amina, code=phone.code()).actor.id == amina
    with pytest.raises(WrongCode):
        people.admit(amina, code=phone.code())
    set_active(engine, active=False)
    clock.move(seconds=30)
    for nobody in (amina, amina + 1):
        with pytest.raises(NotAdmitted):
            people.admit(nobody, code=phone.code())
