"""Getting in: who is let in, who is not, and what either can learn."""

import logging
import threading

import pytest

from copfeedback.people import passwords
from copfeedback.people.model import Role
from copfeedback.people.service import DemonstrationNotLocal, SlowDown, WrongCredentials
from copfeedback.storage.engine import StorageUnavailable
from tests.people.members import a_member
from tests.people.signing_in import (
    AMINA,
    ELSEWHERE,
    HERE,
    PASSWORD,
    WRONG,
    drop_everything,
    guess,
    sessions,
    set_active,
    sign_in,
)


def test_one_is_known_when_signed_in_and_unknown_when_signed_out(amina, engine):
    signed_in = sign_in(amina)
    assert signed_in.actor == amina.actor_of(signed_in.token) == AMINA

    amina.sign_out(signed_in.token)

    assert amina.actor_of(signed_in.token) is None
    assert sessions(engine) == 0


def test_each_sign_in_has_its_own_token_when_repeated(amina):
    first, second = sign_in(amina), sign_in(amina)
    assert first.token != second.token

    amina.sign_out(first.token)

    assert amina.actor_of(first.token) is None
    assert amina.actor_of(second.token) == AMINA


def test_both_are_in_when_two_sign_in_at_once(amina, engine):
    start, tokens = threading.Barrier(2), []

    def enter(client):
        start.wait()
        tokens.append(sign_in(amina, client=client).token)

    threads = [threading.Thread(target=enter, args=(client,)) for client in (HERE, HERE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(tokens)) == sessions(engine) == 2
    assert [amina.actor_of(token) for token in tokens] == [AMINA, AMINA]


@pytest.mark.parametrize("typed", ["Zoe\u0301", "Zo\u00e9", "  Zo\u00e9 "])
def test_a_name_is_known_when_another_keyboard_composes_it(people, accounts, typed):
    a_member(accounts, "Zo\u00e9", Role.LEADER)

    assert sign_in(people, typed).actor.name == "Zo\u00e9"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("amina", WRONG),
        ("amina", ""),
        ("amina", "x" * 1_000_000),
        ("amina", None),
        ("amina", object()),
        ("amina", PASSWORD.encode()),
        ("nobody", PASSWORD),
        ("Amina", PASSWORD),
        ("", PASSWORD),
        ("amina\0", PASSWORD),
        ("\ud800", PASSWORD),
        ("x" * 1_000_000, PASSWORD),
        (None, PASSWORD),
        (7, PASSWORD),
        ("amina' OR '1'='1", PASSWORD),
    ],
)
def test_the_same_is_said_when_name_or_password_is_wrong(amina, engine, name, password):
    with pytest.raises(WrongCredentials) as refusal:
        sign_in(amina, name, password)

    assert str(refusal.value) == ""
    assert sessions(engine) == 0


@pytest.mark.parametrize("name", ["amina", "nobody", "", "x" * 1_000_000, "a\0b", None])
def test_one_hash_is_verified_when_the_password_is_wrong_whoever_is_named(amina, verified, name):
    guess(amina, name)

    assert len(verified) == 1
    assert verified[0].startswith(b"$argon2id$v=19$m=8,t=1,p=1$")  # the test's own limits


@pytest.mark.parametrize("name", ["amina", "nobody"])
def test_no_hash_is_verified_when_the_password_is_huge_whoever_is_named(amina, verified, name):
    with pytest.raises(WrongCredentials):
        sign_in(amina, name, "x" * 1_000_000)

    assert not verified


@pytest.mark.parametrize("name", ["amina", "nobody", ""])
def test_guessing_is_slowed_alike_when_the_name_is_known_or_not(amina, clock, verified, name):
    for _ in range(3):
        guess(amina, name)
    for seconds in (1, 2, 4):
        asked = len(verified)
        with pytest.raises(SlowDown) as refusal:
            sign_in(amina, name, PASSWORD)
        assert refusal.value.seconds == seconds
        assert len(verified) == asked  # a refusal costs no hashing
        clock.move(seconds=seconds)
        guess(amina, name)


def test_the_owner_is_not_blocked_when_a_stranger_guesses_elsewhere(amina, clock):
    for _ in range(3):
        guess(amina, client=ELSEWHERE)
    with pytest.raises(SlowDown):
        sign_in(amina, client=ELSEWHERE)

    assert sign_in(amina, client=HERE).actor == AMINA


def test_slips_are_forgotten_when_one_gets_in(amina):
    for _ in range(3):
        guess(amina)
        guess(amina)
        sign_in(amina)


def test_an_attempt_does_not_count_when_the_portal_is_busy(amina, monkeypatch):
    monkeypatch.setattr(passwords, "_places", threading.BoundedSemaphore(1))
    with passwords._places:
        for _ in range(10):
            with pytest.raises(SlowDown) as refusal:
                sign_in(amina)
            assert refusal.value.seconds == 1

    assert sign_in(amina).actor == AMINA


def test_it_reads_as_a_wrong_password_when_the_account_is_deactivated(amina, engine, verified):
    set_active(engine, active=False)

    with pytest.raises(WrongCredentials):
        sign_in(amina)
    assert len(verified) == 1


def test_a_demonstration_account_gets_in_when_on_this_machine(people, accounts):
    a_member(accounts, "demo", Role.LEADER, demonstration=True)

    assert sign_in(people, "demo", local=True).actor.name == "demo"


def test_a_demonstration_account_is_refused_when_elsewhere_but_only_to_who_knows_it(
    people, accounts, engine
):
    a_member(accounts, "demo", Role.LEADER, demonstration=True)

    guess(people, "demo")
    with pytest.raises(DemonstrationNotLocal):
        sign_in(people, "demo")
    assert sessions(engine) == 0


def test_neither_token_nor_name_nor_password_is_logged_when_things_go_wrong(amina, engine, caplog):
    caplog.set_level(logging.DEBUG)
    signed_in = sign_in(amina)
    guess(amina)
    drop_everything(engine)
    with pytest.raises(StorageUnavailable) as failure:
        amina.actor_of(signed_in.token)

    said = caplog.text + str(failure.value) + repr(failure.value.__cause__) + repr(signed_in)
    assert signed_in.token not in said
    assert PASSWORD not in said
    assert WRONG not in said


def test_it_is_said_and_not_counted_when_the_database_is_gone(amina, engine):
    token = sign_in(amina).token
    drop_everything(engine)

    with pytest.raises(StorageUnavailable):
        amina.actor_of(token)
    with pytest.raises(StorageUnavailable):
        amina.sign_out(token)
    for _ in range(10):  # never SlowDown
        with pytest.raises(StorageUnavailable):
            sign_in(amina)
