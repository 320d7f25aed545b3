"""What the portal is, what can be answered now, and what happens with the answers."""

import streamlit as st
from markupsafe import Markup

from copfeedback.profile.wording import promised
from copfeedback.surveys.service import Surveys
from copfeedback.ui import complaint_pages, frame, session, waves
from copfeedback.ui.pages import COMPLAINTS, HELP, RESULTS, page_file

speech = session.speech()
_ = speech.gettext
portal = session.portal()


def show_surveys(surveys: Surveys) -> None:
    """What can be answered now, and what happens with the answers."""
    frame.heading(_("Tell the police what you think"))
    st.html(
        Markup("<p>{}</p><h2>{}</h2>").format(
            _(
                "Here you can say how safe you feel and how the police treat people where you "
                "live, and see what came of it. You need no account, and nobody asks for your name."
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
    line = Markup("<li>{}</li>").format
    st.html(
        Markup("<h2>{}</h2><ol>{}</ol><h2>{}</h2><ul>{}</ul><h2>{}</h2>").format(
            _("What happens with your answers"),
            Markup("").join(map(line, steps)),
            _("How your answers are protected"),
            Markup("").join(map(line, promised(portal.profile.promise(), speech))),
            _("Results"),
        )
    )
    ended = [(asked, portal.results.release_of(asked.wave.id)) for asked in surveys.closed_waves()]
    waves.list_results(ended, surveys.today(), speech)
    st.page_link(page_file(RESULTS), label=_("Results of earlier surveys"))
    if portal.settings.has_complaints:
        complain = _("Complain about the police, or thank them")
        st.page_link(page_file(COMPLAINTS), label=complain)
    st.page_link(page_file(HELP), label=_("Where to find help"))
    st.html(
        Markup('<p><a href="./{}/officers">{}</a></p>').format(
            speech.tag, _("Your local officers and how to reach them")
        )
    )


if portal.settings.has_surveys:
    show_surveys(portal.surveys)
else:
    complaint_pages.show_entry(speech)
