"""Complaints in numbers: for everybody; the independent body writes its reports here."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import complaint_figures, frame, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import COMPLAINT_FIGURES, page_file
from copfeedback.ui.texts import marked

reader = session.reader()
speech = reader.speech
_ = speech.gettext
portal = session.portal()
reports = portal.complaint_reports.all()
number = staff.asked_id(complaint_figures.REPORT)
report = next((each for each in reports if each.number == number), None)


def show_all() -> None:
    """The quarter that is asked for, or the latest, and what was published besides."""
    frame.heading(_("Complaints in numbers"))
    released = portal.figures.released()
    wanted = st.query_params.get(complaint_figures.QUARTER)
    shown = next((each for each in released if each.period == wanted), next(iter(released), None))
    if shown is None:
        st.html(Markup("<p>{}</p>").format(_("There are no figures yet.")))
    else:
        complaint_figures.show_quarter(shown, speech)
        complaint_figures.list_others(released, shown, speech)
    next_on = speech.formatting.date(portal.figures.next_on())
    st.html(
        Markup("<p>{}</p>").format(_("The next figures come on %(day)s.") % {"day": next_on})
        + complaint_figures.recommendations(speech)
    )
    complaint_figures.list_reports(reports, speech)


if report is None:
    show_all()
    try:
        periods = portal.complaint_reports.periods(reader.actor or PUBLIC)
    except NotPermitted:
        periods = []
    if periods:
        complaint_figures.write_report(periods, Desk.at(COMPLAINT_FIGURES), speech)
else:
    st.page_link(page_file(COMPLAINT_FIGURES), label=_("Complaints in numbers"))
    frame.heading(marked(report.title, speech))
    complaint_figures.show_report(report, speech)
