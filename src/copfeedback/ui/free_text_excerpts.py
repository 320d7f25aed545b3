"""Excerpts on the staff page of answers in people's own words: proposed, cleared, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import Translations
from copfeedback.people.employers import NotIndependent
from copfeedback.people.model import Actor, Permission
from copfeedback.results.free_text.excerpts import (
    DecidedMeanwhile,
    NotTakenFromText,
    OwnProposal,
    PoliceAlone,
    ReasonMissing,
    TooLong,
    left_to_mask,
    normalised,
)
from copfeedback.results.free_text.masking import Span, by_hand, masked, propose
from copfeedback.results.free_text.model import EXCERPT_MAXIMUM, CodedText, Excerpt, ExcerptState
from copfeedback.results.free_text.wording import STATE_NAMES, mask_name
from copfeedback.results.release_wording import NOT_INDEPENDENT
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.excerpts import quoted
from copfeedback.ui.free_text import (
    EXCERPT,
    EXCERPTS,
    FAULTS,
    QUESTION,
    SHOW,
    TEXT,
    WAVE,
    show_text,
    words_of,
)
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import FREE_TEXT, page_file
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import marked

_PROPOSING: Mapping[type[Exception], Fault] = {
    **FAULTS,
    NotTakenFromText: Fault(
        "excerpt",
        N_("This does not stand in the answer word for word. Use […] where you leave out."),
    ),
    TooLong: Fault("excerpt", N_("Too long, or nothing is left to read.")),
}
_DECIDING: Mapping[type[Exception], Fault] = {
    OwnProposal: Fault(WHOLE, N_("You proposed this excerpt: somebody else has to clear it.")),
    PoliceAlone: Fault(
        WHOLE, N_("Both of you work for the police: somebody from outside has to clear it.")
    ),
    NotIndependent: Fault(WHOLE, NOT_INDEPENDENT),
    ReasonMissing: Fault(WHOLE, N_("Please say why.")),
    DecidedMeanwhile: Fault(WHOLE, N_("Somebody else has decided on this excerpt meanwhile.")),
}


_NEIGHBOUR = N_(
    "Would a neighbour know who wrote this, or whom it is about? If perhaps, leave it out."
)


def show_form(text: CodedText, desk: Desk, speech: Speech) -> None:
    """The form that proposes an excerpt of a text, and what everybody would read."""
    _ = speech.gettext
    if desk.done is not None:  # the form again would look as if nothing had happened
        st.page_link(page_file(FREE_TEXT), label=_("Excerpts"), query_params={SHOW: EXCERPTS})
        return
    show_text(text, speech)
    form = Form(desk, speech)
    direction = session.portal().catalogues.languages.get(text.language)
    whole = normalised(text.text)
    with st.container(key=f"text-{direction.direction if direction else 'auto'}-excerpt"):
        entered = form.long_text(
            "excerpt",
            _("Excerpt"),
            whole if len(whole) <= EXCERPT_MAXIMUM else "",
            hint=_("Word for word, at most 280 characters. Where you leave something out: […]"),
        )
    excerpt = normalised(entered)
    found = {_code(span): span for span in propose(excerpt)}
    if found:
        labels = {code: _label(span, excerpt, speech) for code, span in found.items()}
        form.ticks("masks", _("Mask these"), labels, labels)
    hint = _("The search misses much. Separate with commas.")
    with st.container(key="text-auto-by-hand"):
        form.text("by_hand", _("Mask these words too"), hint=hint)
    _translation_fields(form, text)
    st.html(
        Markup('<h2>{}</h2>{}<p class="note">{}</p>').format(
            _("What everybody would read"),
            quoted(masked(excerpt, _spans(form, excerpt)), text.language, speech),
            _(_NEIGHBOUR),
        )
    )
    do = partial(_propose, form, text)
    staff.button(desk, "propose", _("Propose"), do, _PROPOSING, primary=True)


def _translation_fields(form: Form, text: CodedText) -> None:
    _, speech = form.speech.gettext, form.speech
    known = session.portal().catalogues.languages
    others = {tag: each.name for tag, each in known.items() if tag != text.language}
    chosen = speech.tag if speech.tag in others else ""
    form.choice("language", _("Language of the translation"), others, chosen)
    LocalTexts(form).line("translation", _("Translation, if you like"), None, long=True)


def _code(span: Span) -> str:
    return f"{span.start}-{span.end}-{span.kind}"


def _label(span: Span, excerpt: str, speech: Speech) -> str:
    return f"{mask_name(span.kind, speech)}: {excerpt[span.start : span.end]}"


def _spans(form: Form, excerpt: str) -> list[Span]:
    """What is to be masked, as the form stands now."""
    found = {_code(span): span for span in propose(excerpt)}
    ticked = form.typed_ticks("masks", found)
    words = staff.split_list(str(form.typed("by_hand") or ""))
    return [*(found[code] for code in ticked), *by_hand(excerpt, words)]


def _propose(form: Form, text: CodedText, actor: Actor) -> Done:
    entered = str(form.typed("excerpt") or "")
    excerpt = normalised(entered)
    for word in staff.split_list(str(form.typed("by_hand") or "")):
        if not by_hand(excerpt, [word]):
            advice = N_("“%(words)s” does not stand in the excerpt.")
            raise Refused({"by_hand": Sentence(advice, {"words": word})})
    translations: Translations | None = LocalTexts(form).read("translation", None)
    session.portal().excerpts.propose_excerpt(
        actor, text.id, entered, _spans(form, excerpt), translations
    )
    return Done(Sentence(N_("The excerpt waits for a second person.")))


def show_all(actor: Actor, desk: Desk, speech: Speech) -> None:
    """All excerpts: those that wait first, then what was returned, then what everybody sees."""
    _ = speech.gettext
    found = session.portal().excerpts.excerpts(actor)
    if not found:
        st.html(Markup("<p>{}</p>").format(_("There is no excerpt yet.")))
    for state, name in STATE_NAMES.items():
        here = [each for each in found if each.state is state]
        if here:
            st.html(Markup("<h2>{}</h2>").format(_(name)))
        for excerpt in here:
            with st.container(border=True, key=f"excerpt-{excerpt.id}"):
                _show_one(excerpt, actor, desk, speech)


def _show_one(excerpt: Excerpt, actor: Actor, desk: Desk, speech: Speech) -> None:
    _ = speech.gettext
    asked = session.portal().surveys.book.find(excerpt.wave_id)
    st.html(
        Markup('<p class="step">{} – {}</p><p>{}</p>{}<p><small>{}: {}</small></p>{}').format(
            marked(asked.survey.title, speech),
            marked(asked.wave.name, speech),
            words_of(asked, excerpt.question_id, speech),
            quoted(excerpt.parts, excerpt.language, speech),
            _("Language"),
            language_name(excerpt.language, speech),
            _about(excerpt, speech),
        )
    )
    form = Form(desk, speech)
    if excerpt.state is ExcerptState.RETURNED:
        if actor.may(Permission.CODE_FREE_TEXT):
            address = {WAVE: excerpt.wave_id, QUESTION: excerpt.question_id, SHOW: EXCERPT}
            st.page_link(
                page_file(FREE_TEXT),
                label=_("Propose another one"),
                query_params=address | {TEXT: excerpt.text_id.hex()},
            )
        return
    waits = excerpt.state is ExcerptState.PROPOSED
    form.text(
        f"reason-{excerpt.id}", _("Why you return it") if waits else _("Why you take it back")
    )
    if waits:
        st.html(Markup('<p class="note">{}</p>').format(_(_NEIGHBOUR)))
    with st.container(horizontal=True):
        if waits:
            clear = partial(_clear, excerpt.id)
            staff.button(
                desk,
                f"clear-{excerpt.id}",
                _("Clear it for everybody"),
                clear,
                _DECIDING,
                primary=True,
            )
        name, label = ("return", _("Return it")) if waits else ("take-back", _("Take it back"))
        do = partial(_return if waits else _take_back, form, excerpt.id)
        staff.button(desk, f"{name}-{excerpt.id}", label, do, _DECIDING)


def _about(excerpt: Excerpt, speech: Speech) -> Markup:
    """Translations, who did what, and what the search would still mark."""
    _ = speech.gettext
    lines = [
        Markup('<p><small>{} ({}):</small> <span lang="{}" dir="auto">{}</span></p>').format(
            _("Translated by staff"), language_name(tag, speech), tag, text
        )
        for tag, text in (excerpt.translations or {}).items()
    ]
    by = _("Proposed by %(name)s.") % {"name": excerpt.proposer}
    lines.append(Markup("<p><small>{}</small></p>").format(by))
    if excerpt.reason:
        why = Markup("<p><bdi>{}</bdi>: <bdi>{}</bdi></p>")
        lines.append(why.format(excerpt.decider, excerpt.reason))
    left = left_to_mask(excerpt) if excerpt.state is ExcerptState.PROPOSED else []
    if left:
        look = _("Look twice at: %(words)s") % {"words": speech.formatting.listing(left)}
        lines.append(Markup('<p class="problem">{}</p>').format(look))
    return Markup("").join(lines)


def _clear(excerpt_id: int, actor: Actor) -> Done:
    session.portal().excerpts.clear(actor, excerpt_id)
    return Done(Sentence(N_("Cleared. Everybody sees it with the results of the wave.")))


def _return(form: Form, excerpt_id: int, actor: Actor) -> Done:
    session.portal().excerpts.return_excerpt(actor, excerpt_id, _reason(form, excerpt_id))
    return Done(Sentence(N_("The excerpt is returned.")))


def _take_back(form: Form, excerpt_id: int, actor: Actor) -> Done:
    session.portal().excerpts.take_back(actor, excerpt_id, _reason(form, excerpt_id))
    return Done(Sentence(N_("The excerpt is taken back, and its words are erased.")))


def _reason(form: Form, excerpt_id: int) -> str:
    return str(form.typed(f"reason-{excerpt_id}") or "")
