"""Requests to the police, and the register of named officers and units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

SEALED = {
    "complaint_case": ("lookup", "head", "noted_head", "box", "verify", "salt"),
    "keyring": ("sealed",),
    "complaint_item": ("item_id", "heading", "sealed"),
    "complaint_chunk": ("sealed",),
    "complaint_session": ("token_hash", "sealed_seed"),
    "case_request": ("sealed", "reply"),
    "register_entry": ("sealed",),
    "vault_holder": ("salt", "sealed_seed", "recovery_sealed", "organisation_sealed"),
    "staff_session": ("token_hash", "sealed_key"),
}
"""Columns of which ANALYZE would copy values into the statistics of the database."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_request",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("case_id", sa.String(length=10), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["complaint_case.id"],
            name=op.f("fk_case_request_case_id_complaint_case"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_request")),
    )
    op.create_index(op.f("ix_case_request_case_id"), "case_request", ["case_id"])
    op.create_table(
        "register_entry",
        sa.Column("case_id", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["complaint_case.id"],
            name=op.f("fk_register_entry_case_id_complaint_case"),
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_register_entry")),
    )
    _set_statistics("0")


def downgrade() -> None:
    """Take back."""
    _set_statistics("-1")
    op.drop_table("register_entry")
    op.drop_index(op.f("ix_case_request_case_id"), table_name="case_request")
    op.drop_table("case_request")


def _set_statistics(count: str) -> None:
    """Samples that ANALYZE takes would outlive a case that was erased."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in SEALED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {count}")
