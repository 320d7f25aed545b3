"""Coming back with the code at the full door.

The code is typed at the light door alone. Each rerun opens the case anew with the cookie from
there: neither a key nor anything that was opened is kept in the memory of the session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.follow_wording import (
    ENDED,
    LEFT,
    SAID,
    STEP_ERRORS,
    refusal,
    sentence_of,
    what_is_next,
)
from copfeedback.complaints.following import COMPLAINT_COOKIE, SessionEnded
from copfeedback.complaints.own_case import OwnCase
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import complaint_follow_steps as steps
from copfeedback.ui import frame, session
from copfeedback.ui.complaint_follow_parts import case_files, decision, erasure, messages, seal

_SAID, _PROBLEM, _UNSENT = "follow.said", "follow.problem", "follow.unsent"
Work = Callable[[str], object]


def show(speech: Speech) -> None:
    """The case of whoever has typed their code, for others the way to where it is typed."""
    token = session.browser().cookies.get(COMPLAINT_COOKIE, "")
    own = session.portal().following.own_case(token) if token else None
    if own is None:
        _ask_for_code(speech)
        return
    frame.heading(speech.gettext("Where it stands"))
    _tell(speech)
    _show_case(own, speech)
    do = partial(_do, token, speech)
    steps.message(do, speech)
    st.html(_ways(speech))
    st.html(Markup("<h2>{}</h2>").format(speech.gettext("What else you can do")))
    steps.others(own, do, speech)
    about = speech.gettext(
        "What you told us at the beginning is not shown again, so that nobody who has your phone "
        "can read it."
    )
    number = speech.gettext("Number of your case, to tell others about it; it opens nothing:")
    st.html(
        Markup('<p class="hint">{} {} <b dir="ltr">{}</b></p>').format(about, number, own.case_id)
    )
    st.html(seal(own, speech))
    st.button(speech.gettext("Leave"), on_click=partial(_leave, token), key="follow-leave")


def _ask_for_code(speech: Speech) -> None:
    _ = speech.gettext
    frame.heading(_("Go on with your code"))
    _tell(speech)
    if unsent := st.session_state.pop(_UNSENT, ""):
        st.text_area(_("Copy what you wrote, then type your numbers again."), value=unsent)
    said = _("You type your numbers on a page of their own. From there you can come back here.")
    st.html(
        Markup('<p>{}</p><p><a class="button" href="./{}/complaints/follow">{}</a></p>').format(
            said, speech.tag, _("Type your numbers")
        )
    )


def _show_case(own: OwnCase, speech: Speech) -> None:
    st.html(
        Markup("<p><b>{}</b> {}</p>").format(
            speech.gettext(sentence_of(own)),
            what_is_next(own, session.portal().surveys.today(), speech),
        )
    )
    for part in (erasure, decision, messages, case_files):
        if shown := part(own, speech):
            st.html(shown)


def _ways(speech: Speech) -> Markup:
    """What can be done at the light door alone: a file must not touch the disk on its way."""
    _ = speech.gettext
    return Markup(
        '<p><a href="./{0}/complaints/follow/file">{1}</a></p>'
        '<p><a href="./{0}/complaints/follow/proof">{2}</a></p>'
    ).format(
        speech.tag,
        _("Add a picture, paper or recording"),
        _("Get a proof that you wrote to us"),
    )


def _do(token: str, speech: Speech, said: str, work: Work, *fields: str) -> bool:
    """Do one step; what was typed for it goes once it is done. Whether it was."""
    try:
        work(token)
    except SessionEnded:
        st.session_state[_PROBLEM] = speech.gettext(ENDED)
        st.session_state[_UNSENT] = "\n".join(
            value for name in fields if isinstance(value := st.session_state.get(name), str)
        )
        return False
    except STEP_ERRORS as error:
        st.session_state[_PROBLEM], _status = refusal(error, speech)
        return False
    st.session_state[_SAID] = SAID[said]
    for name in fields:
        st.session_state[name] = None if name == steps.SCORE else ""
    return True


def _leave(token: str) -> None:
    session.portal().following.sign_out(token)
    st.session_state[_SAID] = LEFT
    for name in [name for name in st.session_state if str(name).startswith("follow.")]:
        if name != _SAID:
            del st.session_state[name]


def _tell(speech: Speech) -> None:
    """What came of the last step, once."""
    if problem := st.session_state.pop(_PROBLEM, ""):
        st.html(
            Markup('<div class="summary" role="alert"><h2>{}</h2><p>{}</p></div>').format(
                speech.gettext("Please check"), problem
            )
        )
    if said := st.session_state.pop(_SAID, ""):
        st.html(Markup('<p class="note" role="status">{}</p>').format(speech.gettext(said)))
