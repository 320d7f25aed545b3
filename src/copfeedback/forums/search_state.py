"""As of which state everything is that can be searched: whether the index is behind, and where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from copfeedback.forums.search_sources import SOURCES
from copfeedback.forums.tables import (
    agenda_item,
    commitment,
    commitment_event,
    forum,
    forum_meeting,
    forum_notice,
    forum_proposal,
    minutes_translation,
    minutes_version,
    problem_version,
)

# What each table of the above is like as a whole: a change of anything in them changes this.
_STATE = (
    select(func.count(), func.sum(forum.c.version)),
    select(func.count(), func.sum(forum_meeting.c.version), func.max(forum_meeting.c.id)),
    select(
        func.count(),
        func.sum(agenda_item.c.version),
        func.max(agenda_item.c.id),
        func.sum(func.length(agenda_item.c.content)),
    ),
    select(func.count(minutes_version.c.number), func.sum(minutes_version.c.number)),
    select(func.count(), func.max(minutes_translation.c.translated_at)),
    select(func.count(commitment.c.id)),
    select(func.count(commitment_event.c.number)),
    select(
        forum_proposal.c.state,
        forum_proposal.c.shown,
        func.count(),
        func.max(forum_proposal.c.decided_on),
        func.sum(func.length(forum_proposal.c.text)),
        func.sum(func.length(forum_proposal.c.answer)),
    )
    .group_by(forum_proposal.c.state, forum_proposal.c.shown)
    .order_by(forum_proposal.c.state, forum_proposal.c.shown),
    select(func.count(problem_version.c.version)),
    select(func.count(), func.count(forum_notice.c.taken_back_on)),
)


def stamps(connection: Connection) -> dict[tuple[str, str], str]:
    """As of which state each thing is now, by its kind and name."""
    found: dict[tuple[str, str], str] = {}
    for kind, source in SOURCES.items():
        for ref, *values in connection.execute(source.stamps):
            found[kind.value, str(ref)] = " ".join(map(str, values))
    return found


def state(connection: Connection) -> list[tuple[Any, ...]]:
    """What everything is like now: the same as long as nothing has changed, and quickly told."""
    return [tuple(row) for asked in _STATE for row in connection.execute(asked)]
