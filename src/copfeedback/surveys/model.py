"""What a questionnaire and a response are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.expressions import Expression

SCALE_MINIMUM = 0
SCALE_MAXIMUM = 10
DEFAULT_TEXT_LENGTH = 1_000


class QuestionType(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    LIKERT_GRID = "likert_grid"
    RANKING = "ranking"
    NUMBER = "number"
    """A whole number."""
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    TEXT = "text"
    SECTOR = "sector"
    """One of the wave's sectors."""
    CONSENT = "consent"
    """Yes or no; whoever does not say yes is asked nothing more, and nothing is stored."""
    NOTE = "note"
    CALCULATE = "calculate"
    """Worked out from other answers, never asked."""


ASKED_NOTHING = frozenset({QuestionType.NOTE, QuestionType.CALCULATE})
ONE_CODE = frozenset(
    {QuestionType.SINGLE, QuestionType.LIKERT_GRID, QuestionType.SECTOR, QuestionType.CONSENT}
)
SEVERAL_CODES = frozenset({QuestionType.MULTIPLE, QuestionType.RANKING})
YES, NO = "yes", "no"
OTHER_SUFFIX = "_other"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be answered, stored by its code.

    ``specify`` lets people say in their own words which other thing they mean. ``columns`` are
    what a choice filter can ask of a choice. ``pictogram`` is the name of one that ships;
    ``image`` and ``audio`` are names of files, by language.
    """

    code: str
    text: Translations
    specify: bool = False
    pictogram: str = ""
    image: Translations | None = None
    audio: Translations | None = None
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a Likert grid; answered, stored and shown as its own question.

    ``favourable`` holds the codes that count as a good answer, if the row is a key indicator.
    """

    id: str
    text: Translations
    favourable: tuple[str, ...] = ()
    audio: Translations | None = None


@dataclass(frozen=True)
class Question:
    """One question.

    ``favourable`` holds the answers that count as good, if this is a key indicator: codes, or
    points of the scale as text. ``minimum`` and ``maximum`` bound a number, ``min_answers`` and
    ``max_answers`` the ticks of a multiple choice or the ranks of a ranking, ``max_length`` a
    text in characters; ``short`` texts have one line. ``sensitive`` answers could harm somebody
    if they were known. ``aligned_with`` names the standard a question serves, ``easy`` asks the
    same in easy words.

    ``show_if`` decides whether it is asked, ``required_if`` whether it must be answered then,
    ``constraint`` whether an answer can be taken (``.`` is the answer), ``choice_filter`` which
    choices are offered; ``calculation`` is what a calculated value is worked out from.
    """

    id: str
    type: QuestionType
    text: Translations
    hint: Translations | None = None
    easy: Translations | None = None
    choices: tuple[Choice, ...] = ()
    choice_filter: Expression | None = None
    random_choices: bool = False
    rows: tuple[Row, ...] = ()
    required: bool = False
    required_if: Expression | None = None
    required_message: Translations | None = None
    sensitive: bool = False
    show_if: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Translations | None = None
    calculation: Expression | None = None
    default: str = ""
    favourable: tuple[str, ...] = ()
    aligned_with: Translations | None = None
    low: Translations | None = None
    high: Translations | None = None
    minimum: int = 0
    maximum: int = 1_000_000
    min_answers: int | None = None
    max_answers: int | None = None
    exclusive: frozenset[str] = frozenset()
    max_length: int = DEFAULT_TEXT_LENGTH
    short: bool = False
    image: Translations | None = None
    audio: Translations | None = None

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes on the list of choices."""
        if self.type is QuestionType.CONSENT:
            return frozenset({YES, NO})
        return frozenset(choice.code for choice in self.choices)

    @cached_property
    def plain_answers(self) -> Mapping[str, int | str | tuple[str, ...]]:
        """What an item is answered by each single entry that is an answer as it stands."""
        if self.constraint or self.choice_filter or self.min_answers:
            return {}
        match self.type:
            case QuestionType.MULTIPLE | QuestionType.RANKING:
                return {code: (code,) for code in self.codes}
            case QuestionType.SCALE:
                return {str(point): point for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1)}
            case type_ if type_ in ONE_CODE:
                return {code: code for code in self.codes}
            case _:
                return {}

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """What is answered: the question itself, each row of a grid, nothing for a note.

        A choice that is to be specified adds an item in the person's own words.
        """
        if self.type in ASKED_NOTHING:
            return ()
        if self.type is QuestionType.LIKERT_GRID:
            return tuple(row.id for row in self.rows)
        return (self.id, self.other_item) if self.other_item else (self.id,)

    @property
    def is_ever_needed(self) -> bool:
        """Whether there is somebody who must answer it."""
        return self.required or self.required_if is not None

    @cached_property
    def specified(self) -> frozenset[str]:
        """The codes of choices that are to be specified."""
        return frozenset(choice.code for choice in self.choices if choice.specify)

    @cached_property
    def other_item(self) -> str:
        """The item that says which other thing is meant; empty if no choice needs it."""
        return self.id + OTHER_SUFFIX if self.specified else ""

    @cached_property
    def mentions(self) -> frozenset[str]:
        """The earlier items whose answers its words mention."""
        texts = (
            *(self.text, self.hint, self.easy, self.low, self.high),
            *(choice.text for choice in self.choices),
            *(row.text for row in self.rows),
        )
        return frozenset().union(*(mentioned(text) for text in texts if text is not None))

    def text_of(self, item: str) -> Translations:
        """The words of what is answered: of the question, a row of a grid, or “other”."""
        if item and item == self.other_item:
            return next(choice.text for choice in self.choices if choice.specify)
        return next((row.text for row in self.rows if row.id == item), self.text)


@dataclass(frozen=True)
class Section:
    """Questions that belong together: on one page, or ``one_by_one`` on a page each.

    ``random_order`` asks them in another order for each person.
    """

    id: str
    title: Translations
    questions: tuple[Question, ...]
    show_if: Expression | None = None
    one_by_one: bool = False
    random_order: bool = False

    @cached_property
    def pages(self) -> tuple[tuple[Question, ...], ...]:
        """The questions page by page.

        Without a script a page cannot show a question as soon as an earlier one is answered. So
        a question that depends on an answer of its own page begins the next one.
        """
        if self.one_by_one:
            # Notes stand above the question they lead to; calculated values fill no page.
            pages: list[list[Question]] = [[]]
            for question in self.questions:
                if pages[-1] and any(each.item_ids for each in pages[-1]):
                    pages.append([])
                pages[-1].append(question)
            return tuple(map(tuple, pages))
        pages, here = [[]], set[str]()
        for question in self.questions:
            if here & question_needs(question):
                pages.append([])
                here = set()
            pages[-1].append(question)
            here.update(question.item_ids)
            if question.type is QuestionType.CALCULATE and here:
                here.add(question.id)
            if question.type is QuestionType.CONSENT:
                pages.append([])
                here = set()
        return tuple(tuple(page) for page in pages if page)


def question_needs(question: Question) -> frozenset[str]:
    """The items that must be known before a question can be put on the screen."""
    if question.type is QuestionType.CALCULATE:
        return frozenset()
    needed = (question.show_if, question.choice_filter)
    return question.mentions.union(*(each.references() for each in needed if each is not None))


MENTION = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")


def mentioned(texts: Translations) -> frozenset[str]:
    """The items that a text mentions, as in “You said ${answer}”."""
    return frozenset(name for text in texts.values() for name in MENTION.findall(text))


@dataclass(frozen=True)
class Survey:
    """One version of a questionnaire. A published version never changes.

    ``languages`` begin with the one it was written in, which has every text. ``headline`` is the
    key indicator that stands first wherever results are shown. ``internal`` surveys ask staff.
    Who is behind it can be said by the survey or by each of its waves. ``crossings`` are the
    questions about the person that tables cross, two or three at a time; none: the usual ones.
    """

    id: str
    version: int
    languages: tuple[str, ...]
    title: Translations
    sections: tuple[Section, ...]
    introduction: Translations | None = None
    run_by: Translations | None = None
    paid_by: Translations | None = None
    backed_by: Translations | None = None
    independence: Translations | None = None
    contact: Translations | None = None
    minutes: int = 1
    headline: str = ""
    internal: bool = False
    crossings: tuple[tuple[str, ...], ...] = ()

    def questions(self) -> Iterator[Question]:
        """All questions in the order they are asked."""
        for section in self.sections:
            yield from section.questions

    @cached_property
    def text_items(self) -> frozenset[str]:
        """What is answered in the person's own words; never kept with the other answers."""
        return frozenset(
            question.id if question.type is QuestionType.TEXT else question.other_item
            for question in self.questions()
            if question.type is QuestionType.TEXT or question.other_item
        )

    @cached_property
    def easy_languages(self) -> frozenset[str]:
        """The languages in which any question can be asked in easy words."""
        return frozenset(tag for question in self.questions() for tag in question.easy or ())

    @cached_property
    def with_defaults(self) -> tuple[Question, ...]:
        """The questions that are answered in some way before anybody has touched them."""
        return tuple(q for q in self.questions() if q.default and q.id in q.item_ids)

    @cached_property
    def never_kept(self) -> frozenset[str]:
        """What is worked out for the way through the questionnaire alone.

        Kept with the other answers, it would tell what was written or on which day.
        """
        found: set[str] = set()
        for question in self.questions():
            formula = question.calculation
            if formula and (formula.uses_today or formula.references() & (found | self.text_items)):
                found.add(question.id)
        return frozenset(found)

    @cached_property
    def question_of_item(self) -> dict[str, Question]:
        """The question each answered item belongs to."""
        return {item: question for question in self.questions() for item in question.item_ids}
