"""The anonymity contract, tested against the bytes the database keeps.

What people enter and what must not survive is planted and searched for; and it is tried to
restore the order in which people answered, which would join a response to its free text and to
whoever was seen at the kiosk at that hour.

Two limits, which the README states, are not searched: PostgreSQL's own write-ahead log
(``pg_wal``), and the order of whole batches of at least ten, one of which is folded at a time.
"""

from __future__ import annotations

import logging
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_bytes, token_hex

import pytest
from sqlalchemy import Engine, select, text

from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import reading
from copfeedback.surveys import folding, store
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.waves import close_wave
from tests.factories import TODAY, Fieldwork, full_answers, open_tiny_wave
from tests.storage.traces import (
    POSTGRESQL_PAGE,
    SQLITE_PAGE,
    Files,
    files_of,
    found_in,
    order_left,
    rank_correlation,
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
        fieldwork.send(entered, nonce=nonce).result(10)


def sealed_records(engine: Engine) -> list[bytes]:
    with reading(engine) as connection:
        return [
            bytes(row)
            for row in connection.execute(select(store.pending_response.c.sealed)).scalars()
        ]


def close(fieldwork: Fieldwork) -> None:
    close_wave(fieldwork.engine, fieldwork.book, OPERATOR, fieldwork.wave_id, TODAY)


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
    for canary in planted:
        assert found_in(files, canary.encode()) == set()
    for nonce in canaries.nonces:
        assert found_in(files, nonce) == set()
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

    close(fieldwork)
    analyse(engine)

    files = files_of(engine)
    written = {row["text"] for row in fieldwork.free_texts()}
    assert written == {*canaries.texts, "Theft."}
    assert key is not None
    forbidden = [canaries.hidden.encode(), canaries.unknown.encode(), key]
    for needle in (*forbidden, *canaries.nonces, *sealed):
        assert found_in(files, needle) == set()
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
    for each in sealed:
        assert found_in(files, each) == set()


def checkpointed(engine: Engine) -> Files:
    """The files without SQLite's log, which holds what was pending until it is recycled."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.commit()
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    return files_of(engine)


# The order of arrival

ARRIVALS = 300
TELLING = 0.2


class Arrivals:
    """Three hundred people who answered one after the other, each with a text of their own."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.fieldwork = open_tiny_wave(engine, folder)
        self.engine = engine
        self.page = SQLITE_PAGE if engine.dialect.name == "sqlite" else POSTGRESQL_PAGE
        self.texts = [f"wish-{token_hex(8)}" for _ in range(ARRIVALS)]
        self.ids = self.fieldwork.send_many(
            ARRIVALS,
            lambda at: full_answers(what_happened=[], improve=[self.texts[at]]),
            in_order=True,
        )

    def left_in_files(self) -> dict[str, float]:
        """How much of the order the bytes tell."""
        files, wave = checkpointed(self.engine), self.fieldwork.wave_id.encode()
        texts = [each.encode() for each in self.texts]
        return {
            **{f"ids: {k}": v for k, v in order_left(files, self.ids, self.page, wave).items()},
            **{f"texts: {k}": v for k, v in order_left(files, texts, self.page, wave).items()},
        }

    def left_in_rows(self) -> dict[str, float]:
        """How much of the order the places of the rows tell, and whether they join up."""
        place = "rowid" if self.engine.dialect.name == "sqlite" else "ctid"
        with reading(self.engine) as connection:
            ids = connection.execute(text(f"SELECT id FROM response ORDER BY {place}"))
            responses = [self.ids.index(bytes(id_)) for id_ in ids.scalars()]
            found = connection.execute(text(f"SELECT text FROM free_text ORDER BY {place}"))
            texts = [self.texts.index(each) for each in found.scalars()]
        assert len(responses) == len(texts) == ARRIVALS
        order = list(range(ARRIVALS))
        by_id = sorted(order, key=self.ids.__getitem__)
        return {
            "rows of responses": rank_correlation(order, responses),
            "rows of texts": rank_correlation(order, texts),
            "rows of responses to rows of texts": rank_correlation(responses, texts),
            "ids of responses to rows of texts": rank_correlation(by_id, texts),
        }

    def fold(self) -> None:
        """Fold all of them at once."""
        assert self.fieldwork.surveys.fold_all() == ARRIVALS
        self.fieldwork.stop()


def telling(left: dict[str, float]) -> set[str]:
    return {way for way, strength in left.items() if abs(strength) >= TELLING}


@pytest.fixture
def arrivals(engine: Engine, tmp_path: Path) -> Iterator[Arrivals]:
    arrivals = Arrivals(engine, tmp_path)
    yield arrivals
    arrivals.fieldwork.stop()


def test_the_order_of_arrival_can_be_seen_before_folding(arrivals: Arrivals):
    """A control: whoever cannot see this order would see none."""
    left = arrivals.left_in_files()

    if arrivals.engine.dialect.name == "sqlite":
        # Its own pages hold the records by random id; the index by wave was filled as they came.
        assert left["ids: copfeedback.sqlite3, behind tiny-spring: neighbours"] < -0.12, left
    else:
        assert left["ids: pending_response, not behind tiny-spring: first"] > 0.99, left
    assert not any(way.startswith("texts") for way in left), "texts are sealed"


def test_the_order_of_arrival_would_be_seen_if_folding_did_not_shuffle(
    arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
):
    """A control: what the next test finds not to be there, it could find."""

    def in_order_of_arrival(rows: list[dict[str, bytes | str]]) -> None:
        arrival = {each: at for at, each in enumerate([*arrivals.ids, *arrivals.texts])}
        rows.sort(key=lambda row: arrival[row.get("text", row["id"])])

    monkeypatch.setattr(folding, "_shuffle", in_order_of_arrival)
    arrivals.fold()

    rows, files = arrivals.left_in_rows(), arrivals.left_in_files()
    for way in ("rows of responses", "rows of texts", "rows of responses to rows of texts"):
        assert rows[way] == pytest.approx(1)
    for kind in ("ids", "texts"):
        assert max(abs(v) for way, v in files.items() if way.startswith(kind)) > 0.7, files


def test_the_order_of_arrival_is_lost_when_it_was_folded(
    arrivals: Arrivals, again: Callable[[], Arrivals]
):
    arrivals.fold()
    left = arrivals.left_in_rows() | arrivals.left_in_files()
    assert any(way.startswith("ids: ") for way in left)
    assert any(way.startswith("texts: ") for way in left)

    suspicious = telling(left)
    if suspicious:
        # One in two thousand shuffles looks ordered. Order that is really there stays.
        second = again()
        second.fold()
        suspicious &= telling(second.left_in_rows() | second.left_in_files())
    assert not suspicious, left


@pytest.fixture
def again(
    request: pytest.FixtureRequest, engine: Engine, tmp_path: Path
) -> Iterator[Callable[[], Arrivals]]:
    """Another three hundred people in another database."""
    from copfeedback.storage.engine import open_database
    from copfeedback.storage.migrating import migrate

    made: list[Engine] = []

    def make() -> Arrivals:
        if engine.dialect.name == "sqlite":
            other = open_database(f"sqlite:///{tmp_path / 'second' / 'copfeedback.sqlite3'}")
        else:
            databases = request.getfixturevalue("postgresql_databases")
            other = open_database(databases.make().render_as_string(hide_password=False))
        migrate(other)
        made.append(other)
        return Arrivals(other, tmp_path / "second")

    yield make
    for other in made:
        other.dispose()


def test_the_shuffle_cannot_be_foretold():
    assert isinstance(folding._shuffle.__self__, random.SystemRandom)  # type: ignore[attr-defined]


def test_one_transaction_has_written_all_of_a_batch_when_it_was_folded(
    postgresql_engine: Engine, tmp_path: Path
):
    """Transaction numbers rise with time: were there several, they would tell the order."""
    arrivals = Arrivals(postgresql_engine, tmp_path)
    arrivals.fold()

    with reading(postgresql_engine) as connection:
        numbers = connection.execute(
            text("SELECT xmin::text FROM response UNION ALL SELECT xmin::text FROM free_text")
        ).scalars()
        assert len(set(numbers)) == 1
