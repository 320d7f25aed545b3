"""Answers in people's own words: coded one by one, and short excerpts of them cleared."""

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.results.free_text.model import CodingProgress, ExcerptState
from copfeedback.results.free_text.service import UnknownText
from copfeedback.surveys.wave_wording import full_name
from copfeedback.ui import frame, free_text, free_text_excerpts, free_text_themes, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import FREE_TEXT, page_file

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
wanted = st.query_params
view = wanted.get(free_text.SHOW, "")


def show_all() -> None:
    """Every question there is something to code of."""
    frame.heading(_("Free text"))
    codes, clears = (
        actor.may(each) for each in (Permission.CODE_FREE_TEXT, Permission.CLEAR_EXCERPTS)
    )
    if not codes:
        require(actor, Permission.CLEAR_EXCERPTS)
    found = portal.coding.questions(actor) if codes else []
    waiting = portal.excerpts.excerpts(actor, [ExcerptState.PROPOSED]) if clears else []
    free_text.show_all(found, len(waiting), actor, speech)


def show_excerpts() -> None:
    """All excerpts, to decide on."""
    desk = Desk.at(f"{FREE_TEXT}.excerpts")
    st.page_link(page_file(FREE_TEXT), label=_("All questions"))
    frame.heading(_("Excerpts"))
    staff.outcome(desk, speech)
    free_text_excerpts.show_all(actor, desk, speech)


def show_one(progress: CodingProgress) -> None:
    """One question of a wave: its queue, its coded answers, its themes, or an excerpt."""
    asked = portal.surveys.book.find(progress.wave_id)
    about = (view, wanted.get(free_text.TEXT, ""), wanted.get(free_text_themes.THEME, ""))
    desk = Desk.at(".".join([FREE_TEXT, progress.wave_id, progress.question_id, *about]))
    st.page_link(page_file(FREE_TEXT), label=_("All questions"))
    frame.heading(
        free_text.words_of(asked, progress.question_id, speech),
        before=escape(full_name(asked, speech.tag)),
    )
    free_text.show_ways(progress, view, speech)
    staff.outcome(desk, speech)
    if view == free_text.THEMES:
        free_text_themes.show_themes(progress, actor, desk, speech)
    elif view == free_text.CODED:
        free_text.show_coded(progress, actor, speech)
    elif view == free_text.EXCERPT:
        text = portal.coding.text(actor, free_text.asked_text())
        free_text_excerpts.show_form(text, desk, speech)
    else:
        free_text.show_queue(progress, actor, desk, speech)


try:
    if view == free_text.EXCERPTS:
        show_excerpts()
    elif free_text.WAVE in wanted:
        found = free_text.find_progress(portal.coding.questions(actor, wanted[free_text.WAVE]))
        show_all() if found is None else show_one(found)
    else:
        show_all()
except UnknownText:
    frame.heading(_("Free text"))
    st.html(Markup("<p>{}</p>").format(_("This answer is not there any more.")))
except NotPermitted:
    frame.heading(_("Free text"))
    reason = _("This page is for analysts, survey managers and evaluators.")
    staff.refuse(reader, reason, back_to=FREE_TEXT)
