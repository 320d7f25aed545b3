"""Notices of a forum at the full door: corrections of rumours, news, warnings."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Faulty, Problem
from copfeedback.forums.notice_model import Notice, NoticeKind
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import forum_lines, session
from copfeedback.ui.desk import Desk, Done
from copfeedback.ui.forum_desk_fields import Fields
from copfeedback.ui.forum_desk_place import FAULTS, Place, acting, begin, done
from copfeedback.ui.staff import button, confirmed


def show(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """Those there are, and the form of a new one."""
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    begin(_("Notices"), place, desk, actor, speech)
    there = session.portal().notices.of(place.forum.code)
    if not there:
        st.html(Markup("<p>{}</p>").format(_("There are no notices.")))
    for each in there:
        _one(each, desk, speech)
    hint = _(
        "When a rumour goes round: say what is so, without repeating the rumour more than needed."
    )
    title = _("A new notice")
    st.html(Markup('<h2>{}</h2><p class="hint">{}</p>').format(title, hint))
    form.choice("kind", _("Kind"), form.names_of(NoticeKind))
    form.texts("title", _("Title"))
    form.texts("text", _("Text"), long=True)
    form.day("pinned_until", _("Keep it on top until"))
    publish, label = partial(_publish, form, place), _("Publish the notice")
    button(desk, "publish", label, publish, FAULTS, primary=True)


def _one(notice: Notice, desk: Desk, speech: Speech) -> None:
    _ = speech.gettext
    with st.container(key=f"row-notice-{notice.id}", gap=None):
        st.html(forum_lines.notice(notice, speech))
        if notice.pinned_until is not None:
            day = {"day": speech.formatting.date(notice.pinned_until)}
            st.html(Markup("<p>{}</p>").format(_("on top until %(day)s") % day))
        back = partial(session.portal().notices.take_back, notice_id=notice.id)
        take = acting(back, N_("The notice is taken back."))
        label = _("Take it back")
        press = partial(desk.attempt, take, FAULTS)
        confirmed(desk, f"back-{notice.id}", label, f"{label}?", press, speech)


def _publish(form: Fields, place: Place, actor: Actor) -> Done:
    problems: list[Problem] = []
    until = form.typed_day("pinned_until", problems)
    if problems:
        raise form.refused(problems)
    title, text = form.typed_texts("title"), form.typed_texts("text")
    kind = NoticeKind(form.typed("kind"))
    try:
        session.portal().notices.publish(actor, place.forum.code, kind, title, text, until)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    return done(N_("The notice is published."))
