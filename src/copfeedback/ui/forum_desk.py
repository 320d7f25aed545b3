"""The chair's desk at the full door: a chair's forums, one of them, and the way to the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Unknown
from copfeedback.forums.chairing import PoliceMayNotChair
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.model import Forum
from copfeedback.forums.when import when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor
from copfeedback.ui import (
    forum_desk_agenda,
    forum_desk_counts,
    forum_desk_item,
    forum_desk_notices,
    forum_desk_place,
    forum_desk_plan,
    forum_desk_proposals,
    forum_desk_publish,
    forum_desk_translate,
    forum_lines,
    frame,
    session,
)
from copfeedback.ui.desk import Desk
from copfeedback.ui.forum_desk_place import Place, way
from copfeedback.ui.pages import FORUM_DESK, FORUM_SETUP, FORUMS, MY_COMMITMENTS, page_file
from copfeedback.ui.texts import marked, words

_MEETINGS_SHOWN = 24

Page = Callable[[Place, Desk, Actor, Speech], None]
_OF_FORUM: Mapping[str, Page] = {
    forum_desk_place.PLAN: forum_desk_plan.show_new,
    forum_desk_place.PROPOSALS: forum_desk_proposals.show,
    forum_desk_place.NOTICES: forum_desk_notices.show,
}
_OF_MEETING: Mapping[str, Page] = {
    "": forum_desk_agenda.show,
    forum_desk_place.CHANGE: forum_desk_plan.show_change,
    forum_desk_place.ITEM: forum_desk_item.show,
    forum_desk_place.PAPERS: forum_desk_item.show_papers,
    forum_desk_place.ATTENDANCE: forum_desk_counts.show_attendance,
    forum_desk_place.PROMISE: forum_desk_counts.show_promise,
    forum_desk_place.PUBLISH: forum_desk_publish.show,
    forum_desk_place.TRANSLATE: forum_desk_translate.show,
}


def show(actor: Actor, speech: Speech) -> None:
    """The page of the desk that the address asks for."""
    _ = speech.gettext
    try:
        place = forum_desk_place.asked(actor)
        if place is None:
            _show_all(actor, speech)
        else:
            _show_place(place, actor, speech)
    except PoliceMayNotChair:
        _refuse(_(forum_desk_place.POLICE), speech)
    except NotPermitted:
        _refuse(_(forum_desk_place.NOT_YOURS), speech)
    except Unknown:
        _refuse(_("There is no such forum or meeting. It may have another address now."), speech)


def _refuse(why: str, speech: Speech) -> None:
    frame.heading(speech.gettext("Chair's desk"))
    st.html(Markup("<p>{}</p>").format(why))
    st.page_link(page_file(FORUM_DESK), label=speech.gettext("Your forums"))


def _show_all(actor: Actor, speech: Speech) -> None:
    """The forums somebody chairs, each with its one next step."""
    _, next_steps = speech.gettext, session.portal().next_steps
    frame.heading(_("Your forums"), before=_("Chair's desk"))
    forums = list(_chaired(actor))
    if not forums:
        none = _("You chair no forum at the moment. Whoever runs this site can change that.")
        st.html(Markup("<p>{}</p>").format(none))
    for forum in forums:
        step = next_steps.of(actor, forum)
        about = forum_lines.labels(forum, speech)
        if step is not None and step.meeting is not None:
            about += Markup(" · {}").format(speech.formatting.date(step.meeting.starts.date()))
        with st.container(key=f"row-{forum.code}", gap=None):
            way(Place(forum), words(forum.name, speech))
            st.html(Markup("<p>{}</p>").format(about))
            if step is None:
                forum_desk_place.ended(forum, speech)
            else:
                forum_desk_place.next_step(step, forum, speech)
    st.html(
        Markup('<p><a href="./{}/forums/handbook/chairs">{}</a></p>').format(
            speech.tag, _("The handbook for chairs")
        )
    )


def _chaired(actor: Actor) -> Sequence[Forum]:
    found = []
    for code in sorted(actor.forums):
        try:
            found.append(forum_desk_place.chaired(actor, code))
        except Unknown:  # an account can be for a forum that is not founded yet
            continue
    return found


def _show_place(place: Place, actor: Actor, speech: Speech) -> None:
    desk = Desk.at(place.name)
    with st.container(horizontal=True, key="desk-way"):
        st.page_link(page_file(FORUM_DESK), label=speech.gettext("Your forums"))
        if place != Place(place.forum):
            way(Place(place.forum), words(place.forum.name, speech))
        if place.known_meeting is not None and place.view:
            way(place.to(), speech.formatting.date(place.meeting.starts.date()))
    pages = _OF_FORUM if place.known_meeting is None else _OF_MEETING
    if place.view in pages:
        pages[place.view](place, desk, actor, speech)
    elif place.view or place.known_meeting is not None:
        raise Unknown
    else:
        _show_forum(place, desk, actor, speech)


def _show_forum(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """A forum: what can be done in it, and its meetings."""
    _, portal, forum = speech.gettext, session.portal(), place.forum
    forum_desk_place.begin(marked(forum.name, speech), place, desk, actor, speech)
    if forum.ended is None:
        way(place.to_forum(forum_desk_place.PLAN), _("Plan a meeting"))
    way(place.to_forum(forum_desk_place.PROPOSALS), _("What residents brought"))
    way(place.to_forum(forum_desk_place.NOTICES), _("Notices"))
    st.page_link(page_file(MY_COMMITMENTS), label=_("Commitments to answer for"))
    described = {forum_lines.FORUM: forum.code}
    st.page_link(page_file(FORUM_SETUP), label=_("Describe the forum"), query_params=described)
    st.page_link(page_file(FORUMS), label=_("The public page"), query_params=described)
    elsewhere = [("/problems", _("Problems the forum works on"))]
    if forum.ended is None:
        elsewhere.insert(0, ("/import", _("Take meetings over from a calendar")))
    st.html(
        Markup("<p>{} {}</p>").format(
            _("On the simple site:"),
            Markup(" · ").join(
                forum_desk_place.simple_link(place, rest, label, speech)
                for rest, label in elsewhere
            ),
        )
    )
    st.html(Markup("<h2>{}</h2>").format(_("Meetings to come")))
    upcoming = [portal.agendas.standing(each) for each in portal.meetings.upcoming(forum.code)]
    for each in upcoming:
        _row(place, each, speech)
    if not upcoming:
        st.html(Markup("<p>{}</p>").format(_("None is planned.")))
    past = portal.meetings.past(forum.code)[:_MEETINGS_SHOWN]
    if past:
        st.html(Markup("<h2>{}</h2>").format(_("Earlier meetings")))
    for each in past:
        _row(place, each, speech)


def _row(place: Place, meeting: Meeting, speech: Speech) -> None:
    _, told = speech.gettext, [Markup("{}").format(name_of(meeting.kind, speech))]
    if meeting.title is not None:
        told.insert(0, marked(meeting.title, speech))
    if meeting.state is MeetingState.CANCELLED:
        told.append(Markup("<b>{}</b>").format(_("Cancelled")))
    elif meeting.minutes_number:
        told.append(Markup("{}").format(_("Minutes published")))
    elif meeting.final_on is not None:
        told.append(Markup("{}").format(_("The agenda is final.")))
    with st.container(key=f"row-{meeting.number}", gap=None):
        way(place.to(meeting=meeting), when(meeting, speech.tag))
        st.html(Markup("<p>{}</p>").format(Markup(" · ").join(told)))
