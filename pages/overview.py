"""The key indicators of a survey, how they changed, and who answered: for staff who may see it."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.results.overview import overview
from copfeedback.results.participation import participation
from copfeedback.results.service import indicators
from copfeedback.ui import frame, overview_page, session, staff, trend_view, trends
from copfeedback.ui.pages import OVERVIEW

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext


def show_overview() -> None:
    """All key indicators of one survey."""
    portal = session.portal()
    waves = portal.surveys.book.all()
    if not waves:
        st.html(Markup("<p>{}</p>").format(_("There is no survey yet.")))
        return
    trend_view.take_address([trend_view.SURVEY])
    survey = trend_view.pick_survey(waves, speech)
    trend_view.keep_address({trend_view.SURVEY: survey.id})
    found = overview(indicators(survey), lambda item: portal.results.trend(actor, survey.id, item))
    latest = found.latest
    if latest is None:
        st.html(Markup("<p>{}</p>").format(_("No wave of this survey has results yet.")))
        return
    named = _("Key indicators")
    title = f"{named}: {overview_page.waves_of(found, speech)}"
    overview_page.indicators_picture(title, found, survey, speech)
    about = Markup('<p class="hint">{} {}</p>').format(
        _("The share of good answers to the key questions, among everyone who was asked."),
        trends.coverage([latest], speech),
    )
    st.html(about + overview_page.indicators_table(title, found, survey, speech))
    overview_page.link_to_brief(survey, speech)
    who = participation(latest.wave, latest.release)
    if who:
        st.html(Markup("<h2>{}</h2>").format(_("Who answered")))
        st.html(overview_page.participation_tables(who, survey, speech))
    st.html(trends.reading_advice(speech, indicative=latest.release.indicative))


frame.heading(_("Key indicators"))
try:
    require(actor, Permission.SEE_TRENDS)
    show_overview()
except NotPermitted:
    staff.refuse(reader, _("This page is for staff who may see trends."), back_to=OVERVIEW)
