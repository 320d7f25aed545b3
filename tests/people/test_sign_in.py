"""Signing in, staying in, and getting out."""

import base64
import logging
import threading
from datetime import timedelta, timezone

import pytest
from nacl.pwhash import argon2id
from sqlalchemy import event, func, select, update

from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.people.service import (
    DemonstrationNotLocal,
    People,
    SlowDown,
    WrongCredentials,
)
from copfeedback.people.sessions import hash_token
from copfeedback.people.store import find_session, note_use, staff, staff_session
from copfeedback.settings import Settings
from copfeedback.storage.engine import StorageUnavailable, reading, writing

PASSWORD = "four quiet words here"
WRONG = "four quiet words there"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
AMINA = Actor("amina", Role.LEADER)


@pytest.fixture
def amina(people):
    """The portal's people, with a leader named amina."""
    people.add_staff(OPERATOR, "amina", Role.LEADER, PASSWORD)
    return people


@pytest.fixture
def verified(monkeypatch):
    """The hashes that Argon2id was asked to verify."""
    asked = []
    real = argon2id.verify

    def verify(password_hash, password):
        asked.append(password_hash)
        return real(password_hash, password)

    monkeypatch.setattr(argon2id, "verify", verify)
    return asked


@pytest.fixture
def statements(engine):
    """The SQL that was run, as verbs."""
    run = []

    def note(_connection, _cursor, statement, *_rest):
        run.append(statement.split()[0])

    event.listen(engine, "before_cursor_execute", note)
    yield run
    event.remove(engine, "before_cursor_execute", note)


def sign_in(people, name="amina", password=PASSWORD, client=HERE, *, local=False):
    return people.sign_in(name, password, client=client, local=local)


def guess(people, name="amina", client=HERE):
    with pytest.raises(WrongCredentials):
        sign_in(people, name, WRONG, client)


def sessions(engine):
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(staff_session)).scalar_one()


def set_active(engine, *, active):
    with writing(engine) as connection:
        connection.execute(update(staff).values(active=active))


def drop_everything(engine):
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP TABLE staff_session")
        connection.exec_driver_sql("DROP TABLE staff")


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
def test_a_name_is_known_when_another_keyboard_composes_it(people, typed):
    people.add_staff(OPERATOR, "Zo\u00e9", Role.LEADER, PASSWORD)

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
    assert verified[0].startswith(b"$argon2id$v=19$m=8192,t=1,p=1$")  # the test's own limits


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


def test_a_session_ends_when_idle(amina, clock, engine):
    token = sign_in(amina).token
    clock.move(minutes=19, seconds=59)
    assert amina.actor_of(token) == AMINA
    clock.move(minutes=19, seconds=59)
    assert amina.actor_of(token) == AMINA
    clock.move(minutes=20)

    assert amina.actor_of(token) is None
    assert sessions(engine) == 0


def test_a_session_ends_when_ten_hours_old_however_busy(amina, clock, engine):
    token = sign_in(amina).token
    for _ in range(59):
        clock.move(minutes=10)
        assert amina.actor_of(token) == AMINA
    clock.move(minutes=10)

    assert amina.actor_of(token) is None
    assert sessions(engine) == 0


def test_a_session_lasts_as_set_when_the_settings_say_so(make_people, clock):
    people = make_people(session_idle_minutes=1, session_absolute_hours=1)
    people.add_staff(OPERATOR, "amina", Role.LEADER, PASSWORD)
    token = sign_in(people).token
    for _ in range(71):
        clock.move(seconds=50)
        assert people.actor_of(token) == AMINA
    clock.move(seconds=50)
    assert people.actor_of(token) is None


def test_a_rerun_writes_once_a_minute_at_most_when_there_are_many(amina, clock, statements):
    token = sign_in(amina).token
    statements.clear()
    for _ in range(119):
        clock.move(seconds=1)
        assert amina.actor_of(token) == AMINA

    assert statements.count("SELECT") == 119
    assert statements.count("UPDATE") == 1


def test_time_is_the_same_when_the_clock_speaks_another_zone(amina, engine, clock):
    token = sign_in(amina).token
    clock.move(minutes=15)
    tehran = timezone(timedelta(hours=3, minutes=30))
    travelling = People(engine, Settings(), lambda: clock.now().astimezone(tehran))
    assert travelling.actor_of(token) == AMINA
    clock.move(minutes=19)

    assert amina.actor_of(token) == AMINA
    clock.move(minutes=20)
    assert travelling.actor_of(token) is None


def test_sessions_are_found_ended_when_the_portal_starts_again_later(amina, make_people, clock):
    token = sign_in(amina).token
    assert make_people().actor_of(token) == AMINA
    clock.move(hours=1)
    assert make_people().actor_of(token) is None


def test_ended_sessions_are_deleted_when_anybody_signs_in(amina, clock, engine):
    for _ in range(3):
        sign_in(amina)
    clock.move(minutes=10)
    kept = sign_in(amina).token
    clock.move(minutes=10)

    sign_in(amina)

    assert sessions(engine) == 2
    assert amina.actor_of(kept) == AMINA


def test_old_sessions_are_deleted_when_anybody_signs_in_however_busy_they_were(
    amina, clock, engine
):
    token = sign_in(amina).token
    for _ in range(59):
        clock.move(minutes=10)
        amina.actor_of(token)
    clock.move(minutes=10)

    sign_in(amina)

    assert sessions(engine) == 1


def test_a_later_use_stays_noted_when_a_slower_process_notes_an_earlier_one(amina, engine, clock):
    token_hash = hash_token(sign_in(amina).token)
    with writing(engine) as connection:
        note_use(connection, token_hash, clock.now() + timedelta(minutes=5))
        note_use(connection, token_hash, clock.now() + timedelta(minutes=3))

    with reading(engine) as connection:
        session = find_session(connection, token_hash)
    assert session.last_used_at == clock.now() + timedelta(minutes=5)


def test_a_session_ends_at_once_when_the_account_is_deactivated(amina, engine):
    token = sign_in(amina).token
    set_active(engine, active=False)

    assert amina.actor_of(token) is None
    set_active(engine, active=True)
    assert amina.actor_of(token) is None  # ended for good, not suspended


def test_it_reads_as_a_wrong_password_when_the_account_is_deactivated(amina, engine, verified):
    set_active(engine, active=False)

    with pytest.raises(WrongCredentials):
        sign_in(amina)
    assert len(verified) == 1


def test_a_changed_role_holds_at_once_when_signed_in(amina, engine):
    token = sign_in(amina).token
    with writing(engine) as connection:
        connection.execute(update(staff).values(role=Role.ADMINISTRATOR.value))

    assert amina.actor_of(token) == Actor("amina", Role.ADMINISTRATOR)


def test_a_demonstration_account_gets_in_when_on_this_machine(people):
    people.add_staff(OPERATOR, "demo", Role.LEADER, PASSWORD, demonstration=True)

    assert sign_in(people, "demo", local=True).actor == Actor("demo", Role.LEADER)


def test_a_demonstration_account_is_refused_when_elsewhere_but_only_to_who_knows_it(people, engine):
    people.add_staff(OPERATOR, "demo", Role.LEADER, PASSWORD, demonstration=True)

    guess(people, "demo")
    with pytest.raises(DemonstrationNotLocal):
        sign_in(people, "demo")
    assert sessions(engine) == 0


@pytest.mark.parametrize(
    "rubbish",
    [None, "", "x", "x" * 43, "x" * 1_000_000, "\0" * 43, "\ud800" * 43, "' OR 1=1 --", 7],
)
def test_nobody_is_known_and_nothing_breaks_when_the_cookie_holds_rubbish(amina, rubbish):
    sign_in(amina)

    assert amina.actor_of(rubbish) is None
    amina.sign_out(rubbish)


def test_a_session_stays_when_another_token_signs_out(amina):
    token = sign_in(amina).token
    amina.sign_out(token[:-1] + ("A" if token[-1] != "A" else "B"))

    assert amina.actor_of(token) == AMINA


def test_neither_token_nor_password_is_in_the_files_when_signed_in(amina, clock, tmp_path):
    token = sign_in(amina).token
    clock.move(minutes=2)
    amina.actor_of(token)

    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"amina" in stored  # so we look in the right place
    assert token.encode() not in stored
    assert base64.urlsafe_b64decode(token + "=") not in stored
    assert PASSWORD.encode() not in stored


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


def test_a_session_holds_or_ends_as_due_when_the_database_takes_no_writes(amina, engine, clock):
    token = sign_in(amina).token
    engine.dispose()

    def only_read(connection, _record):
        connection.execute("PRAGMA query_only=ON")

    event.listen(engine, "connect", only_read)
    clock.move(minutes=10)
    assert amina.actor_of(token) == AMINA
    clock.move(minutes=10)
    assert amina.actor_of(token) is None
