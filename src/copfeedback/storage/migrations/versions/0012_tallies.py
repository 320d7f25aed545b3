"""Counters of complaints, and what is made known of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "complaint_figures",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("built_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_complaint_figures")),
    )
    op.create_table(
        "complaint_pending",
        sa.Column("event", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_complaint_pending")),
    )
    op.create_table(
        "complaint_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_report")),
    )
    op.create_table(
        "complaint_tally",
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("other", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "measure", "period", "value", "other", name=op.f("pk_complaint_tally")
        ),
    )
    op.create_table(
        "recommendation_public",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_public")),
    )
    op.create_table(
        "complaint_signal",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_complaint_signal_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("week", "measure", "value", name=op.f("pk_complaint_signal")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("complaint_signal")
    op.drop_table("recommendation_public")
    op.drop_table("complaint_tally")
    op.drop_table("complaint_report")
    op.drop_table("complaint_pending")
    op.drop_table("complaint_figures")
