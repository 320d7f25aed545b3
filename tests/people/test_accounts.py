"""Accounts are added by whoever may, under clear names and strong passwords."""

import threading

import pytest
from sqlalchemy import func, select

from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.people.service import BadName, NameTaken, NotPermitted, WeakPassword
from copfeedback.people.store import staff
from copfeedback.storage.engine import StorageUnavailable, reading
from tests.people.signing_in import PASSWORD, drop_everything


def count(engine):
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(staff)).scalar_one()


def test_there_is_staff_when_the_first_was_added(people):
    assert not people.has_staff()
    people.add_staff(OPERATOR, "amina", Role.ADMINISTRATOR, PASSWORD)
    assert people.has_staff()


@pytest.mark.parametrize("role", Role)
def test_the_account_has_its_role_when_its_owner_signs_in(people, role):
    people.add_staff(OPERATOR, "amina", role, PASSWORD)

    signed_in = people.sign_in("amina", PASSWORD, client="192.0.2.1", local=False)

    assert signed_in.actor == Actor("amina", role)
    assert people.actor_of(signed_in.token) == Actor("amina", role)


def test_an_administrator_adds_staff_when_signed_in(people):
    people.add_staff(Actor("amina", Role.ADMINISTRATOR), "olena", Role.LEADER, PASSWORD)

    assert people.has_staff()


@pytest.mark.parametrize("actor", [PUBLIC, Actor("leader", Role.LEADER)])
def test_nobody_is_added_when_the_actor_may_not(people, actor):
    # Refused before anything else is looked at: the rest is wrong too.
    with pytest.raises(NotPermitted):
        people.add_staff(actor, "", Role.LEADER, "short")

    assert not people.has_staff()


@pytest.mark.parametrize(
    ("name", "password", "refusal"),
    [
        ("", PASSWORD, BadName),
        ("a\0b", PASSWORD, BadName),
        ("y" * 65, PASSWORD, BadName),
        (None, PASSWORD, BadName),
        ("amina", "eleven char", WeakPassword),
        ("amina", "x" * 1_000_000, WeakPassword),
        ("amina", None, WeakPassword),
    ],
)
def test_nobody_is_added_when_name_or_password_cannot_be_taken(people, name, password, refusal):
    with pytest.raises(refusal):
        people.add_staff(OPERATOR, name, Role.LEADER, password)

    assert not people.has_staff()


@pytest.mark.parametrize("again", ["Zo\u00e9", "Zoe\u0301", " Zo\u00e9 "])
def test_a_name_is_taken_when_it_reads_the_same(people, engine, again):
    people.add_staff(OPERATOR, "Zo\u00e9", Role.LEADER, PASSWORD)

    with pytest.raises(NameTaken):
        people.add_staff(OPERATOR, again, Role.ADMINISTRATOR, PASSWORD)

    assert count(engine) == 1


def test_one_account_is_added_when_two_add_the_same_name_at_once(people, engine):
    start, outcomes = threading.Barrier(2), []

    def add():
        start.wait()
        try:
            people.add_staff(OPERATOR, "amina", Role.LEADER, PASSWORD)
        except NameTaken:
            outcomes.append("taken")
        else:
            outcomes.append("added")

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["added", "taken"]
    assert count(engine) == 1


def test_the_longest_name_of_wide_letters_is_kept_when_added(people):
    name = "𝒜ж名أ" * 16
    people.add_staff(OPERATOR, name, Role.LEADER, PASSWORD)

    assert people.sign_in(name, PASSWORD, client="c", local=False).actor.name == name


def test_no_password_is_stored_readable_when_an_account_is_added(people, engine):
    people.add_staff(OPERATOR, "amina", Role.LEADER, PASSWORD)

    with reading(engine) as connection:
        (kept,) = connection.execute(select(staff.c.password_hash)).scalars()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_it_is_said_when_accounts_cannot_be_kept(people, engine):
    drop_everything(engine)

    with pytest.raises(StorageUnavailable):
        people.add_staff(OPERATOR, "amina", Role.LEADER, PASSWORD)
    with pytest.raises(StorageUnavailable):
        people.has_staff()
