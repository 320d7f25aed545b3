"""The shape of a questionnaire file: which parts there are, and of which kind each value is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    Tag,
)
from pydantic_core import PydanticCustomError

from copfeedback.surveys.entries import MAX_NUMBER_DIGITS
from copfeedback.surveys.model import DEFAULT_TEXT_LENGTH, QuestionType

# Lengths are bounded beside the patterns: within them, every start would compile for long.
Identifier = Annotated[StrictStr, Field(pattern=r"^[\p{L}_][\p{L}\p{M}\p{N}_.-]*$", max_length=64)]
"""An id, in the letters of any script, as XML names have it."""
Code = Annotated[StrictStr, Field(pattern=r"^[^\s'\"<>&][^\p{C}'\"<>&]*$", max_length=64)]
"""A choice's code; expressions quote it."""
Text = Annotated[StrictStr, Field(min_length=1, max_length=5_000)]
Texts = Annotated[dict[str, Text], Field(min_length=1)]
FileName = Annotated[
    StrictStr, Field(pattern=r"^[\p{L}\p{N}_][\p{L}\p{M}\p{N} _.()-]*$", max_length=128)
]
Files = Annotated[dict[str, FileName], Field(min_length=1)]
Formula = Annotated[StrictStr, Field(min_length=1, max_length=5_000)]

_LARGEST = 10**MAX_NUMBER_DIGITS - 1
Bound = Annotated[StrictInt, Field(ge=-_LARGEST, le=_LARGEST)]


def _answer_as_text(value: object) -> str:
    """A code, or a point of the scale; YAML's yes and no are neither."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise PydanticCustomError("string_type", "Input should be a code or a point of the scale")
    return str(value)


AnswerCode = Annotated[str, BeforeValidator(_answer_as_text)]


class PartShape(BaseModel):
    """What all parts have in common: nothing may be there that is not foreseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChoiceShape(PartShape):
    """One thing that can be answered."""

    code: Code
    text: Texts
    specify: StrictBool = False
    pictogram: StrictStr = ""
    image: Files | None = None
    audio: Files | None = None
    columns: dict[Identifier, StrictStr] = {}


class IndicatorShape(PartShape):
    """The answers of a key indicator that count as good."""

    favourable: list[AnswerCode] = Field(min_length=1)


class RowShape(PartShape):
    """One statement of a grid."""

    id: Identifier
    text: Texts
    indicator: IndicatorShape | None = None
    audio: Files | None = None


LIST_NAME, WRITTEN_OUT = "the name of a list", "choices written out"
"""The two ways to give choices. Pydantic puts these words into the place of a fault."""


def _way_of_giving(choices: object) -> str:
    return WRITTEN_OUT if isinstance(choices, list) else LIST_NAME


Choices = Annotated[
    Annotated[StrictStr, Tag(LIST_NAME)] | Annotated[list[ChoiceShape], Tag(WRITTEN_OUT)],
    Discriminator(_way_of_giving),
]


ALWAYS_OR_NEVER, ON_CONDITION = "true or false", "a condition"


def _way_of_requiring(required: object) -> str:
    return ON_CONDITION if isinstance(required, str) else ALWAYS_OR_NEVER


Required = Annotated[
    Annotated[StrictBool, Tag(ALWAYS_OR_NEVER)] | Annotated[Formula, Tag(ON_CONDITION)],
    Discriminator(_way_of_requiring),
]


class QuestionShape(PartShape):
    """One question."""

    id: Identifier
    type: QuestionType
    text: Texts
    hint: Texts | None = None
    easy: Texts | None = None
    choices: Choices = []
    choice_filter: Formula | None = None
    random_choices: StrictBool = False
    rows: list[RowShape] = []
    required: Required = False
    required_message: Texts | None = None
    sensitive: StrictBool = False
    show_if: Formula | None = None
    constraint: Formula | None = None
    constraint_message: Texts | None = None
    calculation: Formula | None = None
    default: StrictStr = ""
    indicator: IndicatorShape | None = None
    aligned_with: Texts | None = None
    low: Texts | None = None
    high: Texts | None = None
    minimum: Bound = 0
    maximum: Bound = 1_000_000
    min_answers: Annotated[StrictInt, Field(ge=1)] | None = None
    max_answers: Annotated[StrictInt, Field(ge=1)] | None = None
    exclusive: list[StrictStr] = []
    max_length: Annotated[StrictInt, Field(ge=1, le=10_000)] = DEFAULT_TEXT_LENGTH
    short: StrictBool = False
    image: Files | None = None
    audio: Files | None = None


class SectionShape(PartShape):
    """Questions that belong together."""

    id: Identifier
    title: Texts
    show_if: Formula | None = None
    one_by_one: StrictBool = False
    random_order: StrictBool = False
    questions: list[QuestionShape] = Field(min_length=1)


_MARGIN = "(gender|age_band|sector)"
CROSSING = rf"^{_MARGIN}( by {_MARGIN}){{1,2}}$"
"""How crossed tables are declared, such as ``gender by age_band``."""


class SurveyShape(PartShape):
    """A whole questionnaire."""

    id: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    version: Annotated[StrictInt, Field(ge=1, le=9_999)]
    languages: list[StrictStr] = Field(min_length=1)
    title: Texts
    introduction: Texts | None = None
    run_by: Texts | None = None
    paid_by: Texts | None = None
    backed_by: Texts | None = None
    independence: Texts | None = None
    contact: Texts | None = None
    minutes: Annotated[StrictInt, Field(ge=1, le=120)] | None = None
    internal: StrictBool = False
    choice_lists: dict[str, list[ChoiceShape]] = {}
    sections: list[SectionShape] = Field(min_length=1)
    headline: StrictStr = ""
    demographics: list[Literal["gender", "age_band", "sector"]] = []
    crossings: list[Annotated[StrictStr, Field(pattern=CROSSING)]] = []


class DemographicQuestionShape(QuestionShape):
    """A question about the person; they are all single choices unless they say otherwise."""

    type: QuestionType = QuestionType.SINGLE


class DemographicSectionShape(PartShape):
    """The page the questions about the person stand on."""

    id: Identifier
    title: Texts


class DemographicsShape(PartShape):
    """The file of the questions about the person."""

    section: DemographicSectionShape
    questions: list[DemographicQuestionShape]
