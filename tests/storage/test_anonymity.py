"""The anonymity contract, tested against the bytes the database keeps.

What people enter and what must not survive is planted and searched for. One limit, which the
README states, is not searched: PostgreSQL's own write-ahead log (``pg_wal``).
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from secrets import token_bytes, token_hex

import pytest
from sqlalchemy import Engine, select, text

from copfeedback.storage.engine import reading
from copfeedback.surveys import store
from copfeedback.surveys.answers import Entered
from tests.factories import Fieldwork, full_answers
from tests.storage.traces import (
    checkpointed,
    files_of,
    found_in,
)

PEOPLE = 24


@pytest.fixture
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where whoever needs a temporary file puts it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Logs as chatty as they can be."""
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "psycopg", "copfeedback"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


class Canaries:
    """What is planted: each can be recognised wherever it turns up."""

    def __init__(self) -> None:
        self.texts = [f"text-{token_hex(8)}" for _ in range(PEOPLE)]
        self.texts[0] += token_hex(900)  # so long that PostgreSQL may store it apart
        self.hidden = f"hidden-{token_hex(8)}"
        self.unknown = f"unknown-{token_hex(8)}"
        self.nonces = [token_bytes(24) for _ in range(PEOPLE)]

    def entered_by(self, person: int) -> Entered:
        """Half were victims and tell about it; the others hide that question again."""
        victim = person % 2 == 0
        return full_answers(
            victim=["yes" if victim else "no"],
            what_happened=["Theft." if victim else self.hidden],
            improve=[self.texts[person]],
            email=[self.unknown],
            treatment=[self.unknown],
            __proto__=[self.unknown],
        )


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


def plant(fieldwork: Fieldwork, canaries: Canaries, people: range) -> None:
    for person in people:
        entered, nonce = canaries.entered_by(person), canaries.nonces[person]
        fieldwork.send(entered, nonce=nonce)


def sealed_records(engine: Engine) -> list[bytes]:
    with reading(engine) as connection:
        return [
            bytes(row)
            for row in connection.execute(select(store.pending_response.c.sealed)).scalars()
        ]


def analyse(engine: Engine) -> None:
    """Let the database gather its statistics, which copies samples of what it holds."""
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def without_free_texts(engine: Engine) -> bytes:
    """SQLite's file as it would be if nobody had written a free text."""
    copy = Path(engine.url.database or "").parent.parent / "copy.sqlite3"
    with sqlite3.connect(engine.url.database or "") as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("PRAGMA secure_delete=ON")
        target.execute("DELETE FROM free_text")
        target.commit()
    source.close()
    target.close()
    return copy.read_bytes()


def test_nothing_readable_is_kept_while_answers_wait(fieldwork: Fieldwork, canaries: Canaries):
    plant(fieldwork, canaries, range(PEOPLE))

    files = files_of(fieldwork.engine)

    planted = [*canaries.texts, canaries.hidden, canaries.unknown]
    assert found_in(files, *map(str.encode, planted)) == set()
    assert found_in(files, *canaries.nonces) == set()
    # The search can find: the records themselves are there.
    for sealed in sealed_records(fieldwork.engine):
        assert found_in(files, sealed)


def test_only_what_was_promised_is_left_when_the_wave_is_closed(
    fieldwork: Fieldwork,
    canaries: Canaries,
    temporary_folder: Path,
    everything_logged: pytest.LogCaptureFixture,
):
    engine, key = fieldwork.engine, fieldwork.asked.key
    plant(fieldwork, canaries, range(PEOPLE - 5))
    sealed = sealed_records(engine)
    fieldwork.surveys.fold_all()
    plant(fieldwork, canaries, range(PEOPLE - 5, PEOPLE))
    sealed += sealed_records(engine)

    fieldwork.close()
    analyse(engine)

    files = files_of(engine)
    written = {row["text"] for row in fieldwork.free_texts()}
    assert written == {*canaries.texts, "Theft."}
    assert key is not None
    forbidden = [canaries.hidden.encode(), canaries.unknown.encode(), key]
    assert found_in(files, *forbidden, *canaries.nonces, *sealed) == set()
    for canary in canaries.texts:
        if engine.dialect.name == "sqlite":
            assert found_in(files, canary.encode()) == {"copfeedback.sqlite3"}
            assert canary.encode() not in without_free_texts(engine)
        else:
            assert found_in(files, canary.encode()) == {"free_text"}
    assert list(temporary_folder.iterdir()) == []
    assert "INSERT INTO response" in everything_logged.text, "logging must be as chatty as can be"
    for canary in (*canaries.texts, canaries.hidden, canaries.unknown, repr(key)):
        assert canary not in everything_logged.text


def test_folded_records_are_gone_from_the_files_before_the_wave_closes(
    fieldwork: Fieldwork, canaries: Canaries
):
    """With the wave's key, which is still there, they would join a response to its texts."""
    plant(fieldwork, canaries, range(PEOPLE))
    sealed = sealed_records(fieldwork.engine)

    fieldwork.surveys.fold_all()
    analyse(fieldwork.engine)

    files = checkpointed(fieldwork.engine)
    assert found_in(files, *sealed) == set()
