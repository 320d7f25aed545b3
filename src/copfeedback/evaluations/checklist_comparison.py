"""Self-assessments beside assessments from outside: where they differ, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copfeedback.evaluations.checklist_model import Assessment, Checklist, Mark, Question, Seen

COLUMNS_EACH = 2
"""So many of each kind stand side by side, the latest."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that those concerned and somebody outside answer differently now."""

    question: Question
    own: Mark
    outside: Mark


@dataclass(frozen=True, slots=True)
class Change:
    """A question that an office answers differently from the time before."""

    question: Question
    before: Mark
    now: Mark


@dataclass(frozen=True, slots=True)
class Changes:
    """What the assessment ``now`` changed; ``before`` is the one before it of the same office."""

    before: Assessment
    now: Assessment
    changed: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The latest assessments of both kinds, the earlier first, those by themselves before others'.

    ``differing`` is between the latest of each kind, None where one of them is missing. A question
    that one of them cannot answer is none on which they differ.
    """

    columns: tuple[Assessment, ...]
    differing: tuple[Difference, ...] | None
    changes: tuple[Changes, ...]


def side_by_side(checklist: Checklist, found: Sequence[Assessment]) -> SideBySide:
    """What a checklist's assessments, the latest first, say beside each other."""
    of = {seen: [each for each in found if each.seen is seen] for seen in Seen}
    columns = tuple(each for seen in Seen for each in reversed(of[seen][:COLUMNS_EACH]))
    own, outside = (of[seen][0] if of[seen] else None for seen in Seen)
    differing = None if own is None or outside is None else _differing(checklist, own, outside)
    latest = [each for each in (own, outside) if each is not None]
    changes = (_changes(checklist, each, found) for each in latest)
    return SideBySide(columns, differing, tuple(each for each in changes if each is not None))


def counted(assessment: Assessment, checklist: Checklist) -> Mapping[Mark, int]:
    """How many of the questions that are asked now got each answer."""
    marks = [assessment.marks.get(each.key) for each in checklist.questions]
    return {mark: marks.count(mark) for mark in Mark}


def _differing(
    checklist: Checklist, own: Assessment, outside: Assessment
) -> tuple[Difference, ...]:
    return tuple(
        Difference(question, one, other)
        for question, one, other in _both(checklist, own, outside)
        if one is not other and Mark.UNKNOWN not in (one, other)
    )


def _changes(checklist: Checklist, now: Assessment, found: Sequence[Assessment]) -> Changes | None:
    """What changed since the same office's last one; None where this is its first."""
    earlier = list(found)[list(found).index(now) + 1 :]
    before = next((each for each in earlier if each.organisation == now.organisation), None)
    if before is None:
        return None
    changed = (
        Change(question, one, other)
        for question, one, other in _both(checklist, before, now)
        if one is not other
    )
    return Changes(before, now, tuple(changed))


def _both(
    checklist: Checklist, one: Assessment, other: Assessment
) -> list[tuple[Question, Mark, Mark]]:
    """The questions that both were asked, with their answers."""
    return [
        (each, one.marks[each.key], other.marks[each.key])
        for each in checklist.questions
        if each.key in one.marks and each.key in other.marks
    ]
