"""Queries of what can be searched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    column,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from copfeedback.forums.folding import without_article, words
from copfeedback.forums.search_sources import Searched
from copfeedback.forums.search_tables import forum_search, forum_search_stamp

Things = Iterable[tuple[str, str]]
"""Things by kind and name."""
_OWN = ("part", "language", "public_on", "public_until", "path", "text")
_ROW = forum_search.c
_INDEX = table("forum_search_index", column("rowid"))


@dataclass(frozen=True, slots=True)
class Match:
    """A part of a thing that was found in one language."""

    id: int
    kind: str
    ref: str
    part: int
    language: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be shown of a match."""

    path: str
    title: str
    title_language: str
    text: str


def hold_others(connection: Connection) -> None:
    """Let nobody else renew the index before the transaction ends. (SQLite has one writer.)"""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE forum_search_stamp IN SHARE ROW EXCLUSIVE MODE"))


def stamps(connection: Connection) -> dict[tuple[str, str], str]:
    """As of which state things are in the index."""
    rows = connection.execute(select(forum_search_stamp)).all()
    return {(row.kind, row.ref): row.stamp for row in rows}


def forget(connection: Connection, things: Things) -> None:
    """Take things out of the index."""
    for kind, ref in things:
        for each in (forum_search, forum_search_stamp):
            connection.execute(delete(each).where(each.c.kind == kind, each.c.ref == ref))


def keep(
    connection: Connection, kind: str, ref: str, stamp: str, parts: Iterable[Searched]
) -> None:
    """Put a thing into the index that is not there."""
    rows = [
        {
            **{name: getattr(part, name) for name in _OWN},
            "kind": kind,
            "ref": ref,
            "on_day": part.on,
            "title": part.title.text, "title_language": part.title.language,
            "folded": folded(f"{'' if part.title.is_fallback else part.title}\n{part.text}"),
        }
        for part in parts
    ]
    if rows:
        connection.execute(insert(forum_search), rows)
    row = {"kind": kind, "ref": ref, "stamp": stamp}
    connection.execute(insert(forum_search_stamp), row)


def folded(said: str) -> str:
    """The words by which a text is found, each once, those with an article also without it."""
    there = {word.folded for word in words(said)}
    return " ".join(sorted(there | {without_article(each) for each in there}))


def matches(connection: Connection, wanted: Sequence[str], today: date) -> list[Match]:
    """What is public and holds all the words, or begins of the last.

    The latest first; both databases find the same in the same order.
    """
    found = select(_ROW.id, _ROW.kind, _ROW.ref, _ROW.part, _ROW.language, _ROW.on_day).where(
        _holds(connection, wanted),
        or_(_ROW.public_on.is_(None), _ROW.public_on <= today),
        or_(_ROW.public_until.is_(None), _ROW.public_until > today),
    )
    rows = [Match(*row) for row in connection.execute(found)]
    return sorted(rows, key=_order)


def _order(match: Match) -> tuple[int, str, str, int, str]:
    later_first = -(match.on.toordinal() if match.on else 0)
    return later_first, match.kind, match.ref, match.part, match.language


def _holds(connection: Connection, wanted: Sequence[str]) -> ColumnElement[bool]:
    """Words are letters and digits alone (see folding), so they can stand between quotes."""
    if connection.dialect.name == "sqlite":
        query = " AND ".join(f'"{word}"' for word in wanted) + "*"
        matched = text("forum_search_index MATCH :query").bindparams(query=query)
        return _ROW.id.in_(select(_INDEX.c.rowid).where(matched))
    query = " & ".join(f"'{word}'" for word in wanted) + ":*"
    indexed = func.array_to_tsvector(func.string_to_array(_ROW.folded, text("' '")))
    return indexed.bool_op("@@")(literal(query).cast(TSQUERY))


def texts(connection: Connection, ids: Collection[int]) -> dict[int, Text]:
    """What is to be shown of matches, by their ids."""
    found = select(_ROW.id, _ROW.path, _ROW.title, _ROW.title_language, _ROW.text)
    rows = connection.execute(found.where(_ROW.id.in_(ids)))
    return {row.id: Text(*row[1:]) for row in rows}
