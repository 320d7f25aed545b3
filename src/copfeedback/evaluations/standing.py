"""How an evaluation stands: computed from what happened, so that nobody can type it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Evaluation,
    EventKind,
    Registered,
    Signed,
    Withdrawn,
)
from copfeedback.evaluations.model import Stakeholder, WaveRole
from copfeedback.evaluations.report_model import Report, Source

_LONGEST_MOVE = timedelta(days=366)
"""So far the day that counts can be moved from the first one: nobody postpones for ever."""


class Status(StrEnum):
    """How an evaluation stands."""

    REGISTERED = "registered"
    IN_FIELD = "in_field"
    DUE = "due"
    """Nothing more is gathered; the results are awaited."""
    OVERDUE = "overdue"
    PUBLISHED = "published"
    PUBLISHED_LATE = "published_late"
    CANCELLED_OWED = "cancelled_owed"
    """Cancelled when data had been gathered: the results are owed still."""
    CANCELLED = "cancelled"
    """Cancelled before anything was gathered."""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """When figures are really gathered: a wave's own days where there is one, else as planned."""

    role: WaveRole
    opens: date
    closes: date
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How an evaluation stands on a day.

    ``first_due`` is the day promised first. ``due`` is the one that counts: changes made before
    anything was gathered, and in time, move it. ``announced`` is the latest day that was named.
    ``days_overdue`` counts from ``due``, 0 when it is not. ``unsigned`` are the stakeholders whose
    signature is missing. ``published_on`` is the day of the first results that measured something;
    ``nothing_measured`` tells that what is public now did not. ``later`` is where figures come from
    that were missing then, and are published now (``later_figures.py``): a new version is owed.
    """

    status: Status
    first_due: date
    due: date
    announced: date
    days_overdue: int = 0
    times_moved: int = 0
    registered_late: bool = False
    published_on: date | None = None
    unsigned: tuple[Stakeholder, ...] = ()
    nothing_measured: bool = False
    later: tuple[Source, ...] = ()


def signed_before_last_change(evaluation: Evaluation) -> tuple[Stakeholder, ...]:
    """The stakeholders who signed, but nothing since the pledge was changed last."""
    still = _signed(evaluation)
    signed: dict[str, int] = {
        event.said.stakeholder: event.number
        for event in evaluation.events
        if isinstance(event.said, Signed) and event.said.stakeholder in still
    }
    changed = evaluation.amendments[-1].number if evaluation.amendments else 0
    return tuple(
        each
        for each in evaluation.pledge.stakeholders
        if each.key in signed and signed[each.key] < changed
    )


def standing(evaluation: Evaluation, fieldwork: Sequence[Fieldwork], today: date) -> Standing:
    """How an evaluation stands on a day, from what happened and when figures are gathered."""
    first, pledge = evaluation.first_pledge, evaluation.pledge
    signed = _signed(evaluation)
    due, latest = first.due, first.due + _LONGEST_MOVE
    days = [first.due]
    for event in evaluation.amendments:
        if not isinstance(event.said, Amended):
            continue
        if event.said.pledge.due != days[-1]:
            days.append(event.said.pledge.due)
        if not event.said.is_deviation and event.on <= due:
            due = min(event.said.pledge.due, latest)
    published = _published_on(evaluation)
    registered = evaluation.registered.said
    status = _status(evaluation, fieldwork, today, due, published)
    owed = status in (Status.OVERDUE, Status.CANCELLED_OWED)
    return Standing(
        status,
        first.due,
        due,
        pledge.due,
        max(0, (today - due).days) if owed else 0,
        len(days) - 1,
        isinstance(registered, Registered) and registered.late,
        published,
        tuple(each for each in pledge.stakeholders if each.key not in signed),
        evaluation.report is not None and not evaluation.report.measured_something,
    )


def _signed(evaluation: Evaluation) -> set[str]:
    """The keys of those who signed; a key that was given to somebody else since counts for none."""
    signed, named = set[str](), dict[str, Stakeholder]()
    for event in evaluation.events:
        if isinstance(event.said, Registered | Amended):
            after = {each.key: each for each in event.said.pledge.stakeholders}
            signed -= {key for key in signed if not _is_same(named.get(key), after.get(key))}
            named = after
        elif isinstance(event.said, Signed):
            signed.add(event.said.stakeholder)
    return signed


def _is_same(one: Stakeholder | None, other: Stakeholder | None) -> bool:
    if one is None or other is None:
        return False
    return (one.organisation, one.forum) == (other.organisation, other.forum)


def _published_on(evaluation: Evaluation) -> date | None:
    """The day of the first results that were not withdrawn since; a new version keeps it.

    A version that measures nothing is public, but gives nothing of what is owed; one that follows
    results takes them back.
    """
    since = None
    for event in evaluation.events:
        if isinstance(event.said, Withdrawn):
            since = None
        elif isinstance(event.said, Report):
            since = (since or event.on) if event.said.measured_something else None
    return since


def _status(
    evaluation: Evaluation,
    fieldwork: Sequence[Fieldwork],
    today: date,
    due: date,
    published: date | None,
) -> Status:
    if published is not None:
        return Status.PUBLISHED if published <= due else Status.PUBLISHED_LATE
    for event in evaluation.of(EventKind.CANCELLED):
        # Whoever is late already cannot get rid of that by calling it off.
        owed = event.on > due or (isinstance(event.said, Cancelled) and event.said.gathered)
        return Status.CANCELLED_OWED if owed else Status.CANCELLED
    if today > due:
        return Status.OVERDUE
    own = [each for each in fieldwork if not each.existing]
    if any(each.opens <= today for each in own) and any(today <= each.closes for each in own):
        return Status.IN_FIELD
    if own and all(each.closes < today for each in own):
        return Status.DUE
    return Status.REGISTERED
