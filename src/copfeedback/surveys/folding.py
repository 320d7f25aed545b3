"""Folding: pending records become responses, free texts and counts, in shuffled batches.

Everything about a batch happens in one transaction, so that a kill at any moment leaves every
submission either pending or counted, never both and never neither.
"""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine

from copfeedback.sealing import Unreadable
from copfeedback.storage.engine import StorageUnavailable, reading, rewrite, writing
from copfeedback.surveys import store
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.compression import NotCompressed
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.packing import MARGINS

AT_LEAST = 10
COMPANY = 1_000
# Others who write to SQLite wait for no longer than a tenth of a second; nobody does on PostgreSQL.
BATCH = {"sqlite": 2_000, "postgresql": 10_000}
TALLIED = ("mode", "language", *MARGINS, "channel", "helper")
_PATIENCE_SECONDS = 0.5

_log = logging.getLogger(__name__)


def fold(engine: Engine, asked: AskedWave, *, closing: bool = False) -> int:
    """Fold what is pending of a wave.

    Takes nothing while fewer than ten wait, unless the wave is closing: then all, and the last
    few hide among others that are taken out and kept again with them. Returns how many
    responses were counted.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    size = BATCH[engine.dialect.name]
    counted, last = 0, b""
    while asked.keys is not None:
        # SQLite has one writer. What takes long is done before it is our turn, and lets others in.
        ahead = _read_ahead(engine, asked, asked.keys) if on_sqlite else {}
        with writing(engine) as connection:
            taken = store.take_pending(connection, asked.wave.id, size, after=last, wait=closing)
            if not taken or (len(taken) < AT_LEAST and not closing):
                connection.rollback()
                if not last:
                    break
                last = b""  # from the beginning: others have come meanwhile
                continue
            company = COMPANY if len(taken) < AT_LEAST else 0
            counted += _fold_batch(connection, asked, asked.keys, taken, ahead, company)
        if not on_sqlite:  # PostgreSQL would pass all that was deleted before, at every batch
            last = max(id_ for id_, _sealed, _stored in taken)
    if counted and not on_sqlite:
        _forget_arrivals(engine, asked)
    return counted


def _forget_arrivals(engine: Engine, asked: AskedWave) -> None:
    """Take what was folded out of PostgreSQL's files as well.

    A deleted row stays there, sealed but with its id and in the order it arrived, until the
    table is rewritten. (SQLite overwrites what is deleted.) The table is all but empty now, so
    this takes milliseconds; when a backup is reading it, the next folding does it. The same holds
    for the first entries of paper forms, which went as the second ones came, and for access codes
    that were used: those of the ones who have just been folded together would lie side by side.
    """
    codes = ("access_code",) if asked.wave.plan.by_code else ()
    tables = ("pending_response", "paper_entry", *codes)
    try:
        rewrite(engine, *tables, patience_seconds=_PATIENCE_SECONDS)
    except StorageUnavailable:
        _log.warning("what was folded could not be taken out of the files yet")


_Unpacked: TypeAlias = dict[bytes, tuple[list[Any], str]]


def _read_ahead(engine: Engine, asked: AskedWave, keys: WaveKeys) -> _Unpacked:
    """The content of what will probably be taken out next; a pending record never changes."""
    with reading(engine) as connection:
        pending = store.see_pending(connection, asked.wave.id, BATCH["sqlite"])
    unpacked: _Unpacked = {}
    for id_, sealed in pending:
        with suppress(Unreadable, NotCompressed):  # told when it is its turn
            unpacked[id_] = asked.packing.unpack(keys.pending.open(sealed))
    return unpacked


@dataclass
class _Batch:
    responses: list[tuple[Any, ...]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)
    people: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def counts(self) -> Counter[tuple[str, str]]:
        """How many answered, by one margin at a time."""
        counts: Counter[tuple[str, str]] = Counter()
        for values, number in self.people.items():
            counts["all", ""] += number
            for margin, value in zip(TALLIED, values, strict=True):
                if value:
                    counts[margin, value] += number
        return counts


def _fold_batch(
    connection: Connection,
    asked: AskedWave,
    keys: WaveKeys,
    taken: list[tuple[bytes, bytes, bool]],
    ahead: _Unpacked,
    company: int,
) -> int:
    wave_id, batch = asked.wave.id, _Batch()
    for id_, sealed, stored in taken:
        if stored:
            continue
        try:
            about, answers = ahead.get(id_) or asked.packing.unpack(keys.pending.open(sealed))
        except Unreadable:
            # Nobody with the key wrote this. What we did write and cannot understand is an error
            # of ours instead: it stops the folding, and the record stays.
            _log.error("a pending record of wave %s could not be read and was dropped", wave_id)
            continue
        _sort_into(batch, wave_id, id_, about, answers)
    counted = len(batch.responses)
    if company:
        batch.responses += store.withdraw(connection, store.response, wave_id, company)
        batch.texts += store.withdraw(connection, store.free_text, wave_id, company)
    if batch.responses:
        store.add_responses(connection, _shuffled(batch.responses))
    if counts := batch.counts():
        store.add_to_tallies(connection, wave_id, counts)
    if batch.texts:
        store.add_free_texts(connection, _shuffled(batch.texts))
    return counted


def _sort_into(batch: _Batch, wave_id: str, id_: bytes, about: Sequence[Any], answers: str) -> None:
    week, language, mode, margins, texts, seldom = about
    helper, interpreter, channel, stratum, cluster = seldom
    where_from = (value or None for value in (interpreter, stratum, cluster))
    unweighted = (None, None)
    batch.responses.append(
        (id_, wave_id, week, language, mode, helper, answers, *where_from, *unweighted)
    )
    for question_id, text in texts.items():
        batch.texts.append((secrets.token_bytes(16), wave_id, question_id, language, text))
    batch.people[mode, language, *margins, channel, helper or ""] += 1


def _shuffled(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows in random order (drawn from the system, a tenth of what its shuffle takes)."""
    size = 16
    drawn = secrets.token_bytes(size * len(rows))
    order = sorted(range(len(rows)), key=lambda at: drawn[at * size : (at + 1) * size])
    return [rows[at] for at in order]
