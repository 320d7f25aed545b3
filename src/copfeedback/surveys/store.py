"""Tables of surveys, waves and responses, and their queries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.i18n.translations import Translations
from copfeedback.storage.schema import metadata
from copfeedback.surveys.model import Choice, Wave

survey_version = Table(
    "survey_version",
    metadata,
    Column("survey_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("definition", Text, nullable=False),
    Column("demographics", Text, nullable=False),
)

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
    ForeignKeyConstraint(
        ["survey_id", "version"], ["survey_version.survey_id", "survey_version.version"]
    ),
)

# The id is a keyed hash of the form's nonce: random to everybody without the wave's key.
pending_response = Table(
    "pending_response",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,  # kept in the order of the ids, in which they are folded
)

response = Table(
    "response",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("wave_id", ForeignKey("wave.id"), nullable=False, index=True),
    Column("week", String(8), nullable=False),
    Column("language", String(12), nullable=False),
    Column("mode", String(12), nullable=False),
    Column("helper", String(24)),
    Column("answers", Text, nullable=False),
)

# On purpose without any link to the response it came with.
free_text = Table(
    "free_text",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("wave_id", ForeignKey("wave.id"), nullable=False, index=True),
    Column("question_id", String(64), nullable=False),
    Column("language", String(12), nullable=False),
    Column("text", Text, nullable=False),
)

# How many answered: in all (margin "all") and by one margin at a time, never crossed.
tally = Table(
    "tally",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("margin", String(12), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)


# Asked for every group of submissions: building a statement takes longer than running it.
_OPEN_WAVES = (
    select(wave.c.id)
    .where(wave.c.id.in_(bindparam("wave_ids", expanding=True)), wave.c.closed_on.is_(None))
    .with_for_update(read=True)  # PostgreSQL: FOR SHARE; SQLite has one writer anyway
)
# In SQL itself: for SQLite, SQLAlchemy leaves out the names of tables in RETURNING.
_IS_STORED: ColumnElement[bool] = literal_column(
    "EXISTS (SELECT 1 FROM response WHERE response.id = pending_response.id)"
)


@dataclass(frozen=True, slots=True)
class StoredWave:
    """A wave with the key that seals what is on its way; None once it is destroyed."""

    wave: Wave
    key: bytes | None


def find_definition(
    connection: Connection, survey_id: str, version: int
) -> tuple[str, str, str] | None:
    """Hash, definition and demographics of a published survey version."""
    found = connection.execute(
        select(
            survey_version.c.sha256, survey_version.c.definition, survey_version.c.demographics
        ).where(survey_version.c.survey_id == survey_id, survey_version.c.version == version)
    ).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


def add_definition(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a survey version."""
    connection.execute(insert(survey_version), row)


def add_wave(connection: Connection, new: Wave, key: bytes) -> None:
    """Keep a wave and its key."""
    connection.execute(
        insert(wave),
        {
            "id": new.id,
            "short": new.short,
            "survey_id": new.survey_id,
            "version": new.version,
            "name": json.dumps(dict(new.name), ensure_ascii=False),
            "sectors": json.dumps(
                [{"code": sector.code, "text": dict(sector.text)} for sector in new.sectors],
                ensure_ascii=False,
            ),
            "opens": new.opens,
            "closes": new.closes,
            "results_due": new.results_due,
            "demonstration": new.demonstration,
            "key": key,
        },
    )


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


def open_for_writing(connection: Connection, wave_ids: Iterable[str]) -> set[str]:
    """Which of these waves still take answers; they cannot be closed before this commits."""
    return set(connection.execute(_OPEN_WAVES, {"wave_ids": list(wave_ids)}).scalars())


def add_pending(connection: Connection, rows: Sequence[tuple[str, bytes, bytes]]) -> None:
    """Keep pending records (wave, id, sealed); one that is pending already is left as it is."""
    _insert_all(connection, pending_response, rows, " ON CONFLICT DO NOTHING")


def _insert_all(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], rest: str = ""
) -> None:
    """Insert rows, each with a value for every column, in the order given.

    On the bare driver: SQLAlchemy looks at every value of every row, which takes longer than
    storing it.
    """
    columns = ", ".join(table.columns.keys())
    if connection.dialect.name == "sqlite":
        values = f"VALUES ({', '.join('?' * len(table.columns))})"
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) {values}{rest}", [*rows])
    else:
        kinds = [column.type.compile(connection.dialect) for column in table.columns]
        # Binary, because psycopg writes an array as text a character at a time.
        arrays = ", ".join(f"%b::{kind}[]" for kind in kinds)
        values = f"SELECT * FROM unnest({arrays})"  # noqa: S608 - our own tables' types
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({columns}) {values}{rest}",
            tuple(list(column) for column in zip(*rows, strict=True)),
        )


def pending_counts(connection: Connection) -> dict[str, int]:
    """How many records wait to be folded, by wave."""
    rows = connection.execute(
        select(pending_response.c.wave_id, func.count()).group_by(pending_response.c.wave_id)
    )
    return {wave_id: count for wave_id, count in rows}  # noqa: C416 - a Row is not a pair


def see_pending(
    connection: Connection, wave_id: str, at_most: int
) -> Sequence[tuple[bytes, bytes]]:
    """Some pending records, in the order of their random ids."""
    rows = connection.execute(
        select(pending_response.c.id, pending_response.c.sealed)
        .where(pending_response.c.wave_id == wave_id)
        .order_by(pending_response.c.id)
        .limit(at_most)
    )
    return [(id_, sealed) for id_, sealed in rows]


def take_pending(
    connection: Connection, wave_id: str, at_most: int, *, after: bytes = b"", wait: bool = False
) -> list[tuple[bytes, bytes, bool]]:
    """Take out some pending records; each with whether its response is stored already.

    They go in the order of their random ids, and those up to ``after`` are passed over. Those
    that somebody else is folding are left out, or with ``wait`` waited for.
    """
    drawn = (
        select(pending_response.c.id)
        .where(pending_response.c.wave_id == wave_id, pending_response.c.id > after)
        .order_by(pending_response.c.id)
        .limit(at_most)
        .with_for_update(skip_locked=not wait)
    )
    rows = connection.execute(
        delete(pending_response)
        .where(pending_response.c.wave_id == wave_id, pending_response.c.id.in_(drawn))
        .returning(
            pending_response.c.id,
            pending_response.c.sealed,
            _IS_STORED,
        )
    )
    return [(id_, sealed, stored) for id_, sealed, stored in rows]


def already_stored(connection: Connection, ids: Sequence[bytes]) -> set[bytes]:
    """Which of these responses have been folded before."""
    return set(connection.execute(select(response.c.id).where(response.c.id.in_(ids))).scalars())


def add_responses(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep responses, in the order given."""
    _insert_all(connection, response, rows)


def add_free_texts(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep free texts, in the order given."""
    _insert_all(connection, free_text, rows)


def withdraw(
    connection: Connection, table: Table, wave_id: str, at_most: int
) -> list[tuple[Any, ...]]:
    """Take out some rows of a wave at random, to be kept again among new ones."""
    drawn = select(table.c.id).where(table.c.wave_id == wave_id)
    drawn = drawn.order_by(func.random()).limit(at_most)
    taken = connection.execute(delete(table).where(table.c.id.in_(drawn)).returning(*table.c))
    return [tuple(row) for row in taken]


def add_to_tallies(
    connection: Connection, wave_id: str, counts: Mapping[tuple[str, str], int]
) -> None:
    """Raise the counts of who has answered."""
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    statement = dialect_insert(tally)
    statement = statement.on_conflict_do_update(
        index_elements=["wave_id", "margin", "value"],
        set_={"count": tally.c.count + statement.excluded["count"]},
    )
    connection.execute(
        statement,
        [
            {"wave_id": wave_id, "margin": margin, "value": value, "count": count}
            for (margin, value), count in sorted(counts.items())  # one order: no deadlock
        ],
    )


def tallies(connection: Connection, wave_id: str) -> dict[tuple[str, str], int]:
    """How many answered, by margin and value."""
    rows = connection.execute(
        select(tally.c.margin, tally.c.value, tally.c.count).where(tally.c.wave_id == wave_id)
    )
    return {(margin, value): count for margin, value, count in rows}


def stored_answers(connection: Connection, wave_id: str) -> Iterator[str]:
    """The answers of every response of a wave, as JSON, streamed."""
    rows = connection.execution_options(yield_per=5_000).execute(
        select(response.c.answers).where(response.c.wave_id == wave_id)
    )
    yield from rows.scalars()
