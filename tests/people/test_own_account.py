"""What staff do with their own account, and what nobody does with somebody else's."""

import threading
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import func, insert, select

from copfeedback.people.audit import Action
from copfeedback.people.model import OPERATOR, PUBLIC, SECOND_FACTOR_ROLES, Actor, Role
from copfeedback.people.service import (
    NoSecondFactor,
    NotPermitted,
    PasswordFault,
    SecondFactorRequired,
    SessionOver,
    SlowDown,
    WeakPassword,
    WrongCode,
    WrongCredentials,
)
from copfeedback.people.tables import password_reset
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from tests.people.members import PASSWORD, a_member
from tests.people.signing_in import (
    AMINA,
    ELSEWHERE,
    WRONG,
    guess,
    sessions,
    set_active,
    sign_in,
    take_no_writes,
    with_second_factor,
)

NEW = "five other silent words today"


@pytest.fixture
def own(amina):
    return amina.own_account


@pytest.fixture
def token(amina):
    return sign_in(amina).token


@pytest.fixture
def olena(amina, accounts):
    """Somebody else who is signed in: her token."""
    a_member(accounts, "olena", Role.LEADER)
    return sign_in(amina, "olena").token


def actions(trail):
    return [entry.action for entry in reversed(trail.entries(OPERATOR)) if entry.actor_id == 1]


class TestSessions:
    def test_one_sees_where_one_is_signed_in_the_last_used_first(self, amina, own, token, clock):
        began = clock.now()
        clock.move(minutes=5)
        elsewhere = sign_in(amina, client=ELSEWHERE).token
        clock.move(minutes=5)
        amina.actor_of(token)

        here, there = own.own_sessions(AMINA, token)

        assert (here.current, here.began_at, here.last_used_at) == (True, began, clock.now())
        assert not there.current
        assert elsewhere not in repr([here, there])

    def test_one_sees_neither_sessions_that_ended_nor_those_of_others(
        self, amina, own, token, olena, clock
    ):
        clock.move(minutes=20)
        now = sign_in(amina).token

        assert [each.current for each in own.own_sessions(AMINA, now)] == [True]

    @pytest.mark.parametrize("rubbish", [None, "", "x" * 43, 7])
    def test_no_session_is_this_one_when_the_cookie_holds_rubbish(self, own, token, rubbish):
        assert [each.current for each in own.own_sessions(AMINA, rubbish)] == [False]

    def test_a_session_ends_at_once_when_its_owner_ends_it(self, amina, own, token, trail):
        stolen = sign_in(amina, client=ELSEWHERE).token
        (there,) = [each for each in own.own_sessions(AMINA, token) if not each.current]

        own.end_own_session(AMINA, there.handle)

        assert amina.actor_of(stolen) is None
        assert amina.actor_of(token) == AMINA
        assert actions(trail)[-1] == Action.END_SESSION

    def test_nobody_ends_a_session_of_somebody_else(self, amina, own, token, olena):
        their = Actor("olena", Role.LEADER, id=2, organisation=1)
        (session,) = own.own_sessions(their, olena)

        own.end_own_session(AMINA, session.handle)

        assert amina.actor_of(olena) == their

    @pytest.mark.parametrize("rubbish", ["", "x", "zz", "00" * 32, "é", "0" * 100_000])
    def test_rubbish_ends_no_session(self, amina, own, token, rubbish):
        own.end_own_session(AMINA, rubbish)

        assert amina.actor_of(token) == AMINA

    def test_a_handle_opens_nothing(self, amina, own, token):
        (session,) = own.own_sessions(AMINA, token)

        assert amina.actor_of(session.handle) is None
        assert amina.actor_of(session.handle[:43]) is None

    def test_one_stays_in_here_alone_when_all_others_are_ended(self, amina, own, token, olena):
        others = [sign_in(amina, client=ELSEWHERE).token for _ in range(3)]

        own.end_other_sessions(AMINA, token)

        assert amina.actor_of(token) == AMINA
        assert [amina.actor_of(other) for other in others] == [None] * 3
        assert amina.actor_of(olena) is not None


class TestPassword:
    def test_the_new_password_alone_opens_from_now_on(self, amina, own, token, trail):
        own.change_password(AMINA, token, PASSWORD, NEW)

        guess(amina)
        with pytest.raises(WrongCredentials):
            sign_in(amina, password=PASSWORD)
        assert sign_in(amina, password=NEW).actor == AMINA
        assert Action.CHANGE_PASSWORD in actions(trail)

    def test_the_session_goes_on_under_a_new_token_and_all_others_end(
        self, amina, own, token, engine, olena
    ):
        elsewhere = sign_in(amina, client=ELSEWHERE).token

        renewed = own.change_password(AMINA, token, PASSWORD, NEW)

        assert amina.actor_of(renewed) == AMINA
        assert amina.actor_of(token) is amina.actor_of(elsewhere) is None
        assert amina.actor_of(olena) is not None
        assert sessions(engine) == 2

    def test_the_absolute_end_stays_when_the_token_is_new(self, amina, own, token, clock):
        for _ in range(59):
            clock.move(minutes=10)
            amina.actor_of(token)
        renewed = own.change_password(AMINA, token, PASSWORD, NEW)
        clock.move(minutes=10)

        assert amina.actor_of(renewed) is None

    @pytest.mark.parametrize("current", [WRONG, "", None, 7, "x" * 1_000_000])
    def test_nothing_changes_when_the_current_password_is_wrong(self, amina, own, token, current):
        with pytest.raises(WrongCredentials):
            own.change_password(AMINA, token, current, NEW)

        assert amina.actor_of(token) == AMINA
        assert sign_in(amina).wrong_attempts == 1

    def test_whoever_finds_an_open_session_cannot_guess_the_password_fast(
        self, amina, own, token, clock
    ):
        for _ in range(3):
            with pytest.raises(WrongCredentials):
                own.change_password(AMINA, token, WRONG, NEW)

        with pytest.raises(SlowDown):
            own.change_password(AMINA, token, PASSWORD, NEW)
        clock.move(seconds=1)
        own.change_password(AMINA, token, PASSWORD, NEW)

    @pytest.mark.parametrize(
        ("new", "fault"),
        [
            ("eleven char", PasswordFault.TOO_SHORT),
            ("x" * 1025, PasswordFault.TOO_LONG),
            ("aminaaminaamina", PasswordFault.TOO_EASY),
            (None, PasswordFault.NOT_TEXT),
        ],
    )
    def test_nothing_changes_when_the_new_password_is_weak(self, amina, own, token, new, fault):
        with pytest.raises(WeakPassword) as refusal:
            own.change_password(AMINA, token, PASSWORD, new)

        assert refusal.value.fault is fault
        assert amina.actor_of(token) == AMINA
        assert sign_in(amina).actor == AMINA

    def test_open_links_for_a_new_password_lead_nowhere_when_it_was_changed(
        self, amina, own, token, engine, clock
    ):
        link = {"token_hash": b"l" * 32, "staff_id": 1, "made_at": clock.now()}
        with writing(engine) as connection:
            connection.execute(insert(password_reset), link)

        own.change_password(AMINA, token, PASSWORD, NEW)

        with reading(engine) as connection:
            left = connection.execute(select(func.count()).select_from(password_reset))
            assert left.scalar_one() == 0

    def test_nothing_changes_when_the_session_ended_meanwhile(self, amina, own, token, trail):
        amina.sign_out(token)

        with pytest.raises(SessionOver):
            own.change_password(AMINA, token, PASSWORD, NEW)

        assert sign_in(amina).actor == AMINA
        assert Action.CHANGE_PASSWORD not in actions(trail)

    def test_nothing_changes_when_the_session_is_somebody_elses(self, amina, own, token, olena):
        with pytest.raises(SessionOver):
            own.change_password(AMINA, olena, PASSWORD, NEW)

        assert sign_in(amina).actor == AMINA
        assert amina.actor_of(olena) is not None

    def test_nothing_changes_when_the_session_is_too_old(self, amina, own, token, clock):
        clock.move(minutes=20)

        with pytest.raises(SessionOver):
            own.change_password(AMINA, token, PASSWORD, NEW)

    def test_one_of_two_wins_when_both_change_the_password_at_once(self, amina, own):
        tokens = [sign_in(amina).token for _ in range(2)]
        start, outcomes = threading.Barrier(2), []

        def change(number):
            start.wait()
            try:
                renewed = own.change_password(AMINA, tokens[number], PASSWORD, f"{NEW} {number}")
            except (SessionOver, WrongCredentials):
                outcomes.append("refused")
            else:
                outcomes.append((number, renewed))

        run([threading.Thread(target=change, args=(number,)) for number in range(2)])

        outcomes.sort(key=str)
        (number, renewed), refusal = outcomes
        assert refusal == "refused"
        assert amina.actor_of(renewed) == AMINA
        assert sign_in(amina, password=f"{NEW} {number}").actor == AMINA

    def test_it_is_said_and_nothing_changes_when_it_cannot_be_kept(self, amina, own, token, engine):
        take_no_writes(engine)

        with pytest.raises(StorageUnavailable):
            own.change_password(AMINA, token, PASSWORD, NEW)
        assert amina.actor_of(token) == AMINA


def run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class TestSecondFactor:
    def test_it_counts_from_its_confirmation_on(self, amina, own, token, clock, trail):
        own.offer_second_factor(AMINA)
        assert sign_in(amina).actor == AMINA  # offered is not confirmed

        phone, renewed = with_second_factor(amina, sign_in(amina), clock)

        guess(amina)
        with pytest.raises(WrongCredentials):
            sign_in(amina)
        assert sign_in(amina, code=phone.code()).actor == amina.actor_of(renewed) == AMINA
        assert own.state(AMINA).has_second_factor
        assert own.state(AMINA).recovery_codes == 10
        assert Action.SET_SECOND_FACTOR in actions(trail)

    def test_the_session_goes_on_under_a_new_token_and_all_others_end(
        self, amina, token, clock, olena
    ):
        """Somebody who got in with the password alone before must not be let on."""
        elsewhere = sign_in(amina, client=ELSEWHERE).token

        _, renewed = with_second_factor(amina, replace(sign_in(amina), token=token), clock)

        assert amina.actor_of(renewed) == AMINA
        assert amina.actor_of(token) is amina.actor_of(elsewhere) is None
        assert amina.actor_of(olena) is not None

    @pytest.mark.parametrize("code", ["", "000000", None, "abcd-efgh-ijkl-mnop"])
    def test_nothing_is_kept_when_the_phone_shows_another_code(self, amina, own, token, code):
        offer = own.offer_second_factor(AMINA)

        with pytest.raises(WrongCode):
            own.confirm_second_factor(AMINA, token, offer.secret, code)

        assert not own.state(AMINA).has_second_factor
        assert amina.actor_of(token) == AMINA

    @pytest.mark.parametrize("secret", [None, "", "A" * 31, "x" * 1_000_000, 7])
    def test_nothing_is_kept_when_the_secret_is_rubbish(self, own, token, secret):
        with pytest.raises(WrongCode):
            own.confirm_second_factor(AMINA, token, secret, "123456")

        assert not own.state(AMINA).has_second_factor

    def test_whoever_finds_an_open_session_cannot_exchange_it(self, amina, own, token, clock):
        phone, renewed = with_second_factor(amina, sign_in(amina), clock)
        secret = own.offer_second_factor(AMINA).secret
        code = pyotp.TOTP(secret).at(clock.now())

        for current in ("", phone.code(scramble=True)):
            with pytest.raises(WrongCode):
                own.confirm_second_factor(AMINA, renewed, secret, code, current)

        assert sign_in(amina, code=phone.code()).actor == AMINA

    @pytest.mark.parametrize("kind", ["phone", "printed"])
    def test_a_new_phone_takes_the_place_of_the_old_one(self, amina, own, clock, kind):
        phone, renewed = with_second_factor(amina, sign_in(amina), clock)
        secret = own.offer_second_factor(AMINA).secret
        code = pyotp.TOTP(secret).at(clock.now())
        current = phone.code() if kind == "phone" else phone.recovery_codes[0]

        kept = own.confirm_second_factor(AMINA, renewed, secret, code, current)

        clock.move(seconds=30)
        for old in (phone.code(), phone.recovery_codes[1]):
            with pytest.raises(WrongCredentials):
                sign_in(amina, code=old)
        assert sign_in(amina, code=pyotp.TOTP(secret).at(clock.now())).actor == AMINA
        assert amina.actor_of(kept.token) == AMINA

    def test_new_recovery_codes_take_the_place_of_the_old_ones(self, amina, own, clock, trail):
        phone, _ = with_second_factor(amina, sign_in(amina), clock)

        codes = own.renew_recovery_codes(AMINA, phone.recovery_codes[0])

        assert len(set(codes)) == own.state(AMINA).recovery_codes == 10
        with pytest.raises(WrongCredentials):
            sign_in(amina, code=phone.recovery_codes[1])
        assert sign_in(amina, code=codes[0]).actor == AMINA
        assert Action.RENEW_RECOVERY_CODES in actions(trail)

    def test_a_code_used_here_does_not_open_there(self, amina, own, clock):
        phone, _ = with_second_factor(amina, sign_in(amina), clock)
        own.renew_recovery_codes(AMINA, phone.code())

        with pytest.raises(WrongCredentials):
            sign_in(amina, code=phone.code())
        with pytest.raises(WrongCode):
            own.renew_recovery_codes(AMINA, phone.code())

    def test_the_password_alone_opens_when_it_was_removed(self, amina, own, clock, trail):
        phone, token = with_second_factor(amina, sign_in(amina), clock)
        elsewhere = sign_in(amina, code=phone.recovery_codes[0]).token

        renewed = own.remove_second_factor(AMINA, token, phone.code())

        assert sign_in(amina).actor == amina.actor_of(renewed) == AMINA
        assert amina.actor_of(token) is amina.actor_of(elsewhere) is None
        assert own.state(AMINA).recovery_codes == 0
        assert Action.REMOVE_SECOND_FACTOR in actions(trail)

    @pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
    def test_it_stays_when_the_role_cannot_do_without(self, people, accounts, clock, role):
        a_member(accounts, "olha", role)
        signed_in = sign_in(people, "olha")
        phone, token = with_second_factor(people, signed_in, clock)
        actor = people.actor_of(token)

        with pytest.raises(SecondFactorRequired):
            people.own_account.remove_second_factor(actor, token, phone.code())

        assert people.own_account.state(actor).needs_second_factor
        assert people.actor_of(token) == actor

    def test_there_is_nothing_to_remove_or_renew_without_one(self, own, token):
        with pytest.raises(NoSecondFactor):
            own.remove_second_factor(AMINA, token, "123456")
        with pytest.raises(NoSecondFactor):
            own.renew_recovery_codes(AMINA, "123456")

    def test_whoever_finds_an_open_session_cannot_guess_codes_fast(self, amina, own, clock):
        phone, token = with_second_factor(amina, sign_in(amina), clock)
        wrong = phone.code(scramble=True)
        for attempt in (
            own.renew_recovery_codes,
            lambda a, c: own.remove_second_factor(a, token, c),
        ):
            with pytest.raises(WrongCode):
                attempt(AMINA, wrong)
        with pytest.raises(WrongCode):
            own.renew_recovery_codes(AMINA, wrong)

        with pytest.raises(SlowDown):
            own.remove_second_factor(AMINA, token, phone.code())
        assert own.state(AMINA).wrong_attempts == 3

    def test_a_code_works_once_when_two_use_it_at_once(self, amina, own, clock):
        phone, _ = with_second_factor(amina, sign_in(amina), clock)
        start, outcomes = threading.Barrier(2), []

        def renew():
            start.wait()
            try:
                own.renew_recovery_codes(AMINA, phone.code())
            except WrongCode:
                outcomes.append("refused")
            else:
                outcomes.append("done")

        run([threading.Thread(target=renew) for _ in range(2)])

        assert sorted(outcomes) == ["done", "refused"]

    def test_no_secret_or_code_is_in_a_representation(self, amina, own, token, clock):
        secret = own.offer_second_factor(AMINA).secret
        code = pyotp.TOTP(secret).at(clock.now())

        kept = own.confirm_second_factor(AMINA, token, secret, code)

        assert kept.token not in repr(kept)
        assert not any(code in repr(kept) for code in kept.recovery_codes)


USES = {
    "state": lambda own, actor, token: own.state(actor),
    "own_sessions": lambda own, actor, token: own.own_sessions(actor, token),
    "end_own_session": lambda own, actor, token: own.end_own_session(actor, "00" * 32),
    "end_other_sessions": lambda own, actor, token: own.end_other_sessions(actor, token),
    "change_password": lambda own, actor, token: own.change_password(actor, token, PASSWORD, NEW),
    "offer_second_factor": lambda own, actor, token: own.offer_second_factor(actor),
    "confirm_second_factor": lambda own, actor, token: own.confirm_second_factor(
        actor, token, "A" * 32, "000000"
    ),
    "renew_recovery_codes": lambda own, actor, token: own.renew_recovery_codes(actor, "000000"),
    "remove_second_factor": lambda own, actor, token: own.remove_second_factor(
        actor, token, "000000"
    ),
}


def test_every_use_case_of_the_own_account_is_tried_below(own):
    assert set(USES) == {name for name in dir(own) if not name.startswith("_")}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("actor", [PUBLIC, OPERATOR, Actor("x", Role.LEADER)], ids=str)
def test_nobody_without_an_account_has_an_own_one(own, token, actor, use):
    with pytest.raises(NotPermitted):
        USES[use](own, actor, token)


@pytest.mark.parametrize(
    "use",
    ["state", "change_password", "renew_recovery_codes", "remove_second_factor"],
)
def test_it_is_over_when_the_account_was_deactivated_meanwhile(own, token, engine, use):
    set_active(engine, active=False)

    with pytest.raises(SessionOver):
        USES[use](own, AMINA, token)
