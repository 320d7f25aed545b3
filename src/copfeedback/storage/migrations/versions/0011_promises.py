"""Pages of the service promise, and the languages that complaints are taken in."""

from __future__ import annotations

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
