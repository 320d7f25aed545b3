"""Tables of evaluations, plans, key figures and checklists."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, Table, Text

from copfeedback.storage.schema import metadata

CODE_MAXIMUM = 64
_HASH = 64

# What is being written: nothing of it is public.
evaluation_draft = Table(
    "evaluation_draft",
    metadata,
    Column("evaluation", String(CODE_MAXIMUM), primary_key=True),
    # Whether it is of the pledge or of the report.
    Column("kind", String(16), primary_key=True),
    Column("organisation", Integer),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

# Only added to. The number goes on through all evaluations; each row holds the hash before it.
evaluation_event = Table(
    "evaluation_event",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("evaluation", String(CODE_MAXIMUM), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(_HASH), nullable=False),
    Column("previous_hash", String(_HASH), nullable=False, unique=True),
    Column("hash", String(_HASH), nullable=False),
)

evaluation_attachment = Table(
    "evaluation_attachment",
    metadata,
    Column("evaluation", String(CODE_MAXIMUM), primary_key=True),
    Column("sha256", String(_HASH), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("language", String(12), nullable=False),
    Column("size", Integer, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
)

police_plan = Table(
    "police_plan",
    metadata,
    Column("code", String(CODE_MAXIMUM), primary_key=True),
    # 0 is the draft; from 1 on what was published, which stays.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("published_on", Date),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

kpi = Table(
    "kpi",
    metadata,
    Column("code", String(CODE_MAXIMUM), primary_key=True),
    # A key figure that is defined anew keeps what it was before.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("since", Date, nullable=False),
    Column("content", Text, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("organisation", Integer),
    Column("began", Date, nullable=False, index=True),
    Column("ended", Date),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

activity_figures = Table(
    "activity_figures",
    metadata,
    Column("period", String(16), primary_key=True),
    Column("built_on", Date, nullable=False),
    Column("content", Text, nullable=False),
    Column("seal", String(_HASH), nullable=False),
)

checklist_assessment = Table(
    "checklist_assessment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("checklist", String(CODE_MAXIMUM), nullable=False, index=True),
    Column("organisation", Integer),
    Column("on", Date, nullable=False),
    Column("content", Text, nullable=False),
    Column("public", Boolean, nullable=False),
)
