"""Sessions: how long they last, what ends them, and what is kept of them."""

import base64
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import event, select, update

from copfeedback.people.accounts import Accounts
from copfeedback.people.audit import Trail
from copfeedback.people.mail import Mail
from copfeedback.people.model import Role
from copfeedback.people.service import People
from copfeedback.people.session_store import find_session, note_use
from copfeedback.people.sessions import hash_token
from copfeedback.people.tables import staff, staff_session
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading, writing
from tests.people.members import a_member
from tests.people.signing_in import AMINA, PASSWORD, sessions, set_active, sign_in, take_no_writes


def alone(engine, clock):
    """People on one kind of database, with a leader named amina."""
    trail = Trail(engine, clock.now)
    a_member(Accounts(trail, Settings(), Mail(Settings())), "amina", Role.LEADER)
    return People(engine, Settings(), trail)


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


def test_a_session_lasts_as_set_when_the_settings_say_so(amina, make_people, clock):
    people = make_people(session_idle_minutes=1, session_absolute_hours=1)
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
    elsewhere = Trail(engine, lambda: clock.now().astimezone(tehran))
    travelling = People(engine, Settings(), elsewhere)
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


def test_a_changed_role_holds_at_once_when_signed_in(amina, engine):
    token = sign_in(amina).token
    with writing(engine) as connection:
        connection.execute(update(staff).values(role=Role.AUDITOR.value))

    assert amina.actor_of(token) == replace(AMINA, role=Role.AUDITOR)


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


def test_neither_token_nor_password_is_in_the_files_when_signed_in(
    sqlite_engine, clock, cheap_hashing, tmp_path
):
    people = alone(sqlite_engine, clock)
    token = sign_in(people).token
    clock.move(minutes=2)
    people.actor_of(token)

    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"amina" in stored  # so we look in the right place
    assert hash_token(token) in stored
    assert token.encode() not in stored
    assert base64.urlsafe_b64decode(token + "=") not in stored
    assert PASSWORD.encode() not in stored


def test_only_the_hash_of_the_token_is_in_the_table_when_signed_in(amina, engine):
    token = sign_in(amina).token

    with reading(engine) as connection:
        (row,) = connection.execute(select(staff_session)).all()
    assert row.token_hash == hash_token(token)
    assert token not in repr(row)


def test_a_session_holds_or_ends_as_due_when_the_database_takes_no_writes(amina, engine, clock):
    token = sign_in(amina).token
    take_no_writes(engine)

    clock.move(minutes=10)
    assert amina.actor_of(token) == AMINA
    clock.move(minutes=10)
    assert amina.actor_of(token) is None


def test_time_is_the_same_when_the_database_speaks_another_zone(
    postgresql_engine, clock, cheap_hashing
):
    people = alone(postgresql_engine, clock)
    token = sign_in(people).token
    postgresql_engine.dispose()

    @event.listens_for(postgresql_engine, "connect")
    def travel(connection, _record):
        connection.cursor().execute("SET TIME ZONE 'Asia/Tehran'")
        connection.commit()

    clock.move(minutes=19)
    assert people.actor_of(token) == AMINA
    clock.move(minutes=20)
    assert people.actor_of(token) is None
