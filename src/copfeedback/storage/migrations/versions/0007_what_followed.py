"""What came of results: what people said, what was done about it, and what was not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "what_followed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_what_followed_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_what_followed_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_what_followed")),
    )
    op.create_index(op.f("ix_what_followed_wave_id"), "what_followed", ["wave_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_what_followed_wave_id"), table_name="what_followed")
    op.drop_table("what_followed")
