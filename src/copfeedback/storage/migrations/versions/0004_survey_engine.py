"""The survey engine: how responses came in, drafts, reviews, codes, plans of waves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_UNSAMPLED = (
    ("access_code", "digest"),
    ("resumable", "id"),
    ("resumable", "sealed"),
    ("paper_entry", "slip"),
    ("paper_entry", "sealed"),
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("response") as response:
        response.add_column(sa.Column("interpreter", sa.String(length=12)))
        response.add_column(sa.Column("stratum", sa.String(length=64)))
        response.add_column(sa.Column("cluster", sa.String(length=64)))
    with op.batch_alter_table("wave") as wave:
        wave.add_column(sa.Column("plan", sa.Text()))
    op.create_table(
        "survey_file",
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "version", "name", name=op.f("pk_survey_file")),
    )

    _add_codes_and_what_waits()
    _add_drafts_and_reviews()


def _add_codes_and_what_waits() -> None:
    op.create_table(
        "code_batch",
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("cluster", sa.String(length=64), nullable=False),
        sa.Column("redeemed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_code_batch_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "number", name=op.f("pk_code_batch")),
    )
    op.create_table(
        "access_code",
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("wave_id", "digest", name=op.f("pk_access_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "resumable",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_resumable_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resumable")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_entry",
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("slip", sa.String(length=24), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_paper_entry_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "slip", name=op.f("pk_paper_entry")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        # ANALYZE would copy samples of these into its statistics, where they outlive the rows.
        for table, column in _UNSAMPLED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def _add_drafts_and_reviews() -> None:
    op.create_table(
        "survey_draft",
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_draft")),
    )
    op.create_table(
        "survey_review",
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("wording_sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint(
            "survey_id", "language", "wording_sha256", name=op.f("pk_survey_review")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("survey_review")
    op.drop_table("survey_draft")
    for table in ("paper_entry", "resumable", "access_code", "code_batch"):
        op.drop_table(table)
    op.drop_table("survey_file")
    with op.batch_alter_table("wave") as wave:
        wave.drop_column("plan")
    with op.batch_alter_table("response") as response:
        response.drop_column("cluster")
        response.drop_column("stratum")
        response.drop_column("interpreter")
