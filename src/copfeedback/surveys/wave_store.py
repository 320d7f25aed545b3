"""The table of waves and its queries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from copfeedback.i18n.translations import Translations
from copfeedback.storage.schema import metadata
from copfeedback.surveys.model import Choice
from copfeedback.surveys.wave_model import Wave
from copfeedback.surveys.wave_plan import plan_as_text, plan_from_text

wave = Table(
    "wave",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("short", String(8), nullable=False, unique=True),
    Column("survey_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("sectors", Text, nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("results_due", Date, nullable=False),
    Column("demonstration", Boolean, nullable=False),
    Column("closed_on", Date),
    # Destroyed when the wave is closed: what was sealed under it can then never be read again.
    Column("key", LargeBinary(32)),
    # What is never searched for, as JSON; NULL for waves that are older than plans.
    Column("plan", Text),
    ForeignKeyConstraint(
        ["survey_id", "version"], ["survey_version.survey_id", "survey_version.version"]
    ),
)


@dataclass(frozen=True, slots=True)
class StoredWave:
    """A wave with the key that seals what is on its way; None once it is destroyed."""

    wave: Wave
    key: bytes | None


def add_wave(connection: Connection, new: Wave, key: bytes | None) -> None:
    """Keep a wave and its key; one that never takes an answer has none."""
    first = {"id": new.id, "short": new.short, "demonstration": new.demonstration, "key": key}
    connection.execute(insert(wave), first | _changeable(new))


def change_wave(connection: Connection, changed: Wave) -> bool:
    """Keep a wave in place of what it was; False if it is closed for good."""
    statement = update(wave).where(wave.c.id == changed.id, wave.c.closed_on.is_(None))
    return connection.execute(statement.values(_changeable(changed))).rowcount > 0


def all_waves(connection: Connection) -> list[StoredWave]:
    """Every wave, the earliest first."""
    rows = connection.execute(select(wave).order_by(wave.c.opens, wave.c.id)).mappings()
    return [
        StoredWave(
            Wave(
                id=row["id"],
                short=row["short"],
                survey_id=row["survey_id"],
                version=row["version"],
                name=Translations(json.loads(row["name"])),
                opens=row["opens"],
                closes=row["closes"],
                results_due=row["results_due"],
                sectors=tuple(
                    Choice(sector["code"], Translations(sector["text"]))
                    for sector in json.loads(row["sectors"])
                ),
                demonstration=row["demonstration"],
                closed_on=row["closed_on"],
                plan=plan_from_text(row["plan"]),
            ),
            row["key"],
        )
        for row in rows
    ]


def mark_closed(connection: Connection, wave_id: str, day: date) -> bool:
    """Take no more answers; False if it took none already.

    Waits for submissions that are being written this moment.
    """
    marked = connection.execute(
        update(wave).where(wave.c.id == wave_id, wave.c.closed_on.is_(None)).values(closed_on=day)
    )
    return marked.rowcount > 0


def destroy_key(connection: Connection, wave_id: str) -> None:
    """Forget the wave's key for ever."""
    connection.execute(update(wave).where(wave.c.id == wave_id).values(key=None))


def _changeable(kept: Wave) -> dict[str, object]:
    """The columns of what can be changed before a wave opens."""
    sectors = [{"code": sector.code, "text": dict(sector.text)} for sector in kept.sectors]
    return {
        "survey_id": kept.survey_id,
        "version": kept.version,
        "name": json.dumps(dict(kept.name), ensure_ascii=False),
        "sectors": json.dumps(sectors, ensure_ascii=False),
        "opens": kept.opens,
        "closes": kept.closes,
        "results_due": kept.results_due,
        "plan": plan_as_text(kept.plan),
    }
