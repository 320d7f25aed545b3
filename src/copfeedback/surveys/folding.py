"""Folding: pending records become responses, free texts and counts, in shuffled batches.

Everything about a batch happens in one transaction, so that a kill at any moment leaves every
submission either pending or counted, never both and never neither.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from copfeedback.storage.engine import StorageUnavailable, rewrite, writing
from copfeedback.surveys import store
from copfeedback.surveys.expressions import Answers
from copfeedback.surveys.keys import Unreadable, WaveKeys
from copfeedback.surveys.model import Mode, Survey

AT_LEAST = 10
COMPANY = 1_000
BATCH = 5_000
NOT_STATED = "not_stated"
_PATIENCE_SECONDS = 0.5
MARGINS = ("gender", "age_band", "sector")

_log = logging.getLogger(__name__)
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_shuffle = secrets.SystemRandom().shuffle


def pack(survey: Survey, answers: Answers, language: str, mode: Mode, day: date) -> bytes:
    """What is kept of a response, before sealing. Nothing finer than the week of the year."""
    texts = {item: answers[item] for item in survey.text_items & answers.keys()}
    coded = {item: answer for item, answer in answers.items() if item not in texts}
    year, week, _ = day.isocalendar()
    about = {
        "week": f"{year}-W{week:02}",
        "language": language,
        "mode": mode.value,
        "margins": [answers.get(margin, NOT_STATED) for margin in MARGINS],
        "texts": texts,
    }
    # Two lines, so that folding a million of them need not read the longer one.
    return f"{_compact(about)}\n{_compact(coded)}".encode()


def unpack(packed: bytes) -> tuple[dict[str, Any], str]:
    """What was packed: what is known of the response, and its answers as they are stored.

    Raises:
        ValueError: these bytes were never packed.
    """
    about, answers = packed.decode().split("\n")
    return json.loads(about), answers


def fold(engine: Engine, wave_id: str, keys: WaveKeys, *, closing: bool = False) -> int:
    """Fold what is pending of a wave.

    Takes nothing while fewer than ten wait, unless the wave is closing: then all, and the last
    few hide among others that are taken out and kept again with them. Returns how many
    responses were counted.
    """
    counted = 0
    while True:
        with writing(engine) as connection:
            taken = store.take_pending(connection, wave_id, BATCH, wait=closing)
            if not taken or (len(taken) < AT_LEAST and not closing):
                break
            company = COMPANY if len(taken) < AT_LEAST else 0
            counted += _fold_batch(connection, wave_id, keys, taken, company)
    if counted and engine.dialect.name != "sqlite":
        _forget_arrivals(engine)
    return counted


def _forget_arrivals(engine: Engine) -> None:
    """Take what was folded out of PostgreSQL's files as well.

    A deleted row stays there, sealed but with its id and in the order it arrived, until the
    table is rewritten. (SQLite overwrites what is deleted.) The table is all but empty now, so
    this takes milliseconds; when a backup is reading it, the next folding does it.
    """
    try:
        rewrite(engine, "pending_response", patience_seconds=_PATIENCE_SECONDS)
    except StorageUnavailable:
        _log.warning("what was folded could not be taken out of the files yet")


@dataclass
class _Batch:
    responses: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)


def _fold_batch(
    connection: Connection,
    wave_id: str,
    keys: WaveKeys,
    taken: list[tuple[bytes, bytes]],
    company: int,
) -> int:
    ids = [id_ for id_, _ in taken]
    repeated = store.already_stored(connection, ids)
    batch = _Batch()
    for id_, sealed in taken:
        if id_ in repeated:
            continue
        try:
            about, answers = unpack(keys.pending.open(sealed))
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
    _shuffle(batch.responses)
    _shuffle(batch.texts)
    if batch.responses:
        store.add_responses(connection, batch.responses)
    if batch.counts:
        store.add_to_tallies(connection, wave_id, batch.counts)
    if batch.texts:
        store.add_free_texts(connection, batch.texts)
    store.remove_pending(connection, wave_id, ids)
    return counted


def _sort_into(
    batch: _Batch, wave_id: str, id_: bytes, about: dict[str, Any], answers: str
) -> None:
    batch.responses.append(
        {
            "id": id_,
            "wave_id": wave_id,
            "week": about["week"],
            "language": about["language"],
            "mode": about["mode"],
            "helper": None,
            "answers": answers,
        }
    )
    batch.texts.extend(
        {
            "id": secrets.token_bytes(16),
            "wave_id": wave_id,
            "question_id": question_id,
            "language": about["language"],
            "text": text,
        }
        for question_id, text in about["texts"].items()
    )
    batch.counts["all", ""] += 1
    batch.counts["mode", about["mode"]] += 1
    batch.counts["language", about["language"]] += 1
    for margin, value in zip(MARGINS, about["margins"], strict=True):
        batch.counts[margin, value] += 1
