"""Which period's figures an indicator will be compared with, and from which day on they are there.

Series of surveys have waves, which are promised with the pledge; those of complaints, forums and
activities have fixed periods. Results that are due before the one that counts is published measure
nothing: whoever pledges is told that beforehand.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from copfeedback.evaluations.fieldwork import FindWave
from copfeedback.evaluations.measuring import begun_on, last_waves
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.i18n.translations import Translations

_YEAR = 12


@dataclass(frozen=True, slots=True)
class _Kind:
    """How many ``months`` a period has, and how many days after it its figures are there."""

    months: int
    rest: int


_KINDS: Mapping[str, _Kind] = {
    "complaints.": _Kind(3, 2),
    "forums.": _Kind(12, 31),
    "activities.": _Kind(12, 31),
}
"""By how the names of series begin."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """The period from ``begins`` to ``ends`` that counts at the end for indicators.

    ``names`` are those of the indicators, ``due`` is the first working day with its figures.
    """

    names: tuple[Translations, ...]
    begins: date
    ends: date
    due: date


def awaited_too_late(
    draft: DraftPledge, find_wave: FindWave, weekend: frozenset[int]
) -> list[Awaited]:
    """The periods whose figures are not there yet on the day by which results are due.

    Where no day was chosen yet, all that have to be waited for.
    """
    begun, opens = begun_on(draft), _endline_opens(draft, find_wave)
    if begun is None or opens is None:
        return []
    found: dict[tuple[date, date, date], tuple[Translations, ...]] = {}
    for indicator in draft.indicators:
        for prefix, kind in _KINDS.items():
            if (indicator.series or "").startswith(prefix):
                first, last = _period_from(max(begun, opens), kind.months)
                day = last + timedelta(days=1 + kind.rest)
                due = next(each for each in _from(day) if each.weekday() not in weekend)
                span = (first, last, due)
                found[span] = (*found.get(span, ()), indicator.name)
    return [
        Awaited(names, *span)
        for span, names in sorted(found.items(), key=lambda each: each[0])
        if draft.due is None or draft.due < span[-1]
    ]


def _endline_opens(draft: DraftPledge, find_wave: FindWave) -> date | None:
    for each in last_waves(draft)[:1]:
        known = find_wave(each.wave) if each.wave else None
        return known.opens if known else each.opens
    return None


def _period_from(day: date, months: int) -> tuple[date, date]:
    """The first and last day of the first period that begins on a day, or later."""
    month = day.month - 1
    number = day.year * _YEAR + month - month % months
    if (month % months, day.day) != (0, 1):
        number += months
    year, month = divmod(number, _YEAR)
    last_year, last_month = divmod(number + months - 1, _YEAR)
    days = monthrange(last_year, last_month + 1)[1]
    return date(year, month + 1, 1), date(last_year, last_month + 1, days)


def _from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)
