"""What somebody typed from a paper form, as the entries it stands for.

Typed are the numbers that are printed beside the answers: one for a single choice, several with
spaces between for a multiple choice, for a ranking what is written into each box.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copfeedback.printing.numbering import choice_numbers
from copfeedback.surveys.model import ONE_CODE, Question, QuestionType, Survey

_BETWEEN = re.compile(r"[\s,;.+/،؛-]+")
_SIDE_BY_SIDE = re.compile(r"[\s,;./،؛-]+")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class TypedEntries:
    """The entries of a form, and the items where something was typed that is not printed there."""

    entered: Mapping[str, Sequence[str]]
    unprinted: frozenset[str]


def read_typed(survey: Survey, typed: Mapping[str, Sequence[str]]) -> TypedEntries:
    """The entries that stand for what was typed, item by item. Never raises."""
    entered: dict[str, Sequence[str]] = {}
    unprinted: set[str] = set()
    for item, question in survey.question_of_item.items():
        values = [value.strip() for value in typed.get(item, ())]
        if not any(values):
            continue
        read = _read(question, item, values)
        if read is None:
            unprinted.add(item)
        else:
            entered[item] = read
    return TypedEntries(entered, frozenset(unprinted))


def _read(question: Question, item: str, values: Sequence[str]) -> Sequence[str] | None:
    """The entries of an item; None if it has no such number."""
    if item == question.other_item:
        return values
    codes = {number: code for code, number in choice_numbers(question).items()}
    match question.type:
        case type_ if type_ in ONE_CODE or type_ is QuestionType.SCALE:
            return _codes(values[:1], codes)
        case QuestionType.MULTIPLE:
            return _codes([part for part in _BETWEEN.split(values[0]) if part], codes)
        case QuestionType.RANKING:
            return _ranked(values, list(codes.values()))
        case QuestionType.DATE:
            return [part for part in _SIDE_BY_SIDE.split(values[0]) if part]
        case _:
            return values


def _codes(typed: Sequence[str], codes: Mapping[int, str]) -> Sequence[str] | None:
    found = [codes.get(_number(part)) for part in typed]
    return None if None in found else [code for code in found if code is not None]


def _ranked(typed: Sequence[str], codes: Sequence[str]) -> Sequence[str] | None:
    """The codes by the ranks that were written beside them; two of one rank cannot be read."""
    ranks = {_number(rank): code for rank, code in zip(typed, codes, strict=False) if rank}
    if len(ranks) < sum(map(bool, typed)) or min(ranks) < 1:
        return None
    return [ranks[rank] for rank in sorted(ranks)]


def _number(typed: str) -> int:
    """A number in the digits of any script; -1 if it is none."""
    return int(typed) if typed.isdecimal() and len(typed) <= _LONGEST else -1
