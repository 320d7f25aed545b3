"""Table of the keys of staff. A stolen copy of it opens nothing without somebody's password."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, Table

from copfeedback.storage.schema import metadata

# One pair of keys for each person. The seed of its private half is here three times: under the
# password, under the printed recovery key, and sealed to the organisation's offline key.
vault_holder = Table(
    "vault_holder",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("box", LargeBinary(32), nullable=False),
    Column("verify", LargeBinary(32), nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    # Empty after a new password by link, until the recovery key is typed.
    Column("sealed_seed", LargeBinary),
    # Empty until a recovery key was printed.
    Column("recovery_sealed", LargeBinary),
    # Empty until the organisation has its offline key; and which key that was.
    Column("organisation_sealed", LargeBinary),
    Column("organisation_box", LargeBinary(32)),
    Column("made_on", Date, nullable=False),
)
