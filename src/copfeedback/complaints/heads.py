"""What each case ends with, in the audit trail: a dropped last item then shows."""

from __future__ import annotations

import secrets

from copfeedback.complaints import store
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import PORTAL
from copfeedback.storage.engine import writing

_SHOWN = 16


def about_case(case_id: str, head: bytes) -> str:
    """What the audit trail says of a case: its number, and the beginning of its head."""
    return f"case {case_id} {head.hex()[:_SHOWN]}"


def note_heads(trail: Trail) -> int:
    """Enter in the audit trail what cases end with since complainants wrote in them; how many.

    Once a day and in a random order: an entry for each deed of a complainant would tell when and
    in which order they came. What staff do is entered at once.

    Raises:
        StorageUnavailable: the database cannot be written now.
    """
    with writing(trail.engine) as connection:
        unnoted = store.unnoted(connection)
        secrets.SystemRandom().shuffle(unnoted)
        for case_id, head in unnoted:
            trail.append(connection, PORTAL, Action.NOTE_CASE, about_case(case_id, head))
            store.change_case(connection, case_id, {"noted_head": head})
    return len(unnoted)
