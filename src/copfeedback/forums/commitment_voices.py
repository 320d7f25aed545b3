"""Who may say what of a commitment: whoever owes it, or the forum it was promised to."""

from __future__ import annotations

from datetime import date

from copfeedback.forums.commitment_model import ALLOWED, Commitment, EventKind
from copfeedback.people.model import Actor, Permission, Subject

BY_OFFICER = frozenset(EventKind) - {EventKind.REOPENED, EventKind.DROPPED}
"""What the officers of its organisation say of a commitment."""
BY_CHAIR = frozenset({EventKind.REOPENED, EventKind.DROPPED, EventKind.CONTINUED, EventKind.DONE})
"""What a forum's chair can say of any commitment of the forum, whoever owes it."""


def answers_for(who: Actor, commitment: Commitment) -> bool:
    """Whether somebody is an officer of the organisation that owes it."""
    subject = Subject(organisation=commitment.organisation)
    return commitment.organisation is not None and who.may(
        Permission.REPORT_ON_COMMITMENTS, subject
    )


def is_for_forum(who: Actor, commitment: Commitment, kind: EventKind) -> bool:
    """Whether this could only be said for the forum: by its chair, and marked so."""
    if commitment.organisation is None or kind not in BY_OFFICER:
        return True
    return kind in BY_CHAIR and not answers_for(who, commitment)


def sayable(who: Actor, commitment: Commitment, today: date, *, chairs: bool) -> list[EventKind]:
    """What somebody, who ``chairs`` the forum or not, can say of a commitment as it stands."""
    return [
        kind
        for kind in EventKind
        if commitment.status(today) in ALLOWED[kind]
        and (chairs if is_for_forum(who, commitment, kind) else answers_for(who, commitment))
    ]
