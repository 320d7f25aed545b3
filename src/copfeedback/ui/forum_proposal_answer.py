"""What became of something that was brought to a forum, by its number, at the full door."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.check_digit import in_groups
from copfeedback.forums import proposal_wording as says
from copfeedback.forums.meeting_model import Proposal, ProposalState
from copfeedback.forums.when import when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import frame, session
from copfeedback.ui.pages import COMPLAINTS, HELP, page_file
from copfeedback.ui.texts import marked


def show(speech: Speech) -> None:
    """The field for the number, and what is found under it."""
    _ = speech.gettext
    frame.heading(_(says.LOOK_UP))
    with st.form("proposal.look-up", border=False):
        hint = _(says.EIGHT_DIGITS) % {"example": says.EXAMPLE}
        typed = st.text_input(
            f"{_(says.NUMBER)}. {hint}",
            key="proposal.reference",
            autocomplete="off",
            placeholder="",
        )
        st.form_submit_button(_(says.LOOK_UP), type="primary", key="proposal-look-up")
    if not (typed or "").strip():
        return
    found = session.portal().proposals.look_up(typed)
    if found is None:
        st.html(
            Markup('<div class="summary" role="alert"><p>{}</p></div>').format(_(says.NOT_FOUND))
        )
    elif found.state is ProposalState.COMPLAINT:
        _was_complaint(speech)
    else:
        _show_answer(found, speech)


def _was_complaint(speech: Speech) -> None:
    _ = speech.gettext
    has_complaints = session.portal().settings.has_complaints
    said = [says.WAS_COMPLAINT, *([says.TELL_IT_THERE] if has_complaints else [])]
    st.html(Markup('<p class="note">{}</p>').format(" ".join(map(_, said))))
    page, label = (COMPLAINTS, says.COMPLAIN) if has_complaints else (HELP, says.FIND_HELP)
    st.page_link(page_file(page), label=_(label))


def _show_answer(found: Proposal, speech: Speech) -> None:
    portal, day = session.portal(), speech.formatting.date
    lines = [
        Markup('<p><bdi class="code" dir="ltr">{}</bdi></p>').format(in_groups(found.reference)),
        Markup("<p>{} · {}</p>").format(
            marked(portal.forums.find(found.forum).name, speech), day(found.received_on)
        ),
        Markup("<p><b>{}</b>{}</p>").format(
            name_of(found.state, speech), f" · {day(found.decided_on)}" if found.decided_on else ""
        ),
    ]
    if found.moved_to is not None:
        there = portal.forums.find(found.moved_to)
        lines.append(Markup("<p>{}</p>").format(marked(there.name, speech)))
    if found.meeting_id is not None:
        meeting = portal.agendas.of(found.meeting_id).meeting
        lines.append(
            Markup('<p><a href="./{}/forums/{}/{}">{}</a></p>').format(
                speech.tag, meeting.forum, meeting.number, when(meeting, speech.tag)
            )
        )
    if found.text:
        words = Markup('<blockquote lang="{}" dir="auto">{}</blockquote>')
        lines.append(words.format(found.language, found.text))
    if found.answer is not None:
        answer = Markup('<p><b>{}:</b></p><blockquote dir="auto">{}</blockquote>')
        lines.append(answer.format(speech.gettext("Answer"), marked(found.answer, speech)))
    st.html(Markup("").join(lines))
