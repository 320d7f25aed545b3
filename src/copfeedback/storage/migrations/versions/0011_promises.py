"""Pages of the service promise, and the languages that complaints are taken in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "promise_version",
        sa.Column("page", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff.id"], name=op.f("fk_promise_version_approved_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["staff.id"], name=op.f("fk_promise_version_written_by_staff")
        ),
        sa.PrimaryKeyConstraint("page", "language", "version", name=op.f("pk_promise_version")),
    )
    op.create_table(
        "language_opening",
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["staff.id"], name=op.f("fk_language_opening_opened_by_staff")
        ),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_language_opening")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("language_opening")
    op.drop_table("promise_version")
