"""What residents bring to forums without giving a name, and what the chair makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from copfeedback.check_digit import NotACode
from copfeedback.faults import (
    Fault,
    Faulty,
    Problem,
    Unknown,
    clean,
)
from copfeedback.forums import proposal_store, store
from copfeedback.forums.meeting_model import Proposal
from copfeedback.forums.model import Topic
from copfeedback.forums.proposal_decisions import ProposalDecisions, in_english
from copfeedback.forums.proposal_offer import OfferedAction, offered_words
from copfeedback.forums.proposal_reference import draw_reference, read_reference, references
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.people.pace import ClientPace
from copfeedback.storage.engine import StorageUnavailable, reading, writing

PROPOSAL_MAXIMUM = 4_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class NewProposal:
    """What somebody brings, and the ``nonce`` of the form: sent twice it is one proposal."""

    forum: str
    language: str
    text: str = field(repr=False)
    topic: Topic | None
    is_question: bool
    nonce: str = field(repr=False)


class Proposals(ProposalDecisions):
    """The use cases of proposals. Nothing is kept of whoever brings one."""

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        pace: ClientPace,
        in_languages: Callable[[str], Translations] = in_english,
    ) -> None:
        super().__init__(trail, today, in_languages)
        self._pace = pace

    def propose(self, new: NewProposal, client: str) -> str:
        """Bring something to a forum; the reference to keep.

        Args:
            new: what is brought.
            client: the address it comes from; kept nowhere.

        Raises:
            Faulty: something must be mended.
            TooFast: too many at once.
            Unknown: there is no such forum, or it has ended.
            StorageUnavailable: it cannot be stored now.
        """
        text = _checked(new)
        with reading(self._trail.engine) as connection:
            forum = store.find_forum(connection, new.forum)
            if forum.ended is not None and forum.ended < self._today():
                raise Unknown
            known, _ = _place(connection, new, text)
        if known:
            return known
        self._pace.take(client)
        while True:
            try:
                return self._keep(new, text)
            except IntegrityError:  # the same form, sent twice at once, or a reference just taken
                continue

    def offer(self, connection: Connection, code: str, offered: OfferedAction) -> str:
        """Put an action of an evaluation before a forum, within a transaction; its reference.

        It waits for the chair like what residents bring, and its words say where it comes from.

        Raises:
            Unknown: there is no such forum, or it has ended.
        """
        forum = store.find_forum(connection, code)
        if forum.ended is not None and forum.ended < self._today():
            raise Unknown
        language, text = offered_words(offered, forum.languages, self._in_languages)
        reference = draw_reference(connection)
        brought = Proposal(
            reference,
            code,
            language,
            text,
            forum.topic,
            is_question=False,
            received_on=self._today(),
        )
        proposal_store.add_proposal(connection, brought)
        return reference

    def look_up(self, typed: str) -> Proposal | None:
        """What became of something, by the reference; None where nothing was brought under it.

        The words themselves are there only where the chair has let the public see them.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        try:
            reference = read_reference(typed)
        except NotACode:
            return None
        with reading(self._trail.engine) as connection:
            try:
                found = proposal_store.find_proposal(connection, reference)
            except Unknown:
                return None
            return _as_shown(connection, found)

    def public(self, code: str) -> list[Proposal]:
        """What a forum has decided on, the latest first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return [
                _as_shown(connection, each) for each in proposal_store.decided(connection, code)
            ]

    def _keep(self, new: NewProposal, text: str) -> str:
        with writing(self._trail.engine) as connection:
            known, free = _place(connection, new, text)
            if known:
                return known
            brought = Proposal(
                free, new.forum, new.language, text, new.topic, new.is_question, self._today()
            )
            proposal_store.add_proposal(connection, brought)
        return free


def _checked(new: NewProposal) -> str:
    text, problems = clean(new.text), []
    if not text:
        problems.append(Problem("text", Fault.MISSING))
    if len(text) > PROPOSAL_MAXIMUM:
        problems.append(Problem("text", Fault.TOO_LONG, PROPOSAL_MAXIMUM))
    if problems:
        raise Faulty(problems)
    return text


def _place(connection: Connection, new: NewProposal, text: str) -> tuple[str, str]:
    """The reference under which this very form is kept, if it is, and the next free one."""
    for reference in references(new.nonce):
        try:
            there = proposal_store.find_proposal(connection, reference)
        except Unknown:
            return "", reference
        if (there.forum, there.text) == (new.forum, text):
            return reference, ""
    raise StorageUnavailable("no reference is free")


def _as_shown(connection: Connection, brought: Proposal) -> Proposal:
    """As the public may see it: no words that nobody has let them see, none of protected forums."""
    may_be_shown = brought.shown and not proposal_store.is_protected(connection, brought)
    return brought if may_be_shown else replace(brought, text="", shown=False)
