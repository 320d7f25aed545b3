"""Whom a printed question is for, in words: what a screen decides by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from copfeedback.i18n.catalogues import Speech
from copfeedback.printing.numbering import question_number
from copfeedback.surveys.expressions import Expression
from copfeedback.surveys.model import Question, Survey

_TEST = re.compile(
    r"""\s*(?:
      \$\{\s*(?P<question>[^\s{}]+)\s*\}\s*(?P<sign>!?=)\s*(?P<code>'[^']*'|"[^"]*"|\d+)
    | (?P<no>not\s*\(\s*)?selected\s*\(\s*\$\{\s*(?P<asked>[^\s{}]+)\s*\}\s*,\s*
      (?P<chosen>'[^']*'|"[^"]*")\s*\)(?(no)\s*\))
    )\s*""",
    re.VERBOSE,
)
_OR = re.compile(r"or\b")
_AND = re.compile(r"and\b")


@dataclass(frozen=True, slots=True)
class _Test:
    """Whether the answer to a question is, or is not, one of these."""

    question: str
    codes: tuple[str, ...]
    is_wanted: bool


def directions(
    condition: Expression, survey: Survey, numbers: Mapping[str, str], speech: Speech
) -> list[str]:
    """Sentences that all must be true for a question to be answered.

    What compares earlier answers with choices is said in full. Anything else names the questions
    it depends on.
    """
    tests = _tests(condition.source)
    sentences = [_sentence(test, survey, numbers, speech) for test in tests or ()]
    if sentences and all(sentences):
        return [sentence for sentence in sentences if sentence]
    asked = sorted(
        {numbers[item] for item in condition.references() if item in numbers}, key=_in_order
    )
    if not asked:
        return [speech.gettext("Only for some people. If you are not sure, leave it out.")]
    return [
        speech.ngettext(
            "Only for some people. It depends on your answer to question %(numbers)s.",
            "Only for some people. It depends on your answers to questions %(numbers)s.",
            len(asked),
        )
        % {"numbers": speech.formatting.listing(asked)}
    ]


def _in_order(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def _tests(source: str) -> list[_Test] | None:
    """The tests that a condition joins by “and”; None if it is anything more than that.

    Tests of one question that are joined by “or” are one test of several answers.
    """
    found: list[_Test] = []
    joined_by_or = False
    at = 0
    while True:
        matched = _TEST.match(source, at)
        if matched is None:
            return None
        test = _test(matched)
        if not joined_by_or:
            found.append(test)
        elif found[-1].is_wanted and test.is_wanted and found[-1].question == test.question:
            found[-1] = _Test(test.question, (*found[-1].codes, *test.codes), is_wanted=True)
        else:
            return None
        at = matched.end()
        if at == len(source):
            return found if _is_unmixed(source) or len(found) == 1 else None
        joint = _OR.match(source, at) or _AND.match(source, at)
        if joint is None:
            return None
        joined_by_or = joint.group() == "or"
        at = joint.end()


def _is_unmixed(source: str) -> bool:
    """Whether “and” stands alone: with “or” beside it, it would bind more tightly."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", source)
    return not re.search(r"\bor\b", bare)


def _test(matched: re.Match[str]) -> _Test:
    if matched["asked"]:
        return _Test(matched["asked"], (matched["chosen"][1:-1],), is_wanted=not matched["no"])
    return _Test(matched["question"], (matched["code"].strip("'\""),), matched["sign"] == "=")


def _sentence(
    test: _Test, survey: Survey, numbers: Mapping[str, str], speech: Speech
) -> str | None:
    """A test in words; None if it asks for something that is not printed as a choice."""
    question = survey.question_of_item.get(test.question)
    words = [_words(question, code, speech) for code in test.codes] if question else []
    if question is None or not all(words):
        return None
    number = numbers.get(test.question) or question_number(question, numbers)
    answers = speech.formatting.either([word for word in words if word])
    sentence = (
        speech.gettext("Only if you answered %(answers)s to question %(number)s.")
        if test.is_wanted
        else speech.gettext("Not if you answered %(answers)s to question %(number)s.")
    )
    return sentence % {"answers": answers, "number": number}


def _words(question: Question, code: str, speech: Speech) -> str | None:
    for choice in question.choices:
        if choice.code == code:
            return speech.gettext("“%(text)s”") % {"text": choice.text.read_in(speech.tag).text}
    return code if code in question.plain_answers and code.isdigit() else None
