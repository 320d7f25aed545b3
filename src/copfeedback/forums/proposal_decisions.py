"""What a forum's chair makes of what residents brought: always something that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.check_digit import NotACode, in_groups
from copfeedback.faults import (
    NAME_MAXIMUM,
    ChangedMeanwhile,
    Fault,
    Faulty,
    Problem,
    Unknown,
    clean_texts,
)
from copfeedback.forums import agenda_store, proposal_store, store
from copfeedback.forums.agenda_gate import takes_no_more
from copfeedback.forums.agenda_writing import hiding_unknown, take_open_agenda
from copfeedback.forums.chairing import chairing, require_chair
from copfeedback.forums.meeting_model import (
    AgendaItem,
    ItemKind,
    Meeting,
    MeetingState,
    Proposal,
    ProposalState,
)
from copfeedback.forums.model import Forum
from copfeedback.forums.proposal_erasing import erase, overwrite
from copfeedback.forums.proposal_reference import read_reference
from copfeedback.forums.proposal_wording import WAS_COMPLAINT
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor
from copfeedback.storage.engine import reading

_OPEN = frozenset({ProposalState.WAITING, ProposalState.MOVED, ProposalState.ON_AGENDA})
"""In these states something may still be decided."""
_ERASABLE = frozenset(ProposalState) - {ProposalState.COMPLAINT}
_DECIDED = frozenset({ProposalState.ON_AGENDA, ProposalState.ANSWERED, ProposalState.DECLINED})
_LOOKED_BACK = timedelta(days=365)


def in_english(message: str) -> Translations:
    """One of the portal's own sentences where no other language is spoken."""
    return Translations({SOURCE_LANGUAGE: message})


class ProposalDecisions:
    """The use cases of the chair."""

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        in_languages: Callable[[str], Translations] = in_english,
    ) -> None:
        """``in_languages`` says one of the portal's own sentences in each language it has."""
        self._trail = trail
        self._today = today
        self._in_languages = in_languages

    def waiting(self, actor: Actor, code: str) -> list[Proposal]:
        """What the chair of a forum has to decide on, the oldest first.

        Raises:
            NotPermitted, Unknown, StorageUnavailable: as for ``require_chair``.
        """
        require_chair(self._trail, actor, Action.DECIDE_PROPOSAL, code, self._today())
        with reading(self._trail.engine) as connection:
            return proposal_store.waiting(connection, code)

    def decided(self, actor: Actor, code: str) -> list[Proposal]:
        """What the chair of a forum decided on within a year, the latest first, with its words.

        It may still turn out that something of it was a complaint.

        Raises:
            NotPermitted, Unknown, StorageUnavailable: as for ``require_chair``.
        """
        require_chair(self._trail, actor, Action.DECIDE_PROPOSAL, code, self._today())
        since = self._today() - _LOOKED_BACK
        with reading(self._trail.engine) as connection:
            found = [
                each
                for each in proposal_store.decided(connection, code)
                if each.state in _DECIDED and _decided_by(each) == code
            ]
        recent = [each for each in found if each.decided_on and each.decided_on >= since]
        return sorted(recent, key=lambda each: each.decided_on or since, reverse=True)

    def put_on_agenda(
        self,
        actor: Actor,
        reference: str,
        meeting_id: int,
        title: Mapping[str, str],
        *,
        show: bool = False,
    ) -> AgendaItem:
        """Put something on an agenda under a title of the chair's; ``show`` its words as well.

        Raises:
            Faulty: the title must be mended, or the meeting is over or cancelled.
            AgendaFinal: that agenda is final.
            ChangedMeanwhile: it has been decided on.
            NotPermitted, Unknown, StorageUnavailable: as for ``chairing``.
        """
        with self._deciding(actor, reference) as (connection, forum, brought):
            if brought.state is ProposalState.ON_AGENDA:
                raise ChangedMeanwhile
            now, today = self._trail.now(), self._today()
            meeting = take_open_agenda(connection, meeting_id, forum.code, now, today)
            problems = list(self._refusals(meeting, "to"))
            titles = clean_texts(title, "title", problems, most=NAME_MAXIMUM, needed=True)
            if problems or titles is None:
                raise Faulty(problems)
            self._keep_decision(
                connection,
                replace(brought, meeting_id=meeting_id, shown=show),
                ProposalState.ON_AGENDA,
            )
            kind = ItemKind.QUESTION_TIME if brought.is_question else ItemKind.DISCUSSION
            item = AgendaItem(
                0, meeting_id, 0, kind, titles, topic=brought.topic, proposal=brought.reference
            )
            return store.add_item(connection, replace(item, question=_asked(connection, brought)))

    def answer(
        self, actor: Actor, reference: str, texts: Mapping[str, str], *, show: bool = False
    ) -> None:
        """Answer in writing, for everybody to read; ``show`` what was asked as well.

        Raises:
            Faulty: the answer is missing or too long.
            ChangedMeanwhile, NotPermitted, Unknown, StorageUnavailable: as for ``put_on_agenda``.
        """
        with self._deciding(actor, reference) as (connection, _, brought):
            answered = replace(brought, answer=_needed(texts), shown=show)
            self._keep_decision(connection, answered, ProposalState.ANSWERED)

    def move(
        self,
        actor: Actor,
        reference: str,
        to: int | str,
        texts: Mapping[str, str],
        *,
        show: bool = False,
    ) -> None:
        """Move something ``to`` a later meeting of the forum, by its id, or to another forum.

        Whoever chairs there decides on it next.

        Raises:
            Faulty: the reason is missing or too long, that meeting is over or cancelled, or that
                forum has ended, or is this one.
            ChangedMeanwhile, NotPermitted, Unknown, StorageUnavailable: as for ``put_on_agenda``.
        """
        with self._deciding(actor, reference) as (connection, forum, brought):
            moved = replace(brought, answer=_needed(texts), shown=show)
            problems: list[Problem] = []
            if isinstance(to, int):
                meeting = store.find_meeting(connection, to)
                if meeting.forum != forum.code:
                    raise Unknown
                problems = list(self._refusals(meeting, "where"))
                moved = replace(moved, meeting_id=to)
            else:
                there = store.find_forum(connection, to)
                if there.code == forum.code or there.ended is not None:
                    problems = [Problem("where", Fault.UNKNOWN)]
                moved = replace(moved, meeting_id=None, moved_to=there.code)
            if problems:
                raise Faulty(problems)
            self._keep_decision(connection, moved, ProposalState.MOVED)

    def decline(
        self, actor: Actor, reference: str, texts: Mapping[str, str], *, show: bool = False
    ) -> None:
        """Decline something, for a reason that everybody can read.

        Raises:
            Faulty: the reason is missing or too long.
            ChangedMeanwhile, NotPermitted, Unknown, StorageUnavailable: as for ``put_on_agenda``.
        """
        with self._deciding(actor, reference) as (connection, _, brought):
            declined = replace(brought, answer=_needed(texts), shown=show)
            self._keep_decision(connection, declined, ProposalState.DECLINED)

    def is_complaint(self, actor: Actor, reference: str) -> bool:
        """Erase what is about something a person did; only the way to the complaints remains.

        Returns:
            Whether it is overwritten in the database files already; if not, somebody was using
            them, and the next erasure does it.

        Raises:
            ChangedMeanwhile: it is erased already.
            NotPermitted, Unknown, StorageUnavailable: as for ``put_on_agenda``.
        """
        with self._deciding(actor, reference, states=_ERASABLE) as (connection, _, brought):
            erase(connection, brought, self._today(), self._in_languages(WAS_COMPLAINT))
        return overwrite(self._trail.engine)

    def _refusals(self, meeting: Meeting, field: str) -> Iterator[Problem]:
        """Why nothing can come up at a meeting any more."""
        if meeting.state is MeetingState.CANCELLED:
            yield Problem(field, Fault.UNKNOWN)
        elif takes_no_more(meeting, self._trail.now(), self._today()):
            yield Problem(field, Fault.PAST)

    @contextmanager
    def _deciding(
        self,
        who: Actor,
        typed: str,
        states: frozenset[ProposalState] = _OPEN,
    ) -> Iterator[tuple[Connection, Forum, Proposal]]:
        """One transaction of the chair who decides on something now."""
        with hiding_unknown(who), reading(self._trail.engine) as connection:
            reference = _read(typed)
            code = _decided_by(proposal_store.find_proposal(connection, reference))
        about = f"proposal {in_groups(reference)}"
        with chairing(self._trail, who, Action.DECIDE_PROPOSAL, code, self._today(), about) as (
            connection,
            forum,
        ):
            brought = proposal_store.find_proposal(connection, reference, lock=True)
            if brought.state not in states or _decided_by(brought) != code:
                raise ChangedMeanwhile
            yield connection, forum, brought

    def _keep_decision(
        self, connection: Connection, decided: Proposal, state: ProposalState
    ) -> None:
        shown = decided.shown and not proposal_store.is_protected(connection, decided)
        changed = replace(decided, state=state, decided_on=self._today(), shown=shown)
        proposal_store.change_proposal(connection, changed)


def _read(typed: str) -> str:
    try:
        return read_reference(typed)
    except NotACode:
        raise Unknown from None


def _needed(texts: Mapping[str, str]) -> Translations:
    problems: list[Problem] = []
    cleaned = clean_texts(texts, "answer", problems, needed=True)
    if problems or cleaned is None:
        raise Faulty(problems)
    return cleaned


def _asked(connection: Connection, brought: Proposal) -> int | None:
    """The first item under which a question stood at an earlier meeting, which left it open."""
    if not brought.is_question:
        return None
    earlier = agenda_store.items_of_proposal(connection, brought.reference)
    return next((each.question or each.id for each in earlier), None)


def _decided_by(brought: Proposal) -> str:
    """The code of the forum whose chair decides."""
    return brought.moved_to or brought.forum
