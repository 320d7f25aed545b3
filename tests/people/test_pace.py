"""Whoever sends or guesses too much waits; nobody else does, and nobody is known by it."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from copfeedback.people.pace import (
    COST_IN_A_STORM,
    GUESSES_AT_ONCE,
    KEY_LIFETIME,
    SECONDS_PER_GUESS,
    WAVE_GUESSES_AT_ONCE,
    ClientPace,
    Guesses,
    Pace,
    TooFast,
    WrongGuess,
)
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.service import Surveys, Unfinished
from tests.factories import Fieldwork, full_answers

ONE, OTHER = "192.0.2.1", "192.0.2.2"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def done(pace: Pace, who: str, most: int = 1000) -> int:
    """How many things somebody can do now."""
    for count in range(most):
        try:
            pace.take(who)
        except TooFast:
            return count
    return most


def guess_wrong(guesses: Guesses, client: str, wave: str = "spring") -> None:
    with contextlib.suppress(WrongGuess), guesses.judging(wave, client):
        raise WrongGuess


def wrong_guesses(guesses: Guesses, client: str) -> int:
    for count in range(1000):
        try:
            guess_wrong(guesses, client)
        except TooFast:
            return count
    return 1000


def test_a_few_things_can_be_done_at_once_and_then_one_every_so_often(clock: Clock):
    pace = ClientPace(clock, 30, 2.0)

    assert done(pace, ONE) == 30
    clock.now += 2
    assert done(pace, ONE) == 1
    clock.now += 7
    assert done(pace, ONE) == 3


def test_it_is_said_how_long_to_wait_and_asking_too_early_changes_nothing(clock: Clock):
    pace = ClientPace(clock, 5, 3.0)
    done(pace, ONE)

    for _ in range(20):
        with pytest.raises(TooFast) as caught:
            pace.take(ONE)
        assert caught.value.seconds == 3
    clock.now += 3
    pace.take(ONE)


def test_no_more_is_saved_up_than_can_be_done_at_once(clock: Clock):
    pace = ClientPace(clock, 5, 1.0)
    done(pace, ONE)
    clock.now += 3600

    assert done(pace, ONE) == 5


def test_one_client_does_not_slow_another_down(clock: Clock):
    pace = ClientPace(clock, 5, 1.0)
    done(pace, ONE)

    assert done(pace, OTHER) == 5


def test_all_addresses_of_one_home_are_one_client(clock: Clock):
    pace = ClientPace(clock, 5, 1.0)
    done(pace, "2001:db8:1:2::1")

    assert done(pace, "2001:db8:1:2:ffff::9") == 0
    assert done(pace, "2001:db8:1:3::1") == 5


def test_no_more_people_are_remembered_than_there_is_room_for(clock: Clock):
    pace = ClientPace(clock, 5, 1.0, at_most=100)
    for number in range(1000):
        pace.take(f"client {number}")

    assert len(pace) == 100


def test_no_address_is_kept_and_all_is_forgotten_after_a_day(clock: Clock):
    pace = ClientPace(clock, 5, 1_000_000.0)
    done(pace, ONE)
    before = set(pace._buckets)
    assert ONE.encode() not in b"".join(before)

    clock.now += KEY_LIFETIME

    assert done(pace, ONE) == 5
    assert not before & set(pace._buckets), "marked under another key"


def test_nobody_does_more_than_they_may_when_they_come_all_at_once(clock: Clock):
    pace = ClientPace(clock, 50, 1.0)
    with ThreadPoolExecutor(8) as crowd:
        counts = list(crowd.map(lambda _: done(pace, ONE), range(8)))

    assert sum(counts) == 50


def test_guessing_is_slowed_after_a_few_wrong_guesses(clock: Clock):
    guesses = Guesses(clock)

    assert wrong_guesses(guesses, ONE) == GUESSES_AT_ONCE
    clock.now += SECONDS_PER_GUESS
    assert wrong_guesses(guesses, ONE) == 1


def test_right_codes_and_failures_of_the_database_are_no_guesses(clock: Clock):
    guesses = Guesses(clock)
    for _ in range(100):
        with guesses.judging("spring", ONE):
            pass
        with contextlib.suppress(OSError), guesses.judging("spring", ONE):
            raise OSError

    assert wrong_guesses(guesses, ONE) == GUESSES_AT_ONCE


def test_a_right_code_does_not_clear_what_was_guessed_before(clock: Clock):
    guesses = Guesses(clock)
    for _ in range(GUESSES_AT_ONCE - 1):
        guess_wrong(guesses, ONE)
        with guesses.judging("spring", ONE):
            pass

    assert wrong_guesses(guesses, ONE) == 1


def test_guesses_sent_all_at_once_are_not_all_let_in(clock: Clock):
    guesses = Guesses(clock)
    with contextlib.ExitStack() as at_once:
        for _ in range(GUESSES_AT_ONCE):
            at_once.enter_context(guesses.judging("spring", ONE))
        with pytest.raises(TooFast), guesses.judging("spring", ONE):
            pass


def test_many_addresses_have_fewer_guesses_each_and_a_newcomer_is_heard(clock: Clock):
    guesses = Guesses(clock)
    for number in range(WAVE_GUESSES_AT_ONCE):
        guess_wrong(guesses, f"client {number}")

    assert wrong_guesses(guesses, ONE) == GUESSES_AT_ONCE // COST_IN_A_STORM
    with guesses.judging("spring", OTHER):
        pass


def test_guessing_at_one_wave_changes_nothing_for_others_at_another(clock: Clock):
    guesses = Guesses(clock)
    for number in range(WAVE_GUESSES_AT_ONCE):
        guess_wrong(guesses, f"client {number}")

    for _ in range(GUESSES_AT_ONCE):
        guess_wrong(guesses, ONE, "autumn")


def paced(fieldwork: Fieldwork, clock: Clock, at_once: int) -> Surveys:
    pace = ClientPace(clock, at_once, 2.0)
    return Surveys(
        fieldwork.engine, fieldwork.book, fieldwork.intake, lambda: fieldwork.today, pace
    )


def test_a_client_that_sends_too_much_is_told_to_wait_and_nothing_is_stored(
    sqlite_fieldwork: Fieldwork, clock: Clock
):
    surveys, asked = paced(sqlite_fieldwork, clock, 3), sqlite_fieldwork.asked
    for _ in range(3):
        surveys.send(asked, sqlite_fieldwork.submission(), ONE)
    late = sqlite_fieldwork.submission()

    with pytest.raises(TooFast) as caught:
        surveys.send(asked, late, ONE)
    assert sqlite_fieldwork.pending() == 3
    clock.now += caught.value.seconds

    assert surveys.send(asked, late, ONE) is Outcome.TAKEN
    assert surveys.send(asked, sqlite_fieldwork.submission(), OTHER) is Outcome.TAKEN
    assert surveys.send(asked, sqlite_fieldwork.submission()) is Outcome.TAKEN


def test_what_cannot_be_sent_yet_does_not_count(sqlite_fieldwork: Fieldwork, clock: Clock):
    surveys, asked = paced(sqlite_fieldwork, clock, 1), sqlite_fieldwork.asked
    for _ in range(5):
        with pytest.raises(Unfinished):
            surveys.send(asked, sqlite_fieldwork.submission(full_answers(victim=[])), ONE)

    assert surveys.send(asked, sqlite_fieldwork.submission(), ONE) is Outcome.TAKEN
