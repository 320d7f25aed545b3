"""The form in which staff answer a checklist for their organisation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.checklist_model import Checklist, Mark
from copfeedback.evaluations.checklists import NOTE_MAXIMUM, AssessedToday
from copfeedback.evaluations.wording import name_of
from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Faulty, Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Said, Sentence, Worded
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import CHECKLISTS
from copfeedback.ui.staff import Form, confirmed
from copfeedback.ui.texts import words

_EVALUATION = "evaluation"
_FAULTS: Mapping[type[Exception], Fault] = {
    AssessedToday: Fault(
        WHOLE,
        N_("Your organisation has answered this list today. You can answer it again tomorrow."),
    ),
    Unknown: Fault(WHOLE, N_("This is not there any more. Please choose another one.")),
}


def may_assess(actor: Actor) -> bool:
    """Whether somebody is offered the form."""
    return actor.may(Permission.ASSESS, Subject(organisation=actor.organisation))


def show_form(checklist: Checklist, speech: Speech) -> None:
    """The questions of a checklist, with room for notes on what was answered."""
    _ = speech.gettext
    desk = Desk.at(f"{CHECKLISTS}.{checklist.code}")
    st.html(Markup("<h2>{}</h2>").format(_("Answer for your organisation")))
    staff.outcome(desk, speech)
    told = _(
        "Everybody can read the answers and notes, with the name of your organisation. They "
        "cannot be changed later. Name no persons."
    )
    st.html(Markup('<p class="hint">{}</p>').format(told))
    form = Form(desk, speech)
    texts = LocalTexts(form)
    texts.choose_language()
    marks = {"": _("Please choose")} | {mark.value: name_of(mark, speech) for mark in Mark}
    for number, question in enumerate(checklist.questions, start=1):
        label = f"{speech.formatting.number(number)}. {words(question.text, speech)}"
        if form.choice(f"marks.{question.key}", label, marks):
            texts.line(f"notes.{question.key}", _("Note on it, if you like"), None)
    evaluations = {"": _("None")} | {
        each.code: f"{words(each.pledge.title, speech)} ({each.code})"
        for each in session.portal().evaluations.all()
    }
    form.choice(_EVALUATION, _("Part of an evaluation"), evaluations)
    send = partial(desk.attempt, partial(_send, checklist, form), _FAULTS)
    asked = _("Publish this? Everybody can read it, and it stays.")
    confirmed(desk, "send", _("Publish"), asked, send, speech)


def _send(checklist: Checklist, form: Form, actor: Actor) -> Done:
    texts = LocalTexts(form)
    marks = {
        each.key: Mark(chosen)
        for each in checklist.questions
        if (chosen := form.typed(f"marks.{each.key}"))
    }
    notes: dict[str, Translations] = {
        each.key: said
        for each in checklist.questions
        if (said := texts.read(f"notes.{each.key}", None))
    }
    evaluation = form.typed(_EVALUATION) or None
    try:
        session.portal().checklists.assess(actor, checklist.code, marks, notes, evaluation)
    except Faulty as faulty:
        raise Refused(_beside(faulty, texts)) from None
    return Done(Sentence(N_("Your answers are published.")))


def _beside(faulty: Faulty, texts: LocalTexts) -> dict[str, Said]:
    """What is wrong, each beside its field. Turns to the language in which a note is too long."""
    found: dict[str, Said] = {}
    for each in reversed(faulty.problems):
        if each.most == NOTE_MAXIMUM:
            texts.show_language(each.field.rpartition(".")[2])
        found[each.field] = Worded(partial(fault_sentence, each))
    return found
