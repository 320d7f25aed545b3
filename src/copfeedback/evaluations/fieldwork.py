"""When the figures of an evaluation are gathered, and whether that has begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from copfeedback.evaluations.events import Amended, Evaluation, Registered
from copfeedback.evaluations.model import Pledge
from copfeedback.evaluations.standing import Fieldwork


@dataclass(frozen=True, slots=True)
class KnownWave:
    """A wave that there is: of which survey, and its days. Closed early, it ends that day."""

    survey: str
    opens: date
    closes: date


WavesOf = Callable[[str], Sequence[KnownWave]]
"""The waves of a survey."""
FindWave = Callable[[str], KnownWave | None]
"""The wave of an id; None where there is none."""


@dataclass(frozen=True, slots=True)
class WavesNearby:
    """What evaluations need of surveys, which they do not know.

    ``is_asked`` tells whether a name is that of a series of a survey that there is, published
    before or not. ``of_survey`` gives all waves of a survey.
    """

    find: FindWave
    is_asked: Callable[[str], bool]
    of_survey: WavesOf


def fieldwork_of(pledge: Pledge, find_wave: FindWave) -> tuple[Fieldwork, ...]:
    """When its figures are gathered: a wave's own days where there is one, else as planned.

    A wave that was called off before it opened gathers nothing, and is left out.
    """
    found = []
    for each in pledge.waves:
        known = find_wave(each.wave) if each.wave else None
        opens, closes = (known.opens, known.closes) if known else (each.opens, each.closes)
        if opens <= closes:
            found.append(Fieldwork(each.role, opens, closes, each.existing))
    return tuple(found)


def has_begun(pledge: Pledge, find_wave: FindWave, today: date) -> bool:
    """Whether anything that a pledge is about was being gathered by a day.

    A baseline that was there before is not: whoever pledged knew it.
    """
    gathered = fieldwork_of(pledge, find_wave)
    return any(each.opens <= today for each in gathered if not each.existing)


def was_gathered(evaluation: Evaluation, find_wave: FindWave, today: date) -> bool:
    """Whether anything had been gathered by a day, under the pledge as it stood at any time.

    Planning waves for later days does not undo what was gathered before.
    """
    stood = [
        (event.on, event.said.pledge)
        for event in evaluation.events
        if isinstance(event.said, Registered | Amended)
    ]
    until = [*(after[0] for _, after in pairwise(stood)), today]
    return any(
        has_begun(pledge, find_wave, min(day, today))
        for (_, pledge), day in zip(stood, until, strict=True)
    )
