"""Bringing something to a forum at the full door, in the memory of one session alone.

No form of Streamlit's is around the fields: the language buttons stand above them, and what is
typed has to reach the server before the language changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st
from markupsafe import Markup

from copfeedback.check_digit import in_groups
from copfeedback.forums import proposal_wording as says
from copfeedback.forums.model import Forum, Topic
from copfeedback.forums.proposal_reference import draw_nonce
from copfeedback.forums.proposals import NewProposal
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import frame, session
from copfeedback.ui.admission import client
from copfeedback.ui.pages import COMPLAINTS, FORUM_PROPOSAL, HELP, page_file
from copfeedback.ui.texts import as_label, marked

FORUM = "forum"
"""In the query of the address: the code of the forum. Without it, numbers are looked up."""
_FORM = "copfeedback_proposal"
_FIELDS = ("about", "kind", "topic", "text")
ASK, WARN, WRITE, SENT = "ask", "warn", "write", "sent"


@dataclass
class Brought:
    """What somebody is bringing to a forum, and how far they are; ``told`` is why it did not go."""

    forum: str
    step: str = ASK
    about: str = ""
    kind: str = "topic"
    topic: str = ""
    text: str = field(default="", repr=False)
    nonce: str = field(default_factory=draw_nonce, repr=False)
    told: str = ""
    reference: str = field(default="", repr=False)


def is_over(forum: Forum) -> bool:
    """Whether the forum does not meet any more."""
    return forum.ended is not None and forum.ended < session.portal().surveys.today()


def is_unsent() -> bool:
    """Whether a reload would lose something."""
    here: Brought | None = st.session_state.get(_FORM)
    return here is not None and bool(here.about) and not here.reference


def forget_what_was_sent() -> None:
    """Whoever has gone on leaves no number for the next at the same screen."""
    here: Brought | None = st.session_state.get(_FORM)
    if here is not None and here.reference:
        del st.session_state[_FORM]


def screen() -> str:
    """A name for what is on the screen, the same as long as it is the same."""
    here: Brought | None = st.session_state.get(_FORM)
    return f"/{here.step}/{bool(here.told)}" if here else ""


def show(forum: Forum, speech: Speech) -> None:
    """What is on the screen for this person."""
    here: Brought | None = st.session_state.get(_FORM)
    if here is None or here.forum != forum.code:
        here = st.session_state[_FORM] = Brought(forum.code)
    steps: dict[str, Callable[[Brought, Forum, Speech], None]] = {
        ASK: _ask,
        WARN: _warn,
        WRITE: _write,
        SENT: _sent,
    }
    frame.heading(
        speech.gettext(says.TAKEN if here.reference else says.TITLE),
        before=marked(forum.name, speech),
    )
    if here.told:
        st.html(Markup('<div class="summary" role="alert"><p>{}</p></div>').format(here.told))
    steps[here.step](here, forum, speech)


def _key(name: str, speech: Speech) -> str:
    """A widget's key. The language is part of it: radio buttons are known by their words."""
    return f"proposal.{name}.{speech.tag}"


def _take(here: Brought, speech: Speech) -> None:
    """Keep what stands in the fields on the screen."""
    for name in _FIELDS:
        if (key := _key(name, speech)) in st.session_state:
            setattr(here, name, st.session_state[key] or "")


def _ask(here: Brought, _forum: Forum, speech: Speech) -> None:
    _ = speech.gettext

    def onward() -> None:
        _take(here, speech)
        here.told = "" if here.about else _(says.PLEASE_CHOOSE)
        if here.about:
            here.step = WARN if here.about == "yes" else WRITE

    _radio("about", says.IS_ABOUT_SOMEBODY, says.YES_OR_NO, here, speech, says.SUCH_AS)
    st.button(_("Next"), type="primary", on_click=onward, key="proposal-next")


def _warn(here: Brought, _forum: Forum, speech: Speech) -> None:
    """Offer the safer way; whoever knows of it decides for themselves."""
    _ = speech.gettext

    def go(step: str) -> None:
        here.step = step

    if session.portal().settings.has_complaints:
        said = f"{_(says.SAFER)} {_(says.TELL_IT_THERE)}"
        st.html(Markup('<p class="note"><b>{}</b></p>').format(said))
        st.page_link(page_file(COMPLAINTS), label=_(says.COMPLAIN))
    else:
        st.page_link(page_file(HELP), label=_(says.FIND_HELP))
    st.html(Markup("<p>{}</p>").format(_(says.READ_BY_CHAIR)))
    with st.container(horizontal=True):
        st.button(_(says.GO_ON), on_click=go, args=(WRITE,), key="proposal-anyway")
        st.button(_("Back"), on_click=go, args=(ASK,), key="proposal-back")


def _write(here: Brought, forum: Forum, speech: Speech) -> None:
    _ = speech.gettext

    def back() -> None:
        _take(here, speech)
        here.step, here.told = ASK, ""

    def send() -> None:
        _take(here, speech)
        _send(here, speech)

    shown = says.NEVER_SHOWN if forum.protected else says.SHOWN_OR_NOT
    st.html(Markup("<p>{} {}</p>").format(_(says.WHO_READS), _(shown)))
    _radio("kind", says.KIND, says.KINDS, here, speech)
    topics = ["", *(each.value for each in Topic)]
    st.selectbox(
        _(says.TOPIC),
        topics,
        index=topics.index(here.topic),
        format_func=lambda code: name_of(Topic(code), speech) if code else _(says.NOTHING_CHOSEN),
        key=_key("topic", speech),
        on_change=_take,
        args=(here, speech),
    )
    st.text_area(
        f"{_(says.TEXT)}. {_(says.NO_NAMES)}",
        value=here.text,
        key=_key("text", speech),
        height=200,
        placeholder="",
        on_change=_take,
        args=(here, speech),
    )
    with st.container(horizontal=True):
        st.button(_("Send"), type="primary", on_click=send, key="proposal-send")
        st.button(_("Back"), on_click=back, key="proposal-back")


def _send(here: Brought, speech: Speech) -> None:
    new = NewProposal(
        here.forum,
        speech.tag,
        here.text,
        Topic(here.topic) if here.topic else None,
        is_question=here.kind == "question",
        nonce=here.nonce,
    )
    try:
        here.reference = session.portal().proposals.propose(new, client() or "")
    except says.NOT_SENT as error:
        here.told, _ = says.not_sent(error, speech)
    else:
        here.step, here.told, here.text = SENT, "", ""


def _sent(here: Brought, _forum: Forum, speech: Speech) -> None:
    _ = speech.gettext
    address = f"{session.portal().settings.public_address}/{speech.tag}/forums/proposals"
    number = Markup('<p><bdi class="code" dir="ltr">{}</bdi></p>').format(in_groups(here.reference))
    where = Markup('<p><bdi dir="ltr">{}</bdi></p>').format(address)
    st.html(Markup("<p>{}</p>").format(_(says.KEEP)) + number + where)
    st.page_link(page_file(FORUM_PROPOSAL), label=_(says.LOOK_UP))


def _radio(
    name: str,
    label: str,
    options: Mapping[str, str],
    here: Brought,
    speech: Speech,
    hint: str = "",
) -> None:
    codes = list(options)
    chosen = getattr(here, name)
    words = " ".join(speech.gettext(each) for each in (label, hint) if each)
    st.radio(
        as_label(words),
        codes,
        index=codes.index(chosen) if chosen else None,
        format_func=lambda code: as_label(speech.gettext(options[code])),
        key=_key(name, speech),
        on_change=_take,
        args=(here, speech),
    )
