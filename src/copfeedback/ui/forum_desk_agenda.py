"""Preparing a meeting at the full door: its notice, its agenda, and what is left over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import ChangedMeanwhile, Faulty
from copfeedback.forums.meeting_model import Agenda, AgendaItem, MeetingState, Settlement
from copfeedback.forums.when import when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.model import Actor
from copfeedback.ui import forum_desk_place as places
from copfeedback.ui import forum_lines, forum_points, session
from copfeedback.ui.desk import Desk, Done, Sentence
from copfeedback.ui.forum_desk_fields import Fields
from copfeedback.ui.forum_desk_place import FAULTS, Place, acting, simple_link, way
from copfeedback.ui.pages import FORUMS, page_file
from copfeedback.ui.staff import button
from copfeedback.ui.texts import marked, words


def show(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """The meeting as it stands, with all that can be done before it."""
    _, portal = speech.gettext, session.portal()
    agenda = portal.agendas.of(place.meeting.id)
    form = Fields.at(desk, place.forum.languages, speech)
    places.begin(_("Prepare the meeting"), place, desk, actor, speech)
    place = place.to(meeting=agenda.meeting)
    _about(place, speech)
    _doors(place, speech)
    if place.meeting.state is not MeetingState.CANCELLED:
        _notice(place, desk, speech)
        _waiting(place, actor, speech)
    if agenda.left_over:
        _left_over(place, agenda, form)
    put_off = portal.agendas.put_off(place.meeting.id)
    _agenda(place, agenda, put_off, form)


def _about(place: Place, speech: Speech) -> None:
    meeting, _ = place.meeting, speech.gettext
    lines = [Markup("{} · {}").format(when(meeting, speech.tag), name_of(meeting.kind, speech))]
    if meeting.place is not None:
        lines.append(marked(meeting.place, speech))
    if meeting.state is MeetingState.CANCELLED:
        why = Markup(": {}").format(marked(meeting.reason, speech)) if meeting.reason else ""
        lines.append(Markup("<b>{}</b>{}").format(_("Cancelled"), why))
    st.html(Markup("<p>{}</p>").format(Markup("<br>").join(lines)))


def _doors(place: Place, speech: Speech) -> None:
    """The ways to everything else about the meeting; minutes are written on the simple site."""
    _, meeting = speech.gettext, place.meeting
    minutes = simple_link(place, "/minutes", _("Write the minutes on the simple site"), speech)
    about = _("What you write there is kept every five seconds, also while you write.")
    st.html(Markup('<div class="note"><p><b>{}</b><br>{}</p></div>').format(minutes, about))
    if meeting.state is not MeetingState.CANCELLED:
        way(place.to(places.CHANGE), _("Change or cancel the meeting"))
    way(place.to(places.ATTENDANCE), _("How many came"))
    way(place.to(places.PROMISE), _("Somebody promised something"))
    way(place.to(places.PUBLISH), _("Check and publish"))
    for tag in place.forum.languages:
        if meeting.minutes_number and tag != meeting.minutes_language:
            translate_the_minutes_label = _("Translate the minutes")
            label = f"{translate_the_minutes_label}: {language_name(tag, speech)}"
            way(place.to(places.TRANSLATE, tag), label)
    shown = {forum_lines.FORUM: meeting.forum, forum_lines.MEETING: meeting.number}
    st.page_link(page_file(FORUMS), label=_("The public page"), query_params=shown)
    pdf = Markup('<a href="./{}/forums/{}/{}/{}.pdf">{}</a>')
    here = (speech.tag, meeting.forum, meeting.number)
    prints = [
        simple_link(place, "/sheet", _("A sheet to print, for typing later"), speech),
        pdf.format(*here, "agenda", _("Agenda as PDF")),
    ]
    if meeting.minutes_number:
        prints.append(pdf.format(*here, "minutes", _("Minutes as PDF")))
    st.html(Markup("<p>{}</p>").format(Markup(" · ").join(prints)))


def _notice(place: Place, desk: Desk, speech: Speech) -> None:
    _, meeting = speech.gettext, place.meeting
    told = _("People learn of the meeting when the notice goes out. The agenda can follow.")
    if meeting.announced_on is not None:
        went = _("The notice went out on %(day)s.")
        told = went % {"day": speech.formatting.date(meeting.announced_on)}
    st.html(Markup("<h2>{}</h2><p>{}</p>").format(_("Notice"), told))
    if meeting.announced_on is None:
        announce = partial(session.portal().meetings.announce, meeting_id=meeting.id)
        out = acting(announce, N_("The notice is out."))
        button(desk, "announce", _("Let the notice go out"), out, FAULTS, primary=True)


def _waiting(place: Place, actor: Actor, speech: Speech) -> None:
    waiting = len(session.portal().proposals.waiting(actor, place.forum.code))
    if waiting:
        said = speech.ngettext(
            "%(count)s thing that residents brought waits for an answer.",
            "%(count)s things that residents brought wait for an answer.",
            waiting,
        )
        way(place.to_forum(places.PROPOSALS), said % {"count": speech.formatting.number(waiting)})


def _left_over(place: Place, agenda: Agenda, form: Fields) -> None:
    """What earlier meetings left open: all of it at one press, or one after the other."""
    _, speech, desk = form.speech.gettext, form.speech, form.form.desk
    agendas, number = session.portal().agendas, speech.formatting.number
    st.html(
        Markup("<h2>{}</h2><p>{}</p>{}").format(
            _("Left over from earlier meetings"),
            _("The agenda cannot be final before each of these is on it or settled."),
            forum_lines.listed(forum_points.matter(each, speech) for each in agenda.left_over),
        )
    )
    carry_all = partial(agendas.carry_all, meeting_id=place.meeting.id)
    every = acting(carry_all, N_("It is on the agenda."))
    label = _("Put all of them on the agenda")
    button(desk, "carry_all", label, every, FAULTS, primary=True)
    matters = {f"{each.kind}.{each.id}": each for each in agenda.left_over}
    named = {
        key: f"{number(at)}. {words(each.title, speech)}"
        for at, (key, each) in enumerate(matters.items(), 1)
    }
    with st.container(border=True, key="one-matter"):
        key = form.choice("matter", _("One of them"), named)
        chosen, about = matters[key], key.replace(".", "-")
        carry = partial(agendas.carry, meeting_id=place.meeting.id, matter=chosen)
        put = acting(carry, N_("It is on the agenda."))
        button(desk, "carry", _("Put it on the agenda"), put, FAULTS)
        settling = form.folded(_("Settle it instead"), f"reason-{about}")
        with settling:
            form.choice(f"settlement-{about}", _("What became of it"), form.names_of(Settlement))
            form.texts(f"reason-{about}", _("Why"), long=True)

        def settle(actor: Actor) -> Done:
            result = Settlement(form.typed(f"settlement-{about}"))
            reason = form.typed_texts(f"reason-{about}")
            try:
                agendas.settle(actor, place.meeting.id, chosen.kind, chosen.id, result, reason)
            except Faulty as faulty:
                raise form.refused(faulty, about) from None
            return places.done(N_("This is settled."))

        with settling:
            button(desk, "settle", _("Settle it"), settle, FAULTS)


def _agenda(place: Place, agenda: Agenda, put_off: Mapping[int, int], form: Fields) -> None:
    _, speech, meeting, desk = form.speech.gettext, form.speech, place.meeting, form.form.desk
    agendas, is_final = session.portal().agendas, place.meeting.final_on is not None
    told = _("This is a draft. Everybody can read it.")
    if meeting.final_on is not None:
        told = _("Final since %(day)s.") % {"day": speech.formatting.date(meeting.final_on)}
    if agenda.minutes:
        takes = speech.ngettext(
            "It is meant to take %(number)s minute.",
            "It is meant to take %(number)s minutes.",
            agenda.minutes,
        )
        told = f"{told} {takes % {'number': speech.formatting.number(agenda.minutes)}}"
    items = Markup("").join(
        Markup("<li>{}</li>").format(_item(each, agenda, put_off.get(each.id, 0), speech))
        for each in agenda.items
    )
    none = Markup("<p>{}</p>").format(_("There is nothing on it yet."))
    st.html(
        Markup("<h2>{}</h2><p>{}</p>{}").format(
            _("Agenda"), told, Markup("<ol>{}</ol>").format(items) if items else none
        )
    )
    is_open = not is_final and meeting.state is not MeetingState.CANCELLED
    if is_open:
        way(place.to(places.ITEM), _("Add an item"))
    if agenda.items:
        _one_item(place, agenda, form, is_final=is_final)
    if is_open and agenda.may_be_final:
        final = acting(
            partial(agendas.make_final, meeting_id=meeting.id), N_("The agenda is final.")
        )
        button(desk, "final", _("Make the agenda final"), final, FAULTS, primary=True)
    elif is_final and not meeting.minutes_number:
        again = acting(
            partial(agendas.reopen, meeting_id=meeting.id), N_("The agenda is a draft again.")
        )
        button(desk, "reopen", _("Open the agenda again"), again, FAULTS)


def _item(item: AgendaItem, agenda: Agenda, put_off: int, speech: Speech) -> Markup:
    _, number = speech.gettext, speech.formatting.number
    about = [Markup("{}").format(name_of(item.kind, speech))]
    if item.minutes:
        long = speech.ngettext("%(number)s minute", "%(number)s minutes", item.minutes)
        about.append(Markup("{}").format(long % {"number": number(item.minutes)}))
    if item.presenter:
        about.append(Markup("<bdi>{}</bdi>").format(item.presenter))
    if put_off:
        often = speech.ngettext("put off %(number)s time", "put off %(number)s times", put_off)
        about.append(Markup("{}").format(often % {"number": number(put_off)}))
    if papers := agenda.papers.get(item.id, ()):
        about.append(Markup("{} ({})").format(_("Papers"), number(len(papers))))
    return Markup("<b>{}</b><br><small>{}</small>").format(
        marked(item.title, speech), Markup(" · ").join(about)
    )


def _one_item(place: Place, agenda: Agenda, form: Fields, *, is_final: bool) -> None:
    """What can be done with one item: it is chosen, as buttons for each of many are too many."""
    _, speech, desk, ids = form.speech.gettext, form.speech, form.form.desk, []
    named = {}
    for at, each in enumerate(agenda.items, 1):
        ids.append(each.id)
        named[str(each.id)] = f"{speech.formatting.number(at)}. {words(each.title, speech)}"
    with st.container(border=True, key="one-item"):
        chosen = form.choice("item", _("One of them"), named)
        way(place.to(places.PAPERS, chosen), _("Papers"))
        if is_final:
            return
        way(place.to(places.ITEM, chosen), _("Change"))
        at, agendas = ids.index(int(chosen)), session.portal().agendas
        off = acting(partial(agendas.remove_item, item_id=int(chosen)), N_("It is off the agenda."))
        up = acting(partial(agendas.pass_up, item_id=int(chosen)), N_("It was passed up."))
        with st.container(horizontal=True):
            if at > 0:
                button(desk, "up", _("Move up"), partial(_move, place, int(chosen), -1), FAULTS)
            if at < len(ids) - 1:
                button(desk, "down", _("Move down"), partial(_move, place, int(chosen), 1), FAULTS)
            button(desk, "remove", _("Take it off"), off, FAULTS)
            if place.forum.parent:
                button(desk, "pass_up", _("Pass it up"), up, FAULTS)


def _move(place: Place, item_id: int, by: int, actor: Actor) -> Done:
    agendas = session.portal().agendas
    ids = [each.id for each in agendas.of(place.meeting.id).items]
    if item_id not in ids:
        raise ChangedMeanwhile
    at = ids.index(item_id)
    ids.insert(max(0, at + by), ids.pop(at))
    agendas.order(actor, place.meeting.id, ids)
    return Done(Sentence(N_("Saved.")), keeps_typed=True)
