"""Passing a topic to the forum above, where it is about more than one neighbourhood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from copfeedback.forums import proposal_store, store
from copfeedback.forums.agenda_gate import takes_no_more
from copfeedback.forums.meeting_model import (
    AgendaItem,
    Meeting,
    Proposal,
    ProposalState,
)
from copfeedback.forums.model import Forum
from copfeedback.forums.proposal_reference import draw_reference


class NoForumAbove(Exception):  # noqa: N818 - named for what happened
    """The forum has none above it."""


def pass_up(
    connection: Connection, item: AgendaItem, forum: Forum, now: datetime, today: date
) -> AgendaItem | None:
    """Put an item on the next open agenda of the forum above.

    Where there is none, or it is all final, it waits there among what residents brought (None).
    Passed again, it stays where it is.

    Raises:
        NoForumAbove: there is none.
    """
    if forum.parent is None:
        raise NoForumAbove
    above = [
        each
        for each in store.meetings(connection, of=forum.parent)
        if not takes_no_more(each, now, today)
    ]
    for there in store.items(connection, [each.id for each in above]):
        if there.passed_from == forum.code and there.title == item.title:
            return there
    for meeting in sorted(above, key=lambda each: (each.begins_at, each.id)):
        locked = store.find_meeting(connection, meeting.id, lock=True)
        if locked.final_on is None:
            return store.add_item(connection, _passed(item, locked, forum))
    _let_wait_above(connection, item, forum, today)
    return None


def _passed(item: AgendaItem, meeting: Meeting, forum: Forum) -> AgendaItem:
    """The item as the forum above gets it: what it brings up again stays with the one below."""
    return replace(
        item,
        id=0,
        meeting_id=meeting.id,
        proposal=None,
        commitment=None,
        question=None,
        passed_from=forum.code,
    )


def _let_wait_above(connection: Connection, item: AgendaItem, forum: Forum, today: date) -> None:
    words = item.title.read_in(forum.languages[0])
    text = words.text if item.text is None else f"{words}\n\n{item.text.read_in(words.language)}"
    waiting = proposal_store.waiting(connection, forum.parent or "")
    if any(each.forum == forum.code and each.text == text for each in waiting):
        return
    passed = Proposal(
        reference=draw_reference(connection),
        forum=forum.code,
        language=words.language,
        text=text,
        topic=item.topic,
        is_question=False,
        received_on=today,
        state=ProposalState.MOVED,
        decided_on=today,
        moved_to=forum.parent,
    )
    proposal_store.add_proposal(connection, passed)
