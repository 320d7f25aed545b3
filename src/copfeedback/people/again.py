"""Signing in again without losing a page that is open.

A page of the full door keeps the cookies its connection began with. When its session ends, it
asks for a ticket and sends the reader to the sign-in page with it. Once the same person has signed
in with it, the page that holds the ticket gets the token of the new session. A ticket opens
nothing by itself: a full sign-in alone binds a session to it, and only for whoever it was given.

Tickets live in the memory of one process. Behind several, a page whose reader signed in through
another one goes on after a reload.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor, Permission

TICKET_SECONDS = 60 * 60
AT_MOST_EACH = 8
"""Tickets of one person at a time; so there are at most eight times as many as staff."""


@dataclass(slots=True)
class _Ticket:
    staff_id: int
    ends_at: float
    token: str | None = field(default=None, repr=False)


class Again:
    """The tickets of this process. Safe to call from several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """``clock`` counts seconds and never goes back (``time.monotonic``)."""
        self._clock = clock
        self._lock = threading.Lock()
        self._tickets: dict[str, _Ticket] = {}

    def ask(self, actor: Actor) -> str:
        """A ticket for whoever was signed in on this page; it lasts an hour.

        Raises:
            NotPermitted: this is nobody who could sign in again.
        """
        if actor.id is None:
            raise NotPermitted(Permission.KEEP_OWN_ACCOUNT)
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._forget()
            own = [key for key, kept in self._tickets.items() if kept.staff_id == actor.id]
            for oldest in own[: max(0, len(own) - AT_MOST_EACH + 1)]:
                del self._tickets[oldest]
            self._tickets[ticket] = _Ticket(actor.id, self._clock() + TICKET_SECONDS)
        return ticket

    def bind(self, ticket: object, staff_id: int, token: str) -> None:
        """This person has signed in with this ticket; somebody else's and rubbish do nothing."""
        with self._lock:
            self._forget()
            kept = self._tickets.get(ticket) if isinstance(ticket, str) else None
            if kept is not None and kept.staff_id == staff_id:
                kept.token = token

    def token_of(self, ticket: str) -> str | None:
        """The token to go on with, once; None as long as nobody has signed in with the ticket."""
        with self._lock:
            self._forget()
            kept = self._tickets.get(ticket)
            if kept is None or kept.token is None:
                return None
            del self._tickets[ticket]
            return kept.token

    def is_open(self, ticket: str) -> bool:
        """Whether it can still lead to a session, or does already."""
        with self._lock:
            self._forget()
            return ticket in self._tickets

    def _forget(self) -> None:
        now = self._clock()
        for key in [key for key, kept in self._tickets.items() if kept.ends_at <= now]:
            del self._tickets[key]
