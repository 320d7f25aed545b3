"""What is done with pledges: registered, signed, changed in the open, and called off."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from copfeedback.evaluations import store
from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Evaluation,
    Event,
    EventKind,
    Registered,
    Said,
    Signed,
)
from copfeedback.evaluations.fieldwork import has_begun, was_gathered
from copfeedback.evaluations.handing_over import hands_over, nobody_evaluates
from copfeedback.evaluations.model import DataSeen, NotPossibleNow, Pledge, Stakeholder
from copfeedback.evaluations.offices import office_name
from copfeedback.evaluations.pledge_changing import PledgeChanging, end_change, kind_of_change
from copfeedback.evaluations.pledge_cleaning import clean_words
from copfeedback.evaluations.pledge_draft import as_draft, as_pledge
from copfeedback.evaluations.pledge_writing import KIND, MANAGE, own
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading


class Pledging(PledgeChanging):
    """The use cases of pledges. Whatever is public stays: it is only ever added to."""

    def register(self, actor: Actor, code: str, *, after: int | None = None) -> Event:
        """Make the pledge, in public and for good.

        It is late for ever if data that it is about are being gathered already. ``after`` is the
        version of the draft that was read, None for whichever there is.

        Raises:
            Unknown: nobody is writing for this code.
            NotPermitted: it is another organisation's.
            Faulty: with everything that is missing or wrong.
            ChangedMeanwhile: somebody else has registered it, or kept something since.
            StorageUnavailable: it cannot be registered now.
        """
        found = self._find_draft(code)
        about, subject = f"evaluation {code}", own(found.organisation)
        with self._trail.doing(
            actor, Action.REGISTER_EVALUATION, MANAGE, about, subject
        ) as connection:
            store.lock(connection)
            draft = self._seen(connection, code, found.version if after is None else after)
            if store.is_registered(connection, code):
                raise ChangedMeanwhile
            kept, problems = self._checked(connection, draft)
            if problems:
                raise Faulty(problems)
            pledge = as_pledge(kept)
            late = has_begun(pledge, self._outside.find_wave, self.today())
            said = Registered(pledge, late)
            office = office_name(connection, actor.organisation, pledge.evaluator)
            event = self._add(connection, code, EventKind.REGISTERED, said, office)
            store.drop_draft(connection, code, KIND)
            return event

    def amend(
        self,
        actor: Actor,
        code: str,
        pledge: Pledge,
        reason: Mapping[str, str],
        data_seen: DataSeen,
        *,
        after: int,
        written: int | None = None,
    ) -> Event:
        """Change a pledge in the open: everything it was before stays to be read.

        Whoever has seen data deviates from it, and once any were gathered nobody can say they had
        seen none. Where nobody of the evaluator's organisation can go on, whoever commissioned the
        evaluation may hand it over to somebody else, and change nothing besides. ``written`` is
        the version of what was being written for it, if this is it; it is forgotten then.

        Raises:
            Unknown: there is no such evaluation.
            NotPermitted: it is another organisation's.
            Faulty: with everything that is missing or wrong; or nothing was changed.
            NotPossibleNow: it was cancelled.
            ChangedMeanwhile: something has happened to it since event ``after``, or somebody else
                has kept something since.
            StorageUnavailable: it cannot be changed now.
        """
        about = f"evaluation {code}"
        before = self._registered(code)
        subject = self._changing(before.pledge, pledge)
        with self._trail.doing(
            actor, Action.AMEND_EVALUATION, MANAGE, about, subject
        ) as connection:
            evaluation = self._open(connection, code, after)
            kept, problems = self._checked(connection, as_draft(code, pledge), evaluation)
            words = self._reason(reason, problems)
            if data_seen is DataSeen.NONE and self.was_gathered(evaluation):
                problems.append(Problem("data_seen", Fault.DATA_SEEN))
            if problems or words is None:
                raise Faulty(problems)
            changed = as_pledge(kept)
            if changed == evaluation.pledge:
                raise Faulty([Problem("pledge", Fault.UNCHANGED)])
            if written is not None or changed.organisation != evaluation.pledge.organisation:
                end_change(connection, code, kind_of_change(actor, evaluation), written)
            said = Amended(changed, words, data_seen)
            office = office_name(connection, actor.organisation, evaluation.pledge.evaluator)
            return self._add(connection, code, EventKind.AMENDED, said, office)

    def cancel(self, actor: Actor, code: str, reason: Mapping[str, str], *, after: int) -> Event:
        """Call an evaluation off. Where data were gathered, its results are owed all the same.

        Raises:
            Unknown: there is no such evaluation.
            NotPermitted: it is another organisation's.
            Faulty: the reason is missing or wrong.
            NotPossibleNow: it was cancelled before, or its results are public.
            ChangedMeanwhile: something has happened to it since event ``after``.
            StorageUnavailable: it cannot be cancelled now.
        """
        about, subject = f"evaluation {code}", own(self._registered(code).pledge.organisation)
        with self._trail.doing(
            actor, Action.CANCEL_EVALUATION, MANAGE, about, subject
        ) as connection:
            evaluation = self._open(connection, code, after)
            if evaluation.publication is not None:
                raise NotPossibleNow
            problems: list[Problem] = []
            words = self._reason(reason, problems)
            if problems or words is None:
                raise Faulty(problems)
            end_change(connection, code, kind_of_change(actor, evaluation), None)
            said = Cancelled(words, self.was_gathered(evaluation))
            office = office_name(connection, actor.organisation, evaluation.pledge.evaluator)
            return self._add(connection, code, EventKind.CANCELLED, said, office)

    def to_sign(self, who: Actor) -> list[tuple[Evaluation, str]]:
        """What somebody can sign, each with the key of the stakeholder they sign for.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = store.evaluations(connection)
        return [
            (evaluation, each.key)
            for evaluation in found
            if not _is_over(evaluation)
            for each in evaluation.pledge.stakeholders
            if who.may(Permission.SIGN_EVALUATIONS, Subject(each.organisation, forum=each.forum))
            and not _has_signed(evaluation, each.key)
        ]

    def sign(self, actor: Actor, code: str, stakeholder: str, *, after: int) -> Event:
        """Commit an organisation, or a forum, to a pledge; again when it was changed since.

        Raises:
            Unknown: there is no such evaluation, or no such stakeholder in it.
            NotPermitted: the actor does not speak for them.
            NotPossibleNow: it was signed already, cancelled, or its results are public.
            ChangedMeanwhile: something has happened to it since event ``after``.
            StorageUnavailable: it cannot be signed now.
        """
        signer = _stakeholder(self._registered(code), stakeholder)
        subject = Subject(signer.organisation, forum=signer.forum)
        about, permission = f"evaluation {code}", Permission.SIGN_EVALUATIONS
        with self._trail.doing(
            actor, Action.SIGN_EVALUATION, permission, about, subject
        ) as connection:
            evaluation = self._open(connection, code, after)
            if _stakeholder(evaluation, stakeholder) != signer:
                raise ChangedMeanwhile
            if evaluation.publication is not None or _has_signed(evaluation, stakeholder):
                raise NotPossibleNow
            name = self._outside.forum_name(signer.forum) if signer.forum else None
            office = name or office_name(connection, signer.organisation, signer.office)
            return self._add(connection, code, EventKind.SIGNED, Signed(stakeholder), office)

    def was_gathered(self, evaluation: Evaluation) -> bool:
        """Whether data were gathered by today: then the results are owed, cancelled or not."""
        return was_gathered(evaluation, self._outside.find_wave, self.today())

    def _registered(self, code: str) -> Evaluation:
        with reading(self._trail.engine) as connection:
            return store.find_evaluation(connection, code)

    def _open(self, connection: Connection, code: str, after: int) -> Evaluation:
        """An evaluation that goes on, to which nothing has happened since event ``after``."""
        store.lock(connection)
        evaluation = store.find_evaluation(connection, code)
        if evaluation.last != after:
            raise ChangedMeanwhile
        if evaluation.of(EventKind.CANCELLED):
            raise NotPossibleNow
        return evaluation

    def _changing(self, before: Pledge, after: Pledge) -> Subject:
        """Whose it is to change a pledge."""
        if hands_over(before, after):
            with reading(self._trail.engine) as connection:
                if nobody_evaluates(connection, before.organisation):
                    return own(before.commissioner_organisation)
        return own(before.organisation)

    def _reason(self, reason: Mapping[str, str], problems: list[Problem]) -> Translations | None:
        words = clean_words(reason, "reason", self._outside.languages, problems)
        if words is None:
            problems.append(Problem("reason", Fault.MISSING))
        return words

    def _add(
        self, connection: Connection, code: str, kind: EventKind, said: Said, office: str
    ) -> Event:
        at, on = self._trail.now(), self.today()
        return store.add_event(connection, code, kind, said, at=at, on=on, by=office)


def _stakeholder(evaluation: Evaluation, key: str) -> Stakeholder:
    for each in evaluation.pledge.stakeholders:
        if each.key == key:
            return each
    raise Unknown


def _has_signed(evaluation: Evaluation, key: str) -> bool:
    """Whether a stakeholder signed the pledge as it stands."""
    changed = evaluation.amendments[-1].number if evaluation.amendments else 0
    return any(
        isinstance(each.said, Signed) and each.said.stakeholder == key and each.number > changed
        for each in evaluation.events
    )


def _is_over(evaluation: Evaluation) -> bool:
    return evaluation.publication is not None or bool(evaluation.of(EventKind.CANCELLED))
