"""A widget for every type of question, and reading back what was entered in it.

The words of a question stand above its widget, and once more in the name that screen readers say:
Streamlit hands that name on as it is, with every sign of Markdown in it, and leaves its own
visible label out. So the label is plain and unseen, and what is seen is left out of the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.model import SCALE_MAXIMUM, SCALE_MINIMUM, Question, QuestionType
from copfeedback.ui.texts import as_label, marked, words

_POINTS = [str(point) for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1)]
_COLLAPSED = "collapsed"


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
    label = _words(question, asking, question.id, question.text, *_hints(question, asking))
    _choices(question, asking, question.id, label)


def _grid(question: Question, asking: Asking) -> None:
    text = Markup('<h2 class="question">{}</h2>').format(marked(question.text, asking.speech))
    st.html(text + _paragraphs(_hints(question, asking)))
    for row in question.rows:
        label = _words(question, asking, row.id, row.text)
        _choices(question, asking, row.id, label, horizontal=True)


def _choices(
    question: Question, asking: Asking, item: str, label: str, *, horizontal: bool = False
) -> None:
    texts = {choice.code: words(choice.text, asking.speech) for choice in question.choices}
    _radio(texts, asking, item, label, horizontal=horizontal)


def _scale(question: Question, asking: Asking) -> None:
    number = asking.speech.formatting.number
    ends = [
        f"{number(point)}: {words(end, asking.speech)}"
        for point, end in ((SCALE_MINIMUM, question.low), (SCALE_MAXIMUM, question.high))
        if end is not None
    ]
    hints = (*_hints(question, asking), *ends)
    label = _words(question, asking, question.id, question.text, *hints)
    points = {point: number(int(point)) for point in _POINTS}
    _radio(points, asking, question.id, label, horizontal=True)


def _radio(
    texts: Mapping[str, str], asking: Asking, item: str, label: str, *, horizontal: bool
) -> None:
    codes = list(texts)
    entered = asking.first(item)
    st.radio(
        label,
        codes,
        index=codes.index(entered) if entered is not None and entered in texts else None,
        format_func=lambda code: as_label(texts[code]),
        key=asking.key(item),
        horizontal=horizontal,
        label_visibility=_COLLAPSED,
        width="stretch",
    )


def _multiple(question: Question, asking: Asking) -> None:
    hints = list(_hints(question, asking))
    if question.max_answers is not None and not hints:
        hints.append(
            asking.speech.ngettext(
                "Choose no more than %(count)s answer.",
                "Choose no more than %(count)s answers.",
                question.max_answers,
            )
            % {"count": asking.speech.formatting.number(question.max_answers)}
        )
    _words(question, asking, question.id, question.text, *hints, is_read=True)
    with st.container(gap=None):
        for choice in question.choices:
            st.checkbox(
                as_label(words(choice.text, asking.speech)),
                value=choice.code in asking.entered.get(question.id, ()),
                key=asking.key(question.id, choice.code),
                width="stretch",
            )


def _number(question: Question, asking: Asking) -> None:
    st.text_input(
        _words(question, asking, question.id, question.text, *_hints(question, asking)),
        value=asking.first(question.id) or "",
        key=asking.key(question.id),
        autocomplete="off",
        placeholder="",
        label_visibility=_COLLAPSED,
    )


def _long_text(question: Question, asking: Asking) -> None:
    st.text_area(
        _words(question, asking, question.id, question.text, *_hints(question, asking)),
        value=asking.first(question.id) or "",
        key=asking.key(question.id),
        placeholder="",
        label_visibility=_COLLAPSED,
        height=160,
    )


def _note(question: Question, asking: Asking) -> None:
    st.html(Markup('<p class="note">{}</p>').format(marked(question.text, asking.speech)))


def _words(
    question: Question,
    asking: Asking,
    item: str,
    text: Translations,
    *hints: str,
    is_read: bool = False,
) -> str:
    """Show the words of a question; returns them as the name of its widget.

    ``is_read`` when no widget takes that name, so that screen readers read what is shown.
    """
    speech, problem = asking.speech, asking.problems.get(item, "")
    needed = " ({})".format(speech.gettext("needed")) if question.required else ""
    st.html(
        Markup('<div id="q-{}" class="question"><div{}>').format(
            item, "" if is_read else Markup(' aria-hidden="true"')
        )
        + Markup("<p><b>{}</b>{}</p>").format(marked(text, speech), needed)
        + _paragraphs(hints)
        + (Markup('<p class="problem">{}</p>').format(problem) if problem else "")
        + Markup("</div></div>")
    )
    return " ".join(filter(None, [words(text, speech) + needed, *hints, problem]))


def _paragraphs(hints: Sequence[str]) -> Markup:
    return Markup("").join(Markup('<p class="hint">{}</p>').format(hint) for hint in hints)


def _hints(question: Question, asking: Asking) -> tuple[str, ...]:
    return (words(question.hint, asking.speech),) if question.hint else ()


_WIDGETS: Mapping[QuestionType, Callable[[Question, Asking], None]] = {
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.SCALE: _scale,
    QuestionType.LIKERT_GRID: _grid,
    QuestionType.NUMBER: _number,
    QuestionType.TEXT: _long_text,
    QuestionType.NOTE: _note,
}
