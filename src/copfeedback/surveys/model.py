"""What a questionnaire, a wave and a response are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.expressions import Condition

SCALE_MINIMUM = 0
SCALE_MAXIMUM = 10
DEFAULT_TEXT_LENGTH = 1_000


class QuestionType(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    LIKERT_GRID = "likert_grid"
    NUMBER = "number"
    TEXT = "text"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be answered, stored by its code."""

    code: str
    text: Translations


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a Likert grid; answered, stored and shown as its own question.

    ``favourable`` holds the codes that count as a good answer, if the row is a key indicator.
    """

    id: str
    text: Translations
    favourable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question.

    ``favourable`` holds the answers that count as good, if this is a key indicator: codes, or
    points of the scale as text. ``minimum`` and ``maximum`` bound a number, ``max_answers`` the
    ticks of a multiple choice, ``max_length`` a text in characters. ``sensitive`` answers could
    harm somebody if they were known. ``aligned_with`` names the standard a question serves.
    """

    id: str
    type: QuestionType
    text: Translations
    hint: Translations | None = None
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    required: bool = False
    sensitive: bool = False
    show_if: Condition | None = None
    favourable: tuple[str, ...] = ()
    aligned_with: Translations | None = None
    low: Translations | None = None
    high: Translations | None = None
    minimum: int = 0
    maximum: int = 1_000_000
    max_answers: int | None = None
    exclusive: frozenset[str] = frozenset()
    max_length: int = DEFAULT_TEXT_LENGTH

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes on the list of choices."""
        return frozenset(choice.code for choice in self.choices)

    @cached_property
    def plain_answers(self) -> Mapping[str, int | str | tuple[str, ...]]:
        """What an item is answered by each single entry that is an answer as it stands."""
        match self.type:
            case QuestionType.SINGLE | QuestionType.LIKERT_GRID:
                return {code: code for code in self.codes}
            case QuestionType.MULTIPLE:
                return {code: (code,) for code in self.codes}
            case QuestionType.SCALE:
                return {str(point): point for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1)}
            case _:
                return {}

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """What is answered: the question itself, each row of a grid, nothing for a note."""
        if self.type is QuestionType.NOTE:
            return ()
        if self.type is QuestionType.LIKERT_GRID:
            return tuple(row.id for row in self.rows)
        return (self.id,)

    def text_of(self, item: str) -> Translations:
        """The words of what is answered: of the question, or of a row of a grid."""
        return next((row.text for row in self.rows if row.id == item), self.text)


@dataclass(frozen=True)
class Section:
    """Questions that stand on one page."""

    id: str
    title: Translations
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Survey:
    """One version of a questionnaire. A published version never changes.

    ``headline`` is the key indicator that stands first wherever results are shown.
    """

    id: str
    version: int
    languages: tuple[str, ...]
    title: Translations
    introduction: Translations
    run_by: Translations
    paid_by: Translations
    backed_by: Translations
    independence: Translations
    contact: Translations
    minutes: int
    sections: tuple[Section, ...]
    headline: str = ""

    def questions(self) -> Iterator[Question]:
        """All questions in the order they are asked."""
        for section in self.sections:
            yield from section.questions

    @cached_property
    def text_items(self) -> frozenset[str]:
        """What is answered in the person's own words."""
        return frozenset(q.id for q in self.questions() if q.type is QuestionType.TEXT)

    @cached_property
    def question_of_item(self) -> dict[str, Question]:
        """The question each answered item belongs to."""
        return {item: question for question in self.questions() for item in question.item_ids}


class WaveState(StrEnum):
    """Where a wave stands on a given day."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Wave:
    """One round of a survey.

    ``opens`` and ``closes`` are the first and last day answers are taken, ``results_due`` the
    day the results are promised for. ``sectors`` are the areas a respondent can pick.
    ``closed_on`` is set once the wave is closed for good and its key destroyed.
    ``short`` is the sayable short address.
    """

    id: str
    short: str
    survey_id: str
    version: int
    name: Translations
    opens: date
    closes: date
    results_due: date
    sectors: tuple[Choice, ...]
    demonstration: bool = False
    closed_on: date | None = None

    def state(self, today: date) -> WaveState:
        """Whether answers are taken on this day."""
        if self.closed_on is not None or today > self.closes:
            return WaveState.CLOSED
        return WaveState.PLANNED if today < self.opens else WaveState.OPEN


class Mode(StrEnum):
    """How a response came in."""

    LIGHT = "light"
    FULL = "full"
    KIOSK = "kiosk"
    ASSISTED = "assisted"
    PAPER = "paper"
