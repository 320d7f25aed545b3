"""Help and partner organisations: the list, and a form for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import find_language, language_name
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.profile.model import Criterion, Directory, Need, Part, Partner, Reach, Vetting
from copfeedback.profile.service import WrittenMeanwhile
from copfeedback.profile.wording import CRITERIA, NEEDS, languages_in_words
from copfeedback.ui import session, staff
from copfeedback.ui.desk import Done, Refused, Said, Sentence
from copfeedback.ui.pages import PROFILE, page_file
from copfeedback.ui.profile import FAULTS, PART, PartForm
from copfeedback.ui.staff import button, split_list
from copfeedback.ui.texts import as_label, words

PARTNER = "organisation"
NEW = "new"
_BEFORE = "before"
_TEXTS = ("name", "offer", "audience", "address", "hours")
_LINES = ("telephone", "email", "website")


def list_all(directory: Directory, speech: Speech) -> None:
    """The organisations below each other, and the ways to one of them and to a new one."""
    _ = speech.gettext
    see = _("See what everybody sees")
    st.html(Markup('<p><a href="./{}/help">{}</a></p>').format(speech.tag, see))
    address = {PART: Part.DIRECTORY.value}
    st.page_link(
        page_file(PROFILE), label=_("Add an organisation"), query_params=address | {PARTNER: NEW}
    )
    if not directory.partners:
        st.html(Markup("<p>{}</p>").format(_("No organisation is listed yet.")))
    for partner in directory.partners:
        with st.container(key=f"row-{partner.id}", gap=None):
            st.page_link(
                page_file(PROFILE),
                label=as_label(words(partner.name, speech)),
                query_params=address | {PARTNER: str(partner.id)},
            )
            needs = speech.formatting.listing([_(NEEDS[need]) for need in sorted(partner.needs)])
            spoken = languages_in_words(partner.languages, speech)
            st.html(Markup("<p>{} · {}</p>").format(needs, spoken))


def find(directory: Directory) -> Partner | None:
    """The organisation that the address asks for, if it is listed."""
    asked = staff.asked_id(PARTNER)
    return next((partner for partner in directory.partners if partner.id == asked), None)


def edit(form: PartForm, partner: Partner | None) -> None:
    """The form of an organisation, or of a new one."""
    _, desk, speech = form.speech.gettext, form.desk, form.speech
    seen: Partner | None = desk.entered.setdefault(_BEFORE, partner)
    _fields(form, partner)
    keep = partial(_keep, form, partner, seen)
    button(desk, "save", _("Save"), keep, FAULTS, primary=True)
    if partner is not None:
        question = _("Take “%(name)s” off the list?") % {"name": words(partner.name, speech)}
        do = partial(desk.attempt, partial(_remove, form, seen), FAULTS)
        staff.confirmed(desk, "remove", _("Take it off the list"), question, do, speech)


def _fields(form: PartForm, partner: Partner | None) -> None:
    _, speech, fields = form.speech.gettext, form.speech, form.fields
    reach = partner.reach if partner else Reach()
    form.texts.choose_language()
    form.line("name", _("Name of the organisation"), partner.name if partner else None)
    form.line("offer", _("What they offer"), partner.offer if partner else None, long=True)
    form.line("audience", _("For whom"), partner.audience if partner else None)
    form.names["needs"] = _("What they help with")
    needs = {need.value: _(NEEDS[need]) for need in Need}
    fields.ticks("needs", form.names["needs"], needs, partner.needs if partner else ())
    spoken = [language_name(tag, speech) for tag in partner.languages] if partner else []
    hint = _("Their names, with commas between them, such as Arabic, Dari, Ukrainian.")
    form.text("languages", _("Languages they speak"), ", ".join(spoken), hint=hint)
    st.html(Markup("<h2>{}</h2>").format(_("How to reach them")))
    with st.container(key="text-ltr"):
        form.text("telephone", _("Telephone number"), reach.telephone)
        form.text("email", _("E-mail"), reach.email)
        form.text("website", _("Web address"), reach.website)
    form.line("address", _("Address"), reach.address)
    form.line("hours", _("Opening hours"), reach.hours)
    _vetting_fields(form, partner.vetting if partner else None)


def _vetting_fields(form: PartForm, vetting: Vetting | None) -> None:
    _ = form.speech.gettext
    about = _("Who looked at this organisation before it was listed. Leave it empty if nobody did.")
    st.html(Markup("<h2>{}</h2><p>{}</p>").format(_("Looked at"), about))
    form.text("vetting.by", _("Looked at by"), vetting.by if vetting else "")
    with st.container(key="text-ltr-day"):
        day = vetting.on.isoformat() if vetting else ""
        form.text(
            "vetting.on",
            _("Day it was looked at"),
            day,
            hint=_("As year-month-day, such as 2026-02-28."),
        )
    criteria = {each.value: _(CRITERIA[each]) for each in Criterion}
    ticked = vetting.criteria if vetting else ()
    form.fields.ticks("vetting.criteria", _("What was found"), criteria, ticked)
    note = _("Note for other staff, never shown to the public")
    form.names["vetting.note"] = note
    form.fields.long_text("vetting.note", note, vetting.note if vetting else "")


def _keep(form: PartForm, partner: Partner | None, seen: Partner | None, actor: Actor) -> Done:
    directory, number = _latest(actor)
    if seen is not None and seen not in directory.partners:
        raise WrittenMeanwhile
    written = _typed(form, partner, partner.id if partner else directory.next_id)
    moved = {f"partners.{written.id}.{place}": place for place in (*_TEXTS, *_LINES, *form.names)}
    said = Sentence(N_("%(name)s is saved."), {"name": str(written.name.read_in(form.speech.tag))})
    return form.write(actor, directory.having(written), said, after=number, moved=moved)


def _remove(form: PartForm, seen: Partner | None, actor: Actor) -> Done:
    directory, number = _latest(actor)
    if seen is None or seen not in directory.partners:
        raise WrittenMeanwhile
    said: Said = Sentence(N_("The organisation is off the list."))
    return form.write(actor, directory.without(seen.id), said, after=number)


def _latest(actor: Actor) -> tuple[Directory, int]:
    """The directory as it is now, whoever has changed other organisations meanwhile."""
    versions = session.portal().profile.versions(actor, Part.DIRECTORY, at_most=1)
    content = versions[0].content if versions else None
    return (
        content if isinstance(content, Directory) else Directory(),
        versions[0].number if versions else 0,
    )


def _typed(form: PartForm, partner: Partner | None, partner_id: int) -> Partner:
    """The organisation as it stands in the fields.

    Raises:
        Refused: a language or a day cannot be read.
    """
    before: Mapping[str, Translations | None] = (
        {
            "name": partner.name,
            "offer": partner.offer,
            "audience": partner.audience,
            "address": partner.reach.address,
            "hours": partner.reach.hours,
        }
        if partner
        else dict.fromkeys(_TEXTS)
    )
    problems: dict[str, Said] = {}
    languages = _typed_languages(form, problems)
    vetting = _typed_vetting(form, problems)
    if problems:
        raise Refused(problems)
    needed = {name: form.texts.needed(name, before[name]) for name in ("name", "offer", "audience")}
    lines = {name: form.typed(name) for name in _LINES}
    return Partner(
        id=partner_id,
        needs=frozenset(map(Need, form.fields.typed_ticks("needs", [*Need]))),
        languages=languages,
        reach=Reach(
            address=form.texts.read("address", before["address"]),
            hours=form.texts.read("hours", before["hours"]),
            **lines,
        ),
        vetting=vetting,
        **needed,
    )


def _typed_languages(form: PartForm, problems: dict[str, Said]) -> tuple[str, ...]:
    """The languages in whichever of the portal's languages they are written."""
    catalogues = session.portal().catalogues
    tags = []
    for written in split_list(form.typed("languages")):
        speeches = (form.speech, *map(catalogues.speech, catalogues.languages))
        found = next(filter(None, (find_language(written, each) for each in speeches)), None)
        if found is None:
            unknown = N_("We know no language “%(name)s”. Please check how it is written.")
            problems["languages"] = Sentence(unknown, {"name": written})
        elif found not in tags:
            tags.append(found)
    return tuple(tags)


def _typed_vetting(form: PartForm, problems: dict[str, Said]) -> Vetting | None:
    by, note = form.typed("vetting.by"), form.typed("vetting.note")
    criteria = form.fields.typed_ticks("vetting.criteria", [*Criterion])
    on: date | None = None
    try:
        on = staff.read_day(form.typed("vetting.on"))
    except ValueError:
        problems["vetting.on"] = Sentence(
            N_("Write the day as year-month-day, such as 2026-02-28.")
        )
        return None
    if on is None:
        if by or criteria or note:
            problems["vetting.on"] = Sentence(N_("Please say on which day it was looked at."))
        return None
    return Vetting(by=by, on=on, criteria=frozenset(map(Criterion, criteria)), note=note)
