"""Surveys, waves, responses, free texts and tallies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "survey_version",
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("demographics", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "version", name=op.f("pk_survey_version")),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("short", sa.String(length=8), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sectors", sa.Text(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("results_due", sa.Date(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("key", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id", "version"],
            ["survey_version.survey_id", "survey_version.version"],
            name=op.f("fk_wave_survey_id_version_survey_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("short", name=op.f("uq_wave_short")),
    )
    op.create_table(
        "free_text",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_free_text_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_text")),
    )
    op.create_index(op.f("ix_free_text_wave_id"), "free_text", ["wave_id"])
    op.create_table(
        "pending_response",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_pending_response_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("wave_id", "id", name=op.f("pk_pending_response")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("helper", sa.String(length=24), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_response_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_wave_id"), "response", ["wave_id"])
    op.create_table(
        "tally",
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("margin", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_tally_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "margin", "value", name=op.f("pk_tally")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # ANALYZE would copy samples of these into its statistics, where they outlive the rows.
        for table, column in (
            ("response", "answers"),
            ("free_text", "text"),
            ("pending_response", "sealed"),
        ):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Take back."""
    op.drop_table("tally")
    op.drop_table("response")
    op.drop_table("pending_response")
    op.drop_table("free_text")
    op.drop_table("wave")
    op.drop_table("survey_version")
