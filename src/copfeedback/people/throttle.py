"""Slowing down whoever guesses passwords, without locking out whoever knows one.

Three things are counted: wrong attempts of a client on an account (the *pair*), of a client on
any account, and on an account from anywhere. The first two make that client wait, longer each
time. The third never refuses for good: every client is asked once to come back after at most
two seconds and is then heard, whatever strangers do meanwhile.

All of it lives in memory, is bounded, and is forgotten at a restart and after a day at the
latest. Neither names nor addresses are kept, only their HMAC under a key that is drawn daily.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE_FOR_PAIR = 3
# Many colleagues can share one address, and each of them may mistype.
FREE_FOR_CLIENT = 20
LONGEST_WAIT = 300
# Wrong attempts on an account by others that each add a second to its gentle delay.
GENTLE_STEP = 10
LONGEST_GENTLE_DELAY = 2
FORGET_AFTER = 60 * 60
KEY_LIFETIME = 24 * 60 * 60
AT_MOST_KEPT = 10_000


class SlowDown(Exception):  # noqa: N818 - named for what happened
    """Not now: come back in ``seconds`` (at least 1)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


@dataclass(slots=True)
class _Record:
    failures: int = 0
    failed_at: float = 0.0
    touched_at: float = 0.0
    # When this pair, asked to come back, will be heard.
    turn_at: float | None = None

    def fail(self, now: float) -> None:
        self.failures += 1
        self.failed_at = now

    def ready_at(self, free: int) -> float:
        if self.failures < free:
            return -math.inf
        # 2^9 is over the longest wait already; larger powers only cost digits.
        return self.failed_at + min(LONGEST_WAIT, 1 << min(self.failures - free, 9))


class _Recent:
    """Records by key; those not touched for longest are dropped first."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._records: OrderedDict[bytes, _Record] = OrderedDict()

    def __len__(self) -> int:
        return len(self._records)

    def see(self, key: bytes) -> _Record:
        """The record, or an empty one that is not kept."""
        return self._records.get(key) or _Record()

    def touch(self, key: bytes, now: float) -> _Record:
        """The record, kept from now on as the latest."""
        record = self._records.setdefault(key, _Record())
        self._records.move_to_end(key)
        record.touched_at = now
        while len(self) > self._at_most:
            self._records.popitem(last=False)
        return record

    def take_back(self, key: bytes, failures: int) -> None:
        record = self.see(key)
        record.failures = max(0, record.failures - failures)

    def remove(self, key: bytes) -> _Record:
        return self._records.pop(key, None) or _Record()

    def forget_before(self, moment: float) -> None:
        while self._records and next(iter(self._records.values())).touched_at <= moment:
            self._records.popitem(last=False)


class Throttle:
    """Decides who may try a password now. Safe to call from several threads.

    An attempt counts as wrong from the moment it is let in, so that a hundred guesses sent at
    once are not all judged by the same clean record; ``succeeded`` takes that back.
    """

    def __init__(self, clock: Callable[[], float], *, at_most: int = AT_MOST_KEPT) -> None:
        """``clock`` counts seconds and never goes back (``time.monotonic``)."""
        self._clock = clock
        self._lock = threading.Lock()
        self._pairs = _Recent(at_most)
        self._clients = _Recent(at_most)
        self._accounts = _Recent(at_most)
        self._key = b""
        self._key_drawn = -math.inf

    def admit(self, account: str, client: str) -> None:
        """Let an attempt in, and count it as wrong until it has ``succeeded``.

        Raises:
            SlowDown: not now. Asking too early changes nothing.
        """
        with self._lock:
            now = self._clock()
            self._forget(now)
            pair_key, client_key, account_key = self._keys(account, client)
            pair = self._pairs.see(pair_key)
            ready_at = max(
                pair.ready_at(FREE_FOR_PAIR),
                self._clients.see(client_key).ready_at(FREE_FOR_CLIENT),
            )
            if now < ready_at:
                raise SlowDown(math.ceil(ready_at - now))
            self._take_turn(pair_key, self._accounts.see(account_key).failures, now)
            self._pairs.touch(pair_key, now).fail(now)
            self._clients.touch(client_key, now).fail(now)
            self._accounts.touch(account_key, now).fail(now)

    def succeeded(self, account: str, client: str) -> None:
        """The password was right: this client's slips on this account are forgotten."""
        with self._lock:
            pair_key, client_key, account_key = self._keys(account, client)
            own = self._pairs.remove(pair_key).failures
            self._clients.take_back(client_key, own)
            self._accounts.take_back(account_key, own)

    def withdraw(self, account: str, client: str) -> None:
        """The attempt could not be judged, so it does not count."""
        with self._lock:
            pair_key, client_key, account_key = self._keys(account, client)
            self._pairs.take_back(pair_key, 1)
            self._clients.take_back(client_key, 1)
            self._accounts.take_back(account_key, 1)

    def _take_turn(self, pair_key: bytes, failures: int, now: float) -> None:
        pair = self._pairs.see(pair_key)
        if pair.turn_at is None:
            by_others = failures - pair.failures
            delay = min(LONGEST_GENTLE_DELAY, by_others // GENTLE_STEP)
            if delay <= 0:
                return
            pair = self._pairs.touch(pair_key, now)
            pair.turn_at = now + delay
        if now < pair.turn_at:
            raise SlowDown(math.ceil(pair.turn_at - now))
        pair.turn_at = None

    def _forget(self, now: float) -> None:
        if now - self._key_drawn >= KEY_LIFETIME:
            self._key, self._key_drawn = secrets.token_bytes(32), now
            oldest = now  # what was marked under the key before can never be found again
        else:
            oldest = now - FORGET_AFTER
        for recent in (self._pairs, self._clients, self._accounts):
            recent.forget_before(oldest)

    def _keys(self, account: str, client: str) -> tuple[bytes, bytes, bytes]:
        network = network_of(client)
        return self._mark(account, network), self._mark(network), self._mark(account)

    def _mark(self, *parts: str) -> bytes:
        message = "\0".join(parts).encode(errors="replace")
        return hmac.digest(self._key, message, "sha256")


def network_of(client: str) -> str:
    """Whom an address counts for.

    One home or office has a whole IPv6 /64: 2^64 addresses must not be as many clients.
    """
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or address.packed[:8].hex())
