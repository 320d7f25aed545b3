"""Reading a survey definition (YAML), with errors that say where, what and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.expressions import Condition, ExpressionError, compile_condition
from copfeedback.surveys.model import (
    DEFAULT_TEXT_LENGTH,
    Choice,
    Question,
    QuestionType,
    Row,
    Section,
    Survey,
)
from copfeedback.surveys.rules import Fault, faults_in
from copfeedback.surveys.yaml_source import Source, SourceError, read_source

MAX_BYTES = 2_000_000

Identifier = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Texts = dict[str, Annotated[StrictStr, Field(min_length=1, max_length=5_000)]]


@dataclass(frozen=True, slots=True)
class DefinitionFault:
    """One fault: the file, its line (from 1; 0 if unknown), the place, the fault and the fix."""

    file: str
    line: int
    where: str
    fault: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.fault}. Fix: {self.fix}."


class DefinitionError(Exception):
    """A definition cannot be used; ``faults`` holds every fault that was found."""

    def __init__(self, faults: list[DefinitionFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_P = TypeVar("_P", bound=_Part)


class _Choice(_Part):
    code: Identifier
    text: Texts


class _Indicator(_Part):
    favourable: list[StrictStr | StrictInt] = Field(min_length=1)


class _Row(_Part):
    id: Identifier
    text: Texts
    indicator: _Indicator | None = None


class _Question(_Part):
    id: Identifier
    type: QuestionType
    text: Texts
    hint: Texts | None = None
    choices: StrictStr | list[_Choice] = []
    rows: list[_Row] = []
    required: StrictBool = False
    sensitive: StrictBool = False
    show_if: StrictStr | None = None
    indicator: _Indicator | None = None
    aligned_with: StrictStr = ""
    low: Texts | None = None
    high: Texts | None = None
    minimum: StrictInt = 0
    maximum: StrictInt = 1_000_000
    max_answers: Annotated[StrictInt, Field(ge=1)] | None = None
    exclusive: list[StrictStr] = []
    max_length: Annotated[StrictInt, Field(ge=1, le=10_000)] = DEFAULT_TEXT_LENGTH


class _Section(_Part):
    id: Identifier
    title: Texts
    questions: list[_Question] = Field(min_length=1)


class _Survey(_Part):
    id: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    version: Annotated[StrictInt, Field(ge=1)]
    languages: list[StrictStr] = Field(min_length=1)
    title: Texts
    introduction: Texts
    run_by: Texts
    paid_by: Texts
    backed_by: Texts
    independence: Texts
    contact: Texts
    minutes: Annotated[StrictInt, Field(ge=1, le=120)]
    choice_lists: dict[str, list[_Choice]] = {}
    sections: list[_Section] = Field(min_length=1)
    demographics: list[Literal["gender", "age_band", "sector"]] = []


class _DemographicQuestion(_Question):
    type: QuestionType = QuestionType.SINGLE


class _DemographicSection(_Part):
    id: Identifier
    title: Texts


class _Demographics(_Part):
    section: _DemographicSection
    questions: list[_DemographicQuestion]


def read_survey(text: str, file: str, demographics: str) -> Survey:
    """Read a survey definition.

    Args:
        text: the YAML.
        file: its name, for messages.
        demographics: the YAML of the questions about the person (``surveys/demographics.yaml``).

    Raises:
        DefinitionError: with every fault that was found.
    """
    source = _source(text, file)
    parsed = _parse(_Survey, source, file)
    survey, faults = _build(parsed, demographics)
    faults += faults_in(survey, parsed.languages)
    if faults:
        raise DefinitionError(
            [
                DefinitionFault(file, source.line(fault.path), fault.where, fault.fault, fault.fix)
                for fault in faults
            ]
        )
    return survey


def check_survey_file(path: Path, demographics: str) -> Survey:
    """Read a survey file, and see that its folder and name agree with what it says.

    Raises:
        DefinitionError: with every fault that was found.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _single(path, f"the file is larger than {MAX_BYTES} bytes", "shorten it")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        fault = f"the file cannot be read ({error.strerror})"
        raise _single(path, fault, "check path and rights") from None
    except UnicodeDecodeError:
        raise _single(path, "the file is not UTF-8", "save it with the encoding UTF-8") from None
    survey = read_survey(text, str(path), demographics)
    expected = (survey.id, f"v{survey.version}.yaml")
    if (path.resolve().parent.name, path.name) != expected:
        raise _single(
            path,
            f"a survey {expected[0]} in version {survey.version} cannot have this name",
            f"name it {'/'.join(expected)} or correct id and version",
        )
    return survey


def _single(path: Path, fault: str, fix: str) -> DefinitionError:
    return DefinitionError([DefinitionFault(str(path), 0, "file", fault, fix)])


def _source(text: str, file: str) -> Source:
    try:
        return read_source(text)
    except SourceError as error:
        raise DefinitionError(
            [DefinitionFault(file, error.line, "file", error.fault, error.fix)]
        ) from None


def _parse(shape: type[_P], source: Source, file: str) -> _P:
    try:
        return shape.model_validate(source.data)
    except ValidationError as error:
        raise DefinitionError(
            [
                DefinitionFault(
                    file,
                    source.line(fault["loc"]),
                    source.place(fault["loc"]),
                    fault["msg"][0].lower() + fault["msg"][1:],
                    _FIXES.get(fault["type"], "write a value of the kind the message names"),
                )
                for fault in error.errors()
            ]
        ) from None


_FIXES = {
    "missing": "add it",
    "extra_forbidden": "remove it or correct its spelling",
    "enum": "use one of the types named",
    "string_pattern_mismatch": "use lower-case letters, digits and underscores, a letter first",
    "string_type": "write a text; put yes, no and numbers in quotation marks",
    "bool_type": "write true or false",
    "dict_type": 'write one text per language, such as {en: "…", fr: "…"}',
    "too_short": "add at least one",
}


def _build(parsed: _Survey, demographics: str) -> tuple[Survey, list[Fault]]:
    faults: list[Fault] = []
    sections = tuple(
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
    )
    if parsed.demographics:
        sections += (_demographics(parsed.demographics, demographics),)
    survey = Survey(
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
        sections=sections,
    )
    return survey, faults


def _question(
    part: _Question,
    lists: dict[str, list[_Choice]],
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
        aligned_with=part.aligned_with,
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


def _favourable(indicator: _Indicator | None) -> tuple[str, ...]:
    return tuple(str(code) for code in indicator.favourable) if indicator else ()


def _demographics(wanted: list[Any], text: str) -> Section:
    parsed = _parse(_Demographics, _source(text, "demographics.yaml"), "demographics.yaml")
    faults: list[Fault] = []
    questions = [_question(part, {}, (), faults) for part in parsed.questions if part.id in wanted]
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
