"""One meeting at the full door: where and when, its agenda with papers, and its minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Unknown
from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.meeting_model import Agenda, Meeting, MeetingKind, MeetingState
from copfeedback.forums.meetings import shown
from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.model import Forum
from copfeedback.forums.points import Known, agenda_points, minuted_points
from copfeedback.forums.when import moment, when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.profile.wording import contact_link
from copfeedback.ui import forum_lines as lines
from copfeedback.ui import forum_minutes, frame, session
from copfeedback.ui.forum_points import left_over, point
from copfeedback.ui.forum_reply import offer_reply
from copfeedback.ui.pages import FORUM_PROPOSAL, FORUMS, page_file
from copfeedback.ui.texts import marked


def show(code: str, number: str, speech: Speech) -> None:
    """Before the meeting its agenda, afterwards its minutes.

    Raises:
        Unknown: there is no such forum, or no such meeting of it.
    """
    portal, _ = session.portal(), speech.gettext
    forum, found = portal.forums.find(code), portal.meetings.find(code, number)
    found = portal.agendas.standing(found)
    forums = {each.code: each for each in portal.forums.all()}
    meeting, minutes = shown(found, forum), portal.minutes.latest(found.id)
    name = name_of(meeting.kind, speech) if meeting.title is None else marked(meeting.title, speech)
    title = Markup("{} · {}").format(name, speech.formatting.date(meeting.starts.date()))
    way = (lines.link(FORUMS, _("Forums"), speech), lines.forum_link(forum, speech))
    frame.heading(title, before=Markup(" › ").join(way))
    st.html(_changed(meeting, speech) + _facts(meeting, forum, speech))
    is_over = meeting.ends_at <= portal.trail.now()
    if not is_over and meeting.state is MeetingState.PLANNED:
        st.page_link(
            page_file(FORUM_PROPOSAL),
            label=_("Propose a topic or ask a question"),
            query_params={lines.FORUM: code},
        )
    agenda = portal.agendas.shown(found.id)
    if minutes is None:
        st.html(_agenda(meeting, agenda, speech, is_over=is_over))
    else:
        st.html(forum_minutes.head(minutes, meeting, forum, speech))
    made = portal.commitments.all(meeting_id=found.id)
    points = _points(agenda, minutes, made, forums, speech)
    around = Markup()
    if minutes is not None:
        around = forum_minutes.versions(meeting, speech) + forum_minutes.replies(found.id, speech)
    if below := points + left_over(agenda, speech) + around:  # st.html takes no empty text
        st.html(below)
    if minutes is not None:
        offer_reply(minutes, speech)


def _points(
    agenda: Agenda,
    minutes: Minutes | None,
    made: Sequence[Commitment],
    forums: Mapping[str, Forum],
    speech: Speech,
) -> Markup:
    """What the meeting is about, and what was promised beside that."""
    portal, tag = session.portal(), speech.tag
    put_off = {} if minutes else portal.agendas.put_off(agenda.meeting.id)
    known = Known(agenda, _public_commitment, put_off)
    if minutes is None:
        points = agenda_points(known, tag)
    else:
        there = portal.minutes.translations(minutes.meeting_id, minutes.number)
        entries = portal.minutes.shown(minutes, there.get(tag), tag)
        points = minuted_points(known, entries, made, tag)
    told = Markup("").join(point(each, forums, agenda.meeting.forum, speech) for each in points)
    under_points = {each.id for every in points for each in every.commitments}
    others = [each for each in made if each.id not in under_points]
    if others:
        today = portal.surveys.today()
        told += Markup("<h2>{}</h2>{}").format(
            speech.gettext("Commitments made at this meeting"),
            lines.listed(lines.commitment_line(each, today, speech) for each in others),
        )
    return told


def _public_commitment(number: int) -> Commitment | None:
    try:
        return session.portal().commitments.find(number)
    except Unknown:
        return None


def _changed(meeting: Meeting, speech: Speech) -> Markup:
    """That it was cancelled or moved, and why."""
    _ = speech.gettext
    if meeting.state is MeetingState.CANCELLED:
        told = [Markup("<p><b>{}</b></p>").format(_("This meeting is cancelled."))]
    else:
        told = [
            Markup("<p><b>{}</b> <small>{}</small></p>").format(
                _("This meeting was moved. It was planned for %(moment)s.")
                % {"moment": moment(each.starts, speech.tag)},
                _("Told on %(day)s") % {"day": speech.formatting.date(each.told_on)},
            )
            for each in meeting.moved
        ]
    if not told:
        return Markup()
    told.append(lines.words_of(meeting.reason, speech))
    return Markup('<div class="note">{}</div>').format(Markup("").join(told))


def _facts(meeting: Meeting, forum: Forum, speech: Speech) -> Markup:
    return Markup("<dl>{}</dl>").format(
        Markup("").join(
            Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(name, said)
            for name, said in _each_fact(meeting, forum, speech)
        )
    )


def _each_fact(
    meeting: Meeting, forum: Forum, speech: Speech
) -> Iterator[tuple[str, str | Markup]]:
    _ = speech.gettext
    hours = when(meeting, speech.tag)
    in_daytime_label = _("in daytime")
    yield _("When"), f"{hours} · {in_daytime_label}" if meeting.in_daytime else hours
    yield _("Meeting place"), _place(meeting, forum, speech)
    if meeting.online:
        link = Markup('<a href="{0}" dir="ltr" rel="noreferrer">{0}</a>')
        yield _("Online"), link.format(meeting.online)
    who = _("Everybody") if forum.protected is None else name_of(forum.protected, speech)
    if meeting.kind is MeetingKind.CLOSED:
        who = _("Only those who are invited")
    yield _("Who can come"), who
    yield _("What it is for"), name_of(meeting.aim, speech)
    steps = {
        None: _("Nobody has said yet whether there are steps."),
        True: _("There is a way in without steps."),
        False: _("There are steps."),
    }
    yield _("Way in"), steps[meeting.step_free]
    if meeting.interpretation:
        names = [language_name(each, speech) for each in meeting.interpretation]
        yield _("Interpretation into"), speech.formatting.listing(names)
    if meeting.childcare:
        yield _("Children"), _("Somebody looks after children.")


def _place(meeting: Meeting, forum: Forum, speech: Speech) -> Markup:
    _ = speech.gettext
    if meeting.place is not None:
        neutral = _("neutral ground: it belongs to nobody who takes part")
        ground = f" · {neutral}" if meeting.neutral_ground else ""
        return Markup("{}{}").format(marked(meeting.place, speech), ground)
    if forum.protected is None and meeting.kind is not MeetingKind.CLOSED:
        return Markup("{}").format(_("Not known yet"))
    contact = contact_link(forum.contact) if forum.contact else ""
    return Markup("{} {}").format(_("The place is told on request."), contact)


def _agenda(meeting: Meeting, agenda: Agenda, speech: Speech, *, is_over: bool) -> Markup:
    _, told = speech.gettext, []
    if meeting.minutes_number:
        later = _("The minutes are approved. Protected forums show them later.")
        told.append(Markup('<p class="note">{}</p>').format(later))
    elif is_over:
        told.append(Markup('<p class="note">{}</p>').format(_("There are no minutes yet.")))
    if meeting.final_on is not None:
        final = _("The agenda is final since %(day)s.")
        told.append(
            Markup("<p>{}</p>").format(final % {"day": speech.formatting.date(meeting.final_on)})
        )
    elif not is_over:
        draft = _("Draft: the agenda can still change.")
        told.append(Markup("<p><b>{}</b></p>").format(draft))
    if agenda.minutes:
        takes = speech.ngettext(
            "It is meant to take %(number)s minute.",
            "It is meant to take %(number)s minutes.",
            agenda.minutes,
        )
        number = {"number": speech.formatting.number(agenda.minutes)}
        told.append(Markup("<p>{}</p>").format(takes % number))
    if agenda.items:
        told.append(_print(meeting, speech))
    else:
        told.append(Markup("<p>{}</p>").format(_("Nothing is on it yet.")))
    return Markup("<h2>{}</h2>{}").format(_("Agenda"), Markup("").join(told))


def _print(meeting: Meeting, speech: Speech) -> Markup:
    _ = speech.gettext
    way = Markup('<a href="./{}/forums/{}/{}/agenda.pdf{}">{}</a>')
    here = (speech.tag, meeting.forum, meeting.number)
    return Markup("<p>{} · {}</p>").format(
        way.format(*here, "", _("Agenda to print (PDF)")),
        way.format(*here, "?large=1", _("in large print")),
    )
