"""Forums: all of them, one of them, or one of its meetings, as the address says."""

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Unknown
from copfeedback.ui import forum_lines, forum_meeting, forum_page, forums, frame, session
from copfeedback.ui.pages import FORUMS, page_file

speech = session.speech()
_ = speech.gettext
code = st.query_params.get(forum_lines.FORUM, "")
number = st.query_params.get(forum_lines.MEETING, "")
try:
    if code and number:
        forum_meeting.show(code, number, speech)
    elif code:
        forum_page.show(code, speech)
    else:
        forums.show_all(speech)
except Unknown:
    frame.heading(_("This is not there"))
    gone = _("There is no such forum or meeting. It may have another address now.")
    st.html(Markup("<p>{}</p>").format(gone))
    st.page_link(page_file(FORUMS), label=_("Forums"))
