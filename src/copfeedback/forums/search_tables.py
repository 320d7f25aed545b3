"""The table of what can be searched."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from copfeedback.forums.tables import TAG_MAXIMUM
from copfeedback.storage.schema import metadata

# What can be searched, folded; a full-text index lies over it (SQLite: FTS5, PostgreSQL: GIN).
forum_search = Table(
    "forum_search",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("ref", String(48), nullable=False),
    Column("language", String(TAG_MAXIMUM), nullable=False),
    Column("title", Text, nullable=False),
    Column("path", String(200), nullable=False),
    Column("on_day", Date),
    Column("folded", Text, nullable=False),
    Column("public_on", Date),
    Index("ix_forum_search_kind_ref", "kind", "ref"),
)
