"""What a chair looks through before minutes are published: all of what would stand in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from copfeedback.forums.approving import as_minutes, fingerprint
from copfeedback.forums.checking import Field, check_entries
from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.commitment_store import Wanted, commitments
from copfeedback.forums.drafting import draft_entries
from copfeedback.forums.known_names import public_names
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import EntryText, Minutes, MinutesEntry
from copfeedback.forums.store import find_forum
from copfeedback.telling.places import Excerpt

TITLE = "title"
COMMITMENT = "commitment"
"""What warnings name as the field, beside those of an entry's own words."""


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What would be published now, and what in it could tell who a person is.

    ``minutes`` have no number yet. ``commitments`` are those that are in them, by their ids.
    """

    minutes: Minutes
    commitments: Mapping[int, Commitment]
    warnings: tuple[Excerpt[Field], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return all(entry.content == EntryText() for entry in self.minutes.entries)

    @property
    def fingerprint(self) -> str:
        """What tells whether this is still what would be published."""
        return fingerprint(self.minutes)


def look_through(connection: Connection, meeting: Meeting) -> LookedThrough:
    """Everything that the minutes of a meeting would tell, read once: no part of it is later."""
    forum = find_forum(connection, meeting.forum)
    minutes = as_minutes(connection, forum, meeting, draft_entries(connection, meeting.id))
    wanted = {each for entry in minutes.entries for each in entry.commitments}
    made = commitments(connection, Wanted(meeting_id=meeting.id))
    of_minutes = {each.id: each for each in made if each.id in wanted}
    warnings = check_entries(
        {entry.item_id: entry.content for entry in minutes.entries},
        public_names(connection, meeting),
        {entry.item_id: list(_beside(entry, of_minutes)) for entry in minutes.entries},
    )
    return LookedThrough(minutes, of_minutes, tuple(warnings))


def _beside(entry: MinutesEntry, made: Mapping[int, Commitment]) -> Iterator[tuple[str, str]]:
    """What stands in an entry beside its own words, in every language it is there in."""
    for text in (entry.title or {}).values():
        yield TITLE, text
    for each in entry.commitments:
        for text in (*made[each].office.values(), *made[each].what.values()):
            yield COMMITMENT, text
