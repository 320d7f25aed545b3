"""Codes at the full door: the access code that lets in, the number to go on another time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from copfeedback.check_digit import NotACode
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.access_code import CodeForm
from copfeedback.surveys.admission_wording import ACCESS, NEEDED, REFUSALS, RESUME, SLIPS, refusal
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.carried import Carried
from copfeedback.surveys.resuming import TooMuch
from copfeedback.surveys.service import NotOpen
from copfeedback.ui import session
from copfeedback.ui.visit import Screen, Visit


def client() -> str | None:
    """The address the reader comes from; kept nowhere."""
    return session.browser().address


def start(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    """The button that starts, with a field for the access code where one is needed."""
    _ = speech.gettext
    needs_code = asked.wave.plan.by_code and not visit.about.code

    def begin() -> None:
        visit.told = ""
        if not needs_code or _let_in(asked, visit, speech):
            visit.forward()

    tell(asked, visit, speech)
    with st.form("begin", border=False, enter_to_submit=False):
        if needs_code:
            label = _("Code from your letter or slip")
            st.text_input(label, key=ACCESS, autocomplete="off", placeholder="")
            hint = _("The code only opens the survey. It is not kept with your answers.")
            st.html(Markup('<p class="hint">{}</p>').format(hint))
        onward = _("Go on") if visit.is_unsent else _("Start")
        st.form_submit_button(onward, type="primary", on_click=begin, key="start")
    with st.expander(_("Go on with answers you began earlier")):
        _ask_for_number(asked, visit, speech)


def _ask_for_number(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    _ = speech.gettext
    with st.form("resuming", border=False, enter_to_submit=False):
        label = _("The number you wrote down")
        st.text_input(label, key=RESUME, autocomplete="off", placeholder="")
        st.form_submit_button(
            _("Go on"), on_click=_go_on, args=(asked, visit, speech), key="resume-answers"
        )


def tell(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    """Why something was not done, or the number under which answers were put aside."""
    _ = speech.gettext
    if visit.told:
        told = Markup('<div class="summary" role="alert"><p>{}</p></div>')
        st.html(told.format(visit.told))
    if visit.number:
        host = session.portal().settings.public_address.split("://", 1)[1].rstrip("/")
        sentences = (
            _("We keep your answers for 14 days, locked with this number. Then they are deleted."),
            _(
                "Nobody can read them without the number, not even we. If it is lost, we cannot "
                "find them again."
            ),
            _("They count only when you have sent them."),
        )
        st.html(
            Markup(
                '<div class="note" role="status"><p>{}</p><p class="code" dir="ltr">{}</p>'
                '<p>{} <b dir="ltr">{}</b></p><p>{}</p></div>'
            ).format(
                _(
                    "Write down this number. With it you can go on with your answers on any "
                    "phone or computer:"
                ),
                visit.number,
                _("Go to this address and enter the number there:"),
                f"{host}/s/{asked.wave.short}",
                " ".join(sentences),
            )
        )


def put_aside(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    """Keep the answers for later, and show the number."""
    visit.told = visit.number = ""
    portal = session.portal()
    kept, number = visit.carried.content(), visit.about.resume or None
    try:
        visit.number = portal.drafts.save(asked, kept, number, portal.surveys.today(), client())
    except NotOpen:
        visit.finish(Screen.TOO_LATE)
    except TooMuch:
        visit.told = speech.gettext("This is too much to be kept. Please shorten your answers.")
    except REFUSALS as error:
        visit.told, _status = refusal(error, speech)
    else:
        visit.about = replace(visit.about, resume=visit.number)


def forget(asked: AskedWave, visit: Visit) -> None:
    """Answers that were sent are kept no longer; otherwise they expire by themselves."""
    if visit.about.resume:
        today = session.portal().surveys.today()
        with suppress(NotACode, NotOpen, TooFast, StorageUnavailable):
            session.portal().drafts.forget(asked, visit.about.resume, today)


def _let_in(asked: AskedWave, visit: Visit, speech: Speech) -> bool:
    typed = st.session_state.get(ACCESS, "")
    if not typed.strip():
        visit.told = speech.gettext(NEEDED)
        return False
    try:
        code = session.portal().codes.check(asked, typed, client() or "")
    except REFUSALS as error:
        visit.told, _status = refusal(error, speech, slip=SLIPS[ACCESS])
        return False
    visit.about = replace(visit.about, code=code.written(CodeForm.DIGITS))
    return True


def _go_on(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    visit.told = ""
    typed, portal = st.session_state.get(RESUME, ""), session.portal()
    try:
        kept = portal.drafts.resume(asked, typed, portal.surveys.today(), client() or "")
        visit.go_on_with(Carried.of_content(kept), typed.strip())
    except NotOpen:
        visit.finish(Screen.TOO_LATE)
    except REFUSALS as error:
        visit.told, _status = refusal(error, speech, slip=SLIPS[RESUME])
