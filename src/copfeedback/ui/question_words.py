"""The words of a question above its widget, and once more in the name that screen readers say.

Streamlit hands that name on as it is, with every sign of Markdown in it, and leaves its own visible
label out. So the label is plain and unseen, and what is seen is left out of the reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Question
from copfeedback.ui import prompts
from copfeedback.ui.texts import marked, words


@dataclass(frozen=True)
class Asking:
    """What all widgets of a screen need: the language, what was entered, what must be mended.

    ``easy`` asks for easy words.
    """

    asked: AskedWave
    easy: bool
    speech: Speech
    entered: Entered
    problems: Mapping[str, str]

    def key(self, item: str, code: str = "") -> str:
        """The widget's key.

        The language is part of it: Streamlit's radio buttons are known by the words on them, and
        would forget which one was chosen when the words change.
        """
        return f"{self.asked.wave.id}.{item}.{code}.{self.speech.tag}"

    def first(self, item: str) -> str | None:
        """The value entered, if there is one."""
        return next(iter(self.entered.get(item, ())), None)


def show_words(
    question: Question,
    asking: Asking,
    item: str,
    text: Translations | str,
    *hints: str,
    is_read: bool = False,
) -> str:
    """Show the words of a question; returns them as the name of its widget.

    ``is_read`` when no widget takes that name, so that screen readers read what is shown.
    """
    speech, problem = asking.speech, asking.problems.get(item, "")
    is_other = item == question.other_item
    needed = " ({})".format(speech.gettext("needed")) if question.required and not is_other else ""
    shown, said = (
        (text, text) if isinstance(text, str) else (marked(text, speech), words(text, speech))
    )
    st.html(
        Markup('<div id="q-{}" class="question"><div{}>').format(
            item, "" if is_read else Markup(' aria-hidden="true"')
        )
        + Markup("<p><b>{}</b>{}</p>").format(shown, needed)
        + paragraphs(hints)
        + (Markup('<p class="problem">{}</p>').format(problem) if problem else "")
        + Markup("</div>{}</div>").format(beside(question, asking, item))
    )
    return " ".join(filter(None, [said + needed, *hints, problem]))


def beside(question: Question, asking: Asking, item: str) -> Markup:
    """What can be heard and seen of a question or a row of a grid."""
    asked, speech = asking.asked, asking.speech
    if item == question.other_item:
        return Markup("")
    if item != question.id:
        return prompts.listen(asked, question, speech, row=item) + prompts.row_prompt(
            asked, question, item, speech
        )
    return (
        prompts.listen(asked, question, speech, easy=asking.easy)
        + prompts.prompts(asked, question, speech)
        + prompts.choice_prompts(asked, question, speech)
    )


def paragraphs(hints: Sequence[str]) -> Markup:
    """Hints as they are shown."""
    return Markup("").join(Markup('<p class="hint">{}</p>').format(hint) for hint in hints)


def hints_of(question: Question, asking: Asking) -> tuple[str, ...]:
    """The hint that a question has, if it has one."""
    return (words(question.hint, asking.speech),) if question.hint else ()
