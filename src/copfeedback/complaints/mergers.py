"""Bringing together complaints about the same thing: one of them goes on for both."""

from __future__ import annotations

from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_parts import Words
from copfeedback.complaints.casefile import add_item, open_case
from copfeedback.complaints.model import ENDED_STATES, ItemKind, NotAllowedNow, Side, State
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor


class Mergers:
    """The use case of merging. It raises what ``CaseDesk.working`` raises."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def merge(
        self, actor: Actor, key: HolderKey | None, case_id: str, into: str, words: Words
    ) -> None:
        """Let a case go on in another one that the actor can open too, and tell the complainant.

        The complainants do not learn of each other: each keeps their own code, and what they
        wrote stays where it is.

        Raises:
            BadWords: the words are missing or too long.
            NotAllowedNow: one of them has ended, or is decided; or it is the same one.
        """
        with self._desk.working(actor, key, case_id, Action.MOVE_CASE) as work:
            target = open_case(work.connection, into, work.member.holder, work.key, lock=True)
            state = target.row.state
            if case_id == into or state in ENDED_STATES or state is State.ERASED:
                raise NotAllowedNow(state, State.MERGED)
            work.tell(words)
            work.move(State.MERGED)
            work.add(ItemKind.MERGER, {"into": into})
            added = add_item(
                work.connection,
                target,
                ItemKind.MERGER,
                Side.BODY,
                {"came": case_id},
                work.key,
                work.today,
            )
            self._desk.note(work.connection, actor, Action.MOVE_CASE, added)
