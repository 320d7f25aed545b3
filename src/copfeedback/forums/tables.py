"""Tables of forums. What is looked for has columns; the rest of each thing is JSON beside them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from copfeedback.people.model import NAME_MAXIMUM
from copfeedback.storage.schema import metadata

CODE_MAXIMUM = 64
TAG_MAXIMUM = 12
REFERENCE_MAXIMUM = 16

forum = Table(
    "forum",
    metadata,
    Column("code", String(CODE_MAXIMUM), primary_key=True),
    Column("parent", ForeignKey("forum.code")),
    Column("sector", String(CODE_MAXIMUM)),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

forum_meeting = Table(
    "forum_meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("forum", ForeignKey("forum.code"), nullable=False),
    Column("number", String(16), nullable=False),
    # Without offset, in the meeting's own zone, which is in the content.
    Column("starts", DateTime, nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("minutes_number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("forum", "number"),
)

agenda_item = Table(
    "agenda_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("forum_meeting.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("proposal", String(REFERENCE_MAXIMUM), index=True),
    Column("commitment", Integer, index=True),
    Column("question", Integer, index=True),
    Column("problem", Integer, index=True),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

agenda_paper = Table(
    "agenda_paper",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("agenda_item.id"), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("language", String(TAG_MAXIMUM), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("pdf", LargeBinary, nullable=False),
)

# What was said of a matter that earlier meetings left open and that is not on the agenda.
agenda_settlement = Table(
    "agenda_settlement",
    metadata,
    Column("meeting_id", ForeignKey("forum_meeting.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("matter", Integer, primary_key=True, autoincrement=False),
    Column("result", String(16), nullable=False),
    Column("reason", Text),
    Column("on_day", Date, nullable=False),
)

# Nothing in it tells who brought it; received is a day, not a moment.
forum_proposal = Table(
    "forum_proposal",
    metadata,
    Column("reference", String(REFERENCE_MAXIMUM), primary_key=True),
    Column("forum", ForeignKey("forum.code"), nullable=False, index=True),
    Column("language", String(TAG_MAXIMUM), nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", String(32)),
    Column("is_question", Boolean, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("answer", Text),
    Column("decided_on", Date),
    Column("meeting_id", ForeignKey("forum_meeting.id")),
    Column("moved_to", ForeignKey("forum.code")),
    Column("shown", Boolean, nullable=False),
)

# Drafts of minutes: the latest of each entry, and what was set aside.
minutes_draft = Table(
    "minutes_draft",
    metadata,
    Column("meeting_id", ForeignKey("forum_meeting.id"), primary_key=True),
    Column("item_id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("author", String(NAME_MAXIMUM), nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
)

minutes_set_aside = Table(
    "minutes_set_aside",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("forum_meeting.id"), nullable=False, index=True),
    Column("item_id", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("author", String(NAME_MAXIMUM), nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
)

# Total and sides are shown with the minutes; genders and ages only in the figures of a year.
meeting_attendance = Table(
    "meeting_attendance",
    metadata,
    Column("meeting_id", ForeignKey("forum_meeting.id"), primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
)

minutes_version = Table(
    "minutes_version",
    metadata,
    Column("meeting_id", ForeignKey("forum_meeting.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("language", String(TAG_MAXIMUM), nullable=False),
    Column("content", Text, nullable=False),
    Column("approved_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", String(NAME_MAXIMUM), nullable=False),
    Column("public_on", Date, nullable=False),
)

minutes_translation = Table(
    "minutes_translation",
    metadata,
    Column("meeting_id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("language", String(TAG_MAXIMUM), primary_key=True),
    Column("texts", Text, nullable=False),
    Column("translator", String(NAME_MAXIMUM), nullable=False),
    Column("translated_at", DateTime(timezone=True), nullable=False),
)

minutes_reply = Table(
    "minutes_reply",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("forum_meeting.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("organisation", Integer),
    Column("office", String(200), nullable=False),
    Column("language", String(TAG_MAXIMUM), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

commitment = Table(
    "commitment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("forum", ForeignKey("forum.code"), nullable=False, index=True),
    Column("owner", String(16), nullable=False),
    Column("organisation", ForeignKey("organisation.id"), index=True),
    Column("sector", String(CODE_MAXIMUM)),
    Column("meeting_id", ForeignKey("forum_meeting.id"), index=True),
    Column("item_id", Integer),
    Column("problem", Integer, index=True),
    Column("proposal", String(REFERENCE_MAXIMUM)),
    Column("content", Text, nullable=False),
)

# Only ever added to.
commitment_event = Table(
    "commitment_event",
    metadata,
    Column("commitment_id", ForeignKey("commitment.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("content", Text, nullable=False),
)

# Only ever added to: the latest version counts.
problem_version = Table(
    "problem_version",
    metadata,
    Column("problem_id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("forum", ForeignKey("forum.code"), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
)

# Notices of a forum: corrections of rumours, news, warnings. Only ever added to, or taken back.
forum_notice = Table(
    "forum_notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("forum", ForeignKey("forum.code"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("pinned_until", Date),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("taken_back_on", Date),
)

# Who was at meetings of a year, by gender and by age band: made once, when the year is over.
forum_year = Table(
    "forum_year",
    metadata,
    Column("forum", ForeignKey("forum.code"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Text, nullable=False),
)
