"""What both doors say about answers: the same sentence for the same problem."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.surveys.answers import Fault, Problem
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import Question, QuestionType

_SENTENCES: Mapping[Fault, str] = {
    Fault.REQUIRED: N_("Please answer this question."),
    Fault.NOT_A_CHOICE: N_("Please choose one of the answers on the list."),
    Fault.STANDS_ALONE: N_(
        "One of the answers you chose stands alone. Keep either that one or the others."
    ),
    Fault.NOT_A_WHOLE_NUMBER: N_("Please write a whole number, such as 12."),
    Fault.TOO_SMALL: N_("Please write %(limit)s or more."),
    Fault.TOO_LARGE: N_("Please write %(limit)s or less."),
}


def problem_sentence(problem: Problem, speech: Speech) -> str:
    """What to tell the person about an entry that cannot be taken, and what to do."""
    limit = speech.formatting.number(problem.limit)
    if problem.fault is Fault.TOO_MANY:
        return speech.ngettext(
            "Please choose no more than %(limit)s answer.",
            "Please choose no more than %(limit)s answers.",
            problem.limit,
        ) % {"limit": limit}
    if problem.fault is Fault.TOO_LONG:
        return speech.ngettext(
            "Please shorten this to %(limit)s character.",
            "Please shorten this to %(limit)s characters.",
            problem.limit,
        ) % {"limit": limit}
    return speech.gettext(_SENTENCES[problem.fault]) % {"limit": limit}


def answer_in_words(question: Question, answer: AnswerValue, speech: Speech) -> str:
    """An answer as the person chose it, for the review."""
    if isinstance(answer, int):
        return speech.formatting.number(answer)
    if question.type is QuestionType.TEXT:
        return str(answer)
    codes = answer if isinstance(answer, tuple) else (answer,)
    texts = {choice.code: choice.text.read_in(speech.tag).text for choice in question.choices}
    return speech.formatting.listing([texts[code] for code in codes])
