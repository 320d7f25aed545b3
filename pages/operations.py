"""Whether everything runs: version, database, what waits, disk, backup; for administrators."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import audit, frame, operations, session, staff, tables
from copfeedback.ui.pages import OPERATIONS

reader = session.reader()
speech = reader.speech
_ = speech.gettext

frame.heading(_("Operations"))
try:
    report = session.portal().operations.report(reader.actor or PUBLIC)
    staff.facts(operations.facts(report, speech))
    st.html(
        Markup("<h2>{}</h2><p>{}</p>{}").format(
            _("Answers that wait to be counted"),
            _(
                "They are counted in batches, so that nobody can tell who answered when. Many that "
                "wait for long are a sign that something is wrong."
            ),
            tables.plain_table(
                _("Waves that are not closed"),
                [_("Wave"), _("Waiting")],
                [(wave, [count]) for wave, count in operations.pending(report, speech)],
            ),
        )
    )
    st.html(audit.head(report.audit_head, speech))
except NotPermitted:
    staff.refuse(reader, _("This page is for administrators."), back_to=OPERATIONS)
