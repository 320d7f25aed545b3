"""Weeks with many complaints, for the independent body: where to look, and never what to think."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.counters import TRIGGERS, Measure
from copfeedback.complaints.early_warning import BadLook, Signal
from copfeedback.complaints.grounds import read_grounds
from copfeedback.complaints.model import Situation
from copfeedback.complaints.wording import SITUATION_NAMES, THEME_NAMES
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import complaint_figures, session, staff, tables
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Sentence
from copfeedback.ui.pages import EARLY_WARNING
from copfeedback.ui.staff import Form, button

QUESTIONS = (
    N_("Did the police do their work well here, or could it look as if they did not?"),
    N_("Would that weigh heavily on those it happened to?"),
    N_("Could somebody who was harmed, their family or their community lose trust?"),
    N_("How likely is that?"),
)
"""The four things to weigh (guidebook, lines 7238 to 7268), in words of our own."""
_DIMENSIONS = {Measure.WEEK_CATEGORY: "category", Measure.WEEK_SECTOR: "sector"}
_FAULTS: Mapping[type[Exception], Fault] = {
    BadLook: Fault(WHOLE, N_("Choose somebody, and write at most 2,000 characters."))
}
_SHOWN_MONTHS = 12


def introduction(speech: Speech) -> Markup:
    """What a signal is, and what to ask oneself."""
    _ = speech.gettext
    questions = Markup("").join(Markup("<li>{}</li>").format(_(each)) for each in QUESTIONS)
    return Markup("<p>{}</p><h2>{}</h2><ol>{}</ol>").format(
        _(
            "These weeks had more complaints than the seven weeks before them would let one expect "
            "(EARS C1). That is a reason to look, and not a fact: chance alone brings a few such "
            "weeks a year."
        ),
        _("What to ask yourself"),
        questions,
    )


def show_signals(signals: Sequence[Signal], people: Mapping[int, str], speech: Speech) -> None:
    """The weeks that stand out, each with who looks at it."""
    _ = speech.gettext
    st.html(Markup("<h2>{}</h2>").format(_("Look here")))
    if not signals:
        st.html(Markup("<p>{}</p>").format(_("No week stands out.")))
        return
    rows: list[tuple[str | Markup, list[str | Markup]]] = [
        (
            _name(each, speech),
            [
                _week(each.at[0], speech),
                speech.formatting.number(each.count),
                speech.formatting.number(round(each.expected.mean, 1)),
                each.looks or _("nobody yet"),
            ],
        )
        for each in signals
    ]
    heads = ["", _("Week from"), _("Complaints"), _("Usual"), _("Who looks at it")]
    st.html(tables.plain_table(_("Look here"), heads, rows))
    desk = Desk.at(EARLY_WARNING)
    staff.outcome(desk, speech)
    form = Form(desk, speech)
    names = {_key(each): f"{_name(each, speech)} · {_week(each.at[0], speech)}" for each in signals}
    chosen = form.choice("signal", _("Which week"), names)
    signal = next((each for each in signals if _key(each) == chosen), signals[0])
    by_id = {str(number): name for number, name in people.items()}
    form.choice("who", _("Who looks at it"), by_id, str(signal.staff_id or ""))
    form.long_text(
        f"note-{_key(signal)}",
        _("What they found"),
        signal.note,
        hint=_("Kept sealed. Write no names and nothing that leads to a case."),
    )
    button(desk, "save", _("Save"), partial(_save, form, signals), _FAULTS, primary=True)


def _save(form: Form, signals: Sequence[Signal], actor: Actor) -> Done:
    chosen, who = str(form.typed("signal") or ""), str(form.typed("who") or "")
    signal = next((each for each in signals if _key(each) == chosen), None)
    if signal is None or not who.isdecimal():
        raise BadLook
    note = str(form.typed(f"note-{chosen}") or "")
    session.portal().early_warning.look(actor, signal.at, int(who), note)
    return Done(Sentence(N_("It is saved.")))


def motives(found: Mapping[str, Counter[str]], speech: Speech) -> Markup:
    """How many complaints named which motive, by month."""
    _, said, grounds = speech.gettext, complaint_figures.in_words(speech), read_grounds()
    months = list(found)[:_SHOWN_MONTHS]
    named = Counter[str]()
    for month in months:
        named += found[month]
    rows = [
        (
            grounds.name(code, speech),
            [speech.formatting.number(found[month][code]) for month in months],
        )
        for code, _count in named.most_common()
    ]
    return Markup('<h2>{}</h2><p class="hint">{}</p>{}').format(
        _("Prejudice as a motive"),
        _("Exact numbers, for the independent body alone. Do not pass them on."),
        tables.plain_table(_("Prejudice as a motive"), ["", *map(said.month, months)], rows),
    )


def _name(signal: Signal, speech: Speech) -> str:
    _week_name, measure, value = signal.at
    if measure == Measure.WEEK_TRIGGER:
        sign = TRIGGERS[value]
        name = SITUATION_NAMES[sign] if isinstance(sign, Situation) else THEME_NAMES[sign]
        return speech.gettext(name)
    return complaint_figures.in_words(speech).name(_DIMENSIONS[Measure(measure)], value)


def _week(week: str, speech: Speech) -> str:
    return speech.formatting.date(date.fromisoformat(f"{week}-1"))


def _key(signal: Signal) -> str:
    return "|".join(signal.at)
