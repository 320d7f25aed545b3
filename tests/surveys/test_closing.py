"""Closing a wave for good: everything counts, the key goes, and a crash changes nothing."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from copfeedback.surveys import store, wave_store, waves
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.wave_model import WaveState
from copfeedback.surveys.waves import (
    add_wave,
)
from tests.breakage import PowerFailure, failing_at, locked_by_another
from tests.factories import (
    TODAY,
    Fieldwork,
    a_wave_file,
)


def stored_key(fieldwork: Fieldwork) -> bytes | None:
    with reading(fieldwork.engine) as connection:
        key: bytes | None = connection.execute(
            select(wave_store.wave.c.key).where(wave_store.wave.c.id == fieldwork.wave_id)
        ).scalar_one()
    return key


def test_a_closed_wave_keeps_everything_and_forgets_its_key(fieldwork: Fieldwork):
    fieldwork.send_many(13)
    fieldwork.surveys.fold_all()
    fieldwork.send_many(4)

    fieldwork.close()

    assert (len(fieldwork.responses()), fieldwork.pending()) == (17, 0)
    assert stored_key(fieldwork) is None
    asked = fieldwork.asked
    assert (asked.keys, asked.wave.closed_on) == (None, TODAY)
    assert asked.wave.state(TODAY) is WaveState.CLOSED


def test_the_day_of_closing_stays_when_a_wave_is_closed_again(fieldwork: Fieldwork):
    fieldwork.close()
    fieldwork.today = TODAY + timedelta(days=3)
    fieldwork.close()

    assert fieldwork.asked.wave.closed_on == TODAY


def test_other_waves_go_on_when_one_is_closed(fieldwork: Fieldwork):
    add_wave(fieldwork.trail, OPERATOR, a_wave_file(id="other"))
    other = Fieldwork(fieldwork.engine, wave_id="other")
    other.send_many(4)

    fieldwork.close()

    other.send_many(6)
    assert other.surveys.fold_all() == 10


def test_closing_goes_on_where_it_stopped_when_it_is_called_again(fieldwork: Fieldwork):
    ids = fieldwork.send_many(15)
    stopped = 0
    for moment in itertools.count(1):
        try:
            with failing_at(fieldwork.engine, moment):
                fieldwork.reopened().close()
        except PowerFailure:
            stopped += 1
            left = fieldwork.reopened()
            assert left.pending() + len(left.responses()) == len(ids)
            assert left.pending() == 0 or stored_key(left) is not None
        else:
            break

    assert stopped > 10
    assert {row["id"] for row in fieldwork.responses()} == set(ids)
    assert (stored_key(fieldwork), fieldwork.pending()) == (None, 0)
    assert fieldwork.tallies()["all", ""] == 15


def test_the_files_are_cleaned_when_closing_had_stopped_right_before(
    fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    rewritten: list[tuple[str, ...]] = []

    def stop_first(_engine: Engine, *tables: str) -> None:
        rewritten.append(tables)
        if len(rewritten) == 1:
            raise StorageUnavailable

    monkeypatch.setattr(waves, "rewrite", stop_first)
    with pytest.raises(StorageUnavailable):
        fieldwork.close()

    fieldwork.reopened().close()

    assert rewritten == [waves._REWRITTEN] * 2


def test_nobody_is_lost_when_another_folder_is_at_work_and_fails(fieldwork: Fieldwork):
    ids = fieldwork.send_many(12)
    taken, fail = threading.Event(), threading.Event()

    def fold_and_fail() -> None:
        with suppress(PowerFailure), writing(fieldwork.engine) as connection:
            store.take_pending(connection, fieldwork.wave_id, 8)
            taken.set()
            assert fail.wait(10)
            raise PowerFailure

    with ThreadPoolExecutor(2) as both:
        failing = both.submit(fold_and_fail)
        assert taken.wait(10)
        closing = both.submit(fieldwork.close)
        threading.Event().wait(0.2)
        key_meanwhile = stored_key(fieldwork)
        fail.set()
        failing.result(10)
        closing.result(10)

    assert key_meanwhile is not None
    assert {row["id"] for row in fieldwork.responses()} == set(ids)


def test_a_submission_counts_when_the_wave_closes_while_it_is_written(fieldwork: Fieldwork):
    keys = fieldwork.asked.keys
    assert keys is not None
    packed = fieldwork.asked.packing.pack({"victim": "yes"}, Circumstances("en", Mode.LIGHT), TODAY)
    row = (fieldwork.wave_id, b"1" * 16, keys.pending.close(packed))

    with ThreadPoolExecutor(1) as other, writing(fieldwork.engine) as connection:
        assert store.open_for_writing(connection, [fieldwork.wave_id])
        closing = other.submit(fieldwork.close)
        threading.Event().wait(0.2)
        closed_meanwhile = closing.done()
        store.add_pending(connection, [row])
    closing.result(10)

    assert not closed_meanwhile
    assert [stored["id"] for stored in fieldwork.responses()] == [b"1" * 16]


def test_closing_is_refused_out_loud_when_the_database_is_locked(impatient_fieldwork: Fieldwork):
    impatient_fieldwork.send_many(3)
    _ = impatient_fieldwork.asked

    with locked_by_another(impatient_fieldwork.engine), pytest.raises(StorageUnavailable):
        impatient_fieldwork.close()

    impatient_fieldwork.close()
    assert len(impatient_fieldwork.responses()) == 3
