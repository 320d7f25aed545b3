"""How answers change from wave to wave, by gender: for staff who may see trends."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.results import wording
from copfeedback.ui import charts, frame, session, staff, tables, trends
from copfeedback.ui.pages import TRENDS
from copfeedback.ui.texts import words

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext


def show_trends() -> None:
    """The trend of one question, as a picture and as tables."""
    portal = session.portal()
    waves = portal.surveys.book.all()
    if not waves:
        st.html(Markup("<p>{}</p>").format(_("There is no survey yet.")))
        return
    picked = trends.pick(waves, speech)
    trend = portal.results.trend(actor, picked.survey.id, picked.item)
    st.html(trends.definition(picked, speech))
    if trend.points:
        groups = tables.groups_in([point.table for point in trend.points if point.table])
        shown = (trend.points, groups, picked.code, speech)
        title = words(wording.answer_name(picked.question, picked.code, speech), speech)
        st.plotly_chart(
            charts.trend_chart(*shown),
            config=charts.CONFIG,
            alt=charts.trend_in_words(title, *shown),
            key="trend",
        )
        breaks = trends.breaks(trend.points, speech)
        st.html(breaks + tables.trend_table(title, *shown))
        indicative = any(point.release.indicative for point in trend.points)
        how = wording.how_to_read(speech, indicative=indicative)
        st.html(Markup('<p class="hint">{}</p>').format(how))
        st.html(Markup("<h2>{}</h2>").format(_("All answers, wave by wave")))
        st.html(trends.wave_tables(trend, picked, speech))
    else:
        st.html(Markup("<p>{}</p>").format(_("No wave of this survey has results yet.")))
    if not actor.may(Permission.SEE_FIELDWORK):
        return
    awaited = {wave.id for wave in trend.awaited}
    open_waves = [asked for asked in portal.surveys.open_waves() if asked.wave.id in awaited]
    if open_waves:
        st.html(Markup("<h2>{}</h2>").format(_("Waves that are open now")))
    for asked in open_waves:
        st.html(trends.progress(asked, portal.results.progress(actor, asked.wave.id), speech))


frame.heading(_("Trends"))
try:
    require(actor, Permission.SEE_TRENDS)
    show_trends()
except NotPermitted:
    staff.refuse(reader, _("This page is for staff who may see trends."), back_to=TRENDS)
