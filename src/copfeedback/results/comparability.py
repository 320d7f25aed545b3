"""Whether the figures of two waves can be compared: the same question, asked in the same way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from copfeedback.results.model import Break, TrendPoint
from copfeedback.results.published import Release
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.comparing import BREAKS, Change, is_comparable

_BREAKS: Mapping[Change, Break] = {
    Change.NEW: Break.WORDING,
    Change.REMOVED: Break.WORDING,
    Change.WORDING: Break.WORDING,
    Change.TYPE: Break.ANSWERS,
    Change.CHOICES: Break.ANSWERS,
    Change.HOW_MANY: Break.ANSWERS,
    Change.FAVOURABLE: Break.FAVOURABLE,
}


def trend_points(
    released: Sequence[tuple[AskedWave, Release]], item: str
) -> tuple[TrendPoint, ...]:
    """One item over released waves, the earliest first, with the breaks of its line."""
    points: list[TrendPoint] = []
    before: AskedWave | None = None
    for asked, release in released:
        table = release.tables.get(item)
        breaks: tuple[Break, ...] = ()
        if table is not None:
            breaks = () if before is None else tuple(breaks_between(before, asked, item))
            before = asked
        points.append(TrendPoint(asked.wave, release, table, breaks))
    return tuple(points)


def only(points: Sequence[TrendPoint], wave_ids: Collection[str]) -> tuple[TrendPoint, ...]:
    """Some of the points; what breaks between those left out breaks between their neighbours."""
    kept: list[TrendPoint] = []
    pending: list[Break] = []
    asked_before = False
    for point in points:
        pending.extend(point.breaks)
        if point.wave.id not in wave_ids:
            continue
        breaks: tuple[Break, ...] = ()
        if point.table is not None:
            breaks = tuple(dict.fromkeys(pending)) if asked_before else ()
            asked_before, pending = True, []
        kept.append(replace(point, breaks=breaks))
    return tuple(kept)


def breaks_between(before: AskedWave, after: AskedWave, item: str) -> Iterator[Break]:
    """Why the figures of an item in two waves cannot be compared; nothing where they can."""
    if before.wave.version != after.wave.version:
        changes = is_comparable(before.survey, after.survey, item).changes
        yield from dict.fromkeys(_BREAKS[change] for change in changes if change in BREAKS)
    old, new = before.wave.plan, after.wave.plan
    if old.modes != new.modes:
        yield Break.MODES
    if old.recruitment is not new.recruitment:
        yield Break.RECRUITMENT
    if old.officer_run != new.officer_run:
        yield Break.OFFICERS
