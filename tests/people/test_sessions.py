"""Tokens and how long sessions last."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.people.sessions import Lifetime, hash_if_token, hash_token, new_token

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)
LIFETIME = Lifetime(idle=timedelta(minutes=20), absolute=timedelta(hours=10))


def test_a_token_is_new_and_fits_a_cookie_when_made():
    tokens = {new_token() for _ in range(1_000)}

    assert len(tokens) == 1_000
    assert all(len(token) == 43 and token.isascii() for token in tokens)
    assert all(hash_if_token(token) == hash_token(token) for token in tokens)
    assert all(len(hash_token(token)) == 32 for token in tokens)


@pytest.mark.parametrize(
    "rubbish",
    [None, "", "x", "=" * 43, "x" * 42, "x" * 44, "x" * 43 + "\n", "é" * 43, 7, b"x" * 43],
)
def test_rubbish_is_no_token_when_a_cookie_holds_it(rubbish):
    assert hash_if_token(rubbish) is None


@given(st.text())
def test_any_text_is_a_hash_or_nothing_when_a_cookie_holds_it(text):
    assert hash_if_token(text) in {None, hash_token(text) if text.isascii() else None}


@pytest.mark.parametrize(
    ("age", "unused", "over"),
    [
        (timedelta(0), timedelta(0), False),
        (timedelta(hours=1), timedelta(minutes=19, seconds=59), False),
        (timedelta(hours=1), timedelta(minutes=20), True),
        (timedelta(hours=9, minutes=59), timedelta(0), False),
        (timedelta(hours=10), timedelta(0), True),
    ],
)
def test_a_session_is_over_when_idle_or_old(age, unused, over):
    assert LIFETIME.is_over(NOON - age, NOON - unused, NOON) is over


@given(idle=st.integers(1, 600), uses=st.lists(st.integers(0, 30), max_size=40))
def test_a_session_lasts_when_it_is_used_three_times_within_the_idle_time(idle, uses):
    lifetime = Lifetime(idle=timedelta(minutes=idle), absolute=timedelta(days=3_650))
    now = noted = NOON
    for percent in uses:
        now += timedelta(minutes=idle) * percent / 100
        assert not lifetime.is_over(NOON, noted, now)
        if lifetime.is_use_due(noted, now):
            noted = now


def test_a_use_is_noted_once_a_minute_when_reruns_come_every_second():
    noted = NOON
    writes = 0
    for second in range(600):
        now = NOON + timedelta(seconds=second)
        if LIFETIME.is_use_due(noted, now):
            noted, writes = now, writes + 1

    assert writes == 9
