"""Queries of the translations of minutes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from copfeedback.forums.minutes_model import Minutes, MinutesTranslation
from copfeedback.forums.stored import texts_to_json
from copfeedback.forums.tables import minutes_translation
from copfeedback.forums.translating import carried_over
from copfeedback.people.tables import in_utc


def translations(connection: Connection, meeting_id: int, number: int) -> list[MinutesTranslation]:
    """The translations of a version, by language."""
    wanted = select(minutes_translation).where(
        minutes_translation.c.meeting_id == meeting_id, minutes_translation.c.number == number
    )
    rows = connection.execute(wanted.order_by(minutes_translation.c.language))
    return [_translation(row) for row in rows]


def keep_translation(connection: Connection, kept: MinutesTranslation) -> None:
    """Keep a translation in place of the one there was; the meeting is locked."""
    connection.execute(
        delete(minutes_translation).where(
            minutes_translation.c.meeting_id == kept.meeting_id,
            minutes_translation.c.number == kept.number,
            minutes_translation.c.language == kept.language,
        )
    )
    row = {
        "meeting_id": kept.meeting_id,
        "number": kept.number,
        "language": kept.language,
        "texts": texts_to_json(kept.texts),
        "translator": kept.by,
        "translated_at": kept.at,
    }
    connection.execute(insert(minutes_translation), row)


def translated(connection: Connection, minutes: Minutes, language: str) -> Mapping[str, str]:
    """What of a version is translated to a language, by place."""
    for each in translations(connection, minutes.meeting_id, minutes.number):
        if each.language == language:
            return each.texts
    return {}


def carry_translations(connection: Connection, older: Minutes, newer: Minutes) -> None:
    """Keep for a new version what was translated of the one before and still fits."""
    for each in translations(connection, older.meeting_id, older.number):
        texts = carried_over(older, newer, each.texts)
        if texts:
            keep_translation(connection, replace(each, number=newer.number, texts=texts))


def _translation(row: Row[Any]) -> MinutesTranslation:
    texts: Mapping[str, str] = json.loads(row.texts)
    at = in_utc(row.translated_at)
    return MinutesTranslation(row.meeting_id, row.number, row.language, texts, row.translator, at)
