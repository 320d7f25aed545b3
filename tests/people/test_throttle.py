"""Guessing is slowed down; whoever knows the password is not locked out."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copfeedback.people import throttle as throttling
from copfeedback.people.throttle import SlowDown, Throttle

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def throttle(clock):
    return Throttle(clock.monotonic)


def wait_of(throttle, account="amina", client=HERE):
    """The seconds one is asked to wait; 0 when the attempt is let in (and so counted)."""
    try:
        throttle.admit(account, client)
    except SlowDown as refusal:
        return refusal.seconds
    return 0


def fail(throttle, clock, times, account="amina", client=HERE):
    """Guess wrong that often, waiting as long as one is asked to."""
    for _ in range(times):
        while seconds := wait_of(throttle, account, client):
            clock.move(seconds=seconds)


def test_each_wait_doubles_up_to_five_minutes_when_a_client_keeps_failing(throttle, clock):
    waits = []
    for _ in range(14):
        waits.append(wait_of(throttle))
        if waits[-1]:
            clock.move(seconds=waits[-1])
            assert wait_of(throttle) == 0

    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_the_wait_counts_down_and_is_not_prolonged_when_one_asks_too_early(throttle, clock):
    fail(throttle, clock, 7)

    assert wait_of(throttle) == 16
    clock.move(seconds=10.5)
    assert [wait_of(throttle) for _ in range(5)] == [6] * 5
    clock.move(seconds=5.5)
    assert wait_of(throttle) == 0


def test_the_slate_is_clean_when_the_password_was_right(throttle, clock):
    fail(throttle, clock, 4)
    clock.move(seconds=2)
    throttle.admit("amina", HERE)
    throttle.succeeded("amina", HERE)

    assert [wait_of(throttle) for _ in range(3)] == [0, 0, 0]


def test_the_owner_gets_in_at_once_from_another_client_when_someone_guesses(throttle, clock):
    fail(throttle, clock, 9)

    assert wait_of(throttle, client=HERE) > 0
    assert wait_of(throttle, client=ELSEWHERE) == 0


def test_the_owner_waits_two_seconds_at_most_when_a_thousand_clients_guess(throttle, clock):
    for number in range(1_000):
        fail(throttle, clock, 1, client=f"10.0.{number // 250}.{number % 250}")

    assert wait_of(throttle, client=ELSEWHERE) == 2
    for number in range(200):  # the guessing goes on meanwhile
        wait_of(throttle, client=f"10.1.0.{number}")
    clock.move(seconds=2)
    assert wait_of(throttle, client=ELSEWHERE) == 0


def test_an_account_is_slowed_gently_when_many_clients_guess_it(throttle, clock):
    for number in range(10):
        assert wait_of(throttle, client=f"10.0.0.{number}") == 0

    assert wait_of(throttle, client="10.0.1.1") == 1
    assert wait_of(throttle, account="olena", client="10.0.1.1") == 0


def test_each_guess_waits_its_turn_when_many_clients_guess_one_account(throttle, clock):
    for number in range(20):
        fail(throttle, clock, 1, client=f"10.0.0.{number}")

    for _ in range(2):
        assert wait_of(throttle, client=ELSEWHERE) == 2
        clock.move(seconds=2)
        assert wait_of(throttle, client=ELSEWHERE) == 0


def test_an_account_is_not_slowed_when_its_owner_mistypes_at_many_places_and_gets_in(throttle):
    for number in range(50):
        client = f"10.0.0.{number}"
        assert wait_of(throttle, client=client) == wait_of(throttle, client=client) == 0
        throttle.succeeded("amina", client)


def test_only_the_failures_of_others_delay_gently_when_one_fails_alone(throttle, clock):
    fail(throttle, clock, 12)

    assert wait_of(throttle) == 300
    clock.move(seconds=300)
    assert wait_of(throttle) == 0


def test_a_client_is_slowed_when_it_fails_on_many_accounts(throttle):
    waits = [wait_of(throttle, account=f"name-{number}") for number in range(21)]

    assert waits == [0] * 20 + [1]
    assert wait_of(throttle, account="name-21", client=ELSEWHERE) == 0


def test_colleagues_behind_one_address_are_not_slowed_when_they_mistype_and_get_in(throttle):
    for number in range(100):
        account = f"colleague-{number}"
        for _ in range(3):
            assert wait_of(throttle, account) == 0
        throttle.succeeded(account, HERE)


def test_success_on_an_own_account_does_not_excuse_guesses_on_others_when_repeated(throttle, clock):
    refused = 0
    for number in range(40):
        refused += wait_of(throttle, account=f"name-{number}") > 0
        if wait_of(throttle, account="own") == 0:
            throttle.succeeded("own", HERE)

    assert refused == 20


def test_an_attempt_does_not_count_when_it_could_not_be_judged(throttle):
    for _ in range(50):
        assert wait_of(throttle) == 0
        throttle.withdraw("amina", HERE)


def test_guesses_sent_at_once_are_not_judged_by_one_clean_record_when_threads_race(throttle):
    waits = []
    threads = [threading.Thread(target=lambda: waits.append(wait_of(throttle))) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert waits.count(0) == 3
    assert len(waits) == 40


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
        ("", "testclient", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_a_client_is_one_network_when_it_has_many_addresses(throttle, clock, one, other, same):
    fail(throttle, clock, 4, client=one)

    assert (wait_of(throttle, client=other) > 0) == same


@pytest.mark.parametrize("client", ["", "\ud800", "a\0b", "x" * 100_000])
def test_a_client_is_slowed_as_any_when_its_address_is_rubbish(throttle, client):
    assert [wait_of(throttle, client=client) for _ in range(4)] == [0, 0, 0, 1]


def test_failures_are_forgotten_when_an_hour_went_by_without_one(throttle, clock):
    fail(throttle, clock, 8)
    clock.move(minutes=61)

    assert [wait_of(throttle) for _ in range(3)] == [0, 0, 0]
    assert len(throttle._pairs) == len(throttle._clients) == len(throttle._accounts) == 1


def test_the_key_and_what_was_marked_under_it_are_thrown_away_when_a_day_is_over(throttle, clock):
    fail(throttle, clock, 1, client=ELSEWHERE)
    key = throttle._key
    for _ in range(25):  # never an hour without an attempt
        clock.move(minutes=59)
        wait_of(throttle)

    assert throttle._key != key
    assert len(throttle._pairs) == 1
    throttle.succeeded("amina", ELSEWHERE)  # admitted yesterday: nothing to take back, no error


def test_neither_names_nor_addresses_are_in_memory_when_attempts_were_counted(throttle):
    throttle.admit("a-telling-name", HERE)

    kept = repr(
        [recent._records for recent in (throttle._pairs, throttle._clients, throttle._accounts)]
    )
    assert "a-telling-name" not in kept
    assert HERE not in kept
    assert len(throttle._key) == 32


def test_memory_stays_bounded_when_strangers_try_endless_names(clock):
    throttle = Throttle(clock.monotonic, at_most=50)
    for number in range(1_000):
        wait_of(throttle, account=f"name-{number}", client=f"client-{number}")

    assert len(throttle._pairs) == len(throttle._clients) == len(throttle._accounts) == 50


def test_whoever_failed_last_is_still_slowed_when_older_records_are_dropped(clock):
    throttle = Throttle(clock.monotonic, at_most=50)
    wait_of(throttle, account="somebody", client="first")
    for first in (0, 40, 80):
        assert wait_of(throttle) == 0
        for number in range(first, first + 40):
            wait_of(throttle, account=f"name-{number}", client=f"client-{number}")

    assert wait_of(throttle) == 1


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["amina", "olena"]),
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["fail", "succeed", "withdraw"]),
            st.floats(0, 400),
        ),
        max_size=60,
    )
)
def test_nobody_waits_over_five_minutes_when_anything_happened_before(events):
    seconds = 0.0
    throttle = Throttle(lambda: seconds)
    for account, client, outcome, pause in events:
        seconds += pause
        wait = wait_of(throttle, account, client)
        assert 0 <= wait <= throttling.LONGEST_WAIT
        if wait == 0 and outcome != "fail":
            getattr(throttle, {"succeed": "succeeded"}.get(outcome, outcome))(account, client)
    # Whatever was done to the account from a, b and c: its owner elsewhere is heard.
    wait = wait_of(throttle, "amina", "home")
    assert wait <= throttling.LONGEST_GENTLE_DELAY
    seconds += wait
    assert wait_of(throttle, "amina", "home") == 0
