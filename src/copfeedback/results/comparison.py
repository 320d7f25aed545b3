"""What the figures of several waves say together: changes, gaps, and pilot against control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from copfeedback.results.change import Change, at_once, change, difference_in_differences, gap
from copfeedback.results.figures import asked_points, published
from copfeedback.results.model import Break, TrendPoint
from copfeedback.results.published import EVERYONE, Domain, Group, PublishedTable
from copfeedback.surveys.wave_model import Arm, WaveKind

WOMEN, MEN = Domain.group(Group.WOMAN), Domain.group(Group.MAN)
PILOT, CONTROL = (Domain.of({"arm": arm.value}) for arm in (Arm.PILOT, Arm.CONTROL))


@dataclass(frozen=True, slots=True)
class Since:
    """How a figure changed since an earlier wave.

    ``change`` is None where one of the two is not shown, or where ``breaks`` keep them from being
    compared.
    """

    earlier: TrendPoint
    change: Change | None
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """Pilot against control: how much more the pilot changed from one wave to another.

    ``change`` is None where one of the four figures is not shown, or waves cannot be compared.
    """

    earlier: TrendPoint
    later: TrendPoint
    change: Change | None
    breaks: tuple[Break, ...] = ()


def baseline(points: Sequence[TrendPoint]) -> TrendPoint | None:
    """What later waves are measured against: the one named so, else the first that asked."""
    asked = asked_points(points)
    named = (point for point in asked if point.wave.plan.kind is WaveKind.BASELINE)
    return next(named, asked[0] if asked else None)


def previous(points: Sequence[TrendPoint]) -> TrendPoint | None:
    """The wave before the latest, of those that asked."""
    asked = asked_points(points)
    return asked[-2] if len(asked) > 1 else None


def since(
    points: Sequence[TrendPoint], earlier: TrendPoint | None, code: str, whom: Domain = EVERYONE
) -> Since | None:
    """How the latest figure changed since an earlier wave; None if that is the latest itself."""
    asked = asked_points(points)
    if earlier is None or not asked or earlier is asked[-1] or earlier not in asked:
        return None
    breaks = _breaks(asked, earlier, asked[-1])
    before, after = published(earlier, whom, code), published(asked[-1], whom, code)
    if breaks or before is None or after is None:
        return Since(earlier, None, breaks)
    return Since(earlier, change(before, after))


def together(changes: Sequence[Change | None]) -> list[Change | None]:
    """Changes that are read together: their verdicts corrected for there being so many."""
    corrected = iter(at_once([each for each in changes if each is not None]))
    return [None if each is None else next(corrected) for each in changes]


def all_since(found: Sequence[Since | None]) -> list[Since | None]:
    """The same for changes since earlier waves."""
    changes = together([each.change if each else None for each in found])
    return [
        replace(each, change=corrected) if each else None
        for each, corrected in zip(found, changes, strict=True)
    ]


def gender_gap(point: TrendPoint, code: str) -> Change | None:
    """By how many percentage points women are above men (or below); None if not both are shown."""
    women, men = published(point, WOMEN, code), published(point, MEN, code)
    return gap(women, men) if women is not None and men is not None else None


def programme_effect(points: Sequence[TrendPoint], code: str) -> Effect | None:
    """How much more the pilot areas changed than the others, from the baseline to the latest wave.

    None where the survey knows no arms, or there is one wave alone.
    """
    asked = [point for point in asked_points(points) if _has_arms(point.table)]
    earlier = baseline(asked)
    if earlier is None or earlier is asked[-1]:
        return None
    later = asked[-1]
    breaks = _breaks(asked_points(points), earlier, later)
    figures = [
        published(point, arm, code) for arm in (PILOT, CONTROL) for point in (earlier, later)
    ]
    pilot_before, pilot_after, control_before, control_after = figures
    if (
        breaks
        or pilot_before is None
        or pilot_after is None
        or control_before is None
        or control_after is None
    ):
        return Effect(earlier, later, None, breaks)
    found = difference_in_differences(pilot_before, pilot_after, control_before, control_after)
    return Effect(earlier, later, found)


def _has_arms(table: PublishedTable | None) -> bool:
    return table is not None and {row.domain for row in table.split("arm")} >= {PILOT, CONTROL}


def _breaks(
    asked: Sequence[TrendPoint], earlier: TrendPoint, later: TrendPoint
) -> tuple[Break, ...]:
    """Why two waves cannot be compared: whatever changed on the way from one to the other."""
    between = asked[asked.index(earlier) + 1 : asked.index(later) + 1]
    return tuple(dict.fromkeys(each for point in between for each in point.breaks))
