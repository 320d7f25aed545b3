"""Who takes part in activities with the community, by gender: for a whole year, and protected.

Nothing is ever told of a single activity. Who takes part in several counts at each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from copfeedback.evaluations.activity_rules import people
from copfeedback.evaluations.plan_model import Activity
from copfeedback.results.disclosure import build_counts
from copfeedback.results.published import CountTable, Group
from copfeedback.results.thresholds import THRESHOLDS, Thresholds

FAMILY = "activities"
FEWEST = 3
"""Of fewer activities in a year nothing is told: it would tell of one of them."""
_REST = timedelta(days=31)
"""So long after its end a year is frozen: what was done last is recorded by then."""
_PER_ACTIVITY = 3
"""Who always comes counts each time. A group is shown when it cannot be so few people."""


def frozen_on(year: int) -> date:
    """The day from which on the figures of a year can be seen."""
    return date(year + 1, 1, 1) + _REST


def figures_of(year: int, built_on: date, activities: Sequence[Activity]) -> str:
    """What may be shown of those who took part in the activities of a year, as canonical JSON."""
    counted = [each for each in activities if people(each)]
    thresholds = _thresholds(len(counted))
    tables: list[CountTable] = []
    if len(counted) >= FEWEST:
        groups = _groups(counted, thresholds.minimum_base)
        counts: dict[tuple[str, ...], int] = {
            (str(year), group.value): count for group, count in groups.items()
        }
        tables.append(CountTable(FAMILY, ("gender",), counts))
    return build_counts(str(year), built_on, tables, thresholds)


def _thresholds(activities: int) -> Thresholds:
    """Stricter with every activity: one person at twelve of them is counted twelve times."""
    return replace(
        THRESHOLDS,
        minimum_base=max(THRESHOLDS.minimum_base, _PER_ACTIVITY * activities),
        safe_range=max(THRESHOLDS.safe_range, _PER_ACTIVITY * activities),
    )


def _groups(counted: Sequence[Activity], few: int) -> Counter[Group]:
    """The people by gender; few of another one stand with those of whom it is not recorded.

    Alone they would be withheld, and then women or men as well.
    """
    found = Counter[Group]()
    for each in counted:
        found[Group.WOMAN] += each.women
        found[Group.MAN] += each.men
        found[Group.ANOTHER] += each.another
        found[Group.NOT_STATED] += each.not_stated
    found = +found
    another, unrecorded = found[Group.ANOTHER], found[Group.NOT_STATED]
    if another and unrecorded and min(another, unrecorded) < few:
        found[Group.ANOTHER_OR_NOT_STATED] = another + unrecorded
        del found[Group.ANOTHER], found[Group.NOT_STATED]
    return +found
