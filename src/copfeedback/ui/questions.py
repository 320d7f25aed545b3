"""A widget for every type of question, and reading back what was entered in it.

The question, its hint and what must be mended stand together in the widget's label, so that a
screen reader says all three when it comes to the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.model import SCALE_MAXIMUM, SCALE_MINIMUM, Question, QuestionType
from copfeedback.ui.texts import as_label, marked, words

_LINE = "  \n"  # Markdown's line break
_POINTS = [str(point) for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1)]


@dataclass(frozen=True)
class Asking:
    """What all widgets of a screen need: the language, what was entered, what must be mended.

    ``prefix`` keeps the widgets of one visit apart from those of another.
    """

    prefix: str
    speech: Speech
    entered: Entered
    problems: Mapping[str, str]

    def key(self, item: str, code: str = "") -> str:
        """The widget's key.

        The language is part of it: Streamlit's radio buttons are known by the words on them, and
        would forget which one was chosen when the words change.
        """
        return f"{self.prefix}.{item}.{code}.{self.speech.tag}"

    def first(self, item: str) -> str | None:
        """The value entered, if there is one."""
        return next(iter(self.entered.get(item, ())), None)

    def label(self, question: Question, item: str, text: str, hint: str = "") -> str:
        """Question, hint and problem, as a widget's label."""
        needed = f" ({self.speech.gettext('needed')})" if question.required else ""
        lines = [f"**{as_label(text + needed)}**"]
        if hint:
            lines.append(as_label(hint))
        if item in self.problems:
            lines.append(f":red[**{as_label(self.problems[item])}**]")
        return _LINE.join(lines)


def ask(question: Question, asking: Asking) -> None:
    """Show a question with what was entered so far."""
    _WIDGETS[question.type](question, asking)


def entries(questions: Sequence[Question], asking: Asking) -> dict[str, list[str]]:
    """What stands in the widgets of these questions now."""
    state = st.session_state
    found: dict[str, list[str]] = {}
    for question in questions:
        for item in question.item_ids:
            if question.type is QuestionType.MULTIPLE:
                codes = [choice.code for choice in question.choices]
                found[item] = [code for code in codes if state.get(asking.key(item, code))]
            else:
                value = state.get(asking.key(item))
                found[item] = [] if value is None else [str(value)]
    return found


def _single(question: Question, asking: Asking) -> None:
    _radio(question, asking, question.id, _text(question, asking), _hint(question, asking))


def _radio(question: Question, asking: Asking, item: str, text: str, hint: str = "") -> None:
    texts = {choice.code: words(choice.text, asking.speech) for choice in question.choices}
    codes = list(texts)
    entered = asking.first(item)
    _anchor(item, asking)
    st.radio(
        asking.label(question, item, text, hint),
        codes,
        index=codes.index(entered) if entered in texts else None,
        format_func=lambda code: as_label(texts[code]),
        key=asking.key(item),
        horizontal=question.type is QuestionType.LIKERT_GRID,
        width="stretch",
    )


def _grid(question: Question, asking: Asking) -> None:
    _heading(question, asking)
    for row in question.rows:
        _radio(question, asking, row.id, words(row.text, asking.speech))


def _multiple(question: Question, asking: Asking) -> None:
    _anchor(question.id, asking)
    _heading(question, asking)
    if question.max_answers is not None:
        text = asking.speech.ngettext(
            "Choose no more than %(count)s answer.",
            "Choose no more than %(count)s answers.",
            question.max_answers,
        ) % {"count": asking.speech.formatting.number(question.max_answers)}
        st.html(Markup('<p class="hint">{}</p>').format(text))
    if question.id in asking.problems:
        st.html(Markup('<p class="problem">{}</p>').format(asking.problems[question.id]))
    for choice in question.choices:
        st.checkbox(
            as_label(words(choice.text, asking.speech)),
            value=choice.code in asking.entered.get(question.id, ()),
            key=asking.key(question.id, choice.code),
        )


def _scale(question: Question, asking: Asking) -> None:
    speech = asking.speech
    ends = [
        f"{speech.formatting.number(point)}: {words(end, speech)}"
        for point, end in ((SCALE_MINIMUM, question.low), (SCALE_MAXIMUM, question.high))
        if end is not None
    ]
    hint = " ".join([_hint(question, asking), f"({'; '.join(ends)})"]).strip()
    entered = asking.first(question.id)
    _anchor(question.id, asking)
    st.radio(
        asking.label(question, question.id, _text(question, asking), hint),
        _POINTS,
        index=_POINTS.index(entered) if entered in _POINTS else None,
        format_func=lambda point: speech.formatting.number(int(point)),
        key=asking.key(question.id),
        horizontal=True,
        width="stretch",
    )


def _number(question: Question, asking: Asking) -> None:
    _anchor(question.id, asking)
    st.text_input(
        asking.label(question, question.id, _text(question, asking), _hint(question, asking)),
        value=asking.first(question.id) or "",
        key=asking.key(question.id),
        autocomplete="off",
        placeholder="",
        width=160,
    )


def _long_text(question: Question, asking: Asking) -> None:
    _anchor(question.id, asking)
    st.text_area(
        asking.label(question, question.id, _text(question, asking), _hint(question, asking)),
        value=asking.first(question.id) or "",
        key=asking.key(question.id),
        placeholder="",
        height=160,
    )


def _note(question: Question, asking: Asking) -> None:
    st.html(Markup('<p class="note">{}</p>').format(marked(question.text, asking.speech)))


def _heading(question: Question, asking: Asking) -> None:
    st.html(Markup('<h2 class="question">{}</h2>').format(marked(question.text, asking.speech)))
    if question.hint:
        st.html(Markup('<p class="hint">{}</p>').format(marked(question.hint, asking.speech)))


def _anchor(item: str, asking: Asking) -> None:
    """Where the summary of problems leads to."""
    if item in asking.problems:
        st.html(Markup('<span id="q-{}" tabindex="-1"></span>').format(item))


def _text(question: Question, asking: Asking) -> str:
    return words(question.text, asking.speech)


def _hint(question: Question, asking: Asking) -> str:
    return words(question.hint, asking.speech) if question.hint else ""


_WIDGETS: Mapping[QuestionType, Callable[[Question, Asking], None]] = {
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.SCALE: _scale,
    QuestionType.LIKERT_GRID: _grid,
    QuestionType.NUMBER: _number,
    QuestionType.TEXT: _long_text,
    QuestionType.NOTE: _note,
}
