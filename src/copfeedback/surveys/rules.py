"""What must hold in a questionnaire beyond its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.model import (
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    SEVERAL_CODES,
    Question,
    QuestionType,
    Survey,
)
from copfeedback.surveys.pictograms import PICTOGRAMS
from copfeedback.surveys.references import reference_faults
from copfeedback.surveys.wave_model import BEHIND

WITH_CHOICES = {
    QuestionType.SINGLE,
    QuestionType.MULTIPLE,
    QuestionType.LIKERT_GRID,
    QuestionType.RANKING,
}
SUPPLIED = frozenset({"gender", "age_band", "sector"})
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: where in the file, which question, what is wrong, how to mend it."""

    path: Path
    where: str
    fault: str
    fix: str


def faults_in(survey: Survey) -> list[Fault]:
    """Every broken rule, in the order of the file."""
    placed = list(_placed(survey))
    return [
        *_missing_texts(survey),
        *_duplicate_sections(survey),
        *_duplicate_ids(placed),
        *chain.from_iterable(_question_faults(path, question) for path, question in placed),
        *(Fault(*each) for each in reference_faults(survey)),
        *_headline_faults(survey),
        *_crossing_faults(survey),
    ]


def _placed(survey: Survey) -> Iterator[tuple[Path, Question]]:
    for at, section in enumerate(survey.sections):
        for place, question in enumerate(section.questions):
            yield ("sections", at, "questions", place), question


def texts_of(survey: Survey) -> Iterator[tuple[Path, str, Translations]]:
    """Every text of a survey: its path, its place in words, and the text."""
    for name in ("title", *BEHIND):
        if (texts := getattr(survey, name)) is not None:
            yield (name,), name, texts
    for at, section in enumerate(survey.sections):
        yield ("sections", at, "title"), f"title of section {section.id}", section.title
    for path, question in _placed(survey):
        yield from _texts_of_question(path, question)


def _texts_of_question(path: Path, question: Question) -> Iterator[tuple[Path, str, Translations]]:
    where = f"question {question.id}"
    if question.type is not QuestionType.CALCULATE:
        yield (*path, "text"), f"text of {where}", question.text
    for name in ("hint", "easy", "aligned_with", "low", "high"):
        if (texts := getattr(question, name)) is not None:
            yield (*path, name), f"{name} of {where}", texts
    for name in ("required_message", "constraint_message"):
        if (texts := getattr(question, name)) is not None:
            yield (*path, name), f"{name.replace('_', ' ')} of {where}", texts
    for at, choice in enumerate(question.choices):
        yield (*path, "choices", at), f"choice {choice.code} of {where}", choice.text
    for at, row in enumerate(question.rows):
        yield (*path, "rows", at), f"row {row.id} of {where}", row.text


def _missing_texts(survey: Survey) -> Iterator[Fault]:
    """The language a survey was written in has every text; others may still be on their way."""
    source = survey.languages[0]
    for path, where, texts in texts_of(survey):
        if not texts.get(source, "").strip():
            fix = f"write it, or begin languages with one that has every text instead of {source}"
            yield Fault(path, where, f"no text in {source}", fix)


def _duplicate_sections(survey: Survey) -> Iterator[Fault]:
    ids = [section.id for section in survey.sections]
    for at, id_ in enumerate(ids):
        if id_ in ids[:at]:
            fault = f"the id “{id_}” is used twice"
            fix = "give one of the sections another id"
            yield Fault(("sections", at), f"section {id_}", fault, fix)


def _duplicate_ids(placed: Sequence[tuple[Path, Question]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, question in placed:
        own = [question.id, *(item for item in question.item_ids if item != question.id)]
        for item in own:
            if item in seen:
                fault = f"the id “{item}” is used twice"
                yield Fault(path, f"question {question.id}", fault, "give one of them another id")
            seen.add(item)


def _question_faults(path: Path, question: Question) -> Iterator[Fault]:
    for fault, fix in (*_shape_faults(question), *_code_faults(question)):
        yield Fault(path, f"question {question.id}", fault, fix)


def _shape_faults(question: Question) -> Iterator[tuple[str, str]]:
    type_ = question.type
    if type_ in WITH_CHOICES and not question.choices and question.id not in SUPPLIED:
        yield "it has no choices", "add choices, or name a list under choice_lists"
    if question.choices and type_ not in WITH_CHOICES and type_ is not QuestionType.SECTOR:
        yield f"a {type_} has no choices of its own", "remove them or correct the type"
    if (type_ is QuestionType.LIKERT_GRID) != bool(question.rows):
        yield "rows and type do not fit", "give rows to a likert_grid, and to it alone"
    if type_ is QuestionType.SCALE and not (question.low and question.high):
        yield "the ends of the scale have no words", "add low and high"
    if question.minimum > question.maximum:
        yield "minimum is above maximum", "exchange them"
    if not question.item_ids and (question.required or question.favourable):
        yield f"a {type_} has no answer", "remove required and indicator"
    if type_ is QuestionType.CALCULATE and question.calculation is None:
        yield "nothing says how it is calculated", "add calculation"
    if type_ is not QuestionType.CALCULATE and question.calculation is not None:
        yield "only a calculate has a calculation", "remove it or correct the type"
    if question.type not in SEVERAL_CODES and (question.min_answers or question.max_answers):
        yield f"a {type_} has one answer", "remove min_answers and max_answers"


def _code_faults(question: Question) -> Iterator[tuple[str, str]]:
    if question.choices and len(question.choices) != len(question.codes):
        yield "a choice code is there twice", "give each choice its own code"
    if not question.exclusive <= question.codes:
        yield "exclusive names a choice that is not there", "use codes of its choices"
    if question.specified and question.type in {QuestionType.LIKERT_GRID, QuestionType.RANKING}:
        yield f"nothing can be specified in a {question.type}", "remove specify"
    for choice in question.choices:
        if choice.code != choice.code.strip():
            yield f"the code “{choice.code}” ends with a space", "remove the space"
        elif question.type in SEVERAL_CODES and len(choice.code.split()) > 1:
            yield f"the code “{choice.code}” has a space in it", "use _ instead"
        if choice.pictogram and choice.pictogram not in PICTOGRAMS:
            known = ", ".join(sorted(PICTOGRAMS))
            yield f"there is no pictogram “{choice.pictogram}”", f"use one of {known}"
    yield from _bound_faults(question)
    points = frozenset(str(point) for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1))
    possible = points if question.type is QuestionType.SCALE else question.codes
    for favourable in (question.favourable, *(row.favourable for row in question.rows)):
        if not possible.issuperset(favourable):
            yield "favourable names an answer that is not there", "use codes of its choices"


def _bound_faults(question: Question) -> Iterator[tuple[str, str]]:
    least, most = question.min_answers or 0, question.max_answers or len(question.choices)
    if least > most:
        yield "min_answers is above what can be chosen", "lower it"
    if question.max_answers and question.max_answers > len(question.choices):
        yield "max_answers is above the number of choices", "lower it"


def _crossing_faults(survey: Survey) -> Iterator[Fault]:
    for at, crossing in enumerate(survey.crossings):
        path = ("crossings", at)
        if len(set(crossing)) < len(crossing):
            yield Fault(path, "crossings", "it crosses a question with itself", "name each once")
        for name in set(crossing) - survey.question_of_item.keys():
            fault = f"“{name}” is crossed and not asked"
            yield Fault(path, "crossings", fault, "add it to demographics, or leave it out here")


def _headline_faults(survey: Survey) -> Iterator[Fault]:
    indicators = [
        item
        for question in survey.questions()
        for item, favourable in (
            (question.id, question.favourable),
            *((row.id, row.favourable) for row in question.rows),
        )
        if favourable
    ]
    if survey.headline and survey.headline not in indicators:
        fault = f"“{survey.headline}” is no key indicator"
        fix = f"name one that has an indicator ({', '.join(indicators) or 'there is none'})"
        yield Fault(("headline",), "headline", fault, fix)
