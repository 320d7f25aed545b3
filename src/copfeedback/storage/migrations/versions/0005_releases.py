"""The life of a release: several of a wave, approved, published, corrected, withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, time

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_OLD = sa.table(
    "release",
    sa.column("wave_id", sa.String),
    sa.column("survey_id", sa.String),
    sa.column("built_on", sa.Date),
    sa.column("sha256", sa.String),
    sa.column("canonical", sa.Text),
)
_NEW = sa.table(
    "release",
    sa.column("wave_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("survey_id", sa.String),
    sa.column("built_at", sa.DateTime(timezone=True)),
    sa.column("built_by_id", sa.Integer),
    sa.column("built_by", sa.String),
    sa.column("sha256", sa.String),
    sa.column("canonical", sa.Text),
    sa.column("private", sa.Text),
)
_AUDIT = sa.table(
    "audit_entry",
    *(sa.column(name) for name in ("number", "actor", "actor_id", "action", "subject", "outcome")),
)
_NOBODY_KNOWN = (None, "portal")


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    known = connection.execute(sa.select(_OLD)).mappings().all()
    builders = {each["wave_id"]: _builder(connection, each["wave_id"]) for each in known}
    op.drop_table("release")  # another primary key: the few rows are read and written again
    op.create_table(
        "release",
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("built_by_id", sa.Integer()),
        sa.Column("built_by", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Integer()),
        sa.Column("reason", sa.Text()),
        sa.Column("remarks", sa.Text()),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by_id", sa.Integer()),
        sa.Column("approved_by", sa.String(length=64)),
        sa.Column("publish_at", sa.DateTime(timezone=True)),
        sa.Column("published_by", sa.String(length=64)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String(length=64)),
        sa.Column("notice", sa.Text()),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_release_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "number", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_survey_id"), "release", ["survey_id"])
    if connection.dialect.name == "postgresql":
        # ANALYZE would copy samples of exact bases into its statistics.
        op.execute("ALTER TABLE release ALTER COLUMN private SET STATISTICS 0")
    for each in known:
        by_id, by = builders[each["wave_id"]]
        built_at = datetime.combine(each["built_on"], time(), UTC)
        row = {name: value for name, value in each.items() if name != "built_on"}
        more = {"number": 1, "built_at": built_at, "built_by_id": by_id, "built_by": by}
        connection.execute(sa.insert(_NEW), {**row, **more, "private": "{}"})


def _builder(connection: sa.Connection, wave_id: str) -> tuple[int | None, str]:
    """Who built the release of a wave, as far as the audit trail says it."""
    found = connection.execute(
        sa.select(_AUDIT.c.actor_id, _AUDIT.c.actor)
        .where(
            _AUDIT.c.action == "build_release",
            _AUDIT.c.subject == f"wave {wave_id}",
            _AUDIT.c.outcome == "done",
        )
        .order_by(_AUDIT.c.number)
        .limit(1)
    ).one_or_none()
    return _NOBODY_KNOWN if found is None else (found[0], found[1])


def downgrade() -> None:
    """Take back: of each wave the latest release stays, without its life."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(_NEW).order_by(_NEW.c.number)).mappings().all()
    latest = {row["wave_id"]: row for row in rows}
    op.drop_table("release")
    op.create_table(
        "release",
        sa.Column("wave_id", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("built_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_release_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_survey_id"), "release", ["survey_id"])
    for row in latest.values():
        kept = {name: row[name] for name in ("wave_id", "survey_id", "sha256", "canonical")}
        connection.execute(sa.insert(_OLD), {**kept, "built_on": row["built_at"].date()})
