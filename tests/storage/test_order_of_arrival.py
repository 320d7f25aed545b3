"""The order in which people answered is tried to be restored from the bytes, and cannot be.

It would join a response to its free text, and to whoever was seen at the kiosk at that hour.
One limit, which the README states, is not tried: that batches of at least ten were folded one
after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import Engine, text

from copfeedback.storage.engine import reading
from copfeedback.surveys import folding
from tests.factories import Fieldwork, full_answers, open_tiny_wave
from tests.storage.traces import (
    POSTGRESQL_PAGE,
    SQLITE_PAGE,
    checkpointed,
    files_of,
    order_left,
    rank_correlation,
)

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
            ARRIVALS, lambda at: full_answers(what_happened=[], improve=[self.texts[at]])
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


def telling(left: dict[str, float]) -> set[str]:
    return {way for way, strength in left.items() if abs(strength) >= TELLING}


@pytest.fixture
def arrivals(engine: Engine, tmp_path: Path) -> Arrivals:
    return Arrivals(engine, tmp_path)


def test_the_order_of_arrival_can_be_seen_in_postgresql_before_folding(
    postgresql_engine: Engine, tmp_path: Path
):
    """A control: whoever cannot see this order would see none.

    SQLite keeps pending records by their random ids and nothing else in the order they came.
    """
    arrivals = Arrivals(postgresql_engine, tmp_path)

    left = arrivals.left_in_files()

    assert left["ids: pending_response, not behind tiny-spring: first"] > 0.9, left
    assert not any(way.startswith("texts") for way in left), "texts are sealed"


def test_the_order_of_arrival_would_be_seen_if_folding_did_not_shuffle(
    arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
):
    """A control: what the next test finds not to be there, it could find."""

    def in_order_of_arrival(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        arrival = {each: at for at, each in enumerate([*arrivals.ids, *arrivals.texts])}
        return sorted(rows, key=lambda row: arrival.get(row[-1], arrival.get(row[0], 0)))

    monkeypatch.setattr(folding, "_shuffled", in_order_of_arrival)
    arrivals.fold()

    rows, files = arrivals.left_in_rows(), arrivals.left_in_files()
    for way in ("rows of responses", "rows of texts", "rows of responses to rows of texts"):
        assert rows[way] == pytest.approx(1)
    for kind in ("ids", "texts"):
        assert max(abs(v) for way, v in files.items() if way.startswith(kind)) > 2 * TELLING, files


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


def test_the_order_is_drawn_from_the_system(monkeypatch: pytest.MonkeyPatch):
    rows = [(at,) for at in range(200)]
    drawn = b"".join(at.to_bytes(16) for at in range(200, 0, -1))
    asked: list[int] = []

    def draw(size: int) -> bytes:
        asked.append(size)
        return drawn

    monkeypatch.setattr(folding.secrets, "token_bytes", draw)

    assert folding._shuffled(rows) == rows[::-1]
    assert asked == [len(drawn)]


def test_one_transaction_has_written_all_of_a_batch_when_it_was_folded(
    postgresql_engine: Engine, tmp_path: Path
):
    """Transaction numbers rise with time: were there several, they would tell the order."""
    arrivals = Arrivals(postgresql_engine, tmp_path)
    arrivals.fold()

    assert transactions(postgresql_engine) == 1


def test_the_last_few_hide_among_others_when_the_wave_closes(
    fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    """A last response that came alone would lie beside its text, written in one transaction."""
    texts = [f"wish-{token_hex(8)}" for _ in range(41)]
    ids = fieldwork.send_many(40, lambda at: full_answers(what_happened=[], improve=[texts[at]]))
    fieldwork.surveys.fold_all()
    ids += fieldwork.send_many(1, lambda _: full_answers(what_happened=[], improve=[texts[40]]))
    shuffled: list[int] = []
    shuffle = folding._shuffled

    def counting(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        shuffled.append(len(rows))
        return shuffle(rows)

    monkeypatch.setattr(folding, "_shuffled", counting)
    fieldwork.close()

    assert shuffled == [41, 41]
    assert {row["id"] for row in fieldwork.responses()} == set(ids)
    assert {row["text"] for row in fieldwork.free_texts()} == set(texts)
    assert fieldwork.tallies()["all", ""] == 41
    if fieldwork.engine.dialect.name == "postgresql":
        assert transactions(fieldwork.engine) == 1
        files = files_of(fieldwork.engine)
        assert {files["response"].count(id_) for id_ in ids} == {1}
        assert {files["free_text"].count(each.encode()) for each in texts} == {1}


def transactions(engine: Engine) -> int:
    """How many transactions have written the responses and texts that are there."""
    numbers = "SELECT xmin::text FROM response UNION SELECT xmin::text FROM free_text"
    with reading(engine) as connection:
        return len(connection.execute(text(numbers)).all())
