"""Evaluations with their chain, plans, key figures, activities and checklists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("began", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_began"), "activity", ["began"], unique=False)
    op.create_table(
        "activity_figures",
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("built_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_activity_figures")),
    )
    op.create_table(
        "checklist_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_assessment")),
    )
    op.create_index(
        op.f("ix_checklist_assessment_checklist"),
        "checklist_assessment",
        ["checklist"],
        unique=False,
    )
    op.create_table(
        "evaluation_attachment",
        sa.Column("evaluation", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("evaluation", "sha256", name=op.f("pk_evaluation_attachment")),
    )
    op.create_table(
        "evaluation_draft",
        sa.Column("evaluation", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("evaluation", "kind", name=op.f("pk_evaluation_draft")),
    )
    op.create_table(
        "evaluation_event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("evaluation", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_evaluation_event")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_evaluation_event_previous_hash")),
    )
    op.create_index(
        op.f("ix_evaluation_event_evaluation"), "evaluation_event", ["evaluation"], unique=False
    )
    op.create_table(
        "kpi",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_kpi")),
    )
    op.create_table(
        "police_plan",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", "number", name=op.f("pk_police_plan")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("police_plan")
    op.drop_table("kpi")
    op.drop_table("evaluation_event")
    op.drop_table("evaluation_draft")
    op.drop_table("evaluation_attachment")
    op.drop_table("checklist_assessment")
    op.drop_table("activity_figures")
    op.drop_table("activity")
