"""Responses collected elsewhere: how much each counts, and for how many it was drawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("response") as response:
        response.add_column(sa.Column("weight", sa.Float()))
        response.add_column(sa.Column("population_size", sa.Float()))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("response") as response:
        response.drop_column("population_size")
        response.drop_column("weight")
