"""Tables of access codes and their batches, and their queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)

from copfeedback.storage.schema import metadata
from copfeedback.surveys.access_code import CodeForm, CodeOrigin
from copfeedback.surveys.store import insert_all

_CHUNK = 50_000

code_batch = Table(
    "code_batch",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("made_on", Date, nullable=False),
    Column("count", Integer, nullable=False),
    Column("form", String(8), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("stratum", String(64), nullable=False),
    Column("cluster", String(64), nullable=False),
    # Written when the wave closes and its codes go; rounded down like all counts of fieldwork.
    Column("redeemed", Integer),
)

# Kept in the order of the digests, which are random to everybody without the wave's key: neither
# the order in which codes were made nor the one in which they were used can be seen. A code is
# there until it is used.
access_code = Table(
    "access_code",
    metadata,
    Column("wave_id", String(64), primary_key=True),
    Column("digest", LargeBinary(16), primary_key=True),
    # Of the table above. PostgreSQL would take longer to check a million than to keep them.
    Column("batch", Integer, nullable=False),
    sqlite_with_rowid=False,
)

Spent = tuple[str, bytes]
"""A wave and the digest of one of its codes."""

# Locked in one order: two groups with the same codes wait for each other only one way.
_ASKED_FOR = (
    select(access_code.c.wave_id, access_code.c.digest)
    .where(
        access_code.c.wave_id.in_(bindparam("wave_ids", expanding=True)),
        access_code.c.digest.in_(bindparam("digests", expanding=True)),
    )
    .order_by(access_code.c.wave_id, access_code.c.digest)
    .with_for_update()
)
_SPEND = (
    delete(access_code)
    .where(tuple_(access_code.c.wave_id, access_code.c.digest).in_(_ASKED_FOR))
    .returning(access_code.c.wave_id, access_code.c.digest, access_code.c.batch)
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Codes that were made together; ``left`` of them were not used yet."""

    number: int
    made_on: date
    count: int
    form: CodeForm
    origin: CodeOrigin
    left: int
    redeemed: int | None


def add_batch(
    connection: Connection,
    wave_id: str,
    made_on: date,
    form: CodeForm,
    origin: CodeOrigin,
    count: int,
) -> int:
    """Keep a batch without its codes yet; returns its number."""
    last = select(func.coalesce(func.max(code_batch.c.number), 0))
    number: int = connection.execute(last.where(code_batch.c.wave_id == wave_id)).scalar_one() + 1
    connection.execute(
        insert(code_batch),
        {
            "wave_id": wave_id,
            "number": number,
            "made_on": made_on,
            "count": count,
            "form": form.value,
            "channel": origin.channel,
            "stratum": origin.stratum,
            "cluster": origin.cluster,
        },
    )
    return number


def add_codes(connection: Connection, wave_id: str, batch: int, digests: Collection[bytes]) -> None:
    """Keep the codes of a batch, in the order of their digests, not of the codes."""
    rows = [(wave_id, digest, batch) for digest in sorted(digests)]
    for at in range(0, len(rows), _CHUNK):
        insert_all(connection, access_code, rows[at : at + _CHUNK])


def digests(connection: Connection, wave_id: str) -> set[bytes]:
    """All codes of a wave that can still be used."""
    kept = select(access_code.c.digest).where(access_code.c.wave_id == wave_id)
    return set(connection.execute(kept).scalars())


def is_there(connection: Connection, wave_id: str, digest: bytes) -> bool:
    """Whether the code can still be used."""
    found = select(exists().where(access_code.c.wave_id == wave_id, access_code.c.digest == digest))
    return bool(connection.execute(found).scalar_one())


def spend(connection: Connection, wanted: Collection[Spent]) -> dict[Spent, CodeOrigin]:
    """Use codes up; those that are not in the answer were used before, or never were.

    Whoever uses one of them at this moment is waited for.
    """
    if not wanted:
        return {}
    spent = connection.execute(
        _SPEND,
        {
            "wave_ids": sorted({wave_id for wave_id, _ in wanted}),
            "digests": [digest for _, digest in wanted],
        },
    ).all()
    origins = _origins(connection, {row.wave_id for row in spent})
    return {(row.wave_id, row.digest): origins[row.wave_id, row.batch] for row in spent}


def _origins(
    connection: Connection, wave_ids: Collection[str]
) -> dict[tuple[str, int], CodeOrigin]:
    columns = code_batch.c
    rows = connection.execute(
        select(
            columns.wave_id, columns.number, columns.channel, columns.stratum, columns.cluster
        ).where(columns.wave_id.in_(wave_ids))
    )
    return {(row[0], row[1]): CodeOrigin(*row[2:]) for row in rows}


def batches(connection: Connection, wave_id: str) -> Sequence[Batch]:
    """The batches of a wave, the earliest first."""
    columns = code_batch.c
    of_batch = and_(access_code.c.wave_id == columns.wave_id, access_code.c.batch == columns.number)
    rows = connection.execute(
        select(code_batch, func.count(access_code.c.digest).label("unused"))
        .outerjoin(access_code, of_batch)
        .where(columns.wave_id == wave_id)
        .group_by(*columns)
        .order_by(columns.number)
    ).mappings()
    return [
        Batch(
            number=row["number"],
            made_on=row["made_on"],
            count=row["count"],
            form=CodeForm(row["form"]),
            origin=CodeOrigin(row["channel"], row["stratum"], row["cluster"]),
            left=row["unused"],
            redeemed=row["redeemed"],
        )
        for row in rows
    ]


def end_batch(connection: Connection, wave_id: str, number: int, redeemed: int) -> None:
    """Keep how many codes of a batch were used, and delete the others."""
    ended = code_batch.c.wave_id == wave_id, code_batch.c.number == number
    connection.execute(update(code_batch).where(*ended).values(redeemed=redeemed))
    connection.execute(
        delete(access_code).where(access_code.c.wave_id == wave_id, access_code.c.batch == number)
    )
