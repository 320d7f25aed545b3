"""Reading a cell as the answer to a question: by code, by label, or as a mapping says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from copfeedback.surveys.entries import READERS, Fault, Problem, read_text
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import (
    NO,
    ONE_CODE,
    SEVERAL_CODES,
    YES,
    Question,
    QuestionType,
)
from copfeedback.surveys.past.cells import alike
from copfeedback.surveys.wording import CONSENT_WORDS

_BETWEEN = re.compile(r"\s*[;|,،؛\n]\s*")
_WHOLE = re.compile(r"([-−]?\d+)[.,]0+")
_DAY = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[T ].*)?", re.DOTALL)
_TIME = re.compile(r"(\d{1,2}:\d{2})(?::\d{2}.*)?", re.DOTALL)
_TRUE, _FALSE = {"1", "true", "yes", "x", "ticked"}, {"", "0", "false", "no"}


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that is no answer to its question."""

    text: str
    problem: Problem


class Answers:
    """Reads the cells of a column as answers to an item.

    Args:
        question: the question of the item.
        item: the item.
        values: codes by what stands in the file; the empty code is no answer.
        labels: what stands in the file in words, where the file itself says so.
    """

    def __init__(
        self,
        question: Question,
        item: str,
        values: Mapping[str, str],
        labels: Mapping[str, str],
    ) -> None:
        self._question, self._item = question, item
        self._values = {alike(value): code for value, code in values.items()}
        self._labels = labels
        self._codes = codes_by_label(question)

    def read(self, text: str) -> AnswerValue | RefusedCell | None:
        """The answer in a cell, None if it says that there is none, or why it is no answer."""
        question, item = self._question, self._item
        mapped = self._mapped(text)
        if mapped == "":
            return None
        if item == question.other_item or question.type is QuestionType.TEXT:
            read = read_text(question, item, [text])
        else:
            read = READERS[question.type](question, item, list(self._entries(text, mapped)))
        return RefusedCell(text, read) if isinstance(read, Problem) else read

    def _entries(self, text: str, mapped: str | None) -> Iterator[str]:
        """What would have been entered into the question's fields."""
        kind = self._question.type
        if kind in SEVERAL_CODES:
            yield from self._several(text) if mapped is None else mapped.split()
        elif mapped is not None:
            yield mapped
        elif kind in ONE_CODE:
            yield self._code(text) or text
        else:
            yield _as_entered(kind, text)

    def _several(self, text: str) -> Iterator[str]:
        """Codes with spaces between, or codes and labels with something else between."""
        if (whole := self._code(text)) is not None:
            yield whole
            return
        parts = [part for part in _BETWEEN.split(text) if part]
        if len(parts) == 1:
            parts = text.split()
        for part in parts:
            mapped = self._mapped(part)
            if mapped != "":
                yield mapped or self._code(part) or part

    def _mapped(self, text: str) -> str | None:
        """The code that somebody said a cell stands for."""
        found = self._values.get(alike(text))
        return self._values.get(_without_fraction(text)) if found is None else found

    def _code(self, text: str) -> str | None:
        for written in (text, _without_fraction(text)):
            if written in self._question.codes:
                return written
        found = self._codes.get(alike(text))
        label = self._labels.get(text)
        return self._codes.get(alike(label)) if found is None and label is not None else found


def codes_by_label(question: Question) -> dict[str, str]:
    """The codes of a question's choices, by code and by label in any language.

    A label that several choices have names none of them.
    """
    found: dict[str, str] = {}
    unclear: set[str] = set()
    if question.type is QuestionType.CONSENT:
        found |= {alike(words): code for code, words in CONSENT_WORDS.items()}
        return found | dict.fromkeys(_TRUE, YES) | dict.fromkeys(_FALSE - {""}, NO)
    for choice in question.choices:
        for label in {alike(label) for label in choice.text.values()}:
            if found.setdefault(label, choice.code) != choice.code:
                unclear.add(label)
    found = {label: code for label, code in found.items() if label not in unclear}
    return found | {alike(choice.code): choice.code for choice in question.choices}


class Ticks:
    """Reads the cells of a column that is about one choice: ticked or not.

    Args:
        item: the item.
        words: what else than “1”, “yes” and the like means that it is ticked.
        values: ``1`` or ``0`` by what stands in the file.
    """

    def __init__(self, item: str, words: Iterable[str], values: Mapping[str, str]) -> None:
        self._item = item
        ticked = {alike(word) for word in words} | _TRUE
        self._known = dict.fromkeys(_FALSE, "") | dict.fromkeys(ticked, "1")
        self._known |= {
            alike(value): "" if alike(said) in _FALSE else "1" for value, said in values.items()
        }

    def read(self, text: str) -> str | RefusedCell | None:
        """Something if the choice is ticked, None if not, or why that cannot be told."""
        known = self._known.get(alike(_without_fraction(text)))
        if known is None:
            return RefusedCell(text, Problem(self._item, Fault.NOT_A_CHOICE))
        return known or None


def _without_fraction(text: str) -> str:
    """A whole number as it is, where a program wrote a fraction of zeros behind it."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text


def _as_entered(kind: QuestionType, text: str) -> str:
    """A number, day or time as people enter it: spreadsheets and programs add to it."""
    match kind:
        case QuestionType.SCALE | QuestionType.NUMBER:
            return _without_fraction(text)
        case QuestionType.DATE:
            found = _DAY.fullmatch(text)
        case QuestionType.TIME:
            found = _TIME.fullmatch(text)
        case _:
            found = None
    return found[1] if found else text
