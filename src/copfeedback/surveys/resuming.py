"""Putting answers aside and going on later, on any device, without an account.

A resume code is all there is. What is kept is found by, and sealed under, what Argon2id makes of
the code: whoever has the database cannot list whose it is, and would have to try 2^49 codes at
a tenth of a second each to read one. There is no use case of staff here.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from nacl.pwhash import argon2id
from sqlalchemy import Engine

from copfeedback.check_digit import (
    NotACode,
    in_groups,
    letters_and_digits,
    with_check_digit,
    without_check_digit,
)
from copfeedback.people.pace import ClientPace, Guesses, TooFast, WrongGuess
from copfeedback.sealing import KEY_BYTES, Seal
from copfeedback.storage.engine import reading, rewrite, writing
from copfeedback.surveys import resume_store, store
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.service import NotOpen
from copfeedback.surveys.wave_model import WaveState

KEPT_FOR = timedelta(days=14)
LARGEST = 256 * 1024
DIGITS = 15  # and one that checks them
SMALLEST_BUCKET = 1024
# As for passwords (people/passwords): three passes over 64 MiB, about 0.1 s on one core.
OPERATIONS = 3
MEMORY = 64 * 1024 * 1024
AT_ONCE = 1
MAY_WAIT = 20
_ID_BYTES = 16
_LENGTH_BYTES = 4


class UnknownResumeCode(WrongGuess):
    """Nothing is kept under this code: it is another one, or it was kept too long ago."""


class TooMuch(Exception):  # noqa: N818 - named for what happened
    """More was entered than can be put aside."""


class Drafts:
    """What doors do with answers that somebody wants to go on with later.

    ``client`` is the address somebody comes from; it is kept nowhere.
    """

    def __init__(self, engine: Engine, guesses: Guesses, pace: ClientPace | None = None) -> None:
        self._engine = engine
        self._guesses = guesses
        self._pace = pace
        self._computing = threading.BoundedSemaphore(AT_ONCE)
        self._places = threading.BoundedSemaphore(AT_ONCE + MAY_WAIT)
        self._rewritten_on: date | None = None

    def save(
        self,
        asked: AskedWave,
        content: bytes,
        code: str | None,
        today: date,
        client: str | None = None,
    ) -> str:
        """Put answers aside for 14 days; returns the code to come back with, in groups of four.

        Under the ``code`` somebody has already, they take the place of what was kept.

        Raises:
            NotACode: the code can be none.
            TooMuch: this cannot be kept.
            NotOpen: the wave takes no answers.
            TooFast: this client puts too much aside, or too many do at once.
            StorageUnavailable: it cannot be stored now.
        """
        keys = _open_keys(asked, today)
        digits = _digits(code) if code else _new_digits()
        padded = _padded(content)
        if self._pace is not None and client is not None:
            self._pace.take(client)
        id_, seal = self._opened(asked, keys, digits)
        with writing(self._engine) as connection:
            if not store.open_for_writing(connection, [asked.wave.id]):
                raise NotOpen(asked, WaveState.CLOSED)
            sealed, expires_on = seal.close(padded), today + KEPT_FOR
            resume_store.keep(connection, id_, asked.wave.id, sealed, expires_on)
        return in_groups(digits)

    def resume(self, asked: AskedWave, code: str, today: date, client: str) -> bytes:
        """What was put aside under this code. It stays until ``forget``.

        Raises:
            NotACode: there is a slip in the code.
            UnknownResumeCode: nothing is kept under it.
            NotOpen: the wave takes no answers.
            TooFast: this client has guessed or come back too often, or too many do at once.
            StorageUnavailable: it cannot be looked up now.
        """
        keys, digits = _open_keys(asked, today), _digits(code)
        if self._pace is not None:  # a right code is no guess, and costs as much to look up
            self._pace.take(client)
        with self._guesses.judging(asked.wave.id, client):
            id_, seal = self._opened(asked, keys, digits)
            with reading(self._engine) as connection:
                sealed = resume_store.find(connection, id_, today)
            if sealed is None:
                raise UnknownResumeCode
        return _unpadded(seal.open(sealed))

    def forget(self, asked: AskedWave, code: str, today: date) -> None:
        """Delete what is kept under this code, as when it was sent.

        Raises:
            NotACode: there is a slip in the code.
            NotOpen: the wave takes no answers.
            TooFast: too many come back at once; it expires by itself.
            StorageUnavailable: it cannot be deleted now; it expires by itself.
        """
        id_, _ = self._opened(asked, _open_keys(asked, today), _digits(code))
        with writing(self._engine) as connection:
            resume_store.forget(connection, id_)

    def purge(self, today: date) -> int:
        """Delete what has expired, and once a day what is left in PostgreSQL's files of the rest.

        Returns how much has expired.

        Raises:
            StorageUnavailable: it cannot be done now.
        """
        with writing(self._engine) as connection:
            expired = resume_store.forget_expired(connection, today)
        if self._engine.dialect.name != "sqlite" and (expired or self._rewritten_on != today):
            rewrite(self._engine, resume_store.resumable.name)
            self._rewritten_on = today
        return expired

    def _opened(self, asked: AskedWave, keys: WaveKeys, digits: str) -> tuple[bytes, Seal]:
        with self._turn():
            made = argon2id.kdf(
                _ID_BYTES + KEY_BYTES, digits.encode(), keys.resume_salt, OPERATIONS, MEMORY
            )
        return made[:_ID_BYTES], Seal(made[_ID_BYTES:], asked.wave.id.encode())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Each computation fills a core and 64 MiB; more than a few are told to come back."""
        if not self._places.acquire(blocking=False):
            raise TooFast(1)
        try:
            with self._computing:
                yield
        finally:
            self._places.release()


def _open_keys(asked: AskedWave, today: date) -> WaveKeys:
    state = asked.wave.state(today)
    if state is not WaveState.OPEN or asked.keys is None:
        raise NotOpen(asked, WaveState.CLOSED if state is WaveState.OPEN else state)
    return asked.keys


def _new_digits() -> str:
    return with_check_digit(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")


def _digits(code: str) -> str:
    digits = letters_and_digits(code)
    if not digits.isdecimal() or len(digits) != DIGITS + 1:
        raise NotACode
    without_check_digit(digits)
    return digits


def _padded(content: bytes) -> bytes:
    """The content in the smallest bucket it fits in: its size would tell how much was answered."""
    size = _LENGTH_BYTES + len(content)
    if len(content) > LARGEST:
        raise TooMuch
    bucket = SMALLEST_BUCKET
    while bucket < size:
        bucket *= 2
    return (len(content).to_bytes(_LENGTH_BYTES) + content).ljust(bucket, b"\0")


def _unpadded(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:_LENGTH_BYTES])
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + size]
