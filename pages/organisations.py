"""Organisations and the tree of their units, for whoever manages them."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import PUBLIC, Organisation, Permission
from copfeedback.ui import frame, organisations, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import ORGANISATIONS, page_file

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
wanted = staff.asked_id(organisations.ORGANISATION)


def heading_two(text: str) -> None:
    """A heading of a part of the page."""
    st.html(Markup("<h2>{}</h2>").format(text))


def show_all(known: list[Organisation]) -> None:
    """All organisations, and a form for another one."""
    desk = Desk.at(ORGANISATIONS)
    frame.heading(_("Organisations"))
    staff.outcome(desk, speech)
    organisations.list_all(known, speech)
    heading_two(_("Add an organisation"))
    organisations.add(desk, speech)


def show_one(organisation: Organisation) -> None:
    """One organisation with its units."""
    desk = Desk.at(f"{ORGANISATIONS}.{organisation.id}")
    frame.heading(organisation.name)
    staff.outcome(desk, speech)
    units = portal.organisations.units(organisation.id)
    heading_two(_("Units"))
    st.html(organisations.tree(units, portal.accounts.staff(actor), speech))
    heading_two(_("Add or change a unit"))
    organisations.set_unit(organisation, units, desk, speech)
    heading_two(_("Change the organisation"))
    organisations.change(organisation, desk, speech)


try:
    require(actor, Permission.MANAGE_ORGANISATIONS)
    known = portal.organisations.all()
except NotPermitted:
    frame.heading(_("Organisations"))
    reason = _("This page is for administrators.")
    staff.refuse(reader, reason, back_to=ORGANISATIONS)
else:
    if wanted is None:
        show_all(known)
    else:
        st.page_link(page_file(ORGANISATIONS), label=_("All organisations"))
        found = next((each for each in known if each.id == wanted), None)
        if found is not None:
            show_one(found)
        else:
            frame.heading(_("There is no such organisation"))
