"""What an independent body asks the police about complaints, as the liaison answers it."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.police_requests import PoliceRequest
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, plain, typed
from copfeedback.ui.staff import Form


def show(actor: Actor, form: Form) -> None:
    """Every request to this officer, open ones first, each with a form for the answer."""
    _ = form.speech.gettext
    found = session.portal().casework.requests.own(actor, session.holder_key())
    case_desk.line(
        _(
            "You see what you are asked, and a copy in which parts are blackened. Do not try to "
            "find out who complained, and let nobody suffer for it."
        )
    )
    if not found:
        case_desk.line(_("Nothing is asked of you."))
    for request in found:
        with st.container(border=True, key=f"request-{request.id}"):
            _show_one(request, form)


def _show_one(request: PoliceRequest, form: Form) -> None:
    _, speech = form.speech.gettext, form.speech
    st.html(_asked(request, speech))
    if request.answered_on is not None:
        day = speech.formatting.date(request.answered_on)
        told = _("Answered on %(day)s") % {"day": day}
        st.html(Markup("<h3>{}</h3>{}").format(told, plain(request.reply)))
        return
    field = f"answer-{request.id}"
    hint = _("It is sealed for those who handle the case, and cannot be changed afterwards.")
    form.long_text(field, _("Your answer"), hint=hint)
    do, said = partial(_answer, request.id, form, field), N_("Your answer is sent.")
    act(
        form,
        f"send-{request.id}",
        _("Send the answer"),
        do,
        said,
        field=field,
        clears=(field,),
        primary=True,
    )


def _asked(request: PoliceRequest, speech: Speech) -> Markup:
    _ = speech.gettext
    sent = _("Sent on %(day)s") % {"day": speech.formatting.date(request.sent_on)}
    due = Markup("")
    if request.answered_on is None:
        due = Markup(" · ") + case_desk.due(request.due_on, case_desk.today(), speech)
    copy = Markup("")
    if request.copy:
        name = _("What was complained of, with parts blackened")
        copy = Markup("<h3>{}</h3>{}").format(name, plain(request.copy))
    return Markup("<h2>{}</h2>{}<p><small>{}{}</small></p>{}").format(
        _("What you are asked"), plain(request.text), sent, due, copy
    )


def _answer(request_id: str, form: Form, field: str, actor: Actor, key: HolderKey | None) -> None:
    text = typed(form, field)
    session.portal().casework.requests.answer(actor, key, request_id, text)
