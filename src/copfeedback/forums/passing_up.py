"""Passing a topic to the forum above, where it is about more than one neighbourhood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from copfeedback.forums import proposal_store, store
from copfeedback.forums.agenda_gate import takes_no_more
from copfeedback.forums.holding_back import held_promises
from copfeedback.forums.meeting_model import AgendaItem, Proposal, ProposalState
from copfeedback.forums.model import Forum
from copfeedback.forums.proposal_copies import origin_of
from copfeedback.forums.proposal_reference import draw_reference


class NoForumAbove(Exception):  # noqa: N818 - named for what happened
    """The forum has none above it."""


class HeldBack(Exception):  # noqa: N818 - named for what happened
    """The item is about a promise that a protected forum holds back still."""


def pass_up(
    connection: Connection, item_id: int, forum: Forum, now: datetime, today: date
) -> AgendaItem | None:
    """Put an item on the next open agenda of the forum above.

    Where there is none, or it is all final, it waits there among what residents brought (None).
    Passed again, it stays where it is. Of what a resident brought to a protected forum, only the
    title that the chair gave it is passed up.

    Raises:
        NoForumAbove: there is none.
        HeldBack: the public may not know yet what it is about.
        ChangedMeanwhile: what a resident brought was erased meanwhile.
        Unknown: there is no such item any more.
    """
    if forum.parent is None:
        raise NoForumAbove
    item, origin = _hold(connection, item_id)
    if item.commitment in held_promises(connection, today):
        raise HeldBack
    text = None if origin and forum.protected is not None else item.text
    passed = replace(
        item,
        id=0,
        text=text,
        # What it brings up again stays with the forum below.
        proposal=None,
        commitment=None,
        question=None,
        passed_from=forum.code,
        origin=origin,
        passed_to=(),
    )
    above = [
        each
        for each in store.meetings(connection, of=forum.parent)
        if not takes_no_more(each, now, today)
    ]
    for there in store.items(connection, [each.id for each in above]):
        if (there.passed_from, there.origin, there.title) == (forum.code, origin, item.title):
            return there
    for meeting in sorted(above, key=lambda each: (each.begins_at, each.id)):
        locked = store.find_meeting(connection, meeting.id, lock=True)
        if locked.final_on is None:
            return store.add_item(connection, replace(passed, meeting_id=locked.id))
    reference = _let_wait_above(connection, passed, forum, today)
    if reference not in item.passed_to:
        store.change_item(connection, replace(item, passed_to=(*item.passed_to, reference)))
    return None


def _hold(connection: Connection, item_id: int) -> tuple[AgendaItem, str | None]:
    """An item, and what a resident brought to which it goes back: not erased meanwhile.

    Whoever erases holds that first as well.
    """
    origin = origin_of(connection, store.find_item(connection, item_id))
    if origin is not None:
        proposal_store.hold(connection, origin)
    return store.find_item(connection, item_id, lock=True), origin


def _let_wait_above(connection: Connection, item: AgendaItem, forum: Forum, today: date) -> str:
    """Let an item wait among what residents brought, if it does not yet; under which reference."""
    words = item.title.read_in(forum.languages[0])
    text = words.text if item.text is None else f"{words}\n\n{item.text.read_in(words.language)}"
    waiting = proposal_store.waiting(connection, forum.parent or "")
    for each in waiting:
        if (each.forum, each.text) == (forum.code, text):
            return each.reference
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
    return passed.reference
