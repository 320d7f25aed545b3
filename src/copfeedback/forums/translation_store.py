"""What is translated of minutes, and how it is carried over to the next version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.minutes_store import keep_translation, translations
from copfeedback.forums.translating import carried_over


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
