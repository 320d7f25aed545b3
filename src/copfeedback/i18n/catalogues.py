"""The portal's own words in every language, read from the .po files."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations as BabelTranslations

from copfeedback.i18n.formatting import Formatting
from copfeedback.i18n.languages import SOURCE_LANGUAGE, Language, Languages, load_languages
from copfeedback.i18n.translations import LocalText

Gettext = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 - the usual gettext name for "translate later"
    """Mark a message for extraction where it is written; the door translates it."""
    return message


class Speech:
    """Everything needed to speak one language: messages, dates, numbers, direction."""

    def __init__(self, language: Language, catalogue: BabelTranslations) -> None:
        self.language = language
        self.catalogue = catalogue
        self.tag = language.tag
        self.direction = language.direction

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self.catalogue.ugettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The message in the plural form that ``count`` needs."""
        return self.catalogue.ungettext(singular, plural, count)

    @cached_property
    def formatting(self) -> Formatting:
        """Dates, numbers and percentages as this language writes them."""
        return Formatting(self.tag)


class Catalogues:
    """All languages with their messages.

    Each is read once, when it is first spoken: at the start of the portal, which renders pages in
    all of them, and never by commands, which speak English.
    """

    def __init__(self, folder: Path) -> None:
        self.languages: Languages = load_languages(folder / "languages.toml")
        self._folder = folder
        self._speeches: dict[str, Speech] = {}

    def speech(self, tag: str) -> Speech:
        """How to speak the language ``tag``.

        Raises:
            KeyError: the portal does not have this language.
        """
        if tag not in self._speeches:
            language = self.languages[tag]
            self._speeches[tag] = Speech(language, _load_messages(self._folder, language))
        return self._speeches[tag]

    def plain(self, local: LocalText) -> str:
        """A text where no HTML can be; one that is not in the reader's language says in which."""
        if not local.is_fallback:
            return local.text
        language = self.languages.get(local.language)
        return f"{local.text} [{language.name if language else local.language}]"


@lru_cache(maxsize=32)  # they do not change while the process runs
def _load_messages(folder: Path, language: Language) -> BabelTranslations:
    if language.tag == SOURCE_LANGUAGE:
        return BabelTranslations()
    path = folder / language.tag / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language.tag)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return BabelTranslations(compiled)
