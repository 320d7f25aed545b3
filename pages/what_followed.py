"""What came of results: for staff who answer people in the name of their organisation."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.results.followup_model import FollowUpHistory
from copfeedback.results.model import Publication
from copfeedback.surveys.wave_wording import full_name
from copfeedback.ui import frame, session, staff, what_followed
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import WHAT_FOLLOWED, page_file

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
wave, entry = (st.query_params.get(name, "") for name in (what_followed.WAVE, what_followed.ENTRY))


def show_all(public: Sequence[Publication], own: Sequence[FollowUpHistory]) -> None:
    """All entries, and what came of the last one that was saved."""
    frame.heading(_("What followed"))
    staff.outcome(Desk.at(WHAT_FOLLOWED), speech)
    what_followed.show_all(public, own, speech)


def show_one(publication: Publication, own: Sequence[FollowUpHistory], desk: Desk) -> None:
    """The form of an entry about a wave."""
    asked, found = publication.asked, what_followed.asked_for(own)
    st.page_link(page_file(WHAT_FOLLOWED), label=_("What followed"))
    frame.heading(_("What followed"), before=escape(full_name(asked, speech.tag)))
    staff.outcome(desk, speech)
    if found is None and entry != what_followed.NEW:
        st.html(Markup("<p>{}</p>").format(_(what_followed.GONE)))
    else:
        what_followed.show_one(asked, found, desk, speech)


try:
    own = portal.follow_ups.own(actor, actor.organisation)
except NotPermitted:
    frame.heading(_("What followed"))
    reason = _("This page is for staff who tell people what came of results.")
    staff.refuse(reader, reason, back_to=WHAT_FOLLOWED)
else:
    public = [
        each
        for each in portal.results.public_releases()
        if each.withdrawn_at is None and each.replaced_by is None
    ]
    about = next((each for each in public if each.asked.wave.id == wave), None)
    desk = Desk.at(f"{WHAT_FOLLOWED}.{wave}.{entry}") if about else None
    if desk and desk.done:  # an empty form would look as if nothing had been saved
        what_followed.back_to_all(desk.done)
        desk = None
    if about is None or desk is None:
        show_all(public, own)
    else:
        show_one(about, own, desk)
