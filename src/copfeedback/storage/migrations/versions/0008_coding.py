"""Coding of answers in people's own words, and excerpts of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "theme",
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "question_id", "code", name=op.f("pk_theme")),
    )
    op.create_table(
        "coded_text",
        sa.Column("text_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("coder", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["free_text.id"],
            name=op.f("fk_coded_text_text_id_free_text"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_coded_text")),
    )
    op.create_table(
        "coded_theme",
        sa.Column("text_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["coded_text.text_id"],
            name=op.f("fk_coded_theme_text_id_coded_text"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("text_id", "code", name=op.f("pk_coded_theme")),
    )
    _add_what_is_published()


def _add_what_is_published() -> None:
    op.create_table(
        "text_excerpt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("translations", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposer", sa.String(length=64), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("by_police", sa.Boolean(), nullable=False),
        sa.Column("decider", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["free_text.id"],
            name=op.f("fk_text_excerpt_text_id_free_text"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_excerpt")),
    )
    op.create_index(op.f("ix_text_excerpt_text_id"), "text_excerpt", ["text_id"])
    op.create_table(
        "published_themes",
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_published_themes_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("wave_id", "question_id", name=op.f("pk_published_themes")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # ANALYZE would copy samples of these into its statistics, where they outlive the rows.
        for column in ("parts", "translations"):
            op.execute(f"ALTER TABLE text_excerpt ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Take back."""
    for table in ("published_themes", "text_excerpt", "coded_theme", "coded_text", "theme"):
        op.drop_table(table)
