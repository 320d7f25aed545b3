"""The cases an interpreter was called to."""

import streamlit as st

from copfeedback.complaints.model import UnknownCase
from copfeedback.complaints.vault import Tampered
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import case_desk, frame, interpreting, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import INTERPRETING, page_file
from copfeedback.ui.staff import Form

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
wanted = st.query_params.get(case_desk.CASE, "")
work = session.portal().casework.interpreting


def show_all() -> None:
    """The cases the interpreter was called to."""
    interpreting.show_all(work.cases(actor, session.holder_key()), speech)


def show_one() -> None:
    """One case; it is gone from memory when this returns."""
    case = work.case(actor, session.holder_key(), wanted)
    desk = Desk.at(f"{INTERPRETING}.{wanted}")
    staff.outcome(desk, speech)
    interpreting.show_one(case, Form(desk, speech))


if wanted:
    st.page_link(page_file(INTERPRETING), label=_("All cases"))
frame.heading(wanted or _("Interpreting"))
try:
    show_one() if wanted else show_all()
except case_desk.LOCKED_OUT as error:
    case_desk.show_locked(error, speech)
except UnknownCase:
    case_desk.line(_(case_desk.GONE))
except Tampered:
    case_desk.line(_(case_desk.TAMPERED))
except NotPermitted:
    staff.refuse(reader, _("This page is for interpreters."), back_to=INTERPRETING)
