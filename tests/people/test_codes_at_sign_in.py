"""Signing in with a second factor: what opens, what does not, and what either tells."""

import threading
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import event, select, update

from copfeedback.people.audit import Action
from copfeedback.people.model import OPERATOR, SECOND_FACTOR_ROLES, Role
from copfeedback.people.service import SlowDown, WrongCredentials
from copfeedback.people.store import MOST_ATTEMPTS_COUNTED
from copfeedback.people.tables import recovery_code, staff
from copfeedback.storage.engine import reading, writing
from tests.people.members import PASSWORD, a_member
from tests.people.signing_in import (
    AMINA,
    ELSEWHERE,
    HERE,
    WRONG,
    Phone,
    guess,
    sessions,
    sign_in,
    take_no_writes,
    with_second_factor,
)


@pytest.fixture
def phone(amina, clock) -> Phone:
    """Amina has a second factor, and is signed out."""
    phone, token = with_second_factor(amina, sign_in(amina), clock)
    amina.sign_out(token)
    return phone


def refused(people, code, client=HERE):
    with pytest.raises(WrongCredentials) as refusal:
        sign_in(people, password=PASSWORD, client=client, code=code)
    return str(refusal.value) == ""


def test_one_gets_in_when_the_code_is_right(amina, phone):
    signed_in = sign_in(amina, code=phone.code())

    assert signed_in.actor == amina.actor_of(signed_in.token) == AMINA


@pytest.mark.parametrize("code", ["", "000000", "x" * 1_000_000, None, 7, object(), "\ud800", b"1"])
def test_nobody_gets_in_when_the_code_is_missing_or_rubbish(amina, phone, engine, code):
    if code == "000000" and phone.code() == code:
        code = "000001"

    assert refused(amina, code)
    assert sessions(engine) == 0


def test_nobody_gets_in_when_the_code_is_right_and_the_password_is_not(amina, phone):
    guess(amina, code=phone.code())

    assert sign_in(amina, code=phone.code()).actor == AMINA  # the code was not used up


def test_a_code_does_not_matter_when_there_is_no_second_factor(amina):
    assert sign_in(amina, code="123456").actor == AMINA


def test_a_code_that_was_seen_opens_nothing_when_sent_again(amina, phone, clock):
    code = phone.code()
    sign_in(amina, code=code)

    assert refused(amina, code)
    clock.move(seconds=29)  # it would still be near enough
    assert refused(amina, code, client=ELSEWHERE)


def test_no_earlier_code_opens_when_a_later_one_did(amina, phone):
    sign_in(amina, code=phone.code(1))

    assert refused(amina, phone.code())
    assert refused(amina, phone.code(-1))


def test_the_code_that_set_the_second_factor_opens_nothing_when_used_again(amina, clock):
    signed_in = sign_in(amina)
    secret = amina.own_account.offer_second_factor(signed_in.actor).secret
    code = pyotp.TOTP(secret).at(clock.now())
    amina.own_account.confirm_second_factor(signed_in.actor, signed_in.token, secret, code)

    assert refused(amina, code)


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_the_clocks_may_differ_by_one_step_when_a_code_is_typed(amina, phone, clock, steps, right):
    clock.move(minutes=5)
    code = phone.code(steps)

    if right:
        assert sign_in(amina, code=code).actor == AMINA
    else:
        assert refused(amina, code)


def test_a_code_opens_once_when_two_send_it_at_once(amina, phone, engine):
    start, outcomes, code = threading.Barrier(4), [], phone.code()

    def enter(number):
        start.wait()
        try:
            sign_in(amina, client=f"192.0.2.{number}", code=code)
        except (WrongCredentials, SlowDown):
            outcomes.append("refused")
        else:
            outcomes.append("in")

    _run([threading.Thread(target=enter, args=(number,)) for number in range(4)])

    assert sorted(outcomes) == ["in", "refused", "refused", "refused"]
    assert sessions(engine) == 1


def queries(statements):
    return [verb for verb in statements if verb not in {"BEGIN", "COMMIT", "PRAGMA"}]


def _run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_recovery_code_opens_once(amina, phone):
    for code in phone.recovery_codes[:2]:
        assert sign_in(amina, code=code).actor == AMINA
        assert refused(amina, code)

    assert amina.own_account.state(AMINA).recovery_codes == 8


def test_a_recovery_code_opens_once_when_two_send_it_at_once(amina, phone, engine):
    start, outcomes, code = threading.Barrier(2), [], phone.recovery_codes[0]

    def enter():
        start.wait()
        try:
            sign_in(amina, code=code)
        except WrongCredentials:
            outcomes.append("refused")
        else:
            outcomes.append("in")

    _run([threading.Thread(target=enter) for _ in range(2)])

    assert sorted(outcomes) == ["in", "refused"]
    assert sessions(engine) == 1


def test_somebody_elses_recovery_code_opens_nothing(amina, phone, accounts, clock):
    a_member(accounts, "olena", Role.LEADER)
    others, _ = with_second_factor(amina, sign_in(amina, "olena"), clock)

    assert refused(amina, others.recovery_codes[0])
    assert refused(amina, others.code())


def test_no_recovery_code_is_stored_readable(amina, phone, engine):
    with reading(engine) as connection:
        kept = connection.execute(select(recovery_code)).all()

    assert len(kept) == 10
    assert all(len(row.code_hash) == 32 for row in kept)
    assert not any(code.replace("-", "") in repr(kept).lower() for code in phone.recovery_codes)


@pytest.mark.parametrize("name", ["amina", "olena", "nobody", "a\0b"])
def test_the_same_statements_run_when_password_or_code_is_wrong_whoever_is_named(
    amina, accounts, phone, statements, verified, name
):
    """Amina has a second factor, Olena has none, and nobody of the other names is known."""
    a_member(accounts, "olena", Role.LEADER)
    verified.clear()
    statements.clear()

    guess(amina, name, code="123456")

    assert queries(statements) == ["SELECT", "SELECT", "UPDATE"]
    assert len(verified) == 1


def test_a_wrong_code_costs_what_a_wrong_password_does(amina, phone, statements, verified):
    verified.clear()
    statements.clear()

    refused(amina, phone.code(scramble=True))

    assert queries(statements) == ["SELECT", "SELECT", "UPDATE"]
    assert len(verified) == 1


def test_one_row_is_written_when_a_wrong_name_is_counted_as_when_a_known_one_is(amina, engine):
    """So that the time a commit takes does not tell which names exist."""
    written = []

    def note(_connection, cursor, statement, *_rest):
        if statement.startswith("UPDATE"):
            written.append(cursor.rowcount)

    event.listen(engine, "after_cursor_execute", note)
    guess(amina, "amina")
    guess(amina, "nobody")
    event.remove(engine, "after_cursor_execute", note)

    assert written == [1, 1]


def test_codes_cannot_be_guessed_fast_by_whoever_has_the_password(amina, phone, clock):
    """From however many addresses: strangers without the password cannot slow the owner down."""
    waits = 0
    for number in range(9):
        code = phone.code(scramble=True)
        try:
            sign_in(amina, client=f"10.{number}.0.1", code=code)
        except SlowDown as refusal:
            waits += 1
            clock.move(seconds=refusal.seconds)
        except WrongCredentials:
            pass
        else:
            pytest.fail("a wrong code opened")

    assert waits == 3
    clock.move(minutes=5)
    assert sign_in(amina, client=HERE, code=phone.code()).actor == AMINA


def test_the_owner_is_not_slowed_when_strangers_guess_passwords_and_codes(amina, phone):
    for number in range(9):
        guess(amina, client=f"10.{number}.0.1", code="123456")

    assert sign_in(amina, client=HERE, code=phone.code()).actor == AMINA


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_who_needs_a_second_factor_can_do_nothing_else_until_there_is_one(
    people, accounts, clock, role
):
    a_member(accounts, "olha", role)
    signed_in = sign_in(people, "olha")
    assert signed_in.actor.restricted
    assert people.actor_of(signed_in.token) == signed_in.actor

    _, token = with_second_factor(people, signed_in, clock)

    assert people.actor_of(token) == replace(signed_in.actor, restricted=False)


@pytest.mark.parametrize("role", sorted(set(Role) - SECOND_FACTOR_ROLES))
def test_nobody_else_is_restricted_without_a_second_factor(people, accounts, role):
    a_member(accounts, "olha", role)

    assert not sign_in(people, "olha").actor.restricted


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_a_demonstration_can_do_without(people, accounts, role):
    a_member(accounts, "olha", role, demonstration=True)

    assert not sign_in(people, "olha", local=True).actor.restricted


class TestWrongAttempts:
    def test_the_owner_is_told_how_many_there_were_once(self, amina):
        for _ in range(2):
            guess(amina)
        guess(amina, client=ELSEWHERE)

        assert sign_in(amina).wrong_attempts == 3
        assert sign_in(amina).wrong_attempts == 0

    def test_wrong_codes_count_too(self, amina, phone):
        refused(amina, "")
        refused(amina, phone.code(scramble=True))

        assert sign_in(amina, code=phone.code()).wrong_attempts == 2

    def test_nothing_is_counted_for_others(self, amina, accounts):
        a_member(accounts, "olena", Role.LEADER)
        guess(amina, "olena")
        guess(amina, "nobody")

        assert sign_in(amina).wrong_attempts == 0
        assert sign_in(amina, "olena").wrong_attempts == 1

    def test_every_attempt_counts_when_many_come_at_once(self, amina):
        _run(
            [
                threading.Thread(target=guess, args=(amina, "amina", f"10.{number}.0.1"))
                for number in range(8)
            ]
        )

        assert sign_in(amina).wrong_attempts == 8

    def test_an_attempt_that_was_not_judged_does_not_count(self, amina):
        for _ in range(3):
            guess(amina)
        with pytest.raises(SlowDown):
            sign_in(amina, password=WRONG)

        assert sign_in(amina, client=ELSEWHERE).wrong_attempts == 3

    def test_attempts_while_one_is_signed_in_are_in_the_own_account(self, amina):
        signed_in = sign_in(amina)
        guess(amina)

        assert amina.own_account.state(signed_in.actor).wrong_attempts == 1

    def test_counting_ends_when_the_number_says_nothing_more(self, amina, engine):
        with writing(engine) as connection:
            connection.execute(update(staff).values(wrong_attempts=MOST_ATTEMPTS_COUNTED - 1))
        guess(amina)
        guess(amina)

        assert sign_in(amina).wrong_attempts == MOST_ATTEMPTS_COUNTED

    def test_the_same_is_said_when_an_attempt_cannot_be_counted(self, amina, engine):
        take_no_writes(engine)

        guess(amina)


class TestAudit:
    def test_signing_in_and_out_is_in_the_trail_and_wrong_attempts_are_not(self, amina, trail):
        guess(amina)
        guess(amina, "nobody")
        signed_in = sign_in(amina)
        amina.sign_out(signed_in.token)
        amina.sign_out(signed_in.token)

        entries = [
            (entry.action, entry.actor, entry.actor_id, entry.about, entry.outcome)
            for entry in reversed(trail.entries(OPERATOR))
            if entry.actor_id == 1
        ]
        assert entries == [
            (Action.SIGN_IN, "amina", 1, "staff 1", "done"),
            (Action.SIGN_OUT, "amina", 1, "staff 1", "done"),
        ]
        assert trail.verify() is None
