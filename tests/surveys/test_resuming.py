"""Answers put aside can be gone on with by whoever has the code, and by nobody else."""

from __future__ import annotations

import inspect
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from secrets import token_bytes
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from copfeedback.check_digit import NotACode
from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR
from copfeedback.people.pace import GUESSES_AT_ONCE, ClientPace, Guesses, TooFast
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys import resume_store, resuming
from copfeedback.surveys.resuming import (
    KEPT_FOR,
    LARGEST,
    Drafts,
    TooMuch,
    UnknownResumeCode,
    _digits,
    _padded,
    _unpadded,
)
from copfeedback.surveys.service import NotOpen
from copfeedback.surveys.waves import add_wave
from tests.breakage import locked_by_another
from tests.factories import TODAY, Fieldwork, a_wave_file

HERE = "192.0.2.1"
WORK = resuming.OPERATIONS, resuming.MEMORY


@pytest.fixture(autouse=True)
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resuming, "OPERATIONS", 1)
    monkeypatch.setattr(resuming, "MEMORY", 8 * 1024)


def drafts_of(fieldwork: Fieldwork, **changes: Any) -> Drafts:
    return Drafts(fieldwork.engine, Guesses(lambda: 1000.0), **changes)


def rows(fieldwork: Fieldwork) -> list[dict[str, Any]]:
    with reading(fieldwork.engine) as connection:
        found = connection.execute(select(resume_store.resumable)).mappings()
        return [dict(row) for row in found]


def other_code(code: str) -> str:
    """Another code without a slip in it."""
    drawn = code
    while drawn == code:
        drawn = resuming.in_groups(resuming._new_digits())
    return drawn


def test_answers_put_aside_come_back_under_their_code(fieldwork: Fieldwork):
    drafts, content = drafts_of(fieldwork), token_bytes(3000)
    code = drafts.save(fieldwork.asked, content, None, TODAY)

    assert [len(group) for group in code.split(" ")] == [4] * 4
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-")):
        assert drafts.resume(fieldwork.asked, typed, TODAY, HERE) == content


def test_a_code_can_be_typed_in_any_script(sqlite_fieldwork: Fieldwork):
    drafts = drafts_of(sqlite_fieldwork)
    code = drafts.save(sqlite_fieldwork.asked, b"mine", None, TODAY)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert drafts.resume(sqlite_fieldwork.asked, arabic, TODAY, HERE) == b"mine"


def test_another_process_finds_them_too(fieldwork: Fieldwork):
    code = drafts_of(fieldwork).save(fieldwork.asked, b"mine", None, TODAY)
    other = fieldwork.reopened()

    assert drafts_of(other).resume(other.asked, code, TODAY, HERE) == b"mine"


def test_saving_again_under_the_same_code_replaces(fieldwork: Fieldwork):
    drafts, asked = drafts_of(fieldwork), fieldwork.asked
    code = drafts.save(asked, b"first", None, TODAY)
    later = TODAY + timedelta(days=10)

    assert drafts.save(asked, b"second", code, later) == code
    assert drafts.resume(asked, code, later + KEPT_FOR - timedelta(days=1), HERE) == b"second"
    assert len(rows(fieldwork)) == 1


def test_everybody_has_a_code_of_their_own(sqlite_fieldwork: Fieldwork):
    drafts, asked = drafts_of(sqlite_fieldwork), sqlite_fieldwork.asked

    codes = {drafts.save(asked, bytes([at]), None, TODAY): bytes([at]) for at in range(20)}

    assert len(codes) == 20
    for code, content in codes.items():
        assert drafts.resume(asked, code, TODAY, HERE) == content


def test_nothing_comes_back_under_another_code_or_in_another_wave(fieldwork: Fieldwork):
    add_wave(fieldwork.trail, OPERATOR, a_wave_file(id="other"))
    other = Fieldwork(fieldwork.engine, wave_id="other")
    drafts = drafts_of(fieldwork)
    code = drafts.save(fieldwork.asked, b"mine", None, TODAY)

    with pytest.raises(UnknownResumeCode):
        drafts.resume(fieldwork.asked, other_code(code), TODAY, HERE)
    with pytest.raises(UnknownResumeCode):
        drafts.resume(other.asked, code, TODAY, HERE)


@pytest.mark.parametrize("typed", ["", "1234", "1234 5678 9012 345", "word-word-word-word"])
def test_what_can_be_no_code_is_refused_at_once(sqlite_fieldwork: Fieldwork, typed: str):
    drafts, asked = drafts_of(sqlite_fieldwork), sqlite_fieldwork.asked
    with locked_by_another(sqlite_fieldwork.engine):
        with pytest.raises(NotACode):
            drafts.resume(asked, typed, TODAY, HERE)
        if typed:
            with pytest.raises(NotACode):
                drafts.save(asked, b"mine", typed, TODAY)


@given(place=st.integers(0, 15), wrong=st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, wrong: int):
    digits = [int(each) for each in resuming._new_digits()]
    digits[place] = (digits[place] + wrong) % 10

    with pytest.raises(NotACode):
        _digits("".join(map(str, digits)))


def test_they_are_kept_for_fourteen_days_and_not_longer(fieldwork: Fieldwork):
    fieldwork = fieldwork.reopened()
    drafts, asked = drafts_of(fieldwork), fieldwork.asked
    code = drafts.save(asked, b"mine", None, TODAY)
    last_day = TODAY + KEPT_FOR

    assert drafts.resume(asked, code, last_day, HERE) == b"mine"
    with pytest.raises(UnknownResumeCode):
        drafts.resume(asked, code, last_day + timedelta(days=1), HERE)

    assert drafts.purge(last_day) == 0
    assert drafts.purge(last_day + timedelta(days=1)) == 1
    assert rows(fieldwork) == []


def test_nothing_is_left_when_they_were_sent(fieldwork: Fieldwork):
    drafts, asked = drafts_of(fieldwork), fieldwork.asked
    code = drafts.save(asked, b"mine", None, TODAY)

    drafts.forget(asked, code, TODAY)
    drafts.forget(asked, code, TODAY)

    assert rows(fieldwork) == []


def test_nothing_is_left_when_the_wave_closes(fieldwork: Fieldwork):
    add_wave(fieldwork.trail, OPERATOR, a_wave_file(id="other"))
    other = Fieldwork(fieldwork.engine, wave_id="other")
    drafts, asked = drafts_of(fieldwork), fieldwork.asked
    code = drafts.save(asked, b"mine", None, TODAY)
    kept = drafts.save(other.asked, b"other", None, TODAY)

    fieldwork.close()

    assert [row["wave_id"] for row in rows(fieldwork)] == ["other"]
    assert drafts.resume(other.asked, kept, TODAY, HERE) == b"other"
    with pytest.raises(NotOpen):
        drafts.save(asked, b"mine", code, TODAY)
    with pytest.raises(NotOpen):
        drafts.resume(fieldwork.asked, code, TODAY, HERE)


def test_a_wave_that_is_not_open_keeps_nothing(sqlite_fieldwork: Fieldwork):
    drafts, asked = drafts_of(sqlite_fieldwork), sqlite_fieldwork.asked

    for day in (date(2026, 4, 30), date(2026, 6, 1)):
        with pytest.raises(NotOpen):
            drafts.save(asked, b"mine", None, day)


def test_rows_tell_nothing_but_the_day_they_expire(fieldwork: Fieldwork):
    drafts, asked = drafts_of(fieldwork), fieldwork.asked
    contents = [token_bytes(size) for size in (0, 1, 100, 900, 1020, 1021, 5000)]
    codes = [drafts.save(asked, content, None, TODAY) for content in contents]

    kept = rows(fieldwork)

    assert {frozenset(row) for row in kept} == {
        frozenset({"id", "wave_id", "sealed", "expires_on"})
    }
    assert {row["expires_on"] for row in kept} == {TODAY + KEPT_FOR}
    sizes = Counter(len(row["sealed"]) - 40 for row in kept)
    assert sizes == {1024: 5, 2048: 1, 8192: 1}
    for code, content in zip(codes, contents, strict=True):
        assert drafts.resume(asked, code, TODAY, HERE) == content


@given(st.binary(max_size=5000))
def test_padding_can_be_taken_off_again(content: bytes):
    padded = _padded(content)

    assert _unpadded(padded) == content
    assert len(padded) in {1024, 2048, 4096, 8192}


def test_what_is_too_large_is_refused(sqlite_fieldwork: Fieldwork):
    with pytest.raises(TooMuch):
        drafts_of(sqlite_fieldwork).save(sqlite_fieldwork.asked, b"0" * (LARGEST + 1), None, TODAY)
    assert rows(sqlite_fieldwork) == []


def test_guessing_is_slowed(sqlite_fieldwork: Fieldwork):
    drafts, asked = drafts_of(sqlite_fieldwork), sqlite_fieldwork.asked
    code = drafts.save(asked, b"mine", None, TODAY)
    for _ in range(GUESSES_AT_ONCE):
        with pytest.raises(UnknownResumeCode):
            drafts.resume(asked, other_code(code), TODAY, HERE)

    with pytest.raises(TooFast):
        drafts.resume(asked, code, TODAY, HERE)
    assert drafts.resume(asked, code, TODAY, "192.0.2.2") == b"mine"


def test_a_client_cannot_fill_the_database(sqlite_fieldwork: Fieldwork):
    drafts = drafts_of(sqlite_fieldwork, pace=ClientPace(lambda: 1000.0, 3, 2.0))
    for _ in range(3):
        drafts.save(sqlite_fieldwork.asked, b"mine", None, TODAY, HERE)

    with pytest.raises(TooFast):
        drafts.save(sqlite_fieldwork.asked, b"mine", None, TODAY, HERE)
    assert len(rows(sqlite_fieldwork)) == 3


def test_a_client_with_a_code_cannot_keep_the_others_waiting(sqlite_fieldwork: Fieldwork):
    drafts = drafts_of(sqlite_fieldwork, pace=ClientPace(lambda: 1000.0, 3, 2.0))
    code = drafts.save(sqlite_fieldwork.asked, b"mine", None, TODAY)
    for _ in range(3):
        drafts.resume(sqlite_fieldwork.asked, code, TODAY, HERE)

    with pytest.raises(TooFast):
        drafts.resume(sqlite_fieldwork.asked, code, TODAY, HERE)
    assert drafts.resume(sqlite_fieldwork.asked, code, TODAY, "192.0.2.2") == b"mine"


def test_more_than_a_few_at_once_are_told_to_come_back(
    sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(resuming, "MAY_WAIT", 1)
    drafts, asked = drafts_of(sqlite_fieldwork), sqlite_fieldwork.asked

    def save(_: int) -> str:
        try:
            return drafts.save(asked, b"mine", None, TODAY)
        except TooFast:
            return "too fast"

    with drafts._computing, ThreadPoolExecutor(4) as crowd:
        saving = [crowd.submit(save, at) for at in range(4)]
        while sum(each.done() for each in saving) < 2:
            pass
        drafts._computing.release()
        outcomes = [each.result(10) for each in saving]
        drafts._computing.acquire()

    assert outcomes.count("too fast") == 2
    assert len(rows(sqlite_fieldwork)) == 2


def test_it_is_said_out_loud_when_they_cannot_be_put_aside(impatient_fieldwork: Fieldwork):
    asked = impatient_fieldwork.asked

    with locked_by_another(impatient_fieldwork.engine), pytest.raises(StorageUnavailable):
        drafts_of(impatient_fieldwork).save(asked, b"mine", None, TODAY)


def test_there_is_no_way_for_staff_to_list_or_read_them():
    for module in (resuming, resume_store):
        for _, function in inspect.getmembers(module, inspect.isfunction):
            assert "actor" not in inspect.signature(function).parameters
    public = {name for name in vars(Drafts) if not name.startswith("_")}
    assert public == {"save", "resume", "forget", "purge"}


def test_a_code_takes_as_much_work_to_try_as_a_password():
    assert (passwords.OPERATIONS, passwords.MEMORY) == WORK
    assert resuming.DIGITS == 15, "2^49 of them"
