"""The tables of what can be searched."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from copfeedback.forums.tables import TAG_MAXIMUM
from copfeedback.storage.schema import metadata

_REF_MAXIMUM = 48

# What can be searched: one row for each language of each part of a thing. A full-text index lies
# over what is folded (SQLite: FTS5, PostgreSQL: GIN), see the migration. Everything here stands
# elsewhere as well and can be made again.
forum_search = Table(
    "forum_search",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("ref", String(_REF_MAXIMUM), nullable=False),
    Column("part", Integer, nullable=False),
    Column("language", String(TAG_MAXIMUM), nullable=False),
    Column("on_day", Date),
    # The first day on which it may be found, and the first on which it may not any more.
    Column("public_on", Date),
    Column("public_until", Date),
    Column("path", String(200), nullable=False),
    # The title may be in another language than the text, where it was not translated.
    Column("title", Text, nullable=False),
    Column("title_language", String(TAG_MAXIMUM), nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Index("ix_forum_search_kind_ref", "kind", "ref"),
)

# As of which state each thing is in the table above.
forum_search_stamp = Table(
    "forum_search_stamp",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("ref", String(_REF_MAXIMUM), primary_key=True),
    Column("stamp", String(200), nullable=False),
)
