"""Sectors, their officers and their boundaries: for staff who manage them."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.people.sector_model import Sector
from copfeedback.ui import boundaries, frame, sectors, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import SECTORS, page_file
from copfeedback.ui.texts import marked

reader = session.reader()
speech = reader.speech
_ = speech.gettext
wanted = sectors.chosen()


def show_all(known: Sequence[Sector]) -> None:
    """All sectors, and the import of their boundaries."""
    desk = Desk.at(SECTORS)
    frame.heading(_("Sectors and officers"))
    staff.outcome(desk, speech)
    sectors.show_all(known, speech)
    if known:
        st.html(Markup("<h2>{}</h2>").format(_("Boundaries")))
        boundaries.import_boundaries(desk, speech)


def show_one(sector: Sector | None, known: Sequence[Sector]) -> None:
    """A sector or a new one; of one that was removed a moment ago, that it was."""
    desk = Desk.at(f"{SECTORS}.{wanted}")
    st.page_link(page_file(SECTORS), label=_("All sectors"))
    frame.heading(marked(sector.name, speech) if sector else _("Add a sector"))
    staff.outcome(desk, speech)
    sectors.show_one(sector, known, desk, speech)


try:
    known = session.portal().sectors.all(reader.actor or PUBLIC)
except NotPermitted:
    frame.heading(_("Sectors and officers"))
    staff.refuse(reader, _("This page is for administrators."), back_to=SECTORS)
else:
    sector = next((each for each in known if each.code == wanted), None)
    if wanted is None:
        show_all(known)
    elif sector is None and wanted != sectors.NEW:
        desk = Desk.at(f"{SECTORS}.{wanted}")
        st.page_link(page_file(SECTORS), label=_("All sectors"))
        frame.heading(_("There is no such sector"))
        if desk.done is None:
            st.html(Markup("<p>{}</p>").format(_(sectors.GONE)))
        staff.outcome(desk, speech)
    else:
        show_one(sector, known)
