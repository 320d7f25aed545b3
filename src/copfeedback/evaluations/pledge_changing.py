"""A change to a pledge that was made, while it is being written: nobody else sees any of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from copfeedback.evaluations import store
from copfeedback.evaluations.events import Evaluation, EventKind
from copfeedback.evaluations.handing_over import nobody_evaluates
from copfeedback.evaluations.pledge_cleaning import cleaned
from copfeedback.evaluations.pledge_draft import DraftPledge, as_draft
from copfeedback.evaluations.pledge_writing import MANAGE, PledgeWriting, own
from copfeedback.faults import ChangedMeanwhile, Faulty, Problem
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Subject
from copfeedback.storage.engine import reading
from copfeedback.stored import from_json, to_json

_CHANGE, _HAND_OVER = "change", "hand_over"
"""What is kept of those who evaluate, and of those who hand an evaluation over."""


@dataclass(frozen=True, slots=True)
class Change:
    """A pledge as it is to become; ``seen`` is the last event that was there when it began.

    The version of ``pledge`` is how often it was kept, 0 while nothing is being changed.
    """

    pledge: DraftPledge
    seen: int


class PledgeChanging(PledgeWriting):
    """The use cases of a change to a pledge that is being written."""

    def may_hand_over(self, who: Actor, evaluation: Evaluation) -> bool:
        """Whether somebody commissioned an evaluation that nobody can go on with.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        pledge = evaluation.pledge
        if pledge.commissioner_organisation is None or evaluation.of(EventKind.CANCELLED):
            return False
        if not who.may(MANAGE, own(pledge.commissioner_organisation)):
            return False
        with reading(self._trail.engine) as connection:
            return nobody_evaluates(connection, pledge.organisation)

    def change(self, actor: Actor, code: str) -> Change:
        """What the pledge is to become, as far as it is written; as it stands where nothing is.

        Raises:
            Unknown: there is no such evaluation.
            NotPermitted: it is another organisation's.
            StorageUnavailable: the database cannot be read now.
        """
        evaluation, kind, subject = self._to_change(actor, code)
        self._trail.require(actor, Action.DRAFT_EVALUATION, MANAGE, f"evaluation {code}", subject)
        with reading(self._trail.engine) as connection:
            kept = _kept(connection, code, kind)
        return kept or Change(as_draft(code, evaluation.pledge), evaluation.last)

    def save_change(
        self, actor: Actor, pledge: DraftPledge, *, after: int, seen: int | None = None
    ) -> Change:
        """Keep what was written, on what was read as version ``after``; it need not be whole.

        ``seen`` is the last event that whoever writes knows of, None if they know of no new one.

        Raises:
            Unknown: there is no such evaluation.
            NotPermitted: it is another organisation's.
            Faulty: a text is too long or in a language the portal does not have.
            ChangedMeanwhile: somebody else has kept something since.
            StorageUnavailable: it cannot be kept now.
        """
        code = pledge.code
        evaluation, kind, subject = self._to_change(actor, code)
        with self._trail.doing(
            actor, Action.DRAFT_EVALUATION, MANAGE, f"evaluation {code}", subject
        ) as connection:
            written, problems = cleaned(pledge, self._outside.languages)
            if problems:
                raise Faulty(problems)
            before = _kept(connection, code, kind)
            known = before.seen if before else evaluation.last
            change = Change(written, known if seen is None else seen)
            owner, content = subject.organisation, to_json(change)
            kept = store.keep_draft(connection, store.Draft(code, kind, owner, content, after))
            return replace(change, pledge=replace(written, version=kept.version))

    def drop_change(self, actor: Actor, code: str, *, after: int) -> None:
        """Forget what was written, read as version ``after``. Raises as ``save_change`` does."""
        _, kind, subject = self._to_change(actor, code)
        with self._trail.doing(
            actor, Action.DRAFT_EVALUATION, MANAGE, f"evaluation {code}", subject
        ) as connection:
            _require_version(connection, code, kind, after)
            store.drop_draft(connection, code, kind)

    def change_faults(self, pledge: DraftPledge, evaluation: Evaluation) -> list[Problem]:
        """What is missing or wrong before a pledge can be changed to this.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return self._checked(connection, pledge, evaluation)[1]

    def _to_change(self, actor: Actor, code: str) -> tuple[Evaluation, str, Subject]:
        """What is changed, the kind of what is kept for it, and whose it is."""
        with reading(self._trail.engine) as connection:
            evaluation = store.find_evaluation(connection, code)
        kind, subject = kind_of_change(actor, evaluation), own(evaluation.pledge.organisation)
        if kind == _HAND_OVER and self.may_hand_over(actor, evaluation):
            subject = own(evaluation.pledge.commissioner_organisation)
        return evaluation, kind, subject


def kind_of_change(who: Actor, evaluation: Evaluation) -> str:
    """Those who evaluate write a change; whoever else does hands the evaluation over."""
    evaluates = who.may(MANAGE, own(evaluation.pledge.organisation))
    return _CHANGE if evaluates else _HAND_OVER


def end_change(connection: Connection, code: str, kind: str, version: int | None) -> None:
    """Forget what was being written, once the pledge is changed.

    Raises:
        ChangedMeanwhile: somebody has kept something since it was read as ``version``.
    """
    if version is not None:
        _require_version(connection, code, kind, version)
    for each in (_CHANGE, _HAND_OVER):
        store.drop_draft(connection, code, each)


def _require_version(connection: Connection, code: str, kind: str, version: int) -> None:
    found = store.find_draft(connection, code, kind)
    if (found.version if found else 0) != version:
        raise ChangedMeanwhile


def _kept(connection: Connection, code: str, kind: str) -> Change | None:
    found = store.find_draft(connection, code, kind)
    if found is None:
        return None
    change = from_json(Change, found.content)
    return replace(change, pledge=replace(change.pledge, version=found.version))
