"""Messages between the complainant and those who handle the case."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_parts import Message
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.model import ENDED_STATES, Side, State
from copfeedback.complaints.templates_of_messages import (
    TEMPLATE_NAMES,
    Template,
    suggested,
    write,
)
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, typed_words
from copfeedback.ui.staff import Form

_FILLED = "filled"


def show(view: CaseView, form: Form) -> None:
    """All messages, the latest last, and the form for another one."""
    _, speech = form.speech.gettext, form.speech
    case_desk.heading(_("Messages"))
    if not view.messages:
        case_desk.line(_("There are no messages yet."))
    for message in view.messages:
        st.html(_shown(message, speech))
    case_desk.heading(_("Write to the complainant"))
    if view.state in ENDED_STATES:
        case_desk.line(_("They read it only if they look at their case again with their code."))
    _show_form(view, form)


def _shown(message: Message, speech: Speech) -> Markup:
    _ = speech.gettext
    theirs = message.side is Side.COMPLAINANT
    who = _("The complainant") if theirs else message.author
    by = Markup("")
    if message.translated_by:
        translated = _("Translated by %(name)s") % {"name": message.translated_by}
        by = Markup("<p><small>{}</small></p>").format(translated)
    return Markup("<h3><bdi>{}</bdi> · {}</h3>{}{}").format(
        who,
        speech.formatting.date(message.on),
        case_desk.with_translations(message.text, message.language, message.translations, speech),
        by,
    )


def _show_form(view: CaseView, form: Form) -> None:
    _, desk = form.speech.gettext, form.desk
    templates = {"": _("None")} | {each.value: _(name) for each, name in TEMPLATE_NAMES.items()}
    chosen = form.choice("template", _("Begin with a ready text"), templates)
    field = f"text{desk.entered.get(_FILLED, 0)}"
    case_desk.words_fields(form, field, _("Your message"), view.language)
    if chosen:
        by = suggested(Template(chosen), view, session.portal().clocks, case_desk.today())
        st.button(
            _("Put the ready text in"),
            key=desk.key("fill"),
            on_click=_fill,
            args=(form, field, chosen, by),
        )
    _show_sending(view, form, field)


def _fill(form: Form, field: str, chosen: str, by: date | None) -> None:
    """Put a ready text below what was typed, into a fresh field.

    Streamlit would not show another text in the field that is there.
    """
    catalogues = session.portal().catalogues
    language = str(form.typed(f"{field}.language") or "")
    tag = language if language in catalogues.languages else form.speech.tag
    before, entered = case_desk.typed(form, field).strip(), form.desk.entered
    text = write(Template(chosen), catalogues.speech(tag), by=by)
    form.put(field, "")
    number = entered[_FILLED] = entered.get(_FILLED, 0) + 1
    entered[f"text{number}"] = f"{before}\n\n{text}" if before else text
    entered[f"text{number}.language"] = tag


def _show_sending(view: CaseView, form: Form, field: str) -> None:
    """The button that sends it: what it does depends on where the case stands."""
    _, case_id = form.speech.gettext, view.case_id
    cases, decisions = session.portal().casework.cases, session.portal().casework.decisions

    def acknowledge(actor: Actor, key: HolderKey | None) -> None:
        cases.acknowledge(actor, key, case_id, typed_words(form, field))

    def tell(actor: Actor, key: HolderKey | None) -> None:
        decisions.tell(actor, key, case_id, typed_words(form, field))

    def send(actor: Actor, key: HolderKey | None) -> None:
        cases.send_message(actor, key, case_id, typed_words(form, field))

    if State.ACKNOWLEDGED in view.next_states:
        do, label = acknowledge, _("Acknowledge the complaint with this message")
    elif view.state is State.DECIDED and view.told_on is None:
        do, label = tell, _("Tell the decision with this message")
    else:
        do, label = send, _("Send")
    said = N_("The message is in the case. The complainant reads it with their code.")
    act(form, "send", label, do, said, field=field, clears=(field, f"{field}.by"), primary=True)
