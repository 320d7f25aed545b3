"""Taking responses in: each is written exactly once or refused out loud."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from secrets import token_bytes

import pytest

from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys import intake
from copfeedback.surveys.intake import Intake, Outcome, Pending
from tests.breakage import locked_by_another
from tests.factories import Fieldwork


def test_the_same_form_counts_once_when_it_is_sent_again(fieldwork: Fieldwork):
    nonce = token_bytes(16)
    fieldwork.send_many(9)

    outcomes = [fieldwork.send(nonce=nonce).result(10) for _ in range(3)]
    fieldwork.surveys.fold_all()
    outcomes.append(fieldwork.send(nonce=nonce).result(10))

    assert outcomes == [Outcome.TAKEN] * 3 + [Outcome.REPEATED]
    assert (len(fieldwork.responses()), fieldwork.pending()) == (10, 0)


def test_the_first_answers_stay_when_the_form_is_sent_again_with_others(fieldwork: Fieldwork):
    nonce = token_bytes(16)
    fieldwork.send_many(9)
    fieldwork.send({"victim": ["yes"]}, nonce=nonce).result(10)
    fieldwork.send({"victim": ["no"]}, nonce=nonce).result(10)

    fieldwork.surveys.fold_all()

    assert {row["answers"]["victim"] for row in fieldwork.responses()} == {"yes"}


def test_everybody_counts_once_when_many_send_at_the_same_time(fieldwork: Fieldwork):
    shared = [token_bytes(16) for _ in range(10)]

    def send_some(_: int) -> list[Outcome]:
        futures = [fieldwork.send(nonce=nonce) for nonce in shared]
        futures += [fieldwork.send() for _ in range(20)]
        return [future.result(20) for future in futures]

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

    outcome = fieldwork.surveys.send(asked, fieldwork.submission()).result(10)

    assert outcome is Outcome.CLOSED
    assert (len(fieldwork.responses()), fieldwork.pending()) == (3, 0)


def test_a_repeat_is_recognised_even_when_the_wave_is_closed(fieldwork: Fieldwork):
    asked, nonce = fieldwork.asked, token_bytes(16)
    fieldwork.send(nonce=nonce).result(10)
    fieldwork.close()

    again = fieldwork.surveys.send(asked, fieldwork.submission(nonce=nonce)).result(10)

    assert again is Outcome.REPEATED


def test_a_record_for_no_wave_is_refused(fieldwork: Fieldwork):
    assert fieldwork.intake.take(Pending(b"1" * 16, "nowhere", b"")).result(10) is Outcome.CLOSED


def test_everybody_is_told_and_can_send_again_when_the_database_fails(
    impatient_fieldwork: Fieldwork,
):
    fieldwork = impatient_fieldwork
    nonces = [token_bytes(16) for _ in range(30)]
    asked = fieldwork.asked

    def send_all() -> list[Future[Outcome]]:
        return [
            fieldwork.surveys.send(asked, fieldwork.submission(nonce=nonce)) for nonce in nonces
        ]

    with locked_by_another(fieldwork.engine):
        refused = [future.exception(20) for future in send_all()]
    assert {type(error) for error in refused} == {StorageUnavailable}
    assert fieldwork.pending() == 0

    assert {future.result(10) for future in send_all()} == {Outcome.TAKEN}
    assert fieldwork.pending() == 30


class HeldUp(Intake):
    """An intake whose disk is not ready until the test says so."""

    ready: threading.Event
    groups: list[int]

    def __init__(self, fieldwork: Fieldwork) -> None:
        super().__init__(fieldwork.engine)
        self.ready = threading.Event()
        self.groups = []

    def _write(self, group):  # type: ignore[no-untyped-def]
        self.groups.append(len(group))
        assert self.ready.wait(10)
        return super()._write(group)

    def take_some(self, fieldwork: Fieldwork, count: int) -> list[Future[Outcome]]:
        """Queue so many records."""
        return [
            self.take(Pending(token_bytes(16), fieldwork.wave_id, b"sealed")) for _ in range(count)
        ]

    def wait_until_writing(self) -> None:
        """Wait until the thread has taken a group out of the queue."""
        while not self.groups:
            threading.Event().wait(0.001)


def test_one_more_is_refused_when_too_many_wait(
    sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(intake, "MAX_WAITING", 5)
    held_up = HeldUp(sqlite_fieldwork)
    futures = held_up.take_some(sqlite_fieldwork, 1)
    held_up.wait_until_writing()
    futures += held_up.take_some(sqlite_fieldwork, 5)

    with pytest.raises(StorageUnavailable):
        held_up.take_some(sqlite_fieldwork, 1)

    held_up.ready.set()
    assert {future.result(10) for future in futures} == {Outcome.TAKEN}
    held_up.stop()
    assert sqlite_fieldwork.pending() == 6


def test_what_waits_is_written_in_groups_when_the_portal_stops(sqlite_fieldwork: Fieldwork):
    held_up = HeldUp(sqlite_fieldwork)
    futures = held_up.take_some(sqlite_fieldwork, 1)
    held_up.wait_until_writing()
    futures += held_up.take_some(sqlite_fieldwork, 450)
    stopping = threading.Thread(target=held_up.stop)
    stopping.start()

    held_up.ready.set()
    stopping.join(10)

    assert {future.result(0) for future in futures} == {Outcome.TAKEN}
    assert held_up.groups == [1, 200, 200, 50]
    assert sqlite_fieldwork.pending() == 451
    with pytest.raises(StorageUnavailable):
        held_up.take_some(sqlite_fieldwork, 1)


def test_stopping_is_no_trouble_when_nothing_was_ever_sent(sqlite_fieldwork: Fieldwork):
    idle = Intake(sqlite_fieldwork.engine)

    idle.stop()
    idle.stop()


def test_a_record_is_not_written_when_its_sender_gave_up(sqlite_fieldwork: Fieldwork):
    held_up = HeldUp(sqlite_fieldwork)
    first = held_up.take_some(sqlite_fieldwork, 1)
    held_up.wait_until_writing()
    given_up = held_up.take_some(sqlite_fieldwork, 3)
    assert all(future.cancel() for future in given_up)
    kept = held_up.take_some(sqlite_fieldwork, 1)

    held_up.ready.set()

    assert {future.result(10) for future in first + kept} == {Outcome.TAKEN}
    held_up.stop()
    assert sqlite_fieldwork.pending() == 2
