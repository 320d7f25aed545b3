"""The days of a pledge: when results are due, and when figures are gathered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from copfeedback.evaluations.fieldwork import FindWave
from copfeedback.evaluations.model import PlannedWave, Pledge, WaveRole
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.faults import Fault, Problem

LONGEST = timedelta(days=10 * 366)
"""What is promised for a later day is a slip of the pen."""
EARLIEST = date(1950, 1, 1)
"""No programme that is evaluated began before."""

_ORDER = {role: place for place, role in enumerate(WaveRole)}


def day_problems(
    due: date | None,
    began: date | None,
    today: date,
    weekend: frozenset[int],
    before: Pledge | None,
) -> Iterable[Problem]:
    """What is wrong with the day by which results are due, and with that of the beginning.

    A day that stays as it was promised is not looked at again.
    """
    if due is not None and (before is None or before.due != due):
        if due < today:
            yield Problem("due", Fault.PAST)
        elif due > today + LONGEST:
            yield Problem("due", Fault.RANGE)
        elif due.weekday() in weekend:
            yield Problem("due", Fault.WEEKEND, days=working_days_around(due, weekend, today))
    if began is not None and not EARLIEST <= began <= today + LONGEST:
        yield Problem("began", Fault.RANGE)


def working_days_around(day: date, weekend: frozenset[int], today: date) -> tuple[date, ...]:
    """The last working day before a day, unless it is over, and the first one after it."""
    around = (
        next(each for each in _days_from(day, step) if each.weekday() not in weekend)
        for step in (-1, 1)
    )
    return tuple(each for each in around if each >= today)


def wave_problems(
    draft: DraftPledge,
    today: date,
    find_wave: FindWave,
    registered: date | None,
    before: Pledge | None,
) -> Iterable[Problem]:
    """What is wrong with the days figures are gathered on; nothing where they stay as they were.

    Args:
        draft: the pledge.
        today: the day it is looked at.
        find_wave: the wave of an id.
        registered: the day the pledge was registered on, None before.
        before: the pledge as it stood, if it changes one.
    """
    if before is not None and (before.waves, before.due) == (draft.waves, draft.due):
        return
    waves = Counter(each.wave for each in draft.waves if each.wave)
    roles = Counter(each.role for each in draft.waves)
    for at, each in enumerate(draft.waves):
        path = f"waves.{at}"
        if roles[each.role] > 1 and each.role is not WaveRole.MIDLINE:
            yield Problem(f"{path}.role", Fault.TAKEN)
        if each.closes < each.opens:
            yield Problem(f"{path}.closes", Fault.END_BEFORE_START)
        for name in ("opens", "closes"):
            if not EARLIEST <= getattr(each, name) <= today + LONGEST:
                yield Problem(f"{path}.{name}", Fault.RANGE)
        if each.wave and find_wave(each.wave) is None:
            yield Problem(f"{path}.wave", Fault.UNKNOWN)
        if each.wave and waves[each.wave] > 1:
            yield Problem(f"{path}.wave", Fault.TAKEN)
        if each.existing and not _is_existing(each, find_wave, registered or today):
            yield Problem(f"{path}.existing", Fault.RANGE)
    yield from _order_problems(draft, find_wave)


def _is_existing(wave: PlannedWave, find_wave: FindWave, on: date) -> bool:
    """A baseline that was over when the pledge was made."""
    return wave.role is WaveRole.BASELINE and _days(wave, find_wave)[1] < on


def _order_problems(draft: DraftPledge, find_wave: FindWave) -> Iterable[Problem]:
    """Baselines come before midlines, those before endlines, and the results after all of them."""
    own = [(_ORDER[each.role], *_days(each, find_wave)) for each in draft.waves]
    for at, (place, opens, _) in enumerate(own):
        before = [closes for earlier, _, closes in own if earlier < place]
        if before and max(before) >= opens:
            yield Problem(f"waves.{at}.opens", Fault.NOT_AFTER, days=(max(before),))
    if draft.waves and all(each.existing for each in draft.waves):
        yield Problem("waves", Fault.MISSING)
    last = max((closes for *_, closes in own), default=date.min)
    if draft.due is not None and draft.due <= last:
        yield Problem("due", Fault.NOT_AFTER, days=(last,))


def _days(wave: PlannedWave, find_wave: FindWave) -> tuple[date, date]:
    known = find_wave(wave.wave) if wave.wave else None
    return (known.opens, known.closes) if known else (wave.opens, wave.closes)


def _days_from(day: date, step: int) -> Iterator[date]:
    while True:
        day += timedelta(days=step)
        yield day
