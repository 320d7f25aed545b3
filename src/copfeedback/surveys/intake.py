"""Taking responses in: many at once, each written exactly once or refused out loud."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from copfeedback.storage.engine import BUSY_SECONDS, StorageBusy, StorageUnavailable, writing
from copfeedback.surveys import store
from copfeedback.surveys.access_code import CodeOrigin
from copfeedback.surveys.code_store import Spent, spend

GROUP = 200
MAX_WAITING = 2_000  # for one wave
ASK_AGAIN_SECONDS = 0.004
_TURNS_TO_COME = 3  # of the event loop, from the arrival of a form to its record


class Outcome(StrEnum):
    """What became of a submission."""

    TAKEN = "taken"
    CLOSED = "closed"
    CODE_SPENT = "code_spent"
    """Somebody has answered with this access code before, in another form."""


@dataclass(frozen=True, slots=True)
class Spending:
    """An access code that is used up with a record, by its digest.

    The record is sealed when it is known which codes it was made with.
    """

    digest: bytes
    seal: Callable[[CodeOrigin], bytes]


@dataclass(frozen=True, slots=True)
class Pending:
    """A sealed response on its way into the database, or one that is sealed with its code."""

    id: bytes
    wave_id: str
    sealed: bytes = b""
    spending: Spending | None = None


_Waiting: TypeAlias = tuple[Pending, asyncio.Future[Outcome]]


@dataclass(slots=True)
class _Queue:
    """What waits in one event loop, wave by wave, and the task that writes it."""

    waves: dict[str, deque[_Waiting]] = field(default_factory=dict)
    size: int = 0
    writer: asyncio.Task[None] | None = None

    def add(self, pending: Pending, future: asyncio.Future[Outcome]) -> None:
        """Let one more wait.

        Raises:
            StorageUnavailable: too many wait for this wave.
        """
        line = self.waves.setdefault(pending.wave_id, deque())
        if len(line) >= MAX_WAITING:
            raise StorageUnavailable("too many submissions wait")
        line.append((pending, future))
        self.size += 1

    def next_group(self) -> list[_Waiting]:
        """Who is next: of each wave in turn, so that a flood of one holds up no other."""
        group: list[_Waiting] = []
        while self.waves and len(group) < GROUP:
            wave_id = next(iter(self.waves))
            line = self.waves.pop(wave_id)
            group.append(line.popleft())
            if line:
                self.waves[wave_id] = line  # behind the others
        self.size -= len(group)
        return group


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
            StorageUnavailable: it cannot be stored now, or too many of the wave already wait.
        """
        loop = asyncio.get_running_loop()
        queue = self._queues.setdefault(loop, _Queue())
        future: asyncio.Future[Outcome] = loop.create_future()
        queue.add(pending, future)
        if queue.writer is None:
            queue.writer = loop.create_task(self._empty(queue))
        return await future

    async def _empty(self, queue: _Queue) -> None:
        try:
            while queue.size:
                await _until_calm(queue)
                group = queue.next_group()
                await self._settle([each for each in group if not each[1].cancelled()])
                await asyncio.sleep(0)  # SQLite does not give way, and others come meanwhile
        finally:
            queue.writer = None

    async def _settle(self, group: Sequence[_Waiting]) -> None:
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
            coming = [pending for pending in group if pending.wave_id in taking]
            rows, refused = _sealed(connection, coming)
            if rows:
                store.add_pending(connection, rows)
            late = [pending.id for pending in group if pending.wave_id not in taking]
            # They came in time with the first sending, whose answer they may not have seen.
            stored = store.already_stored(connection, late) if late else set()

        def outcome(pending: Pending) -> Outcome:
            if pending.wave_id not in taking:
                return Outcome.TAKEN if pending.id in stored else Outcome.CLOSED
            return Outcome.CODE_SPENT if pending.id in refused else Outcome.TAKEN

        return [outcome(pending) for pending in group]


def _sealed(
    connection: Connection, coming: Sequence[Pending]
) -> tuple[list[tuple[str, bytes, bytes]], set[bytes]]:
    """The records to write, and the ids of those whose codes were used before.

    A form that was sent before has used its code up: it is written no more, and not refused.
    """
    rows = [(each.wave_id, each.id, each.sealed) for each in coming if each.spending is None]
    coded = [(each, each.spending) for each in coming if each.spending is not None]
    if not coded:
        return rows, set()
    ids = {(each.wave_id, each.id) for each, _ in coded}
    taken = store.taken_before(connection, ids)
    # Of two forms with one code the first counts, and one form uses one code up.
    claims: dict[Spent, tuple[bytes, Spending]] = {}
    claiming = set(taken)
    for each, spending in coded:
        claim = (each.wave_id, spending.digest)
        if each.id not in claiming and claim not in claims:
            claims[claim] = each.id, spending
            claiming.add(each.id)
    for claim, origin in spend(connection, claims).items():
        id_, spending = claims[claim]
        rows.append((claim[0], id_, spending.seal(origin)))
        taken.add(id_)
    left = {(wave_id, id_) for wave_id, id_ in ids if id_ not in taken}
    if left:  # their first sending may have been on its way through another process
        taken |= store.taken_before(connection, left)
    return rows, {id_ for _, id_ in left} - taken


async def _until_calm(queue: _Queue) -> None:
    """Wait while others come: a transaction costs more than many records in it."""
    calm = 0
    while calm < _TURNS_TO_COME and queue.size < GROUP:
        size = queue.size
        await asyncio.sleep(0)
        calm = calm + 1 if queue.size == size else 0
