"""The table of releases: figures are written once, what became of them beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from copfeedback.i18n.translations import Translations
from copfeedback.people.tables import in_utc
from copfeedback.results.model import Life
from copfeedback.storage.schema import metadata
from copfeedback.surveys.wave_store import wave

release = Table(
    "release",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("survey_id", String(64), nullable=False, index=True),
    Column("built_at", DateTime(timezone=True), nullable=False),
    # NULL for the portal and for whoever has a shell; accounts are never deleted.
    Column("built_by_id", Integer),
    Column("built_by", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("canonical", Text, nullable=False),
    # Exact bases, as JSON, to protect the difference to a correction. Never shown to anybody.
    Column("private", Text, nullable=False),
    Column("corrects", Integer),
    Column("reason", Text),
    Column("remarks", Text),
    Column("superseded_at", DateTime(timezone=True)),
    Column("approved_at", DateTime(timezone=True)),
    Column("approved_by_id", Integer),
    Column("approved_by", String(64)),
    Column("publish_at", DateTime(timezone=True)),
    Column("published_by", String(64)),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("withdrawn_by", String(64)),
    Column("notice", Text),
)
_LIVES = select(
    *(column for column in release.c if column.name not in {"canonical", "private"})
).order_by(release.c.wave_id, release.c.number)


def lock_wave(connection: Connection, wave_id: str) -> None:
    """Wait for whoever changes the releases of the wave, and keep others from it until the end."""
    locked = select(wave.c.id).where(wave.c.id == wave_id).with_for_update(key_share=True)
    connection.execute(locked)


def add_release(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a release, whose wave must be locked."""
    connection.execute(insert(release), row)


def change_life(connection: Connection, life: Life, changes: Mapping[str, Any]) -> None:
    """Keep what became of a release, whose wave must be locked."""
    connection.execute(
        update(release)
        .where(release.c.wave_id == life.wave_id, release.c.number == life.number)
        .values(changes)
    )


def lives_of_wave(connection: Connection, wave_id: str) -> list[Life]:
    """What became of the releases of a wave, the first one first."""
    return _lives(connection, _LIVES.where(release.c.wave_id == wave_id))


def lives_of_survey(connection: Connection, survey_id: str) -> list[Life]:
    """The same of all waves of a survey, wave by wave."""
    return _lives(connection, _LIVES.where(release.c.survey_id == survey_id))


def all_lives(connection: Connection) -> list[Life]:
    """The same of all waves, wave by wave."""
    return _lives(connection, _LIVES)


def by_wave(lives: Iterable[Life]) -> dict[str, list[Life]]:
    """Sorted by wave, each in their order."""
    sorted_: dict[str, list[Life]] = {}
    for each in lives:
        sorted_.setdefault(each.wave_id, []).append(each)
    return sorted_


def find_canonical(connection: Connection, life: Life) -> str:
    """The stored text of a release."""
    return _text(connection, release.c.canonical, life)


def find_private(connection: Connection, life: Life) -> str:
    """The exact bases of a release, as JSON; empty for those of before there were any."""
    return _text(connection, release.c.private, life)


def _text(connection: Connection, column: Column[str], life: Life) -> str:
    found: str = connection.execute(
        select(column).where(release.c.wave_id == life.wave_id, release.c.number == life.number)
    ).scalar_one()
    return found


def texts_as_json(texts: Translations | None) -> str | None:
    """A text in several languages as it is kept."""
    return None if texts is None else json.dumps(dict(texts), ensure_ascii=False)


def _lives(connection: Connection, wanted: Select[Any]) -> list[Life]:
    return [_life(row) for row in connection.execute(wanted).mappings()]


def _life(row: RowMapping) -> Life:
    kept = dict(row)
    for name in ("built_at", "superseded_at", "approved_at", "publish_at", "withdrawn_at"):
        kept[name] = kept[name] and in_utc(kept[name])
    for name in ("reason", "notice"):
        kept[name] = kept[name] and Translations(json.loads(kept[name]))
    remarks = json.loads(kept["remarks"] or "[]")
    kept["remarks"] = tuple((code, margin, tuple(values)) for code, margin, values in remarks)
    return Life(**kept)
