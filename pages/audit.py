"""Who did what: the audit trail, to look through, to check and to take away; for auditors."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Head
from copfeedback.people.model import PUBLIC
from copfeedback.ui import audit, frame, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import AUDIT
from copfeedback.ui.staff import Form

AT_MOST = 200

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
trail = portal.trail
form = Form(Desk.at(AUDIT), speech)


def show_entries() -> None:
    """The entries that are wanted, and a file of them."""
    people = trail.people(actor)
    wanted = audit.pick(form, people)
    if wanted is None:
        return
    entries = trail.entries(actor, wanted, at_most=AT_MOST)
    if not entries:
        st.html(Markup("<p>{}</p>").format(_("No entry fits.")))
        return
    names = {each.id: each.name for each in portal.organisations.all()}
    st.html(audit.table(entries, names, speech))
    if len(entries) == AT_MOST:
        most = speech.formatting.number(AT_MOST)
        said = _("Shown are the latest %(count)s. The file holds all that fit.") % {"count": most}
        st.html(Markup("<p>{}</p>").format(said))
    if st.button(_("Make a file of these entries"), key="export"):
        exported = audit.as_csv(trail.export(actor, wanted))
        st.download_button(
            _("Save the file (CSV)"), exported, "audit-trail.csv", "text/csv", on_click="ignore"
        )


def show_check() -> None:
    """The head, and whether the chain holds."""
    st.html(audit.head(trail.head(), speech))
    noted = form.text("noted", _("A head that you noted earlier, if you have one"))
    if st.button(_("Check the whole trail"), key="check"):
        try:
            fault = trail.verify(Head.read(noted) if noted.strip() else None)
        except ValueError:
            st.html(audit.no_head(speech))
        else:
            st.html(audit.verdict(fault, speech))


frame.heading(_("Audit trail"))
try:
    show_entries()
    show_check()
except NotPermitted:
    staff.refuse(reader, _("This page is for auditors."), back_to=AUDIT)
