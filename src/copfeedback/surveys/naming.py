"""What a published figure is about, for whoever only knows its address."""

from __future__ import annotations

from copfeedback.i18n.translations import LocalText
from copfeedback.surveys.book import UnknownWave, WaveBook


def figure_name(book: WaveBook, release: str, item: str, tag: str) -> LocalText:
    """The question an item asks, or the survey and its wave; the bare name where there is none.

    Args:
        book: all waves.
        release: the id of a release, or of a wave.
        item: the question, or the empty text for all of it.
        tag: the reader's language.
    """
    try:
        asked = book.find(release.rpartition(".")[0] or release)
    except UnknownWave:
        return LocalText(release, tag, is_fallback=False)
    question = next((each for each in asked.survey.questions() if each.id == item), None)
    if question is not None:
        return question.text.read_in(tag)
    title = asked.survey.title.read_in(tag)
    name = asked.wave.name.read_in(title.language)
    return LocalText(f"{title} – {name}", title.language, title.is_fallback)
