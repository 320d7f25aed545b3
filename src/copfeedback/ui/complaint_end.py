"""The end of a complaint at the full door: the review, the code, and that it is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints import intake_wording as wording
from copfeedback.complaints.answer_words import in_words
from copfeedback.complaints.carried import Drawn
from copfeedback.complaints.filing import CodeTaken, Filed
from copfeedback.complaints.form import Known, Step
from copfeedback.complaints.intake import Checked, read_field
from copfeedback.complaints.model import Channel
from copfeedback.complaints.questions import FIELDS
from copfeedback.complaints.steps import REVIEW, way
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.ui import frame, session
from copfeedback.ui.admission import client
from copfeedback.ui.complaint_visit import ComplaintVisit
from copfeedback.ui.texts import as_label

_TYPED = "complaint-typed"


def show_review(here: ComplaintVisit, checked: Checked, known: Known, speech: Speech) -> None:
    """Everything that will be sent, and what must be mended."""
    _ = speech.gettext
    frame.language_buttons(speech, st.button)
    frame.heading(_("Check your answers"))
    if here.told:
        _tell(Markup("<p>{}</p>").format(here.told), speech)
    elif checked.problems:
        lines = Markup("").join(
            Markup("<li>{}: {}</li>").format(_(FIELDS[name].label), problem.words(speech))
            for name, problem in checked.problems.items()
        )
        _tell(Markup("<ul>{}</ul>").format(lines), speech)
    st.html(Markup("<p>{}</p>").format(_("Nothing is stored yet. This is what will be sent:")))
    for step in way(here.entered):
        answers = _answers(here, step, known, speech)
        if answers or any(field.name in checked.problems for field in step.fields):
            st.html(Markup("<h2>{}</h2><dl>{}</dl>").format(_(step.title), answers))
            st.button(
                _("Change: %(section)s") % {"section": as_label(_(step.title))},
                on_click=partial(here.go, step.id, reviewing=True),
                key=f"complaint-change-{step.id}",
            )
    with st.container(horizontal=True):
        if not checked.problems:
            onward = partial(here.forward, checked)
            st.button(_("Next"), type="primary", on_click=onward, key="complaint-next")
        st.button(_("Back"), on_click=here.back, key="complaint-back")


def _answers(here: ComplaintVisit, step: Step, known: Known, speech: Speech) -> Markup:
    today = session.portal().surveys.today()
    lines = Markup("")
    for field in step.fields:
        values, _problem = read_field(field, here.entered.get(field.name, ()), known, today)
        if words := in_words(field, values, known, speech):
            lines += Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(
                speech.gettext(field.label), words
            )
    return lines


def show_code(
    here: ComplaintVisit, checked: Checked, recorder: Actor | None, speech: Speech
) -> None:
    """The code, before anything is sent: one group of it is to be typed back."""
    _ = speech.gettext
    if checked.problems:
        here.go(REVIEW)
        st.rerun()
        return
    drawn = here.drawn or _draw(here, speech)
    if drawn is None:
        st.rerun()
        return
    frame.language_buttons(speech, st.button)
    frame.heading(_("Your code"))
    if here.told:
        _tell(Markup("<p>{}</p>").format(here.told), speech)
    st.html(Markup("<p>{}</p>").format(_(wording.WRITE_DOWN)))
    _groups(drawn)
    number = speech.formatting.number(drawn.asked_group)
    with st.form("complaint.code", border=False):
        st.text_input(
            _(wording.TYPE_BACK) % {"number": number},
            key=_TYPED,
            autocomplete="off",
            placeholder="",
        )
        said = _("Nothing is stored before you press “Send”.")
        st.html(Markup("<p>{}</p>").format(said))
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Send"),
                type="primary",
                on_click=partial(_send, here, drawn, checked, speech, is_staff=bool(recorder)),
                key="complaint-send",
            )
            st.form_submit_button(_("Back"), on_click=here.back, key="complaint-back")


def _draw(here: ComplaintVisit, speech: Speech) -> Drawn | None:
    """A code; without a database, the review says that there is none now."""
    try:
        here.drawn = Drawn(*session.portal().filing.draw())
    except StorageUnavailable as error:
        here.go(REVIEW)
        here.told, _status = wording.not_sent(error, speech)
    return here.drawn


def _send(
    here: ComplaintVisit, drawn: Drawn, checked: Checked, speech: Speech, *, is_staff: bool
) -> None:
    typed = str(st.session_state.get(_TYPED) or "")
    if not drawn.is_typed_back(typed):
        number = speech.formatting.number(drawn.asked_group)
        here.told = speech.gettext(wording.NOT_THE_GROUP) % {"number": number}
        return
    filing = session.portal().filing
    new = here.new_case(drawn, checked, speech.tag)
    try:
        filed = (
            filing.file_for(session.actor(), new) if is_staff else filing.file(new, client() or "")
        )
    except NotPermitted:
        here.told = speech.gettext("You may not do this. Perhaps your role has changed.")
    except wording.NOT_SENT as error:
        if isinstance(error, CodeTaken):
            here.drawn = None
        here.told, _status = wording.not_sent(error, speech)
    else:
        here.finish(filed)


def show_receipt(
    here: ComplaintVisit, drawn: Drawn, filed: Filed, speech: Speech, forget: Callable[[], None]
) -> None:
    """It is there; the code stays on the screen until the person says that they have it."""
    _ = speech.gettext
    day = speech.formatting.date(filed.look_again_on)
    frame.language_buttons(speech, st.button)
    frame.heading(_(wording.THERE))
    st.html(
        Markup("<p><b>{}</b> {}</p>").format(
            _(wording.LOOK_AGAIN) % {"day": day}, _(wording.WRITE_DOWN)
        )
    )
    _groups(drawn)
    said = _(wording.ADD_RECORDING) if here.is_spoken else _(wording.ADD_FILES)
    st.html(
        Markup('<p>{} <a href="./{}/complaints/follow">{}</a></p>').format(
            said, speech.tag, _("Go on with your code")
        )
    )
    changed = _(
        "If this number differs later from the one you are shown with your code, something was "
        "changed."
    )
    if here.channel is not Channel.PASSED_ON:  # who passes something on does not learn the case
        st.html(
            Markup(
                '<p>{} <b dir="ltr">{}</b></p><details><summary>{}</summary><p>{}</p>'
                '<p><code dir="ltr">{}</code></p></details>'
            ).format(
                _(wording.CASE_NUMBER), filed.case_id, _(wording.SEAL), changed, filed.head.hex()
            )
        )
    history = _(
        "Your phone or computer may remember that you opened this page. Clear its history if that "
        "could put you at risk."
    )
    st.html(Markup("<p>{}</p>").format(history))
    st.button(_(wording.HAVE_IT), type="primary", on_click=forget, key="complaint-done")


def _groups(drawn: Drawn) -> None:
    lines = Markup("").join(
        Markup("<li>{}</li>").format(group) for group in drawn.code.written.split()
    )
    st.html(Markup('<ol class="code" dir="ltr">{}</ol>').format(lines))


def _tell(lines: Markup, speech: Speech) -> None:
    st.html(
        Markup('<div class="summary" role="alert"><h2>{}</h2>{}</div>').format(
            speech.gettext("Please check"), lines
        )
    )
