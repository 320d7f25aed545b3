"""Tables of what leaves a case on purpose: requests, and the register of officers and units.

A stolen copy shows that there is a request, of which case, and when; nothing of what it says.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, String, Table

from copfeedback.complaints.tables import CASE_ID_CHARACTERS
from copfeedback.storage.schema import metadata

REQUEST_ID_CHARACTERS = 8
"""The id of a request stands in the keyring in place of a purpose: the key goes with the case's."""

case_request = Table(
    "case_request",
    metadata,
    Column("id", String(REQUEST_ID_CHARACTERS), primary_key=True),
    Column("case_id", ForeignKey("complaint_case.id"), nullable=False, index=True),
    Column("sent_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("answered_on", Date),
    Column("sealed", LargeBinary, nullable=False),
    Column("reply", LargeBinary),
)

# One row for each case that somebody was entered from, all entries in it. Its key is in the
# keyring beside the keys of the case, and is destroyed with them.
register_entry = Table(
    "register_entry",
    metadata,
    Column(
        "case_id",
        String(CASE_ID_CHARACTERS),
        ForeignKey("complaint_case.id"),
        primary_key=True,
    ),
    Column("sealed", LargeBinary, nullable=False),
)
