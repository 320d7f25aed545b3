"""A flood of one wave holds up no other, and neither wave loses anything."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from secrets import token_bytes
from statistics import median

import pytest

from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.intake import GROUP, MAX_WAITING, Intake, Outcome, Pending
from copfeedback.surveys.waves import add_wave
from tests.factories import Fieldwork, a_wave_file

FLOOD, AT_ONCE = 6_000, 1_500
OTHERS = 60
PAUSE = 0.002


@pytest.fixture
def waves(fieldwork: Fieldwork) -> tuple[Fieldwork, Fieldwork]:
    add_wave(fieldwork.trail, OPERATOR, a_wave_file(id="other"))
    return fieldwork, Fieldwork(fieldwork.engine, wave_id="other")


def a_record(fieldwork: Fieldwork) -> Pending:
    return Pending(token_bytes(16), fieldwork.wave_id, token_bytes(180))


async def answer_one_after_the_other(taking: Intake, fieldwork: Fieldwork) -> list[float]:
    """How long each of some people waited for the answer."""
    waited = []
    for _ in range(OTHERS):
        due = time.perf_counter() + PAUSE
        await asyncio.sleep(PAUSE)
        assert await taking.take_together(a_record(fieldwork)) is Outcome.TAKEN
        waited.append(time.perf_counter() - due)  # with what the event loop was busy for
    return waited


class Flood:
    """Somebody who sends as fast as they are taken, so many at a time."""

    def __init__(self, taking: Intake, fieldwork: Fieldwork) -> None:
        self.taken, self.waited = 0, list[float]()
        self._taking, self._fieldwork, self._left = taking, fieldwork, FLOOD

    async def _sender(self) -> None:
        while self._left > 0:
            self._left -= 1
            start = time.perf_counter()
            outcome = await self._taking.take_together(a_record(self._fieldwork))
            self.waited.append(time.perf_counter() - start)
            self.taken += outcome is Outcome.TAKEN

    async def pour(self) -> None:
        await asyncio.gather(*(self._sender() for _ in range(AT_ONCE)))


def test_another_wave_stays_fast_when_one_is_flooded(waves: tuple[Fieldwork, Fieldwork]):
    flooded, other = waves

    async def compare() -> tuple[list[float], Flood]:
        taking = Intake(flooded.engine)
        flood = Flood(taking, flooded)
        pouring = asyncio.ensure_future(flood.pour())
        await asyncio.sleep(0)
        meanwhile = await answer_one_after_the_other(taking, other)
        await pouring
        return meanwhile, flood

    meanwhile, flood = asyncio.run(compare())

    assert flood.taken == flooded.pending() == FLOOD
    assert other.pending() == OTHERS
    # In one queue, both would wait for as long.
    assert median(meanwhile) < median(flood.waited) / 2


class Written(Intake):
    """An intake that notes which waves it wrote for, group by group."""

    def __init__(self, fieldwork: Fieldwork) -> None:
        super().__init__(fieldwork.engine)
        self.groups: list[Counter[str]] = []

    async def _write_patiently(self, group: Sequence[Pending]) -> list[Outcome]:
        self.groups.append(Counter(pending.wave_id for pending in group))
        return await super()._write_patiently(group)


def test_who_answers_another_wave_is_in_the_next_group_however_many_wait_before(
    waves: tuple[Fieldwork, Fieldwork],
):
    flooded, other = waves
    taking = Written(flooded)

    async def crowd() -> None:
        waiting = [a_record(flooded) for _ in range(MAX_WAITING)]
        waiting += [a_record(other) for _ in range(150)]
        outcomes = await asyncio.gather(*map(taking.take_together, waiting))
        assert set(outcomes) == {Outcome.TAKEN}

    asyncio.run(crowd())

    assert taking.groups[:2] == [
        Counter({flooded.wave_id: 100, "other": 100}),
        Counter({flooded.wave_id: 150, "other": 50}),
    ]
    assert sum(taking.groups, Counter()) == {flooded.wave_id: MAX_WAITING, "other": 150}


def test_a_wave_is_still_taken_when_too_many_wait_for_another(
    waves: tuple[Fieldwork, Fieldwork],
):
    flooded, other = waves
    taking = Intake(flooded.engine)

    async def crowd() -> list[Outcome | BaseException]:
        waiting = [a_record(flooded) for _ in range(MAX_WAITING + 50)]
        waiting.append(a_record(other))
        sending = map(taking.take_together, waiting)
        return await asyncio.gather(*sending, return_exceptions=True)

    *flood, last = asyncio.run(crowd())

    assert last is Outcome.TAKEN
    refused = [each for each in flood if isinstance(each, StorageUnavailable)]
    assert (len(refused), flooded.pending()) == (50, MAX_WAITING)


def test_the_event_loop_has_its_turn_between_two_groups(sqlite_fieldwork: Fieldwork):
    """SQLite is written to in the event loop itself: a flood must not keep it to itself."""
    taking, seen = Written(sqlite_fieldwork), list[int]()

    async def look() -> None:
        while len(taking.groups) < MAX_WAITING // GROUP:
            seen.append(len(taking.groups))
            await asyncio.sleep(0)

    async def crowd() -> None:
        records = [a_record(sqlite_fieldwork) for _ in range(MAX_WAITING)]
        await asyncio.gather(look(), *map(taking.take_together, records))

    asyncio.run(crowd())

    assert set(seen) >= set(range(1, MAX_WAITING // GROUP))
