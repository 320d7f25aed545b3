"""Table of the rosters that were imported. What is in it counts only as it is signed."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, Table

from copfeedback.storage.schema import metadata

roster = Table(
    "roster",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("imported_on", Date, nullable=False),
)
