"""What officers and chairs say of commitments, at the full door: choose what, then write it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem
from copfeedback.forums.commitment_model import OPEN, Commitment, EventKind, NotPossibleNow, Status
from copfeedback.forums.commitment_voices import is_for_forum
from copfeedback.forums.commitment_wording import (
    BY_FORUM,
    CHANGED,
    IN_ITS_NAME,
    KEPT,
    SAYING,
    what_to_write,
)
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.model import Actor
from copfeedback.ui import commitment_parts, desk, session
from copfeedback.ui.desk import WHOLE, Done, Refused, Sentence, Worded
from copfeedback.ui.pages import MY_COMMITMENTS
from copfeedback.ui.staff import Form, button, read_day

_FAULTS = {
    ChangedMeanwhile: desk.Fault(WHOLE, CHANGED),
    NotPossibleNow: desk.Fault(WHOLE, CHANGED),
}
_OVER_SHOWN = 20
_UNANSWERED = frozenset({Status.PROPOSED, Status.NO_ANSWER})


def mine(who: Actor) -> list[Commitment]:
    """What somebody answers for: as an officer of an organisation, or as the chair of forums."""
    commitments = session.portal().commitments
    return [*commitments.waiting_for(who), *commitments.of_chair(who)]


def show_all(found: Sequence[Commitment], speech: Speech) -> None:
    """What waits for an answer first, then what is open, then what is over."""
    _, today = speech.gettext, session.portal().commitments.today()
    by_status = [(each, each.status(today)) for each in found]
    waiting = [each for each, status in by_status if status in _UNANSWERED]
    running = [each for each, status in by_status if status in OPEN - _UNANSWERED]
    over = [each for each, status in by_status if status not in OPEN][:_OVER_SHOWN]
    groups = (
        (_("Waits for your answer"), waiting),
        (_("Open commitments"), running),
        (_("Commitments that are settled"), over),
    )
    for title, some in groups:
        if some or title == groups[0][0]:
            number = speech.formatting.number(len(some))
            st.html(Markup("<h2>{} ({})</h2>").format(title, number))
        for each in some:
            commitment_parts.line(each, speech, MY_COMMITMENTS)
    if not groups[0][1]:
        st.html(Markup("<p>{}</p>").format(_("Nothing waits for an answer.")))


def show_one(commitment: Commitment, actor: Actor, form: Form) -> None:
    """A commitment, and the form for what is to be said of it."""
    _, speech = form.speech.gettext, form.speech
    portal = session.portal()
    forum = portal.forums.find(commitment.forum)
    commitment_parts.facts(commitment, speech)
    commitment_parts.history(commitment, forum, speech)
    kinds = portal.commitments.sayable(actor, commitment)
    if not kinds:
        st.html(Markup("<p>{}</p>").format(_("Nothing can be said of it now.")))
        return
    choices = {kind.value: _(SAYING[kind]) for kind in kinds}
    chosen = form.choice("say", _("What do you want to say?"), choices)
    kind = EventKind(chosen)
    whose = BY_FORUM if is_for_forum(actor, commitment, kind) else IN_ITS_NAME
    st.html(Markup('<p class="hint">{} {}</p>').format(_(whose), _("Everybody can read this.")))
    if kind is EventKind.MOVED:
        form.text("due", _("To which day?"), hint=_("Year-month-day, such as 2026-02-28."))
    form.long_text("text", _(what_to_write(kind)))
    languages = {tag: language_name(tag, speech) for tag in forum.languages}
    form.choice("language", _("Language of this text"), languages, speech.tag)
    say = partial(_say, form, commitment.id, len(commitment.events))
    button(form.desk, "publish", _("Publish this answer"), say, _FAULTS, primary=True)


def _say(form: Form, commitment_id: int, after: int, actor: Actor) -> Done:
    try:
        due = read_day(str(form.typed("due") or ""))
    except ValueError:
        raise Refused(_told([Problem("due", Fault.DATE)])) from None
    text = {str(form.typed("language")): str(form.typed("text") or "")}
    try:
        session.portal().commitments.happened(
            actor,
            commitment_id,
            EventKind(str(form.typed("say"))),
            text=text,
            due=due,
            after=after,
        )
    except Faulty as faulty:
        raise Refused(_told(faulty.problems)) from None
    return Done(Sentence(KEPT))


def _told(problems: Sequence[Problem]) -> dict[str, Worded]:
    return {
        each.field.partition(".")[0]: Worded(partial(fault_sentence, each)) for each in problems
    }
