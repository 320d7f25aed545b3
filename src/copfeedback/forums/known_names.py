"""Names that are public anyway, of which minutes need no warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.model import Forum
from copfeedback.forums.store import find_forum, forums, meetings
from copfeedback.people.organisation_store import organisations
from copfeedback.people.sector_store import all_sectors


def public_names(connection: Connection, meeting: Meeting) -> frozenset[str]:
    """What may stand in the minutes of a meeting without a warning.

    The chair of an open forum, officers of public sectors with their numbers, organisations,
    offices with a seat, communities, forums, sectors, and where the forum met.
    """
    own = find_forum(connection, meeting.forum)
    names = [
        *_of_forum(own),
        *(name for forum in forums(connection) for name in _in_all_languages(forum.name)),
        *(each.name for each in organisations(connection)),
    ]
    for sector in all_sectors(connection).values():
        if sector.public:
            names += [*_in_all_languages(sector.name), sector.officer, sector.telephone]
    for each in meetings(connection, of=meeting.forum):
        names += _in_all_languages(each.place)
    return frozenset(name.strip() for name in names if name.strip())


def _of_forum(forum: Forum) -> Iterator[str]:
    if not forum.protected:
        yield forum.chair.name
    yield from _in_all_languages(forum.chair.affiliation)
    yield forum.contact
    yield from (seat.holder for seat in forum.seats)
    for community in forum.communities:
        yield community.organisation
        yield from _in_all_languages(community.name)


def _in_all_languages(texts: Mapping[str, str] | None) -> tuple[str, ...]:
    return tuple((texts or {}).values())
