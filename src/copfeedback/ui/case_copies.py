"""The maker of copies without what leads to anybody: a person chooses what is blackened."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_errors import UnknownItem
from copfeedback.complaints.case_parts import Message, Narrative, Translation
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.redaction import redact
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.results.free_text.masking import Span, propose
from copfeedback.results.free_text.wording import mask_name
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, plain, signed, typed
from copfeedback.ui.staff import Form, facts


def show(view: CaseView, form: Form) -> None:
    """The copies there are, and the form for another one."""
    _, speech = form.speech.gettext, form.speech
    for place, copy in enumerate(view.copies, 1):
        made = signed(copy.on, copy.author, speech)
        facts([(name(place, speech), plain(copy.text)), (_("Made"), made)])
    sources = _sources(view)
    if not sources:
        case_desk.line(_("There is no written text to copy."))
        return
    of = int(form.choice("of", _("Copy of"), _names(view, sources, speech)))
    source = sources[of]
    st.html(Markup("<p><small>{}</small></p>{}").format(_("As it is written"), plain(source)))
    found = {_code(span): span for span in propose(source)}
    if found:
        labels = {
            code: f"{mask_name(span.kind, speech)}: {source[span.start : span.end]}"
            for code, span in found.items()
        }
        form.ticks(f"masks-{of}", _("Blacken these"), labels, labels)
    hint = _("One word or passage in each line, exactly as it is written. The search misses much.")
    form.long_text(f"black-{of}", _("Blacken these too"), hint=hint)
    st.html(
        Markup('<h3>{}</h3>{}<p class="note">{}</p>').format(
            _("What the police would read"),
            plain(_redacted(form, of, source)),
            _("Could the officer tell from this who wrote it? If perhaps, blacken more."),
        )
    )
    do, said = partial(_keep, view.case_id, form, of), N_("The copy is in the case.")
    act(form, "keep-copy", _("Keep this copy"), do, said, clears=(f"black-{of}",))


def name(place: int, speech: Speech) -> str:
    """What a copy is called, by its place among the copies of its case."""
    return speech.gettext("Copy %(number)s") % {"number": speech.formatting.number(place)}


def _sources(view: CaseView) -> Mapping[int, str]:
    """Texts of the complainant, and what interpreters made of them, by number."""
    told: list[Narrative | Message | Translation] = [view.narrative, *view.narrative.translations]
    for message in view.messages:
        if not message.author:
            told += [message, *message.translations]
    return {each.number: each.text for each in told if each.text}


def _names(view: CaseView, sources: Mapping[int, str], speech: Speech) -> dict[str, str]:
    _ = speech.gettext
    names = {
        str(each.number): _("Translation, number %(number)s") % {"number": str(each.number)}
        for translations in (
            view.narrative.translations,
            *(message.translations for message in view.messages),
        )
        for each in translations
    }
    names |= {
        str(each.number): _("Message, number %(number)s") % {"number": str(each.number)}
        for each in view.messages
    }
    names[str(view.narrative.number)] = _("What happened")
    return {str(number): names[str(number)] for number in sources}


def _code(span: Span) -> str:
    return f"{span.start}-{span.end}-{span.kind}"


def _redacted(form: Form, of: int, source: str) -> str:
    found = {_code(span): span for span in propose(source)}
    ticked = form.typed_ticks(f"masks-{of}", found)
    spans = [(found[code].start, found[code].end) for code in found if code in ticked]
    words = [each.strip() for each in typed(form, f"black-{of}").splitlines() if each.strip()]
    return redact(source, words, spans)


def _keep(case_id: str, form: Form, of: int, actor: Actor, key: HolderKey | None) -> None:
    casework = session.portal().casework
    sources = _sources(casework.cases.case(actor, key, case_id))
    if of not in sources:
        raise UnknownItem
    casework.copies.keep(actor, key, case_id, _redacted(form, of, sources[of]), of)
