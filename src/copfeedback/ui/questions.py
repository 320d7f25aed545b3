"""A widget for every type of question, and reading back what was entered in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.asking import parts_of_day
from copfeedback.surveys.model import SCALE_MAXIMUM, SCALE_MINIMUM, Choice, Question, QuestionType
from copfeedback.ui import prompts
from copfeedback.ui.question_words import Asking, beside, hints_of, paragraphs, show_words
from copfeedback.ui.texts import as_label, marked, words

_POINTS = [str(point) for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1)]
_COLLAPSED = "collapsed"
_WIDTH_OF_NUMBERS = 160
_PARTS_OF_A_DAY = ("day", "month", "year")


def ask(question: Question, asking: Asking) -> None:
    """Show a question with what was entered so far."""
    _WIDGETS[question.type](question, asking)


def entries(questions: Sequence[Question], asking: Asking) -> dict[str, list[str]]:
    """What stands in the widgets of these questions now."""
    return {
        item: list(_fields(question, item, asking))
        for question in questions
        for item in question.item_ids
    }


def _fields(question: Question, item: str, asking: Asking) -> Iterator[str]:
    state = st.session_state
    if item == question.other_item:
        parts: Sequence[str] = [""]
    elif question.type is QuestionType.MULTIPLE:
        codes = (choice.code for choice in question.choices)
        yield from (code for code in codes if state.get(asking.key(item, code)))
        return
    elif question.type is QuestionType.RANKING:
        parts = list(map(str, _places(question)))
    elif question.type is QuestionType.DATE:
        parts = _PARTS_OF_A_DAY
    else:
        parts = [""]
    for part in parts:
        value = state.get(asking.key(item, part))
        yield "" if value is None else str(value)


def _single(question: Question, asking: Asking) -> None:
    label = show_words(question, asking, question.id, question.text, *hints_of(question, asking))
    _choices(question, asking, question.id, label)


def _grid(question: Question, asking: Asking) -> None:
    text = Markup('<h2 class="question">{}</h2>').format(marked(question.text, asking.speech))
    st.html(text + paragraphs(hints_of(question, asking)) + beside(question, asking, question.id))
    for row in question.rows:
        label = show_words(question, asking, row.id, row.text)
        _choices(question, asking, row.id, label, horizontal=True)


def _choices(
    question: Question, asking: Asking, item: str, label: str, *, horizontal: bool = False
) -> None:
    texts = {choice.code: _pictured(choice, asking) for choice in question.choices}
    _radio(texts, asking, item, label, horizontal=horizontal)
    if item == question.id:
        _other(question, asking)


def _pictured(choice: Choice, asking: Asking) -> str:
    """The words of a choice as a label, with its picture before them."""
    label = as_label(words(choice.text, asking.speech))
    picture = prompts.picture(asking.asked, choice, asking.speech)
    return f"![]({picture}) {label}" if picture else label


def _other(question: Question, asking: Asking) -> None:
    """A field for what “other” means."""
    item = question.other_item
    if not item:
        return
    answer = words(question.text_of(item), asking.speech)
    text = asking.speech.gettext("If “%(answer)s”: please say what you mean")
    st.text_input(
        show_words(question, asking, item, text % {"answer": answer}),
        value=asking.first(item) or "",
        key=asking.key(item),
        autocomplete="off",
        placeholder="",
        label_visibility=_COLLAPSED,
    )


def _scale(question: Question, asking: Asking) -> None:
    number = asking.speech.formatting.number
    ends = [
        f"{number(point)}: {words(end, asking.speech)}"
        for point, end in ((SCALE_MINIMUM, question.low), (SCALE_MAXIMUM, question.high))
        if end is not None
    ]
    hints = (*hints_of(question, asking), *ends)
    label = show_words(question, asking, question.id, question.text, *hints)
    points = {point: as_label(number(int(point))) for point in _POINTS}
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
        format_func=lambda code: texts[code],
        key=asking.key(item),
        horizontal=horizontal,
        label_visibility=_COLLAPSED,
        width="stretch",
    )


def _multiple(question: Question, asking: Asking) -> None:
    hints = (*hints_of(question, asking), *_how_many(question, asking.speech))
    show_words(question, asking, question.id, question.text, *hints, is_read=True)
    with st.container(gap=None):
        for choice in question.choices:
            _box(question, choice, asking)
    _other(question, asking)


def _box(question: Question, choice: Choice, asking: Asking) -> None:
    """A box to tick. Its picture stands beside it: in the label, it would be read as Markdown."""
    picture = prompts.picture(asking.asked, choice, asking.speech)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if picture:
            st.html(Markup('<img class="choice" src="{}" alt="">').format(picture), width="content")
        st.checkbox(
            as_label(words(choice.text, asking.speech)),
            value=choice.code in asking.entered.get(question.id, ()),
            key=asking.key(question.id, choice.code),
            width="content" if picture else "stretch",
        )


def _how_many(question: Question, speech: Speech) -> Iterator[str]:
    """How many answers can be chosen."""
    if least := question.min_answers:
        yield speech.ngettext(
            "Choose at least %(count)s answer.", "Choose at least %(count)s answers.", least
        ) % {"count": speech.formatting.number(least)}
    if most := question.max_answers:
        yield speech.ngettext(
            "Choose no more than %(count)s answer.", "Choose no more than %(count)s answers.", most
        ) % {"count": speech.formatting.number(most)}


def _places(question: Question) -> range:
    return range(question.max_answers or len(question.choices))


def _ranking(question: Question, asking: Asking) -> None:
    _, speech = asking.speech.gettext, asking.speech
    hint = _("Put the most important first. You can leave places empty.")
    show_words(
        question,
        asking,
        question.id,
        question.text,
        *hints_of(question, asking),
        hint,
        is_read=True,
    )
    texts = {choice.code: words(choice.text, speech) for choice in question.choices}
    codes = list(texts)
    ranked = list(asking.entered.get(question.id, ()))
    for place in _places(question):
        chosen = ranked[place] if place < len(ranked) and ranked[place] in texts else None
        st.selectbox(
            _("Place %(number)s") % {"number": speech.formatting.number(place + 1)},
            codes,
            index=codes.index(chosen) if chosen is not None else None,
            format_func=lambda code: texts[code],
            key=asking.key(question.id, str(place)),
            placeholder=_("Nothing chosen"),
        )


def _day(question: Question, asking: Asking) -> None:
    """Three fields, because Streamlit's calendar speaks English alone."""
    _, speech = asking.speech.gettext, asking.speech
    show_words(
        question, asking, question.id, question.text, *hints_of(question, asking), is_read=True
    )
    day, month, year = parts_of_day(asking.entered.get(question.id, ()))
    months = {str(number): name for number, name in enumerate(speech.formatting.months(), 1)}
    numbers = list(months)
    with st.container(horizontal=True):
        st.text_input(
            _("Day"), value=day, key=asking.key(question.id, "day"), autocomplete="off", width=90
        )
        st.selectbox(
            _("Month"),
            numbers,
            index=numbers.index(month) if month in months else None,
            format_func=lambda number: months[number],
            key=asking.key(question.id, "month"),
            placeholder="",
            width=200,
        )
        st.text_input(
            _("Year"),
            value=year,
            key=asking.key(question.id, "year"),
            autocomplete="off",
            width=110,
        )


def _time(question: Question, asking: Asking) -> None:
    hint = asking.speech.gettext("Hours and minutes, such as 14:30")
    _one_line(question, asking, hint, width=_WIDTH_OF_NUMBERS)


def _number(question: Question, asking: Asking) -> None:
    _one_line(question, asking, width=_WIDTH_OF_NUMBERS)


def _one_line(
    question: Question, asking: Asking, *hints: str, width: int | Literal["stretch"] = "stretch"
) -> None:
    st.text_input(
        show_words(
            question, asking, question.id, question.text, *hints_of(question, asking), *hints
        ),
        value=asking.first(question.id) or "",
        key=asking.key(question.id),
        autocomplete="off",
        placeholder="",
        label_visibility=_COLLAPSED,
        width=width,
    )


def _text(question: Question, asking: Asking) -> None:
    (_one_line if question.short else _long_text)(question, asking)


def _long_text(question: Question, asking: Asking) -> None:
    st.text_area(
        show_words(question, asking, question.id, question.text, *hints_of(question, asking)),
        value=asking.first(question.id) or "",
        key=asking.key(question.id),
        placeholder="",
        label_visibility=_COLLAPSED,
        height=160,
    )


def _note(question: Question, asking: Asking) -> None:
    st.html(
        Markup('<div class="note"><p>{}</p>{}{}</div>').format(
            marked(question.text, asking.speech),
            paragraphs(hints_of(question, asking)),
            beside(question, asking, question.id),
        )
    )


_WIDGETS: Mapping[QuestionType, Callable[[Question, Asking], None]] = {
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.SCALE: _scale,
    QuestionType.LIKERT_GRID: _grid,
    QuestionType.SECTOR: _single,
    QuestionType.CONSENT: _single,
    QuestionType.RANKING: _ranking,
    QuestionType.NUMBER: _number,
    QuestionType.DECIMAL: _number,
    QuestionType.DATE: _day,
    QuestionType.TIME: _time,
    QuestionType.TEXT: _text,
    QuestionType.NOTE: _note,
}
