"""Fields for texts in several languages: one language is on the screen at a time."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from copfeedback.i18n.translations import Translations
from copfeedback.ui import session
from copfeedback.ui.staff import Form

_LANGUAGE = "language"


@dataclass(frozen=True)
class LocalTexts:
    """Fields of a form whose texts have languages.

    What was typed in the other languages stays in the form.
    """

    form: Form

    def choose_language(self) -> None:
        """Let the reader say in which language they write now."""
        speech = self.form.speech
        self.form.choice(
            _LANGUAGE,
            speech.gettext("Language you write in"),
            {tag: each.name for tag, each in session.portal().catalogues.languages.items()},
            speech.tag,
            hint=speech.gettext(
                "Write at least one. Who reads another language sees the English text, marked as "
                "English, or the one there is."
            ),
        )

    def show_language(self, tag: str) -> None:
        """Turn to a language, at the press of a button: there is something to mend in it."""
        if tag in session.portal().catalogues.languages:
            self.form.put(_LANGUAGE, tag)

    def line(
        self,
        name: str,
        label: str,
        texts: Translations | None,
        *,
        hint: str = "",
        long: bool = False,
    ) -> None:
        """A field for a text in the language that is chosen."""
        languages = session.portal().catalogues.languages
        language = languages[str(self.form.desk.entered.get(_LANGUAGE, self.form.speech.tag))]
        value = texts.get(language.tag, "") if texts else ""
        field = self.form.long_text if long else self.form.text
        with st.container(key=f"text-{language.direction}-{name.replace('.', '-')}"):
            field(f"{name}.{language.tag}", f"{label} ({language.name})", value, hint=hint)

    def read(self, name: str, texts: Translations | None) -> Translations | None:
        """What stands in the field in all languages, where it was shown; else what was there."""
        written = dict(texts or {})
        for tag in session.portal().catalogues.languages:
            typed = self.form.typed(f"{name}.{tag}")
            if typed is None:
                typed = self.form.desk.entered.get(f"{name}.{tag}", written.get(tag, ""))
            written[tag] = str(typed).strip()
        kept = {tag: text for tag, text in written.items() if text}
        return Translations(kept) if kept else None

    def needed(self, name: str, texts: Translations | None) -> Translations:
        """The same for a text that must be there; an empty one where it is not."""
        return self.read(name, texts) or Translations({self.form.speech.tag: ""})
