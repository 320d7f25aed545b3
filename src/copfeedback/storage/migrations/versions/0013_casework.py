"""Requests to the police, and the register of named officers and units."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
