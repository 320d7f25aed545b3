"""What complainants are promised, and who runs their door: for the independent body's people."""

import streamlit as st

from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import complaint_pages_desk as desk_of
from copfeedback.ui import complaint_pages_operation as operation
from copfeedback.ui import frame, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import COMPLAINT_PAGES, page_file

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
wanted, asked = desk_of.asked(), st.query_params.get(desk_of.PAGE)


def head(place: str, title: str) -> Desk:
    """The way back, the heading, and what came of the last thing that was done."""
    desk = Desk.at(f"{COMPLAINT_PAGES}.{place}")
    st.page_link(page_file(COMPLAINT_PAGES), label=_("Complaint pages"))
    frame.heading(title)
    staff.outcome(desk, speech)
    return desk


if not actor.may(Permission.EDIT_COMPLAINT_PAGES):
    frame.heading(_("Complaint pages"))
    reason = _("This page is for the people of the independent body.")
    staff.refuse(reader, reason, back_to=COMPLAINT_PAGES)
elif wanted is not None:
    page, language = wanted
    name = portal.catalogues.languages[language].name
    title = portal.promises.page(page, language).content.title
    desk = head(f"{page}.{language}", f"{title} ({name})")
    versions = portal.promises.versions(actor, wanted, at_most=desk_of.VERSIONS_SHOWN)
    desk_of.edit(page, language, versions, desk, speech)
elif asked == desk_of.OPERATION:
    desk = head(asked, _("Who runs this, and outside routes"))
    versions = portal.promises.versions(actor, (None, ""), at_most=desk_of.VERSIONS_SHOWN)
    operation.edit(versions, desk, speech)
elif asked == desk_of.LANGUAGES:
    desk_of.show_openings(head(asked, _("Languages open for complaints")), speech)
else:
    frame.heading(_("Complaint pages"))
    desk_of.show_all(actor, speech)
