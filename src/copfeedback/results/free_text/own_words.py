"""What everybody sees of answers in people's own words, question by question."""

from __future__ import annotations

from dataclasses import dataclass

from copfeedback.i18n.translations import Translations
from copfeedback.results.free_text.excerpts import Excerpts
from copfeedback.results.free_text.model import PublicExcerpt
from copfeedback.results.free_text.published import PublishedThemes
from copfeedback.results.free_text.service import Coding
from copfeedback.surveys.book import AskedWave

SHOWN_ON_LIGHT_PAGE = 12
"""Excerpts on one page of the light door: some nine kilobytes with their translations."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One question: its themes, if they are published, and its cleared excerpts."""

    item: str
    question: Translations
    themes: PublishedThemes | None
    excerpts: tuple[PublicExcerpt, ...]


def read_own_words(
    coding: Coding, excerpts: Excerpts, asked: AskedWave, at_most: int | None = None
) -> list[OwnWords]:
    """The questions of a wave that have something to show, in their order.

    ``at_most`` so many excerpts are shown in all: the same number of each question, as far as
    there are so many.

    Raises:
        UnknownWave: the wave is not there any more.
        StorageUnavailable: the database cannot be read now.
    """
    themes = {each.question_id: each for each in coding.published_themes(asked.wave.id)}
    cleared = excerpts.published_excerpts(asked.wave.id)
    items = [item for item in asked.survey.question_of_item if item in themes or item in cleared]
    each_has = None if at_most is None or not cleared else max(1, at_most // len(cleared))
    return [
        OwnWords(
            item,
            asked.survey.question_of_item[item].text_of(item),
            themes.get(item),
            tuple(cleared.get(item, ())[:each_has]),
        )
        for item in items
    ]
