"""Tables of surveys and responses, and their queries; waves have a file of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    ForeignKey,
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
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.storage.schema import metadata
from copfeedback.surveys.circumstances import HelperKind
from copfeedback.surveys.wave_store import wave

survey_version = Table(
    "survey_version",
    metadata,
    Column("survey_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("definition", Text, nullable=False),
    Column("demographics", Text, nullable=False),
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
    Column("interpreter", String(12)),
    Column("stratum", String(64)),
    Column("cluster", String(64)),
    # Of responses collected elsewhere: by the chance of being asked, and how many units there are
    # in the stratum.
    Column("weight", Float),
    Column("population_size", Float),
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


def open_for_writing(connection: Connection, wave_ids: Iterable[str]) -> set[str]:
    """Which of these waves still take answers; they cannot be closed before this commits."""
    return set(connection.execute(_OPEN_WAVES, {"wave_ids": list(wave_ids)}).scalars())


def add_pending(connection: Connection, rows: Sequence[tuple[str, bytes, bytes]]) -> None:
    """Keep pending records (wave, id, sealed); one that is pending already is left as it is."""
    insert_all(connection, pending_response, rows, " ON CONFLICT DO NOTHING")


def insert_all(
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


def taken_before(connection: Connection, responses: Collection[tuple[str, bytes]]) -> set[bytes]:
    """Which of these responses (wave, id) are pending or stored already."""
    wave_ids, ids = {wave_id for wave_id, _ in responses}, [id_ for _, id_ in responses]
    pending = select(pending_response.c.id).where(
        pending_response.c.wave_id.in_(wave_ids), pending_response.c.id.in_(ids)
    )
    return set(connection.execute(pending).scalars()) | already_stored(connection, ids)


def already_stored(connection: Connection, ids: Sequence[bytes]) -> set[bytes]:
    """Which of these responses have been folded before."""
    return set(connection.execute(select(response.c.id).where(response.c.id.in_(ids))).scalars())


def add_responses(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep responses, in the order given."""
    insert_all(connection, response, rows)


def add_free_texts(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep free texts, in the order given."""
    insert_all(connection, free_text, rows)


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


def stored_responses(connection: Connection, wave_id: str) -> Iterator[tuple[Any, ...]]:
    """What results need of every response of a wave, streamed.

    Its answers as JSON, mode, stratum, cluster, weight and size of the population. Those that
    police helped with are left out: a figure never pools them with the others.
    """
    column = response.c
    rows = connection.execution_options(yield_per=5_000).execute(
        select(
            *(column.answers, column.mode, column.stratum, column.cluster),
            *(column.weight, column.population_size),
        ).where(column.wave_id == wave_id, column.helper.is_distinct_from(HelperKind.POLICE))
    )
    for rows_together in rows.partitions():
        yield from map(tuple, rows_together)


def count_responses(connection: Connection, wave_id: str) -> int:
    """How many responses a wave has, however they came in; exact."""
    of_wave = select(func.count()).where(response.c.wave_id == wave_id)
    return connection.execute(of_wave).scalar_one()


def count_police_assisted(connection: Connection, wave_id: str) -> int:
    """How many responses of a wave police helped with; exact."""
    helped = (response.c.wave_id == wave_id, response.c.helper == HelperKind.POLICE)
    return connection.execute(select(func.count()).where(*helped)).scalar_one()
