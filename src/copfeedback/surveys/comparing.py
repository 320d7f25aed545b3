"""What changed between two versions of a survey, and which answers can still be compared."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.model import SEVERAL_CODES, Choice, Question, QuestionType, Survey


class Change(StrEnum):
    """What can be otherwise about an item."""

    NEW = "new"
    REMOVED = "removed"
    TYPE = "type"
    WORDING = "wording"
    CHOICES = "choices"
    HOW_MANY = "how_many"
    """How many choices can be ticked, and which stand alone."""
    FAVOURABLE = "favourable"
    """Which answers count as good."""
    ASKED_OF = "asked_of"
    """Who is asked, or who is offered which choice."""
    LIMITS = "limits"
    """Which answers are taken, whether there must be one, and which stands there beforehand."""
    HELP = "help"
    """Hints, easy words, pictograms, pictures, sounds; whether choices are shuffled."""


BREAKS = frozenset(
    {
        Change.NEW,
        Change.REMOVED,
        Change.TYPE,
        Change.WORDING,
        Change.CHOICES,
        Change.HOW_MANY,
        Change.FAVOURABLE,
    }
)
"""After these, answers from before and after are of two questions."""
CAVEATS = frozenset({Change.ASKED_OF, Change.LIMITS})
"""After these, answers can be compared by whoever knows of the change."""

Place: TypeAlias = tuple[Survey, Question, str]
"""An item, in the question and the survey it stands in."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an item differs between two versions.

    ``reworded`` are the languages in which it is asked in other words. Languages that only one of
    the versions has are not compared.
    """

    item: str
    changes: tuple[Change, ...] = ()
    reworded: tuple[str, ...] = ()

    @property
    def is_comparable(self) -> bool:
        """Whether a line in a trend may go on from the one to the other."""
        return BREAKS.isdisjoint(self.changes)

    @property
    def caveats(self) -> tuple[Change, ...]:
        """What has to be said beside a comparison."""
        return tuple(change for change in self.changes if change in CAVEATS)


def compare_versions(old: Survey, new: Survey) -> tuple[Comparison, ...]:
    """Every item of two versions: those of the new one in its order, then those that are gone.

    That questions stand in another order is no difference.
    """
    items = dict.fromkeys((*new.question_of_item, *old.question_of_item))
    return tuple(is_comparable(old, new, item) for item in items)


def is_comparable(old: Survey, new: Survey, item: str) -> Comparison:
    """How an item differs between two versions; cheap enough to be asked for every line drawn."""
    before, after = old.question_of_item.get(item), new.question_of_item.get(item)
    if after is None:
        return Comparison(item, (Change.REMOVED,))
    if before is None:
        return Comparison(item, (Change.NEW,))
    reworded = tuple(
        language
        for language in _compared_languages(old, new)
        if _wording(before, item, language) != _wording(after, item, language)
    )
    changes = tuple(_changes((old, before, item), (new, after, item), reworded=bool(reworded)))
    return Comparison(item, changes, reworded)


def wording_hash(question: Question, item: str, language: str) -> str:
    """A hash of the words in which an item is asked and can be answered in one language."""
    words = json.dumps(_wording(question, item, language))
    return hashlib.sha256(words.encode()).hexdigest()


def _changes(before: Place, after: Place, *, reworded: bool) -> Iterator[Change]:
    (old, question, item), (new, other, _) = before, after
    if _type(question, item) is not _type(other, item):
        yield Change.TYPE
    if reworded:
        yield Change.WORDING
    if _codes(question, item) != _codes(other, item):
        yield Change.CHOICES
    if _how_many(question) != _how_many(other):
        yield Change.HOW_MANY
    if _favourable(question, item) != _favourable(other, item):
        yield Change.FAVOURABLE
    if _asked_of(old, question) != _asked_of(new, other):
        yield Change.ASKED_OF
    if _limits(question) != _limits(other):
        yield Change.LIMITS
    if _help(question, item) != _help(other, item):
        yield Change.HELP


def _compared_languages(old: Survey, new: Survey) -> dict[str, None]:
    """The languages both have, and those they were written in: these must not differ either."""
    both = (tag for tag in old.languages if tag in new.languages)
    return dict.fromkeys((old.languages[0], new.languages[0], *both))


def _wording(question: Question, item: str, language: str) -> tuple[str, ...]:
    """The words a person must have read to answer: what is asked, and what can be answered."""
    texts: list[Translations | None] = [question.text, question.low, question.high]
    texts += [row.text for row in question.rows if row.id == item]
    texts += [choice.text for choice in _choices(question, item)]
    return tuple(_plain(text.get(language, "")) if text else "" for text in texts)


def _choices(question: Question, item: str) -> tuple[Choice, ...]:
    """The choices an item is answered by; for the words of something else, those they go with."""
    if item == question.other_item:
        return tuple(choice for choice in question.choices if choice.specify)
    return question.choices


def _type(question: Question, item: str) -> QuestionType:
    return QuestionType.TEXT if item == question.other_item else question.type


def _codes(question: Question, item: str) -> tuple[str, ...]:
    return tuple(choice.code for choice in _choices(question, item))


def _how_many(question: Question) -> Hashable:
    if question.type not in SEVERAL_CODES:
        return None
    return question.min_answers, question.max_answers, question.exclusive


def _favourable(question: Question, item: str) -> frozenset[str]:
    rows = (row.favourable for row in question.rows if row.id == item)
    return frozenset(next(rows, question.favourable))


def _asked_of(survey: Survey, question: Question) -> frozenset[str]:
    """All conditions on which it depends who is asked and what is offered to them."""
    section = next(
        section
        for section in survey.sections
        if any(each is question for each in section.questions)
    )
    waiting = [section.show_if, question.show_if, question.choice_filter]
    found: set[str] = set()
    if question.choice_filter:
        found.update(
            f"{choice.code} {sorted(choice.columns.items())}" for choice in question.choices
        )
    while waiting:
        condition = waiting.pop()
        if condition is None or condition.source in found:
            continue
        found.add(condition.source)
        references = condition.references()
        waiting += [each.calculation for each in survey.questions() if each.id in references]
    return frozenset(found)


def _limits(question: Question) -> tuple[object, ...]:
    return (
        question.minimum,
        question.maximum,
        question.max_length,
        question.constraint,
        question.required,
        question.required_if,
        question.default,
    )


def _help(question: Question, item: str) -> tuple[object, ...]:
    return (
        question.hint,
        question.easy,
        question.image,
        question.audio,
        question.random_choices,
        [row.audio for row in question.rows if row.id == item],
        [(choice.pictogram, choice.image, choice.audio) for choice in question.choices],
    )


@lru_cache(maxsize=10_000)
def _plain(text: str) -> str:
    """A text without what nobody sees: how spaces and accents are stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())
