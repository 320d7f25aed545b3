"""You said, we did, we did not: the stories of a sector at the full door."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.check_digit import in_groups
from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.meeting_model import Proposal
from copfeedback.forums.story_model import Story
from copfeedback.forums.when import when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import commitment_parts, forum_commitments, session
from copfeedback.ui.commitment_parts import NUMBER, people_said
from copfeedback.ui.forum_problems import title_of
from copfeedback.ui.pages import PROBLEMS, page_file
from copfeedback.ui.selecting import filter_of
from copfeedback.ui.texts import as_label, marked, words

SECTOR = "sector"
AT_ONCE = 20
"""So many stories are on the screen; the rest comes with a press."""
_ALL = ""
_SHOWN = "copfeedback_stories"


def show(speech: Speech) -> None:
    """The stories of the sector that is chosen, what moved last first."""
    _ = speech.gettext
    sectors = commitment_parts.sectors_by_code(speech.tag)
    codes = [_ALL, *sectors]
    asked = st.query_params.get(SECTOR, _ALL)
    chosen = st.selectbox(
        as_label(_("Area")),
        codes,
        index=codes.index(asked) if asked in codes else 0,
        format_func=lambda code: words(sectors[code].name, speech) if code else _("All"),
        key=f"stories.sector.{speech.tag}",
        filter_mode=filter_of(len(codes)),
        placeholder="",
    )
    stories = session.portal().stories.of_sector(chosen or None)
    if not stories:
        st.html(Markup("<p>{}</p>").format(_("Nothing is told here yet.")))
    at_most = int(st.session_state.get(_SHOWN, AT_ONCE))
    for at, story in enumerate(stories[:at_most]):
        with st.container(border=True, key=f"story-{at}"):
            _show_one(at, story, speech)
    if len(stories) > at_most:
        st.button(_("Further on the list"), key="stories.more", on_click=_more, args=(at_most,))


def _more(at_most: int) -> None:
    st.session_state[_SHOWN] = at_most + AT_ONCE


def _show_one(at: int, story: Story, speech: Speech) -> None:
    _, today = speech.gettext, session.portal().stories.today()
    st.html(Markup("<h2>{}</h2>").format(_("You said")))
    if story.proposal is not None:
        st.html(_brought(story.proposal, story, speech))
    elif story.finding is not None:
        finding = (story.finding.release, story.finding.item)
        forum_commitments.show_findings([finding], speech)
    answer = story.proposal.answer if story.proposal else None
    done, doing, not_done = story.did(today), story.doing(today), story.did_not(today)
    if (answer and not story.was_declined) or story.items or story.problems or done or doing:
        st.html(Markup("<h3>{}</h3>").format(_("We did")))
        if answer and not story.was_declined:
            st.html(people_said(marked(answer, speech)))
        _followed(story, speech)
        _promised(f"{at}-did", [*done, *doing], speech)
    if story.was_declined or not_done:
        st.html(Markup("<h3>{}</h3>").format(_("We did not")))
        if story.was_declined and answer:
            st.html(people_said(marked(answer, speech)))
        _promised(f"{at}-did-not", not_done, speech)


def _brought(proposal: Proposal, story: Story, speech: Speech) -> Markup:
    _ = speech.gettext
    if proposal.shown and proposal.text:
        said = Markup('<p class="words" dir="auto" lang="{}">{}</p>').format(
            proposal.language, proposal.text
        )
    else:
        kind = _("A question") if proposal.is_question else _("A proposal")
        about = [escape(name_of(proposal.topic, speech))] if proposal.topic else []
        about += [marked(story.items[0][0].title, speech)] if story.items else []
        said = Markup("<p>{}</p>").format(Markup(": ").join([escape(kind), *about]))
    forum = session.portal().forums.find(proposal.forum)
    return said + Markup('<p class="hint"><bdi>{}</bdi> · {} · {}</p>').format(
        in_groups(proposal.reference),
        speech.formatting.date(proposal.received_on),
        marked(forum.name, speech),
    )


def _followed(story: Story, speech: Speech) -> None:
    _, today = speech.gettext, session.portal().stories.today()
    lines = [
        Markup("<li>{} {}</li>").format(
            _("It was on the agenda:")
            if meeting.ends.date() < today
            else _("It is on the agenda:"),
            when(meeting, speech.tag),
        )
        for _item, meeting in story.items
    ]
    lines += [
        Markup('<li>{} ({}): <span class="words">{}</span></li>').format(
            _("Decision"),
            speech.formatting.date(each.meeting.starts.date()),
            marked(each.text, speech),
        )
        for each in story.decisions
    ]
    if lines:
        st.html(Markup("<ul>{}</ul>").format(Markup("").join(lines)))
    for problem in story.problems:
        a_forum_works_label = _("A forum works on it:")
        st.page_link(
            page_file(PROBLEMS),
            label=as_label(f"{a_forum_works_label} {title_of(problem, speech)}"),
            query_params={NUMBER: str(problem.id)},
        )


def _promised(key: str, some: Iterable[Commitment], speech: Speech) -> None:
    with st.container(key=f"promised-{key}", gap=None):
        for commitment in some:
            commitment_parts.line(commitment, speech)
            text = commitment.events[-1].text if commitment.events else None
            if text is not None:
                st.html(people_said(marked(text, speech)))
