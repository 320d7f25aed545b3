"""How answers change from wave to wave, by gender and whatever else: for staff who may see it."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import changes, frame, session, staff, trend_view, trends
from copfeedback.ui.pages import TRENDS
from copfeedback.ui.progress import progress
from copfeedback.ui.trend_detail import Detail

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext


def show_trends() -> None:
    """The trend of one question, as pictures and as tables."""
    portal = session.portal()
    waves = portal.surveys.book.all()
    if not waves:
        st.html(Markup("<p>{}</p>").format(_("There is no survey yet.")))
        return
    trend_view.take_address()
    picked = trend_view.pick(waves, speech)
    trend = portal.results.trend(actor, picked.survey.id, picked.item)
    split = trend_view.pick_split(trend.points, speech)
    points = trend_view.pick_waves(trend.points, speech)
    trend_view.keep_address(trend_view.view_of(picked, split, points, len(trend.points)))
    st.html(trends.definition(picked, speech))
    if not trend.points:
        st.html(Markup("<p>{}</p>").format(_("No wave of this survey has results yet.")))
    elif not any(point.table for point in points):
        st.html(Markup("<p>{}</p>").format(_("These waves did not ask this question.")))
    else:
        detail = Detail(picked, points, split, speech)
        detail.over_waves()
        detail.gap()
        detail.answers()
        indicative = any(point.release.indicative for point in points)
        st.html(
            changes.effect(points, picked.code, speech)
            + trends.reading_advice(speech, indicative=indicative)
        )
        st.html(Markup("<h2>{}</h2>").format(_("All answers, wave by wave")))
        st.html(trends.wave_tables(trend, picked, speech))
    if not actor.may(Permission.SEE_FIELDWORK):
        return
    awaited = {wave.id for wave in trend.awaited}
    open_waves = [asked for asked in portal.surveys.open_waves() if asked.wave.id in awaited]
    if open_waves:
        st.html(Markup("<h2>{}</h2>").format(_("Waves that are open now")))
    for asked in open_waves:
        st.html(progress(asked, portal.results.progress(actor, asked.wave.id), speech))


frame.heading(_("Trends"))
try:
    require(actor, Permission.SEE_TRENDS)
    show_trends()
except NotPermitted:
    staff.refuse(reader, _("This page is for staff who may see trends."), back_to=TRENDS)
