"""Counters of complaints."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
