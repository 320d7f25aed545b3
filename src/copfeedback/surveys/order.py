"""Random order, another for each person: drawn from what travels in their form and is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import groupby

from copfeedback.surveys.model import Choice, Question, QuestionType, Section

STAYS_LAST = frozenset({"other", "none", "dont_know", "prefer_not", "not_applicable"})
"""Codes that people look for at the end of a list, in whatever order the rest is."""
_ORDER = b"order"
_STAY = frozenset({QuestionType.NOTE, QuestionType.CONSENT})


def choices_in_order(
    question: Question, choices: Sequence[Choice], seed: bytes
) -> Sequence[Choice]:
    """The choices as this person sees them; “none of these” and the like stay at the end."""
    if not question.random_choices:
        return choices
    last = question.exclusive | question.specified | STAYS_LAST
    mixed = [choice for choice in choices if choice.code not in last]
    kept = [choice for choice in choices if choice.code in last]
    return [*sorted(mixed, key=lambda each: _place(seed, question.id, each.code)), *kept]


def questions_in_order(section: Section, seed: bytes) -> tuple[Question, ...]:
    """The questions of a section as this person is asked them.

    Notes and consents stay where they are: what stands after them may depend on them. The
    questions between two of them change places.
    """
    if not section.random_order:
        return section.questions
    ordered: list[Question] = []
    for stays, group in groupby(section.questions, key=lambda each: each.type in _STAY):
        if stays:
            ordered += group
        else:
            ordered += sorted(group, key=lambda each: _place(seed, section.id, each.id))
    return tuple(ordered)


def _place(seed: bytes, group: str, name: str) -> bytes:
    """Where something comes: random to whoever does not know the seed."""
    return blake2b(f"{group}/{name}".encode(), key=seed[:64], person=_ORDER).digest()
