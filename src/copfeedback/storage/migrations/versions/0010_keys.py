"""Keys of people, the roster, and what a session keeps sealed."""

from __future__ import annotations

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
