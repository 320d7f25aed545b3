"""Counting complaints without reading them: at lodging and at the first decision.

Nothing is counted of one case alone in a way that a stolen copy would show: what is new waits,
sealed under a key that is not in the database, until there are ten of a kind or the month is over.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from copfeedback.complaints import counter_store as store
from copfeedback.complaints.counter_store import Counted
from copfeedback.complaints.filing import NewCase
from copfeedback.complaints.model import AgeBand, Category, Result, Situation, Theme, Verdict
from copfeedback.people.sector_model import Sector
from copfeedback.people.sector_store import all_sectors
from copfeedback.results.published import Group
from copfeedback.sealing import Seal, Unreadable

BATCH = 10
"""So many are applied together."""
SEAL_PURPOSE = "complaint counters"
RECORD_BYTES = 32_768
"""What waits is filled up to a multiple of this, so that its size does not tell how much it is."""
NOT_STATED = Group.NOT_STATED.value
NAMED, ANONYMOUS = "named", "anonymous"
_VALUE_MAXIMUM = 64
_GENDERS = {"woman": Group.WOMAN, "man": Group.MAN, "other": Group.ANOTHER}

_log = logging.getLogger(__name__)


class Event(StrEnum):
    """What makes the counters move."""

    FILED = "filed"
    CLOSED = "closed"


class Measure(StrEnum):
    """What is counted. Months, unless its name says weeks."""

    FILED = "filed"
    """By age band and gender."""
    CATEGORY = "category"
    """By gender as well."""
    SECTOR = "sector"
    """The area or community as a whole."""
    MOTIVE = "motive"
    LANGUAGE = "language"
    CHANNEL = "channel"
    NAMED = "named"
    WEEK_CATEGORY = "week_category"
    WEEK_SECTOR = "week_sector"
    WEEK_TRIGGER = "week_trigger"
    CLOSED_AFTER = "closed_after"
    CLOSED_CATEGORY = "closed_category"
    CLOSED_RESULT = "closed_result"
    CLOSED_VERDICT = "closed_verdict"
    CLOSED_LANGUAGE = "closed_language"


class Duration(StrEnum):
    """How long it took from lodging to the decision."""

    FOUR_WEEKS = "four_weeks"
    THREE_MONTHS = "three_months"
    SIX_MONTHS = "six_months"
    LONGER = "longer"


_DAYS = {Duration.FOUR_WEEKS: 28, Duration.THREE_MONTHS: 91, Duration.SIX_MONTHS: 182}

TRIGGERS: Mapping[str, Theme | Situation] = {
    "stop_and_search": Theme.STOP_AND_SEARCH,
    "force": Theme.FORCE,
    "unequal_treatment": Theme.UNEQUAL_TREATMENT,
    "custody": Situation.CUSTODY,
    "protest": Situation.PROTEST,
}
"""What is known to bring tension, as far as a form asks for it (guidebook, lines 7214 to 7233)."""


def month_of(day: date) -> str:
    """The month of a day, as in 2026-11."""
    return f"{day:%Y-%m}"


def week_of(day: date) -> str:
    """The ISO week of a day, as in 2026-W48."""
    return f"{day:%G-W%V}"


def duration(filed_on: date, on: date) -> Duration:
    """How long it took."""
    days = (on - filed_on).days
    return next((each for each, most in _DAYS.items() if days <= most), Duration.LONGER)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is not applied yet: from how many events, of which month, and the counts."""

    events: int
    month: str
    counts: Counter[Counted]


class Counters:
    """Counts complaints. Every method works within a transaction of whoever calls it."""

    def __init__(self, seal: Seal) -> None:
        """``seal`` is under a key outside the database; see ``SEAL_PURPOSE``."""
        self._seal = seal

    def count_filing(self, connection: Connection, new: NewCase, on: date) -> None:
        """Count a case that is being lodged.

        Raises:
            StorageUnavailable: it cannot be stored now.
        """
        sectors = all_sectors(connection) if new.values("sector") else {}
        self._count(connection, Event.FILED, of_filing(new, on, sectors), on)

    def count_closing(
        self,
        connection: Connection,
        answers: Mapping[str, Any],
        results: Iterable[Result],
        verdicts: Iterable[Verdict],
        filed_on: date,
        on: date,
    ) -> None:
        """Count the first decision on a case. Gender is not kept with a case, so not counted here.

        Args:
            connection: the transaction of the decision.
            answers: what was answered when it was lodged, opened by whoever decides.
            results: what came of it.
            verdicts: what was found of its allegations.
            filed_on: the day it was lodged.
            on: the day of the decision.

        Raises:
            StorageUnavailable: it cannot be stored now.
        """
        counts = of_closing(answers, results, verdicts, filed_on, on)
        self._count(connection, Event.CLOSED, counts, on)

    def flush(self, connection: Connection, on: date) -> None:
        """Apply what waits of months that are over, be it of few.

        Raises:
            StorageUnavailable: it cannot be stored now.
        """
        for event in Event:
            waiting = self._open(event, store.lock_pending(connection, event))
            if waiting.events and waiting.month < month_of(on):
                self._apply(connection, event, waiting)

    def counts(self, connection: Connection, *measures: Measure) -> Counter[Counted]:
        """The counts of these measures, with what waits: for the independent body alone."""
        found = Counter(store.counts(connection, *measures))
        for event, sealed in store.pending(connection).items():
            for each, count in self._open(event, sealed).counts.items():
                if each.measure in measures:
                    found[each] += count
        return found

    def _count(
        self, connection: Connection, event: Event, counts: Counter[Counted], on: date
    ) -> None:
        month = month_of(on)
        waiting = self._open(event, store.lock_pending(connection, event))
        if waiting.events and waiting.month != month:
            store.add_counts(connection, waiting.counts)
            waiting = _Waiting(0, month, Counter())
        waiting = _Waiting(waiting.events + 1, month, waiting.counts + counts)
        if waiting.events >= BATCH:
            self._apply(connection, event, waiting)
        else:
            store.keep_pending(connection, event, self._close(event, waiting))

    def _apply(self, connection: Connection, event: Event, waiting: _Waiting) -> None:
        store.add_counts(connection, waiting.counts)
        store.keep_pending(connection, event, self._close(event, _Waiting(0, "", Counter())))

    def _seal_of(self, event: str) -> Seal:
        return Seal(self._seal.key, self._seal.about + b"|" + event.encode())

    def _close(self, event: str, waiting: _Waiting) -> bytes:
        rows = [
            [each.measure, each.period, each.value, each.other, count]
            for each, count in sorted(waiting.counts.items())
        ]
        content = {"events": waiting.events, "month": waiting.month, "counts": rows}
        text = json.dumps(content, separators=(",", ":")).encode()
        room = -len(text) % RECORD_BYTES
        return self._seal_of(event).close(text + b" " * room)

    def _open(self, event: str, sealed: bytes) -> _Waiting:
        if not sealed:
            return _Waiting(0, "", Counter())
        try:
            content = json.loads(self._seal_of(event).open(sealed))
        except Unreadable:
            # The server's key is another one now. A complaint must not fail for a statistic.
            _log.error("counts of complaints that waited cannot be opened and are lost")
            return _Waiting(0, "", Counter())
        counts = Counter({Counted(*each): count for *each, count in content["counts"]})
        return _Waiting(content["events"], content["month"], counts)


def of_filing(new: NewCase, on: date, sectors: Mapping[str, Sector]) -> Counter[Counted]:
    """What one case that is lodged adds."""
    month, week = month_of(on), week_of(on)
    gender = _GENDERS.get(new.counted.get("gender", ""), Group.NOT_STATED).value
    age = _known(new.counted.get("age_band", ""), AgeBand)
    categories = _several(new.values("categories"), Category)
    sector = _top(next(iter(new.values("sector")), ""), sectors)
    told = {*new.values("themes"), *new.values("situation")}
    is_named = bool(new.identity.get("name") or new.identity.get("reach"))
    return Counter(
        [
            Counted(Measure.FILED, month, age, gender),
            Counted(Measure.SECTOR, month, sector),
            Counted(Measure.LANGUAGE, month, new.language[:_VALUE_MAXIMUM]),
            Counted(Measure.CHANNEL, month, new.channel),
            Counted(Measure.NAMED, month, NAMED if is_named else ANONYMOUS),
            Counted(Measure.WEEK_SECTOR, week, sector),
            *(Counted(Measure.CATEGORY, month, each, gender) for each in categories),
            *(Counted(Measure.WEEK_CATEGORY, week, each) for each in categories),
            *(
                Counted(Measure.MOTIVE, month, each[:_VALUE_MAXIMUM])
                for each in dict.fromkeys(new.values("motives"))
            ),
            *(
                Counted(Measure.WEEK_TRIGGER, week, name)
                for name, sign in TRIGGERS.items()
                if sign.value in told
            ),
        ]
    )


def of_closing(
    answers: Mapping[str, Any],
    results: Iterable[Result],
    verdicts: Iterable[Verdict],
    filed_on: date,
    on: date,
) -> Counter[Counted]:
    """What one first decision adds."""
    month = month_of(on)
    language = str(answers.get("language", NOT_STATED))[:_VALUE_MAXIMUM]
    of_several = {
        Measure.CLOSED_CATEGORY: _several(answers.get("categories", ()), Category),
        Measure.CLOSED_RESULT: _several(results, Result),
        Measure.CLOSED_VERDICT: _several(verdicts, Verdict),
    }
    return Counter(
        [
            Counted(Measure.CLOSED_AFTER, month, duration(filed_on, on)),
            Counted(Measure.CLOSED_LANGUAGE, month, language),
            *(Counted(name, month, each) for name, every in of_several.items() for each in every),
        ]
    )


def _known(value: str, codes: type[StrEnum]) -> str:
    return value if value in set(codes) else NOT_STATED


def _several(values: Iterable[str], codes: type[StrEnum]) -> Sequence[str]:
    known = set(codes)
    return list(dict.fromkeys(codes(value).value for value in values if value in known))


def _top(code: str, sectors: Mapping[str, Sector]) -> str:
    """The area or community as a whole that a sector is part of."""
    return next(reversed(list(_upwards(code, sectors))), NOT_STATED)


def _upwards(code: str, sectors: Mapping[str, Sector]) -> Iterator[str]:
    at: str | None = code
    while at is not None and at in sectors:
        yield at
        at = sectors[at].parent
