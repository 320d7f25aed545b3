"""What forums work on, for everybody: all problems, or one with its stages."""

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Unknown
from copfeedback.forums.problem_model import Problem
from copfeedback.ui import commitment_parts, forum_problems, frame, session, staff
from copfeedback.ui.pages import PROBLEMS, page_file

speech = session.speech()
_ = speech.gettext
portal = session.portal()
number = staff.asked_id(commitment_parts.NUMBER)


def find() -> list[Problem]:
    """All versions of the problem the address asks for, the latest first."""
    try:
        return portal.problems.versions(number) if number is not None else []
    except Unknown:
        return []


versions = find()
if versions:
    st.page_link(page_file(PROBLEMS), label=_("Problems forums work on"))
    frame.heading(forum_problems.title_of(versions[0], speech))
    forum_problems.show_one(versions, portal.forums.find(versions[0].forum), speech)
else:
    frame.heading(_("Problems forums work on"))
    if number is not None:
        st.html(Markup('<p class="note">{}</p>').format(_("There is no such page")))
    forum_problems.show_all(portal.problems.all(st.query_params.get("forum")), speech)
