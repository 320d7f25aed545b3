"""The table of releases: written once, never changed."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table, Text

from copfeedback.storage.schema import metadata

release = Table(
    "release",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("survey_id", String(64), nullable=False, index=True),
    Column("built_on", Date, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("canonical", Text, nullable=False),
)
