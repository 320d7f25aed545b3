"""What the expressions and texts of a questionnaire refer to: only what is known by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from copfeedback.surveys.expressions import Expression, ValueType, check_types, type_of
from copfeedback.surveys.model import Question, QuestionType, Survey, mentioned

Path: TypeAlias = tuple[str | int, ...]
Told: TypeAlias = tuple[Path, str, str, str]
"""A broken rule: where in the file, which question, what is wrong, how to mend it."""

_TYPES: Mapping[QuestionType, ValueType] = {
    QuestionType.SINGLE: ValueType.CODE,
    QuestionType.LIKERT_GRID: ValueType.CODE,
    QuestionType.SECTOR: ValueType.CODE,
    QuestionType.CONSENT: ValueType.CODE,
    QuestionType.MULTIPLE: ValueType.CODES,
    QuestionType.RANKING: ValueType.CODES,
    QuestionType.SCALE: ValueType.NUMBER,
    QuestionType.NUMBER: ValueType.NUMBER,
    QuestionType.DECIMAL: ValueType.NUMBER,
    QuestionType.DATE: ValueType.DATE,
    QuestionType.TIME: ValueType.TIME,
    QuestionType.TEXT: ValueType.TEXT,
}

_TEXT = ValueType.TEXT
_TOLD = 20


@dataclass
class _Known:
    """What there is in a questionnaire, and what has been asked up to here."""

    all: Mapping[str, Question]
    asked: dict[str, ValueType | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Use:
    """One expression, and what it is for."""

    path: Path
    where: str
    name: str
    expression: Expression
    expected: ValueType | None
    question: Question | None = None

    def told(self, fault: str, fix: str) -> Told:
        """A fault of it."""
        return (self.path, self.where, fault, fix)


def reference_faults(survey: Survey) -> Iterator[Told]:
    """What refers to something that is not known by then, or is of another type."""
    known = _Known(_items(survey))
    for at, section in enumerate(survey.sections):
        if section.show_if is not None:
            where = f"section {section.id}"
            use = _Use(
                ("sections", at, "show_if"), where, "show_if", section.show_if, ValueType.BOOLEAN
            )
            yield from _faults_of(use, known)
        before = set(known.asked)
        for place, question in enumerate(section.questions):
            path = ("sections", at, "questions", place)
            for use in _uses(path, question):
                yield from _faults_of(use, known)
                if section.random_order:
                    yield from _disordered(use, before, known)
            yield from _mention_faults(path, question, known)
            if section.random_order:
                for name in sorted(question.mentions & (known.asked.keys() - before)):
                    yield (*path, "text"), f"question {question.id}", *_may_come_later("text", name)
            for item in question.item_ids:
                known.asked[item] = _type(question) if item != question.other_item else _TEXT
            if question.calculation is not None:
                known.asked[question.id] = type_of(question.calculation, known.asked)


def _items(survey: Survey) -> dict[str, Question]:
    items = dict(survey.question_of_item)
    return items | {q.id: q for q in survey.questions() if q.type is QuestionType.CALCULATE}


def _type(question: Question) -> ValueType:
    return _TYPES.get(question.type, _TEXT)


def _uses(path: Path, question: Question) -> Iterator[_Use]:
    where = f"question {question.id}"
    boolean: ValueType | None = ValueType.BOOLEAN
    for name, expression, expected in (
        ("show_if", question.show_if, boolean),
        ("required", question.required_if, boolean),
        ("constraint", question.constraint, boolean),
        ("choice_filter", question.choice_filter, boolean),
        ("calculation", question.calculation, None),
    ):
        if expression is not None:
            yield _Use((*path, name), where, name, expression, expected, question)


def _faults_of(use: _Use, known: _Known) -> Iterator[Told]:
    unknown = use.expression.references() - known.asked.keys()
    for name in sorted(unknown):
        yield use.told(*_bad_reference(use, name, known))
    if unknown:
        return
    for error in check_types(
        use.expression,
        known.asked,
        expected=use.expected,
        this=_type(use.question) if use.question and use.name == "constraint" else None,
        columns=_columns(use),
    ):
        yield use.told(f"{use.name} is wrong at column {error.column}: {error.fault}", error.fix)
    this = use.question.id if use.question and len(use.question.item_ids) == 1 else ""
    for name, code in use.expression.codes_compared(this):
        source = known.all.get(name)
        # An other-specify answer is free text, and the sectors come with the wave.
        if (
            source
            and source.codes
            and name != source.other_item
            and code not in {"", *source.codes}
        ):
            fault = f"{use.name} compares {name} with “{code}”, which is not on its list"
            yield use.told(fault, "use one of " + _some_of(source.codes))


def _some_of(codes: frozenset[str]) -> str:
    """The codes of a list, as far as anybody reads."""
    told = ", ".join(sorted(codes)[:_TOLD])
    return f"{told}, …" if len(codes) > _TOLD else told


def _columns(use: _Use) -> frozenset[str] | None:
    if use.name != "choice_filter" or use.question is None:
        return None
    return frozenset({"name"}).union(*(choice.columns for choice in use.question.choices))


def _disordered(use: _Use, before: set[str], known: _Known) -> Iterator[Told]:
    for name in sorted(use.expression.references() & (known.asked.keys() - before)):
        yield use.told(*_may_come_later(use.name, name))


def _may_come_later(looking: str, name: str) -> tuple[str, str]:
    return (
        f"{looking} looks at “{name}”, which may come later in a random order",
        "take random_order away, or move the question into a section of its own",
    )


def _mention_faults(path: Path, question: Question, known: _Known) -> Iterator[Told]:
    for name in sorted(question.mentions - known.asked.keys()):
        fault = f"its words mention “{name}”, which is not asked before"
        yield (*path, "text"), f"question {question.id}", fault, "use the id of an earlier question"
    for part in ("required_message", "constraint_message"):
        texts = getattr(question, part)
        for name in sorted(mentioned(texts) - known.all.keys()) if texts else ():
            fault = f"its {part} mentions the unknown question “{name}”"
            yield (*path, part), f"question {question.id}", fault, "use the id of a question"


def _bad_reference(use: _Use, name: str, known: _Known) -> tuple[str, str]:
    if name not in known.all:
        return (
            f"{use.name} names the unknown question “{name}”",
            "use the id of an earlier question",
        )
    cycle = _cycle(use.question, known.all[name], known) if use.question else []
    if cycle:
        return (
            f"{use.name} goes in a circle: {' needs '.join(cycle)}",
            "let conditions look at earlier questions alone",
        )
    return (
        f"{use.name} names “{name}”, which is asked later",
        "ask that question first, or drop the condition",
    )


def _needs(question: Question, known: _Known) -> list[Question]:
    names = question.show_if.references() if question.show_if else frozenset()
    if question.calculation:
        names |= question.calculation.references()
    return [known.all[name] for name in sorted(names) if name in known.all]


def _cycle(start: Question, first: Question, known: _Known) -> list[str]:
    """The way from ``start`` over ``first`` back to ``start``, if there is one."""
    if first is start:
        return [start.id, start.id]
    ways, seen = [[start, first]], {first.id}
    while ways:
        way = ways.pop()
        for further in _needs(way[-1], known):
            if further is start:
                return [question.id for question in (*way, start)]
            if further.id not in seen:
                seen.add(further.id)
                ways.append([*way, further])
    return []
