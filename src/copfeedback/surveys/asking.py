"""A question as one person is asked it: in easy words, with their choices, in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.answers import choices_offered
from copfeedback.surveys.entries import Problem
from copfeedback.surveys.model import (
    MENTION,
    Choice,
    Question,
    QuestionType,
    Survey,
)
from copfeedback.surveys.order import choices_in_order
from copfeedback.surveys.routing import Route
from copfeedback.surveys.wording import CONSENT_WORDS, answer_in_words, problem_sentence

_LEFT_OPEN = "…"
_PARTS_OF_A_DAY = 3


def is_the_same_for_all(question: Question) -> bool:
    """Whether everybody is asked it in the same words, with the same choices in one order."""
    return not (question.random_choices or question.choice_filter or question.mentions)


def as_asked(
    question: Question,
    route: Route,
    speech: Speech,
    *,
    easy: bool = False,
    today: date | None = None,
) -> Question:
    """The question with its words and choices as this person has them before them."""
    changes: dict[str, object] = {}
    if easy and question.easy is not None and speech.tag in question.easy:
        changes["text"] = question.easy
    if question.type is QuestionType.CONSENT:
        changes |= {"choices": consent_choices(speech), "required": True}
    elif not is_the_same_for_all(question):
        offered = choices_offered(question, route.answers, today)
        changes["choices"] = tuple(choices_in_order(question, offered, route.seed))
    asked = replace(question, **changes) if changes else question  # type: ignore[arg-type]
    return _filled_in(asked, route, speech) if question.mentions else asked


def problem_in_words(problem: Problem, route: Route, speech: Speech) -> str:
    """What to tell a person about an entry that cannot be taken."""
    question = route.survey.question_of_item[problem.item]
    sentence = problem_sentence(problem, question, speech)
    return _filling(MENTION.findall(sentence), route, speech)(sentence)


def consent_choices(speech: Speech) -> tuple[Choice, ...]:
    """The two answers to whether somebody takes part."""
    return tuple(
        Choice(code, Translations({speech.tag: speech.gettext(text)}))
        for code, text in CONSENT_WORDS.items()
    )


def has_easy_words(survey: Survey, tag: str) -> bool:
    """Whether any question can be asked in easy words in this language."""
    return tag in survey.easy_languages


def parts_of_day(entries: Sequence[str]) -> tuple[str, str, str]:
    """Day, month and year as they stand in their fields."""
    if len(entries) == 1:
        year, _, rest = entries[0].partition("-")
        month, _, day = rest.partition("-")
        return day.lstrip("0"), month.lstrip("0"), year
    day, month, year = [*entries, *[""] * _PARTS_OF_A_DAY][:_PARTS_OF_A_DAY]
    return day, month, year


def _filled_in(question: Question, route: Route, speech: Speech) -> Question:
    fill = _filling(question.mentions, route, speech)

    def filled(texts: Translations) -> Translations:
        return Translations({tag: fill(text) for tag, text in texts.items()})

    return replace(
        question,
        text=filled(question.text),
        hint=filled(question.hint) if question.hint else None,
        low=filled(question.low) if question.low else None,
        high=filled(question.high) if question.high else None,
        choices=tuple(replace(each, text=filled(each.text)) for each in question.choices),
        rows=tuple(replace(row, text=filled(row.text)) for row in question.rows),
    )


def _filling(names: Collection[str], route: Route, speech: Speech) -> Callable[[str], str]:
    """Puts what was answered into texts that mention it."""
    known = {name: _answer_in_words(name, route, speech) for name in names if name in route.answers}
    return lambda text: MENTION.sub(lambda found: known.get(found[1], _LEFT_OPEN), text)


def _answer_in_words(name: str, route: Route, speech: Speech) -> str:
    source, answer = route.survey.question_of_item.get(name), route.answers[name]
    if source is not None:
        return answer_in_words(as_asked(source, route, speech), name, answer, speech)
    return speech.formatting.number(answer) if isinstance(answer, int | float) else str(answer)
