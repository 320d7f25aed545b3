"""What was promised at forums, for everybody: the board, or one commitment with its history."""

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Unknown
from copfeedback.forums.commitment_model import Commitment
from copfeedback.ui import commitment_parts, forum_commitments, frame, session, staff
from copfeedback.ui.pages import COMMITMENTS, PROBLEMS, STORIES, page_file

speech = session.speech()
_ = speech.gettext
number = staff.asked_id(commitment_parts.NUMBER)


def find() -> Commitment | None:
    """The commitment the address asks for."""
    try:
        return session.portal().commitments.find(number) if number is not None else None
    except Unknown:
        return None


commitment = find()
if commitment is not None:
    st.page_link(page_file(COMMITMENTS), label=_("Commitments"))
    commitment_label = _("Commitment")
    frame.heading(f"{commitment_label} C{commitment.id}")
    forum_commitments.show_one(commitment, speech)
else:
    frame.heading(_("Commitments"))
    if number is not None:
        st.html(Markup('<p class="note">{}</p>').format(_("There is no such page")))
    about = _(
        "What the police, the municipality, other agencies and the community have promised at "
        "forums, and what became of it. Late ones come first."
    )
    st.html(Markup("<p>{}</p>").format(about))
    st.page_link(page_file(PROBLEMS), label=_("Problems forums work on"))
    st.page_link(page_file(STORIES), label=_("You said, we did, we did not"))
    forum_commitments.show_board(speech)
