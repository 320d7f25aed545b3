"""People come in by a link that works once, for three days."""

import threading

import pytest
from sqlalchemy import select

from copfeedback.people.access import NotPermitted
from copfeedback.people.account_model import (
    BadEmail,
    BadScope,
    InvitationOver,
    NameTaken,
    NothingToConfirm,
    OversightOnly,
)
from copfeedback.people.accounts import Accounts, NewAccount
from copfeedback.people.audit import Wanted
from copfeedback.people.model import (
    CASE_ROLES,
    OPERATOR,
    PUBLIC,
    BadName,
    OrganisationKind,
    Role,
)
from copfeedback.people.organisations import UnknownOrganisation, UnknownUnit
from copfeedback.people.passwords import WeakPassword
from copfeedback.people.tables import invitation
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading
from tests.people.members import NAMES, ODD_NAMES, PASSWORD, a_member, acting, an_organisation
from tests.people.post import Post
from tests.people.racing import at_once
from tests.people.signing_in import sign_in

OTHER = "yet other seven loud words"


@pytest.fixture
def police(engine):
    return an_organisation(engine)


@pytest.fixture
def administrator(accounts):
    return acting(accounts, a_member(accounts, "ada", Role.ADMINISTRATOR))


def names(accounts):
    return {one.name for one in accounts.staff(OPERATOR)}


@pytest.mark.parametrize("name", ODD_NAMES)
def test_somebody_signs_in_with_their_own_password_when_they_took_up_an_invitation(
    people, accounts, administrator, police, name
):
    issued = accounts.invite(administrator, NewAccount(f" {name} ", Role.ANALYST, police))

    opened = accounts.open_invitation(issued.token)
    assert (opened.name, opened.role) == (name, Role.ANALYST)
    assert opened.organisation == NAMES[OrganisationKind.POLICE]
    assert opened.expires_at == issued.expires_at
    assert issued.address == f"http://127.0.0.1:8501/staff/invitation/{issued.token}"
    assert accounts.accept(issued.token, PASSWORD) == name

    assert sign_in(people, name).actor.role is Role.ANALYST
    assert accounts.invitations(administrator) == []


def test_the_account_is_what_the_invitation_said_when_it_was_taken_up(
    accounts, organisations, administrator, police
):
    unit = organisations.add_unit(OPERATOR, police, "North")
    wanted = NewAccount(
        "amina",
        Role.LEADER,
        police,
        unit=unit,
        heads_unit=True,
        manager=True,
        sectors=frozenset({"harbour", 'a"b\\'}),
        forums=frozenset({"youth"}),
        email="amina@example.org",
    )

    issued = accounts.invite(administrator, wanted)
    (shown,) = accounts.invitations(administrator)
    accounts.accept(issued.token, PASSWORD)

    (made,) = (one for one in accounts.staff(OPERATOR) if one.name == "amina")
    assert shown.account == made.account == wanted
    assert (shown.invited_by, shown.confirmed_by) == (administrator.id, None)
    assert shown.expires_at == issued.expires_at
    assert not shown.awaits_confirmation
    assert made.active
    assert not made.second_factor


def test_an_invitation_is_over_when_three_days_have_passed(accounts, administrator, police, clock):
    issued = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))
    (shown,) = accounts.invitations(administrator)
    clock.move(hours=71, minutes=59, seconds=59)
    assert accounts.open_invitation(issued.token).name == "amina"
    assert accounts.invitations(administrator) == [shown]

    clock.move(seconds=1)

    assert clock.now() == issued.expires_at
    with pytest.raises(InvitationOver):
        accounts.open_invitation(issued.token)
    with pytest.raises(InvitationOver):
        accounts.accept(issued.token, PASSWORD)
    with pytest.raises(InvitationOver):
        accounts.withdraw(administrator, shown.id)
    assert accounts.invitations(administrator) == []
    assert names(accounts) == {"ada"}


def test_what_expired_is_forgotten_when_somebody_else_is_invited(
    accounts, administrator, police, clock, engine
):
    accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))
    clock.move(hours=72)
    accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))

    with reading(engine) as connection:
        assert len(connection.execute(select(invitation)).all()) == 1


def test_an_invitation_expires_while_somebody_thinks_of_a_password(
    accounts, administrator, police, clock, monkeypatch
):
    issued = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))

    def slow(password, words):
        clock.move(hours=72)
        return "hash"

    monkeypatch.setattr("copfeedback.people.invitations.hash_password", slow)

    with pytest.raises(InvitationOver):
        accounts.accept(issued.token, PASSWORD)
    assert names(accounts) == {"ada"}


def test_an_invitation_works_once_when_it_is_used_twice(people, accounts, administrator, police):
    issued = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))
    accounts.accept(issued.token, PASSWORD)

    with pytest.raises(InvitationOver):
        accounts.open_invitation(issued.token)
    with pytest.raises(InvitationOver):
        accounts.accept(issued.token, OTHER)

    assert sign_in(people).actor.role is Role.LEADER


def test_an_invitation_works_once_when_several_use_it_at_once(
    accounts, administrator, police, trail
):
    token = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police)).token

    outcomes = at_once(*[lambda: accounts.accept(token, PASSWORD)] * 4)

    assert outcomes == ["InvitationOver"] * 3 + ["done"]
    assert names(accounts) == {"ada", "amina"}
    assert len(trail.entries(OPERATOR, Wanted(action="accept_invitation"))) == 1


def test_an_invitation_is_over_when_it_was_withdrawn(accounts, administrator, police, trail):
    issued = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))
    (shown,) = accounts.invitations(administrator)

    accounts.withdraw(administrator, shown.id)

    with pytest.raises(InvitationOver):
        accounts.open_invitation(issued.token)
    with pytest.raises(InvitationOver):
        accounts.accept(issued.token, PASSWORD)
    with pytest.raises(InvitationOver):
        accounts.withdraw(administrator, shown.id)
    assert trail.entries(OPERATOR)[0].about == f"invitation {shown.id}"
    accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))


def test_an_invitation_is_taken_up_or_withdrawn_when_both_happen_at_once(
    accounts, administrator, police
):
    token = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police)).token
    (shown,) = accounts.invitations(administrator)

    outcomes = at_once(
        lambda: accounts.accept(token, PASSWORD),
        lambda: accounts.withdraw(administrator, shown.id),
    )

    assert outcomes == ["InvitationOver", "done"]


@pytest.mark.parametrize("token", [None, "", "x", "a" * 43, "\ud800" * 43, b"a" * 43, "é" * 43, 7])
def test_nothing_opens_when_the_token_is_rubbish(accounts, administrator, police, token):
    accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))

    with pytest.raises(InvitationOver):
        accounts.open_invitation(token)
    with pytest.raises(InvitationOver):
        accounts.accept(token, PASSWORD)


@pytest.mark.parametrize("password", ["", "short", None, "x" * 1_000_000, "amina amina amina"])
def test_the_invitation_stays_open_when_the_password_was_too_weak(
    accounts, administrator, police, password
):
    issued = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))

    with pytest.raises(WeakPassword):
        accounts.accept(issued.token, password)

    assert names(accounts) == {"ada"}
    assert accounts.accept(issued.token, PASSWORD) == "amina"


def test_a_name_is_given_to_one_person_when_it_is_asked_for_twice(accounts, administrator, police):
    issued = accounts.invite(administrator, NewAccount("Zo\u00e9", Role.LEADER, police))

    for taken in ("Zoe\u0301", "ada"):
        with pytest.raises(NameTaken):
            accounts.invite(administrator, NewAccount(taken, Role.LEADER, police))
    a_member(accounts, "Zo\u00e9", Role.ANALYST)
    with pytest.raises(NameTaken):
        accounts.accept(issued.token, PASSWORD)


def test_one_invitation_is_made_when_two_invite_the_same_name_at_once(
    accounts, administrator, police
):
    def invite():
        accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))

    assert at_once(invite, invite) == ["NameTaken", "done"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, BadName),
        ({"name": "a\nb"}, BadName),
        ({"email": "nowhere"}, BadEmail),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, BadEmail),
        ({"sectors": frozenset({""})}, BadScope),
        ({"unit": 999}, UnknownUnit),
        ({"organisation": 999}, UnknownOrganisation),
    ],
)
def test_nobody_is_invited_when_the_account_could_not_be(
    accounts, administrator, police, trail, changes, refusal
):
    before = trail.head()
    wanted = {"name": "amina", "role": Role.LEADER, "organisation": police} | changes

    with pytest.raises(refusal):
        accounts.invite(administrator, NewAccount(**wanted))

    assert accounts.invitations(administrator) == []
    assert trail.head() == before  # what fails leaves no trace


@pytest.mark.parametrize("role", sorted(CASE_ROLES))
def test_the_operator_invites_nobody_to_complaints_when_the_body_is_no_oversight_body(
    accounts, police, engine, role
):
    for kind in set(OrganisationKind) - {OrganisationKind.OVERSIGHT}:
        organisation = an_organisation(engine, kind)
        with pytest.raises(OversightOnly):
            accounts.invite(OPERATOR, NewAccount("amina", role, organisation))
        with pytest.raises(OversightOnly):
            a_member(accounts, "amina", role, organisation=organisation)


def test_only_whoever_sees_the_organisation_sees_its_invitations(accounts, administrator, engine):
    council = an_organisation(engine, OrganisationKind.MUNICIPALITY)
    manager = acting(accounts, a_member(accounts, "maria", Role.LEADER, manager=True))
    leader = acting(accounts, a_member(accounts, "lea", Role.LEADER))
    auditor = acting(accounts, a_member(accounts, "udo", Role.AUDITOR))
    caseworker = acting(accounts, a_member(accounts, "carla", Role.CASEWORKER))
    for organisation in (manager.organisation, council):
        account = NewAccount(f"new in {organisation}", Role.LEADER, organisation)
        accounts.invite(administrator, account)
    accounts.invite(
        caseworker, NewAccount("new caseworker", Role.CASEWORKER, caseworker.organisation)
    )

    def seen(actor):
        return [one.account.name for one in accounts.invitations(actor)]

    everything = ["new caseworker", f"new in {council}", f"new in {manager.organisation}"]
    assert seen(OPERATOR) == seen(administrator) == seen(auditor) == everything
    assert seen(manager) == [f"new in {manager.organisation}"]
    assert seen(caseworker) == ["new caseworker"]
    for actor in (PUBLIC, leader):
        with pytest.raises(NotPermitted):
            accounts.invitations(actor)
    for actor in (manager, caseworker, auditor):
        (foreign,) = (
            one for one in accounts.invitations(OPERATOR) if one.account.organisation == council
        )
        with pytest.raises(NotPermitted):
            accounts.withdraw(actor, foreign.id)


def test_nobody_confirms_when_there_is_nothing_to_confirm(accounts, administrator, police):
    accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))
    manager = acting(accounts, a_member(accounts, "maria", Role.LEADER, manager=True))
    (shown,) = accounts.invitations(administrator)

    with pytest.raises(NothingToConfirm):
        accounts.confirm(manager, shown.id)
    with pytest.raises(InvitationOver):
        accounts.confirm(manager, 999)


def test_the_database_and_the_trail_hold_no_token_when_somebody_was_invited(
    accounts, administrator, police, engine, trail
):
    issued = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))

    with reading(engine) as connection:
        kept = repr(connection.execute(select(invitation)).all())
    assert issued.token not in kept + repr(trail.entries(OPERATOR)) + repr(issued)
    assert "amina" not in repr(trail.entries(OPERATOR))


def test_the_trail_tells_who_came_in_by_which_invitation(accounts, administrator, police, trail):
    issued = accounts.invite(administrator, NewAccount("amina", Role.LEADER, police))
    (shown,) = accounts.invitations(administrator)
    accounts.accept(issued.token, PASSWORD)

    accepted, invited, *_ = trail.entries(OPERATOR)
    assert (invited.actor, invited.action) == ("ada", "invite")
    assert invited.about == f"invitation {shown.id}"
    assert (accepted.actor, accepted.action) == ("amina", "accept_invitation")
    assert accepted.about == f"staff {accepted.actor_id} by invitation {shown.id}"
    assert accepted.organisation == police


# By mail.


@pytest.mark.parametrize("name", ODD_NAMES)
def test_the_invitation_comes_by_mail_when_there_is_a_server_and_an_address(
    trail, administrator, police, name
):
    post = Post()
    accounts = Accounts(trail, Settings(public_address="https://portal.example.org/"), post)
    wanted = NewAccount(name, Role.LEADER, police, email="amina@example.org")

    issued = accounts.invite(administrator, wanted, gettext=lambda text: f"«{text}»")

    ((to, subject, text),) = post.letters
    assert issued.mailed
    assert to == "amina@example.org"
    assert subject == "«Your invitation to the feedback portal»"
    assert f"\n\nhttps://portal.example.org/staff/invitation/{issued.token}\n\n" in text
    assert f"name: {name}\n" in text


def test_nothing_is_sent_when_there_is_no_server_or_no_address(
    trail, accounts, administrator, police
):
    post = Post()
    assert not accounts.invite(
        administrator, NewAccount("amina", Role.LEADER, police, email="amina@example.org")
    ).mailed
    assert (
        not Accounts(trail, Settings(), post)
        .invite(administrator, NewAccount("olena", Role.LEADER, police))
        .mailed
    )
    assert post.letters == []


def test_the_link_is_shown_all_the_same_when_the_mail_server_fails(trail, administrator, police):
    accounts = Accounts(trail, Settings(), Post(fails=True))

    issued = accounts.invite(
        administrator, NewAccount("amina", Role.LEADER, police, email="amina@example.org")
    )

    assert not issued.mailed
    assert accounts.accept(issued.token, PASSWORD) == "amina"


def test_others_go_on_when_a_mail_server_takes_its_time(
    trail, cheap_hashing, administrator, police
):
    began, may_end = threading.Event(), threading.Event()

    def dawdle(_text):
        began.set()
        may_end.wait(20)

    slow = Accounts(trail, Settings(), Post(meanwhile=dawdle))
    account = NewAccount("amina", Role.LEADER, police, email="amina@example.org")
    inviting = threading.Thread(target=slow.invite, args=(administrator, account))
    inviting.start()
    assert began.wait(20)

    a_member(slow, "olena", Role.LEADER)  # the database is nobody's

    assert {one.account.name for one in slow.invitations(administrator)} == {"amina"}
    may_end.set()
    inviting.join()
