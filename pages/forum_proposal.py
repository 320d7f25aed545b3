"""Bring something to a forum, or see what became of it."""

import streamlit as st

from copfeedback.faults import Unknown
from copfeedback.ui import forum_proposal, forum_proposal_answer, session

speech = session.speech()
asked = st.query_params.get(forum_proposal.FORUM, "")
try:
    forum = session.portal().forums.find(asked) if asked else None
except Unknown:
    forum = None
if forum is None or forum_proposal.is_over(forum):
    forum_proposal.forget_what_was_sent()
    forum_proposal_answer.show(speech)
else:
    forum_proposal.show(forum, speech)
