"""Looking through the bytes of a database: what can be found, and in which order it lies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from statistics import correlation

import numpy as np
import psycopg
import pytest
from sqlalchemy import Engine

from tests.postgresql_server import connect

SQLITE_PAGE, POSTGRESQL_PAGE = 4096, 8192
FEWEST = 30
"""With fewer finds in a file than this, their order says nothing."""
PIECE = 16
"""So many random bytes do not turn up by chance."""
FEW = 20
"""So many are looked for one by one as quickly as together."""

Files = Mapping[str, bytes]


def files_of(engine: Engine) -> Files:
    """Every byte the database keeps, by file; PostgreSQL's files by the relation they hold.

    PostgreSQL's write-ahead log (``pg_wal``) is left out: until it is recycled it holds what
    was pending, which is a limit the README states. SQLite's is searched with the rest.
    """
    if engine.dialect.name == "sqlite":
        folder = Path(engine.url.database or "").parent
        return {path.name: path.read_bytes() for path in folder.iterdir()}
    return _relations(engine)


def _relations(engine: Engine) -> Files:
    with connect(engine.url) as session:
        session.execute("CHECKPOINT")
        try:
            folder = session.execute(
                "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()
            names = session.execute("SELECT pg_ls_dir(%s)", folder).fetchall()
        except psycopg.errors.InsufficientPrivilege:
            pytest.skip("this PostgreSQL account may not read the server's files")
        files: dict[str, bytes] = {}
        for (name,) in names:
            number = re.match(r"\d+", name)
            relation = (
                number
                and session.execute(
                    "SELECT coalesce(parent.relname, own.relname) || %s FROM pg_class own "
                    "LEFT JOIN pg_class parent ON parent.reltoastrelid = own.oid "
                    "WHERE own.oid = pg_filenode_relation(0, %s)",
                    [name[number.end() :], int(number.group())],
                ).fetchone()
            )
            content = session.execute(
                "SELECT pg_read_binary_file(%s, true)", [f"{folder and folder[0]}/{name}"]
            ).fetchone()
            # What PostgreSQL stores apart because it is long counts with its table.
            kept = relation[0] if relation else name
            files[kept] = files.get(kept, b"") + bytes((content and content[0]) or b"")
        return files


def checkpointed(engine: Engine) -> Files:
    """The files without SQLite's log, which holds what was pending until it is recycled."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.commit()
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    return files_of(engine)


def found_in(files: Files, *needles: bytes) -> set[str]:
    """The files that hold any of these, be it in pieces: a long value is spread over pages."""
    assert all(len(needle) >= PIECE for needle in needles), "too short to be looked for"
    pieces = [
        needle[at : at + PIECE]
        for needle in needles
        for at in range(0, len(needle) - PIECE + 1, PIECE)
    ]
    if len(pieces) < FEW:
        return {name for name, file in files.items() if any(piece in file for piece in pieces)}
    return {name for name, file in files.items() if _all_places(file, pieces)}


def order_left(
    files: Files, markers: Sequence[bytes], page: int, beside: bytes
) -> dict[str, float]:
    """How well the places of the markers tell their order, by file and by way of looking.

    ``markers`` are in the order of arrival. Each number is between 0, which tells nothing, and
    1 or -1, which tell everything. Places are compared over the whole file (by the first and by
    the last find of each marker) and within pages, because a tree of random keys still has the
    order of arrival inside each page. Finds right behind ``beside``, as in an index that begins
    with it, are looked at apart.
    """
    left = {}
    for name, content in files.items():
        finds = _all_places(content, markers)
        for tree in (True, False):
            own = [find for find in finds if content.endswith(beside, 0, find[0]) is tree]
            if len(own) >= FEWEST:
                way = f"{name}, {'behind' if tree else 'not behind'} {beside.decode()}"
                left |= {f"{way}: {how}": value for how, value in _orders(own, page).items()}
    return left


def _orders(finds: Sequence[tuple[int, int]], page: int) -> dict[str, float]:
    first = {arrival: at for at, arrival in reversed(finds)}
    last = {arrival: at for at, arrival in finds}
    return {
        "first": rank_correlation(list(first.values()), list(first)),
        "last": rank_correlation(list(last.values()), list(last)),
        "within pages": _within_pages(finds, page),
        "neighbours": _neighbours(finds, page),
    }


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's coefficient of paired values without ties."""
    return correlation(_ranks(one), _ranks(other))


def _ranks(values: Sequence[float]) -> list[int]:
    place = {value: rank for rank, value in enumerate(sorted(values))}
    return [place[value] for value in values]


def _within_pages(finds: Sequence[tuple[int, int]], page: int) -> float:
    """The correlation of ranks within pages, all pages together."""
    places: list[float] = []
    arrivals: list[float] = []
    for _, group in groupby(finds, key=lambda find: find[0] // page):
        own = list(group)
        middle = (len(own) - 1) / 2
        # A marker can lie on one page more than once: its finds share the rank of the first.
        ranks = _ranks(sorted({marker for _, marker in own}))
        by_marker = dict(zip(sorted({marker for _, marker in own}), ranks, strict=True))
        scale = len(own) / len(by_marker)
        places += [at - middle for at in range(len(own))]
        arrivals += [by_marker[marker] * scale - middle for _, marker in own]
    if len(set(places)) < 2 or len(set(arrivals)) < 2:
        return 0.0
    return correlation(places, arrivals)


def _neighbours(finds: Sequence[tuple[int, int]], page: int) -> float:
    """Whether of two neighbours on a page the same one always came first."""
    later = [
        other[1] > one[1]
        for one, other in pairwise(finds)
        if one[0] // page == other[0] // page and one[1] != other[1]
    ]
    return 2 * sum(later) / len(later) - 1 if later else 0.0


def _all_places(content: bytes, needles: Sequence[bytes]) -> list[tuple[int, int]]:
    """Where the needles lie, in order: the place, and which of them; all are equally long."""
    number_of = {needle: number for number, needle in enumerate(needles)}
    (length,) = {len(needle) for needle in needles}
    return [
        (at, number_of[content[at : at + length]])
        for at in sorted(_beginnings(content, needles))
        if content[at : at + length] in number_of
    ]


def _beginnings(content: bytes, needles: Sequence[bytes]) -> list[int]:
    """Where something lies that looks like one of the needles, looked for once for all of them.

    Looking for hundreds of needles one after the other takes seconds in a file of megabytes.
    """
    begins, goes_on = np.zeros((2, 2**16), dtype=bool)
    for needle in needles:
        begins[int.from_bytes(needle[:2], "little")] = True
        goes_on[int.from_bytes(needle[8:10], "little")] = True
    found: list[int] = []
    for first in range(min(2, len(content))):
        pairs = np.frombuffer(content, "<u2", (len(content) - first) // 2, first)
        alike = begins[pairs][:-4] & goes_on[pairs][4:]
        found += (2 * np.flatnonzero(alike) + first).tolist()
    return found
