"""Deciding a case: allegations, the officer's account, findings, the outcome, recommendations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from copfeedback.complaints.case_desk import CaseDesk, Work
from copfeedback.complaints.case_errors import BadWords, Missing, NotYet, UnknownItem
from copfeedback.complaints.case_folding import Folding
from copfeedback.complaints.case_parts import (
    Allegation,
    NewAllegation,
    Words,
    clean_words,
)
from copfeedback.complaints.case_view import kind_of
from copfeedback.complaints.model import (
    ItemKind,
    Kind,
    NotAllowedNow,
    Result,
    Side,
    State,
    Verdict,
    require_transition,
)
from copfeedback.complaints.vault import HolderKey, Item
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor

CountClosing = Callable[
    [
        Connection,
        Mapping[str, Any],
        Iterable[Result],
        Iterable[Verdict],
        date,
        date,
    ],
    None,
]
"""Counts the first decision on a case: its answers, results, verdicts, day of lodging, today."""

_OPEN_TO_FINDINGS = frozenset({State.ACKNOWLEDGED, State.EXAMINED, State.REVIEW})


class Decisions:
    """The use cases that lead to a decision. They raise what ``CaseDesk.working`` raises."""

    def __init__(self, desk: CaseDesk, count: CountClosing) -> None:
        self._desk = desk
        self._count = count

    def add_allegation(
        self, actor: Actor, key: HolderKey | None, case_id: str, allegation: NewAllegation
    ) -> int:
        """Put into words what somebody is said to have done; its number.

        Raises:
            BadWords: the text is missing or too long.
            NotAllowedNow: the case is decided, or not acknowledged yet.
            UnknownItem: what it replaces is no allegation, or has a finding.
        """
        content: dict[str, Any] = {
            "text": clean_words(allegation.text),
            "language": allegation.language,
            "category": allegation.category,
            "officers": allegation.officers.strip(),
        }
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            _require_open(work)
            if allegation.replaces is not None:
                if _allegation(work, allegation.replaces).finding is not None:
                    raise UnknownItem
                content["replaces"] = allegation.replaces
            return work.add(ItemKind.ALLEGATION, content)

    def record_account(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        text: str,
        *,
        by: str = "",
        none_because: str = "",
    ) -> int:
        """Record what the officer says about it, or why there is no such account.

        Raises:
            BadWords: neither is there, or both are.
        """
        if bool(text.strip()) == bool(none_because.strip()):
            raise BadWords
        clean_words(text or none_because)
        content = {
            "text": text.strip(),
            "by": by.strip(),
            "none_because": none_because.strip(),
        }
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            return work.add(ItemKind.ACCOUNT, content)

    def find(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        allegation: int,
        verdict: Verdict,
        reason: Words,
    ) -> int:
        """Say what was found of an allegation and why, in the complainant's language.

        Raises:
            BadWords: there is no reason.
            NotAllowedNow: the case is decided, or not acknowledged yet.
            UnknownItem: there is no such allegation.
            NotYet: the officer's account is missing, or why there is none.
        """
        content = {
            "allegation": allegation,
            "verdict": verdict,
            "reason": clean_words(reason.text),
            "language": reason.language,
        }
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            _require_open(work)
            _allegation(work, allegation)
            if not work.opened.of_kind(ItemKind.ACCOUNT):
                raise NotYet(Missing.ACCOUNT)
            return work.add(ItemKind.FINDING, content)

    def set_outcome(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        results: frozenset[Result],
        words: Words,
    ) -> int:
        """Say what comes of the complaint, in the complainant's language.

        Raises:
            BadWords: nothing comes of it, or there are no words.
            NotAllowedNow: the case is decided, or not acknowledged yet.
        """
        if not results:
            raise BadWords
        content = {
            "results": sorted(results),
            "text": clean_words(words.text),
            "language": words.language,
        }
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            _require_open(work)
            return work.add(ItemKind.OUTCOME, content)

    def decide(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        *,
        seen: str | None = None,
    ) -> None:
        """Decide: every allegation has its finding, and what comes of it is said.

        A review is decided by somebody else than the decision it is about, with an outcome of
        their own.

        Raises:
            NotAllowedNow: the case is decided, or not acknowledged yet.
            NotYet: something is missing.
        """
        action = Action.DECIDE_CASE
        with self._desk.working(actor, key, case_id, action, seen=seen) as work:
            require_transition(work.opened.row.state, State.DECIDED, Side.BODY)
            outcome = _require_decidable(work)
            is_first = work.opened.row.decided_on is None
            work.move(State.DECIDED)
            if is_first:
                found = Folding(work.opened, {}, work.today).allegations()
                self._count(
                    work.connection,
                    work.opened.answers,
                    [Result(each) for each in outcome.content["results"]],
                    [each.finding.verdict for each in found if each.finding is not None],
                    work.opened.row.filed_on,
                    work.today,
                )

    def tell(self, actor: Actor, key: HolderKey | None, case_id: str, words: Words) -> int:
        """Tell the complainant of the decision: the time to ask for a review begins.

        Raises:
            BadWords: the words are missing or too long.
            NotAllowedNow: nothing is decided, or it was told.
        """
        with self._desk.working(actor, key, case_id, Action.WRITE_TO_COMPLAINANT) as work:
            row = work.opened.row
            if row.state is not State.DECIDED or row.told_on is not None:
                raise NotAllowedNow(row.state, State.DECIDED)
            work.change(told_on=work.today)
            return work.tell(words)


def lacks(kind: Kind, allegations: Sequence[Allegation], *, has_outcome: bool) -> Missing | None:
    """What has to be written before a case can be decided, if anything has."""
    if not allegations and kind is Kind.COMPLAINT:
        return Missing.ALLEGATION
    if any(each.finding is None for each in allegations):
        return Missing.FINDING
    return None if has_outcome else Missing.OUTCOME


def _require_open(work: Work) -> None:
    state = work.opened.row.state
    if state not in _OPEN_TO_FINDINGS:
        raise NotAllowedNow(state, State.DECIDED)


def _require_decidable(work: Work) -> Item:
    """The outcome, if the case can be decided now."""
    allegations = Folding(work.opened, {}, work.today).allegations()
    outcomes = work.opened.of_kind(ItemKind.OUTCOME)
    lacking = lacks(kind_of(work.opened), allegations, has_outcome=bool(outcomes))
    if lacking is not None:
        raise NotYet(lacking)
    decided = [
        item for item in work.opened.of_kind(ItemKind.STATE) if item.content["to"] == State.DECIDED
    ]
    if decided:
        if work.key.public.verify in {item.author for item in decided}:
            raise NotYet(Missing.OTHER_PERSON)
        if outcomes[-1].place.number < decided[-1].place.number:
            raise NotYet(Missing.OUTCOME)
    return outcomes[-1]


def _allegation(work: Work, number: int) -> Allegation:
    for each in Folding(work.opened, {}, work.today).allegations():
        if each.number == number:
            return each
    raise UnknownItem
