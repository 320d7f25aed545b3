"""What the portal is, what can be answered now, and what happens with the answers."""

import streamlit as st
from markupsafe import Markup

from copfeedback.ui import frame, session, waves
from copfeedback.ui.pages import RESULTS, page_file

speech = session.speech()
_ = speech.gettext
portal = session.portal()
surveys = portal.surveys

frame.heading(_("Tell the police what you think"))
st.html(
    Markup("<p>{}</p><h2>{}</h2>").format(
        _(
            "Here you can say how safe you feel and how the police treat people where you live, "
            "and see what came of it. You need no account, and nobody asks for your name."
        ),
        _("Surveys you can answer now"),
    )
)
waves.list_open(surveys.open_waves(), speech)
waves.list_planned(surveys.planned_waves(), speech)

steps = [
    _("You answer, and check your answers before you send them."),
    _("When the survey closes, they are counted together with those of everyone else."),
    _("The results are published here on the promised day, whatever they are."),
]
promises = [
    _("We keep your answers, the week, the language and the way you answered. Nothing else."),
    _("We keep no name, no address, no phone or device details and no time of day."),
    _("What you write in your own words is kept apart from your other answers."),
    _(
        "Results are shown for groups only, never where a group is so small that somebody could "
        "be recognised."
    ),
    _(
        "Your phone or computer may remember that you opened this page. Clear its history if that "
        "could put you at risk."
    ),
]
line = Markup("<li>{}</li>").format
st.html(
    Markup("<h2>{}</h2><ol>{}</ol><h2>{}</h2><ul>{}</ul><h2>{}</h2>").format(
        _("What happens with your answers"),
        Markup("").join(map(line, steps)),
        _("How your answers are protected"),
        Markup("").join(map(line, promises)),
        _("Results"),
    )
)
ended = [(asked, portal.results.release_of(asked.wave.id)) for asked in surveys.closed_waves()]
waves.list_results(ended, surveys.today(), speech)
st.page_link(page_file(RESULTS), label=_("Results of earlier surveys"))
