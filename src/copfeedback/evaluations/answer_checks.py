"""What is wrong with an answer, a report on an action or a review, before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.evaluations.answer_rules import Answered, Doing
from copfeedback.evaluations.model import NotPossibleNow
from copfeedback.evaluations.report_model import (
    Acted,
    Action,
    Answer,
    Progress,
    Response,
    Review,
)
from copfeedback.faults import NAME_MAXIMUM, Fault, Faulty, Problem, clean_texts
from copfeedback.i18n.translations import Translations
from copfeedback.people.organisation_store import find_organisation

WHAT_MAXIMUM = 2_000
REASON_MAXIMUM = 4_000
LONGEST = timedelta(days=3660)
"""Nothing is promised for later than this."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An action that is offered to a forum, for its meetings to make a commitment of.

    ``evaluation`` is its code, ``title`` its title.
    """

    forum: str
    evaluation: str
    title: Translations
    action: Action


@dataclass(frozen=True, slots=True)
class ForumsNearby:
    """What answers need of forums, which evaluations do not know.

    ``names`` are those of all by code. ``has_meeting`` tells whether a forum met under a number.
    ``offer`` puts something before a forum within a transaction, and returns its reference; it
    raises ``Unknown`` where that forum has ended, or never was.
    """

    names: Callable[[], Mapping[str, Translations]]
    has_meeting: Callable[[str, str], bool]
    offer: Callable[[Connection, Offered], str]


def checked_response(
    connection: Connection,
    answered: Answered,
    response: Response,
    today: date,
    forums: ForumsNearby,
) -> Response:
    """The answer with cleaned texts, and with new actions alone.

    Raises:
        Faulty: with every fault that was found.
    """
    problems: list[Problem] = []
    known = {each.action.key for each in answered.actions}
    new = [each for each in response.actions if each.key not in known]
    unexplained = response.answer is not Answer.ACCEPTED or not (new or known)
    reason = clean_texts(
        response.reason, "reason", problems, most=REASON_MAXIMUM, needed=unexplained
    )
    actions: list[Action] = []
    for at, each in enumerate(new):
        field = f"actions.{at}"
        actions.append(_checked_action(field, each, answered.organisation, problems))
        problems += day_problems(each.due, f"{field}.due", today)
        problems += _place_problems(connection, field, each, forums)
    if problems:
        raise Faulty(problems)
    return replace(response, reason=reason, actions=tuple(actions))


def checked_act(doing: Doing, acted: Acted, today: date) -> Acted:
    """What became of an action, with a cleaned text, and a new day only where it is put off.

    Raises:
        Faulty: with every fault that was found.
        NotPossibleNow: it cannot be said of the action as it stands.
    """
    if acted.progress not in doing.sayable:
        raise NotPossibleNow
    problems: list[Problem] = []
    text = clean_texts(acted.text, "text", problems, most=REASON_MAXIMUM, needed=True)
    due = acted.due if acted.progress is Progress.MOVED else None
    if acted.progress is Progress.MOVED:
        problems += day_problems(due, "due", today)
        if due == doing.due:
            problems.append(Problem("due", Fault.TAKEN))
    if problems or text is None:
        raise Faulty(problems)
    return replace(acted, text=text, due=due)


def checked_review(review: Review, forums: ForumsNearby) -> Review:
    """A review with a cleaned text, at a forum and a meeting that there are.

    Raises:
        Faulty: with every fault that was found.
    """
    problems: list[Problem] = []
    text = clean_texts(review.text, "text", problems, most=REASON_MAXIMUM, needed=True)
    forum, meeting = review.forum or None, review.meeting or None
    if forum is not None and forum not in forums.names():
        problems.append(Problem("forum", Fault.UNKNOWN))
    elif meeting is not None and (forum is None or not forums.has_meeting(forum, meeting)):
        problems.append(Problem("meeting", Fault.UNKNOWN))
    if problems or text is None:
        raise Faulty(problems)
    return Review(text, forum, meeting)


def day_problems(day: date | None, field: str, today: date) -> list[Problem]:
    """What is wrong with a day on which something is to be done."""
    if day is None:
        return [Problem(field, Fault.MISSING)]
    if day < today:
        return [Problem(field, Fault.PAST)]
    return [Problem(field, Fault.RANGE)] if day > today + LONGEST else []


def _checked_action(
    field: str, action: Action, answering: int | None, problems: list[Problem]
) -> Action:
    """An action with cleaned texts; whoever answers reports on it, where nobody else is named."""
    what = clean_texts(action.what, f"{field}.what", problems, most=WHAT_MAXIMUM, needed=True)
    office = clean_texts(action.office, f"{field}.office", problems, most=NAME_MAXIMUM, needed=True)
    return replace(
        action,
        what=what or action.what,
        office=office or action.office,
        organisation=answering if action.organisation is None else action.organisation,
        offered=None,
    )


def _place_problems(
    connection: Connection, field: str, action: Action, forums: ForumsNearby
) -> list[Problem]:
    problems = []
    if action.organisation is not None:
        organisation = find_organisation(connection, action.organisation)
        if organisation is None or not organisation.active:
            problems.append(Problem(f"{field}.organisation", Fault.UNKNOWN))
    if action.forum is not None and action.forum not in forums.names():
        problems.append(Problem(f"{field}.forum", Fault.UNKNOWN))
    return problems
