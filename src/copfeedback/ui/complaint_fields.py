"""A widget for every question of a complaint, and reading back what was entered in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.form import Asks, Entered, Field, Known, Option
from copfeedback.complaints.intake import Problem
from copfeedback.complaints.questions import NARRATIVE
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui.texts import as_label

_COLLAPSED = "collapsed"
_MANY = 12
_NOTHING = ""
_PARTS = ("day", "month", "year")


@dataclass(frozen=True)
class Asking:
    """What all widgets of a screen need; ``problems`` is what must be mended."""

    entered: Entered
    known: Known
    speech: Speech
    problems: Mapping[str, Problem]

    def key(self, field: Field, part: str = "") -> str:
        """The widget's key. The language is part of it: radio buttons are known by their words."""
        return f"complaint.{field.name}.{part}.{self.speech.tag}"

    def first(self, field: Field) -> str:
        """The value entered, or nothing."""
        return next(iter(self.entered.get(field.name, ())), "")


def ask(field: Field, asking: Asking) -> None:
    """Show a question with what was entered so far."""
    options = asking.known.options(field, asking.speech)
    is_read = field.asks in {Asks.CHOICES, Asks.DAY}
    label = _words(field, asking, is_read=is_read)
    match field.asks:
        case Asks.CHOICE:
            _choice(field, options, asking, label)
        case Asks.CHOICES:
            _choices(field, options, asking)
        case Asks.DAY:
            _day(field, asking)
        case Asks.LONG:
            st.text_area(
                label,
                value=asking.first(field),
                key=asking.key(field),
                placeholder="",
                label_visibility=_COLLAPSED,
                height=240 if field == NARRATIVE else 120,
            )
        case Asks.TEXT:
            st.text_input(
                label,
                value=asking.first(field),
                key=asking.key(field),
                autocomplete="off",
                placeholder="",
                label_visibility=_COLLAPSED,
            )


def entries(fields: Sequence[Field], asking: Asking) -> dict[str, list[str]]:
    """What stands in the widgets of these questions now."""
    return {field.name: list(_values(field, asking)) for field in fields}


def _values(field: Field, asking: Asking) -> Iterator[str]:
    state = st.session_state
    if field.asks is Asks.CHOICES:
        for option in asking.known.options(field, asking.speech):
            if state.get(asking.key(field, option.code)):
                yield option.code
        return
    for part in _PARTS if field.asks is Asks.DAY else ("",):
        value = state.get(asking.key(field, part))
        yield "" if value is None else str(value)


def _words(field: Field, asking: Asking, *, is_read: bool) -> str:
    """Show the words of a question; returns them as the name of its widget.

    Streamlit's own label reads Markdown, and its screen reader name is said with every sign of it.
    ``is_read`` when no widget takes that name, so that screen readers read what is shown.
    """
    _ = asking.speech.gettext
    needed = " ({})".format(_("needed")) if field == NARRATIVE else ""
    hint = _(field.hint) if field.hint else ""
    problem = asking.problems.get(field.name)
    told = problem.words(asking.speech) if problem else ""
    st.html(
        Markup('<div id="q-{}" class="question"><div{}><p><b>{}</b>{}</p>{}{}</div></div>').format(
            field.name,
            "" if is_read else Markup(' aria-hidden="true"'),
            _(field.label),
            needed,
            Markup('<p class="hint">{}</p>').format(hint) if hint else "",
            Markup('<p class="problem">{}</p>').format(told) if told else "",
        )
    )
    return " ".join(filter(None, [_(field.label) + needed, hint, told]))


def _choice(field: Field, options: Sequence[Option], asking: Asking, label: str) -> None:
    codes = [option.code for option in options]
    names = {option.code: option.name for option in options}
    entered = asking.first(field)
    index = codes.index(entered) if entered in codes else None
    if len(codes) > _MANY:
        st.selectbox(
            label,
            codes,
            index=index,
            format_func=lambda code: names[code],
            key=asking.key(field),
            placeholder=asking.speech.gettext("Nothing chosen"),
            label_visibility=_COLLAPSED,
        )
        return
    if index is not None:  # a radio button cannot be let go of otherwise
        names[_NOTHING] = asking.speech.gettext("Nothing chosen")
    st.radio(
        label,
        list(names),
        index=index,
        format_func=lambda code: as_label(names[code]),
        key=asking.key(field),
        label_visibility=_COLLAPSED,
        width="stretch",
    )


def _choices(field: Field, options: Sequence[Option], asking: Asking) -> None:
    with st.container(gap=None):
        for option in options:
            sentence = f": {as_label(option.sentence)}" if option.sentence else ""
            name = as_label(option.name)
            st.checkbox(
                f"**{name}**{sentence}" if sentence else name,
                value=option.code in asking.entered.get(field.name, ()),
                key=asking.key(field, option.code),
                width="stretch",
            )


def _day(field: Field, asking: Asking) -> None:
    """Three fields, because Streamlit's calendar speaks English alone."""
    _, speech = asking.speech.gettext, asking.speech
    day, month, year = (*asking.entered.get(field.name, ()), "", "", "")[:3]
    months = {str(number): name for number, name in enumerate(speech.formatting.months(), 1)}
    numbers = list(months)
    with st.container(horizontal=True):
        st.text_input(
            _("Day"), value=day, key=asking.key(field, "day"), autocomplete="off", width=90
        )
        st.selectbox(
            _("Month"),
            numbers,
            index=numbers.index(month) if month in months else None,
            format_func=lambda number: months[number],
            key=asking.key(field, "month"),
            placeholder="",
            width=200,
        )
        st.text_input(
            _("Year"), value=year, key=asking.key(field, "year"), autocomplete="off", width=110
        )
