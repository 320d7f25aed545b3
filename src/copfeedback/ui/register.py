"""Officers and units that come up again: what a case adds, and what others hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_errors import KeyLocked
from copfeedback.complaints.register_model import RegisterEntry, Repetition
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, typed
from copfeedback.ui.pages import CASE, page_file
from copfeedback.ui.staff import Form

_LOOKED_FOR = "words"
NOT_SHARED = N_(
    "You do not have the key of the register yet. You get it when a colleague who has it opens it."
)


def show_of_case(case_id: str, form: Form) -> None:
    """What repeats of what this case holds, and the form that adds to it."""
    _ = form.speech.gettext
    key, work = session.holder_key(), session.portal().casework.register
    try:
        found = work.of_case(session.actor(), key, case_id)
    except KeyLocked:
        case_desk.line(_(NOT_SHARED))
        return
    if found:
        show_repetitions(found, form.speech)
    else:
        case_desk.line(_("Nothing of this case comes up in another one so far."))
    case_desk.line(
        _("Write the name, number or unit the same way in every case. Only caseworkers see it.")
    )
    form.text("officer", _("Name of the officer"))
    form.text("number", _("Number on the uniform or car"))
    form.text("unit", _("Police unit"))
    form.text("alleged", _("What is alleged, in a few words"))
    do, said = partial(_add, case_id, form), N_("It is in the register.")
    clears = ("officer", "number", "unit", "alleged")
    act(form, "register", _("Add to the register"), do, said, field="officer", clears=clears)


def show_search(actor: Actor, form: Form) -> None:
    """A field to look for a name, number or unit, and what comes up again."""
    _ = form.speech.gettext
    key, work = session.holder_key(), session.portal().casework.register
    words = form.text(_LOOKED_FOR, _("Name, number or unit; empty for all that come up again"))
    try:
        found = work.look_up(actor, key, words)
    except KeyLocked:
        if key is None:
            raise
        case_desk.line(_(NOT_SHARED))
        return
    case_desk.line(
        _("It says who was complained of more than once. It does not say who is guilty.")
    )
    if found:
        show_repetitions(found, form.speech)
    else:
        case_desk.line(_("Nothing comes up."))


def show_repetitions(found: Sequence[Repetition], speech: Speech) -> None:
    """Each name, number or unit with the number of cases, and the way to those one may open."""
    _ = speech.gettext
    for at, each in enumerate(found):
        count = speech.ngettext("%(count)s case", "%(count)s cases", each.cases) % {
            "count": speech.formatting.number(each.cases)
        }
        days = [speech.formatting.date(day) for day in dict.fromkeys((each.first_on, each.last_on))]
        alleged = Markup("").join(
            Markup("<li><bdi>{}</bdi></li>").format(text) for text in each.allegations
        )
        with st.container(key=f"row-{at}", gap=None):
            st.html(
                Markup("<p><b><bdi>{}</bdi></b> · {} · {}</p><ul>{}</ul>").format(
                    each.written, count, " – ".join(days), alleged
                )
            )
            with st.container(horizontal=True):
                for case_id in each.own_cases:
                    query = {case_desk.CASE: case_id}
                    st.page_link(page_file(CASE), label=case_id, query_params=query)


def _add(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    entry = RegisterEntry(
        typed(form, "officer"), typed(form, "number"), typed(form, "unit"), typed(form, "alleged")
    )
    session.portal().casework.register.add(actor, key, case_id, entry)
