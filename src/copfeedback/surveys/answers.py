"""Reading what a person entered: which answer is valid, and what to say when it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from copfeedback.surveys.entries import READERS, Fault, Problem, Read, read_text
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import SEVERAL_CODES, Choice, Question, QuestionType, Survey

Entered: TypeAlias = Mapping[str, Sequence[str]]
"""What came from the form: item id to the values entered, exactly as entered."""


def read_question(
    question: Question,
    entered: Entered,
    answers: dict[str, AnswerValue],
    problems: list[Problem],
    today: date | None = None,
) -> None:
    """Add a question's answers to ``answers`` and what is wrong with them to ``problems``.

    Entries for anything else are ignored. Blank entries are no answer. Never raises: whatever was
    entered becomes an answer, a problem or nothing.
    """
    plain = question.plain_answers
    for item in question.item_ids:
        if item == question.other_item:
            _read_other(question, entered, answers, problems)
            continue
        entries = entered.get(item)
        if entries and len(entries) == 1 and (answer := plain.get(entries[0])) is not None:
            answers[item] = answer  # nearly every entry: no need to look closer
            continue
        read = _read(question, item, entries, answers, today) if entries else None
        if read is None:
            if _is_needed(question, answers, today):
                problems.append(Problem(item, Fault.REQUIRED))
        elif isinstance(read, Problem):
            problems.append(read)
        else:
            answers[item] = read


def _read(
    question: Question,
    item: str,
    entries: Sequence[str],
    answers: Mapping[str, AnswerValue],
    today: date | None,
) -> Read:
    """What somebody answered, if it is among what is offered and the rule of the question holds."""
    values = [text for value in entries if (text := value.strip())]
    read = READERS[question.type](question, item, values) if values else None
    if read is not None and question.choice_filter is not None:
        read = _offered(question, item, read, answers, today)
    if read is None or isinstance(read, Problem) or question.constraint is None:
        return read
    holds = question.constraint.holds(answers, this=read, today=today)
    return read if holds else Problem(item, Fault.CONSTRAINT)


def _is_needed(question: Question, answers: Mapping[str, AnswerValue], today: date | None) -> bool:
    """Whether it must be answered. Nobody passes a consent without saying yes or no."""
    if question.required or question.type is QuestionType.CONSENT:
        return True
    when = question.required_if
    return when is not None and when.holds(answers, today=today)


def choices_offered(
    question: Question, answers: Mapping[str, AnswerValue], today: date | None = None
) -> tuple[Choice, ...]:
    """The choices that the filter leaves, given earlier answers."""
    keep = question.choice_filter
    if keep is None:
        return question.choices
    return tuple(
        choice
        for choice in question.choices
        if keep.holds(answers, today=today, columns={"name": choice.code, **choice.columns})
    )


def kept_entries(question: Question, values: Sequence[str]) -> list[str]:
    """What to remember of the fields of an item: the filled ones.

    The parts of a day belong together, so the blank ones are kept as long as one is filled.
    """
    if question.type is QuestionType.DATE and any(values):
        return list(values)
    return [value for value in values if value]


def _read_other(
    question: Question,
    entered: Entered,
    answers: dict[str, AnswerValue],
    problems: list[Problem],
) -> None:
    """What is meant by “other”: nothing, unless that was chosen."""
    chosen = answers.get(question.id, ())
    if question.specified.isdisjoint(chosen if isinstance(chosen, tuple) else (chosen,)):
        return
    item = question.other_item
    read = read_text(question, item, list(entered.get(item, ())))
    if isinstance(read, Problem):
        problems.append(read)
    elif read is not None:
        answers[item] = read


def _offered(
    question: Question,
    item: str,
    read: AnswerValue | Problem,
    answers: Mapping[str, AnswerValue],
    today: date | None,
) -> AnswerValue | Problem:
    """An answer whose choices the filter has taken away since is none of those on the list."""
    codes = {choice.code for choice in choices_offered(question, answers, today)}
    if isinstance(read, Problem) or codes.issuperset(read if isinstance(read, tuple) else (read,)):
        return read
    return Problem(item, Fault.NOT_A_CHOICE)


def entered_again(answers: Mapping[str, AnswerValue]) -> dict[str, list[str]]:
    """Answers as they would be entered: the inverse of reading them."""
    return {
        item: list(answer) if isinstance(answer, tuple) else [_as_entered(answer)]
        for item, answer in answers.items()
    }


def _as_entered(answer: str | float) -> str:
    return f"{Decimal(repr(answer)):f}" if isinstance(answer, float) else str(answer)


def initial_entries(survey: Survey) -> dict[str, list[str]]:
    """What stands in the fields before anybody has touched them."""
    return {
        question.id: question.default.split()
        if question.type in SEVERAL_CODES
        else [question.default]
        for question in survey.with_defaults
    }
