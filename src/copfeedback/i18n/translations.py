"""Content that brings its own languages, such as a survey's questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from copfeedback.i18n.languages import SOURCE_LANGUAGE


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text and the language it is really in.

    ``is_fallback`` is true when the reader asked for another language; the doors mark it.
    """

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> Markup:
        """As HTML, with the language said where it is not the reader's."""
        if not self.is_fallback:
            return escape(self.text)
        return Markup('<span lang="{}" dir="auto">{}</span>').format(self.language, self.text)


class Translations(Mapping[str, str]):
    """One text in several languages. Never empty."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        if not texts:
            raise ValueError("a text needs at least one language")
        self._texts = dict(texts)

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._texts.items())))

    def read_in(self, language: str) -> LocalText:
        """The text for a reader of ``language``; else English, else any, marked as a fallback."""
        if language in self._texts:
            return LocalText(self._texts[language], language, is_fallback=False)
        instead = SOURCE_LANGUAGE if SOURCE_LANGUAGE in self._texts else next(iter(self._texts))
        return LocalText(self._texts[instead], instead, is_fallback=True)
