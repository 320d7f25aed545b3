"""Tables of staff accounts and their sessions, and their queries."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, LargeBinary, String, Table

from copfeedback.storage.schema import metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(24), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    # A demonstration account can sign in on the machine itself alone.
    Column("demonstration", Boolean, nullable=False),
)

# The cookie holds a random token; here is only its SHA-256, so a stolen database signs in nobody.
staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True), nullable=False),
)
