"""Accounts are looked after by whoever may, and by nobody else."""

import pytest
from sqlalchemy import func, select

from copfeedback.people.access import NotPermitted
from copfeedback.people.account_model import (
    BadEmail,
    BadScope,
    InvitationOver,
    LastAdministrator,
    NameTaken,
    UnknownStaff,
)
from copfeedback.people.accounts import NewAccount, NotByOneself, StaffMember
from copfeedback.people.audit import Wanted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, BadName, OrganisationKind, Role
from copfeedback.people.organisations import UnknownOrganisation, UnknownUnit
from copfeedback.people.passwords import WeakPassword
from copfeedback.people.service import WrongCredentials
from copfeedback.people.tables import staff
from copfeedback.storage.engine import StorageUnavailable, reading
from tests.people.members import ODD_NAMES, PASSWORD, a_member, acting, an_organisation
from tests.people.racing import at_once
from tests.people.signing_in import drop_everything, guess, sign_in

BAD_EMAILS = [
    "amina",
    "amina@",
    "@example.org",
    "a b@example.org",
    "a@b@c",
    "a@example.org\nBcc: all@example.org",
    "a@example.org\0",
    f"{'x' * 250}@example.org",
]


def count(engine):
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(staff)).scalar_one()


def member(accounts, staff_id):
    """Their account as it is now."""
    (found,) = (one for one in accounts.staff(OPERATOR) if one.id == staff_id)
    return found


@pytest.fixture
def police(engine):
    return an_organisation(engine)


@pytest.fixture
def council(engine):
    return an_organisation(engine, OrganisationKind.MUNICIPALITY)


@pytest.fixture
def administrator(accounts):
    return acting(accounts, a_member(accounts, "ada", Role.ADMINISTRATOR))


@pytest.fixture
def manager(accounts):
    """A leader of the police who looks after its accounts."""
    return acting(accounts, a_member(accounts, "maria", Role.LEADER, manager=True))


# Where a portal begins: the operator's shell.


def test_there_is_staff_when_the_first_was_added(people, accounts):
    assert not people.has_staff()
    a_member(accounts, "amina", Role.ADMINISTRATOR)
    assert people.has_staff()


@pytest.mark.parametrize("role", Role)
def test_the_account_has_its_role_when_its_owner_signs_in(people, accounts, role):
    a_member(accounts, "amina", role)

    signed_in = sign_in(people)

    assert signed_in.actor.role is role
    assert people.actor_of(signed_in.token) == signed_in.actor


def test_everything_is_kept_when_an_account_is_added(accounts, organisations, police):
    unit = organisations.add_unit(OPERATOR, police, "North")

    added = a_member(
        accounts,
        " amina ",
        Role.LEADER,
        unit=unit,
        heads_unit=True,
        manager=True,
        sectors=frozenset({"harbour", "hills"}),
        forums=frozenset({"youth"}),
        email=" amina@example.org ",
    )

    assert accounts.staff(OPERATOR) == [
        StaffMember(
            id=added,
            name="amina",
            role=Role.LEADER,
            organisation=police,
            unit=unit,
            heads_unit=True,
            manager=True,
            sectors=frozenset({"harbour", "hills"}),
            forums=frozenset({"youth"}),
            email="amina@example.org",
            active=True,
            second_factor=False,
        )
    ]


def test_nobody_heads_a_unit_when_they_are_in_none(accounts):
    added = a_member(accounts, "amina", Role.LEADER, heads_unit=True)

    assert not member(accounts, added).heads_unit


@pytest.mark.parametrize(
    "actor",
    [PUBLIC, *(Actor(role.value, role, id=1, organisation=1, manager=True) for role in Role)],
)
def test_nobody_is_added_by_password_when_no_operator_asks(people, accounts, trail, actor):
    # Refused before anything else is looked at: the rest is wrong too.
    with pytest.raises(NotPermitted):
        accounts.add_staff(actor, NewAccount("", Role.LEADER, 999), "short")

    assert not people.has_staff()
    refused = trail.entries(OPERATOR, Wanted(action="add_staff", outcome="refused"))
    assert len(refused) == (0 if actor is PUBLIC else 1)


@pytest.mark.parametrize(
    ("name", "password", "refusal"),
    [
        ("", PASSWORD, BadName),
        ("a\0b", PASSWORD, BadName),
        ("y" * 65, PASSWORD, BadName),
        (None, PASSWORD, BadName),
        ("amina", "eleven char", WeakPassword),
        ("amina", "password1234", WeakPassword),
        ("amina", "x" * 1_000_000, WeakPassword),
        ("amina", None, WeakPassword),
    ],
)
def test_nobody_is_added_when_name_or_password_cannot_be_taken(
    people, accounts, name, password, refusal
):
    with pytest.raises(refusal):
        a_member(accounts, name, Role.LEADER, password=password)

    assert not people.has_staff()


def test_a_password_is_refused_when_it_is_made_of_the_name(accounts):
    with pytest.raises(WeakPassword):
        a_member(accounts, "wanjirukamau", Role.LEADER, password="Wanjirukamau1")


@pytest.mark.parametrize("again", ["Zo\u00e9", "Zoe\u0301", " Zo\u00e9 "])
def test_a_name_is_taken_when_it_reads_the_same(accounts, engine, again):
    a_member(accounts, "Zo\u00e9", Role.LEADER)

    with pytest.raises(NameTaken):
        a_member(accounts, again, Role.ADMINISTRATOR)

    assert count(engine) == 1


def test_one_account_is_added_when_two_add_the_same_name_at_once(accounts, engine, police):
    def add():
        a_member(accounts, "amina", Role.LEADER, organisation=police)

    assert at_once(add, add) == ["NameTaken", "done"]
    assert count(engine) == 1


@pytest.mark.parametrize("name", [*ODD_NAMES, "𝒜ж名أ" * 16])
def test_somebody_signs_in_by_their_name_when_it_is_odd(people, accounts, name):
    a_member(accounts, name, Role.LEADER)

    assert sign_in(people, name).actor.name == name
    assert [one.name for one in accounts.staff(OPERATOR)] == [name]


def test_no_password_is_stored_readable_when_an_account_is_added(accounts, engine):
    a_member(accounts, "amina", Role.LEADER)

    with reading(engine) as connection:
        (kept,) = connection.execute(select(staff.c.password_hash)).scalars()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_it_is_said_when_accounts_cannot_be_kept(people, accounts, engine, police):
    drop_everything(engine)

    with pytest.raises(StorageUnavailable):
        a_member(accounts, "amina", Role.LEADER, organisation=police)
    with pytest.raises(StorageUnavailable):
        people.has_staff()


@pytest.mark.parametrize("email", BAD_EMAILS)
def test_an_account_is_refused_when_its_email_is_none(accounts, engine, email):
    with pytest.raises(BadEmail):
        a_member(accounts, "amina", Role.LEADER, email=email)

    assert count(engine) == 0


@pytest.mark.parametrize("code", ["", "a\nb", "x" * 65])
def test_an_account_is_refused_when_its_scope_cannot_be_a_code(accounts, engine, code):
    for scope in ({"sectors": frozenset({code})}, {"forums": frozenset({"good", code})}):
        with pytest.raises(BadScope):
            a_member(accounts, "amina", Role.LEADER, **scope)

    assert count(engine) == 0


def test_an_account_is_refused_when_it_has_no_place(accounts, organisations, police, council):
    theirs = organisations.add_unit(OPERATOR, council, "Streets")

    with pytest.raises(UnknownOrganisation):
        a_member(accounts, "amina", Role.LEADER, organisation=999)
    for unit in (theirs, 999):
        with pytest.raises(UnknownUnit):
            a_member(accounts, "amina", Role.LEADER, organisation=police, unit=unit)


# Who sees whom.


def test_people_see_whom_they_look_after_when_they_list_staff(accounts, manager, administrator):
    officer = a_member(
        accounts,
        "omar",
        Role.AGENCY_OFFICER,
        organisation=an_organisation(accounts._trail.engine, OrganisationKind.MUNICIPALITY),
    )
    caseworker = a_member(accounts, "carla", Role.CASEWORKER)
    evaluator = a_member(
        accounts, "eva", Role.EVALUATOR, organisation=member(accounts, caseworker).organisation
    )
    auditor = acting(accounts, a_member(accounts, "udo", Role.AUDITOR))

    def seen(actor):
        return {one.id for one in accounts.staff(actor)}

    everybody = {manager.id, administrator.id, officer, caseworker, evaluator, auditor.id}
    assert seen(OPERATOR) == seen(administrator) == seen(auditor) == everybody
    assert seen(manager) == {manager.id, administrator.id, auditor.id}
    assert seen(acting(accounts, caseworker)) == {caseworker, evaluator}
    for actor in (PUBLIC, acting(accounts, officer), acting(accounts, evaluator)):
        with pytest.raises(NotPermitted):
            accounts.staff(actor)


def test_staff_stay_unseen_when_the_administrator_has_no_second_factor_yet(accounts):
    with pytest.raises(NotPermitted):
        accounts.staff(Actor("ada", Role.ADMINISTRATOR, id=1, organisation=1, restricted=True))


# Changing accounts.


def test_a_change_holds_from_the_next_click_on_when_somebody_is_signed_in(
    people, accounts, administrator, police, council
):
    amina = a_member(accounts, "amina", Role.LEADER, sectors=frozenset({"harbour"}))
    token = sign_in(people).token

    accounts.change(
        administrator,
        amina,
        NewAccount("Amina N.", Role.FORUM_CHAIR, council, forums=frozenset({"youth"})),
    )

    actor = people.actor_of(token)
    assert (actor.name, actor.role, actor.organisation) == ("Amina N.", Role.FORUM_CHAIR, council)
    assert actor.forums == {"youth"}
    assert member(accounts, amina).sectors == frozenset()
    guess(people, "amina")
    assert sign_in(people, "Amina N.").actor == actor


def test_an_account_stays_as_it_is_when_the_change_says_so(accounts, administrator):
    amina = a_member(accounts, "amina", Role.LEADER, sectors=frozenset({"harbour"}), email="a@b")
    before = member(accounts, amina)

    accounts.change(administrator, amina, before.account)

    assert member(accounts, amina) == before


def test_a_name_is_not_given_when_somebody_else_has_it(accounts, administrator, police):
    amina = a_member(accounts, "amina", Role.LEADER)

    with pytest.raises(NameTaken):
        accounts.change(administrator, amina, NewAccount("ada", Role.LEADER, police))
    with pytest.raises(BadName):
        accounts.change(administrator, amina, NewAccount("", Role.LEADER, police))


def test_it_is_said_when_there_is_no_such_account(accounts, administrator, manager, police):
    for actor, refusal in ((administrator, UnknownStaff), (manager, NotPermitted)):
        for attempt in (
            lambda actor=actor: accounts.change(actor, 999, NewAccount("x", Role.LEADER, police)),
            lambda actor=actor: accounts.deactivate(actor, 999),
            lambda actor=actor: accounts.reactivate(actor, 999),
            lambda actor=actor: accounts.allow_reset(actor, 999),
        ):
            with pytest.raises(refusal):
                attempt()


def test_nobody_changes_more_of_their_own_account_than_name_and_email(
    accounts, organisations, administrator, police, council
):
    unit = organisations.add_unit(OPERATOR, police, "North")
    own = member(accounts, administrator.id).account
    a_member(accounts, "another", Role.ADMINISTRATOR)

    for change in (
        {"role": Role.LEADER},
        {"role": Role.AUDITOR},
        {"organisation": council},
        {"unit": unit},
        {"manager": True},
        {"sectors": frozenset({"harbour"})},
        {"forums": frozenset({"youth"})},
    ):
        with pytest.raises(NotByOneself):
            accounts.change(administrator, administrator.id, NewAccount(**(fields(own) | change)))

    assert member(accounts, administrator.id).account == own
    renamed = NewAccount(**(fields(own) | {"name": "Ada L.", "email": "ada@example.org"}))
    accounts.change(administrator, administrator.id, renamed)
    assert member(accounts, administrator.id).account == renamed


def test_a_leader_does_not_widen_their_own_sectors_when_they_manage_the_accounts(accounts):
    own = acting(
        accounts,
        a_member(accounts, "mo", Role.LEADER, manager=True, sectors=frozenset({"harbour"})),
    )
    wider = NewAccount("mo", Role.LEADER, own.organisation, manager=True)

    with pytest.raises(NotByOneself):
        accounts.change(own, own.id, wider)

    assert member(accounts, own.id).sectors == {"harbour"}


def fields(account):
    return {name: getattr(account, name) for name in account.__dataclass_fields__}


# A manager looks after one organisation.


def test_a_manager_looks_after_accounts_when_they_are_of_the_own_organisation(
    people, accounts, manager, police
):
    amina = a_member(accounts, "amina", Role.LEADER)

    accounts.change(manager, amina, NewAccount("amina", Role.ANALYST, police))
    assert sign_in(people).actor.role is Role.ANALYST
    accounts.deactivate(manager, amina)
    accounts.reactivate(manager, amina)
    issued = accounts.allow_reset(manager, amina)
    assert accounts.reset(issued.token, "another four quiet words") == "amina"
    accounts.withdraw(manager, invited(accounts, manager, NewAccount("o", Role.LEADER, police)))


def invited(accounts, actor, account):
    accounts.invite(actor, account)
    return accounts.invitations(OPERATOR)[0].id


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR, Role.CASEWORKER])
def test_a_manager_reaches_nobody_when_they_are_of_another_organisation(
    people, accounts, manager, trail, council, role
):
    elsewhere = {} if role is Role.CASEWORKER else {"organisation": council}
    amina = a_member(accounts, "amina", role, **elsewhere)
    before = member(accounts, amina)
    token = sign_in(people).token
    noted = trail.head().number
    attempts = [
        lambda: accounts.change(manager, amina, before.account),
        lambda: accounts.change(
            manager, amina, NewAccount("amina", Role.LEADER, manager.organisation)
        ),
        lambda: accounts.deactivate(manager, amina),
        lambda: accounts.reactivate(manager, amina),
        lambda: accounts.allow_reset(manager, amina),
        lambda: accounts.invite(manager, NewAccount("omar", role, before.organisation)),
    ]

    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()

    assert member(accounts, amina) == before
    assert people.actor_of(token) is not None
    refused = trail.entries(OPERATOR, Wanted(person=manager.name, outcome="refused"))
    assert len(refused) == trail.head().number - noted == len(attempts)


def test_a_manager_moves_nobody_when_the_move_leads_to_another_organisation(
    accounts, manager, council
):
    amina = a_member(accounts, "amina", Role.LEADER)

    with pytest.raises(NotPermitted):
        accounts.change(manager, amina, NewAccount("amina", Role.LEADER, council))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_manager_neither_makes_nor_reaches_whoever_is_there_for_the_whole_portal(
    accounts, manager, police, role
):
    amina = a_member(accounts, "amina", Role.LEADER)
    olena = a_member(accounts, "olena", role)

    for attempt in (
        lambda: accounts.invite(manager, NewAccount("omar", role, police)),
        lambda: accounts.change(manager, amina, NewAccount("amina", role, police)),
        lambda: accounts.change(manager, olena, NewAccount("olena", Role.LEADER, police)),
        lambda: accounts.deactivate(manager, olena),
        lambda: accounts.allow_reset(manager, olena),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_a_manager_is_none_any_more_when_the_change_says_so(accounts, administrator, manager):
    accounts.change(
        administrator, manager.id, NewAccount("maria", Role.LEADER, manager.organisation)
    )

    with pytest.raises(NotPermitted):
        accounts.staff(acting(accounts, manager.id))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_is_reached_when_the_actor_looks_after_nobody(accounts, police, role):
    actor = Actor("olena", role, id=999, organisation=police)
    amina = a_member(accounts, "amina", Role.LEADER, organisation=police)

    for attempt in (
        lambda: accounts.change(actor, amina, member(accounts, amina).account),
        lambda: accounts.deactivate(actor, amina),
        lambda: accounts.reactivate(actor, amina),
        lambda: accounts.allow_reset(actor, amina),
        lambda: accounts.invite(actor, NewAccount("omar", Role.LEADER, police)),
        lambda: accounts.withdraw(actor, 1),
        lambda: accounts.confirm(actor, 1),
    ):
        with pytest.raises((NotPermitted, InvitationOver)):
            attempt()

    assert accounts.invitations(OPERATOR) == []


# The last administrator.


def test_an_administrator_stays_when_they_are_the_last(people, accounts, administrator):
    token = sign_in(people, "ada").token
    gone = a_member(accounts, "gone", Role.ADMINISTRATOR)
    accounts.deactivate(OPERATOR, gone)
    as_leader = NewAccount("ada", Role.LEADER, administrator.organisation)

    for attempt in (
        lambda: accounts.deactivate(administrator, administrator.id),
        lambda: accounts.deactivate(OPERATOR, administrator.id),
        lambda: accounts.change(OPERATOR, administrator.id, as_leader),
    ):
        with pytest.raises(LastAdministrator):
            attempt()

    assert people.actor_of(token) is not None
    accounts.reactivate(OPERATOR, gone)
    accounts.change(OPERATOR, administrator.id, as_leader)
    with pytest.raises(LastAdministrator):
        accounts.deactivate(OPERATOR, gone)


def test_one_administrator_is_left_when_two_remove_each_other_at_once(accounts, administrator):
    other = acting(accounts, a_member(accounts, "bea", Role.ADMINISTRATOR))
    as_leader = NewAccount("ada", Role.LEADER, administrator.organisation)

    outcomes = at_once(
        lambda: accounts.deactivate(administrator, other.id),
        lambda: accounts.change(other, administrator.id, as_leader),
    )

    assert outcomes == ["LastAdministrator", "done"]
    left = [
        one for one in accounts.staff(OPERATOR) if one.active and one.role is Role.ADMINISTRATOR
    ]
    assert len(left) == 1


# Deactivation.


def test_every_session_ends_at_once_when_an_account_is_deactivated(people, accounts, administrator):
    amina = a_member(accounts, "amina", Role.LEADER)
    tokens = [sign_in(people).token for _ in range(3)]
    others = sign_in(people, "ada").token

    accounts.deactivate(administrator, amina)

    assert [people.actor_of(token) for token in tokens] == [None] * 3
    assert people.actor_of(others) is not None
    assert not member(accounts, amina).active
    guess(people)
    with pytest.raises(WrongCredentials):
        sign_in(people)


def test_old_sessions_stay_ended_when_an_account_is_reactivated(people, accounts, administrator):
    amina = a_member(accounts, "amina", Role.LEADER)
    token = sign_in(people).token

    accounts.deactivate(administrator, amina)
    accounts.reactivate(administrator, amina)

    assert people.actor_of(token) is None
    assert sign_in(people).actor.id == amina


def test_what_somebody_began_ends_when_they_are_deactivated_or_moved(
    accounts, administrator, manager, police, council
):
    account = member(accounts, manager.id).account
    for number, end in enumerate(
        (
            lambda: accounts.deactivate(administrator, manager.id),
            lambda: accounts.change(
                administrator, manager.id, NewAccount("maria", Role.ANALYST, police, manager=True)
            ),
            lambda: accounts.change(
                administrator, manager.id, NewAccount("maria", Role.LEADER, council, manager=True)
            ),
            lambda: accounts.change(
                administrator, manager.id, NewAccount("maria", Role.LEADER, police)
            ),
        )
    ):
        issued = accounts.invite(manager, NewAccount(f"omar {number}", Role.LEADER, police))
        end()
        with pytest.raises(InvitationOver):
            accounts.open_invitation(issued.token)
        accounts.reactivate(administrator, manager.id)
        accounts.change(administrator, manager.id, account)


def test_the_trail_names_accounts_by_number_alone_when_they_are_changed(
    accounts, administrator, trail, police
):
    amina = a_member(accounts, "amina", Role.LEADER)
    accounts.change(administrator, amina, NewAccount("Zo\u00e9", Role.LEADER, police))
    accounts.deactivate(administrator, amina)
    accounts.reactivate(administrator, amina)
    accounts.allow_reset(administrator, amina)

    entries = trail.entries(OPERATOR, Wanted(person="ada"))

    assert {entry.about for entry in entries} == {f"staff {amina}"}
    assert [entry.action for entry in entries] == [
        "allow_reset",
        "reactivate",
        "deactivate",
        "change_staff",
    ]
    assert trail.verify() is None
