"""Tables of organisations, staff accounts, sessions, invitations and the audit trail."""

from __future__ import annotations

from datetime import UTC, datetime

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
)

from copfeedback.people.model import NAME_MAXIMUM
from copfeedback.storage.schema import metadata

TITLE_MAXIMUM = 120

organisation = Table(
    "organisation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("name", String(TITLE_MAXIMUM), nullable=False, unique=True),
    Column("active", Boolean, nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False, index=True),
    Column("parent_id", ForeignKey("unit.id")),
    Column("name", String(TITLE_MAXIMUM), nullable=False),
)

# A community that is no area is a sector as well: it has an officer, but no boundary.
sector = Table(
    "sector",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("parent_code", ForeignKey("sector.code")),
    Column("kind", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("officer", String(TITLE_MAXIMUM), nullable=False),
    Column("telephone", String(40), nullable=False),
    Column("since", Date),
    Column("public", Boolean, nullable=False),
    Column("boundary", Text),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(NAME_MAXIMUM), nullable=False, unique=True),
    Column("role", String(24), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    # A demonstration account can sign in on the machine itself alone.
    Column("demonstration", Boolean, nullable=False),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id")),
    Column("heads_unit", Boolean, nullable=False),
    Column("manager", Boolean, nullable=False),
    Column("email", String(254), nullable=False),
    Column("single_sign_on", String(255), unique=True),
    Column("second_factor", String(64)),
    # The last time step whose code was used: each code opens once (RFC 6238, section 5.2).
    Column("last_step", Integer, nullable=False),
    Column("wrong_attempts", Integer, nullable=False),
)

# Which sectors a leader and which forums a chair is there for; a leader without any, for all.
staff_scope = Table(
    "staff_scope",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("code", String(64), primary_key=True),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("code_hash", LargeBinary(32), primary_key=True),
)

# The cookie holds a random token; here is only its SHA-256, so a stolen database signs in nobody.
staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True), nullable=False),
    # What opens the cases this person holds keys of, sealed under a key that only their cookie
    # gives.
    Column("sealed_key", LargeBinary),
)

# The link's token is kept as its SHA-256 like a session's; whoever invites sees it once.
invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("name", String(NAME_MAXIMUM), nullable=False),
    Column("role", String(24), nullable=False),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("heads_unit", Boolean, nullable=False),
    Column("manager", Boolean, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("email", String(254), nullable=False),
    Column("invited_by", ForeignKey("staff.id")),
    Column("invited_at", DateTime(timezone=True), nullable=False),
    # Somebody who comes near complaints needs a second of their kind to say yes.
    Column("confirmed_by", ForeignKey("staff.id")),
)

password_reset = Table(
    "password_reset",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

# Who did what to whom and how it ended; never what it said. Each entry holds the hash of the one
# before it.
audit_entry = Table(
    "audit_entry",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor_id", Integer),
    Column("actor", String(NAME_MAXIMUM), nullable=False),
    Column("organisation_id", Integer),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("previous_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)


def in_utc(moment: datetime) -> datetime:
    """SQLite keeps no offset: everything goes in as UTC, and what comes back bare is UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
