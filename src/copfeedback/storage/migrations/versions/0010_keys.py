"""Keys of people, the roster, and what a session keeps sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "roster",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_roster")),
    )
    op.create_table(
        "vault_holder",
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("box", sa.LargeBinary(length=32), nullable=False),
        sa.Column("verify", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=True),
        sa.Column("recovery_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("organisation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("organisation_box", sa.LargeBinary(length=32), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_vault_holder_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_vault_holder")),
    )
    with op.batch_alter_table("staff_session") as staff_session:
        staff_session.add_column(sa.Column("sealed_key", sa.LargeBinary()))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("staff_session") as staff_session:
        staff_session.drop_column("sealed_key")
    op.drop_table("vault_holder")
    op.drop_table("roster")
