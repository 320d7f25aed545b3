"""Releases: frozen results before and after they are public; built, approved, withdrawn here."""

import streamlit as st

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.results.releases import Standing
from copfeedback.ui import frame, release_preview, releases, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import RELEASES, page_file
from copfeedback.ui.texts import marked

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
wanted = st.query_params.get(releases.WAVE)
view = st.query_params.get(releases.SHOW, "")


def show_all(standings: list[Standing]) -> None:
    """All waves that are over."""
    frame.heading(_("Releases"))
    releases.show_all(standings, speech)


def show_one(standing: Standing) -> None:
    """One wave: its latest release or the one that is asked for, or the way to build one."""
    number, latest = staff.asked_id(releases.NUMBER), len(standing.lives)
    asked, place = standing.asked, min(number or latest, latest) - 1
    desk = Desk.at(f"{RELEASES}.{asked.wave.id}.{number}.{view}")
    st.page_link(page_file(RELEASES), label=_("All releases"))
    if view and standing.lives:
        query = {releases.WAVE: asked.wave.id}
        st.page_link(page_file(RELEASES), label=_("Back to the results"), query_params=query)
    frame.heading(marked(asked.wave.name, speech), before=marked(asked.survey.title, speech))
    staff.outcome(desk, speech)
    if not standing.lives or view == releases.CORRECT:
        releases.show_building(asked, standing, desk, speech)
        return
    releases.facts(standing, place, speech)
    if view == releases.WITHDRAW:
        releases.show_withdrawing(asked, standing.lives[place], desk, speech)
        return
    releases.show_steps(standing, place, actor, desk, speech)
    releases.show_others(standing, place, speech)
    if standing.lives[place].withdrawn_at is not None:
        return
    preview = portal.results.releases.preview(actor, standing.lives[place].id)
    release_preview.show(preview, desk, speech)


try:
    standings = portal.results.releases.all(actor)
    found = next((each for each in standings if each.asked.wave.id == wanted), None)
    if found is None:
        show_all(standings)
    else:
        show_one(found)
except NotPermitted:
    frame.heading(_("Releases"))
    reason = _("This page is for survey managers and analysts.")
    staff.refuse(reader, reason, back_to=RELEASES)
