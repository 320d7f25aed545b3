"""What came of results: the entries of one's own organisation, and a form for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.results.followup import FollowUpChanged, UnknownFollowUp
from copfeedback.results.followup_model import (
    BadFollowUp,
    FollowUp,
    FollowUpHistory,
    Reply,
    Status,
)
from copfeedback.results.followup_wording import STATUS_NAMES, fault_sentence, who_and_when
from copfeedback.results.model import Publication
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.wave_wording import full_name
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence, Worded
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import WHAT_FOLLOWED, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label, words

WAVE, ENTRY = "wave", "entry"
NEW = "new"
GONE = N_("There is no such entry.")
_WHOLE_SURVEY = ""
_FAULTS = {
    FollowUpChanged: Fault(
        WHOLE, N_("Somebody else has changed this meanwhile. Open it again to see it as it is now.")
    ),
    UnknownFollowUp: Fault(WHOLE, GONE),
}


def show_all(
    publications: Sequence[Publication], own: Sequence[FollowUpHistory], speech: Speech
) -> None:
    """Every wave whose results are public, with what one's organisation said to them."""
    _ = speech.gettext
    about = _(
        "Here your organisation tells people what came of their answers: what was done, what is "
        "under way, and what will not be done and why. Everybody sees it beside the results."
    )
    st.html(Markup("<p>{}</p>").format(about))
    waves = {each.asked.wave.id: each.asked for each in publications}
    if not waves:
        st.html(Markup("<p>{}</p>").format(_("No results are public yet.")))
    for asked in waves.values():
        name = words(full_name(asked, speech.tag), speech)
        st.html(Markup("<h2>{}</h2>").format(name))
        for history in own:
            if history.now.content.wave_id == asked.wave.id:
                _line(history, speech)
        st.page_link(
            page_file(WHAT_FOLLOWED),
            label=as_label(_("Add an entry: %(wave)s") % {"wave": name}),
            query_params={WAVE: asked.wave.id, ENTRY: NEW},
        )


def back_to_all(done: Done) -> None:
    """Go from the form of an entry to all of them, and say there that it is saved."""
    for name in (WAVE, ENTRY):
        st.query_params.pop(name, None)
    Desk.at(WHAT_FOLLOWED).done = done


def _line(history: FollowUpHistory, speech: Speech) -> None:
    content = history.now.content
    with st.container(key=f"row-{history.now.id}", gap=None):
        st.page_link(
            page_file(WHAT_FOLLOWED),
            label=as_label(words(content.said, speech)),
            query_params={WAVE: content.wave_id, ENTRY: str(history.now.id)},
        )
        status = speech.gettext(STATUS_NAMES[content.status])
        st.html(Markup("<p>{} · {}</p>").format(status, who_and_when(history, speech)))


def show_one(asked: AskedWave, entry: FollowUp | None, desk: Desk, speech: Speech) -> None:
    """The form of an entry, or of a new one."""
    _, form = speech.gettext, Form(desk, speech)
    texts = LocalTexts(form)
    before = entry.content if entry else None
    if entry is not None:
        told = _("Whatever you change here, everybody can still read what stood here before.")
        st.html(Markup("<p>{}</p>").format(told))
    questions = {_WHOLE_SURVEY: _("The whole survey")} | _questions(asked, speech)
    form.choice("item", _("What it is about"), questions, (before and before.item) or "")
    statuses = {status.value: _(name) for status, name in STATUS_NAMES.items()}
    status = before.status if before else Status.UNDER_WAY
    form.choice("status", _("What becomes of it"), statuses, status)
    texts.choose_language()
    texts.line("said", _("What people said"), before.said if before else None, long=True)
    texts.line(
        "answer",
        _("What was or will be done, or why it will not be done"),
        before.answer if before else None,
        long=True,
    )
    save = partial(_save, form, texts, asked, entry)
    button(desk, "save", _("Save"), save, _FAULTS, primary=True)


def _questions(asked: AskedWave, speech: Speech) -> dict[str, str]:
    """The words of every question that can have figures; those that are alike told apart."""
    release = session.portal().results.release_of(asked.wave.id)
    of_item = asked.survey.question_of_item
    found: dict[str, str] = {}
    for item in release.tables if release else ():
        text = words(of_item[item].text_of(item), speech)
        found[item] = f"{text} ({item})" if text in found.values() else text
    return found


def _save(
    form: Form, texts: LocalTexts, asked: AskedWave, entry: FollowUp | None, actor: Actor
) -> Done:
    follow_ups = session.portal().follow_ups
    before = entry.content if entry else None
    reply = Reply(
        asked.wave.id,
        str(form.typed("item") or "") or None,
        Status(str(form.typed("status"))),
        texts.needed("said", before.said if before else None),
        texts.needed("answer", before.answer if before else None),
    )
    try:
        if entry is None:
            follow_ups.write(actor, actor.organisation, reply)
        else:
            follow_ups.change(actor, actor.organisation, entry.id, reply, after=entry.version)
    except BadFollowUp as bad:
        raise Refused(
            {
                _field(name, form): Worded(partial(fault_sentence, fault))
                for name, fault in bad.faults.items()
            }
        ) from None
    return Done(Sentence(N_("It is saved, and everybody can read it beside the results.")))


def _field(name: str, form: Form) -> str:
    """Where to show a problem: beside the language that is on the screen."""
    language = form.desk.entered.get("language", form.speech.tag)
    return f"{name}.{language}" if name in {"said", "answer"} else name


def asked_for(own: Sequence[FollowUpHistory]) -> FollowUp | None:
    """The entry that the address asks for, if it is one of these."""
    wanted = staff.asked_id(ENTRY)
    return next((each.now for each in own if each.now.id == wanted), None)
