"""Where to find help: organisations by need and by language."""

import streamlit as st
from markupsafe import Markup

from copfeedback.profile.model import Part
from copfeedback.ui import frame, help, session  # noqa: A004 - what the page is about

speech = session.speech()
_ = speech.gettext
profile = session.portal().profile
listed = profile.in_force(Part.DIRECTORY)
directory = profile.directory()

frame.heading(_("Where to find help"))
if emergencies := help.emergencies(profile.identity(), speech):
    st.html(emergencies)
if listed is None or not directory.partners:
    empty = _("No organisation is listed here yet. We are sorry: the list is still being made.")
    st.html(Markup("<p>{}</p>").format(empty))
else:
    about = _(
        "These organisations help people here. They are listed because they help, whether or not "
        "they agree with the police."
    )
    st.html(Markup("<p>{}</p>").format(about))
    need, language = help.pick(directory, speech)
    st.html(help.found(directory.matching(need, language), speech))
    changed = _("This list was last changed on %(day)s.") % {
        "day": speech.formatting.date(listed.written_at.date())
    }
    remembers = _(
        "Your phone or computer may remember that you opened this page. Clear its history if that "
        "could put you at risk."
    )
    st.html(
        Markup('<p class="hint">{} {}</p><p><a href="./{}/help">{}</a></p>').format(
            changed, remembers, speech.tag, _("The same list to print")
        )
    )
