"""One complaint, decrypted for whoever holds a key to it."""

import streamlit as st

from copfeedback.complaints.model import UnknownCase
from copfeedback.complaints.vault import Tampered
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import case_desk, case_page, frame, session, staff
from copfeedback.ui.pages import CASE, CASES, page_file

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext


def show() -> None:
    """The case; it is gone from memory when this returns."""
    wanted = st.query_params.get(case_desk.CASE, "")
    view = session.portal().casework.cases.case(actor, session.holder_key(), wanted)
    case_page.show(view, speech)


def instead(told: str) -> None:
    """What stands in the place of a case that is not shown."""
    st.page_link(page_file(CASES), label=_("All cases"))
    frame.heading(_("A case"))
    staff.outcome(case_page.desk(st.query_params.get(case_desk.CASE, "")), speech)
    case_desk.line(told)


try:
    show()
except case_desk.LOCKED_OUT as error:
    frame.heading(_("A case"))
    case_desk.show_locked(error, speech)
except UnknownCase:
    instead(_(case_desk.GONE))
except Tampered:
    instead(_(case_desk.TAMPERED))
except NotPermitted:
    frame.heading(_("A case"))
    staff.refuse(reader, _("This page is for caseworkers."), back_to=CASE)
