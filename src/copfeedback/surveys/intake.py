"""Taking responses in: many at once, each written exactly once or refused out loud."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine

from copfeedback.storage.engine import StorageUnavailable, writing
from copfeedback.surveys import store

GROUP = 200
MAX_WAITING = 2_000
GATHER_SECONDS = 0.004


class Outcome(StrEnum):
    """What became of a submission."""

    TAKEN = "taken"
    REPEATED = "repeated"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Pending:
    """A sealed response on its way into the database."""

    id: bytes
    wave_id: str
    sealed: bytes


class Intake:
    """Writes pending records in groups: whatever waits when the disk is ready goes together.

    One thread writes; callers wait for their own record. A group is one transaction, so a
    failure stores none of it and every caller is told. Sending again is always safe. The first
    of a group waits a moment for others: a transaction costs more than many records in it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[tuple[Pending, Future[Outcome]]] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def take(self, pending: Pending) -> Future[Outcome]:
        """Queue a record; the future tells what became of it.

        Raises:
            StorageUnavailable: the portal is stopping or too many already wait.
        """
        future: Future[Outcome] = Future()
        with self._changed:
            if self._stopped or len(self._waiting) >= MAX_WAITING:
                raise StorageUnavailable("too many submissions wait")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
                self._thread.start()
            self._waiting.append((pending, future))
            self._changed.notify()
        return future

    def stop(self) -> None:
        """Write what waits, then end."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while group := self._next_group():
            try:
                outcomes = self._write([pending for pending, _ in group])
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for the outcome
                for _, future in group:
                    future.set_exception(error)
            else:
                for (_, future), outcome in zip(group, outcomes, strict=True):
                    future.set_result(outcome)

    def _next_group(self) -> list[tuple[Pending, Future[Outcome]]]:
        with self._changed:
            while not self._waiting and not self._stopped:
                self._changed.wait()
        if not self._stopped:
            time.sleep(GATHER_SECONDS)
        with self._changed:
            size = min(GROUP, len(self._waiting))
            group = [self._waiting.popleft() for _ in range(size)]
        # A caller who gave up (a cancelled future) is dropped here; the rest can't be cancelled.
        kept = [entry for entry in group if entry[1].set_running_or_notify_cancel()]
        return kept or (self._next_group() if group else [])

    def _write(self, group: Sequence[Pending]) -> list[Outcome]:
        with writing(self._engine) as connection:
            taking = store.open_for_writing(connection, {pending.wave_id for pending in group})
            stored = store.already_stored(connection, [pending.id for pending in group])
            rows = [
                {"id": pending.id, "wave_id": pending.wave_id, "sealed": pending.sealed}
                for pending in group
                if pending.wave_id in taking and pending.id not in stored
            ]
            if rows:
                store.add_pending(connection, rows)
        return [
            Outcome.REPEATED
            if pending.id in stored
            else Outcome.TAKEN
            if pending.wave_id in taking
            else Outcome.CLOSED
            for pending in group
        ]
