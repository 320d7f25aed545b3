"""How recommendations of published results stand: answered or late, and what became of each action.

Everything is put together from the events of an evaluation. An action that was once promised goes
on until it is done, or dropped with a reason: no later answer, and no later version of the results,
can make it disappear.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from copfeedback.evaluations.events import Evaluation, Event, EventKind
from copfeedback.evaluations.report_model import (
    Acted,
    Action,
    Progress,
    Recommendation,
    Report,
    Response,
)
from copfeedback.i18n.languages import SOURCE_LANGUAGE

OVER = frozenset({Progress.DONE, Progress.DROPPED})
"""After these nothing more is awaited. ``GOES_ON`` takes them back."""


@dataclass(frozen=True, slots=True)
class Doing:
    """An action that was promised, and what became of it.

    ``due`` is the day that counts now, ``action.due`` the one that was promised first.
    ``organisation`` is whose accounts report on it. ``history`` are the events of ``Acted``.
    ``unconfirmed`` where somebody else named that organisation, and it has not said anything yet.
    """

    action: Action
    promised: Event
    organisation: int | None
    due: date
    times_moved: int = 0
    progress: Progress | None = None
    history: tuple[Event, ...] = ()
    days_late: int = 0
    unconfirmed: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more is awaited."""
        return self.progress in OVER

    @property
    def sayable(self) -> tuple[Progress, ...]:
        """What can be said of it as it stands."""
        return (Progress.GOES_ON,) if self.is_over else tuple(Progress)


@dataclass(frozen=True, slots=True)
class Answered:
    """A recommendation, and what was said to it.

    ``organisation`` is whose accounts answer for it: the commissioner's, where the office has none
    here, or nobody who uses one; None where nobody can, and then no answer is late. ``current`` is
    False where the results that are public now no longer have it: nothing more is awaited then,
    but what was promised. ``days_late`` counts from the day by which it was to be answered, while
    it is not.
    """

    recommendation: Recommendation
    organisation: int | None
    current: bool
    answers: tuple[Event, ...] = ()
    actions: tuple[Doing, ...] = ()
    days_late: int = 0
    answered_late: bool = False

    @property
    def has_account(self) -> bool:
        """Whether the office it is addressed to can answer here itself."""
        asked = self.recommendation.organisation
        return asked is not None and asked == self.organisation

    @property
    def response(self) -> Response | None:
        """The answer that counts, which is the latest."""
        said = self.answers[-1].said if self.answers else None
        return said if isinstance(said, Response) else None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is awaited of anybody."""
        return (bool(self.answers) or not self.current) and all(
            each.is_over for each in self.actions
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something an organisation owes: an answer, or with ``doing`` a report on an action."""

    evaluation: Evaluation
    answered: Answered
    doing: Doing | None = None

    @property
    def days_late(self) -> int:
        """For how many days it is late; 0 when it is not."""
        return self.answered.days_late if self.doing is None else self.doing.days_late

    @property
    def due(self) -> date:
        """By when it is awaited."""
        return self.answered.recommendation.respond_by if self.doing is None else self.doing.due


def owed(evaluation: Evaluation, answered: Answered, own: int) -> Iterator[Waiting]:
    """What an organisation still owes of a recommendation."""
    if answered.current and not answered.answers and answered.organisation == own:
        yield Waiting(evaluation, answered)
    for doing in answered.actions:
        if not doing.is_over and doing.organisation == own:
            yield Waiting(evaluation, answered, doing)


def states(
    evaluation: Evaluation, today: date, absent: Collection[int] = ()
) -> tuple[Answered, ...]:
    """How each recommendation stands, in the order of the report.

    ``absent`` are the organisations for which nobody can answer (``offices.py``).

    Those that the results which are public now no longer have come last, where they were
    answered. After the results were withdrawn that is so of all.
    """
    report = evaluation.report
    current = {each.key for each in report.recommendations} if report else set()
    found = [
        _answered(evaluation, each, today, absent, current=each.key in current)
        for each in _recommendations(evaluation)
    ]
    kept = [each for each in found if each.current or each.answers]
    return tuple(sorted(kept, key=lambda each: not each.current))


def find_answered(found: Iterable[Answered], key: str) -> Answered | None:
    """How the recommendation of a key stands."""
    return next((each for each in found if each.recommendation.key == key), None)


def find_doing(found: Iterable[Answered], key: str) -> tuple[Answered, Doing] | None:
    """How the action of a key stands, and the recommendation it is about."""
    return next(
        (
            (answered, doing)
            for answered in found
            for doing in answered.actions
            if doing.action.key == key
        ),
        None,
    )


def next_action_key(evaluation: Evaluation, given: Iterable[str] = ()) -> str:
    """A key that no action of the evaluation ever had; ``given`` are taken besides."""
    said = [each.said for each in evaluation.of(EventKind.RESPONDED)]
    taken = {
        action.key for each in said if isinstance(each, Response) for action in each.actions
    } | set(given)
    number = len(taken) + 1
    while f"a{number}" in taken:
        number += 1
    return f"a{number}"


def _recommendations(evaluation: Evaluation) -> list[Recommendation]:
    """All that were ever made, as the latest version that has them words them."""
    found: dict[str, Recommendation] = {}
    for event in reversed(evaluation.publications):
        if isinstance(event.said, Report):
            for each in event.said.recommendations:
                found.setdefault(each.key, each)
    return list(found.values())


def _answered(
    evaluation: Evaluation,
    recommendation: Recommendation,
    today: date,
    absent: Collection[int],
    *,
    current: bool,
) -> Answered:
    answers = tuple(
        each
        for each in evaluation.of(EventKind.RESPONDED)
        if isinstance(each.said, Response) and each.said.recommendation == recommendation.key
    )
    organisation = recommendation.organisation
    if organisation is None or organisation in absent:
        organisation = evaluation.pledge.commissioner_organisation
    awaited = current and not answers and organisation is not None
    overdue = (today - recommendation.respond_by).days if awaited else 0
    return Answered(
        recommendation,
        organisation,
        current,
        answers,
        _doings(evaluation, answers, organisation, today, absent),
        max(0, overdue),
        bool(answers) and answers[0].on > recommendation.respond_by,
    )


def _doings(
    evaluation: Evaluation,
    answers: Iterable[Event],
    organisation: int | None,
    today: date,
    absent: Collection[int],
) -> tuple[Doing, ...]:
    promised: dict[str, tuple[Action, Event]] = {}
    for event in answers:
        if isinstance(event.said, Response):
            for action in event.said.actions:
                promised.setdefault(action.key, (action, event))
    return tuple(
        _doing(
            evaluation,
            action,
            event,
            organisation,
            _reporting(action, organisation, absent),
            today,
        )
        for action, event in promised.values()
    )


def _reporting(action: Action, answering: int | None, absent: Collection[int]) -> int | None:
    """Who reports on an action: whoever answers, where nobody was named, or nobody is there."""
    named = action.organisation
    return answering if named is None or (answering is not None and named in absent) else named


def _doing(
    evaluation: Evaluation,
    action: Action,
    promised: Event,
    answering: int | None,
    reporting: int | None,
    today: date,
) -> Doing:
    history, due, moved, progress = [], action.due, 0, None
    late_since = None
    for event in evaluation.of(EventKind.ACTED):
        said = event.said
        if not isinstance(said, Acted) or said.action != action.key:
            continue
        history.append(event)
        progress = said.progress
        if said.progress is Progress.MOVED and said.due is not None:
            # Put off after its day, it stays late: silence until then is no agreement.
            late_since = late_since or (due if event.on > due else None)
            due, moved = said.due, moved + 1
    is_over = progress in OVER
    return Doing(
        action=action,
        promised=promised,
        organisation=reporting,
        due=due,
        times_moved=moved,
        progress=progress,
        history=tuple(history),
        days_late=0 if is_over else max(0, (today - (late_since or due)).days),
        unconfirmed=reporting != answering
        and not any(_is_of(reporting, each, promised, evaluation) for each in history),
    )


def _is_of(organisation: int | None, acted: Event, promised: Event, evaluation: Evaluation) -> bool:
    """Whether it was an organisation that said what became of an action.

    Older events only name offices: besides those who promised it, no other could report.
    """
    if isinstance(acted.said, Acted) and acted.said.organisation is not None:
        return acted.said.organisation == organisation
    pledge = evaluation.pledge
    promising = {promised.by}
    if organisation != pledge.commissioner_organisation:
        promising.add(pledge.commissioner.read_in(SOURCE_LANGUAGE).text)
    return acted.by not in promising
