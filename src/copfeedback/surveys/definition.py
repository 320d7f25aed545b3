"""Reading a survey definition (YAML), with errors that say where, what and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, Protocol

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.model import (
    Choice,
    Question,
    QuestionType,
    Section,
    Survey,
)
from copfeedback.surveys.question_source import Reading, optional
from copfeedback.surveys.rules import SUPPLIED, Fault, faults_in
from copfeedback.surveys.yaml_file import (
    DefinitionError,
    DefinitionFault,
    file_fault,
    read_shape,
    read_text,
)
from copfeedback.surveys.yaml_shape import DemographicsShape, SurveyShape
from copfeedback.surveys.yaml_source import Path as Steps

__all__ = [
    "DefinitionError",
    "DefinitionFault",
    "check_survey_file",
    "read_published",
    "read_survey",
    "with_sectors",
]

DEMOGRAPHICS = "demographics.yaml"
MAX_CHOICES = 200_000
"""A list counts for each question that uses it: each looks up and shows all of it."""
ANSWERS_A_MINUTE = 4
"""How fast people answer, where a survey does not say how long it takes."""


class Locator(Protocol):
    """Where the parts of a survey are written: in the lines of YAML or the rows of a sheet."""

    def line(self, path: Steps) -> int:
        """The line or row (from 1) of the innermost part of ``path`` that exists."""

    def value(self, path: Steps) -> Any:
        """What stands at ``path``; None if nothing does."""

    def column(self, path: Steps) -> str:
        """The sheet and column of ``path``; empty in a file without columns."""


def read_survey(text: str, file: str, demographics: str) -> Survey:
    """Read a survey definition.

    Args:
        text: the YAML.
        file: its name, for messages.
        demographics: the YAML of the questions about the person (``surveys/demographics.yaml``).

    Raises:
        DefinitionError: with every fault that was found.
    """
    parsed, source = read_shape(SurveyShape, text, file)
    return build_survey(parsed, source, file, demographics)


@lru_cache(maxsize=64)
def read_published(text: str, file: str, demographics: str) -> Survey:
    """Read a published definition: it never changes, so that reading it once is enough.

    Raises:
        DefinitionError: with every fault that was found.
    """
    return read_survey(text, file, demographics)


def build_survey(parsed: SurveyShape, source: Locator, file: str, demographics: str) -> Survey:
    """Make a survey of its parts, wherever they were read from.

    Raises:
        DefinitionError: with every fault that was found.
    """
    sections, faults = _own_sections(parsed)
    if sum(len(q.choices) for section in sections for q in section.questions) > MAX_CHOICES:
        fault = f"its questions have more than {MAX_CHOICES} choices in all"
        raise file_fault(file, fault, "use shorter lists, or use long ones less often")
    files = _Files(file, source, len(sections))
    if parsed.demographics:
        sections.append(_about_person(demographics, parsed.demographics, files))
    survey = _survey(parsed, sections)
    # What else is wrong with a question without its list follows from that.
    without_list = {fault.path[:-1] for fault in faults if fault.path[-1] == "choices"}
    faults += [f for f in faults_in(survey) if f.path not in without_list]
    if faults:
        located = [files.locate(fault) for fault in faults]
        # A list that several questions share has its faults once.
        first = {(fault.file, fault.line, fault.fault): fault for fault in reversed(located)}
        told = set(first.values())
        raise DefinitionError([fault for fault in located if fault in told])
    return survey


def check_survey_file(path: Path, demographics: str) -> Survey:
    """Read a survey file, and see that its folder and name agree with what it says.

    Raises:
        DefinitionError: with every fault that was found.
    """
    survey = read_survey(read_text(path), str(path), demographics)
    expected = (survey.id, f"v{survey.version}.yaml")
    if (path.resolve().parent.name, path.name) != expected:
        raise file_fault(
            path,
            f"a survey {expected[0]} in version {survey.version} cannot have this name",
            f"name it {'/'.join(expected)} or correct id and version",
        )
    return survey


class _Files:
    """Where a part of the survey is written: in its own file, or in that of the demographics."""

    def __init__(self, file: str, source: Locator, own_sections: int) -> None:
        self._file = file
        self._source = source
        self._own_sections = own_sections
        self._person = source
        self._asked: list[int] = []

    def add_demographics(self, source: Locator, asked: list[int]) -> None:
        """Add the file of the questions about the person, of which these are asked."""
        self._person, self._asked = source, asked

    def locate(self, fault: Fault) -> DefinitionFault:
        """The fault with its file and line."""
        file, source, path = self._file, self._source, fault.path
        match path:
            case ("sections", int(section), *inner) if section >= self._own_sections:
                file, source = DEMOGRAPHICS, self._person
                match inner:
                    case ["questions", int(place), *rest]:
                        path = ("questions", self._asked[place], *rest)
                    case _:
                        path = ("section", *inner)
            case (*question, "choices", int(place)) if isinstance(
                name := source.value((*question, "choices")), str
            ):
                path = ("choice_lists", name, place)
        column = source.column(path)
        where = f"{column}, {fault.where}" if column else fault.where
        return DefinitionFault(file, source.line(path), where, fault.fault, fault.fix)


def _own_sections(parsed: SurveyShape) -> tuple[list[Section], list[Fault]]:
    reading = Reading(parsed.choice_lists)
    sections = [
        Section(
            section.id,
            Translations(section.title),
            tuple(
                reading.question(question, ("sections", at, "questions", place))
                for place, question in enumerate(section.questions)
            ),
            show_if=reading.expression(
                section.show_if, ("sections", at, "show_if"), f"section {section.id}"
            ),
            one_by_one=section.one_by_one,
            random_order=section.random_order,
        )
        for at, section in enumerate(parsed.sections)
    ]
    return sections, [*reading.faults, *_reserved_ids(parsed)]


def _reserved_ids(parsed: SurveyShape) -> Iterator[Fault]:
    """Margins are counted by these ids, so they must mean the same in every survey."""
    for at, section in enumerate(parsed.sections):
        for place, question in enumerate(section.questions):
            for id_ in SUPPLIED.intersection([question.id, *(row.id for row in question.rows)]):
                yield Fault(
                    ("sections", at, "questions", place),
                    f"question {question.id}",
                    f"the id “{id_}” is kept for the questions about the person",
                    "name it under demographics, or give the question another id",
                )


def _survey(parsed: SurveyShape, sections: list[Section]) -> Survey:
    asking = sum(len(question.item_ids) for section in sections for question in section.questions)
    return Survey(
        id=parsed.id,
        version=parsed.version,
        languages=tuple(parsed.languages),
        title=Translations(parsed.title),
        sections=tuple(sections),
        introduction=optional(parsed.introduction),
        run_by=optional(parsed.run_by),
        paid_by=optional(parsed.paid_by),
        backed_by=optional(parsed.backed_by),
        independence=optional(parsed.independence),
        contact=optional(parsed.contact),
        minutes=parsed.minutes or ceil(asking / ANSWERS_A_MINUTE),
        headline=parsed.headline,
        internal=parsed.internal,
        crossings=tuple(tuple(crossing.split(" by ")) for crossing in parsed.crossings),
    )


def _about_person(text: str, wanted: Sequence[str], files: _Files) -> Section:
    parsed, source = read_shape(DemographicsShape, text, DEMOGRAPHICS)
    asked = [at for at, part in enumerate(parsed.questions) if part.id in wanted]
    files.add_demographics(source, asked)
    reading = Reading({})
    questions = [reading.question(parsed.questions[at], ()) for at in asked]
    if reading.faults:
        raise file_fault(DEMOGRAPHICS, reading.faults[0].fault, reading.faults[0].fix)
    return Section(parsed.section.id, Translations(parsed.section.title), tuple(questions))


def with_sectors(survey: Survey, sectors: tuple[Choice, ...]) -> Survey:
    """The survey as it is asked in a wave: with the wave's sectors to pick from."""

    def asked(questions: tuple[Question, ...]) -> Iterator[Question]:
        for question in questions:
            if question.id != "sector" and question.type is not QuestionType.SECTOR:
                yield question
            elif sectors:
                yield replace(question, choices=sectors)

    return replace(
        survey,
        sections=tuple(
            replace(section, questions=tuple(asked(section.questions)))
            for section in survey.sections
        ),
    )
