"""Forums, their meetings, agendas, minutes, commitments and problems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "forum",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("sector", sa.String(length=64), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["forum.code"], name=op.f("fk_forum_parent_forum")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_forum")),
    )
    op.create_table(
        "minutes_translation",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("translator", sa.String(length=64), nullable=False),
        sa.Column("translated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "meeting_id", "number", "language", name=op.f("pk_minutes_translation")
        ),
    )
    op.create_table(
        "forum_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("minutes_number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum"], ["forum.code"], name=op.f("fk_forum_meeting_forum_forum")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_meeting")),
        sa.UniqueConstraint("forum", "number", name=op.f("uq_forum_meeting_forum_number")),
    )
    op.create_index(op.f("ix_forum_meeting_starts"), "forum_meeting", ["starts"], unique=False)
    op.create_table(
        "forum_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("pinned_until", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["forum"], ["forum.code"], name=op.f("fk_forum_notice_forum_forum")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_notice")),
    )
    op.create_index(op.f("ix_forum_notice_forum"), "forum_notice", ["forum"], unique=False)
    op.create_table(
        "forum_year",
        sa.Column("forum", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["forum"], ["forum.code"], name=op.f("fk_forum_year_forum_forum")),
        sa.PrimaryKeyConstraint("forum", "year", name=op.f("pk_forum_year")),
    )
    op.create_table(
        "problem_version",
        sa.Column("problem_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("forum", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum"], ["forum.code"], name=op.f("fk_problem_version_forum_forum")
        ),
        sa.PrimaryKeyConstraint("problem_id", "version", name=op.f("pk_problem_version")),
    )
    op.create_index(op.f("ix_problem_version_forum"), "problem_version", ["forum"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.String(length=16), nullable=True),
        sa.Column("commitment", sa.Integer(), nullable=True),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_agenda_item_meeting_id_forum_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index(op.f("ix_agenda_item_commitment"), "agenda_item", ["commitment"], unique=False)
    op.create_index(op.f("ix_agenda_item_meeting_id"), "agenda_item", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_problem"), "agenda_item", ["problem"], unique=False)
    op.create_index(op.f("ix_agenda_item_proposal"), "agenda_item", ["proposal"], unique=False)
    op.create_index(op.f("ix_agenda_item_question"), "agenda_item", ["question"], unique=False)
    op.create_table(
        "agenda_settlement",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("matter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_agenda_settlement_meeting_id_forum_meeting"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", "kind", "matter", name=op.f("pk_agenda_settlement")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("sector", sa.String(length=64), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Integer(), nullable=True),
        sa.Column("proposal", sa.String(length=16), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["forum"], ["forum.code"], name=op.f("fk_commitment_forum_forum")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_commitment_meeting_id_forum_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisation.id"],
            name=op.f("fk_commitment_organisation_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_forum"), "commitment", ["forum"], unique=False)
    op.create_index(op.f("ix_commitment_meeting_id"), "commitment", ["meeting_id"], unique=False)
    op.create_index(
        op.f("ix_commitment_organisation"), "commitment", ["organisation"], unique=False
    )
    op.create_index(op.f("ix_commitment_problem"), "commitment", ["problem"], unique=False)
    op.create_table(
        "forum_proposal",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("forum", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("is_question", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("moved_to", sa.String(length=64), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum"], ["forum.code"], name=op.f("fk_forum_proposal_forum_forum")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_forum_proposal_meeting_id_forum_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["moved_to"], ["forum.code"], name=op.f("fk_forum_proposal_moved_to_forum")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_forum_proposal")),
    )
    op.create_index(op.f("ix_forum_proposal_forum"), "forum_proposal", ["forum"], unique=False)
    op.create_table(
        "meeting_attendance",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_meeting_attendance_meeting_id_forum_meeting"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meeting_attendance")),
    )
    op.create_table(
        "minutes_draft",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_minutes_draft_meeting_id_forum_meeting"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", "item_id", name=op.f("pk_minutes_draft")),
    )
    op.create_table(
        "minutes_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_minutes_reply_meeting_id_forum_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_reply")),
    )
    op.create_index(
        op.f("ix_minutes_reply_meeting_id"), "minutes_reply", ["meeting_id"], unique=False
    )
    op.create_table(
        "minutes_set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_minutes_set_aside_meeting_id_forum_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_set_aside")),
    )
    op.create_index(
        op.f("ix_minutes_set_aside_meeting_id"), "minutes_set_aside", ["meeting_id"], unique=False
    )
    op.create_table(
        "minutes_version",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("public_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["forum_meeting.id"],
            name=op.f("fk_minutes_version_meeting_id_forum_meeting"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_minutes_version")),
    )
    op.create_table(
        "agenda_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_paper_item_id_agenda_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_paper")),
    )
    op.create_index(op.f("ix_agenda_paper_item_id"), "agenda_paper", ["item_id"], unique=False)
    op.create_table(
        "commitment_event",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_event_commitment_id_commitment"),
        ),
        sa.PrimaryKeyConstraint("commitment_id", "number", name=op.f("pk_commitment_event")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("commitment_event")
    op.drop_index(op.f("ix_agenda_paper_item_id"), table_name="agenda_paper")
    op.drop_table("agenda_paper")
    op.drop_table("minutes_version")
    op.drop_index(op.f("ix_minutes_set_aside_meeting_id"), table_name="minutes_set_aside")
    op.drop_table("minutes_set_aside")
    op.drop_index(op.f("ix_minutes_reply_meeting_id"), table_name="minutes_reply")
    op.drop_table("minutes_reply")
    op.drop_table("minutes_draft")
    op.drop_table("meeting_attendance")
    op.drop_index(op.f("ix_forum_proposal_forum"), table_name="forum_proposal")
    op.drop_table("forum_proposal")
    op.drop_index(op.f("ix_commitment_problem"), table_name="commitment")
    op.drop_index(op.f("ix_commitment_organisation"), table_name="commitment")
    op.drop_index(op.f("ix_commitment_meeting_id"), table_name="commitment")
    op.drop_index(op.f("ix_commitment_forum"), table_name="commitment")
    op.drop_table("commitment")
    op.drop_table("agenda_settlement")
    op.drop_index(op.f("ix_agenda_item_question"), table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_proposal"), table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_problem"), table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_meeting_id"), table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_commitment"), table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_index(op.f("ix_problem_version_forum"), table_name="problem_version")
    op.drop_table("problem_version")
    op.drop_table("forum_year")
    op.drop_index(op.f("ix_forum_notice_forum"), table_name="forum_notice")
    op.drop_table("forum_notice")
    op.drop_index(op.f("ix_forum_meeting_starts"), table_name="forum_meeting")
    op.drop_table("forum_meeting")
    op.drop_table("minutes_translation")
    op.drop_table("forum")
