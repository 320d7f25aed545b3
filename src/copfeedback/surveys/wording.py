"""What both doors say about answers: the same sentence for the same problem."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.surveys.entries import Fault, Problem
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import NO, YES, Question, QuestionType, Survey

_SENTENCES: Mapping[Fault, str] = {
    Fault.REQUIRED: N_("Please answer this question."),
    Fault.NOT_A_CHOICE: N_("Please choose one of the answers on the list."),
    Fault.STANDS_ALONE: N_(
        "One of the answers you chose stands alone. Keep either that one or the others."
    ),
    Fault.NOT_A_WHOLE_NUMBER: N_("Please write a whole number, such as 12."),
    Fault.NOT_A_NUMBER: N_("Please write a number, such as 12 or 3.5."),
    Fault.NOT_A_DAY: N_("Please give a day that exists: day, month and year."),
    Fault.NOT_A_TIME: N_("Please write hours and minutes, such as 14:30."),
    Fault.RANKED_TWICE: N_("You put one answer in two places. Please give each one place only."),
    Fault.CONSTRAINT: N_("This answer cannot be right. Please look at it again."),
    Fault.TOO_SMALL: N_("Please write %(limit)s or more."),
    Fault.TOO_LARGE: N_("Please write %(limit)s or less."),
}

CONSENT_WORDS = {YES: N_("Yes, I agree"), NO: N_("No, I do not want to take part")}


def freedom(survey: Survey, speech: Speech) -> str:
    """Which questions nobody has to answer."""
    if any(question.is_ever_needed for question in survey.questions()):
        return speech.gettext("You can leave out any question that is not marked as needed.")
    return speech.gettext("You can leave out any question you do not want to answer.")


def problem_sentence(problem: Problem, question: Question, speech: Speech) -> str:
    """What to tell the person about an entry that cannot be taken, and what to do."""
    own = {
        Fault.CONSTRAINT: question.constraint_message,
        Fault.REQUIRED: question.required_message,
    }.get(problem.fault)
    if own is not None:
        return own.read_in(speech.tag).text
    limit = speech.formatting.number(problem.limit)
    if problem.fault is Fault.TOO_MANY:
        return speech.ngettext(
            "Please choose no more than %(limit)s answer.",
            "Please choose no more than %(limit)s answers.",
            problem.limit,
        ) % {"limit": limit}
    if problem.fault is Fault.TOO_FEW:
        return speech.ngettext(
            "Please choose at least %(limit)s answer.",
            "Please choose at least %(limit)s answers.",
            problem.limit,
        ) % {"limit": limit}
    if problem.fault is Fault.TOO_LONG:
        return speech.ngettext(
            "Please shorten this to %(limit)s character.",
            "Please shorten this to %(limit)s characters.",
            problem.limit,
        ) % {"limit": limit}
    return speech.gettext(_SENTENCES[problem.fault]) % {"limit": limit}


def answer_in_words(question: Question, item: str, answer: AnswerValue, speech: Speech) -> str:
    """An answer as the person chose it, for the review."""
    if isinstance(answer, int | float):
        return speech.formatting.number(answer)
    if item == question.other_item or question.type in {QuestionType.TEXT, QuestionType.TIME}:
        return str(answer)
    if question.type is QuestionType.DATE:
        return speech.formatting.date(date.fromisoformat(str(answer)))
    codes = answer if isinstance(answer, tuple) else (answer,)
    if question.type is QuestionType.CONSENT:
        texts = {code: speech.gettext(said) for code, said in CONSENT_WORDS.items()}
    else:
        texts = {choice.code: choice.text.read_in(speech.tag).text for choice in question.choices}
    if question.type is QuestionType.RANKING:
        places = (speech.formatting.number(place) for place in range(1, len(codes) + 1))
        ranked = zip(places, codes, strict=True)
        return "\n".join(f"{place}. {texts[code]}" for place, code in ranked)
    return speech.formatting.listing([texts[code] for code in codes])
