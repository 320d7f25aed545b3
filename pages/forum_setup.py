"""Founding forums, and describing one's own: for administrators and for those who chair."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import forum_setup, frame, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import FORUM_SETUP, page_file
from copfeedback.ui.texts import marked

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
wanted = forum_setup.chosen()

if not (forum_setup.may_found(actor) or actor.may_somewhere(Permission.MANAGE_FORUM)):
    frame.heading(_("Set up forums"))
    reason = _("This page is for administrators and for those who chair forums.")
    staff.refuse(reader, reason, back_to=FORUM_SETUP)
else:
    forums = forum_setup.forums_of(actor)
    forum = next((each for each in forums if each.code == wanted), None)
    if wanted is None:
        frame.heading(_("Set up forums"))
        staff.outcome(Desk.at(FORUM_SETUP), speech)
        forum_setup.show_all(forums, actor, speech)
    else:
        desk = Desk.at(f"{FORUM_SETUP}.{wanted}")
        st.page_link(page_file(FORUM_SETUP), label=_("All forums"))
        is_new = wanted == forum_setup.NEW and forum_setup.may_found(actor)
        if forum is None and not is_new:
            frame.heading(_("Set up forums"))
            st.html(Markup("<p>{}</p>").format(_(forum_setup.GONE)))
        else:
            frame.heading(marked(forum.name, speech) if forum else _("Found a forum"))
            staff.outcome(desk, speech)
            forum_setup.show_one(forum, forums, actor, desk, speech)
