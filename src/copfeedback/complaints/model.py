"""What a complaint is, who takes part in it, and which states it can pass through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What somebody brings. All are sealed alike: frightened people choose the mild word."""

    COMPLAINT = "complaint"
    CONCERN = "concern"
    SUGGESTION = "suggestion"
    COMPLIMENT = "compliment"


class Channel(StrEnum):
    """The way it came in."""

    LIGHT = "light"
    FULL = "full"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"
    PAPER = "paper"
    LETTER = "letter"
    PASSED_ON = "passed_on"
    """An officer or another agency heard it and passed it on without keeping a copy."""


class Side(StrEnum):
    """Who wrote something into a case."""

    COMPLAINANT = "complainant"
    BODY = "body"
    """A caseworker or custodian of the independent body."""
    INTERPRETER = "interpreter"
    POLICE = "police"


class ItemKind(StrEnum):
    """What one sealed item of a case is."""

    NARRATIVE = "narrative"
    ANSWERS = "answers"
    IDENTITY = "identity"
    """Name, contact and consent; under the identity key alone."""
    MESSAGE = "message"
    ATTACHMENT = "attachment"
    ORIGINAL = "original"
    """A picture as it was taken, which may hold a place; under the identity key alone."""
    NOTE = "note"
    TASK = "task"
    REQUEST = "request"
    REPLY = "reply"
    ACCOUNT = "account"
    """What the officer says about it, recorded before a finding."""
    DISCLOSURE = "disclosure"
    """What the officer learns and when, after a look at the risk of retaliation."""
    ALLEGATION = "allegation"
    FINDING = "finding"
    OUTCOME = "outcome"
    RECOMMENDATION = "recommendation"
    REFERRAL = "referral"
    MERGER = "merger"
    RELEASE = "release"
    """An identity custodian told a caseworker who the complainant is, and why."""
    RECUSAL = "recusal"
    STATE = "state"
    RATING = "rating"
    REDACTION = "redaction"
    """A copy without what identifies anybody, made on purpose."""


UNDER_IDENTITY_KEY = frozenset({ItemKind.IDENTITY, ItemKind.ORIGINAL})
"""What caseworkers cannot open: identity custodians and the complainant alone can."""


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    EXAMINED = "examined"
    DECIDED = "decided"
    REVIEW = "review"
    REFERRED = "referred"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    ERASED = "erased"
    """Its keys are destroyed; what stays says only that there was one, and when."""


_BODY, _COMPLAINANT = frozenset({Side.BODY}), frozenset({Side.COMPLAINANT})
_LEAVING = {State.REFERRED: _BODY, State.MERGED: _BODY, State.WITHDRAWN: _COMPLAINANT}

TRANSITIONS: Mapping[State, Mapping[State, frozenset[Side]]] = {
    State.RECEIVED: {State.ACKNOWLEDGED: _BODY, **_LEAVING},
    State.ACKNOWLEDGED: {State.EXAMINED: _BODY, State.DECIDED: _BODY, **_LEAVING},
    State.EXAMINED: {State.DECIDED: _BODY, **_LEAVING},
    State.DECIDED: {State.REVIEW: _COMPLAINANT, State.CLOSED: _BODY},
    State.REVIEW: {State.DECIDED: _BODY, State.REFERRED: _BODY, State.WITHDRAWN: _COMPLAINANT},
    State.REFERRED: {State.CLOSED: _BODY},
    State.MERGED: {},
    State.WITHDRAWN: {State.CLOSED: _BODY},
    State.CLOSED: {},
    State.ERASED: {},
}
"""Which state may follow which, and by whose word. Erasure is not in it: it follows from any state
when its day has come, and nobody takes it back."""

OPEN_STATES = frozenset({State.RECEIVED, State.ACKNOWLEDGED, State.EXAMINED, State.REVIEW})
"""Those in which somebody waits for the body."""
ENDED_STATES = frozenset({State.CLOSED, State.MERGED, State.WITHDRAWN, State.REFERRED})
"""Those after which a case is shredded when the time to keep it is over."""


class NotAllowedNow(Exception):  # noqa: N818 - named for what happened
    """The case is in a state from which this does not follow, or not by this side's word."""

    def __init__(self, state: State, wanted: State) -> None:
        super().__init__(f"{state} to {wanted}")
        self.state = state
        self.wanted = wanted


def require_transition(state: State, wanted: State, side: Side) -> None:
    """Let a change of state pass or refuse it.

    Raises:
        NotAllowedNow: the table has no such step for this side.
    """
    if side not in TRANSITIONS[state].get(wanted, ()):
        raise NotAllowedNow(state, wanted)


@dataclass(frozen=True, slots=True)
class Clocks:
    """By when what is due, in days; shown to the complainant, and to be set by the operator.

    None of these times is the guidebook's: it asks that they be set beforehand and told (lines
    6766 to 6770).
    """

    danger_days: int = 1
    acknowledge_days: int = 7
    update_days: int = 28
    outcome_working_days: int = 5
    review_days: int = 28
    erase_days: int = 14
    keep_days: int = 730

    def due_on(
        self,
        state: State,
        *,
        filed_on: date,
        updated_on: date,
        decided_on: date | None = None,
        told_on: date | None = None,
        in_danger: bool = False,
    ) -> date | None:
        """The day by which the body must have done the next thing; None when nothing is due.

        Args:
            state: where the case stands.
            filed_on: the day it came in.
            updated_on: the last day the complainant was told something.
            decided_on: the day of the latest decision.
            told_on: the day the complainant was told of it.
            in_danger: the complainant said so.
        """
        if state is State.RECEIVED:
            days = self.danger_days if in_danger else self.acknowledge_days
            return filed_on + timedelta(days=days)
        if state in {State.ACKNOWLEDGED, State.EXAMINED, State.REVIEW}:
            return updated_on + timedelta(days=self.update_days)
        if state is State.DECIDED and decided_on is not None:
            if told_on is None:
                return working_days_after(decided_on, self.outcome_working_days)
            return told_on + timedelta(days=self.review_days)
        return None

    def review_until(self, told_on: date) -> date:
        """The last day on which the complainant can ask for a review."""
        return told_on + timedelta(days=self.review_days)


_SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """The day that many working days later, Monday to Friday; holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


class Danger(StrEnum):
    """What somebody said to: are you in danger now?"""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Category(StrEnum):
    """What kind of wrong is alleged; several can be."""

    SERVICE = "service"
    """Delivery of duties: not coming, not recording, not keeping somebody informed."""
    POWERS = "powers"
    PROPERTY = "property"
    INFORMATION = "information"
    VEHICLES = "vehicles"
    DISCRIMINATION = "discrimination"
    CORRUPTION = "corruption"
    INDIVIDUAL = "individual"
    SEXUAL = "sexual"
    DISCREDITABLE = "discreditable"
    OTHER = "other"


class Theme(StrEnum):
    """Subjects the guidebook names (C21); a second look beside the category."""

    BRIBERY = "bribery"
    RIGHTS = "rights"
    FORCE = "force"
    GIFTS = "gifts"
    STOP_AND_SEARCH = "stop_and_search"
    UNEQUAL_TREATMENT = "unequal_treatment"


class Situation(StrEnum):
    """Where somebody met the police."""

    STOP = "stop"
    SEARCH = "search"
    ARREST = "arrest"
    CUSTODY = "custody"
    INTERVIEW = "interview"
    PROTEST = "protest"
    TRAFFIC = "traffic"
    HOME_VISIT = "home_visit"
    REPORT_NOT_TAKEN = "report_not_taken"
    BORDER_OR_CAMP = "border_or_camp"
    ONLINE = "online"
    OTHER = "other"


class AgeBand(StrEnum):
    """Breaks at 12, 18 and 30: minors and youth, as the guidebook sets them."""

    BELOW_12 = "below_12"
    FROM_12 = "12_17"
    FROM_18 = "18_29"
    FROM_30 = "30_59"
    FROM_60 = "60_over"


class Behalf(StrEnum):
    """Who fills in the form, where it is not the person it happened to."""

    MYSELF = "myself"
    PARENT = "parent"
    HELPER = "helper"
    INTERPRETER = "interpreter"
    NGO = "ngo"


class Verdict(StrEnum):
    """What was found of an allegation."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    CANNOT_BE_DECIDED = "cannot_be_decided"


class Result(StrEnum):
    """What came of a complaint; several can."""

    APOLOGY = "apology"
    EXPLANATION = "explanation"
    LESSON_LEARNED = "lesson_learned"
    PUT_RIGHT = "put_right"
    COMPENSATION = "compensation"
    DISCIPLINE = "discipline"
    PROSECUTION = "prosecution"
    RECOMMENDATION = "recommendation"
    NO_ACTION = "no_action"


class UnknownCase(Exception):  # noqa: N818 - named for what happened
    """There is no such case, or it is not this person's to know of."""
