"""A database that is locked, read-only, full or gone: said clearly, and nothing half stored."""

from __future__ import annotations

import asyncio
import os
import shutil
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from copfeedback.storage.engine import (
    StorageUnavailable,
    open_database,
    reading,
    rewrite,
    writing,
)
from copfeedback.storage.migrating import current, migrate
from copfeedback.surveys import store
from copfeedback.surveys.intake import Outcome
from tests.breakage import locked_by_another
from tests.conftest import text_of
from tests.factories import WAVE, Fieldwork, full_answers, open_tiny_wave
from tests.postgresql_server import TemporaryServer, connect

CANARY = "canary-73c1"


def add_text(engine: Engine, content: str = CANARY, id_: bytes = b"") -> None:
    row = (id_ or os.urandom(16), WAVE, "improve", "en", content)
    with writing(engine) as connection:
        store.add_free_texts(connection, [row])


def texts(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(store.free_text.c.id)).all())


def refused(use: Callable[[], Any]) -> str:
    """Why the storage refused; what it says holds nothing that was entered."""
    with pytest.raises(StorageUnavailable) as caught:
        use()
    told = "".join(traceback.format_exception(caught.value))
    assert CANARY not in told
    return str(caught.value)


def prepared(engine: Engine, statement: str) -> None:
    """Every new connection first executes this."""

    @event.listens_for(engine, "connect")
    def _execute(connection: Any, _record: Any) -> None:
        connection.execute(statement).close()

    engine.dispose()


def make_read_only(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        prepared(engine, "PRAGMA query_only=ON")
        return
    with connect(engine.url) as session:
        session.execute(
            f"ALTER DATABASE {engine.url.database} SET default_transaction_read_only = on"
        )
    engine.dispose()


class TestLocked:
    def test_writing_waits_only_so_long_when_somebody_else_holds_the_database(
        self, impatient_fieldwork: Fieldwork
    ):
        engine = impatient_fieldwork.engine

        with locked_by_another(engine):
            why = refused(lambda: add_text(engine))

        assert why in {"SQLITE_BUSY", "LockNotAvailable"}
        assert texts(engine) == 0
        add_text(engine)
        assert texts(engine) == 1

    def test_answers_can_still_be_counted_when_somebody_else_writes(
        self, impatient_fieldwork: Fieldwork
    ):
        with writing(impatient_fieldwork.engine):
            assert impatient_fieldwork.pending() == 0

    def test_folding_loses_nothing_when_the_database_is_locked(
        self, impatient_fieldwork: Fieldwork
    ):
        impatient_fieldwork.send_many(10)
        keys = impatient_fieldwork.asked.keys

        with locked_by_another(impatient_fieldwork.engine):
            refused(impatient_fieldwork.surveys.fold_all)

        assert keys is not None
        assert impatient_fieldwork.pending() == 10
        assert impatient_fieldwork.surveys.fold_all() == 10


class TestReadOnly:
    @pytest.fixture
    def read_only(self, fieldwork: Fieldwork) -> Fieldwork:
        make_read_only(fieldwork.engine)
        return fieldwork

    def test_a_submission_is_refused(self, read_only: Fieldwork):
        why = refused(lambda: read_only.send(full_answers(improve=[CANARY])))

        assert why in {"SQLITE_READONLY", "ReadOnlySqlTransaction"}
        assert read_only.pending() == 0

    def test_migrating_is_refused(self, empty_address: str):
        engine = open_database(empty_address)
        make_read_only(engine)

        refused(lambda: migrate(engine))

        assert current(engine) is None
        engine.dispose()

    def test_surveys_can_still_be_read(self, read_only: Fieldwork):
        assert [asked.wave.id for asked in read_only.surveys.open_waves()] == [WAVE]


class TestFull:
    @pytest.fixture
    def full(self, sqlite_fieldwork: Fieldwork) -> Fieldwork:
        with reading(sqlite_fieldwork.engine) as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        prepared(sqlite_fieldwork.engine, f"PRAGMA max_page_count={pages + 2}")
        return sqlite_fieldwork

    def test_a_text_is_refused_whole_when_the_disk_is_full(self, full: Fieldwork):
        why = refused(lambda: add_text(full.engine, CANARY * 10_000))

        assert why == "SQLITE_FULL"
        assert texts(full.engine) == 0

    def test_everybody_of_a_group_is_told_when_the_disk_is_full(self, full: Fieldwork):
        asked = full.asked

        async def send_all() -> list[Outcome | BaseException]:
            sent = (
                full.surveys.send_together(
                    asked, full.submission(full_answers(improve=[os.urandom(900).hex()]))
                )
                for _ in range(20)
            )
            return await asyncio.gather(*sent, return_exceptions=True)

        outcomes = asyncio.run(send_all())

        taken = outcomes.count(Outcome.TAKEN)
        assert {type(outcome) for outcome in outcomes} <= {StorageUnavailable, Outcome}
        assert taken < 20
        assert full.pending() == taken


class TestFileGone:
    def path(self, engine: Engine) -> Path:
        return Path(engine.url.database or "")

    def test_nothing_is_taken_when_the_file_was_removed(self, sqlite_fieldwork: Fieldwork):
        engine = sqlite_fieldwork.engine
        sqlite_fieldwork.send_many(1)
        self.path(engine).unlink()

        why = refused(sqlite_fieldwork.send)

        assert why == "the database file is gone"
        refused(lambda: texts(engine))
        engine.dispose()
        refused(lambda: texts(engine))
        assert not self.path(engine).exists(), "an empty database must not take its place"

    def test_nothing_is_promised_when_the_file_is_removed_while_it_is_written(
        self, sqlite_fieldwork: Fieldwork
    ):
        engine = sqlite_fieldwork.engine

        def write_and_lose() -> None:
            with writing(engine) as connection:
                connection.execute(text("UPDATE wave SET closed_on = '2026-05-07'"))
                self.path(engine).unlink()

        assert refused(write_and_lose) == "the database file is gone"

    def test_the_portal_goes_on_when_the_file_was_restored_from_a_copy(
        self, sqlite_fieldwork: Fieldwork, tmp_path: Path
    ):
        engine = sqlite_fieldwork.engine
        path, copy = self.path(engine), tmp_path / "copy.sqlite3"
        engine.dispose()
        shutil.copy(path, copy)
        add_text(engine)
        assert texts(engine) == 1

        for leftover in path.parent.iterdir():
            leftover.unlink()
        shutil.move(copy, path)

        assert texts(engine) == 0
        add_text(engine)
        again = open_database(str(engine.url))
        assert texts(again) == 1
        again.dispose()

    def test_a_portal_does_not_start_when_its_folder_cannot_be_made(self, tmp_path: Path):
        (tmp_path / "file").touch()

        refused(lambda: open_database(f"sqlite:///{tmp_path / 'file' / 'database.sqlite3'}"))

    def test_nothing_is_stored_when_the_file_is_no_database(self, tmp_path: Path):
        path = tmp_path / "database.sqlite3"
        path.write_bytes(b"This is a letter, not a database. " * 100)
        engine = open_database(f"sqlite:///{path}")

        assert refused(lambda: migrate(engine)) == "SQLITE_NOTADB"
        engine.dispose()


class TestServerGone:
    @pytest.fixture
    def server(self) -> Iterator[TemporaryServer]:
        server = TemporaryServer()
        yield server
        server.stop()

    def test_everybody_is_told_when_the_server_dies(self, server: TemporaryServer, tmp_path: Path):
        engine = open_database(text_of(server.address))
        migrate(engine)
        fieldwork = open_tiny_wave(engine, tmp_path)
        fieldwork.send_many(1)
        asked = fieldwork.asked
        server.kill()

        refused(lambda: fieldwork.surveys.send(asked, fieldwork.submission()))
        refused(fieldwork.pending)
        refused(fieldwork.book.refresh)
        refused(lambda: migrate(engine))
        engine.dispose()

    def test_nothing_is_half_stored_when_the_connection_ends_in_the_middle(
        self, postgresql_engine: Engine, tmp_path: Path
    ):
        fieldwork = open_tiny_wave(postgresql_engine, tmp_path)

        def write_and_lose() -> None:
            with writing(postgresql_engine) as connection:
                store.add_pending(connection, [(WAVE, b"1" * 16, CANARY.encode())])
                session = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
                with connect(postgresql_engine.url) as other:
                    other.execute("SELECT pg_terminate_backend(%s, 5000)", [session])
                store.add_pending(connection, [(WAVE, b"2" * 16, CANARY.encode())])

        assert refused(write_and_lose) == "AdminShutdown"
        assert fieldwork.pending() == 0
        fieldwork.send_many(1)
        assert fieldwork.pending() == 1

    def test_the_portal_goes_on_when_the_server_was_restarted(self, postgresql_engine: Engine):
        assert texts(postgresql_engine) == 0
        with connect(postgresql_engine.url) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        assert texts(postgresql_engine) == 0


class TestErrors:
    def test_no_value_is_told_when_the_database_refuses_a_row(self, fieldwork: Fieldwork):
        id_ = b"1" * 16
        add_text(fieldwork.engine, id_=id_)
        faulty: list[dict[str, Any]] = [
            {"id": id_, "text": CANARY, "question_id": CANARY},
            {"id": b"2" * 16, "text": CANARY, "question_id": None},
            {"id": b"3" * 16, "text": CANARY, "question_id": CANARY, "wave_id": CANARY},
        ]

        for row in faulty:
            with pytest.raises(IntegrityError) as caught, writing(fieldwork.engine) as connection:
                connection.execute(
                    insert(store.free_text), {"wave_id": WAVE, "language": "en", **row}
                )
            told = "".join(traceback.format_exception(caught.value))
            assert CANARY not in told
            assert id_.hex() not in told

        assert texts(fieldwork.engine) == 1

    def test_no_value_is_told_when_a_value_does_not_fit(self, postgresql_engine: Engine):
        row = {"id": b"1" * 16, "wave_id": WAVE, "question_id": CANARY * 10, "language": CANARY}
        with (
            pytest.raises(DBAPIError) as caught,
            writing(postgresql_engine) as connection,
        ):
            connection.execute(insert(store.free_text), {**row, "text": f"{CANARY}\x00"})

        assert CANARY not in "".join(traceback.format_exception(caught.value))

    def test_somebody_is_told_when_all_connections_are_in_use(self, sqlite_engine: Engine):
        sqlite_engine.pool._timeout = 0.05  # type: ignore[attr-defined]
        held = [sqlite_engine.connect() for _ in range(15)]

        why = refused(lambda: texts(sqlite_engine))

        assert why == "all connections are in use"
        for connection in held:
            connection.close()

    def test_the_readers_own_errors_are_not_the_databases(self, sqlite_engine: Engine):
        with pytest.raises(ZeroDivisionError), writing(sqlite_engine):
            _ = 1 / 0


class TestRewriting:
    def test_nobody_waits_long_when_somebody_reads_what_is_to_be_rewritten(
        self, impatient_fieldwork: Fieldwork
    ):
        engine = impatient_fieldwork.engine
        with reading(engine) as connection:
            connection.execute(select(store.pending_response)).all()
            refused(lambda: rewrite(engine, "pending_response", patience_seconds=0.2))

        rewrite(engine, "pending_response")

    def test_counting_goes_on_when_the_files_cannot_be_cleaned_yet(
        self, postgresql_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ):
        fieldwork = open_tiny_wave(postgresql_engine, tmp_path)
        fieldwork.send_many(12)
        with reading(postgresql_engine) as connection:
            connection.execute(select(store.pending_response.c.id)).all()

            assert fieldwork.surveys.fold_all() == 12

        assert "could not be taken out of the files yet" in caplog.text
        assert len(fieldwork.responses()) == 12

    def test_the_next_user_of_a_connection_has_the_usual_patience(self, postgresql_engine: Engine):
        rewrite(postgresql_engine, "pending_response", patience_seconds=0.1)

        with reading(postgresql_engine) as connection:
            assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "10s"


def test_sqlite_keeps_no_trace_of_what_it_deletes(sqlite_engine: Engine):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
    }
    connections = [sqlite_engine.connect() for _ in range(3)]
    for connection in connections:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}
        connection.close()
        assert found == wanted
