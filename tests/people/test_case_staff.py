"""Whoever comes near complaints is let in by two of their own, and by nobody else."""

import pytest

from copfeedback.people.access import NotPermitted
from copfeedback.people.account_model import (
    AwaitingConfirmation,
    CaseRoleStays,
    InvitationOver,
    NothingToConfirm,
    OversightOnly,
)
from copfeedback.people.accounts import NewAccount, NotByOneself
from copfeedback.people.audit import Wanted
from copfeedback.people.model import CASE_ROLES, OPERATOR, Actor, OrganisationKind, Role
from tests.people.members import PASSWORD, a_member, acting, an_organisation
from tests.people.racing import at_once
from tests.people.signing_in import sign_in

CASE_STAFF = sorted(CASE_ROLES)


@pytest.fixture
def body(engine):
    return an_organisation(engine, OrganisationKind.OVERSIGHT)


@pytest.fixture
def carla(accounts):
    return acting(accounts, a_member(accounts, "carla", Role.CASEWORKER))


@pytest.fixture
def kim(accounts):
    return acting(accounts, a_member(accounts, "kim", Role.CUSTODIAN))


@pytest.fixture
def administrator(accounts, body):
    """Works for the oversight body and manages its accounts: as near as they can come."""
    a_member(accounts, "bea", Role.ADMINISTRATOR)
    return acting(
        accounts,
        a_member(accounts, "ada", Role.ADMINISTRATOR, organisation=body, manager=True),
    )


def roles(accounts):
    return {one.name: one.role for one in accounts.staff(OPERATOR)}


@pytest.mark.parametrize("role", CASE_STAFF)
def test_somebody_comes_in_when_one_invited_and_another_confirmed(
    people, accounts, carla, kim, body, trail, role
):
    issued = accounts.invite(carla, NewAccount("nina", role, body))
    (shown,) = accounts.invitations(kim)
    assert shown.awaits_confirmation
    with pytest.raises(AwaitingConfirmation):
        accounts.open_invitation(issued.token)
    with pytest.raises(AwaitingConfirmation):
        accounts.accept(issued.token, PASSWORD)
    assert "nina" not in roles(accounts)

    accounts.confirm(kim, shown.id)

    (shown,) = accounts.invitations(carla)
    assert (shown.invited_by, shown.confirmed_by) == (carla.id, kim.id)
    assert not shown.awaits_confirmation
    accounts.accept(issued.token, PASSWORD)
    assert sign_in(people, "nina").actor.role is role
    said = [(entry.actor, entry.action) for entry in trail.entries(OPERATOR, at_most=4)]
    assert said == [
        ("nina", "sign_in"),
        ("nina", "accept_invitation"),
        ("kim", "confirm_invitation"),
        ("carla", "invite"),
    ]


def test_the_inviter_is_not_the_second_person(accounts, carla, body, trail):
    issued = accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    (shown,) = accounts.invitations(carla)

    with pytest.raises(NotByOneself):
        accounts.confirm(carla, shown.id)

    with pytest.raises(AwaitingConfirmation):
        accounts.accept(issued.token, PASSWORD)
    (refused,) = trail.entries(OPERATOR, Wanted(outcome="refused"))
    assert (refused.action, refused.about) == ("confirm_invitation", f"invitation {shown.id}")


def test_the_operator_is_not_the_second_person(accounts, carla, kim, body):
    accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    (shown,) = accounts.invitations(carla)
    with pytest.raises(NotByOneself):
        accounts.confirm(OPERATOR, shown.id)

    issued = accounts.invite(OPERATOR, NewAccount("omar", Role.CASEWORKER, body))
    with pytest.raises(AwaitingConfirmation):
        accounts.accept(issued.token, PASSWORD)
    accounts.confirm(kim, accounts.invitations(kim)[0].id)
    assert accounts.accept(issued.token, PASSWORD) == "omar"


def test_an_interpreter_is_not_the_second_person(accounts, carla, body):
    ivan = acting(accounts, a_member(accounts, "ivan", Role.INTERPRETER))
    accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    (shown,) = accounts.invitations(carla)

    with pytest.raises(NotPermitted):
        accounts.confirm(ivan, shown.id)
    with pytest.raises(NotPermitted):
        accounts.invite(ivan, NewAccount("omar", Role.INTERPRETER, body))


def test_another_body_is_not_the_second_person(accounts, carla, body, engine):
    other = an_organisation(engine, OrganisationKind.OVERSIGHT, "Ombuds office")
    stranger = acting(accounts, a_member(accounts, "sam", Role.CUSTODIAN, organisation=other))
    accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    (shown,) = accounts.invitations(carla)

    assert accounts.invitations(stranger) == []
    for attempt in (
        lambda: accounts.confirm(stranger, shown.id),
        lambda: accounts.withdraw(stranger, shown.id),
        lambda: accounts.invite(stranger, NewAccount("omar", Role.CASEWORKER, body)),
        lambda: accounts.deactivate(stranger, carla.id),
        lambda: accounts.allow_reset(stranger, carla.id),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_a_yes_is_given_once_when_two_confirm_at_once(accounts, carla, kim, body):
    kai = acting(accounts, a_member(accounts, "kai", Role.CASEWORKER))
    accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    (shown,) = accounts.invitations(carla)

    outcomes = at_once(
        lambda: accounts.confirm(kim, shown.id), lambda: accounts.confirm(kai, shown.id)
    )

    assert outcomes == ["NothingToConfirm", "done"]
    with pytest.raises(NothingToConfirm):
        accounts.confirm(kim, shown.id)


def test_an_unconfirmed_invitation_is_over_when_it_was_withdrawn_or_is_too_old(
    accounts, carla, kim, body, clock
):
    withdrawn = accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    accounts.withdraw(kim, accounts.invitations(kim)[0].id)
    old = accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    (shown,) = accounts.invitations(kim)
    clock.move(hours=72)

    for issued in (withdrawn, old):
        with pytest.raises(InvitationOver):
            accounts.open_invitation(issued.token)
    with pytest.raises(InvitationOver):
        accounts.confirm(kim, shown.id)


def test_the_word_of_somebody_counts_no_more_when_they_were_deactivated(accounts, carla, kim, body):
    kai = acting(accounts, a_member(accounts, "kai", Role.CASEWORKER))
    by_carla = accounts.invite(carla, NewAccount("nina", Role.CASEWORKER, body))
    accounts.confirm(kim, accounts.invitations(kim)[0].id)
    accounts.deactivate(kai, kim.id)
    with pytest.raises(AwaitingConfirmation):
        accounts.accept(by_carla.token, PASSWORD)

    accounts.confirm(kai, accounts.invitations(kai)[0].id)
    accounts.deactivate(kai, carla.id)
    with pytest.raises(InvitationOver):
        accounts.accept(by_carla.token, PASSWORD)


def test_the_body_looks_after_its_own(people, accounts, carla, kim):
    ivan = a_member(accounts, "ivan", Role.INTERPRETER)
    token = sign_in(people, "ivan").token
    account = NewAccount("ivan", Role.INTERPRETER, kim.organisation, email="ivan@example.org")

    accounts.change(carla, ivan, account)
    assert people.actor_of(token) is not None
    assert accounts.allow_reset(kim, ivan).token
    accounts.deactivate(kim, ivan)

    assert people.actor_of(token) is None
    with pytest.raises(CaseRoleStays):
        accounts.reactivate(carla, ivan)
    with pytest.raises(CaseRoleStays):
        accounts.reactivate(OPERATOR, ivan)


@pytest.mark.parametrize("role", CASE_STAFF)
def test_nobody_is_moved_into_or_out_of_complaints_by_whoever_may_change_accounts(
    accounts, carla, kim, body, engine, role
):
    other = an_organisation(engine, OrganisationKind.OVERSIGHT, "Ombuds office")
    chief = acting(accounts, a_member(accounts, "chief", Role.CUSTODIAN, manager=True))
    member = a_member(accounts, "nina", role)
    eva = a_member(accounts, "eva", Role.EVALUATOR, organisation=body)
    before = roles(accounts)
    for actor in (chief, OPERATOR):
        for staff_id, wanted in (
            (eva, NewAccount("eva", role, body)),
            (member, NewAccount("nina", Role.EVALUATOR, body)),
        ):
            with pytest.raises(CaseRoleStays):
                accounts.change(actor, staff_id, wanted)
        for changed in CASE_ROLES - {role}:
            with pytest.raises(CaseRoleStays):
                accounts.change(actor, member, NewAccount("nina", changed, body))
    with pytest.raises(CaseRoleStays):
        accounts.change(OPERATOR, member, NewAccount("nina", role, other))
    with pytest.raises(NotPermitted):
        accounts.change(chief, member, NewAccount("nina", role, other))
    with pytest.raises(OversightOnly):
        accounts.change(OPERATOR, member, NewAccount("nina", role, an_organisation(engine)))

    assert roles(accounts) == before


@pytest.mark.parametrize("role", CASE_STAFF)
def test_an_administrator_makes_nobody_of_the_case_staff_by_any_path(
    people, accounts, organisations, carla, administrator, body, trail, role
):
    eva = a_member(accounts, "eva", Role.EVALUATOR, organisation=body)
    member = a_member(accounts, "nina", role)
    accounts.invite(carla, NewAccount("olena", role, body))
    (open_one,) = accounts.invitations(administrator)
    own_body = organisations.add(administrator, OrganisationKind.OVERSIGHT, "Own body")
    before, noted = roles(accounts), trail.head().number
    token = sign_in(people, "nina").token
    attempts = [
        # by inviting
        lambda: accounts.invite(administrator, NewAccount("omar", role, body)),
        lambda: accounts.invite(administrator, NewAccount("omar", role, own_body)),
        # with a password
        lambda: accounts.add_staff(administrator, NewAccount("omar", role, body), PASSWORD),
        # out of others
        lambda: accounts.change(administrator, eva, NewAccount("eva", role, body)),
        lambda: accounts.change(administrator, eva, NewAccount("eva", role, own_body)),
        # out of themselves
        lambda: accounts.change(
            administrator, administrator.id, NewAccount("ada", role, body, manager=True)
        ),
        # by going on as one who is
        lambda: accounts.allow_reset(administrator, member),
        lambda: accounts.change(
            administrator, member, NewAccount("nina", role, body, email="ada@example.org")
        ),
        lambda: accounts.change(administrator, member, NewAccount("nina", role, own_body)),
        lambda: accounts.change(administrator, member, NewAccount("nina", Role.LEADER, body)),
        # by saying yes, or by getting rid of those who could
        lambda: accounts.confirm(administrator, open_one.id),
        lambda: accounts.withdraw(administrator, open_one.id),
        lambda: accounts.deactivate(administrator, member),
        lambda: accounts.reactivate(administrator, member),
    ]

    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()

    assert roles(accounts) == before
    assert accounts.invitations(carla) == [open_one]
    assert people.actor_of(token) is not None
    refused = trail.entries(OPERATOR, Wanted(person="ada", outcome="refused"))
    assert len(refused) == len(attempts) == trail.head().number - noted - 1


def test_an_administrator_stays_out_when_the_own_role_is_said_to_be_another(accounts, body):
    # An actor is what the database says of a session's owner; only the operator is made up.
    ada = a_member(accounts, "ada", Role.ADMINISTRATOR)
    actor = Actor("ada", Role.ADMINISTRATOR, id=ada, organisation=body)

    with pytest.raises(NotPermitted):
        accounts.invite(actor, NewAccount("omar", Role.INTERPRETER, body))
    with pytest.raises(NotPermitted):
        accounts.change(actor, ada, NewAccount("ada", Role.CASEWORKER, body))


def test_a_manager_of_the_body_makes_nobody_of_the_case_staff(accounts, carla, body):
    manager = acting(
        accounts, a_member(accounts, "eva", Role.EVALUATOR, organisation=body, manager=True)
    )
    accounts.invite(carla, NewAccount("olena", Role.CASEWORKER, body))
    (open_one,) = accounts.invitations(manager)

    for attempt in (
        lambda: accounts.invite(manager, NewAccount("omar", Role.CASEWORKER, body)),
        lambda: accounts.confirm(manager, open_one.id),
        lambda: accounts.withdraw(manager, open_one.id),
        lambda: accounts.change(
            manager, manager.id, NewAccount("eva", Role.CASEWORKER, body, manager=True)
        ),
        lambda: accounts.allow_reset(manager, carla.id),
        lambda: accounts.deactivate(manager, carla.id),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_case_staff_do_not_look_after_others_when_they_manage_no_accounts(accounts, carla, body):
    eva = a_member(accounts, "eva", Role.EVALUATOR, organisation=body)

    for attempt in (
        lambda: accounts.invite(carla, NewAccount("omar", Role.EVALUATOR, body)),
        lambda: accounts.change(carla, eva, NewAccount("eva", Role.CASEWORKER, body)),
        lambda: accounts.deactivate(carla, eva),
        lambda: accounts.allow_reset(carla, eva),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_nothing_is_done_when_the_caseworker_has_no_second_factor_yet(accounts, carla, body):
    restricted = Actor(
        "carla", Role.CASEWORKER, id=carla.id, organisation=body, manager=True, restricted=True
    )

    for attempt in (
        lambda: accounts.invite(restricted, NewAccount("omar", Role.CASEWORKER, body)),
        lambda: accounts.invitations(restricted),
        lambda: accounts.staff(restricted),
        lambda: accounts.deactivate(restricted, carla.id),
    ):
        with pytest.raises(NotPermitted):
            attempt()
