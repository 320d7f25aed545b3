"""What police and their partners do with communities: recorded by each for itself."""

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.activities import may_change
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import activities, frame, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import ACTIVITIES, page_file
from copfeedback.ui.texts import marked

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
wanted = st.query_params.get(activities.CHOSEN, "")

if not (activities.may_record(actor) or actor.may(Permission.MANAGE_PLANS)):
    frame.heading(_("Activities with the community"))
    reason = _("This page is for the police and the agencies that work with them.")
    staff.refuse(reader, reason, back_to=ACTIVITIES)
else:
    service = session.portal().activities
    known = service.of(actor)
    if not wanted:
        frame.heading(_("Activities with the community"))
        activities.show_all(known, actor, speech)
    else:
        st.page_link(page_file(ACTIVITIES), label=_("Activities with the community"))
        found = next((each for each in known if str(each.id) == wanted), None)
        if wanted == activities.NEW and activities.may_record(actor):
            found = activities.empty(actor, service.today(), speech)
        desk = Desk.at(f"{ACTIVITIES}.{wanted}")
        if found is None or not may_change(actor, found):
            frame.heading(_("Activities with the community"))
            st.html(Markup("<p>{}</p>").format(_(activities.GONE)))
        else:
            frame.heading(marked(found.name, speech) if found.id else _("Record something"))
            staff.outcome(desk, speech)
            activities.show_one(found, desk, speech)
