"""What must hold in a questionnaire beyond its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.model import (
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    Question,
    QuestionType,
    Survey,
)

WITH_CHOICES = {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.LIKERT_GRID}
SUPPLIED = frozenset({"gender", "age_band", "sector"})
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: where in the file, which question, what is wrong, how to mend it."""

    path: Path
    where: str
    fault: str
    fix: str


def faults_in(survey: Survey, languages: Sequence[str]) -> list[Fault]:
    """Every broken rule, in the order of the file."""
    placed = list(_placed(survey))
    return [
        *_missing_languages(survey, languages),
        *_duplicate_sections(survey),
        *_duplicate_ids(placed),
        *chain.from_iterable(_question_faults(path, question) for path, question in placed),
        *_condition_faults(placed),
        *_headline_faults(survey),
    ]


def _placed(survey: Survey) -> Iterator[tuple[Path, Question]]:
    for at, section in enumerate(survey.sections):
        for place, question in enumerate(section.questions):
            yield ("sections", at, "questions", place), question


def _texts(survey: Survey) -> Iterator[tuple[Path, str, Translations]]:
    for name in (
        "title",
        "introduction",
        "run_by",
        "paid_by",
        "backed_by",
        "independence",
        "contact",
    ):
        yield (name,), name, getattr(survey, name)
    for at, section in enumerate(survey.sections):
        yield ("sections", at, "title"), f"title of section {section.id}", section.title
    for path, question in _placed(survey):
        where = f"question {question.id}"
        for name in ("text", "hint", "aligned_with", "low", "high"):
            texts = getattr(question, name)
            if texts is not None:
                yield (*path, name), f"{name} of {where}", texts
        for at, choice in enumerate(question.choices):
            place = (*path, "choices", at)
            yield place, f"choice {choice.code} of {where}", choice.text
        for at, row in enumerate(question.rows):
            yield (*path, "rows", at), f"row {row.id} of {where}", row.text


def _missing_languages(survey: Survey, languages: Sequence[str]) -> Iterator[Fault]:
    for path, where, texts in _texts(survey):
        missing = [tag for tag in languages if not texts.get(tag, "").strip()]
        if missing:
            names = ", ".join(missing)
            fix = "translate it, or take the language out of languages"
            yield Fault(path, where, f"no text in {names}", fix)


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
        own = [question.id, *(row.id for row in question.rows)]
        for item in own:
            if item in seen:
                fault = f"the id “{item}” is used twice"
                yield Fault(path, f"question {question.id}", fault, "give one of them another id")
            seen.add(item)


def _question_faults(path: Path, question: Question) -> Iterator[Fault]:
    for fault, fix in (*_shape_faults(question), *_code_faults(question)):
        yield Fault(path, f"question {question.id}", fault, fix)


def _shape_faults(question: Question) -> Iterator[tuple[str, str]]:
    if question.type in WITH_CHOICES and not question.choices and question.id not in SUPPLIED:
        yield "it has no choices", "add choices, or name a list under choice_lists"
    if (question.type is QuestionType.LIKERT_GRID) != bool(question.rows):
        yield "rows and type do not fit", "give rows to a likert_grid, and to it alone"
    if question.type is QuestionType.SCALE and not (question.low and question.high):
        yield "the ends of the scale have no words", "add low and high"
    if question.minimum > question.maximum:
        yield "minimum is above maximum", "exchange them"
    if question.type is QuestionType.NOTE and (question.required or question.favourable):
        yield "a note has no answer", "remove required and indicator"


def _code_faults(question: Question) -> Iterator[tuple[str, str]]:
    if len(question.choices) != len(question.codes):
        yield "a choice code is there twice", "give each choice its own code"
    if not question.exclusive <= question.codes:
        yield "exclusive names a choice that is not there", "use codes of its choices"
    points = frozenset(str(point) for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1))
    possible = points if question.type is QuestionType.SCALE else question.codes
    for favourable in (question.favourable, *(row.favourable for row in question.rows)):
        if not possible.issuperset(favourable):
            yield "favourable names an answer that is not there", "use codes of its choices"


def _condition_faults(placed: Sequence[tuple[Path, Question]]) -> Iterator[Fault]:
    items = {item: question for _, question in placed for item in question.item_ids}
    needs = {
        question.id: {items[name].id for name in question.show_if.references() if name in items}
        for _, question in placed
        if question.show_if
    }
    asked: set[str] = set()
    for path, question in placed:
        if question.show_if is not None:
            at = (*path, "show_if")
            for name in sorted(question.show_if.references() - asked):
                fault, fix = _bad_reference(question, name, items, needs)
                yield Fault(at, f"question {question.id}", fault, fix)
            for name, code in question.show_if.codes_compared():
                source = items.get(name)
                if source and source.choices and code and code not in source.codes:
                    fault = f"show_if compares {name} with “{code}”, which is not on its list"
                    fix = "use one of " + ", ".join(sorted(source.codes))
                    yield Fault(at, f"question {question.id}", fault, fix)
        asked.update(question.item_ids)


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


def _bad_reference(
    question: Question, name: str, items: dict[str, Question], needs: dict[str, set[str]]
) -> tuple[str, str]:
    if name not in items:
        return f"show_if names the unknown question “{name}”", "use the id of an earlier question"
    cycle = _cycle(question.id, items[name].id, needs)
    if cycle:
        return (
            f"show_if goes in a circle: {' needs '.join(cycle)}",
            "let conditions look at earlier questions alone",
        )
    return (
        f"show_if names “{name}”, which is asked later",
        "ask that question first, or drop the condition",
    )


def _cycle(start: str, first: str, needs: dict[str, set[str]]) -> list[str]:
    """The way from ``start`` over ``first`` back to ``start``, if there is one."""
    ways = [[start, first]]
    seen = {first}
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        for further in sorted(needs.get(way[-1], ())):
            if further == start:
                return [*way, start]
            if further not in seen:
                seen.add(further)
                ways.append([*way, further])
    return []
