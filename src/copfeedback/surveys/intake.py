"""Taking responses in: many at once, each written exactly once or refused out loud."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from copfeedback.storage.engine import BUSY_SECONDS, StorageBusy, StorageUnavailable, writing
from copfeedback.surveys import store

GROUP = 200
MAX_WAITING = 2_000
ASK_AGAIN_SECONDS = 0.004
_TURNS_TO_COME = 3  # of the event loop, from the arrival of a form to its record


class Outcome(StrEnum):
    """What became of a submission."""

    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Pending:
    """A sealed response on its way into the database."""

    id: bytes
    wave_id: str
    sealed: bytes


@dataclass(slots=True)
class _Queue:
    """What waits in one event loop, and the task that writes it."""

    waiting: list[tuple[Pending, asyncio.Future[Outcome]]] = field(default_factory=list)
    writer: asyncio.Task[None] | None = None


class Intake:
    """Writes pending records; each is one transaction or shares one with others.

    A failure stores nothing of a transaction, and everybody in it is told. Sending again is
    always safe: what is there already, waiting or folded, stays as it is and counts once.
    """

    def __init__(self, engine: Engine, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """``busy_seconds`` is how long to wait for whoever else is writing."""
        self._engine = engine
        self._busy_seconds = busy_seconds
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, _Queue] = WeakKeyDictionary()

    def take(self, pending: Pending) -> Outcome:
        """Write a record.

        Raises:
            StorageUnavailable: it cannot be stored now.
        """
        deadline = time.monotonic() + self._busy_seconds
        while True:
            try:
                return self._write([pending])[0]
            except StorageBusy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(ASK_AGAIN_SECONDS)

    async def take_together(self, pending: Pending) -> Outcome:
        """Write a record together with those that others send at this moment.

        Raises:
            StorageUnavailable: it cannot be stored now, or too many already wait.
        """
        loop = asyncio.get_running_loop()
        queue = self._queues.get(loop)
        if queue is None:
            queue = self._queues[loop] = _Queue()
        if len(queue.waiting) >= MAX_WAITING:
            raise StorageUnavailable("too many submissions wait")
        future: asyncio.Future[Outcome] = loop.create_future()
        queue.waiting.append((pending, future))
        if queue.writer is None:
            queue.writer = loop.create_task(self._empty(queue))
        return await future

    async def _empty(self, queue: _Queue) -> None:
        try:
            while queue.waiting:
                await _until_calm(queue)
                group, queue.waiting = queue.waiting[:GROUP], queue.waiting[GROUP:]
                await self._settle([each for each in group if not each[1].cancelled()])
        finally:
            queue.writer = None

    async def _settle(self, group: Sequence[tuple[Pending, asyncio.Future[Outcome]]]) -> None:
        try:
            outcomes = await self._write_patiently([pending for pending, _ in group])
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the outcome
            for _, future in group:
                if not future.cancelled():
                    future.set_exception(error)
        else:
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if not future.cancelled():
                    future.set_result(outcome)

    async def _write_patiently(self, group: Sequence[Pending]) -> list[Outcome]:
        if self._engine.dialect.name != "sqlite":
            return await asyncio.to_thread(self._write, group)
        # SQLite takes a group in less time than a thread needs to be woken. It waits for another
        # writer by sleeping longer and longer, and would not meet one who writes batch after
        # batch between two of them: so we ask often instead.
        deadline = time.monotonic() + self._busy_seconds
        while True:
            try:
                return self._write(group)
            except StorageBusy:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(ASK_AGAIN_SECONDS)

    def _write(self, group: Sequence[Pending]) -> list[Outcome]:
        with writing(self._engine, at_once=True) as connection:
            taking = store.open_for_writing(connection, {pending.wave_id for pending in group})
            rows = [
                (pending.wave_id, pending.id, pending.sealed)
                for pending in group
                if pending.wave_id in taking
            ]
            if rows:
                store.add_pending(connection, rows)
            late = [pending.id for pending in group if pending.wave_id not in taking]
            # They came in time with the first sending, whose answer they may not have seen.
            stored = store.already_stored(connection, late) if late else set()
        return [
            Outcome.TAKEN if pending.wave_id in taking or pending.id in stored else Outcome.CLOSED
            for pending in group
        ]


async def _until_calm(queue: _Queue) -> None:
    """Wait while others come: a transaction costs more than many records in it."""
    calm = 0
    while calm < _TURNS_TO_COME and len(queue.waiting) < GROUP:
        size = len(queue.waiting)
        await asyncio.sleep(0)
        calm = calm + 1 if len(queue.waiting) == size else 0
