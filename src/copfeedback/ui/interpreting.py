"""What an interpreter sees of the cases they were called to, and translates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_parts import Message, Narrative
from copfeedback.complaints.interpreting import InterpretedCase
from copfeedback.complaints.model import Side
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, typed_words, with_translations
from copfeedback.ui.pages import INTERPRETING, page_file
from copfeedback.ui.staff import Form


def show_all(cases: Sequence[str], speech: Speech) -> None:
    """The way to every case this interpreter has a key to."""
    _ = speech.gettext
    if not cases:
        case_desk.line(_("You have not been called to a case."))
    for case_id in cases:
        query = {case_desk.CASE: case_id}
        st.page_link(page_file(INTERPRETING), label=case_id, query_params=query)


def show_one(case: InterpretedCase, form: Form) -> None:
    """What was told and written in a case, and the form to translate one text of it."""
    _, speech = form.speech.gettext, form.speech
    texts: dict[str, str] = {}
    case_desk.heading(_("What happened"))
    _show(case.narrative, form)
    if case.narrative.text:
        texts[str(case.narrative.number)] = _("What happened")
    case_desk.heading(_("Messages"))
    if not case.messages:
        case_desk.line(_("There are no messages yet."))
    for message in case.messages:
        theirs = message.side is Side.COMPLAINANT
        who = _("The complainant") if theirs else message.author
        day = speech.formatting.date(message.on)
        st.html(Markup("<h3><bdi>{}</bdi> · {}</h3>").format(who, day))
        _show(message, form)
        texts[str(message.number)] = _("Message, number %(number)s") % {
            "number": str(message.number)
        }
    if not texts:
        case_desk.line(_("There is no text to translate."))
        return
    case_desk.heading(_("Translate"))
    form.choice("of", _("Which text?"), texts)
    case_desk.words_fields(form, "translation", _("Your translation"), speech.tag, own=True)
    do, said = partial(_translate, case.case_id, form), N_("The translation is in the case.")
    act(
        form,
        "translate",
        _("Save the translation"),
        do,
        said,
        field="translation",
        clears=("translation",),
        primary=True,
    )


def _show(told: Narrative | Message, form: Form) -> None:
    st.html(with_translations(told.text, told.language, told.translations, form.speech))


def _translate(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    number, words = int(form.typed("of")), typed_words(form, "translation")
    session.portal().casework.interpreting.translate(actor, key, case_id, number, words)
