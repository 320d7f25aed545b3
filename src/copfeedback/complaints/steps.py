"""The way through the form of a complaint, the same in both doors."""

from __future__ import annotations

from collections.abc import Iterator

from copfeedback.complaints.form import Entered, Field, Known, Step, Telling
from copfeedback.complaints.questions import GUIDED, NARRATIVE, STEPS, TOLD_BY

REVIEW, CODE = "review", "code"
"""What follows the last step."""


def way(entered: Entered) -> tuple[Step, ...]:
    """The steps that somebody who entered this goes through."""
    return tuple(step for step in STEPS if step.is_asked(entered))


def telling(entered: Entered) -> Telling:
    """The way in which they tell it."""
    said = next(iter(entered.get(TOLD_BY.name, ())), Telling.FREE)
    return Telling(said) if said in set(Telling) else Telling.FREE


def fields_of(step: Step, entered: Entered, known: Known) -> Iterator[Field]:
    """The fields of a step for somebody who entered this, but the way of telling."""
    way_of_telling = telling(entered)
    for field in step.fields:
        is_guided = field in GUIDED
        if field is TOLD_BY or not known.has(field):
            continue
        if field is NARRATIVE and way_of_telling is not Telling.FREE:
            continue
        if is_guided and way_of_telling is not Telling.GUIDED:
            continue
        yield field


def find_step(step_id: str, entered: Entered) -> Step | None:
    """The step of this name, if somebody who entered this comes to it."""
    return next((step for step in way(entered) if step.id == step_id), None)


def after(step_id: str, entered: Entered) -> str:
    """What follows a step: another one, or the review."""
    following = [*_ids(entered), REVIEW]
    names = [step.id for step in STEPS]
    place = names.index(step_id)
    return next(each for each in following if each == REVIEW or names.index(each) > place)


def before(step_id: str, entered: Entered) -> str:
    """What stands before a step or the review; the first step stands before itself."""
    ids = [*_ids(entered), REVIEW, CODE]
    return ids[max(ids.index(step_id) - 1, 0)] if step_id in ids else ids[0]


def progress(step_id: str, entered: Entered) -> tuple[int, int]:
    """Which page this is, and of how many: the review and the code are pages too."""
    ids = [*_ids(entered), REVIEW, CODE]
    return ids.index(step_id) + 1, len(ids)


def _ids(entered: Entered) -> list[str]:
    return [step.id for step in way(entered)]
