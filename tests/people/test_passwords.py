"""Which passwords are taken, and how they are kept and checked."""

import re
import threading
import time
import tracemalloc

import pytest
from nacl.pwhash import argon2id

from copfeedback.people import passwords
from copfeedback.people.passwords import PasswordFault, WeakPassword, hash_password, is_right
from copfeedback.people.throttle import SlowDown
from tests.people.signing_in import PASSWORD


def test_a_password_is_known_again_when_it_is_right(cheap_hashing):
    kept = hash_password(PASSWORD)

    assert is_right(kept, PASSWORD)
    assert not is_right(kept, PASSWORD + ".")


def test_a_hash_differs_when_the_same_password_is_hashed_again(cheap_hashing):
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


def test_a_hash_costs_what_rfc_9106_asks_when_made():
    kept = hash_password(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert passwords.OPERATIONS >= argon2id.OPSLIMIT_INTERACTIVE
    assert passwords.MEMORY >= argon2id.MEMLIMIT_INTERACTIVE
    assert len(kept) <= 200  # the column


def test_the_same_work_is_done_when_nobody_has_the_name(verified, cheap_hashing):
    kept = hash_password(PASSWORD)

    assert not is_right(kept, "a wrong password")
    assert not is_right(None, "a wrong password")

    limits = [re.match(rb"\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$", asked)[0] for asked in verified]
    assert len(limits) == 2
    assert limits[0] == limits[1]
    assert len(verified[0]) == len(verified[1])


@pytest.mark.parametrize("password", ["", PASSWORD, "x" * 1024])
def test_no_password_is_right_when_nobody_has_the_name(password, cheap_hashing):
    assert not is_right(None, password)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", PasswordFault.TOO_SHORT),
        ("eleven char", PasswordFault.TOO_SHORT),
        ("e\u0301" * 11, PasswordFault.TOO_SHORT),  # eleven letters, however composed
        ("x" * 1025, PasswordFault.TOO_LONG),
        ("ж" * 513, PasswordFault.TOO_LONG),
        ("\ud800" * 12, PasswordFault.NOT_TEXT),
        (None, PasswordFault.NOT_TEXT),
        (b"four quiet words here", PasswordFault.NOT_TEXT),
        (123456789012, PasswordFault.NOT_TEXT),
        ("aaaaaaaaaaaa", PasswordFault.TOO_EASY),
        ("ж" * 512, PasswordFault.TOO_EASY),
        ("Zabolotnyj1985", PasswordFault.TOO_EASY),  # her own name
    ],
)
def test_a_password_is_refused_with_the_reason_when_it_is_weak(password, fault):
    with pytest.raises(WeakPassword) as refusal:
        hash_password(password, ["Olena Zabolotnyj"])

    assert refusal.value.fault is fault
    assert bool(refusal.value.advice) == (fault is PasswordFault.TOO_EASY)
    assert not isinstance(password, str) or not password or password not in str(refusal.value)


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "four quiet words here " + "ж" * 490,
        "four quiet words here" + "x" * 1003,
        "كلمة سر طويلة",
        "s\0r\0q\0v\0m\0w\0",
    ],
)
def test_a_password_is_taken_when_it_is_within_the_limits(password, cheap_hashing):
    assert is_right(hash_password(password), password)


def test_a_password_ends_where_it_ends_when_it_holds_a_nul(cheap_hashing):
    kept = hash_password("four quiet\0words here")

    assert not is_right(kept, "four quiet\0words there")
    assert not is_right(kept, "four quiet")


def test_a_password_is_the_same_when_another_keyboard_composes_it(cheap_hashing):
    assert is_right(hash_password("cafe\u0301 cafe\u0301 noir"), "caf\u00e9 caf\u00e9 noir")


@pytest.mark.parametrize("kept", [None, "the hash of somebody"])
def test_a_huge_password_costs_nothing_when_it_is_tried(kept, verified):
    huge = "é" * 1_000_000
    tracemalloc.start()

    assert not is_right(kept, huge)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not verified
    assert peak < 100_000


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$v=19$m=65536", "$2b$12$abcdefghijk"])
def test_nobody_gets_in_when_the_kept_hash_is_damaged(kept, cheap_hashing):
    assert not is_right(kept, PASSWORD)


def test_at_most_two_are_computed_at_once_when_many_sign_in(monkeypatch):
    running, most, together = 0, 0, threading.Lock()

    def verify(_hash, _password):
        nonlocal running, most
        with together:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with together:
            running -= 1
        return True

    monkeypatch.setattr(argon2id, "verify", verify)
    threads = [threading.Thread(target=is_right, args=(None, PASSWORD)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 2


def test_one_more_is_told_to_come_back_when_the_queue_is_full(monkeypatch):
    release, entered = threading.Event(), threading.Semaphore(0)

    def verify(_hash, _password):
        entered.release()
        release.wait(10)
        return True

    monkeypatch.setattr(argon2id, "verify", verify)
    monkeypatch.setattr(passwords, "_places", threading.BoundedSemaphore(2))
    threads = [threading.Thread(target=is_right, args=(None, PASSWORD)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert entered.acquire(timeout=10)

    with pytest.raises(SlowDown) as refusal:
        is_right(None, PASSWORD)

    release.set()
    for thread in threads:
        thread.join()
    assert refusal.value.seconds == 1
    assert is_right(None, PASSWORD)  # the places are free again
