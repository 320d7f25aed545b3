"""One's own key for complaints: how it stands. What is secret of it is on a plain page.

Streamlit would keep a recovery key that is typed or shown in the memory of the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.holder_model import KeyState, OnRoster
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.ui import staff

_ON_ROSTER: Mapping[OnRoster, str] = {
    OnRoster.YES: N_("Yes"),
    OnRoster.NO_ROSTER: N_("there is no roster yet"),
    OnRoster.NOT_YET: N_("not yet: complaints are not sealed to you"),
    OnRoster.ANOTHER_KEY: N_("another key of yours is: tell whoever signs the roster"),
}


def show(state: KeyState, speech: Speech) -> None:
    """How it stands with the key, and what to do about it."""
    _ = speech.gettext
    if not state.fingerprint:
        st.html(Markup("<p>{}</p>").format(_("You have no key, and need none.")))
        return
    if not state.is_open:
        said = _("Your key is locked. Type your recovery key to open it.")
        st.html(Markup('<div class="summary" role="status"><p>{}</p></div>').format(said))
    elif not state.has_recovery_key:
        said = _("You have no recovery key. If you forget your password, your key stays locked.")
        st.html(Markup('<div class="summary" role="status"><p>{}</p></div>').format(said))
    about = _("Complaints are sealed to keys. Yours opens when you sign in with your password.")
    st.html(Markup("<p>{}</p>").format(about))
    made_on = speech.formatting.date(state.made_on) if state.made_on else ""
    staff.facts(
        [
            (_("Made on"), made_on),
            (_("Open now"), _("Yes") if state.is_open else _("No")),
            (_("Recovery key"), _("made") if state.has_recovery_key else _("none yet")),
            (_("On the signed roster"), _(_ON_ROSTER[state.on_roster])),
            (
                _("Characters to compare before the roster is signed"),
                Markup('<bdi dir="ltr">{}</bdi>').format(state.fingerprint),
            ),
        ]
    )
    words = _("Make a recovery key") if state.is_open else _("Type the recovery key")
    address = f"./staff/recovery-key?{urlencode({'lang': speech.tag})}"
    st.html(Markup('<p><a href="{}">{}</a></p>').format(address, words))
