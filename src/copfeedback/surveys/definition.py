"""Reading a survey definition (YAML), with errors that say where, what and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.expressions import Condition, ExpressionError, compile_condition
from copfeedback.surveys.model import Choice, Question, Row, Section, Survey
from copfeedback.surveys.rules import SUPPLIED, Fault, faults_in
from copfeedback.surveys.yaml_file import (
    DefinitionError,
    DefinitionFault,
    file_fault,
    read_shape,
    read_text,
)
from copfeedback.surveys.yaml_shape import (
    ChoiceShape,
    DemographicsShape,
    IndicatorShape,
    QuestionShape,
    SurveyShape,
    Texts,
)
from copfeedback.surveys.yaml_source import Source

__all__ = [
    "DefinitionError",
    "DefinitionFault",
    "check_survey_file",
    "read_survey",
    "with_sectors",
]

DEMOGRAPHICS = "demographics.yaml"


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
    sections, faults = _own_sections(parsed)
    files = _Files(file, source, len(sections))
    if parsed.demographics:
        sections.append(_about_person(demographics, parsed.demographics, files))
    survey = _survey(parsed, sections)
    # What else is wrong with a question without its list follows from that.
    without_list = {fault.path[:-1] for fault in faults if fault.path[-1] == "choices"}
    faults += [f for f in faults_in(survey, parsed.languages) if f.path not in without_list]
    if faults:
        located = [files.locate(fault) for fault in faults]
        # A list that several questions share has its faults once.
        first = {(fault.file, fault.line, fault.fault): fault for fault in reversed(located)}
        raise DefinitionError([fault for fault in located if fault in first.values()])
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

    def __init__(self, file: str, source: Source, own_sections: int) -> None:
        self._file = file
        self._source = source
        self._own_sections = own_sections
        self._person = source
        self._asked: list[int] = []

    def add_demographics(self, source: Source, asked: list[int]) -> None:
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
        return DefinitionFault(file, source.line(path), fault.where, fault.fault, fault.fix)


def _own_sections(parsed: SurveyShape) -> tuple[list[Section], list[Fault]]:
    faults: list[Fault] = []
    sections = [
        Section(
            section.id,
            Translations(section.title),
            tuple(
                _question(
                    question, parsed.choice_lists, ("sections", at, "questions", place), faults
                )
                for place, question in enumerate(section.questions)
            ),
        )
        for at, section in enumerate(parsed.sections)
    ]
    return sections, [*faults, *_reserved_ids(parsed)]


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
    return Survey(
        id=parsed.id,
        version=parsed.version,
        languages=tuple(parsed.languages),
        title=Translations(parsed.title),
        introduction=Translations(parsed.introduction),
        run_by=Translations(parsed.run_by),
        paid_by=Translations(parsed.paid_by),
        backed_by=Translations(parsed.backed_by),
        independence=Translations(parsed.independence),
        contact=Translations(parsed.contact),
        minutes=parsed.minutes,
        sections=tuple(sections),
        headline=parsed.headline,
    )


def _question(
    part: QuestionShape,
    lists: dict[str, list[ChoiceShape]],
    path: tuple[str | int, ...],
    faults: list[Fault],
) -> Question:
    where = f"question {part.id}"
    choices = part.choices if isinstance(part.choices, list) else lists.get(part.choices)
    if choices is None:
        known = ", ".join(lists) or "none"
        faults.append(
            Fault(
                (*path, "choices"),
                where,
                f"there is no choice list “{part.choices}”",
                f"add it under choice_lists or use one that is there ({known})",
            )
        )
        choices = []
    condition: Condition | None = None
    if part.show_if is not None:
        try:
            condition = compile_condition(part.show_if)
        except ExpressionError as error:
            fault = f"show_if cannot be read at column {error.column}: {error.fault}"
            fix = "write conditions such as ${question} = 'code' and not(${other} = 'code')"
            faults.append(Fault((*path, "show_if"), where, fault, fix))
    return Question(
        id=part.id,
        type=part.type,
        text=Translations(part.text),
        hint=_optional(part.hint),
        choices=tuple(Choice(choice.code, Translations(choice.text)) for choice in choices),
        rows=tuple(
            Row(row.id, Translations(row.text), _favourable(row.indicator)) for row in part.rows
        ),
        required=part.required,
        sensitive=part.sensitive,
        show_if=condition,
        favourable=_favourable(part.indicator),
        aligned_with=_optional(part.aligned_with),
        low=_optional(part.low),
        high=_optional(part.high),
        minimum=part.minimum,
        maximum=part.maximum,
        max_answers=part.max_answers,
        exclusive=frozenset(part.exclusive),
        max_length=part.max_length,
    )


def _optional(texts: Texts | None) -> Translations | None:
    return Translations(texts) if texts else None


def _favourable(indicator: IndicatorShape | None) -> tuple[str, ...]:
    return tuple(indicator.favourable) if indicator else ()


def _about_person(text: str, wanted: Sequence[str], files: _Files) -> Section:
    parsed, source = read_shape(DemographicsShape, text, DEMOGRAPHICS)
    asked = [at for at, part in enumerate(parsed.questions) if part.id in wanted]
    files.add_demographics(source, asked)
    faults: list[Fault] = []
    questions = [_question(parsed.questions[at], {}, (), faults) for at in asked]
    if faults:
        raise file_fault(DEMOGRAPHICS, faults[0].fault, faults[0].fix)
    return Section(parsed.section.id, Translations(parsed.section.title), tuple(questions))


def with_sectors(survey: Survey, sectors: tuple[Choice, ...]) -> Survey:
    """The survey as it is asked in a wave: with the wave's sectors to pick from."""

    def asked(questions: tuple[Question, ...]) -> Iterator[Question]:
        for question in questions:
            if question.id != "sector":
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
