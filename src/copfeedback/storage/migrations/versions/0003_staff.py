"""Organisations, sectors, second factors, invitations, the audit trail and the portal's profile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NEW_TABLES = (
    "profile_version",
    "audit_entry",
    "password_reset",
    "invitation",
    "recovery_code",
    "staff_scope",
    "sector",
)
_FIRST = "Police service"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_unit_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_organisation_id"), "unit", ["organisation_id"])
    op.create_table(
        "sector",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("parent_code", sa.String(length=64)),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(length=120), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date()),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("boundary", sa.Text()),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["sector.code"], name=op.f("fk_sector_parent_code_sector")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sector")),
    )
    _extend_staff()
    op.create_table(
        "staff_scope",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_scope_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "kind", "code", name=op.f("pk_staff_scope")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    _add_links()
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "profile_version",
        sa.Column("part", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer()),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer()),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff.id"], name=op.f("fk_profile_version_approved_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["staff.id"], name=op.f("fk_profile_version_written_by_staff")
        ),
        sa.PrimaryKeyConstraint("part", "version", name=op.f("pk_profile_version")),
    )


def _extend_staff() -> None:
    connection = op.get_bind()
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("organisation_id", sa.Integer()))
        table.add_column(sa.Column("unit_id", sa.Integer()))
        for name in ("heads_unit", "manager"):
            table.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        table.add_column(
            sa.Column("email", sa.String(length=254), nullable=False, server_default="")
        )
        table.add_column(sa.Column("single_sign_on", sa.String(length=255)))
        table.add_column(sa.Column("second_factor", sa.String(length=64)))
        for name in ("last_step", "wrong_attempts"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    if connection.execute(sa.text("SELECT count(*) FROM staff")).scalar_one():
        connection.execute(
            sa.text("INSERT INTO organisation (kind, name, active) VALUES ('police', :name, :yes)"),
            {"name": _FIRST, "yes": True},
        )
        connection.execute(
            sa.text("UPDATE staff SET organisation_id = (SELECT min(id) FROM organisation)")
        )
    with op.batch_alter_table("staff") as table:
        table.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)
        for name in ("heads_unit", "manager"):
            table.alter_column(name, existing_type=sa.Boolean(), server_default=None)
        table.alter_column("email", existing_type=sa.String(length=254), server_default=None)
        for name in ("last_step", "wrong_attempts"):
            table.alter_column(name, existing_type=sa.Integer(), server_default=None)
        table.create_foreign_key(
            op.f("fk_staff_organisation_id_organisation"),
            "organisation",
            ["organisation_id"],
            ["id"],
        )
        table.create_foreign_key(op.f("fk_staff_unit_id_unit"), "unit", ["unit_id"], ["id"])
        table.create_unique_constraint(op.f("uq_staff_single_sign_on"), ["single_sign_on"])
        table.create_index(op.f("ix_staff_organisation_id"), ["organisation_id"])


def _add_links() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("heads_unit", sa.Boolean(), nullable=False),
        sa.Column("manager", sa.Boolean(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_by", sa.Integer()),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitation_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["staff.id"], name=op.f("fk_invitation_invited_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["staff.id"], name=op.f("fk_invitation_confirmed_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_password_reset_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_reset")),
    )
    op.create_index(op.f("ix_password_reset_staff_id"), "password_reset", ["staff_id"])


def downgrade() -> None:
    """Take back."""
    for name in _NEW_TABLES:
        op.drop_table(name)
    with op.batch_alter_table("staff") as table:
        table.drop_index(op.f("ix_staff_organisation_id"))
        table.drop_constraint(op.f("fk_staff_organisation_id_organisation"), type_="foreignkey")
        table.drop_constraint(op.f("fk_staff_unit_id_unit"), type_="foreignkey")
        table.drop_constraint(op.f("uq_staff_single_sign_on"), type_="unique")
        for name in (
            "organisation_id",
            "unit_id",
            "heads_unit",
            "manager",
            "email",
            "single_sign_on",
            "second_factor",
            "last_step",
            "wrong_attempts",
        ):
            table.drop_column(name)
    op.drop_table("unit")
    op.drop_table("organisation")
