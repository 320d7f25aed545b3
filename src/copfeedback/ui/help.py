"""Help and partner organisations at the full door: what to choose from, and who is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.profile.model import Directory, Identity, Need, Partner, Vetting
from copfeedback.profile.wording import CRITERIA, NEEDS, contact_link, languages_in_words
from copfeedback.ui.selecting import filter_of
from copfeedback.ui.texts import marked

_ANYTHING = ""


def emergencies(identity: Identity, speech: Speech) -> Markup:
    """Whom to call when somebody is in danger."""
    lines = Markup("").join(
        Markup("<p><b>{}: {}</b></p>").format(
            marked(contact.label, speech), contact_link(contact.address)
        )
        for contact in identity.emergencies
    )
    return Markup('<div class="note">{}</div>').format(lines) if lines else lines


def pick(directory: Directory, speech: Speech) -> tuple[Need | None, str | None]:
    """Let the reader say what they need and in which language; None where anything will do.

    What they choose stays in the page: an address would stay in the history of their browser.
    """
    _ = speech.gettext
    needs = {_ANYTHING: _("Anything")} | {each.value: _(NEEDS[each]) for each in directory.needs}
    spoken = {tag: language_name(tag, speech) for tag in directory.languages}
    by_name = sorted(spoken.items(), key=lambda named: named[1].casefold())
    need = _choose("need", _("What do you need help with?"), needs, speech)
    languages = {_ANYTHING: _("Any language"), **dict(by_name)}
    language = _choose("language", _("Which language should they speak?"), languages, speech)
    return Need(need) if need else None, language or None


def _choose(name: str, label: str, options: Mapping[str, str], speech: Speech) -> str:
    return str(
        st.selectbox(
            label,
            list(options),
            format_func=lambda code: options[code],
            key=f"help.{name}.{speech.tag}",
            filter_mode=filter_of(len(options)),
            placeholder="",
        )
    )


def found(partners: Sequence[Partner], speech: Speech) -> Markup:
    """How many there are, and everything about each."""
    _ = speech.gettext
    if not partners:
        nobody = _(
            "No organisation on our list does both. Please try another language or another need."
        )
        return Markup('<p role="status">{}</p>').format(nobody)
    count = speech.ngettext(
        "%(number)s organisation", "%(number)s organisations", len(partners)
    ) % {"number": speech.formatting.number(len(partners))}
    listed = Markup("").join(_described(partner, speech) for partner in partners)
    return Markup('<p role="status"><b>{}</b></p>{}').format(count, listed)


def _described(partner: Partner, speech: Speech) -> Markup:
    _ = speech.gettext
    reach = partner.reach
    ways = [contact_link(way) for way in (reach.telephone, reach.email, reach.website) if way]
    ways += [marked(place, speech) for place in (reach.address, reach.hours) if place]
    facts = [
        (_("For whom"), [marked(partner.audience, speech)]),
        (_("Languages"), [Markup("{}").format(languages_in_words(partner.languages, speech))]),
        (_("How to reach them"), ways),
    ]
    lines = Markup("").join(
        Markup("<dt>{}</dt>{}").format(
            name, Markup("").join(Markup("<dd>{}</dd>").format(value) for value in values)
        )
        for name, values in facts
    )
    return Markup("<article><h2>{}</h2><p>{}</p><dl>{}</dl>{}</article>").format(
        marked(partner.name, speech),
        marked(partner.offer, speech),
        lines,
        looked_at(partner.vetting, speech) if partner.vetting else "",
    )


def looked_at(vetting: Vetting, speech: Speech) -> Markup:
    """Who looked at an organisation before it was listed, when, and for what."""
    said = speech.gettext("Looked at on %(day)s by:") % {"day": speech.formatting.date(vetting.on)}
    criteria = "".join(f" · {speech.gettext(CRITERIA[each])}" for each in sorted(vetting.criteria))
    return Markup('<p class="hint">{} <bdi>{}</bdi>{}</p>').format(said, vetting.by, criteria)
