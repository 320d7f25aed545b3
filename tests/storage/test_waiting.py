"""What is kept for a while leaves nothing behind: access codes, drafts, first entries of forms.

As in ``test_anonymity``, one limit, which the README states, is not searched: PostgreSQL's own
write-ahead log.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from secrets import token_bytes, token_hex

import pytest
from sqlalchemy import Engine, select, text

from copfeedback.people.model import OPERATOR
from copfeedback.people.pace import Guesses
from copfeedback.storage.engine import reading
from copfeedback.surveys import code_store, paper_store, resume_store, resuming
from copfeedback.surveys.access_code import AccessCode, CodeForm
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.paper import Paper
from copfeedback.surveys.resuming import KEPT_FOR, Drafts
from tests.factories import TODAY, Fieldwork, full_answers, open_tiny_wave
from tests.storage.test_anonymity import analyse, sealed_records
from tests.storage.traces import (
    POSTGRESQL_PAGE,
    SQLITE_PAGE,
    checkpointed,
    files_of,
    found_in,
    order_left,
)
from tests.surveys.coded import issue, open_coded_wave, send_with

PEOPLE = 40


@pytest.fixture(autouse=True)
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resuming, "OPERATIONS", 1)
    monkeypatch.setattr(resuming, "MEMORY", 8 * 1024)


@pytest.fixture
def coded(fieldwork: Fieldwork) -> Fieldwork:
    return open_coded_wave(fieldwork)


def digests_of(fieldwork: Fieldwork, codes: list[AccessCode]) -> list[bytes]:
    keys = fieldwork.asked.keys
    assert keys is not None
    return [keys.code_digest(code.content) for code in codes]


def sealed_in(engine: Engine, table: str) -> list[bytes]:
    kept = {"paper_entry": paper_store.paper_entry, "resumable": resume_store.resumable}[table]
    with reading(engine) as connection:
        return [bytes(row) for row in connection.execute(select(kept.c.sealed)).scalars()]


def test_no_code_is_kept_readable(coded: Fieldwork):
    codes = issue(coded, 6)
    for code in codes[:3]:
        send_with(coded, code)

    everything = b"".join(files_of(coded.engine).values())

    for code in codes:
        for written in (*map(code.written, CodeForm), f"{code.number:011}"):
            forms = {written, written.replace(" ", ""), written.replace("-", "")}
            assert not any(form.encode() in everything for form in forms)
    kept = digests_of(coded, codes)[3:]
    assert all(digest in everything for digest in kept), "the search can find"


def test_used_codes_are_gone_from_the_files_when_the_answers_were_folded(coded: Fieldwork):
    """With the wave's key and the codes at hand, they would say who has answered lately."""
    codes = issue(coded, 2 * PEOPLE)
    for code in codes[:PEOPLE]:
        send_with(coded, code)
    sealed = sealed_records(coded.engine)

    coded.surveys.fold_all()
    analyse(coded.engine)

    files = checkpointed(coded.engine)
    used, unused = digests_of(coded, codes)[:PEOPLE], digests_of(coded, codes)[PEOPLE:]
    assert found_in(files, *used, *sealed) == set()
    assert all(found_in(files, digest) for digest in unused)


def test_no_transaction_joins_a_code_and_a_response(postgresql_engine: Engine, tmp_path: Path):
    coded = open_coded_wave(open_tiny_wave(postgresql_engine, tmp_path))
    for code in issue(coded, 2 * PEOPLE)[:PEOPLE]:
        send_with(coded, code)
    coded.surveys.fold_all()

    with reading(coded.engine) as connection:
        marks = connection.execute(text("SELECT DISTINCT xmin::text, xmax::text FROM access_code"))
        codes = {mark for row in marks for mark in row}
        responses = set(connection.execute(text("SELECT xmin::text FROM response")).scalars())

    assert len(codes) == 2, "of the transaction that made them all, and none that used one"
    assert not codes & responses


def test_nothing_tells_in_which_order_codes_were_made_or_are_left(coded: Fieldwork):
    page = SQLITE_PAGE if coded.engine.dialect.name == "sqlite" else POSTGRESQL_PAGE
    codes = issue(coded, 400)
    for code in codes[::4]:
        send_with(coded, code)
    coded.surveys.fold_all()
    left = digests_of(coded, [code for at, code in enumerate(codes) if at % 4])

    order = order_left(checkpointed(coded.engine), left, page, coded.wave_id.encode())

    assert order
    assert {way: value for way, value in order.items() if abs(value) > 0.25} == {}


def test_no_code_is_left_when_the_wave_closes(coded: Fieldwork):
    codes = issue(coded, PEOPLE)
    for code in codes[:13]:
        send_with(coded, code)
    digests = digests_of(coded, codes)

    coded.close()
    analyse(coded.engine)

    files = files_of(coded.engine)
    assert found_in(files, *digests) == set()
    with reading(coded.engine) as connection:
        assert connection.execute(select(code_store.access_code)).all() == []


def test_nothing_put_aside_can_be_read_and_nothing_is_left_when_it_expired(fieldwork: Fieldwork):
    engine, asked = fieldwork.engine, fieldwork.asked
    drafts = Drafts(engine, Guesses(lambda: 0.0))
    canaries = [f"wish-{token_hex(16)}".encode() for _ in range(6)]
    codes = [drafts.save(asked, canary * 30, None, TODAY) for canary in canaries]
    sealed = sealed_in(engine, "resumable")
    drafts.save(asked, token_bytes(5_000), codes[0], TODAY)
    sealed += sealed_in(engine, "resumable")
    some_of = [each[at : at + 160] for each in sealed for at in (0, len(each) - 160)]
    drafts.forget(asked, codes[1], TODAY)

    files = files_of(engine)
    for needle in (*canaries, *(code.replace(" ", "").encode() for code in codes)):
        assert found_in(files, needle) == set()

    assert drafts.purge(TODAY + KEPT_FOR + timedelta(days=1)) == 5
    analyse(engine)

    files = checkpointed(engine)
    assert found_in(files, *some_of) == set()


def test_what_was_replaced_or_sent_is_gone_from_the_files_by_the_next_day(fieldwork: Fieldwork):
    engine, asked = fieldwork.engine, fieldwork.asked
    drafts = Drafts(engine, Guesses(lambda: 0.0))
    drafts.purge(TODAY)
    replaced = drafts.save(asked, b"first", None, TODAY)
    sent = drafts.save(asked, b"sent", None, TODAY)
    sealed = sealed_in(engine, "resumable")
    drafts.save(asked, b"second", replaced, TODAY)
    drafts.forget(asked, sent, TODAY)

    drafts.purge(TODAY + timedelta(days=1))

    files = checkpointed(engine)
    assert [found_in(files, each) for each in sealed] == [set(), set()]
    assert found_in(files, sealed_in(engine, "resumable")[0])


def test_first_entries_of_forms_are_gone_when_the_answers_were_folded(fieldwork: Fieldwork):
    """With the wave's key they would join what somebody wrote to what else they answered."""
    engine, paper = fieldwork.engine, Paper(fieldwork.engine)
    texts = [f"wish-{token_hex(16)}" for _ in range(12)]

    def form(at: int) -> tuple[object, ...]:
        answers = full_answers(improve=[texts[at]])
        return OPERATOR, fieldwork.asked, f"{at}", answers, Circumstances("en", Mode.PAPER), TODAY

    for at in range(12):
        paper.enter_first(*form(at))
    sealed = sealed_in(engine, "paper_entry")
    files = files_of(engine)
    assert not any(found_in(files, each.encode()) for each in texts)
    assert all(found_in(files, each) for each in sealed), "the search can find"
    for at in range(12):
        assert not paper.enter_second(*form(at))

    fieldwork.surveys.fold_all()
    analyse(engine)

    files = checkpointed(engine)
    assert found_in(files, *sealed) == set()
