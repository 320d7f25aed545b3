"""One flat table of a release: a row for each question, group and answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.results.domain_wording import value_name
from copfeedback.results.items import answer_codes, favourable_codes, has_mean
from copfeedback.results.open_data.dictionary import MEASURE_NAMES, Flag, Measure
from copfeedback.results.published import (
    DIMENSIONS,
    Estimate,
    Mean,
    PublishedRow,
    Release,
    Withheld,
)
from copfeedback.results.wording import answer_name, reason
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Question

Value: TypeAlias = str | int | float | None
Plain: TypeAlias = Callable[[LocalText], str]


@dataclass(frozen=True)
class FlatTable:
    """The figures of a release in one language, and what else its files say.

    ``rows`` hold a value, or None, for each of ``column_names``.
    """

    release: Release
    asked: AskedWave
    speech: Speech
    plain: Plain
    rows: tuple[tuple[Value, ...], ...]

    @property
    def name(self) -> str:
        """What its files are called, without an ending."""
        return f"{self.release.id}.{self.speech.tag}"

    @property
    def title(self) -> str:
        """The survey and its wave."""
        survey, wave = self.asked.survey.title, self.asked.wave.name
        tag = self.speech.tag
        return f"{self.plain(survey.read_in(tag))} – {self.plain(wave.read_in(tag))}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a row; None if it is withheld. ``answer`` is empty if it is not of one."""

    measure: Measure
    answer: str
    figure: Estimate | Mean | None


def flat_table(release: Release, asked: AskedWave, speech: Speech, plain: Plain = str) -> FlatTable:
    """Lay out a release in rows.

    Args:
        release: what was published.
        asked: its wave, for the words of questions and answers.
        speech: the language of the labels.
        plain: how a text is written that is not there in that language.
    """
    return FlatTable(
        release, asked, speech, plain, tuple(_Layout(release, asked, speech, plain).rows())
    )


class _Layout:
    def __init__(self, release: Release, asked: AskedWave, speech: Speech, plain: Plain) -> None:
        self._release = release
        self._asked = asked
        self._speech = speech
        self._plain = plain
        self._words: dict[tuple[str, str], str] = {}
        self._flags = (Flag.INDICATIVE.value,) if release.indicative else ()
        self._about = (
            release.id,
            release.survey_id,
            release.wave_id,
            plain(asked.wave.name.read_in(speech.tag)),
            release.built_on.isoformat(),
        )

    def rows(self) -> Iterator[tuple[Value, ...]]:
        for item, table in self._release.tables.items():
            question = self._asked.survey.question_of_item[item]
            text = item_text(question, item, self._speech, self._plain)
            answers = self._answers(question)
            for row in table.rows:
                whom = (*self._about, item, text, row.domain.id, *self._whom(row))
                for figure in figures_of(question, item, row):
                    yield (*whom, *self._figure(figure, row, answers))

    def _answers(self, question: Question) -> Mapping[str, str]:
        return {
            code: self._plain(answer_name(question, code, self._speech))
            for code in answer_codes(question)
        }

    def _whom(self, row: PublishedRow) -> Iterator[Value]:
        for dimension in DIMENSIONS:
            value = row.domain.value(dimension)
            yield value
            yield None if value is None else self._value_name(dimension, value)

    def _value_name(self, dimension: str, value: str) -> str:
        key = (dimension, value)
        if key not in self._words:
            words = value_name(self._asked.survey, dimension, value, self._speech)
            self._words[key] = self._plain(words)
        return self._words[key]

    def _figure(
        self, each: Figure, row: PublishedRow, answers: Mapping[str, str]
    ) -> tuple[Value, ...]:
        withheld = why_withheld(each, row)
        return (
            each.measure.value,
            self._speech.gettext(MEASURE_NAMES[each.measure]),
            each.answer or None,
            answers[each.answer] if each.answer else None,
            *_numbers(each.figure),
            row.base,
            each.figure.effective if isinstance(each.figure, Estimate) else None,
            row.people,
            " ".join(self._flags_of(each.figure)) or None,
            withheld.value if withheld else None,
            reason(withheld, self._speech) if withheld else None,
        )

    def _flags_of(self, figure: Estimate | Mean | None) -> tuple[str, ...]:
        if figure is None:
            return ()
        few = isinstance(figure, Estimate) and figure.few_degrees
        return (*self._flags, Flag.FEW_DEGREES.value) if few else self._flags


def item_text(question: Question, item: str, speech: Speech, plain: Plain = str) -> str:
    """The words of a question; of a row of a grid, with those of the grid before them."""
    own = plain(question.text_of(item).read_in(speech.tag))
    return f"{plain(question.text.read_in(speech.tag))} – {own}" if question.rows else own


def figures_of(question: Question, item: str, row: PublishedRow) -> Iterator[Figure]:
    """Whatever the question has figures of, withheld or not: which it has is no secret."""
    codes = answer_codes(question)
    if len(codes) > 1:
        for code in codes:
            yield Figure(Measure.SHARE, code, row.answers.get(code))
    if favourable_codes(question, item):
        yield Figure(Measure.FAVOURABLE, "", row.favourable)
    if has_mean(question):
        yield Figure(Measure.MEAN, "", row.mean)


def why_withheld(figure: Figure, row: PublishedRow) -> Withheld | None:
    """Why a figure is not shown; None if it is."""
    return row.withheld or (Withheld.UNRELIABLE if figure.figure is None else None)


def _numbers(figure: Estimate | Mean | None) -> tuple[Value, ...]:
    if figure is None:
        return (None, None, None, None)
    middle = figure.share if isinstance(figure, Estimate) else figure.mean
    return (middle, figure.low, figure.high, figure.standard_error)
