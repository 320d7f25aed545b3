"""How far an open wave has come: who has answered, measured by whom it is to reach."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.results.model import Fieldwork, Progress, Reached
from copfeedback.surveys.wave_model import WavePlan


def measured(fieldwork: Fieldwork, plan: WavePlan) -> Progress:
    """The fieldwork of a wave beside its targets.

    Works with counts that are rounded already, so that it says no more than they do.
    """
    goals = {margin: _goals(plan, margin) for margin in fieldwork.margins}
    return Progress(
        fieldwork,
        plan.target,
        {
            margin: {
                value: Reached(count, _target(plan, margin, value))
                for value, count in counts.items()
            }
            for margin, counts in fieldwork.margins.items()
        },
        {
            margin: lowest
            for margin, counts in fieldwork.margins.items()
            if (lowest := _lowest(counts, goals[margin], reachable=margin in plan.targets))
        },
    )


def _goals(plan: WavePlan, margin: str) -> Mapping[str, int]:
    """What counts are measured by: the targets, else the population."""
    return plan.targets.get(margin) or plan.population.get(margin) or {}


def _target(plan: WavePlan, margin: str, value: str) -> int | None:
    """The target of a group: its own, else its part of the whole one by population."""
    if margin in plan.targets:
        return plan.targets[margin].get(value)
    people = plan.population.get(margin, {})
    if plan.target is None or value not in people or not sum(people.values()):
        return None
    return round(plan.target * people[value] / sum(people.values()))


def _lowest(
    counts: Mapping[str, int], goals: Mapping[str, int], *, reachable: bool
) -> tuple[str, ...]:
    """The values that are furthest behind; none if all are alike or have reached their target."""
    shares = {value: counts[value] / goals[value] for value in counts if goals.get(value)}
    if not shares:
        return ()
    fewest = min(shares.values())
    if fewest == max(shares.values()) or (reachable and fewest >= 1):
        return ()
    return tuple(value for value, share in shares.items() if share == fewest)
