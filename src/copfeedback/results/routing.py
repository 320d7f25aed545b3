"""Who was asked what, as far as the stored answers can tell.

They hold neither what was written in people's own words nor the day, so nobody can tell any more
who was asked a question that depends on these.
"""

from __future__ import annotations

from dataclasses import dataclass

from copfeedback.surveys.expressions import Expression
from copfeedback.surveys.model import QuestionType, Survey


@dataclass(frozen=True, slots=True)
class Asking:
    """When a question is asked.

    ``conditions`` must all hold: its section's and its own. ``decided_by`` are the items that
    they look at, be it through calculated values. ``can_be_told`` says whether the stored answers
    tell who was asked.
    """

    conditions: tuple[Expression, ...]
    decided_by: frozenset[str]
    can_be_told: bool


def asking_of(survey: Survey) -> dict[str, Asking]:
    """When each question is asked, by question id, in the order of the questionnaire."""
    found: dict[str, Asking] = {}
    worked_out: dict[str, frozenset[str]] = {}
    untold = set(survey.text_items | survey.never_kept)
    for section in survey.sections:
        for question in section.questions:
            both = (section.show_if, question.show_if)
            conditions = tuple(each for each in both if each is not None)
            names = _references(conditions)
            told = not (names & untold or any(each.uses_today for each in conditions))
            decided_by = _items(names, worked_out)
            if question.type is QuestionType.CALCULATE:
                sources = question.calculation.references() if question.calculation else frozenset()
                worked_out[question.id] = decided_by | _items(sources, worked_out)
                told = told and not sources & untold
            if not told:
                untold.update((question.id, *question.item_ids))
            found[question.id] = Asking(conditions, decided_by, told)
    return found


def _references(conditions: tuple[Expression, ...]) -> frozenset[str]:
    return frozenset().union(*(each.references() for each in conditions))


def _items(names: frozenset[str], worked_out: dict[str, frozenset[str]]) -> frozenset[str]:
    """What was asked behind these names: calculated values stand for what they are made of."""
    return frozenset().union(*(worked_out.get(name, {name}) for name in names))
