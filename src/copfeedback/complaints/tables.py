"""Tables of complaints. What a stolen copy of them may show is listed in docs/decisions/0011."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from copfeedback.storage.schema import metadata

CASE_ID_CHARACTERS = 10

# No category, no language, no words: those are in the items. Dates are days.
complaint_case = Table(
    "complaint_case",
    metadata,
    Column("id", String(CASE_ID_CHARACTERS), primary_key=True),
    Column("lookup", String(7), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("updated_on", Date, nullable=False),
    Column("decided_on", Date),
    Column("told_on", Date),
    Column("due_on", Date),
    Column("ended_on", Date),
    Column("erase_on", Date),
    Column("hold", Boolean, nullable=False),
    # The complainant wrote last.
    Column("waiting", Boolean, nullable=False),
    Column("item_count", Integer, nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    # The head that the audit trail has; what complainants do enters it once a day, in any order.
    Column("noted_head", LargeBinary(32), nullable=False),
    # The complainant's own public keys, and the salt of what their code opens.
    Column("box", LargeBinary(32), nullable=False),
    Column("verify", LargeBinary(32), nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("roster", Integer, nullable=False),
    Index("ix_complaint_case_due", "due_on", "id"),
)

# The keys of cases, each sealed to one holder. Apart from everything else on purpose: it is backed
# up on its own, and whatever is deleted here is unreadable in every backup of the rest.
keyring = Table(
    "keyring",
    metadata,
    Column("case_id", String(CASE_ID_CHARACTERS), primary_key=True),
    Column("holder", String(24), primary_key=True),
    Column("purpose", String(8), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_keyring_holder", "holder", "case_id"),
)

complaint_item = Table(
    "complaint_item",
    metadata,
    Column("case_id", ForeignKey("complaint_case.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("item_id", String(16), nullable=False),
    Column("on", Date, nullable=False),
    # What it is and whose, sealed as well: a stolen copy tells not even whether a name was given.
    Column("heading", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

complaint_file = Table(
    "complaint_file",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("case_id", ForeignKey("complaint_case.id"), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("on", Date, nullable=False),
)

complaint_chunk = Table(
    "complaint_chunk",
    metadata,
    Column("file_id", ForeignKey("complaint_file.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

# Fifteen minutes of somebody who has typed their code. The seed of their keys is sealed under a
# key that only their cookie holds.
complaint_session = Table(
    "complaint_session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("case_id", ForeignKey("complaint_case.id", ondelete="CASCADE"), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("sealed_seed", LargeBinary, nullable=False),
)
