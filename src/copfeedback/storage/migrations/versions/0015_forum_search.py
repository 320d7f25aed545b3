"""What can be searched of forums."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

# Words are folded and parted by single spaces before they come here, so that both databases find
# the same: neither may part or change them in its own way.
_SQLITE_INDEX = """
CREATE VIRTUAL TABLE forum_search_index USING fts5(
    folded, content='forum_search', content_rowid='id',
    tokenize='ascii', prefix='2 3', detail='none'
)"""
_SQLITE_ADDED = """
CREATE TRIGGER forum_search_index_added AFTER INSERT ON forum_search BEGIN
    INSERT INTO forum_search_index(rowid, folded) VALUES (new.id, new.folded);
END"""
_SQLITE_REMOVED = """
CREATE TRIGGER forum_search_index_removed AFTER DELETE ON forum_search BEGIN
    INSERT INTO forum_search_index(forum_search_index, rowid, folded)
    VALUES ('delete', old.id, old.folded);
END"""
_POSTGRESQL_INDEX = """
CREATE INDEX forum_search_index ON forum_search
USING gin (array_to_tsvector(string_to_array(folded, ' ')))"""


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "forum_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=48), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("public_on", sa.Date(), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_search")),
    )
    op.create_index("ix_forum_search_kind_ref", "forum_search", ["kind", "ref"], unique=False)
    op.create_table(
        "forum_search_stamp",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=48), nullable=False),
        sa.Column("stamp", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "ref", name=op.f("pk_forum_search_stamp")),
    )
    if _is_sqlite():
        for statement in (_SQLITE_INDEX, _SQLITE_ADDED, _SQLITE_REMOVED):
            op.execute(statement)
    else:
        op.execute(_POSTGRESQL_INDEX)


def downgrade() -> None:
    """Undo."""
    if _is_sqlite():
        op.execute("DROP TRIGGER forum_search_index_added")
        op.execute("DROP TRIGGER forum_search_index_removed")
        op.execute("DROP TABLE forum_search_index")
    else:
        op.execute("DROP INDEX forum_search_index")
    op.drop_table("forum_search_stamp")
    op.drop_index("ix_forum_search_kind_ref", table_name="forum_search")
    op.drop_table("forum_search")
