"""What those who answer for a programme say to what an evaluation recommends, and do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from copfeedback.evaluations import store
from copfeedback.evaluations.answer_checks import (
    ForumsNearby,
    Offered,
    checked_act,
    checked_response,
    checked_review,
)
from copfeedback.evaluations.answer_rules import (
    Answered,
    Doing,
    Waiting,
    find_answered,
    find_doing,
    next_action_key,
    owed,
    states,
)
from copfeedback.evaluations.events import Evaluation, Event, EventKind
from copfeedback.evaluations.offices import absent_organisations, office_name
from copfeedback.evaluations.report_model import (
    Acted,
    Action,
    Response,
    Review,
)
from copfeedback.faults import (
    ChangedMeanwhile,
    Fault,
    Faulty,
    Problem,
    Unknown,
)
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.people import audit
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading


class Answering:
    """The use cases of answers. Nothing that was said is ever changed or taken away."""

    def __init__(self, trail: Trail, today: Callable[[], date], forums: ForumsNearby) -> None:
        self._trail = trail
        self._today = today
        self._forums = forums

    def states(self, evaluation: Evaluation) -> tuple[Answered, ...]:
        """How each recommendation of an evaluation stands today.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return self._states(connection, evaluation)

    def waiting_for(self, who: Actor) -> list[Waiting]:
        """What the organisation of somebody owes, what is late longest first.

        Nothing for whoever answers for no organisation, and nothing of results that were
        withdrawn.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        own = who.organisation
        if own is None or not who.may(Permission.ANSWER_EVALUATIONS, Subject(organisation=own)):
            return []
        with reading(self._trail.engine) as connection:
            found = [
                waiting
                for evaluation in store.evaluations(connection)
                if evaluation.report is not None
                for answered in self._states(connection, evaluation)
                for waiting in owed(evaluation, answered, own)
            ]
        return sorted(found, key=lambda each: (-each.days_late, each.due))

    def respond(self, actor: Actor, code: str, response: Response, *, after: int) -> Event:
        """Answer a recommendation, for the first time or anew.

        New actions need no key. What was promised before stays promised, and need not be said
        again. An action with a forum is offered to it.

        Args:
            actor: of the organisation it is addressed to.
            code: the evaluation's.
            response: the answer.
            after: the number of the last event that the actor had seen.

        Raises:
            NotPermitted: it is not the actor's to answer.
            Unknown: no such recommendation is public now.
            Faulty: with every fault that was found; nothing was stored.
            ChangedMeanwhile: something else has happened to the evaluation.
            StorageUnavailable: it cannot be stored now.
        """
        found = self._find(code)
        owner = _current(self.states(found), response.recommendation).organisation
        with self._adding(actor, code, owner, audit.Action.ANSWER_EVALUATION, after) as (
            connection,
            evaluation,
        ):
            answered = _current(self._states(connection, evaluation), response.recommendation)
            checked = checked_response(connection, answered, response, self._today(), self._forums)
            said = replace(
                checked,
                actions=(
                    *(each.action for each in answered.actions),
                    *self._named(connection, evaluation, checked.actions),
                ),
            )
            return self._add(connection, evaluation, actor, EventKind.RESPONDED, said)

    def faults(self, code: str, response: Response) -> list[Problem]:
        """What is wrong with an answer, before anybody gives it.

        Raises:
            Unknown: no such recommendation is public now.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            evaluation = store.find_evaluation(connection, code)
            answered = _current(self._states(connection, evaluation), response.recommendation)
            try:
                checked_response(connection, answered, response, self._today(), self._forums)
            except Faulty as faulty:
                return list(faulty.problems)
        return []

    def act(self, actor: Actor, code: str, acted: Acted, *, after: int) -> Event:
        """Say what became of an action, for whoever is to do it or whoever promised it.

        Raises:
            NotPermitted, Faulty, ChangedMeanwhile, StorageUnavailable: as for ``respond``.
            Unknown: there is no such action, or no results are public now.
            NotPossibleNow: this cannot be said of the action as it stands.
        """
        found = self._find(code)
        answered, doing = _doing(found, self.states(found), acted.action)
        owners = (doing.organisation, answered.organisation)
        owner = actor.organisation if actor.organisation in owners else doing.organisation
        with self._adding(actor, code, owner, audit.Action.ANSWER_EVALUATION, after) as (
            connection,
            evaluation,
        ):
            there = self._states(connection, evaluation)
            _, doing = _doing(evaluation, there, acted.action)
            said = checked_act(doing, acted, self._today())
            said = replace(said, organisation=actor.organisation)
            return self._add(connection, evaluation, actor, EventKind.ACTED, said)

    def review(self, actor: Actor, code: str, review: Review, *, after: int) -> Event:
        """Record what stakeholders made of the results together.

        Those may who evaluate or commissioned it, who sign for a stakeholder, and the chair of
        the forum where it was.

        Raises:
            NotPermitted, Faulty, ChangedMeanwhile, StorageUnavailable: as for ``respond``.
            Unknown: no results are public now.
        """
        found = self._find(code)
        if found.report is None:
            raise Unknown
        permission, subject = may_review(actor, found, review.forum)
        action, about = audit.Action.REVIEW_EVALUATION, f"evaluation {code}"
        with self._trail.doing(actor, action, permission, about, subject) as connection:
            evaluation = _locked(connection, code, after)
            if evaluation.report is None:
                raise Unknown
            said = checked_review(review, self._forums)
            concerned = {each.forum for each in evaluation.pledge.stakeholders}
            if subject.forum not in {None, *concerned} and said.meeting is None:
                raise Faulty([Problem("meeting", Fault.MISSING)])
            return self._add(connection, evaluation, actor, EventKind.REVIEWED, said, subject.forum)

    def _states(self, connection: Connection, evaluation: Evaluation) -> tuple[Answered, ...]:
        return states(evaluation, self._today(), absent_organisations(connection))

    def _find(self, code: str) -> Evaluation:
        with reading(self._trail.engine) as connection:
            return store.find_evaluation(connection, code)

    @contextmanager
    def _adding(
        self, who: Actor, code: str, owner: int | None, action: audit.Action, after: int
    ) -> Iterator[tuple[Connection, Evaluation]]:
        """A transaction of an organisation that answers, if nothing else happened meanwhile."""
        permission, subject = Permission.ANSWER_EVALUATIONS, Subject(organisation=owner)
        with self._trail.doing(who, action, permission, f"evaluation {code}", subject) as opened:
            yield opened, _locked(opened, code, after)

    def _add(
        self,
        connection: Connection,
        evaluation: Evaluation,
        who: Actor,
        kind: EventKind,
        said: Response | Acted | Review,
        forum: str | None = None,
    ) -> Event:
        by = self._office(connection, evaluation, who, forum)
        at, on = self._trail.now(), self._today()
        return store.add_event(connection, evaluation.code, kind, said, at=at, on=on, by=by)

    def _office(
        self, connection: Connection, evaluation: Evaluation, who: Actor, forum: str | None
    ) -> str:
        """In whose name something is said; never a person's."""
        if forum is not None and (name := self._forums.names().get(forum)):
            return name.read_in(SOURCE_LANGUAGE).text
        return office_name(connection, who.organisation, evaluation.pledge.commissioner)

    def _named(
        self, connection: Connection, evaluation: Evaluation, actions: Sequence[Action]
    ) -> list[Action]:
        """New actions with a key each, offered to a forum where one was chosen."""
        named: list[Action] = []
        for at, each in enumerate(actions):
            key = next_action_key(evaluation, [one.key for one in named])
            action = replace(each, key=key)
            if action.forum is not None:
                offered = Offered(action.forum, evaluation.code, evaluation.pledge.title, action)
                try:
                    action = replace(action, offered=self._forums.offer(connection, offered))
                except Unknown:
                    raise Faulty([Problem(f"actions.{at}.forum", Fault.UNKNOWN)]) from None
            named.append(action)
        return named


def may_review(
    who: Actor, evaluation: Evaluation, forum: str | None = None
) -> tuple[Permission, Subject]:
    """In whose name somebody can record a review; a permission they lack where in nobody's."""
    pledge = evaluation.pledge
    evaluator = (Permission.MANAGE_EVALUATIONS, Subject(organisation=pledge.organisation))
    commissioner = Subject(organisation=pledge.commissioner_organisation)
    names = [
        evaluator,
        (Permission.SIGN_EVALUATIONS, commissioner),
        *(
            (Permission.SIGN_EVALUATIONS, Subject(organisation=each.organisation, forum=each.forum))
            for each in pledge.stakeholders
        ),
    ]
    if forum is not None:
        names.append((Permission.SIGN_EVALUATIONS, Subject(forum=forum)))
    return next((each for each in names if who.may(*each)), evaluator)


def _current(there: Sequence[Answered], key: str) -> Answered:
    found = find_answered(there, key)
    if found is None or not found.current:
        raise Unknown
    return found


def _doing(evaluation: Evaluation, there: Sequence[Answered], key: str) -> tuple[Answered, Doing]:
    found = find_doing(there, key)
    if found is None or evaluation.report is None:
        raise Unknown
    return found


def _locked(connection: Connection, code: str, after: int) -> Evaluation:
    """The evaluation, to which nobody else adds meanwhile."""
    store.lock(connection)
    evaluation = store.find_evaluation(connection, code)
    if evaluation.last != after:
        raise ChangedMeanwhile
    return evaluation
