"""Translating minutes at the full door: the original on one side, the translation on the other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import ChangedMeanwhile, Faulty, Unknown
from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.wording import field_name
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Said, Sentence
from copfeedback.ui.forum_desk_fields import Fields
from copfeedback.ui.forum_desk_place import FAULTS, Place, begin, done, simple_link
from copfeedback.ui.staff import button
from copfeedback.ui.texts import marked

_BEGAN, _SEEN = "began", "seen"
_CHANGED = N_(
    "Somebody else has translated some of this meanwhile. Theirs is shown; what you wrote stands "
    "in the fields. Save again to keep what you wrote."
)


def show(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """Every text of the latest minutes beside its translation."""
    _, into, portal = speech.gettext, place.about, session.portal()
    versions = portal.minutes.approved(actor, place.meeting.id)
    if not versions or into not in portal.catalogues.languages or versions[0].language == into:
        raise Unknown
    minutes, form = versions[0], Fields.at(desk, (into,), speech)
    translate_the_minutes_label = _("Translate the minutes")
    title = f"{translate_the_minutes_label}: {language_name(into, speech)}"
    begin(title, place, desk, actor, speech)
    about = _(
        "Translate as it was said, with nothing added. What is left empty is shown in the "
        "language of the minutes."
    )
    st.html(Markup("<p>{}</p>").format(about))
    there = _there(minutes, into)
    began: dict[str, str] = desk.entered.setdefault(_BEGAN, dict(there))
    desk.entered.setdefault(_SEEN, dict(there))
    titles, before = {each.item_id: each.title for each in minutes.entries}, None
    for key, original in minutes.segments().items():
        item_id, _dot, name = key.partition(".")
        if item_id != before:
            st.html(Markup("<h2>{}</h2>").format(_named(titles[int(item_id)], speech)))
        before = item_id
        left, right = st.columns(2)
        with left:
            st.html(_original(original, field_name(name, speech), minutes.language))
        with right:
            form.texts(key, field_name(name, speech), {into: began.get(key, "")}, long=True)
            if there.get(key, "") != began.get(key, ""):
                theirs = Markup('<p class="note words" lang="{}" dir="auto">{}</p>')
                st.html(theirs.format(into, there.get(key, "")))
    save = partial(_keep, form, minutes, into)
    button(desk, "save", _("Save"), save, FAULTS, primary=True)
    file = simple_link(place, f"/translate/{into}", _("As a file"), speech)
    st.html(Markup("<p>{}</p>").format(file))


def _there(minutes: Minutes, into: str) -> dict[str, str]:
    """The translation as it is kept now."""
    translations = session.portal().minutes.translations(minutes.meeting_id, minutes.number)
    return dict(translations[into].texts) if into in translations else {}


def _named(title: Translations | None, speech: Speech) -> Markup:
    return marked(title, speech) if title else Markup("{}").format(speech.gettext("General"))


def _original(text: str, label: str, language: str) -> Markup:
    return Markup('<p><b>{}</b></p><p class="words" lang="{}" dir="auto">{}</p>').format(
        label, language, text
    )


def _keep(form: Fields, minutes: Minutes, into: str, actor: Actor) -> Done:
    texts = {key: form.typed(f"{key}.{into}") for key in minutes.segments()}
    seen = form.form.desk.entered[_SEEN]
    try:
        session.portal().minutes.translate(
            actor, minutes.meeting_id, minutes.number, into, texts, seen=seen
        )
    except Faulty as faulty:
        raise form.refused(faulty) from None
    except ChangedMeanwhile:
        _take_theirs(form, texts, _there(minutes, into), into)
        changed: dict[str, Said] = {WHOLE: Sentence(_CHANGED)}
        raise Refused(changed) from None
    return done(N_("The translation is kept."))


def _take_theirs(form: Fields, typed: Mapping[str, str], theirs: dict[str, str], into: str) -> None:
    """Go on from what somebody else has written; what was typed here stays in its fields."""
    began: dict[str, str] = form.form.desk.entered[_BEGAN]
    for key, text in typed.items():
        if text == began.get(key, ""):
            form.form.put(f"{key}.{into}", theirs.get(key, ""))
            began[key] = theirs.get(key, "")
    form.form.desk.entered[_SEEN] = theirs
