"""Weeks with more complaints than one would expect: where to look, and never what to think.

EARS C1 (Hutwagner et al. 2003, Journal of Urban Health 80, i89 to i96): a week stands out when its
count is above
the mean of the seven weeks before it and three of their standard deviations. The seven end right
before the week in question. A form asks few enough things for chance alone to raise a flag now and
then; who looks at one decides what it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean, stdev

from sqlalchemy import select

from copfeedback.complaints import counter_store as store
from copfeedback.complaints.counter_store import Look
from copfeedback.complaints.counters import Counters, Measure, week_of
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Role, Subject
from copfeedback.people.tables import staff
from copfeedback.sealing import Seal, Unreadable
from copfeedback.storage.engine import reading

SEAL_PURPOSE = "early warning"
BASELINE_WEEKS = 7
LEAST_DEVIATION = 0.5
"""Of weeks that were all alike the deviation would be 0, and one complaint more a signal."""
SHOWN_WEEKS = 8
NOTE_MAXIMUM = 2_000
WATCHED = (Measure.WEEK_CATEGORY, Measure.WEEK_SECTOR, Measure.WEEK_TRIGGER)

At = tuple[str, str, str]
"""Which signal: week, measure and value."""


class BadLook(Exception):  # noqa: N818 - named for what happened
    """Nobody of the body who could look, no such signal, or a note that is too long."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the weeks before lead one to expect, and above which count a week stands out."""

    mean: float
    threshold: float


def expectation(before: Sequence[int], deviations: float) -> Expectation | None:
    """EARS C1 from the counts of the weeks before, the last one last; None if they are too few."""
    if len(before) < BASELINE_WEEKS:
        return None
    baseline = before[-BASELINE_WEEKS:]
    mean = fmean(baseline)
    return Expectation(mean, mean + deviations * max(stdev(baseline), LEAST_DEVIATION))


@dataclass(frozen=True, slots=True)
class Signal:
    """A week that stands out, and who looks at it: None as long as nobody does."""

    at: At
    count: int
    expected: Expectation
    looks: str | None = None
    staff_id: int | None = None
    note: str = field(default="", repr=False)


class EarlyWarning:
    """The use cases of the early warning: for the independent body alone."""

    def __init__(
        self,
        trail: Trail,
        counters: Counters,
        seal: Seal,
        today: Callable[[], date],
        *,
        deviations: float,
        least: int,
    ) -> None:
        """``seal`` is for notes. Weeks with fewer than ``least`` never stand out."""
        self._trail = trail
        self._counters = counters
        self._seal = seal
        self._today = today
        self._deviations = deviations
        self._least = least

    def signals(self, actor: Actor) -> list[Signal]:
        """The weeks that stand out, of the last eight, the latest first.

        Raises:
            NotPermitted: the actor does not work for the independent body.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.HANDLE_COMPLAINTS, Subject(organisation=actor.organisation))
        with reading(self._trail.engine) as connection:
            counts = self._counters.counts(connection, *WATCHED)
            looks = store.looks(connection)
            names = {
                row.id: row.name for row in connection.execute(select(staff.c.id, staff.c.name))
            }
        series: dict[tuple[str, str], Counter[str]] = {}
        for each, count in counts.items():
            series.setdefault((each.measure, each.value), Counter())[each.period] += count
        weeks = list(_weeks(min((each.period for each in counts), default=None), self._today()))
        return [
            self._with_look(signal, looks.get(signal.at), names)
            for signal in sorted(self._found(series, weeks), key=lambda each: each.at, reverse=True)
        ]

    def motives(self, actor: Actor) -> Mapping[str, Counter[str]]:
        """How many complaints named which motive, by month, the latest first: not protected.

        Raises:
            NotPermitted: the actor does not work for the independent body.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.HANDLE_COMPLAINTS, Subject(organisation=actor.organisation))
        with reading(self._trail.engine) as connection:
            counts = self._counters.counts(connection, Measure.MOTIVE)
        found: dict[str, Counter[str]] = {}
        for each in sorted(counts, key=lambda each: each.period, reverse=True):
            found.setdefault(each.period, Counter())[each.value] += counts[each]
        return found

    def people(self, actor: Actor) -> Mapping[int, str]:
        """Who of the body can be asked to look.

        Raises:
            NotPermitted: the actor does not work for the independent body.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.HANDLE_COMPLAINTS, Subject(organisation=actor.organisation))
        with reading(self._trail.engine) as connection:
            rows = connection.execute(
                select(staff.c.id, staff.c.name)
                .where(
                    staff.c.organisation_id == actor.organisation,
                    staff.c.role == Role.CASEWORKER,
                    staff.c.active,
                )
                .order_by(staff.c.name)
            )
            return {row.id: row.name for row in rows}

    def look(self, actor: Actor, at: At, staff_id: int, note: str) -> None:
        """Say who looks at a week, and what they found so far.

        Raises:
            NotPermitted: the actor does not work for the independent body.
            BadLook: that person cannot look, there is no such signal, or the note is too long.
            StorageUnavailable: it cannot be stored now.
        """
        subject = Subject(organisation=actor.organisation)
        about = " ".join(at)
        doing = self._trail.doing(
            actor, Action.LOOK_AT_SIGNAL, Permission.HANDLE_COMPLAINTS, about, subject
        )
        with doing as connection:
            count = {each.at: each.count for each in self.signals(actor)}.get(at)
            if count is None or staff_id not in self.people(actor) or len(note) > NOTE_MAXIMUM:
                raise BadLook
            sealed = self._seal_of(at).close(note.strip().encode())
            store.keep_look(connection, at, Look(staff_id, count, sealed))

    def _found(
        self, series: Mapping[tuple[str, str], Counter[str]], weeks: Sequence[str]
    ) -> Iterator[Signal]:
        for (measure, value), counts in series.items():
            counted = [counts[week] for week in weeks]
            for place in range(max(0, len(weeks) - SHOWN_WEEKS), len(weeks)):
                expected = expectation(counted[:place], self._deviations)
                count = counted[place]
                if expected and count >= self._least and count > expected.threshold:
                    yield Signal((weeks[place], measure, value), count, expected)

    def _with_look(self, signal: Signal, look: Look | None, names: Mapping[int, str]) -> Signal:
        if look is None:
            return signal
        try:
            note = self._seal_of(signal.at).open(look.note).decode()
        except Unreadable:
            note = ""
        return Signal(
            signal.at,
            signal.count,
            signal.expected,
            names.get(look.staff_id, ""),
            look.staff_id,
            note,
        )

    def _seal_of(self, at: At) -> Seal:
        return Seal(self._seal.key, self._seal.about + b"|" + "|".join(at).encode())


def _weeks(first: str | None, today: date) -> Iterator[str]:
    """The ISO weeks from the first one that anything was counted in to that of today."""
    if first is None:
        return
    day = date.fromisoformat(f"{first}-1")
    while day <= today:
        yield week_of(day)
        day += timedelta(days=7)
