"""Tables of what is counted of complaints, and of what is made known of the counts."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from copfeedback.storage.schema import metadata

# How many cases: by month (2026-11) or week (2026-W48), and by one or two values.
complaint_tally = Table(
    "complaint_tally",
    metadata,
    Column("measure", String(16), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("other", String(24), primary_key=True),
    Column("count", Integer, nullable=False),
)

# What is not in the counts yet: one sealed record of one size for each kind of event.
complaint_pending = Table(
    "complaint_pending",
    metadata,
    Column("event", String(8), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

# What everybody may see of a quarter (2026-Q4), frozen.
complaint_figures = Table(
    "complaint_figures",
    metadata,
    Column("period", String(8), primary_key=True),
    Column("built_on", Date, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Text, nullable=False),
)

recommendation_public = Table(
    "recommendation_public",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("month", String(8), nullable=False),
    Column("category", String(16), nullable=False),
    Column("answer", String(16), nullable=False),
    Column("text", Text, nullable=False),
)

complaint_report = Table(
    "complaint_report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("published_on", Date, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Text, nullable=False),
)

# Who looks at a week that stands out, and what they found, sealed.
complaint_signal = Table(
    "complaint_signal",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("measure", String(16), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("seen", Integer, nullable=False),
    Column("note", LargeBinary, nullable=False),
)
