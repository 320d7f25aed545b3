"""Slowing down whoever sends or guesses too much, without knowing who it is.

Everybody may do a few things at once and then one every so often. It lives in memory, is bounded,
and is forgotten at a restart and after a day at the latest. No address is kept, only its HMAC
under a key that is drawn daily.
"""

from __future__ import annotations

import hmac
import math
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from copfeedback.people.throttle import network_of

AT_MOST_KEPT = 10_000
KEY_LIFETIME = 24 * 60 * 60
GUESSES_AT_ONCE = 10
SECONDS_PER_GUESS = 30.0
# Many people enter a wave at a time, and some of them mistype. Beyond this, somebody guesses.
WAVE_GUESSES_AT_ONCE = 100
SECONDS_PER_WAVE_GUESS = 1.0
COST_IN_A_STORM = 5


class TooFast(Exception):  # noqa: N818 - named for what happened
    """Not now: come back in ``seconds`` (at least 1). Nothing was done."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


class WrongGuess(Exception):  # noqa: N818 - named for what happened
    """What was typed looks right and opens nothing."""


@dataclass(slots=True)
class _Bucket:
    """What somebody may still do at once, as it was at a moment."""

    left: float
    at: float


class Pace:
    """Lets everybody do ``at_once`` things, and then one every ``seconds_each``.

    Safe to call from several threads.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        at_once: int,
        seconds_each: float,
        *,
        at_most: int = AT_MOST_KEPT,
    ) -> None:
        """``clock`` counts seconds and never goes back; ``at_most`` people are remembered."""
        self._clock = clock
        self._at_once = at_once
        self._seconds_each = seconds_each
        self._at_most = at_most
        self._lock = threading.Lock()
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()
        self._key = b""
        self._key_drawn = -math.inf

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._buckets)

    def take(self, who: str, cost: int = 1) -> None:
        """Do something that counts as ``cost`` things.

        Raises:
            TooFast: not now. Asking too early changes nothing.
        """
        with self._lock:
            now = self._clock()
            bucket = self._filled(who, now)
            if bucket.left < cost:
                raise TooFast(max(1, math.ceil((cost - bucket.left) * self._seconds_each)))
            bucket.left -= cost

    def give_back(self, who: str, cost: int = 1) -> None:
        """What was taken does not count."""
        with self._lock:
            bucket = self._filled(who, self._clock())
            bucket.left = min(self._at_once, bucket.left + cost)

    def _filled(self, who: str, now: float) -> _Bucket:
        if now - self._key_drawn >= KEY_LIFETIME:
            self._key, self._key_drawn = secrets.token_bytes(32), now
            self._buckets.clear()  # what was marked under the key before can never be found again
        mark = hmac.digest(self._key, who.encode(errors="replace"), "sha256")
        bucket = self._buckets.setdefault(mark, _Bucket(self._at_once, now))
        self._buckets.move_to_end(mark)
        if len(self._buckets) > self._at_most:
            self._buckets.popitem(last=False)
        since = now - bucket.at
        bucket.left = min(self._at_once, bucket.left + since / self._seconds_each)
        bucket.at = now
        return bucket


class ClientPace(Pace):
    """The pace of clients, who are known by their addresses."""

    def take(self, who: str, cost: int = 1) -> None:
        """As ``Pace.take``."""
        super().take(network_of(who), cost)

    def give_back(self, who: str, cost: int = 1) -> None:
        """As ``Pace.give_back``."""
        super().give_back(network_of(who), cost)


class Guesses:
    """Slows down whoever guesses codes; no code is ever locked, and a right one costs nothing.

    Where many guess at once, as from many addresses, each of them has fewer guesses. Somebody
    who has not guessed wrong is heard even then.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clients = ClientPace(clock, GUESSES_AT_ONCE, SECONDS_PER_GUESS)
        self._waves = Pace(clock, WAVE_GUESSES_AT_ONCE, SECONDS_PER_WAVE_GUESS)

    def look_at(self, client: str) -> None:
        """Turn away somebody who has guessed too often, before they cost anybody a place.

        Raises:
            TooFast: not now.
        """
        self._clients.take(client)
        self._clients.give_back(client)

    @contextmanager
    def judging(self, wave_id: str, client: str) -> Iterator[None]:
        """Judge a code; it counts when this ends with ``WrongGuess``.

        It counts from the beginning, so that a hundred sent at once are not all let in.

        Raises:
            TooFast: not now.
        """
        cost = self._cost(wave_id)
        self._clients.take(client, cost)
        wrong = False
        try:
            yield
        except WrongGuess:
            wrong = True
            raise
        finally:
            if not wrong:
                self._clients.give_back(client, cost)
            elif cost < COST_IN_A_STORM:
                self._count(wave_id)

    def _cost(self, wave_id: str) -> int:
        if self._count(wave_id):
            self._waves.give_back(wave_id)
            return 1
        return COST_IN_A_STORM

    def _count(self, wave_id: str) -> bool:
        try:
            self._waves.take(wave_id)
        except TooFast:
            return False
        return True
