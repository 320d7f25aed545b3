"""What can be searched of forums."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

INDEX = "forum_search_index"
# Words are folded and parted by single spaces before they come here, so that both databases find
# the same: neither may part or change them in its own way.
_SQLITE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(folded, content='forum_search', content_rowid='id', "
    "tokenize='ascii', prefix='2 3', detail='none')",
    f"CREATE TRIGGER {INDEX}_added AFTER INSERT ON forum_search BEGIN "
    f"INSERT INTO {INDEX}(rowid, folded) VALUES (new.id, new.folded); END",
    f"CREATE TRIGGER {INDEX}_removed AFTER DELETE ON forum_search BEGIN "
    f"INSERT INTO {INDEX}({INDEX}, rowid, folded) VALUES ('delete', old.id, old.folded); END",
)
_POSTGRESQL = (
    f"CREATE INDEX {INDEX} ON forum_search "
    "USING gin (array_to_tsvector(string_to_array(folded, ' ')))",
)


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
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {INDEX}_added")
        op.execute(f"DROP TRIGGER {INDEX}_removed")
        op.execute(f"DROP TABLE {INDEX}")
    else:
        op.execute(f"DROP INDEX {INDEX}")
    op.drop_table("forum_search_stamp")
    op.drop_index("ix_forum_search_kind_ref", table_name="forum_search")
    op.drop_table("forum_search")
