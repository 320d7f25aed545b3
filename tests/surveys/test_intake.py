"""Taking responses in: each is written exactly once or refused out loud."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from secrets import token_bytes

import pytest

from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys import intake
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.intake import Intake, Outcome, Pending
from tests.breakage import locked_by_another
from tests.factories import Fieldwork


def together(
    fieldwork: Fieldwork, asked: AskedWave, nonces: Sequence[bytes]
) -> list[Outcome | BaseException]:
    """Send so many forms at the same moment of one event loop."""

    async def send_all() -> list[Outcome | BaseException]:
        sent = (
            fieldwork.surveys.send_together(asked, fieldwork.submission(nonce=nonce))
            for nonce in nonces
        )
        return await asyncio.gather(*sent, return_exceptions=True)

    return asyncio.run(send_all())


def test_the_same_form_counts_once_when_it_is_sent_again(fieldwork: Fieldwork):
    nonce = token_bytes(16)
    fieldwork.send_many(9)

    outcomes = [fieldwork.send(nonce=nonce) for _ in range(3)]
    fieldwork.surveys.fold_all()
    outcomes.append(fieldwork.send(nonce=nonce))
    fieldwork.send_many(9)
    fieldwork.surveys.fold_all()

    assert outcomes == [Outcome.TAKEN] * 4
    assert (len(fieldwork.responses()), fieldwork.pending()) == (19, 0)


def test_the_first_answers_stay_when_the_form_is_sent_again_with_others(fieldwork: Fieldwork):
    nonce = token_bytes(16)
    fieldwork.send_many(9)
    fieldwork.send({"victim": ["yes"]}, nonce=nonce)
    fieldwork.send({"victim": ["no"]}, nonce=nonce)

    fieldwork.surveys.fold_all()

    assert {row["answers"]["victim"] for row in fieldwork.responses()} == {"yes"}


def test_everybody_counts_once_when_many_send_at_the_same_time(fieldwork: Fieldwork):
    shared = [token_bytes(16) for _ in range(10)]

    def send_some(_: int) -> list[Outcome]:
        outcomes = [fieldwork.send(nonce=nonce) for nonce in shared]
        return outcomes + [fieldwork.send() for _ in range(20)]

    with ThreadPoolExecutor(8) as crowd:
        outcomes = [outcome for some in crowd.map(send_some, range(8)) for outcome in some]
    fieldwork.surveys.fold_all()

    assert set(outcomes) == {Outcome.TAKEN}
    assert len(fieldwork.responses()) == 10 + 8 * 20
    assert fieldwork.tallies()["all", ""] == 10 + 8 * 20


def test_nothing_is_stored_when_the_wave_was_closed_while_somebody_answered(fieldwork: Fieldwork):
    asked = fieldwork.asked
    fieldwork.send_many(3)
    fieldwork.close()

    outcome = fieldwork.surveys.send(asked, fieldwork.submission())

    assert outcome is Outcome.CLOSED
    assert (len(fieldwork.responses()), fieldwork.pending()) == (3, 0)


def test_a_repeat_is_recognised_even_when_the_wave_is_closed(fieldwork: Fieldwork):
    asked, nonce = fieldwork.asked, token_bytes(16)
    fieldwork.send(nonce=nonce)
    fieldwork.close()

    again = fieldwork.surveys.send(asked, fieldwork.submission(nonce=nonce))

    assert again is Outcome.TAKEN


def test_a_record_for_no_wave_is_refused(fieldwork: Fieldwork):
    assert fieldwork.intake.take(Pending(b"1" * 16, "nowhere", b"")) is Outcome.CLOSED


def test_everybody_counts_once_when_many_send_at_the_same_moment(fieldwork: Fieldwork):
    nonces = [token_bytes(16) for _ in range(300)]

    outcomes = together(fieldwork, fieldwork.asked, [*nonces, *nonces[:100]])

    assert set(outcomes) == {Outcome.TAKEN}
    assert fieldwork.pending() == 300


def test_everybody_counts_once_when_both_doors_and_the_folder_write(fieldwork: Fieldwork):
    asked = fieldwork.asked
    with ThreadPoolExecutor(4) as crowd:
        doors = [
            crowd.submit(together, fieldwork, asked, [token_bytes(16) for _ in range(100)])
            for _ in range(2)
        ]
        full = crowd.submit(fieldwork.send_many, 50)
        folded = sum(crowd.submit(fieldwork.surveys.fold_all).result(30) for _ in range(10))
        outcomes = {outcome for door in doors for outcome in door.result(30)}
        full.result(30)
    folded += fieldwork.surveys.fold_all()

    assert outcomes == {Outcome.TAKEN}
    assert folded + fieldwork.pending() == 250
    assert len(fieldwork.responses()) == folded


def test_nobody_waits_for_others_to_come(sqlite_fieldwork: Fieldwork):
    together(sqlite_fieldwork, sqlite_fieldwork.asked, [token_bytes(16)])

    start = time.perf_counter()
    for _ in range(20):
        together(sqlite_fieldwork, sqlite_fieldwork.asked, [token_bytes(16)])

    assert (time.perf_counter() - start) / 20 < 0.1


def test_everybody_is_told_and_can_send_again_when_the_database_fails(
    impatient_fieldwork: Fieldwork,
):
    fieldwork = impatient_fieldwork
    nonces = [token_bytes(16) for _ in range(30)]

    asked = fieldwork.asked
    with locked_by_another(fieldwork.engine):
        refused = together(fieldwork, asked, nonces)
        with pytest.raises(StorageUnavailable):
            fieldwork.surveys.send(asked, fieldwork.submission())
    assert all(isinstance(error, StorageUnavailable) for error in refused)
    assert fieldwork.pending() == 0

    assert set(together(fieldwork, asked, nonces)) == {Outcome.TAKEN}
    assert fieldwork.pending() == 30


def test_whoever_sends_waits_until_another_has_written(sqlite_fieldwork: Fieldwork):
    """In both ways in; the event loop itself stays free for everybody else meanwhile."""
    fieldwork, let_go, turns = sqlite_fieldwork, threading.Event(), 0
    asked = fieldwork.asked
    locked = threading.Event()

    def hold() -> None:
        with locked_by_another(fieldwork.engine):
            locked.set()
            assert let_go.wait(10)

    async def send_and_count_turns() -> Outcome:
        nonlocal turns
        sending = asyncio.ensure_future(
            fieldwork.surveys.send_together(asked, fieldwork.submission())
        )
        for turns in range(1, 6):  # noqa: B007 - counted
            await asyncio.sleep(0.02)
        assert not sending.done()
        let_go.set()
        return await sending

    with ThreadPoolExecutor(2) as others:
        others.submit(hold)
        assert locked.wait(10)
        in_a_thread = others.submit(fieldwork.send)
        assert asyncio.run(send_and_count_turns()) is Outcome.TAKEN
        assert in_a_thread.result(10) is Outcome.TAKEN
    assert turns == 5
    assert fieldwork.pending() == 2


class HeldUp(Intake):
    """An intake that notes how many it writes at once, and whose disk waits for the test."""

    def __init__(self, fieldwork: Fieldwork) -> None:
        super().__init__(fieldwork.engine)
        self.ready = asyncio.Event()
        self.writing = asyncio.Event()
        self.groups: list[int] = []

    async def _write_patiently(self, group: Sequence[Pending]) -> list[Outcome]:
        self.groups.append(len(group))
        self.writing.set()
        await self.ready.wait()
        return await super()._write_patiently(group)

    def begin(self, fieldwork: Fieldwork, count: int) -> list[asyncio.Future[Outcome]]:
        """Send so many records."""
        return [
            asyncio.ensure_future(
                self.take_together(Pending(token_bytes(16), fieldwork.wave_id, b"sealed"))
            )
            for _ in range(count)
        ]


def test_one_more_is_refused_when_too_many_wait(
    sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(intake, "MAX_WAITING", 5)

    async def crowd() -> tuple[list[Outcome], list[Outcome | BaseException]]:
        held_up = HeldUp(sqlite_fieldwork)
        first = held_up.begin(sqlite_fieldwork, 1)
        await held_up.writing.wait()
        first += held_up.begin(sqlite_fieldwork, 5)
        await asyncio.sleep(0)
        late = await asyncio.gather(*held_up.begin(sqlite_fieldwork, 1), return_exceptions=True)
        held_up.ready.set()
        return await asyncio.gather(*first), late

    taken, refused = asyncio.run(crowd())

    assert taken == [Outcome.TAKEN] * 6
    assert [type(error) for error in refused] == [StorageUnavailable]
    assert sqlite_fieldwork.pending() == 6


def test_what_waits_is_written_in_groups(sqlite_fieldwork: Fieldwork):
    async def crowd() -> list[int]:
        held_up = HeldUp(sqlite_fieldwork)
        sent = held_up.begin(sqlite_fieldwork, 1)
        await held_up.writing.wait()
        sent += held_up.begin(sqlite_fieldwork, 450)
        held_up.ready.set()
        assert set(await asyncio.gather(*sent)) == {Outcome.TAKEN}
        return held_up.groups

    assert asyncio.run(crowd()) == [1, 200, 200, 50]
    assert sqlite_fieldwork.pending() == 451


def test_others_are_written_when_one_who_waits_gives_up(sqlite_fieldwork: Fieldwork):
    async def crowd() -> list[Outcome]:
        held_up = HeldUp(sqlite_fieldwork)
        first = held_up.begin(sqlite_fieldwork, 2)
        await held_up.writing.wait()
        second = held_up.begin(sqlite_fieldwork, 3)
        await asyncio.sleep(0)
        first[0].cancel()
        second[0].cancel()
        held_up.ready.set()
        return await asyncio.gather(first[1], *second[1:])

    assert asyncio.run(crowd()) == [Outcome.TAKEN] * 3
    # The first was on its way to the disk already; sending it again would not count twice.
    assert sqlite_fieldwork.pending() == 4


def test_the_next_are_written_when_a_group_failed(sqlite_fieldwork: Fieldwork):
    class Failing(HeldUp):
        async def _write_patiently(self, group: Sequence[Pending]) -> list[Outcome]:
            self.groups.append(len(group))
            if len(self.groups) == 1:
                raise StorageUnavailable("SQLITE_FULL")
            return await Intake._write_patiently(self, group)

    async def crowd() -> list[Outcome | BaseException]:
        failing = Failing(sqlite_fieldwork)
        outcomes = await asyncio.gather(*failing.begin(sqlite_fieldwork, 3), return_exceptions=True)
        return [*outcomes, *await asyncio.gather(*failing.begin(sqlite_fieldwork, 1))]

    *failed, taken = asyncio.run(crowd())

    assert {type(error) for error in failed} == {StorageUnavailable}
    assert taken is Outcome.TAKEN
