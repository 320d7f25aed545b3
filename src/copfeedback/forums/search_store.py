"""Queries of what can be searched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Subquery,
    and_,
    case,
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

from copfeedback.folding import without_article, words
from copfeedback.forums.search_sources import Searched
from copfeedback.forums.search_tables import forum_search, forum_search_stamp

Things = Iterable[tuple[str, str]]
"""Things by kind and name."""
_OWN = ("part", "language", "public_on", "public_until", "path", "text")
_ROW = forum_search.c
_NAMES = ("kind", "ref", "part")
_THING = tuple(_ROW[name] for name in _NAMES)
_INDEX = table("forum_search_index", column("rowid"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words that are looked for, the last one perhaps only begun, on a day."""

    words: Sequence[str]
    today: date


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
            "title": part.title.text,
            "title_language": part.title.language,
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


def matches(
    connection: Connection, found: Wanted, language: str, at: int, at_most: int
) -> tuple[list[Match], int]:
    """What is found, the latest first, from a place on, and how much there is in all.

    Both databases find the same in the same order. Past the end, how much there is is not told.

    Each thing once: in this language where it is found in it, else in the first by its tag.
    """
    things = (
        select(
            *_THING,
            func.max(_ROW.on_day).label("on_day"),
            func.max(case((_ROW.language == language, _ROW.language))).label("own"),
            func.min(_ROW.language).label("first"),
        )
        .where(_is_found(connection, found))
        .group_by(*_THING)
        .subquery()
    )
    order = (things.c.on_day.desc().nulls_last(), *map(_plainly(connection), _named(things)))
    total = func.count().over().label("total")
    page = select(things, total).order_by(*order).offset(at).limit(at_most).subquery()
    told = func.coalesce(page.c.own, page.c.first)
    same = and_(*(_ROW[name] == page.c[name] for name in _NAMES), _ROW.language == told)
    rows = (
        select(_ROW.id, *_THING, _ROW.language, _ROW.on_day, page.c.total)
        .select_from(page.join(forum_search, and_(same, _is_public(found.today))))
        .order_by(
            page.c.on_day.desc().nulls_last(), *map(_plainly(connection), _named(page)), _ROW.id
        )
    )
    there = connection.execute(rows).all()
    return [
        Match(row.id, row.kind, row.ref, row.part, row.language, row.on_day) for row in there
    ], there[0].total if there else 0


def _is_found(connection: Connection, found: Wanted) -> ColumnElement[bool]:
    return and_(_holds(connection, found.words), _is_public(found.today))


def _is_public(today: date) -> ColumnElement[bool]:
    return and_(
        or_(_ROW.public_on.is_(None), _ROW.public_on <= today),
        or_(_ROW.public_until.is_(None), _ROW.public_until > today),
    )


def _named(among: Subquery) -> list[ColumnElement[Any]]:
    return [among.c[name] for name in _NAMES]


def _plainly(connection: Connection) -> Callable[[ColumnElement[Any]], ColumnElement[Any]]:
    """How texts are compared: by their letters, not as a language sorts them."""
    if connection.dialect.name == "sqlite":
        return lambda value: value
    return lambda value: value.collate("C") if isinstance(value.type, String) else value


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
