"""What residents brought, one after the other, and what the chair makes of it, at the full door."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.check_digit import in_groups
from copfeedback.evaluations.answer_wording import origins
from copfeedback.faults import ChangedMeanwhile, Faulty
from copfeedback.forums.agenda_writing import AgendaFinal
from copfeedback.forums.meeting_model import Meeting, MeetingState, Proposal
from copfeedback.forums.model import Forum
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import desk as desks
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done
from copfeedback.ui.forum_desk_fields import Fields
from copfeedback.ui.forum_desk_place import FAULTS, Place, begin, done
from copfeedback.ui.texts import words

_MEETING = "meeting:"
_LEFT_TO_RIGHT = "\u2066{}\u2069"
"""Where no HTML can be, two groups of digits would change places."""
_ISOLATED = "\u2068{}\u2069"
"""What is written in another direction moves nothing beside it."""
_MOST_SHOWN = 60
"""So many characters of what was brought tell it from the others."""
_FAULTS = {
    **FAULTS,
    AgendaFinal: desks.Fault(
        WHOLE, N_("That agenda is final. Open it again, or choose another meeting.")
    ),
    ChangedMeanwhile: desks.Fault(WHOLE, N_("Somebody else has decided on this meanwhile.")),
}


def show(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """What waits for an answer, the oldest first; one of it with all that can be decided.

    Of what was decided on already, it can only be said that it was a complaint.
    """
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    begin(_("What residents brought"), place, desk, actor, speech)
    waiting = {
        each.reference: each for each in session.portal().proposals.waiting(actor, place.forum.code)
    }
    if waiting:
        _one(_chosen("which", waiting, form), place, form)
    else:
        st.html(Markup("<p>{}</p>").format(_("Nothing waits for an answer.")))
    decided = {
        each.reference: each for each in session.portal().proposals.decided(actor, place.forum.code)
    }
    if decided:
        st.html(Markup("<h2>{}</h2>").format(_("Decided")))
        one = _chosen("decided", decided, form)
        state = [name_of(one.state, speech)]
        if one.decided_on is not None:
            state.append(speech.formatting.date(one.decided_on))
        _say(one, state, speech, level=3)
        _complaint(one, form)


def _chosen(name: str, among: Mapping[str, Proposal], form: Fields) -> Proposal:
    """One of several, by the reference; the only one is chosen anyway."""
    if len(among) == 1:
        return next(iter(among.values()))
    named = {reference: _in_short(each) for reference, each in among.items()}
    return among[form.choice(name, form.speech.gettext("One of them"), named)]


def _in_short(brought: Proposal) -> str:
    """Its reference, and how it begins."""
    begins = " ".join(brought.text.split())
    if len(begins) > _MOST_SHOWN:
        begins = f"{begins[:_MOST_SHOWN].rstrip()} …"
    reference = _LEFT_TO_RIGHT.format(in_groups(brought.reference))
    return f"{reference} · {_ISOLATED.format(begins)}"


def _say(brought: Proposal, more: list[str], speech: Speech, *, level: int) -> None:
    _ = speech.gettext
    brought_by = _("A question") if brought.is_question else _("A proposal")
    origin = origins(session.portal().evaluations.all(), speech).get(brought.reference)
    about = [origin or brought_by, *more]
    if brought.topic is not None:
        about.append(name_of(brought.topic, speech))
    st.html(
        Markup(
            '<h{}><bdi dir="ltr">{}</bdi></h{}><p>{}</p>'
            '<blockquote class="words" lang="{}" dir="auto">{}</blockquote>'
        ).format(
            level,
            in_groups(brought.reference),
            level,
            " · ".join(about),
            brought.language,
            brought.text,
        )
    )


def _one(brought: Proposal, place: Place, form: Fields) -> None:
    _, speech, desk = form.speech.gettext, form.speech, form.form.desk
    _say(brought, [speech.formatting.date(brought.received_on)], speech, level=2)
    shown = _("Show these words in public: there is nothing in them about a person")
    form.form.tick(f"show-{brought.reference}", shown)
    meetings = [
        each
        for each in session.portal().meetings.upcoming(place.forum.code)
        if each.state is MeetingState.PLANNED
    ]
    days = {each.number: speech.formatting.date(each.starts.date()) for each in meetings}
    if meetings:
        st.html(Markup("<h3>{}</h3>").format(_("Put it on the agenda")))
        form.choice(f"to-{brought.reference}", _("Meeting"), days)
        form.texts(f"title-{brought.reference}", _("Title"))
        put = partial(_put, form, brought.reference, meetings)
        staff.button(desk, "agenda", _("Put it on the agenda"), put, _FAULTS, primary=True)
    answer = f"answer-{brought.reference}"
    with form.folded(_("Answer, decline or move it"), answer, is_open=not meetings):
        _other_answers(brought, place, form, meetings, days)
    _complaint(brought, form)


def _complaint(brought: Proposal, form: Fields) -> None:
    _, speech, desk = form.speech.gettext, form.speech, form.form.desk
    erase = partial(desk.attempt, partial(_erase, brought.reference), _FAULTS)
    question = f"complaint-{brought.reference}"
    with form.folded(_("It is about something a person did"), is_open=desk.asking == question):
        told = _(
            "Then it is a complaint. The words are erased here, and whoever looks up the reference "
            "is shown the way to the complaints."
        )
        st.html(Markup("<p>{}</p>").format(told))
        label = _("It is a complaint: erase it here")
        staff.confirmed(desk, question, label, label, erase, speech)


def _other_answers(
    brought: Proposal,
    place: Place,
    form: Fields,
    meetings: Collection[Meeting],
    days: Mapping[str, str],
) -> None:
    """What is said in writing: the answer, or why it is declined or moved."""
    _, desk, proposals = form.speech.gettext, form.form.desk, session.portal().proposals
    hint = _("Everybody can read this.")
    form.texts(f"answer-{brought.reference}", _("Answer or reason"), hint=hint, long=True)
    answer = partial(_answer, form, brought.reference, proposals.answer)
    decline = partial(_answer, form, brought.reference, proposals.decline)
    with st.container(horizontal=True):
        staff.button(desk, "answer", _("This answers it"), answer, _FAULTS)
        staff.button(desk, "decline", _("Decline for this reason"), decline, _FAULTS)
    elsewhere = {f"{_MEETING}{number}": day for number, day in days.items()}
    elsewhere |= _other_forums(place.forum, form.speech)
    if elsewhere:
        form.choice(f"where-{brought.reference}", _("Move it to"), elsewhere)
        move = partial(_move, form, brought.reference, meetings)
        staff.button(desk, "move", _("Move it for this reason"), move, _FAULTS)


def _other_forums(forum: Forum, speech: Speech) -> dict[str, str]:
    """Where else it can go; forums may have the same name."""
    return {
        each.code: f"{words(each.name, speech)} ({each.code})"
        for each in session.portal().forums.active()
        if each.code != forum.code
    }


def _put(form: Fields, reference: str, meetings: Collection[Meeting], actor: Actor) -> Done:
    ids = {each.number: each.id for each in meetings}
    title, show = form.typed_texts(f"title-{reference}"), bool(form.form.typed(f"show-{reference}"))
    try:
        session.portal().proposals.put_on_agenda(
            actor, reference, ids[form.typed(f"to-{reference}")], title, show=show
        )
    except Faulty as faulty:
        raise form.refused(faulty, reference) from None
    return _decided()


def _answer(
    form: Fields, reference: str, decide: Callable[..., None], actor: Actor, **where: int | str
) -> Done:
    """Answer, decline or move: what is written is one text for all three."""
    show = bool(form.form.typed(f"show-{reference}"))
    try:
        decide(actor, reference, texts=form.typed_texts(f"answer-{reference}"), show=show, **where)
    except Faulty as faulty:
        raise form.refused(faulty, reference) from None
    return _decided()


def _move(form: Fields, reference: str, meetings: Collection[Meeting], actor: Actor) -> Done:
    ids = {f"{_MEETING}{each.number}": each.id for each in meetings}
    where = form.typed(f"where-{reference}")
    move = session.portal().proposals.move
    return _answer(form, reference, move, actor, to=ids.get(where, where))


def _erase(reference: str, actor: Actor) -> Done:
    session.portal().proposals.is_complaint(actor, reference)
    return _decided()


def _decided() -> Done:
    return done(N_("The answer is kept. It is shown under its reference."))
