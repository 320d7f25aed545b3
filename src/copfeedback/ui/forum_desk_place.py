"""Where somebody is at the chair's desk of the full door, the ways from there, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.forums.agenda_writing import AgendaFinal, HasMinutes
from copfeedback.forums.agendas import EarlierMeeting, LeftOver, MeetingCancelled, NothingOnAgenda
from copfeedback.forums.chairing import PoliceMayNotChair, require_chair
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.meetings import NotPlanned
from copfeedback.forums.model import Forum
from copfeedback.forums.next_step import NextStep, Step
from copfeedback.forums.passing_up import HeldBack, NoForumAbove
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.ui import frame, session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Sentence
from copfeedback.ui.forum_lines import FORUM, MEETING
from copfeedback.ui.pages import FORUM_DESK, page_file
from copfeedback.ui.texts import as_label

VIEW, ABOUT = "view", "about"
"""In the query of the address: what is done, and to which item or in which language."""
PLAN, CHANGE, ITEM, PAPERS, ATTENDANCE = "plan", "change", "item", "papers", "attendance"
PROMISE, PUBLISH, TRANSLATE = "commitment", "publish", "translate"
PROPOSALS, NOTICES = "proposals", "notices"

POLICE = N_(
    "Whoever works for the police may chair a forum only in a transition that is explained in "
    "public. There is none now."
)
NOT_YOURS = N_("This page is for whoever chairs the forum.")
CHANGED = N_("Somebody else has changed this meanwhile. Here is how it is now.")
_CANCELLED = N_("This meeting was cancelled. It cannot be changed any more.")
FAULTS: Mapping[type[Exception], Fault] = {
    AgendaFinal: Fault(WHOLE, N_("The agenda is final. Open it again to change it.")),
    HasMinutes: Fault(WHOLE, N_("There are minutes of this already. It stays.")),
    LeftOver: Fault(WHOLE, N_("Something of earlier meetings is still left over: see below.")),
    EarlierMeeting: Fault(
        WHOLE, N_("An earlier meeting is still to come. Make this agenda final after it.")
    ),
    NothingOnAgenda: Fault(WHOLE, N_("Put something on the agenda first.")),
    MeetingCancelled: Fault(WHOLE, _CANCELLED),
    NotPlanned: Fault(WHOLE, _CANCELLED),
    NoForumAbove: Fault(WHOLE, N_("There is no forum above this one.")),
    HeldBack: Fault(WHOLE, N_("Not public yet.")),
    ChangedMeanwhile: Fault(WHOLE, CHANGED),
    Unknown: Fault(WHOLE, CHANGED),
    PoliceMayNotChair: Fault(WHOLE, POLICE),
}
_VIEWS: Mapping[Step, str] = {
    Step.FILL: ITEM,
    Step.COUNT: ATTENDANCE,
    Step.PUBLISH: PUBLISH,
    Step.TRANSLATE: TRANSLATE,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the desk: its forum, its meeting where it is about one, and what is done there."""

    forum: Forum
    known_meeting: Meeting | None = None
    view: str = ""
    about: str = ""

    @property
    def meeting(self) -> Meeting:
        """The meeting.

        Raises:
            Unknown: the address names none.
        """
        if self.known_meeting is None:
            raise Unknown
        return self.known_meeting

    @property
    def name(self) -> str:
        """What tells its fields from those of other pages."""
        number = self.known_meeting.number if self.known_meeting else ""
        return ".".join((FORUM_DESK, self.forum.code, number, self.view, self.about))

    @property
    def query(self) -> dict[str, str]:
        """Its part of the address."""
        number = self.known_meeting.number if self.known_meeting else ""
        named = {FORUM: self.forum.code, MEETING: number, VIEW: self.view, ABOUT: self.about}
        return {name: value for name, value in named.items() if value}

    def to(self, view: str = "", about: str = "", *, meeting: Meeting | None = None) -> Place:
        """Another page about the same meeting, or about this one."""
        return Place(self.forum, meeting or self.known_meeting, view, about)

    def to_forum(self, view: str = "") -> Place:
        """A page about the forum as a whole."""
        return Place(self.forum, None, view)


def asked(who: Actor) -> Place | None:
    """The page that the address asks for; None where it names no forum.

    Raises:
        NotPermitted: whoever asks does not chair that forum.
        Unknown: there is no such forum or meeting.
    """
    query = st.query_params
    code, number = query.get(FORUM, ""), query.get(MEETING, "")
    if not code:
        return None
    forum = chaired(who, code)
    meeting = session.portal().meetings.find(code, number) if number else None
    return Place(forum, meeting, query.get(VIEW, ""), query.get(ABOUT, ""))


def chaired(who: Actor, code: str) -> Forum:
    """A forum that somebody chairs. Raises like ``asked``."""
    portal = session.portal()
    if not who.may(Permission.MANAGE_FORUM, Subject(forum=code)):
        raise NotPermitted(Permission.MANAGE_FORUM)
    require_chair(portal.trail, who, Action.SET_MEETING, code, portal.surveys.today())
    return portal.forums.find(code)


def way(place: Place, label: str) -> None:
    """A link to a page of the desk."""
    st.page_link(page_file(FORUM_DESK), label=as_label(label), query_params=place.query)


def simple_link(place: Place, rest: str, label: str, speech: Speech) -> Markup:
    """A link to a page of the desk that only the simple site has."""
    number = f"/{place.known_meeting.number}" if place.known_meeting else ""
    return Markup('<a href="./staff/forums/{}{}{}?lang={}">{}</a>').format(
        place.forum.code, number, rest, speech.tag, label
    )


def done(text: str) -> Done:
    """What is said of something that was done."""
    return Done(Sentence(text))


def onward(place: Place, what: Done) -> Done:
    """Go on to a page of the desk, at the press of a button, and say there what was done."""
    Desk.at(place.name).done = what
    st.query_params.from_dict(place.query)
    return what


def next_step(step: NextStep, forum: Forum, speech: Speech, here: Place | None = None) -> None:
    """The one next step of a forum, with the way to where it is done, unless that is here."""
    _, place = speech.gettext, _place_of(step, forum)
    label = step.name(speech)
    if step.count:
        label += f" ({speech.formatting.number(step.count)})"
    if step.language:
        label += f": {language_name(step.language, speech)}"
    with st.container(border=True, key=f"next-step-{forum.code}", gap=None):
        st.html(Markup("<p><b>{}</b></p>").format(_("Next step")))
        if step.step in (Step.HOLD, Step.FINISH):
            st.html(Markup("<p>{}</p>").format(simple_link(place, "/minutes", label, speech)))
        elif here == place:
            st.html(Markup("<p>{}</p>").format(label))
        else:
            way(place, label)


def ended(forum: Forum, speech: Speech) -> None:
    """That a forum has ended, where its next step stood before."""
    if forum.ended is not None:
        said = speech.gettext("This forum ended on %(day)s. What it left stays readable.")
        day = {"day": speech.formatting.date(forum.ended)}
        st.html(Markup("<p>{}</p>").format(said % day))


def _place_of(step: NextStep, forum: Forum) -> Place:
    if step.step is Step.ANSWER:
        return Place(forum, None, PROPOSALS)
    if step.meeting is None:
        return Place(forum, None, PLAN)
    return Place(forum, step.meeting, _VIEWS.get(step.step, ""), step.language)


def begin(title: str | Markup, place: Place, desk: Desk, who: Actor, speech: Speech) -> None:
    """What stands at the top of a page about a forum: what came of the last press, what is next."""
    frame.heading(title)
    staff.outcome(desk, speech)
    step = session.portal().next_steps.of(who, place.forum)
    if step is None:
        ended(place.forum, speech)
    else:
        next_step(step, place.forum, speech, place)


def acting(
    do: Callable[[Actor], object], said: str, place: Place | None = None
) -> Callable[[Actor], Done]:
    """What a button does: something, then to say so, and to go on to a place if there is one."""
    return partial(_act, do, said, place)


def _act(do: Callable[[Actor], object], said: str, place: Place | None, actor: Actor) -> Done:
    do(actor)
    what = done(said)
    return onward(place, what) if place else what
